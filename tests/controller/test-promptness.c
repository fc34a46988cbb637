/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/twc-world.h"

/* A new sample of a meter counts with the next heartbeat to each Wall Connector, whenever between
 * two of them it comes. */

#define N_SAMPLES 200
#define STEP_US TWC_MILLISECONDS_US (5)

/* A heartbeat that is on its way when the sample comes cannot know of it. */
#define ON_ITS_WAY_US TWC_MILLISECONDS_US (40)

/* Twc-protocol 4.3: nobody waits longer for a heartbeat on a quiet line. */
#define NEXT_HEARTBEAT_US TWC_MILLISECONDS_US (2500)

static TwcWorld *
new_world (void)
{
  static const guint16 ids[] = { 0x2433, 0x9399, 0x6061 };
  TwcSettings settings = twc_world_fixed_settings (TWC_CA (48));
  TwcGarageConfig config = { .seed = 3, .wiring_ca = TWC_CA (48), .n_slaves = TWC_MAX_CHARGERS };

  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    config.slaves[i] = (TwcSlaveConfig){
      .id = ids[i],
      .profile = TWC_PROFILE_P2_EU,
      .car = { .plugged = TRUE, .is_tesla = TRUE },
    };

  settings.min_ca = TWC_CA (6);
  settings.house.fuse_ca = TWC_CA (80);
  settings.house.margin_ca = TWC_CA (2);
  settings.house.raise_delay_s = 10;
  settings.house.stale_s = 120;
  return twc_world_new (&config, &settings, 1);
}

/* What the house and the cars take of its fullest line. */
static void
send_sample (TwcWorld *world, double house_a)
{
  TwcReading reading = twc_reading_new ("meter", TWC_ROLE_GRID, 0, 120);
  double line_a = house_a;

  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    {
      TwcSlaveReport slave;

      twc_garage_get_slave (world->garage, i, &slave);
      line_a += (double) slave.draw_ca / 100;
    }

  g_assert_true (twc_reading_set_watts (&reading, line_a * 230, world->now.us));
  g_assert_true (twc_reading_set_lines (&reading, (const double[3]){ line_a, 0, 0 }));
  twc_ring_set_reading (world->ring, &reading);
}

static void
charge_undisturbed (TwcWorld *world, guint seconds)
{
  for (guint i = 0; i < seconds; i++)
    {
      send_sample (world, 10);
      twc_world_run (world, G_USEC_PER_SEC);
    }

  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    g_assert_cmpuint (twc_ring_get_site (world->ring)->chargers[i].offer_ca, ==, TWC_CA (16));
}

static void
note_heartbeats (TwcWorld *world, guint n_heartbeats[TWC_MAX_CHARGERS])
{
  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    {
      TwcSlaveReport slave;

      twc_garage_get_slave (world->garage, i, &slave);
      n_heartbeats[i] = slave.n_heartbeats;
    }
}

/* Returns: whether all have heard their next heartbeat; it must have said less. */
static gboolean
have_all_heard (TwcWorld *world, const guint n_heartbeats[TWC_MAX_CHARGERS])
{
  gboolean all = TRUE;

  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    {
      TwcSlaveReport slave;

      twc_garage_get_slave (world->garage, i, &slave);
      if (slave.n_heartbeats == n_heartbeats[i])
        {
          all = FALSE;
          continue;
        }

      for (guint k = 0; k < TWC_MAX_CHARGERS; k++)
        {
          const TwcChargerState *charger = &twc_ring_get_site (world->ring)->chargers[k];

          if (charger->id == slave.id)
            g_assert_cmpuint (charger->offer_ca, <, TWC_CA (16));
        }
    }

  return all;
}

static void
test_sample_to_heartbeat (void)
{
  g_autoptr(TwcWorld) world = new_world ();

  charge_undisturbed (world, 120);
  for (guint i = 0; i < N_SAMPLES; i++)
    {
      guint n_heartbeats[TWC_MAX_CHARGERS];
      gint64 sample_us;

      twc_world_run (world, i * TWC_MILLISECONDS_US (13));
      sample_us = world->now.us;
      send_sample (world, 50);
      twc_world_run (world, ON_ITS_WAY_US);
      note_heartbeats (world, n_heartbeats);
      while (!have_all_heard (world, n_heartbeats))
        {
          twc_world_run (world, STEP_US);
          g_assert_cmpint (world->now.us - sample_us, <=, NEXT_HEARTBEAT_US + ON_ITS_WAY_US);
        }
      charge_undisturbed (world, 60);
    }

  twc_world_assert_safe (world);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/promptness/sample-to-heartbeat", test_sample_to_heartbeat);

  return g_test_run ();
}
