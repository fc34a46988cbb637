/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-scenario.h"

#include <glib/gstdio.h>
#include <string.h>

static TwcScenario *
load_fixture (void)
{
  g_autofree char *path =
    g_test_build_filename (G_TEST_DIST, "fixtures", "sim", "garage.json", NULL);
  g_autoptr(GError) error = NULL;
  TwcScenario *scenario = twc_scenario_load (path, &error);

  g_assert_no_error (error);
  return scenario;
}

static void
test_garage (void)
{
  g_autoptr(TwcScenario) scenario = load_fixture ();
  const TwcGarageConfig *garage = &scenario->garage;
  const TwcSlaveConfig *slaves = garage->slaves;

  g_assert_cmpint (scenario->duration_us, ==, TWC_SECONDS_US (86400));
  g_assert_cmpuint (garage->seed, ==, 7);
  g_assert_cmpuint (garage->wiring_ca, ==, 4000);
  g_assert_cmpuint (garage->faults.bit_flip, ==, 1000);
  g_assert_true (garage->faults.bursts);
  g_assert_cmpuint (garage->n_slaves, ==, 3);

  g_assert_cmphex (slaves[0].id, ==, 0x9399);
  g_assert_cmpint (slaves[0].profile, ==, TWC_PROFILE_P2_EU);
  g_assert_cmpuint (slaves[0].phases, ==, 3);
  g_assert_cmpuint (slaves[0].volts, ==, 231);
  g_assert_cmpuint (slaves[0].wiring_ca, ==, 2000);
  g_assert_cmpuint (slaves[0].counter_kwh, ==, 924);
  g_assert_true (slaves[0].car.plugged);
  g_assert_true (slaves[0].car.is_tesla);
  g_assert_cmpuint (slaves[0].car.max_ca, ==, 1600);
  g_assert_cmpint (slaves[0].car.needs_wh, ==, 30000);
  g_assert_cmpstr (slaves[0].car.vin, ==, "5YJ3E7EA0LF000000");

  g_assert_cmpint (slaves[1].profile, ==, TWC_PROFILE_P1_EU);
  g_assert_cmpuint (slaves[1].wiring_ca, ==, 1250);
  g_assert_false (slaves[1].car.is_tesla);
  g_assert_cmpuint (slaves[1].car.start_delay_ms, ==, 7500);

  g_assert_cmpint (slaves[2].profile, ==, TWC_PROFILE_P2_US);
  g_assert_cmpuint (slaves[2].rating_ca, ==, 8000);
}

/* In order of time, and in the file's order within one time. */
static void
test_events (void)
{
  static const TwcEventType types[] = {
    TWC_EVENT_HOUSE,        TWC_EVENT_PLUG,        TWC_EVENT_HOUSE,        TWC_EVENT_UNPLUG,
    TWC_EVENT_PLUG,         TWC_EVENT_CHARGE_NOW,  TWC_EVENT_ADAPTER_GONE, TWC_EVENT_FOREIGN_MASTER,
    TWC_EVENT_ADAPTER_BACK, TWC_EVENT_WIRING,      TWC_EVENT_SETTINGS,     TWC_EVENT_NOISE,
    TWC_EVENT_SILENCE,      TWC_EVENT_FULL,        TWC_EVENT_RESET,        TWC_EVENT_FAULT,
    TWC_EVENT_START,        TWC_EVENT_LINE_FAULTS,
  };
  g_autoptr(TwcScenario) scenario = load_fixture ();
  const TwcEvent *events = scenario->events;

  g_assert_cmpuint (scenario->n_events, ==, G_N_ELEMENTS (types));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_assert_cmpint (events[i].type, ==, types[i]);

  g_assert_cmpint (events[0].house.values[TWC_HOUSE_USE], ==, 400);
  g_assert_cmpint (events[1].at_us, ==, TWC_MILLISECONDS_US (14400500));
  g_assert_cmphex (events[1].charger, ==, 0x022C);
  g_assert_false (events[1].has_car);
  g_assert_cmpint (events[2].house.values[TWC_HOUSE_SOLAR], ==, 5400);
  g_assert_true (events[4].has_car);
  g_assert_cmpuint (events[4].car.max_ca, ==, 1000);
  g_assert_cmpuint (events[5].amps_ca, ==, 3200);
  g_assert_cmpint (events[5].for_us, ==, TWC_SECONDS_US (3600));
  g_assert_cmphex (events[7].master, ==, 0x5F01);
  g_assert_cmpint (events[7].for_us, ==, TWC_SECONDS_US (30));
  g_assert_cmpint (events[8].at_us, ==, TWC_SECONDS_US (21010));
  g_assert_cmpuint (events[9].wiring_ca, ==, 2000);
  g_assert_cmpuint (events[11].n_bytes, ==, 20000);
  g_assert_cmpuint (events[17].faults.reply_loss, ==, 5);
}

