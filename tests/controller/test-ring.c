/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/twc-world.h"

/* A unit of protocol 2 with a car. */
static TwcGarageConfig
one_car (gboolean has_quirk)
{
  return (TwcGarageConfig){
    .seed = 1,
    .wiring_ca = TWC_CA (40),
    .n_slaves = 1,
    .slaves = { { .id = 0x032E,
                  .profile = TWC_PROFILE_P2_US,
                  .car = { .plugged = TRUE, .is_tesla = TRUE, .has_quirk = has_quirk } } },
  };
}

/* Three units of different kinds with a car each, on a circuit of 40 A. */
static TwcGarageConfig
three_kinds (void)
{
  return (TwcGarageConfig){
    .seed = 1,
    .wiring_ca = TWC_CA (40),
    .n_slaves = 3,
    .slaves = {
      { .id = 0x9399, .profile = TWC_PROFILE_P2_EU, .car = { .plugged = TRUE } },
      { .id = 0x032E, .profile = TWC_PROFILE_P2_US, .car = { .plugged = TRUE } },
      { .id = 0x5AC1, .profile = TWC_PROFILE_P1_US, .car = { .plugged = TRUE, .is_tesla = TRUE } },
    },
  };
}

static TwcSettings
fixed_40 (void)
{
  TwcSettings settings = twc_world_fixed_settings (TWC_CA (40));

  settings.min_ca = TWC_CA (6);
  return settings;
}

static TwcWorld *
new_world (void)
{
  const TwcGarageConfig config = three_kinds ();
  const TwcSettings settings = fixed_40 ();

  return twc_world_new (&config, &settings, 1);
}

static guint
sum_draws (TwcWorld *world)
{
  guint sum_ca = 0;

  for (guint i = 0; i < twc_garage_get_n_slaves (world->garage); i++)
    {
      TwcSlaveReport report;

      twc_garage_get_slave (world->garage, i, &report);
      sum_ca += report.draw_ca;
    }

  return sum_ca;
}

static guint
sum_limits (TwcWorld *world)
{
  guint sum_ca = 0;

  for (guint i = 0; i < twc_garage_get_n_slaves (world->garage); i++)
    {
      TwcSlaveReport report;

      twc_garage_get_slave (world->garage, i, &report);
      sum_ca += report.limit_ca;
    }

  return sum_ca;
}

static void
test_three_cars_share_the_circuit (void)
{
  g_autoptr(TwcWorld) world = new_world ();

  twc_world_run (world, TWC_SECONDS_US (300));

  g_assert_cmpuint (twc_ring_get_site (world->ring)->n_chargers, ==, 3);
  g_assert_cmpuint (sum_draws (world), >, 3000);
  g_assert_cmpuint (sum_limits (world), <=, 4000);
  twc_world_assert_safe (world);
}

static void
test_a_week (void)
{
  g_autoptr(TwcWorld) world = new_world ();

  twc_world_run (world, TWC_SECONDS_US (7 * 86400));

  for (guint i = 0; i < 3; i++)
    {
      TwcSlaveReport report;

      twc_garage_get_slave (world->garage, i, &report);
      g_assert_true (report.linked);
      g_assert_cmpint (report.longest_gap_us, <=, TWC_MILLISECONDS_US (2500 + 100));
    }
  twc_world_assert_safe (world);
}

/* G3. A unit of protocol 2 that is told 0 shows 6 A (twc-protocol 5.4), and no car starts. */
static void
test_without_a_limit_nothing_is_offered (void)
{
  g_autoptr(TwcWorld) world = new_world ();
  const TwcSettings settings = twc_settings_default ();

  twc_ring_set_settings (world->ring, &settings);
  twc_world_run (world, TWC_SECONDS_US (120));

  g_assert_cmpuint (twc_ring_get_site (world->ring)->n_chargers, ==, 3);
  g_assert_cmpuint (sum_draws (world), ==, 0);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (twc_ring_get_site (world->ring)->chargers[i].offer_ca, ==, 0);
  twc_world_assert_safe (world);
}

/* A limit that goes down is in the very next heartbeats; without one, only what cannot be
 * stopped goes on, at its minimum (twc-protocol 5.4). */
static void
test_a_lowered_limit_is_obeyed (void)
{
  g_autoptr(TwcWorld) world = new_world ();
  TwcSettings settings = fixed_40 ();

  twc_world_run (world, TWC_SECONDS_US (300));

  settings.wiring_all_ca = 2000;
  twc_garage_set_wiring (world->garage, 2000);
  twc_ring_set_settings (world->ring, &settings);
  twc_world_run (world, TWC_SECONDS_US (10));
  g_assert_cmpuint (sum_limits (world), <=, 2000);

  settings.wiring_all_ca = 0;
  twc_ring_set_settings (world->ring, &settings);
  twc_world_run (world, TWC_SECONDS_US (10));
  g_assert_cmpuint (sum_limits (world), <=, 2 * 600);
  twc_world_assert_safe (world);
}

