/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-fixture.h"

#define FIRST SIM_ID
#define SECOND 0x2433

/* A watcher that cannot cry is worth nothing: each violation is provoked here, and beside each
 * stands what looks like it and is none. */

static void
assert_silent (SimFixture *f)
{
  guint n_violations;
  const TwcViolation *violations = twc_garage_get_violations (f->garage, &n_violations);

  for (guint i = 0; i < n_violations; i++)
    g_test_message ("%s, charger %04X, %u, after %" G_GINT64_FORMAT " ms",
                    twc_violation_code_to_nick (violations[i].code), violations[i].charger,
                    violations[i].value, violations[i].at_us / 1000 - 1000000);
  g_assert_cmpuint (n_violations, ==, 0);
}

static void
test_forbidden (gconstpointer data)
{
  const guint code = GPOINTER_TO_UINT (data);
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  guint n_violations;
  const TwcViolation *violations;

  sim_fixture_init (&f, &config);
  sim_send_code (&f, code, 0x1234); /* there is no such unit */
  sim_wait (&f, TWC_SECONDS_US (1));

  violations = twc_garage_get_violations (f.garage, &n_violations);
  g_assert_cmpuint (n_violations, ==, 1);
  g_assert_cmpint (violations[0].code, ==, TWC_VIOLATION_FORBIDDEN_FRAME);
  g_assert_cmphex (violations[0].value, ==, code);
}

static void
test_error_command (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_heartbeat (&f, 0x02, 0x0800);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_FORBIDDEN_FRAME), ==, 1);
}

/* A frame that the line destroys is forbidden all the same. */
static void
test_forbidden_on_a_bad_line (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  config.faults.bit_flip = 1000000;
  sim_fixture_init (&f, &config);
  sim_send_code (&f, 0xFC19, FIRST);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_FORBIDDEN_FRAME), ==, 1);
}

typedef struct
{
  const char *path;
  guint code;
  guint silent_s; /* and then it answers again; 0 = never */
} Harm;

/* What 7.4 says that it does to the unit. */
static const Harm harms[] = {
  { "/watch/harm/write-id", 0xFC19, 0 },
  { "/watch/harm/write-model", 0xFC1A, 0 },
  { "/watch/harm/crash", 0xFBE8, 30 },
  { "/watch/harm/silence", 0xFCA1, 5 },
};

static void
test_harm (gconstpointer data)
{
  const Harm *row = data;
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  sim_send_code (&f, row->code, FIRST);
  g_assert_null (sim_keep (&f, 0x00, 0, row->silent_s > 0 ? row->silent_s - 1 : 120));
  if (row->silent_s > 0)
    g_assert_nonnull (sim_keep (&f, 0x00, 0, 3));
}

static void
test_interruption (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  sim_send_code (&f, 0xFCE5, FIRST);
  sim_wait (&f, TWC_SECONDS_US (1));
  g_assert_false (sim_report (&f).contactor_closed);
  sim_keep (&f, 0x00, 0, 4);
  g_assert_true (sim_report (&f).contactor_closed);
}

typedef struct
{
  const char *path;
  TwcProfile profile;
  guint wiring_ca;
  guint offer_ca;
  int code; /* -1 = none */
} Offer;

static const Offer offers[] = {
  { "/watch/offer/rating", TWC_PROFILE_P2_EU, 0, 3200, -1 },
  { "/watch/offer/above-rating", TWC_PROFILE_P2_EU, 4000, 3201, TWC_VIOLATION_OVER_RATING },
  { "/watch/offer/absurd", TWC_PROFILE_P2_US, 9000, 65535, TWC_VIOLATION_OVER_RATING },
  { "/watch/offer/128-a", TWC_PROFILE_P1_US, 0, 12800, TWC_VIOLATION_OVER_RATING },
  { "/watch/offer/own-circuit", TWC_PROFILE_P2_EU, 1600, 1600, -1 },
  { "/watch/offer/above-own-circuit", TWC_PROFILE_P2_EU, 1600, 1700, TWC_VIOLATION_OVER_WIRING },
  { "/watch/offer/p1-minimum", TWC_PROFILE_P1_EU, 0, 500, -1 },
  { "/watch/offer/p1-below", TWC_PROFILE_P1_EU, 0, 499, TWC_VIOLATION_BELOW_MINIMUM },
  { "/watch/offer/p2-minimum", TWC_PROFILE_P2_EU, 0, 600, -1 },
  { "/watch/offer/p2-below", TWC_PROFILE_P2_EU, 0, 599, TWC_VIOLATION_BELOW_MINIMUM },
  { "/watch/offer/nothing", TWC_PROFILE_P2_EU, 0, 0, -1 },
};

