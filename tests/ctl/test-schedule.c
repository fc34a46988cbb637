/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schedule, plan, source, limit and import, as an owner types them. */
#include "ctl/ctl-run.h"

#include <string.h>

#define NIGHT "schedule add night --days sun-thu --from 23:00 --to 05:00 --amps 32"
#define WORK "plan add work --charger 9399 --kwh 20.5 --departure 07:00 --days mon-fri"

static void
run_well (CtlRun *self, const char *command_line)
{
  ctl_run (self, command_line);
  g_assert_cmpstr (self->err, ==, "");
  g_assert_cmpint (self->status, ==, 0);
}

static void
test_schedule (CtlRun *self, gconstpointer data)
{
  run_well (self, NIGHT " --charger 9399 --charger 032E");
  run_well (self, "schedule list");
  g_assert_nonnull (strstr (self->out, "night"));
  g_assert_nonnull (strstr (self->out, "mon,tue,wed,thu,sun"));
  g_assert_nonnull (strstr (self->out, "23:00-05:00"));
  g_assert_nonnull (strstr (self->out, "9399,032E"));

  run_well (self, "set schedules/night/amps 24");
  run_well (self, "set schedules/night/days fri-mon");
  run_well (self, "set schedules/night/end 24:00");
  run_well (self, "set schedules/night/enabled no");
  run_well (self, "schedule list --json");
  g_assert_cmpstr (
    self->out, ==,
    "{\"schedules\":[{\"name\":\"night\",\"amps\":24,\"chargers\":[\"9399\",\"032E\"],"
    "\"days\":[\"mon\",\"fri\",\"sat\",\"sun\"],\"enabled\":false,\"end\":\"24:00\","
    "\"start\":\"23:00\"}]}\n");

  run_well (self, "schedule remove night");
  run_well (self, "get schedules");
  g_assert_cmpstr (self->out, ==, "\n");

  /* A new one of its name does not inherit. */
  run_well (self, NIGHT);
  run_well (self, "get schedules/night/chargers");
  g_assert_cmpstr (self->out, ==, "\n");
}

static void
test_plan (CtlRun *self, gconstpointer data)
{
  run_well (self, WORK);
  run_well (self, "plan add trip --vin 5yj3e7ea0lf000000 --percent 90 --departure 05:30 --date "
                  "2026-12-24");
  run_well (self, "plan list");
  g_assert_nonnull (strstr (self->out, "20.5 kWh"));
  g_assert_nonnull (strstr (self->out, "2026-12-24"));
  run_well (self, "plan remove trip");
  run_well (self, "get plans");
  g_assert_cmpstr (self->out, ==, "work\n");
}

static void
test_source (CtlRun *self, gconstpointer data)
{
  run_well (self, "source add meter --role grid --template push --stale-after 30");
  run_well (self, "source add roof --role generation --set 1");
  run_well (self, "source list --json");
  g_assert_nonnull (strstr (self->out, "\"name\":\"meter\""));
  g_assert_nonnull (strstr (self->out, "\"role\":\"generation\""));
  run_well (self, "get sources/meter/stale-after");
  g_assert_cmpstr (self->out, ==, "30\n");
  run_well (self, "source remove meter");
  run_well (self, "get sources");
  g_assert_cmpstr (self->out, ==, "roof\n");
}

typedef struct
{
  const char *path;
  const char *before;
  const char *command_line;
  int status;
  const char *word;
} Failure;

static const Failure failures[] = {
  { "/source/refused/role", "source list", "source add meter --role moon", 1, "generation" },
  { "/source/refused/no-role", "source list", "source add meter", 2, "--role" },
  { "/source/refused/reading", "source list", "source push meter watts=abc", 2, "watts=-1200" },
  { "/source/refused/no-number", "source list", "source push meter watts", 2, "watts=-1200" },
  { "/limit/refused/nothing", "source list", "limit", 2, "--watts" },
  { "/limit/refused/watts", "source list", "limit --watts -5", 2, "100000" },
  { "/limit/refused/none-for", "source list", "limit none --for 2h", 2, "none" },
  { "/limit/refused/amps", "source list", "limit many", 2, "many" },
  { "/limit/refused/duration", "source list", "limit 10 --for ever", 2, "ever" },
  { "/schedule/refused/no-days", "schedule list",
    "schedule add night --from 23:00 --to 05:00 --amps 32", 2, "--days" },
  { "/schedule/refused/no-action", "schedule list", "schedule", 2, "list | add" },
  { "/schedule/refused/unknown-action", "schedule list", "schedule drop night", 2, "list | add" },
  { "/schedule/refused/day", "schedule list",
    "schedule add night --days someday --from 23:00 --to 05:00 --amps 32", 1, "mon-fri" },
  { "/schedule/refused/never", "schedule list",
    "schedule add night --days '' --from 23:00 --to 05:00 --amps 32", 2, "--days" },
  { "/schedule/refused/no-length", "schedule list",
    "schedule add night --days daily --from 08:00 --to 08:00 --amps 32", 1, "00:00 to 24:00" },
  { "/schedule/refused/24-as-begin", "schedule list",
    "schedule add night --days daily --from 24:00 --to 08:00 --amps 32", 1, "00:00 to 23:59" },
  { "/schedule/refused/too-much", "set wiring-max-amps-all 20", NIGHT, 1, "0 to 20" },
  { "/schedule/refused/name", "schedule list",
    "schedule add a/b --days daily --from 23:00 --to 05:00 --amps 32", 1, "1 to 31" },
  { "/schedule/refused/twice", NIGHT, NIGHT, 1, "already" },
  { "/schedule/refused/charger", "schedule list", NIGHT " --charger left", 1, "hex digits" },
  { "/schedule/refused/nobody", NIGHT, "schedule remove nigth", 1, "night" },
  { "/schedule/refused/start-is-end", NIGHT, "set schedules/night/start 05:00", 1, "24:00" },
  { "/schedule/refused/near-name", NIGHT, "set schedules/nigth/amps 16", 1, "night" },
  { "/plan/refused/no-car", "plan list", "plan add work --kwh 20 --departure 07:00 --days mon-fri",
    1, "vin" },
  { "/plan/refused/no-energy", "plan list",
    "plan add work --charger 9399 --departure 07:00 --days mon-fri", 1, "energy-kwh" },
  { "/plan/refused/two-days", "plan list", WORK " --date 2026-12-24", 1, "days" },
  { "/plan/refused/no-such-day", "plan list",
    "plan add work --charger 9399 --kwh 20 --departure 07:00 --date 2026-02-30", 1, "date" },
  { "/plan/refused/no-departure", "plan list", "plan add work --charger 9399 --kwh 20", 2,
    "--departure" },
  { "/import/refused/no-file", "schedule list", "import /does/not/exist", 1, "/does/not/exist" },
  { "/import/refused/endless", "schedule list", "import /dev/zero", 1, "too large" },
  { "/import/refused/days", "schedule list", "import --days tuesday /dev/null", 2, "--days" },
  { "/import/refused/nothing", "schedule list", "import --yes /dev/null", 1, "nothing" },
};

