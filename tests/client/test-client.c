/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-client.h"
#include "client/twc-problem-item.h"
#include "support/fake-controller.h"

#include <math.h>

/* Ends with the test's time-out where it never becomes true. */
#define run_until(condition) \
  while (!(condition))       \
  g_main_context_iteration (NULL, TRUE)

typedef struct
{
  GTestDBus *bus;
  FakeController *fake;
  GDBusConnection *connection;
  TwcClient *client;
} Fixture;

static void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->connection = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (self->bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  self->fake = fake_controller_new ();
  self->client = twc_client_new (self->connection);
}

static void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  GDBusConnection *connection = self->connection;

  g_assert_finalize_object (self->client);
  fake_controller_free (self->fake);
  g_dbus_connection_close_sync (connection, NULL, NULL);
  /* Its worker lets go of it in its own time. */
  g_object_unref (connection);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
}

static void
connect_to_one (Fixture *self)
{
  fake_controller_appear (self->fake);
  fake_controller_add_charger (self->fake, "9399");
  run_until (twc_client_is_connected (self->client) &&
             g_list_model_get_n_items (twc_client_get_chargers (self->client)) == 1);
}

static char *
get_text (gpointer object, const char *property)
{
  char *text;

  g_object_get (object, property, &text, NULL);
  return text;
}

static gboolean
shows (gpointer object, const char *property, const char *expected)
{
  g_autofree char *text = get_text (object, property);

  return g_str_equal (text, expected);
}

static void
assert_shows (gpointer object, const char *property, const char *expected)
{
  g_autofree char *text = get_text (object, property);

  g_assert_cmpstr (text, ==, expected);
}

static void
count_up (guint *count)
{
  (*count)++;
}

static void
test_no_controller (Fixture *self, gconstpointer data)
{
  assert_shows (self->client, "headline", "Connecting");

  run_until (twc_client_is_settled (self->client));

  g_assert_false (twc_client_is_connected (self->client));
  assert_shows (self->client, "empty-title", "The controller is not running");
  assert_shows (self->client, "style", "error");
}

static void
test_appears (Fixture *self, gconstpointer data)
{
  double wiring;

  connect_to_one (self);

  g_object_get (self->client, "wiring-amps", &wiring, NULL);
  g_assert_cmpfloat_with_epsilon (wiring, 40, 0.001);
  assert_shows (self->client, "version", "0.1.0");
  assert_shows (self->client, "mode", "off");
  assert_shows (self->client, "headline", "Stopped");
  assert_shows (self->client, "reason-code", "off");
  assert_shows (self->client, "empty-title", "");
}

static void
test_vanishes_and_returns (Fixture *self, gconstpointer data)
{
  connect_to_one (self);

  fake_controller_vanish (self->fake);
  run_until (!twc_client_is_connected (self->client));

  g_assert_true (twc_client_is_settled (self->client));
  g_assert_cmpuint (g_list_model_get_n_items (twc_client_get_chargers (self->client)), ==, 0);
  assert_shows (self->client, "headline", "The controller is not running");
  assert_shows (self->client, "mode", "");

  connect_to_one (self);

  assert_shows (self->client, "headline", "Stopped");
}

static void
test_chargers_come_and_go (Fixture *self, gconstpointer data)
{
  GListModel *chargers = twc_client_get_chargers (self->client);
  const char *const ids[] = { "0042", "3333", "9399" };

  connect_to_one (self);
  fake_controller_add_charger (self->fake, "3333");
  fake_controller_add_charger (self->fake, "0042");
  run_until (g_list_model_get_n_items (chargers) == 3);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(TwcCharger) charger = g_list_model_get_item (chargers, i);

      g_assert_cmpstr (twc_charger_get_id (charger), ==, ids[i]);
    }

  fake_controller_remove_charger (self->fake, "3333");
  run_until (g_list_model_get_n_items (chargers) == 2);
}