static void
test_offer (gconstpointer data)
{
  const Offer *row = data;
  TwcGarageConfig config = sim_config (row->profile);
  g_auto(SimFixture) f = { 0 };
  guint n_violations;
  const TwcViolation *violations;

  config.slaves[0].wiring_ca = row->wiring_ca;
  sim_fixture_init (&f, &config);
  sim_link (&f);
  sim_keep (&f, 0x09, row->offer_ca, 3);
  if (row->code < 0)
    {
      assert_silent (&f);
      return;
    }

  /* Each once, though it was said six times. */
  g_assert_cmpuint (sim_count (&f, (TwcViolationCode) row->code), ==, 1);
  violations = twc_garage_get_violations (f.garage, &n_violations);
  g_assert_cmphex (violations[0].charger, ==, FIRST);
  g_assert_cmpuint (violations[0].value, ==, row->offer_ca);

  sim_keep (&f, 0x09, 600, 1);
  sim_keep (&f, 0x09, row->offer_ca, 1);
  g_assert_cmpuint (sim_count (&f, (TwcViolationCode) row->code), ==, 2);
}

/* Two Teslas on 40 A: what a master says to each, in turn, for a while. */
static void
init_pair (SimFixture *f, TwcProfile profile, guint wiring_ca)
{
  TwcGarageConfig config = sim_config (profile);

  config.wiring_ca = wiring_ca;
  config.n_slaves = 2;
  config.slaves[0].car.plugged = TRUE;
  config.slaves[1] = config.slaves[0];
  config.slaves[1].id = SECOND;
  config.slaves[1].link_ready_ms = 1500;
  sim_fixture_init (f, &config);
  sim_wait (f, TWC_SECONDS_US (3));
}

static void
keep_pair (SimFixture *f, guint first_ca, guint second_ca, guint seconds)
{
  for (guint i = 0; i < seconds; i++)
    {
      sim_heartbeat_to (f, FIRST, 0x09, first_ca);
      sim_heartbeat_to (f, SECOND, 0x09, second_ca);
    }
}

static void
test_total (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P2_EU, 4000);
  keep_pair (&f, 2000, 2000, 60);
  assert_silent (&f);

  keep_pair (&f, 2000, 2100, 30);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_OVER_TOTAL), ==, 1);
}

/* G1, "to raise one, first see the others lowered": limits alone would add up. */
static void
test_raise_before_draw_is_down (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P2_EU, 4000);
  keep_pair (&f, 3200, 800, 60);
  assert_silent (&f);
  keep_pair (&f, 800, 3200, 1);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_OVER_TOTAL), ==, 1);
}

static void
test_raise_after_draw_is_down (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P2_EU, 4000);
  keep_pair (&f, 3200, 800, 60);
  keep_pair (&f, 800, 800, 10);
  keep_pair (&f, 800, 3200, 60);
  assert_silent (&f);
}

/* The draw table of 7.2 lies up to 0.65 A above the limit: that is nobody's fault. */
static void
test_draw_above_limit_is_physics (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P2_EU, 1200);
  keep_pair (&f, 600, 600, 60);
  g_assert_cmpuint (sim_report (&f).draw_ca, ==, 662);
  assert_silent (&f);
}

static void
test_empty_places_count_nothing (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P1_EU, 2000);
  twc_garage_unplug (f.garage, SECOND);
  keep_pair (&f, 2000, 2000, 30);
  assert_silent (&f);
}