/* Nothing is half done: the list is what it was. */
static void
test_refused (CtlRun *self, gconstpointer data)
{
  const Failure *row = data;
  g_autofree char *before = NULL;

  run_well (self, row->before);
  run_well (self, "get");
  before = g_steal_pointer (&self->out);

  ctl_run (self, row->command_line);
  ctl_run_assert_fails (self, row->status, row->word);

  run_well (self, "get");
  g_assert_cmpstr (self->out, ==, before);
}

static void
run_import (CtlRun *self, const char *options, const char *file)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "import", file, NULL);
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *line = g_strdup_printf ("import %s %s", options, quoted);

  ctl_run (self, line);
}

static void
assert_is (CtlRun *self, const char *key, const char *value)
{
  g_autofree char *line = g_strconcat ("get ", key, NULL);

  run_well (self, line);
  g_assert_cmpstr (g_strchomp (self->out), ==, value);
}

static void
test_import (CtlRun *self, gconstpointer data)
{
  run_import (self, "--yes --days sunday", "original.txt");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_nonnull (strstr (self->out, "schedules/imported/days"));
  g_assert_nonnull (strstr (self->out, "left out: kWhDelivered"));
  g_assert_null (strstr (self->out, "secret-"));

  assert_is (self, "non-scheduled-mode", "green");
  assert_is (self, "schedules/imported/days", "mon,tue,wed,thu,sun");
  assert_is (self, "schedules/imported/start", "22:30");
  assert_is (self, "schedules/imported/amps", "24");

  /* Once more: another entry, not a changed one. */
  run_import (self, "--yes --days monday", "original.txt");
  g_assert_cmpint (self->status, ==, 0);
  assert_is (self, "schedules", "imported,imported-2");
  assert_is (self, "schedules/imported/days", "mon,tue,wed,thu,sun");
}

static void
test_import_everything (CtlRun *self, gconstpointer data)
{
  run_import (self, "--yes", "everything.txt");
  g_assert_cmpint (self->status, ==, 0);
  assert_is (self, "wiring-max-amps-all", "40");
  assert_is (self, "phases", "three");
  assert_is (self, "non-scheduled-amps", "16");
  assert_is (self, "stop-methods", "offer0,command");
  assert_is (self, "schedules/imported/end", "24:00");
}

/* Without an answer nothing is set: neither the days nor the whole are guessed. */
static void
test_import_asks (CtlRun *self, gconstpointer data)
{
  run_import (self, "", "original.txt");
  g_assert_cmpint (self->status, ==, 2);
  g_assert_nonnull (strstr (self->out, "mon,tue,wed,thu,sun"));
  run_import (self, "--yes", "original.txt");
  g_assert_cmpint (self->status, ==, 2);

  run_import (self, "--days monday", "original.txt");
  g_assert_cmpint (self->status, ==, 1);
  g_assert_nonnull (strstr (self->err, "nothing was changed"));
  assert_is (self, "schedules", "");

  run_import (self, "--days monday --json", "original.txt");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_nonnull (strstr (self->out, "{\"key\":\"non-scheduled-mode\",\"old\":"));
  assert_is (self, "schedules", "");
}

/* What the controller would not use is left out; escape sequences reach no terminal. */
static void
test_import_hostile (CtlRun *self, gconstpointer data)
{
  run_import (self, "--yes --days monday", "hostile.txt");

  g_assert_cmpint (self->status, ==, 1);
  g_assert_null (strchr (self->out, 033));
  g_assert_true (g_utf8_validate (self->out, -1, NULL));
  g_assert_nonnull (strstr (self->out, "6 to 240"));
  assert_is (self, "schedules", "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ctl_run_program = argv[1];

#define ADD(path, func) g_test_add (path, CtlRun, NULL, ctl_run_set_up, func, ctl_run_tear_down)
  ADD ("/schedule/add-change-remove", test_schedule);
  ADD ("/plan/add-and-remove", test_plan);
  ADD ("/source/add-and-remove", test_source);
  ADD ("/import/original", test_import);
  ADD ("/import/everything", test_import_everything);
  ADD ("/import/asks", test_import_asks);
  ADD ("/import/hostile", test_import_hostile);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    g_test_add (failures[i].path, CtlRun, &failures[i], ctl_run_set_up, test_refused,
                ctl_run_tear_down);

  return g_test_run ();
}
