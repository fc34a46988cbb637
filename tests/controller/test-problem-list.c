/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-problem-list.h"

/* One row sets one thing wrong in a garage where all is well. */
typedef struct
{
  TwcSettings settings;
  TwcSite site;
  TwcPlan plan;
  TwcBusHealth health;
  TwcProblemFacts facts;
} World;

static void
set_up (World *world)
{
  *world = (World){
    .settings = { .wiring_all_ca = 4000, .wiring_twc_ca = 4000 },
    .site = { .n_chargers = 1, .chargers = { { .id = 0x9399, .online = TRUE, .draw_ca = 1634 } } },
    .plan = { .capacity_ca = 4000, .n_chargers = 1, .chargers = { { .id = 0x9399 } } },
    .health = { .state = TWC_BUS_OK },
  };
  world->facts = (TwcProblemFacts){
    .settings = &world->settings,
    .site = &world->site,
    .plan = &world->plan,
    .health = &world->health,
    .now = { .us = TWC_SECONDS_US (1000), .unix_s = 1700000000 },
    .port_open_us = TWC_SECONDS_US (100),
  };
}

static void
nothing (World *world)
{
}

static void
no_wiring (World *world)
{
  world->settings.wiring_all_ca = 0;
  world->plan.capacity_ca = 0;
  world->plan.wiring_too_small = world->plan.chargers[0].unusable = TRUE;
}

static void
no_wiring_per_twc (World *world)
{
  world->settings.wiring_twc_ca = 0;
  world->plan.chargers[0].unusable = TRUE;
}

static void
nobody_there (World *world)
{
  world->site.n_chargers = world->plan.n_chargers = 0;
}

static void
nobody_there_yet (World *world)
{
  nobody_there (world);
  world->facts.port_open_us = world->facts.now.us - TWC_SECONDS_US (34);
}

static void
port_closed (World *world)
{
  nobody_there (world);
  world->health.state = TWC_BUS_NO_ADAPTER;
  world->facts.port_open_us = TWC_NEVER;
}

static void
deaf (World *world)
{
  nobody_there (world);
  world->health.not_answering = TRUE;
}

static void
foreign_master (World *world)
{
  nobody_there (world);
  world->health.state = TWC_BUS_STANDBY;
  world->health.foreign_master = 0x7777;
}

static void
own_id (World *world)
{
  world->health.state = TWC_BUS_ERROR;
}

static void
fourth (World *world)
{
  world->health.refused_charger = 0x9399;
}

static void
duplicate (World *world)
{
  world->site.chargers[0].duplicate_id = TRUE;
}

static void
odd_rating (World *world)
{
  world->health.invalid_charger = 0x9399;
  world->health.invalid_rating_ca = 65535;
}

static void
ratings_differ (World *world)
{
  world->health.ratings_differ = TRUE;
}

static void
lost (World *world)
{
  world->site.chargers[0].online = FALSE;
}

static void
lost_with_the_port (World *world)
{
  lost (world);
  world->facts.port_open_us = TWC_NEVER;
}

static void
fault (World *world)
{
  world->site.chargers[0].activity = TWC_ACTIVITY_FAULT;
}

static void
unusable (World *world)
{
  world->plan.chargers[0].unusable = TRUE;
}

static void
slow (World *world)
{
  world->plan.chargers[0].slow_to_reduce = TRUE;
}

static void
disobeying (World *world)
{
  world->plan.chargers[0].slow_to_reduce = world->plan.chargers[0].not_obeying = TRUE;
}

static void
too_small (World *world)
{
  world->plan.wiring_too_small = TRUE;
}

static void
stopped (World *world)
{
  world->plan.stop_all = TRUE;
}

static void
stopped_for_overload (World *world)
{
  world->plan.stop_all = world->plan.stopped_for_overload = world->plan.overload = TRUE;
}

static void
overloaded (World *world)
{
  world->plan.overload = TRUE;
}

static void
meter_silent (World *world)
{
  world->plan.dlm_is_stale = TRUE;
}

static void
clock_wrong (World *world)
{
  world->plan.clock_is_wrong = TRUE;
}

static void
noise (World *world)
{
  world->facts.damaged_per_mille = 20;
}

static void
little_noise (World *world)
{
  world->facts.damaged_per_mille = 19;
}

static void
echo (World *world)
{
  world->health.echoes = 1;
}

static void
late (World *world)
{
  world->health.latest_heartbeat_ms = 5000;
}

static void
nearly_late (World *world)
{
  world->health.latest_heartbeat_ms = 4999;
}

typedef struct
{
  const char *path;
  void (*spoil) (World *world);
  const char *code; /* NULL = nothing is wrong */
  guint16 charger;
  gint64 value;
  const char *subject;
} Row;

