/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-fixture.h"
#include "controller/twc-clock.h"
#include "controller/twc-methods.h"
#include "dbus/twc-dbus-names.h"

#define CONTROLLER1 "org.twcmanager.Controller1."
#define CHARGER1 "org.twcmanager.Charger1."
#define CHARGER TWC_DBUS_CHARGERS_PATH "/9399"

typedef struct
{
  BusFixture bus;
  GSettingsBackend *backend;
  GSettings *settings;
  TwcSettingsWriter *writer;
  TwcRing *ring;
  TwcPublisher *publisher;
  TwcMethods *methods;
  TwcProblemList problems;
} Fixture;

/* A ring whose bus runs: it has listened, and announced itself to nobody. */
static void
run_bus (Fixture *fixture)
{
  guint8 body[TWC_BODY_MAX];
  TwcNow now = { 0, 1700000000 };

  twc_ring_connect (fixture->ring, now);
  while (now.us < TWC_SECONDS_US (20))
    {
      now.us = MAX (twc_ring_get_deadline (fixture->ring), now.us + 1000);
      while (twc_ring_step (fixture->ring, now, body) > 0)
        continue;
    }
}

static void
publish (Fixture *fixture)
{
  TwcBusHealth health;
  const TwcPublication publication = {
    .settings = twc_ring_get_settings (fixture->ring),
    .site = twc_ring_get_site (fixture->ring),
    .plan = twc_ring_get_plan (fixture->ring),
    .health = &health,
    .problems = &fixture->problems,
    .port = "",
    .now = { .us = TWC_SECONDS_US (20) },
  };

  twc_master_get_health (twc_ring_get_master (fixture->ring), &health);
  twc_publisher_update (fixture->publisher, &publication);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const TwcKnownCharger known = { 0x9399, 2, 3200, 600 };
  TwcSettings settings = twc_settings_default ();

  settings.wiring_all_ca = settings.wiring_twc_ca = 4000;
  bus_fixture_set_up (&fixture->bus);
  fixture->backend = g_memory_settings_backend_new ();
  fixture->settings = g_settings_new_with_backend (TWC_SCHEMA, fixture->backend);
  fixture->writer = twc_settings_writer_new (fixture->backend);
  fixture->ring = twc_ring_new (TWC_MASTER_DEFAULT_ID, 1, &known, 1, (TwcNow){ 0, 1700000000 });
  twc_ring_set_settings (fixture->ring, &settings);
  run_bus (fixture);
  fixture->publisher = twc_publisher_new (NULL, NULL);
  fixture->methods = twc_methods_new (fixture->publisher, fixture->ring, fixture->writer);
  twc_publisher_set_connection (fixture->publisher, fixture->bus.server);
  publish (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  twc_publisher_free (fixture->publisher);
  twc_methods_free (fixture->methods);
  twc_ring_free (fixture->ring);
  g_object_unref (fixture->writer);
  g_object_unref (fixture->settings);
  g_object_unref (fixture->backend);
  bus_fixture_tear_down (&fixture->bus);
}

typedef struct
{
  const char *path;
  const char *object;
  const char *method;
  const char *arguments; /* GVariant text */
  const char *error;     /* the last word of its D-Bus name; NULL = done */
  const char *key;       /* that holds... */
  const char *value;     /* ...this afterwards */
} Row;

#define C TWC_DBUS_CONTROLLER_PATH

static const Row rows[] = {
  { "/methods/charge-now", C, CONTROLLER1 "ChargeNow", "(16.0, int64 0)", NULL, "charge-now-amps",
    "16" },
  { "/methods/charge-now/all-there-is", C, CONTROLLER1 "ChargeNow", "(0.0, int64 0)", NULL,
    "charge-now-amps", "40" },
  { "/methods/charge-now/in-the-year-2100", C, CONTROLLER1 "ChargeNow", "(16.0, int64 4102444800)",
    "Refused", "charge-now-until", "int64 0" },
  { "/methods/charge-now/for-ever", C, CONTROLLER1 "ChargeNow", "(16.0, int64 9223372036854775807)",
    "Refused", "charge-now-until", "int64 0" },
  { "/methods/charge-now/never", C, CONTROLLER1 "ChargeNow", "(16.0, int64 -9223372036854775808)",
    "Refused", "charge-now-until", "int64 0" },
  { "/methods/charge-now/too-much", C, CONTROLLER1 "ChargeNow", "(41.0, int64 0)", "Refused",
    "charge-now-amps", "0" },
  { "/methods/charge-now/too-little", C, CONTROLLER1 "ChargeNow", "(3.0, int64 0)", "Refused",
    "charge-now-amps", "0" },
  { "/methods/charge-now/in-the-past", C, CONTROLLER1 "ChargeNow", "(16.0, int64 1000000000)",
    "Refused", "charge-now-amps", "0" },
  { "/methods/charge-now/fraction", C, CONTROLLER1 "ChargeNow", "(16.5, int64 0)",
    "InvalidArgument", "charge-now-amps", "0" },
  { "/methods/charge-now/negative", C, CONTROLLER1 "ChargeNow", "(-16.0, int64 0)",
    "InvalidArgument", "charge-now-amps", "0" },
  { "/methods/charge-now/absurd", C, CONTROLLER1 "ChargeNow", "(1e300, int64 0)", "InvalidArgument",
    "charge-now-amps", "0" },
  { "/methods/cancel", C, CONTROLLER1 "CancelChargeNow", NULL, NULL, "charge-now-amps", "0" },
  { "/methods/charge-now-for/kwh", C, CONTROLLER1 "ChargeNowFor",
    "({'amps': <16.0>, 'kwh': <12.5>},)", NULL, "charge-now-kwh", "12.5" },
  { "/methods/charge-now-for/one", C, CONTROLLER1 "ChargeNowFor", "({'chargers': <['9399']>},)",
    NULL, "charge-now-targets", "['9399']" },
  { "/methods/charge-now-for/nothing", C, CONTROLLER1 "ChargeNowFor", "(@a{sv} {},)", NULL,
    "charge-now-amps", "40" },
  { "/methods/charge-now-for/stranger", C, CONTROLLER1 "ChargeNowFor",
    "({'chargers': <['032E']>},)", "Refused", "charge-now-amps", "0" },
  { "/methods/charge-now-for/no-id", C, CONTROLLER1 "ChargeNowFor", "({'chargers': <['left']>},)",
    "InvalidArgument", "charge-now-amps", "0" },
  { "/methods/charge-now-for/absurd-kwh", C, CONTROLLER1 "ChargeNowFor", "({'kwh': <1e9>},)",
    "InvalidArgument", "charge-now-amps", "0" },
  { "/methods/charge-now-for/kwh-no-number", C, CONTROLLER1 "ChargeNowFor", "({'kwh': <@d nan>},)",
    "InvalidArgument", "charge-now-amps", "0" },
  { "/methods/charge-now-for/text", C, CONTROLLER1 "ChargeNowFor", "({'amps': <'16'>},)",
    "InvalidArgument", "charge-now-amps", "0" },
  { "/methods/charge-now-for/unknown", C, CONTROLLER1 "ChargeNowFor", "({'volts': <230>},)",
    "InvalidArgument", "charge-now-amps", "0" },
  { "/methods/charge-now-for/too-much", C, CONTROLLER1 "ChargeNowFor", "({'amps': <41>},)",
    "Refused", "charge-now-amps", "0" },
  { "/methods/mode-until/in-the-past", C, CONTROLLER1 "SetModeUntil",
    "('off', 0.0, int64 1000000000)", "InvalidArgument", "non-scheduled-mode", "'green'" },
  { "/methods/mode-until/in-a-year", C, CONTROLLER1 "SetModeUntil",
    "('off', 0.0, int64 4102444800)", "InvalidArgument", "non-scheduled-mode", "'green'" },
  { "/methods/mode-until/for-good", C, CONTROLLER1 "SetModeUntil", "('fixed', 16.0, int64 0)", NULL,
    "non-scheduled-amps", "16" },
  { "/methods/mode-until/too-much", C, CONTROLLER1 "SetModeUntil", "('fixed', 41.0, int64 0)",
    "Refused", "non-scheduled-mode", "'green'" },
  { "/methods/mode/off", C, CONTROLLER1 "SetMode", "('off', 0.0)", NULL, "non-scheduled-mode",
    "'off'" },
  { "/methods/mode/fixed", C, CONTROLLER1 "SetMode", "('fixed', 20.0)", NULL, "non-scheduled-amps",
    "20" },
  { "/methods/mode/amps-of-another", C, CONTROLLER1 "SetMode", "('green', 20.0)", NULL,
    "non-scheduled-amps", "0" },
  { "/methods/mode/too-much", C, CONTROLLER1 "SetMode", "('fixed', 41.0)", "Refused",
    "non-scheduled-mode", "'green'" },
  { "/methods/mode/unknown", C, CONTROLLER1 "SetMode", "('turbo', 0.0)", "InvalidArgument",
    "non-scheduled-mode", "'green'" },
  { "/methods/pause", CHARGER, CHARGER1 "Pause", NULL, NULL, "known-chargers", "['9399']" },
  { "/methods/resume", CHARGER, CHARGER1 "Resume", NULL, NULL, "known-chargers", "@as []" },
  { "/methods/send/a-query", C, CONTROLLER1 "Send",
    "([byte 0xfb, 0xeb, 0xa5, 0xa5, 0x93, 0x99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x61],)", NULL,
    "non-scheduled-mode", "'green'" },
  { "/methods/send/nothing", C, CONTROLLER1 "Send", "(@ay [],)", "NotAllowed", "non-scheduled-mode",
    "'green'" },
  { "/methods/send/wrong-sum", C, CONTROLLER1 "Send",
    "([byte 0xfb, 0xeb, 0xa5, 0xa5, 0x93, 0x99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x62],)", "NotAllowed",
    "non-scheduled-mode", "'green'" },
  /* G2: FC19 is one of those that damage a unit. */
  { "/methods/send/forbidden", C, CONTROLLER1 "Send",
    "([byte 0xfc, 0x19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x19],)", "NotAllowed",
    "non-scheduled-mode", "'green'" },
  { "/methods/watch", C, CONTROLLER1 "Watch", NULL, NULL, "non-scheduled-mode", "'green'" },
  { "/methods/unwatch", C, CONTROLLER1 "Unwatch", NULL, NULL, "non-scheduled-mode", "'green'" },
  { "/methods/monitor", C, CONTROLLER1 "Monitor", "(true,)", NULL, "non-scheduled-mode",
    "'green'" },
};

static void
test_method (Fixture *fixture, gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = bus_fixture_call (
    &fixture->bus, fixture->bus.client, row->object, row->method,
    row->arguments != NULL ? g_variant_new_parsed (row->arguments) : NULL, &error);
  g_autoptr(GVariant) value = NULL;
  g_autofree char *text = NULL;

  if (row->error == NULL)
    g_assert_no_error (error);
  else
    {
      g_autofree char *name = g_dbus_error_get_remote_error (error);

      g_assert_true (g_str_has_prefix (name, "org.twcmanager.Error."));
      g_assert_true (g_str_has_suffix (name, row->error));
      g_dbus_error_strip_remote_error (error);
      g_assert_cmpuint (strlen (error->message), >, 10);
    }

  value = g_settings_get_value (fixture->settings, row->key);
  text = g_variant_print (value, TRUE);
  g_assert_cmpstr (text, ==, row->value);
}

static void
test_paused_is_stored (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GSettings) charger = g_settings_new_with_backend_and_path (
    TWC_CHARGER_SCHEMA, fixture->backend, TWC_CHARGERS_PATH "9399/");
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = bus_fixture_call (&fixture->bus, fixture->bus.client, CHARGER,
                                                  CHARGER1 "Pause", NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_settings_get_boolean (charger, "paused"));
}

