/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-fixture.h"
#include "controller/twc-publisher.h"

#define CONTROLLER "/org/twcmanager/controller"
#define CHARGER "/org/twcmanager/chargers/9399"

typedef struct
{
  BusFixture bus;
  TwcPublisher *publisher;
  TwcSettings settings;
  TwcSite site;
  TwcPlan plan;
  TwcBusHealth health;
  TwcProblemList problems;
  TwcPublication publication;
  guint n_signals; /* PropertiesChanged that the client has seen */
} Fixture;

static void
on_signal (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *name,
           GVariant *arguments,
           gpointer user_data)
{
  (*(guint *) user_data)++;
}

static guint
count_signals (GDBusConnection *connection, const char *name, guint *count)
{
  return g_dbus_connection_signal_subscribe (connection, NULL, NULL, name, NULL, NULL,
                                             G_DBUS_SIGNAL_FLAGS_NONE, on_signal, count, NULL);
}

static void
update_at (Fixture *fixture, gint64 now_s)
{
  fixture->publication.now.us = TWC_SECONDS_US (now_s);
  twc_publisher_update (fixture->publisher, &fixture->publication);
  bus_fixture_settle (&fixture->bus);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = twc_settings_default ();
  fixture->settings.wiring_all_ca = 4000;
  fixture->site = (TwcSite){
    .n_chargers = 1,
    .chargers = { { .id = 0x9399,
                    .protocol = 2,
                    .rating_ca = 3200,
                    .online = TRUE,
                    .reported = TRUE,
                    .state = TWC_STATE_CHARGING,
                    .activity = TWC_ACTIVITY_CHARGING,
                    .offer_ca = 1600,
                    .reported_ca = 1600,
                    .draw_ca = 1550,
                    .counter_kwh = 1587,
                    .volts = { 230, 0, 0 },
                    .has_firmware = TRUE,
                    .firmware = { 4, 5, 3, 2 } } },
  };
  fixture->plan = (TwcPlan){
    .reason = twc_reason_new (TWC_REASON_FIXED),
    .exposure_ca = 1600,
    .n_chargers = 1,
    .chargers = { { .id = 0x9399,
                    .reason = twc_reason_new (TWC_REASON_FIXED),
                    .session = { .opened_s = 1699999000, .energy_wh = 4210 } } },
  };
  fixture->health.state = TWC_BUS_OK;
  fixture->publication = (TwcPublication){
    .settings = &fixture->settings,
    .site = &fixture->site,
    .plan = &fixture->plan,
    .health = &fixture->health,
    .problems = &fixture->problems,
    .port = "/dev/ttyUSB0",
    .now = { .unix_s = 1700000000 },
  };

  bus_fixture_set_up (&fixture->bus);
  fixture->publisher = twc_publisher_new (NULL, NULL);
  twc_publisher_set_connection (fixture->publisher, fixture->bus.server);
  count_signals (fixture->bus.client, "PropertiesChanged", &fixture->n_signals);
  update_at (fixture, 1000);
  fixture->n_signals = 0;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  twc_publisher_free (fixture->publisher);
  bus_fixture_tear_down (&fixture->bus);
}

