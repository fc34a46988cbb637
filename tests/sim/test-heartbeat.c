/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-fixture.h"

#define P1 TWC_PROFILE_P1_US
#define P1_EU TWC_PROFILE_P1_EU
#define P2_US TWC_PROFILE_P2_US
#define P2 TWC_PROFILE_P2_EU

typedef enum {
  NO_CAR,
  WANTS,    /* a car asks for power */
  CHARGING, /* at 16 A */
  STARTING, /* state 08 with 16 A */
} Situation;

static void
bring_to (SimFixture *f, TwcProfile profile, Situation situation)
{
  TwcGarageConfig config = sim_config (profile);

  config.slaves[0].car.plugged = situation != NO_CAR;
  config.slaves[0].rating_ca = 8000;
  sim_fixture_init (f, &config);

  switch (situation)
    {
    case NO_CAR:
    case WANTS:
      sim_link (f);
      break;
    case CHARGING:
      sim_charge (f, 1600);
      break;
    case STARTING:
      sim_link (f);
      sim_heartbeat (f, TWC_COMMAND_LIMIT, 1600);
      sim_keep (f, TWC_COMMAND_NONE, 0, 3);
      break;
    }
}

typedef struct
{
  const char *path;
  TwcProfile profile;
  Situation situation;
  guint command;
  guint limit_ca;
  guint8 state; /* in the answer of a unit that adopts at once */
  guint adopted_ca;
} Row;

/* The rows of twc-protocol 7.4 that begin with FBE0, one by one. */
static const Row rows[] = {
  { "/heartbeat/none/no-car", P2, NO_CAR, 0x00, 0, 0x00, 0 },
  { "/heartbeat/none/wants", P2, WANTS, 0x00, 0, 0x04, 0 },
  { "/heartbeat/none/charging", P2, CHARGING, 0x00, 0, 0x01, 1600 },
  { "/heartbeat/no-car/p1-adopts", P1, NO_CAR, 0x05, 500, 0x00, 500 },
  { "/heartbeat/no-car/p2-ignores-05", P2, NO_CAR, 0x05, 1600, 0x00, 0 },
  { "/heartbeat/no-car/p2-ignores-08", P2, NO_CAR, 0x08, 1600, 0x00, 0 },
  { "/heartbeat/no-car/p2-ignores-09", P2, NO_CAR, 0x09, 1600, 0x00, 0 },
  { "/heartbeat/wants/p1-05", P1, WANTS, 0x05, 1600, 0x05, 1600 },
  { "/heartbeat/wants/p1-08", P1, WANTS, 0x08, 1600, 0x05, 1600 },
  { "/heartbeat/wants/p1-09", P1, WANTS, 0x09, 1600, 0x05, 1600 },
  { "/heartbeat/wants/p2-05", P2, WANTS, 0x05, 1600, 0x05, 1600 },
  { "/heartbeat/wants/p2-08-only-in-08", P2, WANTS, 0x08, 1600, 0x04, 0 },
  { "/heartbeat/wants/p2-09", P2, WANTS, 0x09, 1600, 0x05, 1600 },
  { "/heartbeat/wants/absurd", P2, WANTS, 0x05, 65535, 0x05, 65535 },
  { "/heartbeat/wants/below-minimum", P2, WANTS, 0x05, 300, 0x05, 300 },
  { "/heartbeat/starting/p2-08", P2, STARTING, 0x08, 2000, 0x08, 2000 },
  { "/heartbeat/starting/p2-09", P2, STARTING, 0x09, 2000, 0x09, 2000 },
  { "/heartbeat/charging/p1-05", P1, CHARGING, 0x05, 1000, 0x01, 1000 },
  { "/heartbeat/charging/p2-05-ignored", P2, CHARGING, 0x05, 1000, 0x01, 1600 },
  { "/heartbeat/charging/p2-08-ignored", P2, CHARGING, 0x08, 1000, 0x01, 1600 },
  { "/heartbeat/charging/p2-09", P2, CHARGING, 0x09, 1000, 0x09, 1000 },
  { "/heartbeat/zero/p1-no-car", P1, NO_CAR, 0x05, 0, 0x00, 0 },
  { "/heartbeat/zero/p1-wants", P1, WANTS, 0x05, 0, 0x03, 0 },
  { "/heartbeat/zero/p1-charging", P1, CHARGING, 0x05, 0, 0x03, 0 },
  { "/heartbeat/zero/p2-no-car", P2, NO_CAR, 0x09, 0, 0x00, 0 },
  { "/heartbeat/zero/p2-wants", P2, WANTS, 0x09, 0, 0x03, 600 },
  { "/heartbeat/zero/p2-charging-09", P2, CHARGING, 0x09, 0, 0x09, 600 },
  { "/heartbeat/zero/p2-charging-05", P2, CHARGING, 0x05, 0, 0x01, 600 },
  { "/heartbeat/raise/p2", P2, CHARGING, 0x06, 0, 0x06, 1800 },
  { "/heartbeat/raise/p2-not-charging", P2, WANTS, 0x06, 0, 0x04, 0 },
  { "/heartbeat/raise/p1-unknown", P1, CHARGING, 0x06, 0, 0x01, 1600 },
  { "/heartbeat/lower/p2-limit-stays", P2_US, CHARGING, 0x07, 0, 0x07, 1600 },
  { "/heartbeat/error/other-bits", P2, CHARGING, 0x02, 0x0800, 0x01, 1600 },
  { "/heartbeat/error/bit-0", P2, CHARGING, 0x02, 0x0100, 0x02, 0 },
  { "/heartbeat/error/bit-2", P1, CHARGING, 0x02, 0x0400, 0x02, 0 },
  { "/heartbeat/odd/01", P2, CHARGING, 0x01, 1000, 0x01, 1600 },
  { "/heartbeat/odd/03", P2, CHARGING, 0x03, 1000, 0x01, 1600 },
  { "/heartbeat/odd/0A", P2, CHARGING, 0x0A, 1000, 0x01, 1600 },
  { "/heartbeat/odd/FF", P2, CHARGING, 0xFF, 1000, 0x01, 1600 },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *answer;

  bring_to (&f, row->profile, row->situation);
  answer = sim_heartbeat (&f, row->command, row->limit_ca);

  g_assert_nonnull (answer);
  g_assert_cmphex (answer->state, ==, row->state);
  g_assert_cmpuint (answer->limit_ca, ==, row->adopted_ca);
}