static void
test_headline_follows_the_chargers (Fixture *self, gconstpointer data)
{
  TwcDBusCharger1 *charger;

  fake_controller_appear (self->fake);
  charger = fake_controller_add_charger (self->fake, "9399");
  run_until (g_list_model_get_n_items (twc_client_get_chargers (self->client)) == 1);

  twc_dbus_charger1_set_offer_amps (charger, 16);
  twc_dbus_charger1_set_draw_amps (charger, 15.6);
  run_until (shows (self->client, "headline", "Charging, 16 A"));

  /* Told to stop: the word changes when the amps do, not before. */
  twc_dbus_charger1_set_offer_amps (charger, 0);
  run_until (shows (self->client, "headline", "Still drawing, 15.6 A"));
  twc_dbus_charger1_set_draw_amps (charger, 0.3);
  run_until (shows (self->client, "headline", "Stopped"));
}

static void
test_notifies_on_change_only (Fixture *self, gconstpointer data)
{
  guint n_mode = 0, n_any = 0;

  connect_to_one (self);
  g_signal_connect_swapped (self->client, "notify::mode", G_CALLBACK (count_up), &n_mode);
  g_signal_connect_swapped (self->client, "notify", G_CALLBACK (count_up), &n_any);

  /* Nothing that is shown depends on these. */
  twc_dbus_controller1_set_frames (self->fake->controller, 1000);
  twc_dbus_controller1_set_last_frame_monotonic (self->fake->controller, 5);
  run_until (twc_dbus_controller1_get_frames (twc_client_get_proxy (self->client)) == 1000);
  g_assert_cmpuint (n_any, ==, 0);

  twc_dbus_controller1_set_mode (self->fake->controller, "fixed");
  run_until (shows (self->client, "mode", "fixed"));
  g_assert_cmpuint (n_mode, ==, 1);
  g_assert_cmpuint (n_any, ==, 1);
}

static void
test_problems_worst_first (Fixture *self, gconstpointer data)
{
  GListModel *problems = twc_client_get_problems (self->client);
  const TwcProblem echo = twc_problem_new (TWC_PROBLEM_ECHO, 0, NULL);
  const TwcProblem lost = twc_problem_new (TWC_PROBLEM_CHARGER_LOST, 0x9399, NULL);
  g_autoptr(TwcProblemItem) first = NULL, kept = NULL, worst = NULL;

  connect_to_one (self);
  fake_controller_add_problem (self->fake, &echo);
  run_until (g_list_model_get_n_items (problems) == 1);
  first = g_list_model_get_item (problems, 0);
  assert_shows (first, "severity", "info");

  fake_controller_add_problem (self->fake, &lost);
  run_until (g_list_model_get_n_items (problems) == 2);
  g_object_get (self->client, "worst-problem", &worst, NULL);
  kept = g_list_model_get_item (problems, 1);

  assert_shows (worst, "code", "charger-lost");
  /* What stays as it is stays the same object, so that a list keeps its row. */
  g_assert_true (kept == first);

  twc_dbus_controller1_set_problems (self->fake->controller, g_variant_new ("a(ssxa{sv})", NULL));
  run_until (g_list_model_get_n_items (problems) == 0);
}

static void
test_charge_now_is_shown (Fixture *self, gconstpointer data)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) until = g_date_time_add_hours (now, 2);
  g_autofree char *clock = g_date_time_format (until, "40 A until %H:%M");
  gboolean charging_now;

  connect_to_one (self);
  twc_dbus_controller1_set_charge_now_until_time (self->fake->controller,
                                                  g_date_time_to_unix (until));
  twc_dbus_controller1_set_charge_now_amps (self->fake->controller, 40);
  run_until (shows (self->client, "charge-now-text", clock));

  g_object_get (self->client, "charging-now", &charging_now, NULL);
  g_assert_true (charging_now);
}

static void
test_hostile_values (Fixture *self, gconstpointer data)
{
  TwcDBusController1 *controller = self->fake->controller;
  double wiring, available;

  connect_to_one (self);
  fake_controller_lie (self->fake, controller, "WiringAmps", g_variant_new_double (NAN));
  fake_controller_lie (self->fake, controller, "AvailableAmps", g_variant_new_double (1e300));
  fake_controller_lie (self->fake, controller, "BusState", g_variant_new_string ("on fire"));
  fake_controller_lie (self->fake, controller, "Mode", g_variant_new_string ("turbo"));
  fake_controller_lie (self->fake, controller, "ChargeNowAmps", g_variant_new_double (16));
  fake_controller_lie (self->fake, controller, "ChargeNowUntilTime",
                       g_variant_new_int64 (G_MININT64));
  fake_controller_lie (self->fake, controller, "Reason",
                       g_variant_new_parsed ("('aliens', @a{sv} {})"));
  run_until (shows (self->client, "reason-code", "aliens"));

  g_object_get (self->client, "wiring-amps", &wiring, "available-amps", &available, NULL);
  g_assert_cmpfloat_with_epsilon (wiring, 0, 0.001);
  g_assert_cmpfloat_with_epsilon (available, 655.35, 0.001);
  assert_shows (self->client, "mode", "off");
  assert_shows (self->client, "charge-now-text", "16 A");
}