static void
assert_property (Fixture *fixture, const char *path, const char *property, const char *wanted)
{
  g_autoptr(GVariant) value = bus_fixture_get (&fixture->bus, path, property);
  g_autofree char *text = g_variant_print (value, FALSE);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_properties (Fixture *fixture, gconstpointer data)
{
  assert_property (fixture, CONTROLLER, "org.twcmanager.Controller1.BusState", "'ok'");
  assert_property (fixture, CONTROLLER, "org.twcmanager.Controller1.Port", "'/dev/ttyUSB0'");
  assert_property (fixture, CONTROLLER, "org.twcmanager.Controller1.Mode", "'green'");
  assert_property (fixture, CONTROLLER, "org.twcmanager.Controller1.WiringAmps", "40.0");
  assert_property (fixture, CONTROLLER, "org.twcmanager.Controller1.OfferedAmps", "16.0");
  assert_property (fixture, CONTROLLER, "org.twcmanager.Controller1.DrawAmps", "15.5");
  assert_property (fixture, CHARGER, "org.twcmanager.Charger1.Id", "'9399'");
  assert_property (fixture, CHARGER, "org.twcmanager.Charger1.Activity", "'charging'");
  assert_property (fixture, CHARGER, "org.twcmanager.Charger1.OfferAmps", "16.0");
  assert_property (fixture, CHARGER, "org.twcmanager.Charger1.PowerWatts", "3565.0");
  assert_property (fixture, CHARGER, "org.twcmanager.Charger1.TotalKwh", "1587.0");
  assert_property (fixture, CHARGER, "org.twcmanager.Charger1.SessionKwh", "4.21");
  assert_property (fixture, CHARGER, "org.twcmanager.Charger1.Volts", "[230.0, 0.0, 0.0]");
  assert_property (fixture, CHARGER, "org.twcmanager.Charger1.Firmware", "'4.5.3.2'");
  assert_property (fixture, CHARGER, "org.twcmanager.Charger1.Reason", "('fixed', {})");
}

static void
test_the_object_manager_has_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = bus_fixture_call (
    &fixture->bus, fixture->bus.client, "/org/twcmanager",
    "org.freedesktop.DBus.ObjectManager.GetManagedObjects", NULL, &error);
  g_autoptr(GVariant) objects = NULL;

  g_assert_no_error (error);
  objects = g_variant_get_child_value (answer, 0);
  g_assert_cmpuint (g_variant_n_children (objects), ==, 2);
  g_assert_true (g_variant_lookup (objects, CONTROLLER, "a{sa{sv}}", NULL));
  g_assert_true (g_variant_lookup (objects, CHARGER, "a{sa{sv}}", NULL));
}

static void
test_introspection (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer =
               bus_fixture_call (&fixture->bus, fixture->bus.client, CONTROLLER,
                                 "org.freedesktop.DBus.Introspectable.Introspect", NULL, &error);
  const char *xml;

  g_assert_no_error (error);
  g_variant_get (answer, "(&s)", &xml);
  g_assert_nonnull (strstr (xml, "org.twcmanager.Controller1"));
  g_assert_nonnull (strstr (xml, "\"ChargeNow\""));
}

static void
test_nothing_new_is_silent (Fixture *fixture, gconstpointer data)
{
  for (gint64 s = 1001; s < 1030; s++)
    update_at (fixture, s);

  g_assert_cmpuint (fixture->n_signals, ==, 0);
}

static void
test_state_is_signalled_at_once (Fixture *fixture, gconstpointer data)
{
  fixture->site.chargers[0].offer_ca = 600;
  update_at (fixture, 1001);

  /* One for the charger, one for the sum. */
  g_assert_cmpuint (fixture->n_signals, ==, 2);
  assert_property (fixture, CHARGER, "org.twcmanager.Charger1.OfferAmps", "6.0");

  fixture->settings.mode = TWC_MODE_OFF;
  update_at (fixture, 1002);
  g_assert_cmpuint (fixture->n_signals, ==, 3);
}

static void
test_measurements_wait_while_nobody_watches (Fixture *fixture, gconstpointer data)
{
  fixture->site.chargers[0].draw_ca = 1000;
  fixture->health.verdicts[TWC_VERDICT_OK] = 77;
  update_at (fixture, 1009);
  g_assert_cmpuint (fixture->n_signals, ==, 0);
  g_assert_cmpint (twc_publisher_get_deadline (fixture->publisher), ==, TWC_NEVER);

  update_at (fixture, 1010);
  g_assert_cmpuint (fixture->n_signals, ==, 2);
  assert_property (fixture, CHARGER, "org.twcmanager.Charger1.DrawAmps", "10.0");
}

