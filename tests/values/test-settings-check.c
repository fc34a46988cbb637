/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What contradicts another setting stays as it was (G3). */
#include "values/twc-settings-check.h"

static void
set_up (TwcSettings *settings)
{
  *settings = twc_settings_default ();
  settings->wiring_all_ca = 4000;
  settings->wiring_twc_ca = 3200;
}

typedef struct
{
  const char *path;
  gsize offset; /* of a guint */
  guint last;
  guint next;
  guint settled;
  const char *fault; /* NULL = none */
} Row;

#define FIELD(name) G_STRUCT_OFFSET (TwcSettings, name)

static const Row rows[] = {
  { "/settings-check/fixed/fits", FIELD (fixed_ca), 1600, 4000, 4000, NULL },
  { "/settings-check/fixed/too-much", FIELD (fixed_ca), 1600, 4100, 1600, "non-scheduled-amps" },
  { "/settings-check/fixed/too-much-before", FIELD (fixed_ca), 5000, 5000, 4000,
    "non-scheduled-amps" },
  { "/settings-check/charge-now/too-much", FIELD (charge_now_ca), 0, 5000, 0, "charge-now-amps" },
  { "/settings-check/cheap/too-much", FIELD (tariff.cheap_ca), 0, 4100, 0, "cheap-amps" },
  { "/settings-check/fallback/too-much", FIELD (house.fallback_ca), 600, 4100, 600,
    "dlm-fallback-amps" },
  { "/settings-check/minimum/fits", FIELD (min_ca), 600, 3200, 3200, NULL },
  { "/settings-check/level/fits", FIELD (vehicle_min_percent), 0, 80, 80, NULL },
};

static void
test_amounts (gconstpointer data)
{
  const Row *row = data;
  TwcSettings last, next;
  TwcSettingsFaults faults = { 0 };

  set_up (&last);
  next = last;
  G_STRUCT_MEMBER (guint, &last, row->offset) = row->last;
  G_STRUCT_MEMBER (guint, &next, row->offset) = row->next;

  twc_settings_settle (&next, &last, &faults);

  g_assert_cmpuint (G_STRUCT_MEMBER (guint, &next, row->offset), ==, row->settled);
  g_assert_cmpuint (faults.n, ==, row->fault != NULL ? 1 : 0);
  if (row->fault != NULL)
    g_assert_cmpstr (faults.items[0].key, ==, row->fault);
}

/* A limit counts downward at once, whatever else is set. */
static void
test_a_limit_never_gives_way (void)
{
  TwcSettings last, next;
  TwcSettingsFaults faults = { 0 };

  set_up (&last);
  last.min_ca = 1600;
  last.fixed_ca = 3200;
  next = last;
  next.wiring_all_ca = 1000;

  twc_settings_settle (&next, &last, &faults);

  g_assert_cmpuint (next.wiring_all_ca, ==, 1000);
  g_assert_cmpuint (next.min_ca, ==, 0);
  g_assert_cmpuint (next.fixed_ca, ==, 1000);
  g_assert_cmpuint (faults.n, ==, 2);
  g_assert_cmpstr (faults.items[0].detail, ==,
                   "min-amps-per-twc: 16 is more than the wiring limit; 0, or 5 to 10 is allowed");
  g_assert_cmpstr (faults.items[1].detail, ==,
                   "non-scheduled-amps: 32 is more than wiring-max-amps-all; 0 to 10 is allowed");
}

/* Nothing is offered without a limit (G3), and nothing needs to give way to it. */
static void
test_no_limit_is_set_yet (void)
{
  TwcSettings last = twc_settings_default (), next = last;
  TwcSettingsFaults faults = { 0 };

  next.min_ca = 1200;
  next.fixed_ca = 4000;
  twc_settings_settle (&next, &last, &faults);

  g_assert_cmpuint (faults.n, ==, 0);
  g_assert_cmpuint (next.fixed_ca, ==, 4000);
}

static void
test_a_schedule_without_length (void)
{
  TwcSettings last, next;
  TwcSettingsFaults faults = { 0 };

  set_up (&last);
  twc_settings_ensure_schedule (&last, "night", NULL)->days = TWC_EVERY_DAY;
  next = last;
  next.schedules[0].end_min = next.schedules[0].start_min;
  twc_settings_ensure_schedule (&next, "new", NULL)->end_min = 23 * 60;

  twc_settings_settle (&next, &last, &faults);

  g_assert_cmpuint (faults.n, ==, 2);
  g_assert_cmpstr (faults.items[0].key, ==, "schedules/night/end");
  g_assert_cmpuint (next.schedules[0].end_min, ==, 5 * 60);
  g_assert_true (next.schedules[0].enabled);
  g_assert_cmpstr (faults.items[1].key, ==, "schedules/new/end");
  g_assert_false (next.schedules[1].enabled);
}