static void
test_charge_now_lasts_a_day (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  const gint64 before_s = twc_clock_read ().unix_s;
  g_autoptr(GVariant) answer =
               bus_fixture_call (&fixture->bus, fixture->bus.client, C, CONTROLLER1 "ChargeNow",
                                 g_variant_new ("(dx)", 16.0, (gint64) 0), &error);
  gint64 until_s;

  g_assert_no_error (error);
  until_s = g_settings_get_int64 (fixture->settings, "charge-now-until");
  g_assert_cmpint (until_s, >=, before_s + 86400);
  g_assert_cmpint (until_s, <=, twc_clock_read ().unix_s + 86400);
}

static void
test_charge_now_until (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  const gint64 until_s = twc_clock_read ().unix_s + 7 * 86400;
  g_autoptr(GVariant) answer =
               bus_fixture_call (&fixture->bus, fixture->bus.client, C, CONTROLLER1 "ChargeNow",
                                 g_variant_new ("(dx)", 16.0, until_s), &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_settings_get_int64 (fixture->settings, "charge-now-until"), ==, until_s);
}

static void
test_watch_and_unwatch (Fixture *fixture, gconstpointer data)
{
  TwcWatchers *watchers = twc_publisher_get_watchers (fixture->publisher);

  g_variant_unref (
    bus_fixture_call (&fixture->bus, fixture->bus.client, C, CONTROLLER1 "Watch", NULL, NULL));
  g_assert_cmpuint (twc_watchers_get_n (watchers), ==, 1);
  g_variant_unref (
    bus_fixture_call (&fixture->bus, fixture->bus.client, C, CONTROLLER1 "Watch", NULL, NULL));
  g_assert_cmpuint (twc_watchers_get_n (watchers), ==, 1);
  g_variant_unref (
    bus_fixture_call (&fixture->bus, fixture->bus.client, C, CONTROLLER1 "Unwatch", NULL, NULL));
  g_assert_cmpuint (twc_watchers_get_n (watchers), ==, 0);
}