static void
test_measurements_each_second_while_watched (Fixture *fixture, gconstpointer data)
{
  TwcWatchers *watchers = twc_publisher_get_watchers (fixture->publisher);

  g_assert_true (twc_watchers_add (watchers, fixture->bus.server,
                                   g_dbus_connection_get_unique_name (fixture->bus.client)));
  g_assert_cmpint (twc_publisher_get_deadline (fixture->publisher), ==, 0);
  fixture->site.chargers[0].draw_ca = 1000;
  update_at (fixture, 1001);
  g_assert_cmpuint (fixture->n_signals, ==, 2);
  g_assert_cmpint (twc_publisher_get_deadline (fixture->publisher), ==, TWC_SECONDS_US (1002));
}

/* Who is gone watches no longer, even without saying so. */
static void
test_a_watcher_that_leaves (Fixture *fixture, gconstpointer data)
{
  TwcWatchers *watchers = twc_publisher_get_watchers (fixture->publisher);
  g_autoptr(GDBusConnection) other = bus_fixture_connect (&fixture->bus);
  g_autoptr(GError) error = NULL;

  g_assert_true (
    twc_watchers_add (watchers, fixture->bus.server, g_dbus_connection_get_unique_name (other)));
  bus_fixture_settle (&fixture->bus);
  g_assert_cmpuint (twc_watchers_get_n (watchers), ==, 1);

  g_dbus_connection_close_sync (other, NULL, &error);
  g_assert_no_error (error);
  while (twc_watchers_get_n (watchers) > 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (twc_publisher_get_deadline (fixture->publisher), ==, TWC_NEVER);
}

/* A countdown alone wakes nobody who is not looking; another cause does. */
static void
test_a_countdown_is_not_news (Fixture *fixture, gconstpointer data)
{
  for (gint64 s = 1001; s < 1006; s++)
    {
      TwcReason reason = twc_reason_new (TWC_REASON_FIXED);

      twc_reason_add (&reason, TWC_NUMBER_SECONDS_LEFT, 60 - s % 60);
      fixture->plan.reason = fixture->plan.chargers[0].reason = reason;
      update_at (fixture, s);
    }
  g_assert_cmpuint (fixture->n_signals, ==, 0);

  fixture->plan.reason = fixture->plan.chargers[0].reason = twc_reason_new (TWC_REASON_PAUSED);
  update_at (fixture, 1006);
  g_assert_cmpuint (fixture->n_signals, ==, 2);
}

static void
test_chargers_come_and_go (Fixture *fixture, gconstpointer data)
{
  guint n_added = 0, n_removed = 0;

  count_signals (fixture->bus.client, "InterfacesAdded", &n_added);
  count_signals (fixture->bus.client, "InterfacesRemoved", &n_removed);
  bus_fixture_settle (&fixture->bus);

  fixture->site.chargers[1] = fixture->site.chargers[0];
  fixture->site.chargers[1].id = 0xABCD;
  fixture->site.n_chargers = 2;
  update_at (fixture, 1001);
  g_assert_cmpuint (n_added, ==, 1);
  assert_property (fixture, "/org/twcmanager/chargers/ABCD", "org.twcmanager.Charger1.OfferAmps",
                   "16.0");

  fixture->site.chargers[0] = fixture->site.chargers[1];
  fixture->site.n_chargers = 1;
  update_at (fixture, 1002);
  g_assert_cmpuint (n_removed, ==, 1);
  g_assert_null (twc_publisher_get_samples (fixture->publisher, 0x9399));
  g_assert_nonnull (twc_publisher_get_samples (fixture->publisher, 0xABCD));
}

static void
test_problems (Fixture *fixture, gconstpointer data)
{
  const TwcProblem problem = twc_problem_new (TWC_PROBLEM_PORT_MISSING, 0, "/dev/ttyUSB0");

  twc_problem_list_add (&fixture->problems, &problem);
  fixture->publication.problems_changed = TRUE;
  update_at (fixture, 1001);

  assert_property (fixture, CONTROLLER, "org.twcmanager.Controller1.Problems",
                   "[('port-missing', 'error', 0, {'subject': <'/dev/ttyUSB0'>})]");
}

/* A charge that has ended is none, though its keys may stay in the settings. */
static void
test_charge_now_ends (Fixture *fixture, gconstpointer data)
{
  fixture->settings.charge_now_ca = 3200;
  fixture->settings.charge_now_until_s = 1700000001;
  update_at (fixture, 1001);
  assert_property (fixture, CONTROLLER, "org.twcmanager.Controller1.ChargeNowAmps", "32.0");

  fixture->publication.now.unix_s = 1700000001;
  update_at (fixture, 1002);
  assert_property (fixture, CONTROLLER, "org.twcmanager.Controller1.ChargeNowAmps", "0.0");
}

static void
test_frames_go_to_those_who_asked (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GDBusConnection) other = bus_fixture_connect (&fixture->bus);
  const guint8 raw[] = { 0xC0, 0xFC, 0xE1, 0xC0 };
  guint n_asked = 0, n_other = 0;

  count_signals (fixture->bus.client, "Frame", &n_asked);
  count_signals (other, "Frame", &n_other);
  twc_watchers_add (twc_publisher_get_monitors (fixture->publisher), fixture->bus.server,
                    g_dbus_connection_get_unique_name (fixture->bus.client));
  bus_fixture_settle (&fixture->bus);

  twc_publisher_send_frame (fixture->publisher, "in", TWC_VERDICT_OK, raw, sizeof raw, 1);
  bus_fixture_settle (&fixture->bus);

  g_assert_cmpuint (n_asked, ==, 1);
  g_assert_cmpuint (n_other, ==, 0);
}

