/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-plan-settings.h"

#include "dbus/twc-dbus-names.h"

typedef struct
{
  GSettingsBackend *backend;
  TwcSettingsWriter *writer;
  GSettings *stored;
  guint n_writes;
  TwcSettings settings;
  TwcPlan plan;
  TwcPlanSettings tested;
} Fixture;

static void
count_up (guint *count)
{
  (*count)++;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->backend = g_memory_settings_backend_new ();
  self->writer = twc_settings_writer_new (self->backend);
  self->stored = g_settings_new_with_backend (TWC_SCHEMA, self->backend);
  self->settings = twc_settings_default ();
  self->tested.writer = self->writer;
  g_settings_set_string (self->stored, "non-scheduled-mode", "fixed");
  g_settings_set_int64 (self->stored, "resume-green-at", 1700000000);
  g_settings_set_int (self->stored, "charge-now-amps", 16);
  g_settings_set_double (self->stored, "charge-now-kwh", 10);
  g_signal_connect_swapped (self->stored, "changed::resume-green-at", G_CALLBACK (count_up),
                            &self->n_writes);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->stored);
  g_object_unref (self->writer);
  g_object_unref (self->backend);
}

static void
update (Fixture *self, gint64 seconds)
{
  const TwcNow now = { TWC_SECONDS_US (seconds), 1700000000 + seconds };

  twc_plan_settings_update (&self->tested, &self->settings, &self->plan, now);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

/* Charging-control 5.5: mode and instant are both persisted. */
static void
test_resume (Fixture *self, gconstpointer data)
{
  g_autofree char *mode = NULL;

  self->settings.mode = TWC_MODE_FIXED;
  self->settings.resume_green_s = 1700000000;
  self->plan.resume_green = TRUE;
  update (self, 1);

  mode = g_settings_get_string (self->stored, "non-scheduled-mode");
  g_assert_cmpstr (mode, ==, "green");
  g_assert_cmpint (g_settings_get_int64 (self->stored, "resume-green-at"), ==, -1);
  g_assert_cmpint (g_settings_get_int (self->stored, "charge-now-amps"), ==, 16);
}

/* Each step says so until the snapshot follows; the SD card hears of it once a minute. */
static void
test_written_once (Fixture *self, gconstpointer data)
{
  self->settings.mode = TWC_MODE_FIXED;
  self->settings.resume_green_s = 1700000000;
  self->plan.resume_green = TRUE;
  for (guint i = 1; i < 60; i++)
    update (self, i);
  g_assert_cmpuint (self->n_writes, ==, 1);

  g_settings_set_int64 (self->stored, "resume-green-at", 1700000000);
  update (self, 61);
  g_assert_cmpint (g_settings_get_int64 (self->stored, "resume-green-at"), ==, -1);
}

/* Going back to green by hand clears it. */
static void
test_green_by_hand (Fixture *self, gconstpointer data)
{
  self->settings.mode = TWC_MODE_GREEN;
  self->settings.resume_green_s = 1700000000;
  update (self, 1);

  g_assert_cmpint (g_settings_get_int64 (self->stored, "resume-green-at"), ==, -1);
}

static void
test_charge_now_is_over (Fixture *self, gconstpointer data)
{
  self->plan.charge_now_is_over = TRUE;
  update (self, 1);

  g_assert_cmpint (g_settings_get_int (self->stored, "charge-now-amps"), ==, 0);
  g_assert_cmpfloat_with_epsilon (g_settings_get_double (self->stored, "charge-now-kwh"), 0, 1e-9);
  g_assert_cmpint (g_settings_get_int64 (self->stored, "resume-green-at"), ==, 1700000000);
}

static void
test_nothing_to_do (Fixture *self, gconstpointer data)
{
  self->settings.mode = TWC_MODE_FIXED;
  self->settings.resume_green_s = 1700000000;
  update (self, 1);

  g_assert_cmpuint (self->n_writes, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/plan-settings/resume", test_resume);
  ADD ("/plan-settings/written-once", test_written_once);
  ADD ("/plan-settings/green-by-hand", test_green_by_hand);
  ADD ("/plan-settings/charge-now-is-over", test_charge_now_is_over);
  ADD ("/plan-settings/nothing-to-do", test_nothing_to_do);

  return g_test_run ();
}
