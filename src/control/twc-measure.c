/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-measure.h"

static guint
count_readings (const TwcSite *site)
{
  return MIN (site->n_readings, TWC_MAX_READINGS);
}

/* The first set of @role from @least on. */
static gboolean
find_set (const TwcSite *site, TwcRole role, guint least, guint *set)
{
  gboolean found = FALSE;

  for (guint i = 0; i < count_readings (site); i++)
    {
      const TwcReading *reading = &site->readings[i];

      if (reading->role != role || reading->set < least || (found && reading->set >= *set))
        continue;
      *set = reading->set;
      found = TRUE;
    }

  return found;
}

static void
add_soc (TwcMeasure *self, const TwcReading *reading)
{
  self->has_soc &= reading->has_soc;
  self->soc_percent = MIN (self->soc_percent, reading->soc_percent);
}

static void
add (TwcMeasure *self, const TwcReading *reading)
{
  self->watts += reading->watts;
  self->at_us = MAX (self->at_us, reading->at_us);
  self->until_us = MIN (self->until_us, reading->at_us + TWC_SECONDS_US (reading->stale_after_s));
  add_soc (self, reading);
}

/* A silent inverter gives nothing, and the others of its set still count; a sum that lacks a
 * meter is worth nothing (6.3). */
static TwcMeasure
measure_set (const TwcSite *site, TwcRole role, guint set, gint64 now_us)
{
  TwcMeasure self = {
    .is_configured = TRUE,
    .at_us = TWC_NEVER,
    .until_us = G_MAXINT64,
    .has_soc = TRUE,
    .soc_percent = G_MAXUINT,
  };
  guint n_fresh = 0, n_stale = 0;

  for (guint i = 0; i < count_readings (site); i++)
    {
      const TwcReading *reading = &site->readings[i];

      if (reading->role != role || reading->set != set)
        continue;
      if (twc_reading_is_fresh (reading, now_us))
        {
          add (&self, reading);
          n_fresh++;
        }
      else
        n_stale++;
    }

  self.is_usable = n_fresh > 0 && (n_stale == 0 || role == TWC_ROLE_GENERATION);
  return self;
}

/**
 * twc_measure_role:
 *
 * Returns: the sum of the first usable set of @role, in the order of their numbers
 */
TwcMeasure
twc_measure_role (const TwcSite *site, TwcRole role, gint64 now_us)
{
  TwcMeasure self = { .at_us = TWC_NEVER, .until_us = TWC_NEVER };
  guint set = 0;

  for (guint least = 0; find_set (site, role, least, &set); least = set + 1)
    {
      const TwcMeasure measure = measure_set (site, role, set, now_us);

      if (measure.is_usable)
        return measure;
      self.is_configured = TRUE;
      if (set == G_MAXUINT)
        break;
    }

  return self;
}
