/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-charger-private.h"
#include "support/fake-controller.h"

#include "dbus/twc-dbus-names.h"

#include <math.h>

#define run_until(condition) \
  while (!(condition))       \
  g_main_context_iteration (NULL, TRUE)

typedef struct
{
  GTestDBus *bus;
  FakeController *fake;
  TwcDBusCharger1 *skeleton;
  TwcDBusCharger1 *proxy;
  TwcCharger *charger;
  gint64 now_us;
} Fixture;

static void
on_proxy_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;
  g_autoptr(GError) error = NULL;

  self->proxy = twc_dbus_charger1_proxy_new_finish (result, &error);
  g_assert_no_error (error);
}

static void
fixture_set_up (Fixture *self, gconstpointer data)
{
  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->fake = fake_controller_new ();
  fake_controller_appear (self->fake);
  self->skeleton = fake_controller_add_charger (self->fake, "9399");

  twc_dbus_charger1_proxy_new (self->fake->connection, G_DBUS_PROXY_FLAGS_NONE,
                               g_dbus_connection_get_unique_name (self->fake->connection),
                               TWC_DBUS_CHARGERS_PATH "/9399", NULL, on_proxy_ready, self);
  run_until (self->proxy != NULL);
  self->now_us = g_get_monotonic_time ();
  self->charger = twc_charger_new (self->proxy, self->now_us);
}

static void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->charger);
  g_object_unref (self->proxy);
  fake_controller_free (self->fake);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
}

static gboolean
shows (Fixture *self, const char *property, const char *expected)
{
  g_autofree char *text = NULL;

  g_object_get (self->charger, property, &text, NULL);
  return g_str_equal (text, expected);
}