/* A lowered limit is judged after ten seconds, not before, and not never. */
static void
test_lowered_wiring (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P2_EU, 4000);
  keep_pair (&f, 2000, 2000, 60);
  twc_garage_set_wiring (f.garage, 2000);
  keep_pair (&f, 1000, 1000, 60);
  assert_silent (&f);

  twc_garage_set_wiring (f.garage, 1200);
  keep_pair (&f, 1000, 1000, 9);
  assert_silent (&f);
  keep_pair (&f, 1000, 1000, 2);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_OVER_TOTAL), ==, 1);
}

/* The grace is for what the world did, not for what the master adds to it. */
static void
test_grace_covers_no_more (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P2_EU, 4000);
  keep_pair (&f, 1600, 2000, 60);
  twc_garage_set_wiring (f.garage, 3000);
  keep_pair (&f, 1600, 2000, 1);
  assert_silent (&f);
  keep_pair (&f, 2000, 2000, 1);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_OVER_TOTAL), ==, 1);
}

/* Rule 8 of twc-protocol 0: protocol 2 makes 6 A of a 0. Budget them, but not at once. */
static void
test_clamp_must_be_budgeted (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P2_EU, 3200);
  keep_pair (&f, 3200, 0, 9);
  assert_silent (&f);
  keep_pair (&f, 3200, 0, 3);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_OVER_TOTAL), ==, 1);
}

static void
test_less_than_possible_is_not_asked (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P2_EU, 1000);
  keep_pair (&f, 0, 0, 60);
  assert_silent (&f);
  keep_pair (&f, 1000, 0, 60);
  assert_silent (&f);
  keep_pair (&f, 1100, 0, 3);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_OVER_TOTAL), ==, 1);
}

/* ... and when its driver starts the other one, there are ten seconds to make room for it. */
static void
test_rest_ends_without_a_reserve (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P2_EU, 1000);
  keep_pair (&f, 1000, 0, 60);
  twc_garage_ask_raise (f.garage, SECOND);
  keep_pair (&f, 1000, 0, 9);
  assert_silent (&f);
  keep_pair (&f, 1000, 0, 3);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_OVER_TOTAL), ==, 1);
}

/* The floor covers those who cannot be brought lower; a car that could is not among them. */
static void
test_rest_ends_and_is_left_running (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P1_EU, 3200);
  keep_pair (&f, 3200, 0, 60);
  twc_garage_ask_raise (f.garage, SECOND);
  for (guint i = 0; i < 9; i++)
    {
      sim_heartbeat_to (&f, FIRST, 0x00, 0);
      sim_heartbeat_to (&f, SECOND, 0x00, 0);
    }
  assert_silent (&f);
  for (guint i = 0; i < 3; i++)
    {
      sim_heartbeat_to (&f, FIRST, 0x00, 0);
      sim_heartbeat_to (&f, SECOND, 0x00, 0);
    }
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_OVER_TOTAL), ==, 1);
}

/* What nobody could hear of, nobody could undo. */
static void
test_driver_starts_a_unit_that_is_cut_off (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P1_EU, 3200);
  keep_pair (&f, 3200, 0, 60);
  twc_garage_go_silent (f.garage, SECOND, TWC_SECONDS_US (20));
  twc_garage_ask_raise (f.garage, SECOND);
  keep_pair (&f, 3200, 0, 15);
  assert_silent (&f);
}

/* What was offered before the limit fell may be taken up after it: a car is just plugged in. */
static void
test_lowered_wiring_under_way (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P2_EU, 4000);
  keep_pair (&f, 2000, 2000, 60);
  twc_garage_plug_in (f.garage, SECOND, NULL);
  twc_garage_set_wiring (f.garage, 3000);
  keep_pair (&f, 2000, 2000, 8);
  assert_silent (&f);
  keep_pair (&f, 2000, 2000, 4);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_OVER_TOTAL), ==, 1);
}

/* What its master told it meanwhile it has not heard; then it has ten seconds as all others. */
static void
test_lowered_wiring_of_one_cut_off (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P1_EU, 4000);
  keep_pair (&f, 1600, 1600, 60);
  twc_garage_go_silent (f.garage, SECOND, TWC_SECONDS_US (15));
  twc_garage_set_wiring (f.garage, 1000);
  keep_pair (&f, 0, 0, 15);
  assert_silent (&f);
  keep_pair (&f, 0, 1600, 8);
  assert_silent (&f);
  keep_pair (&f, 0, 1600, 4);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_OVER_TOTAL), ==, 1);
}