/* Every event reaches the garage. */
static void
test_apply (void)
{
  g_autoptr(TwcScenario) scenario = load_fixture ();
  g_autoptr(TwcGarage) garage = twc_garage_new (&scenario->garage, 0);
  TwcSlaveReport report;

  for (guint i = 0; i < scenario->n_events; i++)
    {
      twc_garage_step (garage, scenario->events[i].at_us);
      twc_scenario_apply (&scenario->events[i], garage);
    }

  twc_garage_get_slave (garage, 0, &report);
  g_assert_cmphex (report.state, ==, 0x08);
  twc_garage_get_slave (garage, 2, &report);
  g_assert_cmphex (report.state, ==, 0x02);
}

typedef struct
{
  const char *path;
  const char *json;
  TwcScenarioError code;
  const char *names; /* what the message must name */
  const char *helps; /* and what it must offer */
} Bad;

#define UNIT "\"chargers\":[{\"id\":\"9399\"}]"

static const Bad bad[] = {
  { "/scenario/bad/syntax", "{\n\"seed\":1,,}", TWC_SCENARIO_ERROR_SYNTAX, "line 2", "column" },
  { "/scenario/bad/empty", "", TWC_SCENARIO_ERROR_SYNTAX, "{", "chargers" },
  { "/scenario/bad/list", "[]", TWC_SCENARIO_ERROR_SYNTAX, "{", "chargers" },
  { "/scenario/bad/top", "{\"charger\":[]}", TWC_SCENARIO_ERROR_UNKNOWN_KEY, "\"charger\"",
    "did you mean \"chargers\"?" },
  { "/scenario/bad/top-far", "{\"zebra\":[]}", TWC_SCENARIO_ERROR_UNKNOWN_KEY, "\"zebra\"",
    "Allowed here: start," },
  { "/scenario/bad/event", "{" UNIT ",\"events\":[{\"at_s\":1},{\"at_s\":2,\"unplg\":\"9399\"}]}",
    TWC_SCENARIO_ERROR_UNKNOWN_KEY, "events[1]", "did you mean \"unplug\"?" },
  { "/scenario/bad/car", "{\"chargers\":[{\"id\":\"9399\",\"car\":{\"pluged\":true}}]}",
    TWC_SCENARIO_ERROR_UNKNOWN_KEY, "chargers[0].car", "did you mean \"plugged\"?" },
  { "/scenario/bad/charger", "{\"chargers\":[{\"id\":\"9399\",\"rating\":32}]}",
    TWC_SCENARIO_ERROR_UNKNOWN_KEY, "chargers[0]", "did you mean \"rating_a\"?" },
  { "/scenario/bad/wiring", "{\"settings\":{\"wiring-max-amp-all\":40}}",
    TWC_SCENARIO_ERROR_UNKNOWN_KEY, "settings", "did you mean \"wiring-max-amps-all\"?" },
  { "/scenario/bad/line", "{\"line\":{\"bitflip\":1}}", TWC_SCENARIO_ERROR_UNKNOWN_KEY, "line",
    "did you mean \"bit_flip\"?" },
  { "/scenario/bad/id", "{\"chargers\":[{\"id\":\"939\"}]}", TWC_SCENARIO_ERROR_VALUE,
    "chargers[0].id", "four hex digits" },
  { "/scenario/bad/no-id", "{\"chargers\":[{}]}", TWC_SCENARIO_ERROR_VALUE, "chargers[0].id",
    "is missing" },
  { "/scenario/bad/stranger", "{" UNIT ",\"events\":[{\"at_s\":1,\"plug\":\"9398\"}]}",
    TWC_SCENARIO_ERROR_VALUE, "events[0].plug", "there is: 9399" },
  { "/scenario/bad/no-time", "{" UNIT ",\"events\":[{\"plug\":\"9399\"}]}",
    TWC_SCENARIO_ERROR_VALUE, "events[0].at_s", "is missing" },
  { "/scenario/bad/negative", "{" UNIT ",\"events\":[{\"at_s\":-1}]}", TWC_SCENARIO_ERROR_VALUE,
    "events[0].at_s", "from 0 to" },
  { "/scenario/bad/text-for-number", "{\"seed\":\"one\"}", TWC_SCENARIO_ERROR_VALUE, "seed",
    "whole number" },
  { "/scenario/bad/number-for-text", "{\"chargers\":[{\"id\":9399}]}", TWC_SCENARIO_ERROR_VALUE,
    "chargers[0].id", "must be a text" },
  { "/scenario/bad/amps", "{\"settings\":{\"wiring-max-amps-all\":1e9}}", TWC_SCENARIO_ERROR_VALUE,
    "settings.wiring-max-amps-all", "6 to 240" },
  { "/scenario/bad/boolean", "{\"chargers\":[{\"id\":\"9399\",\"car\":{\"plugged\":1}}]}",
    TWC_SCENARIO_ERROR_VALUE, "chargers[0].car.plugged", "true or false" },
  { "/scenario/bad/vin", "{\"chargers\":[{\"id\":\"9399\",\"car\":{\"vin\":\"OIQ\"}}]}",
    TWC_SCENARIO_ERROR_VALUE, "chargers[0].car.vin", "17 capital" },
  { "/scenario/bad/profile", "{\"chargers\":[{\"id\":\"9399\",\"profile\":\"p3\"}]}",
    TWC_SCENARIO_ERROR_VALUE, "chargers[0].profile", "p1-us" },
  { "/scenario/bad/protocol", "{\"chargers\":[{\"id\":\"9399\",\"protocol\":3}]}",
    TWC_SCENARIO_ERROR_VALUE, "chargers[0].protocol", "to 2" },
  { "/scenario/bad/object-for-list", "{\"events\":{}}", TWC_SCENARIO_ERROR_VALUE, "events",
    "must be a list" },
  { "/scenario/bad/list-for-object", "{\"chargers\":[[]]}", TWC_SCENARIO_ERROR_VALUE, "chargers[0]",
    "must be an object" },
  { "/scenario/bad/car-without-plug", "{" UNIT ",\"events\":[{\"at_s\":1,\"car\":{}}]}",
    TWC_SCENARIO_ERROR_VALUE, "events[0].car", "\"plug\"" },
  /* What only the brain needs is checked as well. */
  { "/scenario/bad/start", "{\"start\":\"tomorrow\"}", TWC_SCENARIO_ERROR_VALUE, "start",
    "2026-06-21T05:00:00+02:00" },
  { "/scenario/bad/timezone", "{\"timezone\":\"Garage\"}", TWC_SCENARIO_ERROR_VALUE, "timezone",
    "Europe/Berlin" },
  { "/scenario/bad/schedules", "{\"schedules\":5}", TWC_SCENARIO_ERROR_VALUE, "schedules",
    "must be a list" },
  { "/scenario/bad/schedule-end", "{\"schedules\":[{\"end\":\"25:00\"}]}", TWC_SCENARIO_ERROR_VALUE,
    "schedules[0].end", "00:01 to 24:00" },
  { "/scenario/bad/schedule-key", "{\"schedules\":[{\"day\":[\"mon\"]}]}",
    TWC_SCENARIO_ERROR_UNKNOWN_KEY, "schedules[0]", "did you mean \"days\"?" },
  { "/scenario/bad/schedule-days", "{\"schedules\":[{\"days\":[\"moonday\"]}]}",
    TWC_SCENARIO_ERROR_VALUE, "schedules[0].days", "mon, tue" },
  { "/scenario/bad/schedule-days-of-numbers", "{\"schedules\":[{\"days\":[1]}]}",
    TWC_SCENARIO_ERROR_VALUE, "schedules[0].days", "is of no use here" },
  { "/scenario/bad/setting", "{\"settings\":{\"phases\":{}}}", TWC_SCENARIO_ERROR_VALUE,
    "settings.phases", "a number, a text" },
  { "/scenario/bad/name", "{\"chargers\":[{\"id\":\"9399\",\"name\":5}]}", TWC_SCENARIO_ERROR_VALUE,
    "chargers[0].name", "must be a text" },
  { "/scenario/bad/solar", "{\"events\":[{\"at_s\":0,\"solar_w\":\"much\"}]}",
    TWC_SCENARIO_ERROR_VALUE, "events[0].solar_w", "from 0 to" },
  { "/scenario/bad/grid", "{\"events\":[{\"at_s\":0,\"grid_w\":-1e9}]}", TWC_SCENARIO_ERROR_VALUE,
    "events[0].grid_w", "from -100000 to 100000" },
  { "/scenario/bad/soc", "{\"events\":[{\"at_s\":0,\"battery_soc\":101}]}",
    TWC_SCENARIO_ERROR_VALUE, "events[0].battery_soc", "from 0 to 100" },
  { "/scenario/bad/source", "{\"events\":[{\"at_s\":0,\"source\":\"dead\"}]}",
    TWC_SCENARIO_ERROR_VALUE, "events[0].source", "ok or stale" },
  { "/scenario/bad/mode", "{\"events\":[{\"at_s\":0,\"mode\":\"turbo\"}]}",
    TWC_SCENARIO_ERROR_VALUE, "events[0].mode", "green, fixed, off" },
  { "/scenario/bad/cancel", "{\"events\":[{\"at_s\":0,\"cancel\":1}]}", TWC_SCENARIO_ERROR_VALUE,
    "events[0].cancel", "true or false" },
  { "/scenario/bad/pause", "{\"events\":[{\"at_s\":0,\"pause\":\"left\"}]}",
    TWC_SCENARIO_ERROR_VALUE, "events[0].pause", "four hex digits" },
  { "/scenario/bad/charge-now", "{\"events\":[{\"at_s\":0,\"charge_now\":32}]}",
    TWC_SCENARIO_ERROR_VALUE, "events[0].charge_now", "must be an object" },
  { "/scenario/bad/charge-now-amps", "{\"events\":[{\"at_s\":0,\"charge_now\":{\"amps\":-1}}]}",
    TWC_SCENARIO_ERROR_VALUE, "events[0].charge_now.amps", "from 0 to 240" },
  { "/scenario/bad/five",
    "{\"chargers\":[{\"id\":\"0001\"},{\"id\":\"0002\"},{\"id\":\"0003\"},{\"id\":\"0004\"},"
    "{\"id\":\"0005\"}]}",
    TWC_SCENARIO_ERROR_VALUE, "chargers", "4 at most" },
};