static void
test_a_paused_one_gets_nothing (void)
{
  g_autoptr(TwcWorld) world = new_world ();
  TwcSettings settings = fixed_40 ();
  TwcSlaveReport report;

  twc_world_run (world, TWC_SECONDS_US (300));

  settings.n_chargers = 1;
  settings.chargers[0] = (TwcChargerSettings){ .id = 0x5AC1, .paused = TRUE };
  twc_ring_set_settings (world->ring, &settings);
  twc_world_run (world, TWC_SECONDS_US (120));

  twc_garage_get_slave (world->garage, 2, &report);
  g_assert_cmpuint (report.draw_ca, ==, 0);
  g_assert_cmpuint (sum_draws (world), >, 2000);
  twc_world_assert_safe (world);
}

/* G7: with what is known from before, nobody gives up, and no car stops. */
static void
test_a_restart_is_not_noticed (void)
{
  g_autoptr(TwcWorld) world = new_world ();
  const TwcSettings settings = fixed_40 ();
  guint n_before[3];
  TwcSlaveReport report;

  twc_world_run (world, TWC_SECONDS_US (300));
  for (guint i = 0; i < 3; i++)
    {
      twc_garage_get_slave (world->garage, i, &report);
      n_before[i] = report.n_contactor_operations;
    }

  twc_world_restart_controller (world, &settings, 1);
  g_assert_cmpuint (world->n_known, ==, 3);
  twc_world_run (world, TWC_SECONDS_US (300));

  for (guint i = 0; i < 3; i++)
    {
      twc_garage_get_slave (world->garage, i, &report);
      g_assert_cmpuint (report.n_contactor_operations, ==, n_before[i]);
      g_assert_cmpint (report.longest_gap_us, <, TWC_SECONDS_US (5));
    }
  twc_world_assert_safe (world);
}

static TwcChargeSession
get_session (TwcWorld *world)
{
  const TwcPlan *plan = twc_ring_get_plan (world->ring);

  return twc_plan_find (plan, 0x5AC1)->session;
}

/* What the garage's car at 5AC1 has taken. */
static double
get_taken_wh (TwcWorld *world)
{
  TwcSlaveReport report;

  twc_garage_get_slave (world->garage, 2, &report);
  return (double) report.energy_wh;
}

/* G7: also not by the session and what it has counted. */
static void
test_a_restart_continues_the_session (void)
{
  g_autoptr(TwcWorld) world = new_world ();
  const TwcSettings settings = fixed_40 ();
  TwcChargeSession before, after;

  twc_world_run (world, TWC_SECONDS_US (600));
  before = get_session (world);
  g_assert_cmpint (before.opened_s, >, 0);

  for (guint i = 0; i < 10; i++)
    {
      twc_world_restart_controller (world, &settings, i);
      twc_world_run (world, TWC_SECONDS_US (300));
    }

  after = get_session (world);
  g_assert_cmpint (after.opened_s, ==, before.opened_s);
  g_assert_cmpfloat_with_epsilon (after.energy_wh / get_taken_wh (world), 1, 0.02);
  twc_world_assert_safe (world);
}

static TwcSettings
charge_now_2_kwh (TwcWorld *world)
{
  TwcSettings settings = fixed_40 ();

  settings.mode = TWC_MODE_OFF;
  settings.charge_now_ca = TWC_CA (32);
  settings.charge_now_until_s = world->now.unix_s + 86400;
  settings.charge_now_wh = 2000;
  settings.n_charge_now_ids = 1;
  settings.charge_now_ids[0] = 0x5AC1;
  return settings;
}

/* 5.6: its energy is counted across restarts. */
static void
test_a_restart_continues_the_charge (void)
{
  g_autoptr(TwcWorld) world = new_world ();
  const TwcSettings settings = charge_now_2_kwh (world);

  twc_ring_set_settings (world->ring, &settings);
  for (guint i = 0; i < 60 && !twc_ring_get_plan (world->ring)->charge_now_is_over; i++)
    {
      twc_world_run (world, TWC_SECONDS_US (120));
      twc_world_restart_controller (world, &settings, i);
      twc_world_run (world, TWC_SECONDS_US (2));
    }

  g_assert_true (twc_ring_get_plan (world->ring)->charge_now_is_over);
  g_assert_cmpfloat_with_epsilon (get_taken_wh (world), 2000, 150);
  twc_world_run (world, TWC_SECONDS_US (600));
  g_assert_cmpfloat_with_epsilon (get_taken_wh (world), 2000, 200);
  twc_world_assert_safe (world);
}