static void
test_driver_starts (void)
{
  g_auto(SimFixture) f = { 0 };

  init_pair (&f, TWC_PROFILE_P1_EU, 3200);
  keep_pair (&f, 3200, 0, 60);
  assert_silent (&f);
  twc_garage_ask_raise (f.garage, SECOND);
  for (guint i = 0; i < 9; i++)
    {
      sim_heartbeat_to (&f, FIRST, 0x05, 2600);
      sim_heartbeat_to (&f, SECOND, 0x08, 600);
    }
  assert_silent (&f);
}

/* A car that goes on at 6 A though it was told 0: who has not learnt it after twenty seconds, and
 * gives its amperes to another, is to blame. */
static void
test_disobedient_car (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P1_EU);
  g_auto(SimFixture) f = { 0 };

  config.wiring_ca = 3000;
  config.n_slaves = 2;
  config.slaves[0].car.plugged = TRUE;
  config.slaves[1] = config.slaves[0];
  config.slaves[1].id = SECOND;
  config.slaves[1].link_ready_ms = 1500;
  config.slaves[1].car.is_tesla = FALSE;
  sim_fixture_init (&f, &config);
  sim_wait (&f, TWC_SECONDS_US (3));
  keep_pair (&f, 1500, 1500, 60);

  keep_pair (&f, 1500, 0, 10);
  keep_pair (&f, 2700, 0, 9);
  assert_silent (&f);
  keep_pair (&f, 2700, 0, 3);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_OVER_TOTAL), ==, 1);
}

/* Cars that another master left charging. */
static void
test_inherited (gconstpointer data)
{
  const guint then_ca = GPOINTER_TO_UINT (data);
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  config.wiring_ca = 2000;
  config.slaves[0].charging_ca = 3000;
  sim_fixture_init (&f, &config);
  sim_wait (&f, TWC_SECONDS_US (15));
  g_assert_cmpuint (sim_report (&f).draw_ca, >, 2900);
  sim_keep (&f, 0x09, then_ca, 30);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_OVER_TOTAL), ==, then_ca > 2000 ? 1 : 0);
}

static void
test_chatter (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P1_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);

  /* Off, on: two. Off again within the minute: one too many. */
  sim_keep (&f, 0x05, 0, 5);
  sim_keep (&f, 0x05, 1600, 15);
  assert_silent (&f);
  sim_keep (&f, 0x05, 0, 5);
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_CHATTER), ==, 1);
}

static void
test_slow_switching_is_no_chatter (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P1_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  for (guint i = 0; i < 5; i++)
    {
      sim_keep (&f, 0x05, 0, 60);
      sim_keep (&f, 0x05, 1600, 60);
    }
  g_assert_cmpuint (sim_report (&f).n_contactor_operations, ==, 11);
  assert_silent (&f);
}

/* A driver who starts a paused car again and again has its contactor opened as often. */
static void
test_drivers_may_defy (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P1_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_link (&f);
  sim_keep (&f, 0x05, 0, 60);
  for (guint i = 0; i < 5; i++)
    {
      twc_garage_ask_raise (f.garage, FIRST);
      sim_keep (&f, 0x05, 0, 5);
      g_assert_false (sim_report (&f).contactor_closed);
    }
  g_assert_cmpuint (sim_report (&f).n_contactor_operations, ==, 10);
  assert_silent (&f);
}

/* He is quick: its contactor is still closed when he starts it. */
static void
test_drivers_may_defy_at_once (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P1_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  sim_keep (&f, 0x05, 0, 1);
  g_assert_true (sim_report (&f).contactor_closed);
  twc_garage_ask_raise (f.garage, FIRST);
  sim_keep (&f, 0x05, 0, 30);
  g_assert_false (sim_report (&f).contactor_closed);
  g_assert_cmpuint (sim_report (&f).n_contactor_operations, ==, 2);
}

