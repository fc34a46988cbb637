/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A week of three Wall Connectors in virtual time: nobody waits too long for a heartbeat, and
 * nothing is ever overloaded. */
#include "support/twc-world.h"

#define DAY_S (24 * 3600)

static TwcGarageConfig
three_charging (void)
{
  static const guint16 ids[] = { 0x2433, 0x9399, 0x6061 };
  TwcGarageConfig config = { .seed = 7, .wiring_ca = TWC_CA (48), .n_slaves = 3 };

  for (guint i = 0; i < 3; i++)
    {
      config.slaves[i] = (TwcSlaveConfig){ .id = ids[i], .profile = TWC_PROFILE_P2_EU };
      config.slaves[i].car = (TwcCarConfig){ .plugged = TRUE, .is_tesla = TRUE };
      g_strlcpy (config.slaves[i].car.vin, "5YJ3E7EA0LF000000", sizeof config.slaves[i].car.vin);
    }

  return config;
}

static void
assert_no_gap_over (TwcWorld *world, gint64 us)
{
  for (guint i = 0; i < 3; i++)
    {
      TwcSlaveReport report;

      twc_garage_get_slave (world->garage, i, &report);
      g_assert_cmpuint (report.n_heartbeats, >, 0);
      g_assert_cmpint (report.longest_gap_us, <=, us);
      g_assert_cmpuint (report.limit_ca, ==, 1600);
    }
}

/* Every one every 2.5 s on a quiet line, with power, VIN and firmware queries going on. */
static void
test_quiet_day (void)
{
  const TwcGarageConfig config = three_charging ();
  const TwcSettings settings = twc_world_fixed_settings (TWC_CA (48));
  g_autoptr(TwcWorld) world = twc_world_new (&config, &settings, 1);

  twc_world_run (world, TWC_SECONDS_US (DAY_S));

  assert_no_gap_over (world, TWC_MILLISECONDS_US (2500));
  twc_world_assert_safe (world);
}

/* Never later than 5 s, whatever the line does. */
static void
test_noisy_week (void)
{
  TwcGarageConfig config = three_charging ();
  const TwcSettings settings = twc_world_fixed_settings (TWC_CA (48));
  g_autoptr(TwcWorld) world = NULL;

  config.faults = (TwcLineFaults){ .bit_flip = 20000,
                                   .dropped_byte = 5000,
                                   .lost_delimiter = 5000,
                                   .reply_loss = 20000,
                                   .runt = 50000 };
  world = twc_world_new (&config, &settings, 2);

  for (guint hour = 0; hour < 7 * 24; hour++)
    {
      twc_world_run (world, TWC_SECONDS_US (3600));
      twc_garage_make_noise (world->garage, 500);
    }

  twc_world_assert_safe (world); /* the garage cries at more than 5 s */
  for (guint i = 0; i < 3; i++)
    {
      TwcSlaveReport report;

      twc_garage_get_slave (world->garage, i, &report);
      g_assert_true (report.linked);
      g_assert_true (report.contactor_closed);
      g_assert_cmpuint (report.n_contactor_operations, ==, 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/week/quiet-day", test_quiet_day);
  g_test_add_func ("/week/noisy-week", test_noisy_week);

  return g_test_run ();
}
