/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/ctl-run.h"

#include <string.h>

typedef struct
{
  const char *path;
  const char *set;
  const char *get;
  const char *value;
} Row;

static const Row rows[] = {
  { "/settings/number", "set wiring-max-amps-all 40", "get wiring-max-amps-all", "40\n" },
  { "/settings/word", "set non-scheduled-mode fixed", "get non-scheduled-mode", "fixed\n" },
  { "/settings/text", "set port /dev/ttyUSB0", "get port", "/dev/ttyUSB0\n" },
  { "/settings/empty-text", "set port ''", "get port", "\n" },
  { "/settings/64-bit", "set charge-now-until 4102444800", "get charge-now-until", "4102444800\n" },
  { "/settings/list", "set known-chargers '9399, 032E'", "get known-chargers", "9399,032E\n" },
  { "/settings/charger-name", "set chargers/9399/name 'Left bay'", "get chargers/9399/name",
    "Left bay\n" },
  { "/settings/charger-id-in-lower-case", "set chargers/032e/max-amps 16",
    "get chargers/032E/max-amps", "16\n" },
  { "/settings/yes", "set chargers/9399/paused yes", "get chargers/9399/paused", "true\n" },
  /* The controller reads those alone that are listed. */
  { "/settings/charger-is-listed", "set chargers/9399/name x", "get known-chargers", "9399\n" },
  { "/settings/below-0", "set green-reserve-watts -200", "get green-reserve-watts", "-200\n" },
  { "/settings/below-0-in-words", "set green-reserve-watts -- -200", "get green-reserve-watts",
    "-200\n" },
  { "/settings/fraction-below-0", "set cheap-price-limit -.5", "get cheap-price-limit", "-0.5\n" },
  { "/settings/fraction", "set charge-now-kwh 12.5", "get charge-now-kwh", "12.5\n" },
  { "/settings/curve", "set green-curve 0,0,0,0,0,0,6,6,8,10,12,16,16,16,12,10,8,6,0,0,0,0,0,0",
    "get green-curve", "0,0,0,0,0,0,6,6,8,10,12,16,16,16,12,10,8,6,0,0,0,0,0,0\n" },
  { "/settings/offsets", "set green-offsets 'pool pump=300W, import=-2.8A'", "get green-offsets",
    "pool pump=300W,import=-2.8A\n" },
  { "/settings/offsets-as-gsettings", "set green-offsets \"[('pump', 300, 'W')]\"",
    "get green-offsets", "pump=300W\n" },
  { "/settings/policy", "set vehicle-policy 5YJ3=allow,unknown=deny", "get vehicle-policy",
    "5YJ3=allow,unknown=deny\n" },
  { "/settings/prices", "set import-prices 'mon-fri 06:00-22:00 0.3125; daily 22:00-06:00 -0.02'",
    "get import-prices",
    "mon,tue,wed,thu,fri 06:00-22:00 0.3125; mon,tue,wed,thu,fri,sat,sun 22:00-06:00 -0.02\n" },
  { "/settings/no-prices", "set import-prices ''", "get import-prices", "\n" },
  { "/settings/json-offsets", "set green-offsets pump=300.25W", "get --json green-offsets",
    "{\"green-offsets\":[{\"name\":\"pump\",\"value\":300.25,\"unit\":\"W\"}]}\n" },
  { "/settings/json-prices", "set feed-in-prices 'sat 00:00-24:00 0.0812'",
    "get --json feed-in-prices",
    "{\"feed-in-prices\":[{\"days\":[\"sat\"],\"from\":\"00:00\",\"to\":\"24:00\","
    "\"price\":0.0812}]}\n" },
  { "/settings/json", "set wiring-max-amps-all 40", "get --json wiring-max-amps-all",
    "{\"wiring-max-amps-all\":40}\n" },
};

static void
test_set (CtlRun *self, gconstpointer data)
{
  const Row *row = data;

  ctl_run (self, row->set);
  g_assert_cmpstr (self->err, ==, "");
  g_assert_cmpint (self->status, ==, 0);

  /* Another process reads it. */
  ctl_run (self, row->get);
  g_assert_cmpint (self->status, ==, 0);
  g_assert_cmpstr (self->out, ==, row->value);
}

typedef struct
{
  const char *path;
  const char *command_line;
  const char *word;
} Failure;