static void
test_a_schedule_beyond_the_limit (void)
{
  TwcSettings last, next;
  TwcSettingsFaults faults = { 0 };

  set_up (&last);
  twc_settings_ensure_schedule (&last, "night", NULL)->amps_ca = 3200;
  next = last;
  next.schedules[0].amps_ca = 4100;

  twc_settings_settle (&next, &last, &faults);

  g_assert_cmpuint (next.schedules[0].amps_ca, ==, 3200);
  g_assert_cmpuint (faults.n, ==, 1);
  g_assert_cmpstr (faults.items[0].key, ==, "schedules/night/amps");
}

/* Charging-control 1: one count of phases on one site. */
static void
test_phases_of_one_site (void)
{
  TwcSettings last, next;
  TwcSettingsFaults faults = { 0 };

  set_up (&last);
  last.phases = TWC_PHASES_THREE;
  twc_settings_ensure_charger (&last, 0x9399, NULL)->active_phases = 2;
  next = last;
  next.chargers[0].line = 2;
  twc_settings_settle (&next, &last, &faults);
  g_assert_cmpuint (faults.n, ==, 1);
  g_assert_cmpstr (faults.items[0].key, ==, "chargers/9399/line");
  g_assert_cmpuint (next.chargers[0].line, ==, 0);
  g_assert_cmpuint (next.chargers[0].active_phases, ==, 2);

  faults.n = 0;
  next = last;
  next.phases = TWC_PHASES_SINGLE;
  twc_settings_settle (&next, &last, &faults);
  g_assert_cmpuint (faults.n, ==, 1);
  g_assert_cmpstr (faults.items[0].key, ==, "chargers/9399/active-phases");
  g_assert_cmpuint (next.chargers[0].active_phases, ==, 0);
}

static void
test_levels_of_cars (void)
{
  TwcSettings last, next;
  TwcSettingsFaults faults = { 0 };

  set_up (&last);
  last.vehicle_min_percent = 30;
  next = last;
  next.vehicle_min_percent = 60;
  next.vehicle_limit_percent = 50;
  twc_settings_settle (&next, &last, &faults);

  g_assert_cmpuint (faults.n, ==, 1);
  g_assert_cmpuint (next.vehicle_min_percent, ==, 30);
  g_assert_cmpuint (next.vehicle_limit_percent, ==, 50);
}

typedef struct
{
  const char *path;
  TwcPlanGoal goal;
  const char *fault; /* NULL = none */
} GoalRow;

static const GoalRow goal_rows[] = {
  { "/settings-check/plan/whole",
    { .enabled = TRUE, .charger = 0x9399, .energy_wh = 20000, .days = 1 },
    NULL },
  { "/settings-check/plan/being-written", { .enabled = TRUE }, NULL },
  { "/settings-check/plan/not-in-use", { .days = 1 }, NULL },
  { "/settings-check/plan/no-car",
    { .enabled = TRUE, .energy_wh = 20000, .days = 1 },
    "plans/work/charger" },
  { "/settings-check/plan/no-energy",
    { .enabled = TRUE, .charger = 0x9399, .date = 20261231 },
    "plans/work/energy-kwh" },
  { "/settings-check/plan/days-and-date",
    { .enabled = TRUE, .charger = 0x9399, .energy_wh = 20000, .days = 1, .date = 20261231 },
    "plans/work/date" },
};

static void
test_plan (gconstpointer data)
{
  const GoalRow *row = data;
  TwcSettings last, next;
  TwcSettingsFaults faults = { 0 };

  set_up (&last);
  next = last;
  next.tariff.n_goals = 1;
  next.tariff.goals[0] = row->goal;
  g_strlcpy (next.tariff.goals[0].name, "work", sizeof next.tariff.goals[0].name);

  twc_settings_settle (&next, &last, &faults);

  g_assert_cmpuint (faults.n, ==, row->fault != NULL ? 1 : 0);
  g_assert_cmpint (next.tariff.goals[0].enabled, ==, row->goal.enabled && row->fault == NULL);
  if (row->fault != NULL)
    g_assert_cmpstr (faults.items[0].key, ==, row->fault);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_amounts);
  for (gsize i = 0; i < G_N_ELEMENTS (goal_rows); i++)
    g_test_add_data_func (goal_rows[i].path, &goal_rows[i], test_plan);
  g_test_add_func ("/settings-check/a-limit-never-gives-way", test_a_limit_never_gives_way);
  g_test_add_func ("/settings-check/no-limit-is-set-yet", test_no_limit_is_set_yet);
  g_test_add_func ("/settings-check/a-schedule-without-length", test_a_schedule_without_length);
  g_test_add_func ("/settings-check/a-schedule-beyond-the-limit", test_a_schedule_beyond_the_limit);
  g_test_add_func ("/settings-check/phases-of-one-site", test_phases_of_one_site);
  g_test_add_func ("/settings-check/levels-of-cars", test_levels_of_cars);

  return g_test_run ();
}
