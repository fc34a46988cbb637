/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-fixture.h"

/* The reference conversation of twc-protocol 6, up to the ramps. */
static void
test_charges_a_car (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *answer;

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);

  sim_wait (&f, TWC_SECONDS_US (3));
  answer = sim_find (&f, 0, TWC_MESSAGE_LINK_READY);
  g_assert_nonnull (answer);
  g_assert_cmphex (answer->sender, ==, SIM_ID);
  g_assert_cmpuint (answer->protocol, ==, 2);
  g_assert_cmpuint (answer->amps_ca, ==, 3200);

  answer = sim_heartbeat (&f, 0x00, 0);
  g_assert_nonnull (answer);
  g_assert_cmphex (answer->receiver, ==, SIM_MASTER);
  g_assert_cmphex (answer->state, ==, TWC_STATE_WANTS_POWER);
  g_assert_cmpuint (answer->limit_ca, ==, 0);
  g_assert_true (sim_report (&f).linked);

  answer = sim_heartbeat (&f, 0x05, 1200);
  g_assert_cmphex (answer->state, ==, TWC_STATE_BUSY);
  g_assert_cmpuint (answer->limit_ca, ==, 1200);

  answer = sim_keep (&f, 0x00, 0, 3);
  g_assert_cmphex (answer->state, ==, TWC_STATE_STARTING);
  answer = sim_keep (&f, 0x00, 0, 30);
  g_assert_cmphex (answer->state, ==, TWC_STATE_CHARGING);
  g_assert_cmpuint (answer->draw_ca, >, 1150);

  answer = sim_keep (&f, 0x09, 800, 8);
  g_assert_cmphex (answer->state, ==, TWC_STATE_APPLYING_LIMIT);
  answer = sim_keep (&f, 0x00, 0, 12);
  g_assert_cmphex (answer->state, ==, TWC_STATE_CHARGING);
  g_assert_cmpuint (answer->draw_ca, <, 900);
  g_assert_true (sim_report (&f).contactor_closed);
  g_assert_cmpuint (sim_report (&f).n_contactor_operations, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/garage/charges-a-car", test_charges_a_car);

  return g_test_run ();
}