/* Our 0 and the other's 00 in turn are the chatter of 5.4. One master alone is to blame for it. */
static void
test_two_masters_may_chatter (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P1_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  sim_keep (&f, 0x05, 0, 60);
  twc_garage_foreign_master (f.garage, 0x0777, TWC_SECONDS_US (10));
  sim_wait (&f, TWC_MILLISECONDS_US (250)); /* else they collide */
  sim_keep (&f, 0x05, 0, 15);
  g_assert_cmpuint (sim_report (&f).n_contactor_operations, >, 8);
  assert_silent (&f);

  sim_keep (&f, 0x05, 0, 30);
  for (guint i = 0; i < 4; i++)
    {
      sim_keep (&f, 0x05, 0, 1);
      sim_keep (&f, 0x00, 0, 1);
    }
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_CHATTER), ==, 1);
}

/* Whoever pulls the plug ten times a minute does not get the master into trouble. */
static void
test_drivers_may_chatter (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  for (guint i = 0; i < 5; i++)
    {
      twc_garage_unplug (f.garage, FIRST);
      sim_keep (&f, 0x00, 0, 1);
      twc_garage_plug_in (f.garage, FIRST, NULL);
      sim_keep (&f, 0x05, 1600, 5);
    }
  g_assert_cmpuint (sim_report (&f).n_contactor_operations, >, 8);
  assert_silent (&f);
}

static void
test_late (gconstpointer data)
{
  const guint wait_ms = GPOINTER_TO_UINT (data);
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  for (guint i = 0; i < 3; i++)
    {
      sim_wait (&f, TWC_MILLISECONDS_US (wait_ms - 500));
      sim_heartbeat (&f, 0x00, 0);
    }
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_LATE_HEARTBEAT), ==, wait_ms > 5000 ? 3 : 0);
}

/* A master that never comes back is late, too. */
static void
test_late_for_ever (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  sim_wait (&f, TWC_SECONDS_US (60));
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_LATE_HEARTBEAT), ==, 1);
}

typedef enum {
  NOISE,
  SILENT_UNIT,
  NO_ADAPTER,
  FOREIGN,
} Excuse;

/* Nobody can be in time then; but once it is over, the five seconds count again. */
static void
test_late_with_excuse (gconstpointer data)
{
  const Excuse excuse = (Excuse) GPOINTER_TO_UINT (data);
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  switch (excuse)
    {
    case NOISE:
      twc_garage_make_noise (f.garage, 8640);
      break;
    case SILENT_UNIT:
      twc_garage_go_silent (f.garage, FIRST, TWC_SECONDS_US (9));
      break;
    case NO_ADAPTER:
      twc_garage_remove_adapter (f.garage);
      break;
    case FOREIGN:
      twc_garage_foreign_master (f.garage, 0x5F01, TWC_SECONDS_US (9));
      break;
    }
  sim_wait (&f, TWC_SECONDS_US (9));
  twc_garage_return_adapter (f.garage);
  sim_wait (&f, TWC_MILLISECONDS_US (500));
  g_assert_nonnull (sim_heartbeat (&f, 0x00, 0));
  assert_silent (&f);

  /* After another master has gone, a master waits before it speaks (4.2): the unit complains
   * first. */
  sim_wait (&f, TWC_SECONDS_US (60));
  g_assert_cmpuint (sim_count (&f, TWC_VIOLATION_LATE_HEARTBEAT), ==, excuse == FOREIGN ? 0 : 1);
}

/* Sent in time, destroyed on the way: not the master's fault. */
static void
test_lost_heartbeats_are_not_late (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  config.faults.bit_flip = 1000000;
  twc_garage_set_faults (f.garage, &config.faults);
  for (guint i = 0; i < 10; i++)
    {
      sim_wait (&f, TWC_SECONDS_US (2));
      sim_heartbeat (&f, 0x00, 0);
    }
  assert_silent (&f);
}

static void
test_nicks (void)
{
  g_assert_cmpstr (twc_violation_code_to_nick (TWC_VIOLATION_OVER_TOTAL), ==, "over-total");
  for (guint i = 0; i < TWC_N_VIOLATIONS; i++)
    g_assert_nonnull (twc_violation_code_to_nick ((TwcViolationCode) i));
}