/* The default of 7.3: the answer to a heartbeat still shows what was before it. */
static void
test_adopts_in_the_next_answer (void)
{
  TwcGarageConfig config = sim_config (P2);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].adopts_at_once = FALSE;
  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_link (&f);

  g_assert_cmpuint (sim_heartbeat (&f, 0x05, 1600)->limit_ca, ==, 0);
  g_assert_cmpuint (sim_heartbeat (&f, 0x00, 0)->limit_ca, ==, 1600);
}

static void
test_fault_is_silent_until_power_cycle (void)
{
  g_auto(SimFixture) f = { 0 };

  bring_to (&f, P2, CHARGING);
  g_assert_nonnull (sim_heartbeat (&f, 0x02, 0x0200));
  g_assert_null (sim_heartbeat (&f, 0x00, 0));
  g_assert_false (sim_report (&f).contactor_closed);

  twc_garage_reset_unit (f.garage, SIM_ID);
  sim_wait (&f, TWC_SECONDS_US (12));
  g_assert_nonnull (sim_heartbeat (&f, 0x00, 0));
}

static void
test_start_goes_04_05_08_01 (void)
{
  static const guint8 expected[] = { 0x04, 0x05, 0x08, 0x01 };
  g_auto(SimFixture) f = { 0 };
  guint n = 0;

  bring_to (&f, P2, WANTS);
  g_assert_cmphex (sim_heartbeat (&f, 0x00, 0)->state, ==, expected[n]);
  sim_send_code (&f, 0xFBEB, SIM_ID);

  for (guint i = 0; i < 80; i++)
    {
      const guint8 state = sim_heartbeat (&f, i < 2 ? 0x05 : 0x00, 1600)->state;

      if (state == expected[n])
        continue;
      g_assert_cmpuint (n + 1, <, G_N_ELEMENTS (expected));
      g_assert_cmphex (state, ==, expected[++n]);
    }
  g_assert_cmphex (expected[n], ==, 0x01);
}

/* 11 s after the last command 09. */
static void
test_09_ends_by_itself (void)
{
  g_auto(SimFixture) f = { 0 };

  bring_to (&f, P2, CHARGING);
  g_assert_cmphex (sim_heartbeat (&f, 0x09, 1000)->state, ==, 0x09);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 10)->state, ==, 0x09);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 2)->state, ==, 0x01);
}

