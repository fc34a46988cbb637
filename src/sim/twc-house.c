/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-house.h"

void
twc_house_set (TwcHouse *self, TwcHouseValue value, gint number)
{
  self->known |= 1u << value;
  self->values[value] = number;
}

static gboolean
knows (const TwcHouse *self, TwcHouseValue value)
{
  return (self->known >> value & 1) != 0;
}

/**
 * twc_house_merge:
 * @change: what it knows replaces what @self knew
 */
void
twc_house_merge (TwcHouse *self, const TwcHouse *change)
{
  for (guint i = 0; i < TWC_N_HOUSE_VALUES; i++)
    if (knows (change, i))
      twc_house_set (self, i, change->values[i]);
}

/* A grid that is given stands for a meter that somebody else has computed. */
static gint
get_grid (const TwcHouse *self, guint cars_w)
{
  if (knows (self, TWC_HOUSE_GRID))
    return self->values[TWC_HOUSE_GRID] + (gint) cars_w;

  return self->values[TWC_HOUSE_USE] + (gint) cars_w - self->values[TWC_HOUSE_SOLAR] -
         self->values[TWC_HOUSE_BATTERY];
}

static TwcReading
measure (TwcRole role, guint stale_after_s, gint watts, gint64 now_us)
{
  TwcReading reading = twc_reading_new (twc_role_to_nick (role), role, 0, stale_after_s);

  twc_reading_set_watts (&reading, watts, now_us);
  return reading;
}

/**
 * twc_house_read:
 * @cars_w: what all Wall Connectors take at this moment; a grid that was given counts without
 * @stale_after_s: for the readings
 * @readings: (out caller-allocates): what its meters say
 *
 * Returns: how many readings there are; 0 while they are silent
 */
guint
twc_house_read (const TwcHouse *self,
                guint cars_w,
                gint64 now_us,
                guint stale_after_s,
                TwcReading readings[TWC_HOUSE_MAX_READINGS])
{
  guint n = 0;

  if (self->silent || self->known == 0)
    return 0;

  readings[n++] = measure (TWC_ROLE_GRID, stale_after_s, get_grid (self, cars_w), now_us);
  if (knows (self, TWC_HOUSE_SOLAR))
    readings[n++] =
      measure (TWC_ROLE_GENERATION, stale_after_s, self->values[TWC_HOUSE_SOLAR], now_us);
  if (knows (self, TWC_HOUSE_BATTERY))
    {
      readings[n] =
        measure (TWC_ROLE_BATTERY, stale_after_s, self->values[TWC_HOUSE_BATTERY], now_us);
      if (knows (self, TWC_HOUSE_SOC))
        twc_reading_set_soc (&readings[n], self->values[TWC_HOUSE_SOC]);
      n++;
    }

  return n;
}