static void
assert_shows (Fixture *self, const char *property, const char *expected)
{
  g_autofree char *text = NULL;

  g_object_get (self->charger, property, &text, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static void
count_up (guint *count)
{
  (*count)++;
}

static void
test_at_rest (Fixture *self, gconstpointer data)
{
  g_assert_cmpstr (twc_charger_get_id (self->charger), ==, "9399");
  g_assert_cmpstr (twc_charger_get_title (self->charger), ==, "TWC 9399");
  assert_shows (self, "draw-text", "0.0");
  assert_shows (self, "asked-text", "asked 0 A");
  assert_shows (self, "measured-text", "measured 0.0 A");
  assert_shows (self, "volts-text", "241 V");
  assert_shows (self, "total-text", "");
  assert_shows (self, "session-text", "");
  assert_shows (self, "activity-text", "No car drawing");
  assert_shows (self, "style", "idle");
}

static void
test_charging (Fixture *self, gconstpointer data)
{
  twc_dbus_charger1_set_name (self->skeleton, "Left bay");
  twc_dbus_charger1_set_activity (self->skeleton, "charging");
  twc_dbus_charger1_set_offer_amps (self->skeleton, 17);
  twc_dbus_charger1_set_draw_amps (self->skeleton, 16.2);
  twc_dbus_charger1_set_power_watts (self->skeleton, 3904);
  run_until (shows (self, "draw-text", "16.2"));

  assert_shows (self, "title", "Left bay");
  assert_shows (self, "asked-text", "asked 17 A");
  assert_shows (self, "measured-text", "measured 16.2 A, 3.9 kW");
  assert_shows (self, "activity-text", "Charging");
  assert_shows (self, "style", "ok");
}

/* users 1: paused says 0 A, and the car goes on. */
static void
test_paused_but_still_drawing (Fixture *self, gconstpointer data)
{
  fake_controller_set_reason (self->skeleton, twc_reason_new (TWC_REASON_PAUSED));
  twc_dbus_charger1_set_paused (self->skeleton, TRUE);
  twc_dbus_charger1_set_draw_amps (self->skeleton, 6);
  run_until (shows (self, "activity-text", "Still drawing"));

  assert_shows (self, "reason-code", "paused");
  assert_shows (self, "reason-text",
                "Told to stop, but still drawing 6.0 A. If that does not end, stop it in the car "
                "or unplug the cable.");
  assert_shows (self, "style", "warning");

  twc_dbus_charger1_set_draw_amps (self->skeleton, 0);
  run_until (shows (self, "activity-text", "Paused"));
  assert_shows (self, "reason-text", "Paused by hand: 0 A until somebody resumes it.");
}

static void
test_lost (Fixture *self, gconstpointer data)
{
  twc_dbus_charger1_set_draw_amps (self->skeleton, 16);
  twc_dbus_charger1_set_online (self->skeleton, FALSE);
  run_until (shows (self, "activity-text", "Not answering"));

  assert_shows (self, "measured-text", "last measured 16.0 A");
  assert_shows (self, "style", "error");
}

static void
test_never_measured (Fixture *self, gconstpointer data)
{
  twc_dbus_charger1_set_last_heartbeat_monotonic (self->skeleton, 0);
  run_until (shows (self, "draw-text", "–"));

  assert_shows (self, "measured-text", "not measured yet");
}

static void
test_notifies_on_change_only (Fixture *self, gconstpointer data)
{
  guint n_draw = 0, n_any = 0;

  g_signal_connect_swapped (self->charger, "notify::draw-amps", G_CALLBACK (count_up), &n_draw);
  g_signal_connect_swapped (self->charger, "notify", G_CALLBACK (count_up), &n_any);

  twc_dbus_charger1_set_last_heartbeat_monotonic (self->skeleton, 77);
  run_until (twc_dbus_charger1_get_last_heartbeat_monotonic (self->proxy) == 77);
  twc_charger_tick (self->charger, self->now_us + G_USEC_PER_SEC);
  g_assert_cmpuint (n_any, ==, 0);

  /* draw-amps, draw-text, measured-text */
  twc_dbus_charger1_set_draw_amps (self->skeleton, 0.3);
  run_until (shows (self, "draw-text", "0.3"));
  g_assert_cmpuint (n_draw, ==, 1);
  g_assert_cmpuint (n_any, ==, 3);
}

static void
test_countdown (Fixture *self, gconstpointer data)
{
  TwcReason reason = twc_reason_new (TWC_REASON_MIN_OFF);
  gint64 came_us;

  twc_reason_add (&reason, TWC_NUMBER_SECONDS_LEFT, 600);
  fake_controller_set_reason (self->skeleton, reason);
  run_until (shows (self, "reason-code", "min-off"));
  came_us = g_get_monotonic_time ();

  twc_charger_tick (self->charger, came_us + 100 * G_USEC_PER_SEC);
  assert_shows (self, "reason-text",
                "Starting in 8:20 min: the contactor has opened only just now and rests.");
  twc_charger_tick (self->charger, came_us + 700 * G_USEC_PER_SEC);
  assert_shows (self, "reason-text",
                "Starting in a moment: the contactor has opened only just now and rests.");
}

static void
test_absurd_reason (Fixture *self, gconstpointer data)
{
  fake_controller_lie (
    self->fake, self->skeleton, "Reason",
    g_variant_new_parsed ("('fixed', {'amps': <1e300>, 'limit_amps': <-5.0>, 'until': <true>})"));
  run_until (shows (self, "reason-code", "fixed"));

  assert_shows (self, "reason-text", "Fixed amps, until somebody chooses another mode.");
}

static void
test_unknown_reason (Fixture *self, gconstpointer data)
{
  twc_dbus_charger1_set_reason (self->skeleton, g_variant_new_parsed ("('aliens', @a{sv} {})"));
  run_until (shows (self, "reason-code", "aliens"));

  assert_shows (self, "reason-text",
                "This program is older than the controller and does not know its reason.");
}

static void
test_hostile_values (Fixture *self, gconstpointer data)
{
  const double volts[] = { NAN, -5, 1e300, 240 };
  double watts;

  fake_controller_lie (
    self->fake, self->skeleton, "Volts",
    g_variant_new_fixed_array (G_VARIANT_TYPE_DOUBLE, volts, G_N_ELEMENTS (volts), sizeof *volts));
  fake_controller_lie (self->fake, self->skeleton, "PowerWatts", g_variant_new_double (-INFINITY));
  fake_controller_lie (self->fake, self->skeleton, "TotalKwh", g_variant_new_double (NAN));
  fake_controller_lie (self->fake, self->skeleton, "DrawAmps", g_variant_new_double (NAN));
  fake_controller_lie (self->fake, self->skeleton, "Activity", g_variant_new_string ("dancing"));
  run_until (shows (self, "activity", "unknown"));

  g_object_get (self->charger, "power-watts", &watts, NULL);
  g_assert_cmpfloat_with_epsilon (watts, 0, 0.001);
  assert_shows (self, "draw-text", "0.0");
  assert_shows (self, "total-text", "");
  assert_shows (self, "volts-text", "");
}

static void
test_samples (Fixture *self, gconstpointer data)
{
  TwcSamples *samples = twc_charger_get_samples (self->charger);
  guint16 past[] = { 600, 1000, 1600 };
  guint64 end;
  gint64 now_us;

  self->fake->past_ca = g_memdup2 (past, sizeof past);
  self->fake->n_past = G_N_ELEMENTS (past);
  twc_charger_fetch_samples (self->charger);
  twc_charger_tick (self->charger, self->now_us + 5 * G_USEC_PER_SEC); /* not before the past */
  g_assert_cmpuint (twc_samples_get_end (samples), ==, 0);

  run_until (twc_samples_get_end (samples) == 3);
  g_assert_cmpuint (twc_samples_get (samples, 2).offered_ca, ==, 1600);
  g_assert_cmpuint (twc_samples_get (samples, 2).drawn_ca, ==, 1599);

  /* A late tick appends what is due, one for each second. */
  twc_dbus_charger1_set_offer_amps (self->skeleton, 20);
  run_until (shows (self, "asked-text", "asked 20 A"));
  now_us = g_get_monotonic_time ();
  twc_charger_tick (self->charger, now_us + 4 * G_USEC_PER_SEC);
  end = twc_samples_get_end (samples);
  g_assert_cmpuint (end, >=, 3 + 4);
  g_assert_cmpuint (twc_samples_get (samples, end - 1).offered_ca, ==, 2000);
  twc_charger_tick (self->charger, now_us + 4 * G_USEC_PER_SEC);
  g_assert_cmpuint (twc_samples_get_end (samples), ==, end);

  /* After a long hole the controller is asked again. */
  twc_charger_tick (self->charger, now_us + 100 * G_USEC_PER_SEC);
  run_until (twc_samples_get_end (samples) == end + 3);
}

static void
on_answered (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  gboolean *done = user_data;

  *done = twc_charger_finish (TWC_CHARGER (object), result, &error);
  g_assert_no_error (error);
}

static void
test_pause_and_resume (Fixture *self, gconstpointer data)
{
  gboolean paused = FALSE, resumed = FALSE;

  twc_charger_pause_async (self->charger, NULL, on_answered, &paused);
  run_until (paused);
  twc_charger_resume_async (self->charger, NULL, on_answered, &resumed);
  run_until (resumed);

  g_assert_true (fake_controller_was_asked (self->fake, "Pause 9399"));
  g_assert_true (fake_controller_was_asked (self->fake, "Resume 9399"));
}

#define ADD(path, func) \
  g_test_add ("/charger/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("at-rest", test_at_rest);
  ADD ("charging", test_charging);
  ADD ("paused-but-still-drawing", test_paused_but_still_drawing);
  ADD ("lost", test_lost);
  ADD ("never-measured", test_never_measured);
  ADD ("notifies-on-change-only", test_notifies_on_change_only);
  ADD ("countdown", test_countdown);
  ADD ("absurd-reason", test_absurd_reason);
  ADD ("unknown-reason", test_unknown_reason);
  ADD ("hostile-values", test_hostile_values);
  ADD ("samples", test_samples);
  ADD ("pause-and-resume", test_pause_and_resume);

  return g_test_run ();
}