/* 7.3: "and rarely at random", for a second, with nothing else changed. */
static void
test_05_at_random (void)
{
  g_auto(SimFixture) f = { 0 };
  guint n_busy = 0;

  bring_to (&f, P2, CHARGING);
  for (guint i = 0; i < 20000; i++)
    {
      const TwcMessage *answer = sim_heartbeat (&f, 0x00, 0);

      g_assert_cmpuint (answer->limit_ca, ==, 1600);
      n_busy += answer->state == 0x05;
    }
  g_assert_cmpuint (n_busy, >, 2);
  g_assert_cmpuint (n_busy, <, 100);
}

static void
test_06_becomes_0a (void)
{
  g_auto(SimFixture) f = { 0 };

  bring_to (&f, P2, CHARGING);
  g_assert_cmphex (sim_heartbeat (&f, 0x06, 0)->state, ==, 0x06);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 43)->state, ==, 0x06);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 2)->state, ==, 0x0A);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 61)->state, ==, 0x01);
}

static void
test_0a_ends_with_a_limit (void)
{
  g_auto(SimFixture) f = { 0 };

  bring_to (&f, P2, CHARGING);
  sim_heartbeat (&f, 0x06, 0);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 46)->state, ==, 0x0A);
  g_assert_cmphex (sim_heartbeat (&f, 0x09, 1000)->state, ==, 0x09);
}

/* 2 A less for 10 s, then gradually back; 0A at 13 s. */
static void
test_07_lowers_the_draw (void)
{
  g_auto(SimFixture) f = { 0 };
  guint before_ca;

  bring_to (&f, P2, CHARGING);
  before_ca = sim_heartbeat (&f, 0x00, 0)->draw_ca;
  sim_heartbeat (&f, 0x07, 0);
  g_assert_cmpuint (sim_keep (&f, 0x00, 0, 6)->draw_ca, <, before_ca - 180);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 8)->state, ==, 0x0A);
  g_assert_cmpuint (sim_keep (&f, 0x00, 0, 1)->draw_ca, >, before_ca - 20);
}

static void
test_zero_stops_a_p1_tesla (void)
{
  g_auto(SimFixture) f = { 0 };

  bring_to (&f, P1, CHARGING);
  sim_keep (&f, 0x05, 0, 3);

  g_assert_false (sim_report (&f).contactor_closed);
  g_assert_cmpuint (sim_heartbeat (&f, 0x05, 0)->draw_ca, <=, 34);
  g_assert_cmphex (sim_keep (&f, 0x05, 0, 60)->state, ==, 0x03);
  g_assert_cmpuint (sim_report (&f).n_contactor_operations, ==, 2);
}

static void
test_zero_does_not_stop_another_car (void)
{
  TwcGarageConfig config = sim_config (P1);
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *answer;

  config.slaves[0].car.plugged = TRUE;
  config.slaves[0].car.is_tesla = FALSE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  answer = sim_keep (&f, 0x05, 0, 20);

  g_assert_true (sim_report (&f).contactor_closed);
  g_assert_cmpuint (answer->limit_ca, ==, 0);
  g_assert_cmpuint (answer->draw_ca, >, 450);
  g_assert_cmpuint (answer->draw_ca, <, 600);
}

static void
test_p1_starts_again_after_zero (void)
{
  g_auto(SimFixture) f = { 0 };

  bring_to (&f, P1, CHARGING);
  sim_keep (&f, 0x05, 0, 5);
  sim_heartbeat (&f, 0x05, 1600);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 30)->state, ==, 0x01);
}

/* The master that changes its mind while the car is still stopping says its limit once. */
static void
test_limit_while_stopping_is_kept (void)
{
  g_auto(SimFixture) f = { 0 };

  bring_to (&f, P1, CHARGING);
  sim_heartbeat (&f, 0x05, 0);
  sim_heartbeat (&f, 0x05, 1600);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 30)->state, ==, 0x01);
}

static void
test_p2_goes_on_at_6_a (void)
{
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *answer;

  bring_to (&f, P2, CHARGING);
  answer = sim_keep (&f, 0x09, 0, 30);

  g_assert_cmpuint (answer->limit_ca, ==, 600);
  g_assert_cmpuint (answer->draw_ca, >, 640);
  g_assert_cmpuint (answer->draw_ca, <, 680);
  g_assert_true (sim_report (&f).contactor_closed);
}

/* While 0 is said it waits; when nothing more is said, the 6 A that both agree on hold. */
static void
test_p2_held_at_zero_waits (void)
{
  g_auto(SimFixture) f = { 0 };

  bring_to (&f, P2, WANTS);
  g_assert_cmphex (sim_keep (&f, 0x09, 0, 60)->state, ==, 0x03);
  g_assert_false (sim_report (&f).contactor_closed);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 30)->state, ==, 0x01);
}