typedef struct
{
  gboolean called;
  gboolean done;
  GError *error;
} Answer;

static void
on_answered (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->called = TRUE;
  answer->done = twc_client_finish (TWC_CLIENT (object), result, &answer->error);
}

static void
test_calls (Fixture *self, gconstpointer data)
{
  Answer charge = { 0 }, cancel = { 0 }, mode = { 0 };

  connect_to_one (self);
  twc_client_charge_now_async (self->client, 32, 1795410000, NULL, on_answered, &charge);
  twc_client_set_mode_async (self->client, "fixed", 16, NULL, on_answered, &mode);
  twc_client_cancel_charge_now_async (self->client, NULL, on_answered, &cancel);
  run_until (charge.called && mode.called && cancel.called);

  g_assert_no_error (charge.error);
  g_assert_true (charge.done && mode.done && cancel.done);
  g_assert_true (fake_controller_was_asked (self->fake, "ChargeNow 32 1795410000"));
  g_assert_true (fake_controller_was_asked (self->fake, "SetMode fixed 16"));
  g_assert_true (fake_controller_was_asked (self->fake, "CancelChargeNow"));
}

static void
test_refusal_is_the_controllers_own_words (Fixture *self, gconstpointer data)
{
  Answer answer = { 0 };

  connect_to_one (self);
  self->fake->refusal = "50 A is above the wiring limit of 40 A";
  twc_client_charge_now_async (self->client, 50, 0, NULL, on_answered, &answer);
  run_until (answer.called);

  g_assert_false (answer.done);
  g_assert_nonnull (answer.error);
  g_assert_cmpstr (answer.error->message, ==, "50 A is above the wiring limit of 40 A");
  g_clear_error (&answer.error);
}

static void
test_call_without_controller (Fixture *self, gconstpointer data)
{
  Answer answer = { 0 };

  run_until (twc_client_is_settled (self->client));
  twc_client_charge_now_async (self->client, 16, 0, NULL, on_answered, &answer);
  run_until (answer.called);

  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  g_clear_error (&answer.error);
}

static void
test_watch (Fixture *self, gconstpointer data)
{
  connect_to_one (self);
  g_assert_cmpuint (self->fake->calls->len, ==, 0);

  twc_client_watch (self->client);
  run_until (self->fake->calls->len == 2);
  g_assert_true (fake_controller_was_asked (self->fake, "Watch"));

  /* And of each controller that follows. */
  fake_controller_vanish (self->fake);
  run_until (!twc_client_is_connected (self->client));
  g_ptr_array_set_size (self->fake->calls, 0);
  connect_to_one (self);
  run_until (self->fake->calls->len == 2);
  g_assert_true (fake_controller_was_asked (self->fake, "Watch"));
}

#define ADD(path, func) \
  g_test_add ("/client/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("no-controller", test_no_controller);
  ADD ("appears", test_appears);
  ADD ("vanishes-and-returns", test_vanishes_and_returns);
  ADD ("chargers-come-and-go", test_chargers_come_and_go);
  ADD ("headline-follows-the-chargers", test_headline_follows_the_chargers);
  ADD ("notifies-on-change-only", test_notifies_on_change_only);
  ADD ("problems-worst-first", test_problems_worst_first);
  ADD ("charge-now-is-shown", test_charge_now_is_shown);
  ADD ("hostile-values", test_hostile_values);
  ADD ("calls", test_calls);
  ADD ("refusal-is-the-controllers-own-words", test_refusal_is_the_controllers_own_words);
  ADD ("call-without-controller", test_call_without_controller);
  ADD ("watch", test_watch);

  return g_test_run ();
}
