/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ten minutes of the real daemon with three charging units, on a line that damages frames and
 * now and then is all noise: nobody waits 5 s for a heartbeat. TWC_LIVE_SECONDS shortens it. */
#include "daemon-world.h"

#include <stdlib.h>

#define SETTINGS                                                                 \
  "[org/twcmanager/TWCManager]\nwiring-max-amps-all=40\n"                        \
  "wiring-max-amps-per-twc=32\nmin-amps-per-twc=6\nnon-scheduled-mode='fixed'\n" \
  "non-scheduled-amps=40\n"

#define DEFAULT_SECONDS 600
#define NOISE_EVERY_S 30

static const TwcLineFaults faults = { .bit_flip = 20000,
                                      .dropped_byte = 5000,
                                      .lost_delimiter = 5000,
                                      .reply_loss = 20000,
                                      .runt = 50000 };

static gint64
get_seconds (void)
{
  const char *text = g_getenv ("TWC_LIVE_SECONDS");

  return text != NULL ? strtol (text, NULL, 10) : DEFAULT_SECONDS;
}

static gboolean
is_past (DaemonWorld *world, gconstpointer data)
{
  return g_get_monotonic_time () >= *(const gint64 *) data;
}

static void
test_nobody_waits (void)
{
  const gint64 end_us = g_get_monotonic_time () + TWC_SECONDS_US (get_seconds ());
  DaemonWorld world;
  TwcGarage *garage;

  daemon_world_set_up (&world, SETTINGS);
  daemon_world_start (&world);
  daemon_world_wait_for_draw (&world, 3300, 4100);

  garage = live_garage_get (world.garage);
  twc_garage_set_faults (garage, &faults);
  while (g_get_monotonic_time () < end_us)
    {
      const gint64 until_us = g_get_monotonic_time () + TWC_SECONDS_US (NOISE_EVERY_S);

      twc_garage_make_noise (garage, 500);
      daemon_world_wait (&world, is_past, &until_us);
    }

  daemon_world_assert_safe (&world);
  for (guint i = 0; i < twc_garage_get_n_slaves (garage); i++)
    {
      TwcSlaveReport report;

      twc_garage_get_slave (garage, i, &report);
      g_assert_true (report.linked);
      g_assert_cmpuint (report.n_contactor_operations, ==, 1);
      g_test_message ("%04X: %u heartbeats, longest gap %" G_GINT64_FORMAT " ms", report.id,
                      report.n_heartbeats, report.longest_gap_us / 1000);
    }
  g_assert_cmpint (daemon_world_stop (&world), ==, 0);

  daemon_world_tear_down (&world);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/live/nobody-waits", test_nobody_waits);

  return g_test_run ();
}