/* A master that offers 0 all the time sees the request of a new car at least once. */
static void
test_zero_lets_it_ask (gconstpointer data)
{
  const TwcProfile profile = (TwcProfile) GPOINTER_TO_UINT (data);
  g_auto(SimFixture) f = { 0 };
  guint n_asked = 0;

  bring_to (&f, profile, NO_CAR);
  sim_keep (&f, 0x09, 0, 2);
  twc_garage_plug_in (f.garage, SIM_ID, NULL);
  for (guint i = 0; i < 20; i++)
    {
      const TwcMessage *answer = sim_heartbeat (&f, 0x09, 0);

      n_asked += answer->state == 0x04 && answer->limit_ca == 0;
    }
  g_assert_cmpuint (n_asked, ==, 1);
  g_assert_cmphex (sim_heartbeat (&f, 0x09, 0)->state, ==, 0x03);
}

/* 5.4: alternating 0 with "no change" moves the contactor each time. */
static void
test_relay_chatter (void)
{
  g_auto(SimFixture) f = { 0 };
  guint before;

  bring_to (&f, P1, CHARGING);
  sim_keep (&f, 0x05, 0, 3);
  before = sim_report (&f).n_contactor_operations;

  for (guint i = 0; i < 3; i++)
    {
      const TwcMessage *answer = sim_heartbeat (&f, 0x00, 0);

      g_assert_cmphex (answer->state, ==, 0x01);
      g_assert_cmpuint (answer->limit_ca, ==, 0);
      answer = sim_heartbeat (&f, 0x05, 0);
      g_assert_cmphex (answer->state, ==, 0x03);
      g_assert_cmpuint (answer->limit_ca, ==, 600);
    }

  g_assert_cmpuint (sim_report (&f).n_contactor_operations, ==, before + 6);
}

/* Below 5 A it goes well for some minutes, and then the car is lost until it is plugged in
 * again. */
static void
test_too_low_loses_the_car (void)
{
  g_auto(SimFixture) f = { 0 };

  bring_to (&f, P2, CHARGING);
  sim_heartbeat (&f, 0x09, 300);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 7200)->state, ==, 0x03);
  g_assert_cmphex (sim_keep (&f, 0x09, 1600, 60)->state, ==, 0x03);

  twc_garage_plug_in (f.garage, SIM_ID, NULL);
  sim_keep (&f, 0x00, 0, 3);
  sim_heartbeat (&f, 0x05, 1600);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 30)->state, ==, 0x01);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_row);
  g_test_add_func ("/heartbeat/adopts-in-the-next-answer", test_adopts_in_the_next_answer);
  g_test_add_func ("/heartbeat/error/silent-until-power-cycle",
                   test_fault_is_silent_until_power_cycle);
  g_test_add_func ("/heartbeat/start", test_start_goes_04_05_08_01);
  g_test_add_func ("/heartbeat/charging/09-ends", test_09_ends_by_itself);
  g_test_add_func ("/heartbeat/charging/05-at-random", test_05_at_random);
  g_test_add_func ("/heartbeat/raise/becomes-0a", test_06_becomes_0a);
  g_test_add_func ("/heartbeat/raise/0a-ends-with-a-limit", test_0a_ends_with_a_limit);
  g_test_add_func ("/heartbeat/lower/draw", test_07_lowers_the_draw);
  g_test_add_func ("/heartbeat/zero/stops-p1-tesla", test_zero_stops_a_p1_tesla);
  g_test_add_func ("/heartbeat/zero/other-car-goes-on", test_zero_does_not_stop_another_car);
  g_test_add_func ("/heartbeat/zero/p1-starts-again", test_p1_starts_again_after_zero);
  g_test_add_func ("/heartbeat/zero/limit-while-stopping", test_limit_while_stopping_is_kept);
  g_test_add_func ("/heartbeat/zero/p2-goes-on-at-6-a", test_p2_goes_on_at_6_a);
  g_test_add_func ("/heartbeat/zero/p2-held", test_p2_held_at_zero_waits);
  g_test_add_data_func ("/heartbeat/zero/p1-asks-once", GUINT_TO_POINTER (P1_EU),
                        test_zero_lets_it_ask);
  g_test_add_data_func ("/heartbeat/zero/p2-asks-once", GUINT_TO_POINTER (P2),
                        test_zero_lets_it_ask);
  g_test_add_func ("/heartbeat/zero/relay-chatter", test_relay_chatter);
  g_test_add_func ("/heartbeat/too-low", test_too_low_loses_the_car);

  return g_test_run ();
}