/* The bus goes and another comes: everything is there again, and nobody watches. */
static void
test_the_bus_comes_back (Fixture *fixture, gconstpointer data)
{
  TwcWatchers *watchers = twc_publisher_get_watchers (fixture->publisher);

  twc_watchers_add (watchers, fixture->bus.server,
                    g_dbus_connection_get_unique_name (fixture->bus.client));
  twc_publisher_set_connection (fixture->publisher, NULL);
  update_at (fixture, 1001);
  g_assert_cmpuint (twc_watchers_get_n (watchers), ==, 0);

  twc_publisher_set_connection (fixture->publisher, fixture->bus.server);
  assert_property (fixture, CHARGER, "org.twcmanager.Charger1.Id", "'9399'");
}

static const struct
{
  const char *path;
  void (*func) (Fixture *fixture, gconstpointer data);
} tests[] = {
  { "/publisher/properties", test_properties },
  { "/publisher/the-object-manager-has-all", test_the_object_manager_has_all },
  { "/publisher/introspection", test_introspection },
  { "/publisher/nothing-new-is-silent", test_nothing_new_is_silent },
  { "/publisher/state-is-signalled-at-once", test_state_is_signalled_at_once },
  { "/publisher/measurements-wait-while-nobody-watches",
    test_measurements_wait_while_nobody_watches },
  { "/publisher/measurements-each-second-while-watched",
    test_measurements_each_second_while_watched },
  { "/publisher/a-watcher-that-leaves", test_a_watcher_that_leaves },
  { "/publisher/a-countdown-is-not-news", test_a_countdown_is_not_news },
  { "/publisher/chargers-come-and-go", test_chargers_come_and_go },
  { "/publisher/problems", test_problems },
  { "/publisher/charge-now-ends", test_charge_now_ends },
  { "/publisher/frames-go-to-those-who-asked", test_frames_go_to_those_who_asked },
  { "/publisher/the-bus-comes-back", test_the_bus_comes_back },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);

  return g_test_run ();
}