static void
test_bad (gconstpointer data)
{
  const Bad *row = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwcScenario) scenario = twc_scenario_parse (row->json, -1, &error);

  g_assert_null (scenario);
  g_assert_error (error, TWC_SCENARIO_ERROR, (int) row->code);
  g_assert_nonnull (strstr (error->message, row->names));
  g_assert_nonnull (strstr (error->message, row->helps));
  g_assert_null (strchr (error->message, '\n'));
}

/* A parser that recurses must not run out of stack. */
static void
test_deep (void)
{
  g_autofree char *json = g_strnfill (1000000, '[');
  g_autoptr(GError) error = NULL;
  g_autoptr(TwcScenario) scenario = twc_scenario_parse (json, -1, &error);

  g_assert_null (scenario);
  g_assert_error (error, TWC_SCENARIO_ERROR, TWC_SCENARIO_ERROR_SYNTAX);
}

static void
test_load_names_the_file (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr(TwcScenario) scenario = NULL;
  const int fd = g_file_open_tmp ("scenario-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, "{\"seeed\":1}", -1, &error);
  g_assert_no_error (error);

  scenario = twc_scenario_load (path, &error);
  g_assert_null (scenario);
  g_assert_error (error, TWC_SCENARIO_ERROR, TWC_SCENARIO_ERROR_UNKNOWN_KEY);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_unlink (path);
}

static void
test_missing_file (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwcScenario) scenario = twc_scenario_load ("/nonexistent/garage.json", &error);

  g_assert_null (scenario);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_default (void)
{
  for (guint n = 1; n <= TWC_GARAGE_MAX_SLAVES; n++)
    {
      g_autoptr(TwcScenario) scenario = twc_scenario_new_default (n, 3);

      g_assert_cmpuint (scenario->garage.n_slaves, ==, n);
      g_assert_cmpuint (scenario->garage.wiring_ca, ==, 4000);
      g_assert_cmphex (scenario->garage.slaves[0].id, ==, 0x2433);
      g_assert_true (scenario->garage.slaves[0].car.plugged);
      g_assert_cmpuint (scenario->n_events, ==, n > 1 ? 1 : 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scenario/garage", test_garage);
  g_test_add_func ("/scenario/events", test_events);
  g_test_add_func ("/scenario/apply", test_apply);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_test_add_data_func (bad[i].path, &bad[i], test_bad);
  g_test_add_func ("/scenario/deep", test_deep);
  g_test_add_func ("/scenario/load/names-the-file", test_load_names_the_file);
  g_test_add_func ("/scenario/load/missing", test_missing_file);
  g_test_add_func ("/scenario/default", test_default);

  return g_test_run ();
}
