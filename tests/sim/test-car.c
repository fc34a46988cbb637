/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-fixture.h"

#define SECOND TWC_SECONDS_US (1)

static TwcGarageConfig
config_with_car (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);

  config.slaves[0].car.plugged = TRUE;
  return config;
}

static guint
draw_after (SimFixture *f, guint command, guint limit_ca, guint seconds)
{
  return sim_keep (f, command, limit_ca, seconds)->draw_ca;
}

/* 7.3: nothing at +2 s, complete at +6 s for 6 to 13 A; 1.5 A/s. */
static void
test_ramp_up (void)
{
  const TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_charge (&f, 600);
  g_assert_cmpuint (draw_after (&f, 0x09, 1300, 2), <, 680);
  g_assert_cmpuint (draw_after (&f, 0x00, 0, 2), >, 850);
  g_assert_cmpuint (draw_after (&f, 0x00, 0, 3), >=, 1300);
  g_assert_cmpuint (draw_after (&f, 0x00, 0, 20), <=, 1320);
}

static void
test_ramp_down (void)
{
  const TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_charge (&f, 1900);
  g_assert_cmpuint (draw_after (&f, 0x09, 600, 1), >, 1800);
  g_assert_cmpuint (draw_after (&f, 0x00, 0, 4), <, 680);
}

/* 0.4 A/s to 1.3 A in state 08, then the ordinary ramp. */
static void
test_soft_start (void)
{
  TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.start_delay_ms = 5000;
  sim_fixture_init (&f, &config);
  sim_link (&f);
  g_assert_cmpuint (draw_after (&f, 0x05, 1600, 5), ==, 0);
  g_assert_cmpuint (draw_after (&f, 0x00, 0, 3), <=, 130);
  g_assert_cmphex (sim_heartbeat (&f, 0x00, 0)->state, ==, 0x08);
  g_assert_cmphex (sim_heartbeat (&f, 0x00, 0)->state, ==, 0x01);
  g_assert_cmpuint (draw_after (&f, 0x00, 0, 2), >, 250);
}

static void
test_sleeper (void)
{
  TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.start_delay_ms = 600000;
  sim_fixture_init (&f, &config);
  sim_link (&f);
  g_assert_cmphex (sim_keep (&f, 0x05, 1600, 590)->state, ==, 0x04);
  g_assert_false (sim_report (&f).contactor_closed);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 30)->state, ==, 0x01);
}

static void
test_car_limit (void)
{
  TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *answer;

  config.slaves[0].car.max_ca = 1600;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 3200);
  answer = sim_heartbeat (&f, 0x00, 0);
  g_assert_cmpuint (answer->limit_ca, ==, 3200);
  g_assert_cmpuint (answer->draw_ca, >=, 1560);
  g_assert_cmpuint (answer->draw_ca, <=, 1580);
}

static void
test_gain_and_offset (void)
{
  TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].gain_permille = 970;
  config.slaves[0].offset_ca = -85;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 2000);
  g_assert_cmpuint (sim_report (&f).draw_ca, ==, 1855);
}

/* Steps of 0.05 A that flicker by one. */
static void
test_flicker (void)
{
  const TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };
  guint n_changes = 0, last_ca = 0;

  sim_fixture_init (&f, &config);
  sim_charge (&f, 1300);
  for (guint i = 0; i < 120; i++)
    {
      const guint draw_ca = sim_heartbeat (&f, 0x00, 0)->draw_ca;

      g_assert_cmpuint (draw_ca % 5, ==, 0);
      g_assert_cmpuint (draw_ca, >=, 1305);
      g_assert_cmpuint (draw_ca, <=, 1315);
      n_changes += draw_ca != last_ca;
      last_ca = draw_ca;
    }
  g_assert_cmpuint (n_changes, >=, 5);
}

/* 5.7: a raise below the threshold drops it to 6 A; 3 s of the threshold do not help, 5 s do. */
static void
test_quirk (void)
{
  TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.has_quirk = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 800);
  g_assert_cmpuint (draw_after (&f, 0x09, 1200, 20), <, 700);
  g_assert_cmpuint (draw_after (&f, 0x09, 1599, 20), <, 700);

  draw_after (&f, 0x09, 1600, 3);
  g_assert_cmpuint (draw_after (&f, 0x09, 1200, 20), <, 700);
  draw_after (&f, 0x09, 1600, 6);
  g_assert_cmpuint (draw_after (&f, 0x09, 1200, 20), >, 1150);
}