/* What a unit had that has been gone for long is no reason to take it from the others at each
 * start (G7): it is remembered without. */
static void
test_what_is_gone_holds_nothing (void)
{
  g_autoptr(TwcWorld) world = new_world ();
  TwcKnownCharger known[TWC_MAX_CHARGERS];
  TwcSlaveReport report;

  twc_world_run (world, TWC_SECONDS_US (300));
  g_assert_cmpuint (twc_ring_get_known (world->ring, known), ==, 3);
  g_assert_cmpuint (known[0].offer_ca, >, 0);

  twc_garage_get_slave (world->garage, 0, &report);
  twc_garage_go_silent (world->garage, report.id, TWC_SECONDS_US (600));
  twc_world_run (world, TWC_SECONDS_US (60));
  g_assert_cmpuint (twc_ring_get_known (world->ring, known), ==, 3);
  g_assert_cmpuint (known[0].offer_ca, >, 0); /* it may draw still */
  twc_world_run (world, TWC_SECONDS_US (60));
  g_assert_cmpuint (twc_ring_get_known (world->ring, known), ==, 3);
  g_assert_cmpuint (known[0].offer_ca, ==, 0);
  g_assert_cmpuint (known[1].offer_ca, >, 0);
}

typedef struct
{
  const char *path;
  gboolean is_known;
  gint64 within_ms;
} StartRow;

static const StartRow start_rows[] = {
  { "/ring/first-heartbeat/cold", FALSE, 4000 },
  { "/ring/first-heartbeat/known", TRUE, 1500 },
};

/* On a quiet bus, of a unit that calls as soon as it is heard. */
static void
test_first_heartbeat (gconstpointer data)
{
  const StartRow *row = data;
  const TwcKnownCharger known = { 0x9399, 2, 3200, 600 };
  const TwcSettings settings = fixed_40 ();
  TwcGarageConfig config = three_kinds ();
  g_autoptr(TwcWorld) world = NULL;
  TwcSlaveReport report;
  gint64 start_us;

  config.n_slaves = 1;
  config.slaves[0].link_ready_ms = 500;
  world = twc_world_new_known (&config, &settings, 1, &known, row->is_known ? 1 : 0);
  start_us = world->now.us;
  twc_world_run (world, TWC_SECONDS_US (10));

  twc_garage_get_slave (world->garage, 0, &report);
  g_assert_cmpint (report.first_heartbeat_us, !=, TWC_NEVER);
  g_assert_cmpint (report.first_heartbeat_us - start_us, <=, TWC_MILLISECONDS_US (row->within_ms));
}

/* charging-control 11.6: all down to the minimum, confirmed, and only then the end. */
static void
test_shut_down (void)
{
  g_autoptr(TwcWorld) world = new_world ();

  twc_world_run (world, TWC_SECONDS_US (300));
  g_assert_false (twc_ring_get_plan (world->ring)->may_end);

  twc_ring_shut_down (world->ring);
  twc_world_run (world, TWC_SECONDS_US (1));
  g_assert_false (twc_ring_get_plan (world->ring)->may_end);
  twc_world_run (world, TWC_SECONDS_US (14));
  g_assert_true (twc_ring_get_plan (world->ring)->may_end);
  g_assert_cmpuint (sum_limits (world), <=, 3 * 600);
  twc_world_assert_safe (world);
}

/* A garage where nothing happens lets the machine sleep. */
static void
test_an_empty_bus_costs_little (void)
{
  const TwcSettings settings = fixed_40 ();
  TwcGarageConfig config = three_kinds ();
  g_autoptr(TwcWorld) world = NULL;
  guint64 n_before;

  config.n_slaves = 0;
  world = twc_world_new (&config, &settings, 1);
  twc_world_run (world, TWC_SECONDS_US (10));

  n_before = world->n_steps;
  twc_world_run (world, TWC_SECONDS_US (60));
  g_assert_cmpuint (world->n_steps - n_before, <=, 60 * 4);
}

typedef struct
{
  const char *path;
  TwcStopMethod last; /* of the stop methods */
  gboolean stops;
} StopRow;

static const StopRow stop_rows[] = {
  { "/ring/stop/by-zero-alone", TWC_STOP_OFFER0, FALSE },
  { "/ring/stop/by-silence", TWC_STOP_SILENCE, TRUE },
};

