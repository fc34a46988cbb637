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
  g_test_add ("/settings/all", CtlRun, NULL, ctl_run_set_up, test_all, ctl_run_tear_down);
  g_test_add ("/settings/memory-is-no-storage", CtlRun, NULL, ctl_run_set_up,
              test_memory_is_no_storage, ctl_run_tear_down);
  g_test_add ("/settings/dconf-without-bus", CtlRun, NULL, ctl_run_set_up, test_dconf_without_bus,
              ctl_run_tear_down);

  return g_test_run ();
}