static void
test_fractions (void)
{
  TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.hates_fractions = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1300);
  draw_after (&f, 0x09, 1260, 10);
  g_assert_cmpuint (draw_after (&f, 0x09, 1300, 10), >, 1290);
  draw_after (&f, 0x09, 1260, 2);
  g_assert_cmpuint (draw_after (&f, 0x09, 1270, 10), <, 700);
}

static void
test_full (gconstpointer data)
{
  const TwcProfile profile = (TwcProfile) GPOINTER_TO_UINT (data);
  TwcGarageConfig config = sim_config (profile);
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *answer;

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  twc_garage_fill (f.garage, SIM_ID);

  g_assert_cmpuint (draw_after (&f, 0x00, 0, 1), >, 300);
  answer = sim_keep (&f, 0x00, 0, 3);
  g_assert_cmphex (answer->state, ==, 0x03);
  g_assert_cmpuint (answer->limit_ca, ==, profile == TWC_PROFILE_P2_EU ? 600 : 1600);
  g_assert_false (sim_report (&f).contactor_closed);

  /* Later it sleeps, which looks like no car at all (3.4). */
  answer = sim_keep (&f, 0x00, 0, 700);
  g_assert_cmphex (answer->state, ==, 0x00);
  g_assert_cmpuint (answer->limit_ca, ==, 0);
}

/* 10 kWh at 13.1 A and 230 V take 3 h 19 min. */
static void
test_full_by_itself (void)
{
  TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.needs_wh = 10000;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1300);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 11800)->state, ==, 0x01);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 180)->state, ==, 0x03);
  g_assert_cmpint (sim_report (&f).energy_wh, >=, 10000);
  g_assert_cmpint (sim_report (&f).energy_wh, <, 10010);
}

/* 7.4: the driver starts it again at 6 A, until a limit is sent. */
static void
test_driver_starts_again (void)
{
  const TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *answer;

  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  twc_garage_fill (f.garage, SIM_ID);
  sim_keep (&f, 0x00, 0, 10);

  g_assert_true (twc_garage_ask_raise (f.garage, SIM_ID));
  answer = sim_heartbeat (&f, 0x00, 0);
  g_assert_cmphex (answer->state, ==, 0x08);
  g_assert_cmpuint (answer->limit_ca, ==, 600);
  g_assert_cmpuint (draw_after (&f, 0x00, 0, 30), <, 680);
  g_assert_cmpuint (draw_after (&f, 0x09, 1600, 15), >, 1500);
}

static void
test_three_phases_count_thrice (void)
{
  TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *power;

  config.slaves[0].phases = 3;
  config.slaves[0].counter_kwh = 0x00850000;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  sim_keep (&f, 0x00, 0, 3600);

  /* 3 x 230 V x 15.70 A for an hour. */
  g_assert_cmpint (sim_report (&f).energy_wh, >, 10800);
  g_assert_cmpint (sim_report (&f).energy_wh, <, 11000);
  power = sim_ask (&f, 0xFBEB, TWC_MESSAGE_POWER_REPORT);
  g_assert_cmphex (power->counter_kwh, ==, 0x0085000A);
  g_assert_cmpuint (power->volts[2], ==, 230);
  g_assert_cmpuint (power->line_ca[0], ==, 1550);
  g_assert_cmpuint (power->line_ca[2], ==, 1550);
}

static void
test_one_phase (void)
{
  TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *power;

  config.slaves[0].phases = 3;
  config.slaves[0].car.phases = 1;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  power = sim_ask (&f, 0xFBEB, TWC_MESSAGE_POWER_REPORT);
  g_assert_cmpuint (power->volts[1], ==, 230);
  g_assert_cmpuint (power->line_ca[0], ==, 1550);
  g_assert_cmpuint (power->line_ca[1], ==, 0);
}

static void
read_vin (SimFixture *f, char vin[18])
{
  static const guint codes[] = { 0xFBEE, 0xFBEF, 0xFBF1 };

  vin[0] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    g_strlcat (vin, sim_ask (f, codes[i], TWC_MESSAGE_VIN_REPORT)->text, 18);
}

static void
test_vin (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  TwcCarConfig car = { .is_tesla = TRUE, .vin = "5YJ3E7EA0LF000000" };
  char vin[18];

  sim_fixture_init (&f, &config);
  sim_link (&f);
  twc_garage_plug_in (f.garage, SIM_ID, &car);
  sim_wait (&f, SECOND);
  read_vin (&f, vin);
  g_assert_cmpstr (vin, ==, "");

  sim_keep (&f, 0x00, 0, 10);
  read_vin (&f, vin);
  g_assert_cmpstr (vin, ==, "5YJ3E7EA0LF000000");

  twc_garage_unplug (f.garage, SIM_ID);
  read_vin (&f, vin);
  g_assert_cmpstr (vin, ==, "");
}