/* Charging-control 11.4: told 0, a unit of protocol 2 goes on at 6 A. Half a minute later it is
 * left alone, and another half a minute later its contactor is open. */
static void
test_stop (gconstpointer data)
{
  const StopRow *row = data;
  const TwcGarageConfig garage = one_car (FALSE);
  TwcSettings settings = fixed_40 ();
  g_autoptr(TwcWorld) world = NULL;

  settings.n_stop_methods = 2;
  settings.stop_methods[1] = row->last;
  world = twc_world_new (&garage, &settings, 1);
  twc_world_run (world, TWC_SECONDS_US (180));
  g_assert_cmpuint (sum_draws (world), >, TWC_CA (20));

  settings.mode = TWC_MODE_OFF;
  twc_ring_set_settings (world->ring, &settings);
  twc_world_run (world, TWC_SECONDS_US (68));
  if (row->stops)
    g_assert_cmpuint (sum_draws (world), <, TWC_CA (1));
  else
    g_assert_cmpuint (sum_draws (world), >, TWC_CA (5));

  /* Nothing of that is for good. */
  settings.mode = TWC_MODE_FIXED;
  twc_ring_set_settings (world->ring, &settings);
  twc_world_run (world, TWC_SECONDS_US (400));
  g_assert_cmpuint (sum_draws (world), >, TWC_CA (20));
  if (!row->stops) /* the garage rightly complains of heartbeats that it misses */
    twc_world_assert_safe (world);
}

typedef struct
{
  const char *path;
  TwcQuirkMode mode;
  guint draw_ca; /* at least */
  guint most_ca;
} QuirkRow;

static const QuirkRow quirk_rows[] = {
  { "/ring/quirk/off", TWC_QUIRK_OFF, 500, 700 },
  { "/ring/quirk/reactive", TWC_QUIRK_REACTIVE, 1600, 1900 },
  { "/ring/quirk/proactive", TWC_QUIRK_PROACTIVE, 1600, 1900 },
};

/* Charging-control 12: a car that falls to 6 A after a small raise, with and without a cure. */
static void
test_quirk (gconstpointer data)
{
  const QuirkRow *row = data;
  const TwcGarageConfig garage = one_car (TRUE);
  TwcSettings settings = fixed_40 ();
  g_autoptr(TwcWorld) world = NULL;

  settings.quirk_mode = row->mode;
  settings.fixed_ca = TWC_CA (14);
  world = twc_world_new (&garage, &settings, 1);
  twc_world_run (world, TWC_SECONDS_US (120));
  settings.fixed_ca = TWC_CA (18);
  twc_ring_set_settings (world->ring, &settings);
  twc_world_run (world, TWC_SECONDS_US (50));

  g_assert_cmpuint (sum_draws (world), >=, row->draw_ca);
  g_assert_cmpuint (sum_draws (world), <=, row->most_ca);
  twc_world_assert_safe (world);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ring/three-cars-share-the-circuit", test_three_cars_share_the_circuit);
  g_test_add_func ("/ring/a-week", test_a_week);
  g_test_add_func ("/ring/without-a-limit-nothing-is-offered",
                   test_without_a_limit_nothing_is_offered);
  g_test_add_func ("/ring/a-lowered-limit-is-obeyed", test_a_lowered_limit_is_obeyed);
  g_test_add_func ("/ring/a-paused-one-gets-nothing", test_a_paused_one_gets_nothing);
  g_test_add_func ("/ring/a-restart-is-not-noticed", test_a_restart_is_not_noticed);
  g_test_add_func ("/ring/a-restart-continues-the-session", test_a_restart_continues_the_session);
  g_test_add_func ("/ring/a-restart-continues-the-charge", test_a_restart_continues_the_charge);
  g_test_add_func ("/ring/what-is-gone-holds-nothing", test_what_is_gone_holds_nothing);
  for (gsize i = 0; i < G_N_ELEMENTS (start_rows); i++)
    g_test_add_data_func (start_rows[i].path, &start_rows[i], test_first_heartbeat);
  for (gsize i = 0; i < G_N_ELEMENTS (stop_rows); i++)
    g_test_add_data_func (stop_rows[i].path, &stop_rows[i], test_stop);
  for (gsize i = 0; i < G_N_ELEMENTS (quirk_rows); i++)
    g_test_add_data_func (quirk_rows[i].path, &quirk_rows[i], test_quirk);
  g_test_add_func ("/ring/shut-down", test_shut_down);
  g_test_add_func ("/ring/an-empty-bus-costs-little", test_an_empty_bus_costs_little);

  return g_test_run ();
}
