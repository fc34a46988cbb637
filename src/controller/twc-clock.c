/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-clock.h"

/* Who moves house waits so long for the schedule to follow; a file is read each time. */
#define LOOK_EVERY_US TWC_SECONDS_US (600)

/**
 * twc_clock_read:
 *
 * Returns: the time now; the one place where the controller reads the clocks
 */
TwcNow
twc_clock_read (void)
{
  return (TwcNow){
    .us = g_get_monotonic_time (),
    .unix_s = g_get_real_time () / G_USEC_PER_SEC,
  };
}

/**
 * twc_zone_watch_update:
 *
 * Looks now and then whether this computer's time zone has been changed.
 *
 * Returns: whether @self->zone is another one
 */
gboolean
twc_zone_watch_update (TwcZoneWatch *self, TwcNow now)
{
  g_autoptr(GTimeZone) zone = NULL;

  if (self->zone != NULL && now.us - self->looked_us < LOOK_EVERY_US)
    return FALSE;

  self->looked_us = now.us;
  zone = g_time_zone_new_local ();
  if (self->zone != NULL &&
      g_strcmp0 (g_time_zone_get_identifier (zone), g_time_zone_get_identifier (self->zone)) == 0)
    return FALSE;

  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = g_steal_pointer (&zone);
  return TRUE;
}

void
twc_zone_watch_clear (TwcZoneWatch *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
}