static const Row rows[] = {
  { "/problem-list/all-is-well", nothing, NULL, 0, 0, "" },
  { "/problem-list/no-wiring", no_wiring, "wiring-unset", 0, 0, "" },
  { "/problem-list/no-wiring-per-twc", no_wiring_per_twc, "wiring-unset", 0, 0, "" },
  { "/problem-list/nobody-there", nobody_there, "no-charger", 0, 0, "" },
  { "/problem-list/nobody-there-yet", nobody_there_yet, NULL, 0, 0, "" },
  { "/problem-list/port-closed", port_closed, NULL, 0, 0, "" },
  { "/problem-list/deaf", deaf, "not-answering", 0, 0, "" },
  { "/problem-list/foreign-master", foreign_master, "foreign-master", 0, 0, "7777" },
  { "/problem-list/own-id", own_id, "own-id-in-use", 0, 0, "" },
  { "/problem-list/fourth", fourth, "fourth-charger", 0x9399, 0, "" },
  { "/problem-list/duplicate", duplicate, "duplicate-id", 0x9399, 0, "" },
  { "/problem-list/odd-rating", odd_rating, "rating-invalid", 0x9399, 65535, "" },
  { "/problem-list/ratings-differ", ratings_differ, "ratings-differ", 0, 0, "" },
  { "/problem-list/lost", lost, "charger-lost", 0x9399, 0, "" },
  { "/problem-list/lost-with-the-port", lost_with_the_port, NULL, 0, 0, "" },
  { "/problem-list/fault", fault, "charger-fault", 0x9399, 0, "" },
  { "/problem-list/unusable", unusable, "charger-unusable", 0x9399, 0, "" },
  { "/problem-list/slow", slow, "slow-to-reduce", 0x9399, 1600, "" },
  { "/problem-list/disobeying", disobeying, "not-obeying", 0x9399, 1600, "" },
  { "/problem-list/too-small", too_small, "wiring-too-small", 0, 0, "" },
  { "/problem-list/stop-all", stopped, "stop-all", 0, 0, "" },
  { "/problem-list/overload-stop", stopped_for_overload, "overload-stop", 0, 0, "" },
  { "/problem-list/overload", overloaded, "overload", 0, 0, "" },
  { "/problem-list/meter-silent", meter_silent, "dlm-stale", 0, 0, "" },
  { "/problem-list/clock-wrong", clock_wrong, "clock-wrong", 0, 0, "" },
  { "/problem-list/noise", noise, "bus-noise", 0, 20, "" },
  { "/problem-list/little-noise", little_noise, NULL, 0, 0, "" },
  { "/problem-list/echo", echo, "echo", 0, 0, "" },
  { "/problem-list/late", late, "late-heartbeat", 0, 5000, "" },
  { "/problem-list/nearly-late", nearly_late, NULL, 0, 0, "" },
};

static void
test_derive (gconstpointer data)
{
  const Row *row = data;
  g_autofree TwcProblemList *list = g_new0 (TwcProblemList, 1);
  World world;

  set_up (&world);
  row->spoil (&world);
  twc_problem_list_derive (list, &world.facts);

  g_assert_cmpuint (list->n_items, ==, row->code != NULL ? 1 : 0);
  if (row->code == NULL)
    return;

  g_assert_cmpstr (twc_problem_code_to_nick (list->items[0].code), ==, row->code);
  g_assert_cmphex (list->items[0].charger, ==, row->charger);
  g_assert_cmpint (list->items[0].value, ==, row->value);
  g_assert_cmpstr (list->items[0].subject, ==, row->subject);
}

static void
test_merge_keeps_the_beginning (void)
{
  g_autofree TwcProblemList *list = g_new0 (TwcProblemList, 1);
  g_autofree TwcProblemList *next = g_new0 (TwcProblemList, 1);
  const TwcProblem one = twc_problem_new (TWC_PROBLEM_ECHO, 0, NULL);
  const TwcProblem other = twc_problem_new (TWC_PROBLEM_CHARGER_LOST, 0x9399, NULL);

  twc_problem_list_add (next, &one);
  g_assert_true (twc_problem_list_merge (list, next, 100));
  g_assert_false (twc_problem_list_merge (list, next, 200));

  twc_problem_list_add (next, &other);
  g_assert_true (twc_problem_list_merge (list, next, 300));
  g_assert_cmpint (twc_problem_list_find (list, &one)->since_unix_s, ==, 100);
  g_assert_cmpint (twc_problem_list_find (list, &other)->since_unix_s, ==, 300);

  next->n_items = 0;
  g_assert_true (twc_problem_list_merge (list, next, 400));
  g_assert_cmpuint (list->n_items, ==, 0);
}

static void
test_one_for_another_is_a_change (void)
{
  g_autofree TwcProblemList *list = g_new0 (TwcProblemList, 1);
  g_autofree TwcProblemList *next = g_new0 (TwcProblemList, 1);
  const TwcProblem one = twc_problem_new (TWC_PROBLEM_PORT_MISSING, 0, "/dev/ttyUSB0");
  const TwcProblem other = twc_problem_new (TWC_PROBLEM_PORT_BUSY, 0, "/dev/ttyUSB0");

  twc_problem_list_add (next, &one);
  twc_problem_list_merge (list, next, 100);
  next->n_items = 0;
  twc_problem_list_add (next, &other);

  g_assert_true (twc_problem_list_merge (list, next, 200));
  g_assert_cmpint (list->items[0].since_unix_s, ==, 200);
}

/* However long the list of faults is, it stays bounded, and nothing is in it twice. */
static void
test_the_list_is_bounded (void)
{
  g_autofree TwcProblemList *list = g_new0 (TwcProblemList, 1);

  for (guint i = 0; i < 4 * TWC_PROBLEM_LIST_MAX; i++)
    {
      const TwcProblem problem =
        twc_problem_new (TWC_PROBLEM_CHARGER_LOST, (guint16) (1 + i / 2), NULL);

      twc_problem_list_add (list, &problem);
    }

  g_assert_cmpuint (list->n_items, ==, TWC_PROBLEM_LIST_MAX);
  g_assert_cmphex (list->items[1].charger, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_derive);
  g_test_add_func ("/problem-list/merge-keeps-the-beginning", test_merge_keeps_the_beginning);
  g_test_add_func ("/problem-list/one-for-another-is-a-change", test_one_for_another_is_a_change);
  g_test_add_func ("/problem-list/the-list-is-bounded", test_the_list_is_bounded);

  return g_test_run ();
}