static void
test_get_samples (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer =
               bus_fixture_call (&fixture->bus, fixture->bus.client, CHARGER, CHARGER1 "GetSamples",
                                 g_variant_new ("(u)", G_MAXUINT32), &error);
  g_autoptr(GVariant) offered = NULL, drawn = NULL;
  gint64 end_us;

  g_assert_no_error (error);
  g_variant_get (answer, "(x@aq@aq)", &end_us, &offered, &drawn);
  g_assert_cmpint (end_us, ==, TWC_SECONDS_US (20));
  g_assert_cmpuint (g_variant_n_children (offered), ==, 1);
  g_assert_cmpuint (g_variant_n_children (drawn), ==, 1);
}

/* Nothing may be queued while another master, or nobody, has the bus. */
static void
test_send_without_a_bus (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = NULL;
  g_autofree char *name = NULL;

  twc_ring_disconnect (fixture->ring, (TwcNow){ TWC_SECONDS_US (21), 1700000021 });
  answer = bus_fixture_call (
    &fixture->bus, fixture->bus.client, C, CONTROLLER1 "Send",
    g_variant_new_parsed (
      "([byte 0xfb, 0xeb, 0xa5, 0xa5, 0x93, 0x99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x61],)"),
    &error);
  name = g_dbus_error_get_remote_error (error);
  g_assert_cmpstr (name, ==, "org.twcmanager.Error.Refused");
}