int
main (int argc, char *argv[])
{
  static const guint forbidden[] = { 0xFC19, 0xFC1A, 0xFBE8, 0xFCE5, 0xFCA1 };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (forbidden); i++)
    {
      g_autofree char *path = g_strdup_printf ("/watch/forbidden/%04X", forbidden[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (forbidden[i]), test_forbidden);
    }
  g_test_add_func ("/watch/forbidden/error-command", test_error_command);
  g_test_add_func ("/watch/forbidden/bad-line", test_forbidden_on_a_bad_line);
  for (gsize i = 0; i < G_N_ELEMENTS (harms); i++)
    g_test_add_data_func (harms[i].path, &harms[i], test_harm);
  g_test_add_func ("/watch/harm/interruption", test_interruption);
  for (gsize i = 0; i < G_N_ELEMENTS (offers); i++)
    g_test_add_data_func (offers[i].path, &offers[i], test_offer);

  g_test_add_func ("/watch/total/limits", test_total);
  g_test_add_func ("/watch/total/raise-too-soon", test_raise_before_draw_is_down);
  g_test_add_func ("/watch/total/raise-in-time", test_raise_after_draw_is_down);
  g_test_add_func ("/watch/total/draw-above-limit", test_draw_above_limit_is_physics);
  g_test_add_func ("/watch/total/no-car", test_empty_places_count_nothing);
  g_test_add_func ("/watch/total/lowered-wiring", test_lowered_wiring);
  g_test_add_func ("/watch/total/grace-covers-no-more", test_grace_covers_no_more);
  g_test_add_func ("/watch/total/clamp", test_clamp_must_be_budgeted);
  g_test_add_func ("/watch/total/floor", test_less_than_possible_is_not_asked);
  g_test_add_func ("/watch/total/rest-ends-without-a-reserve", test_rest_ends_without_a_reserve);
  g_test_add_func ("/watch/total/rest-ends-and-is-left-running",
                   test_rest_ends_and_is_left_running);
  g_test_add_func ("/watch/total/driver-starts-a-unit-that-is-cut-off",
                   test_driver_starts_a_unit_that_is_cut_off);
  g_test_add_func ("/watch/total/lowered-wiring/under-way", test_lowered_wiring_under_way);
  g_test_add_func ("/watch/total/lowered-wiring/cut-off", test_lowered_wiring_of_one_cut_off);
  g_test_add_func ("/watch/total/driver-starts", test_driver_starts);
  g_test_add_func ("/watch/total/disobedient-car", test_disobedient_car);
  g_test_add_data_func ("/watch/total/inherited", GUINT_TO_POINTER (2000), test_inherited);
  g_test_add_data_func ("/watch/total/inherited-too-long", GUINT_TO_POINTER (3000), test_inherited);

  g_test_add_func ("/watch/chatter", test_chatter);
  g_test_add_func ("/watch/chatter/slow", test_slow_switching_is_no_chatter);
  g_test_add_func ("/watch/chatter/drivers", test_drivers_may_chatter);
  g_test_add_func ("/watch/chatter/drivers-defy", test_drivers_may_defy);
  g_test_add_func ("/watch/chatter/drivers-defy/at-once", test_drivers_may_defy_at_once);
  g_test_add_func ("/watch/chatter/two-masters", test_two_masters_may_chatter);

  g_test_add_data_func ("/watch/late/5-s", GUINT_TO_POINTER (5000), test_late);
  g_test_add_data_func ("/watch/late/5.2-s", GUINT_TO_POINTER (5200), test_late);
  g_test_add_func ("/watch/late/for-ever", test_late_for_ever);
  g_test_add_data_func ("/watch/late/noise", GUINT_TO_POINTER (NOISE), test_late_with_excuse);
  g_test_add_data_func ("/watch/late/silent-unit", GUINT_TO_POINTER (SILENT_UNIT),
                        test_late_with_excuse);
  g_test_add_data_func ("/watch/late/no-adapter", GUINT_TO_POINTER (NO_ADAPTER),
                        test_late_with_excuse);
  g_test_add_data_func ("/watch/late/foreign-master", GUINT_TO_POINTER (FOREIGN),
                        test_late_with_excuse);
  g_test_add_func ("/watch/late/lost-heartbeats", test_lost_heartbeats_are_not_late);
  g_test_add_func ("/watch/nicks", test_nicks);

  return g_test_run ();
}