static const Failure failures[] = {
  { "/settings/refused/too-much", "set wiring-max-amps-all 9999", "6 to 240" },
  { "/settings/refused/too-little", "set wiring-max-amps-all 5", "6 to 240" },
  { "/settings/refused/not-a-number", "set wiring-max-amps-all forty", "6 to 240" },
  { "/settings/refused/amps-with-rest", "set wiring-max-amps-all 40A", "6 to 240" },
  { "/settings/refused/word", "set non-scheduled-mode turbo", "green, fixed, off" },
  { "/settings/refused/boolean", "set chargers/9399/paused maybe", "true or false" },
  /* The schema lets it through, the controller would not. */
  { "/settings/refused/least-amps", "set min-amps-per-twc 3", "5 to 32" },
  { "/settings/refused/near-name", "set wiring-max-amps-al 40", "wiring-max-amps-all" },
  { "/settings/refused/part-of-name", "get wiring-max", "wiring-max-amps-per-twc" },
  { "/settings/refused/no-such-name", "get flux-capacitor", "twcctl get" },
  { "/settings/refused/charger-id", "set chargers/xyz/name Left", "chargers/9399/name" },
  { "/settings/refused/charger-key", "set chargers/9399/nam Left", "twcctl get" },
  { "/settings/refused/known-word", "set known-chargers xx", "four hex digits" },
  { "/settings/refused/known-number", "set known-chargers 93999", "four hex digits" },
  { "/settings/refused/known-variant", "set known-chargers \"['9399']\"", "four hex digits" },
  { "/settings/refused/known-gap", "set known-chargers 9399,,032E", "four hex digits" },
  { "/settings/refused/too-many-known",
    "set known-chargers 1000,1001,1002,1003,1004,1005,1006,1007,1008,1009,100A,100B,100C,100D,100E,"
    "100F,1010",
    "16 at most" },
  { "/settings/refused/overlap", "set import-prices 'mon 06:00-22:00 0.3; mon-fri 21:00-23:00 0.2'",
    "overlaps" },
  { "/settings/refused/prices", "set import-prices cheap", "mon-fri 06:00-22:00" },
  { "/settings/refused/offset-unit", "set green-offsets pump=300g", "W, A" },
  { "/settings/refused/kwh-no-number", "set charge-now-kwh nan", "0.0 to 200.0" },
  { "/settings/refused/fuse-gap", "set main-fuse-amps 5", "10 to 400" },
  { "/settings/refused/short-curve", "set green-curve 1,2", "24 values" },
  { "/settings/refused/no-schedule", "set schedules/night/amps 32", "twcctl schedule add" },
  { "/settings/refused/schedule-name", "get schedules/../amps", "schedules/night/amps" },
  { "/settings/refused/schedules", "set schedules 'a b'", "1 to 31 letters" },
  { "/settings/refused/path", "get chargers/9399", "chargers/9399/name" },
};

static void
test_refused (CtlRun *self, gconstpointer data)
{
  const Failure *row = data;

  ctl_run (self, row->command_line);
  ctl_run_assert_fails (self, 1, row->word);
}

static void
test_all (CtlRun *self, gconstpointer data)
{
  ctl_run (self, "set chargers/9399/name 'Left bay'");
  ctl_run (self, "get");

  g_assert_cmpint (self->status, ==, 0);
  g_assert_nonnull (strstr (self->out, "wiring-max-amps-all        6\n"));
  g_assert_nonnull (strstr (self->out, "chargers/9399/name         Left bay\n"));
}

/* Charging-control 3: contradictions are refused before anything is written... */
static void
test_contradictions (CtlRun *self, gconstpointer data)
{
  ctl_run (self, "set wiring-max-amps-all 40");
  ctl_run (self, "set wiring-max-amps-per-twc 16");

  ctl_run (self, "set non-scheduled-amps 41");
  ctl_run_assert_fails (self, 1,
                        "non-scheduled-amps: 41 is more than wiring-max-amps-all; 0 to 40");
  ctl_run (self, "set min-amps-per-twc 20");
  ctl_run_assert_fails (self, 1, "5 to 16");
  ctl_run (self, "set chargers/9399/active-phases 3");
  ctl_run_assert_fails (self, 1, "chargers/9399/active-phases");
  ctl_run (self, "get non-scheduled-amps");
  g_assert_cmpstr (self->out, ==, "0\n");

  /* ...but a wiring limit never waits for others. */
  ctl_run (self, "set non-scheduled-amps 40");
  g_assert_cmpint (self->status, ==, 0);
  ctl_run (self, "set wiring-max-amps-all 20");
  g_assert_cmpint (self->status, ==, 0);
  ctl_run (self, "set share-policy priority");
  g_assert_cmpint (self->status, ==, 0);
}

/* users 2.1, trap 3: a success that reaches nobody is none. */
static void
test_memory_is_no_storage (CtlRun *self, gconstpointer data)
{
  self->backend = "memory";
  ctl_run (self, "set wiring-max-amps-all 40");

  ctl_run_assert_fails (self, 1, "memory");
}

/* Where there is no dconf GLib falls back to memory: no success either. */
static void
test_dconf_without_bus (CtlRun *self, gconstpointer data)
{
  self->backend = "dconf";
  self->has_no_bus = TRUE;
  ctl_run (self, "set wiring-max-amps-all 40");

  g_assert_cmpint (self->status, ==, 1);
  g_assert_nonnull (strstr (self->err, "the controller"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  ctl_run_program = argv[1];

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add (rows[i].path, CtlRun, &rows[i], ctl_run_set_up, test_set, ctl_run_tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    g_test_add (failures[i].path, CtlRun, &failures[i], ctl_run_set_up, test_refused,
                ctl_run_tear_down);
  g_test_add ("/settings/contradictions", CtlRun, NULL, ctl_run_set_up, test_contradictions,
              ctl_run_tear_down);
  g_test_add ("/settings/all", CtlRun, NULL, ctl_run_set_up, test_all, ctl_run_tear_down);
  g_test_add ("/settings/memory-is-no-storage", CtlRun, NULL, ctl_run_set_up,
              test_memory_is_no_storage, ctl_run_tear_down);
  g_test_add ("/settings/dconf-without-bus", CtlRun, NULL, ctl_run_set_up, test_dconf_without_bus,
              ctl_run_tear_down);

  return g_test_run ();
}