static void
set_mode (Fixture *fixture, const char *method, GVariant *arguments)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer =
               bus_fixture_call (&fixture->bus, fixture->bus.client, C, method, arguments, &error);

  g_assert_no_error (error);
}

/* Charging-control 5.5: amps may change on the way, and green by hand forgets the time. */
static void
test_resume (Fixture *fixture, gconstpointer data)
{
  const gint64 resume_s = twc_clock_read ().unix_s + 3600;

  set_mode (fixture, CONTROLLER1 "SetModeUntil", g_variant_new ("(sdx)", "fixed", 16.0, resume_s));
  g_assert_cmpint (g_settings_get_int64 (fixture->settings, "resume-green-at"), ==, resume_s);
  set_mode (fixture, CONTROLLER1 "SetMode", g_variant_new ("(sd)", "fixed", 20.0));
  g_assert_cmpint (g_settings_get_int64 (fixture->settings, "resume-green-at"), ==, resume_s);
  set_mode (fixture, CONTROLLER1 "SetMode", g_variant_new ("(sd)", "green", 0.0));
  g_assert_cmpint (g_settings_get_int64 (fixture->settings, "resume-green-at"), ==, -1);
}

/* Charging-control 5.7. */
static void
test_stop_all (Fixture *fixture, gconstpointer data)
{
  set_mode (fixture, CONTROLLER1 "StopAll", NULL);
  g_assert_true (twc_ring_get_memory (fixture->ring)->stop_all);
  set_mode (fixture, CONTROLLER1 "AllowCharging", NULL);
  g_assert_false (twc_ring_get_memory (fixture->ring)->stop_all);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add (rows[i].path, Fixture, &rows[i], set_up, test_method, tear_down);
  g_test_add ("/methods/mode-until/resume", Fixture, NULL, set_up, test_resume, tear_down);
  g_test_add ("/methods/stop-all", Fixture, NULL, set_up, test_stop_all, tear_down);
  g_test_add ("/methods/pause/is-stored", Fixture, NULL, set_up, test_paused_is_stored, tear_down);
  g_test_add ("/methods/charge-now/lasts-a-day", Fixture, NULL, set_up, test_charge_now_lasts_a_day,
              tear_down);
  g_test_add ("/methods/charge-now/until", Fixture, NULL, set_up, test_charge_now_until, tear_down);
  g_test_add ("/methods/watch-and-unwatch", Fixture, NULL, set_up, test_watch_and_unwatch,
              tear_down);
  g_test_add ("/methods/get-samples", Fixture, NULL, set_up, test_get_samples, tear_down);
  g_test_add ("/methods/send/without-a-bus", Fixture, NULL, set_up, test_send_without_a_bus,
              tear_down);

  return g_test_run ();
}