/* 7.4: asleep, some cars keep their VIN on the wire, and some do not. */
static void
test_vin_asleep (gconstpointer data)
{
  const gboolean forgets = GPOINTER_TO_UINT (data) != 0;
  TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };
  char vin[18];

  g_strlcpy (config.slaves[0].car.vin, "5YJ3E7EA0LF000000", 18);
  config.slaves[0].car.sleep_after_s = 30;
  config.slaves[0].car.forgets_vin_asleep = forgets;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  twc_garage_fill (f.garage, SIM_ID);
  g_assert_cmphex (sim_keep (&f, 0x00, 0, 40)->state, ==, 0x00);
  read_vin (&f, vin);
  g_assert_cmpstr (vin, ==, forgets ? "" : "5YJ3E7EA0LF000000");
}

static void
test_plug_in (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *answer;

  sim_fixture_init (&f, &config);
  sim_link (&f);
  twc_garage_plug_in (f.garage, SIM_ID, NULL);
  g_assert_cmphex (sim_heartbeat (&f, 0x00, 0)->state, ==, 0x03);
  answer = sim_keep (&f, 0x00, 0, 2);
  g_assert_cmphex (answer->state, ==, 0x04);
  g_assert_cmpuint (answer->limit_ca, ==, 0);
}

static void
test_plug_in_and_wait (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  const TwcCarConfig car = { .is_tesla = TRUE, .is_scheduled = TRUE };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  twc_garage_plug_in (f.garage, SIM_ID, &car);
  g_assert_cmphex (sim_keep (&f, 0x05, 1600, 20)->state, ==, 0x03);
  g_assert_false (sim_report (&f).contactor_closed);
}

/* N issue 369, 5.4. */
static void
test_handshake_fails_at_zero (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  const TwcCarConfig car = { .is_tesla = TRUE, .fails_at_zero = TRUE };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  sim_heartbeat (&f, 0x09, 0);
  twc_garage_plug_in (f.garage, SIM_ID, &car);
  sim_keep (&f, 0x09, 0, 3);
  g_assert_cmphex (sim_keep (&f, 0x05, 1600, 60)->state, ==, 0x03);

  twc_garage_plug_in (f.garage, SIM_ID, &car);
  g_assert_cmphex (sim_keep (&f, 0x05, 1600, 30)->state, ==, 0x01);
}

static void
test_unplug (void)
{
  const TwcGarageConfig config = config_with_car ();
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *answer;

  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  twc_garage_unplug (f.garage, SIM_ID);
  answer = sim_heartbeat (&f, 0x00, 0);
  g_assert_cmphex (answer->state, ==, 0x00);
  g_assert_cmpuint (answer->limit_ca, ==, 0);
  g_assert_cmpuint (answer->draw_ca, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/car/ramp-up", test_ramp_up);
  g_test_add_func ("/car/ramp-down", test_ramp_down);
  g_test_add_func ("/car/soft-start", test_soft_start);
  g_test_add_func ("/car/sleeper", test_sleeper);
  g_test_add_func ("/car/own-limit", test_car_limit);
  g_test_add_func ("/car/gain-and-offset", test_gain_and_offset);
  g_test_add_func ("/car/flicker", test_flicker);
  g_test_add_func ("/car/quirk", test_quirk);
  g_test_add_func ("/car/fractions", test_fractions);
  g_test_add_data_func ("/car/full/p1", GUINT_TO_POINTER (TWC_PROFILE_P1_EU), test_full);
  g_test_add_data_func ("/car/full/p2", GUINT_TO_POINTER (TWC_PROFILE_P2_EU), test_full);
  g_test_add_func ("/car/full/by-itself", test_full_by_itself);
  g_test_add_func ("/car/driver-starts-again", test_driver_starts_again);
  g_test_add_func ("/car/energy/three-phases", test_three_phases_count_thrice);
  g_test_add_func ("/car/energy/one-phase", test_one_phase);
  g_test_add_func ("/car/vin", test_vin);
  g_test_add_data_func ("/car/vin/asleep", GUINT_TO_POINTER (0), test_vin_asleep);
  g_test_add_data_func ("/car/vin/forgotten", GUINT_TO_POINTER (1), test_vin_asleep);
  g_test_add_func ("/car/plug-in", test_plug_in);
  g_test_add_func ("/car/plug-in/waits", test_plug_in_and_wait);
  g_test_add_func ("/car/plug-in/fails-at-zero", test_handshake_fails_at_zero);
  g_test_add_func ("/car/unplug", test_unplug);

  return g_test_run ();
}
