/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-reading.h"

#include <math.h>

#include "values/twc-nick.h"

#define MAX_LINE_AMPS 1000

static const char *const roles[TWC_N_ROLES] = {
  [TWC_ROLE_GRID] = "grid",
  [TWC_ROLE_GENERATION] = "generation",
  [TWC_ROLE_CONSUMPTION] = "consumption",
  [TWC_ROLE_BATTERY] = "battery",
};

const char *
twc_role_to_nick (TwcRole role)
{
  return twc_nick_get (roles, TWC_N_ROLES, role);
}

gboolean
twc_role_from_nick (const char *nick, TwcRole *role)
{
  guint value;

  if (!twc_nick_find (roles, TWC_N_ROLES, nick, &value))
    return FALSE;

  *role = (TwcRole) value;
  return TRUE;
}

/**
 * twc_reading_new:
 * @stale_after_s: how old a sample may be and still count
 *
 * Returns: a source that has not been heard of yet
 */
TwcReading
twc_reading_new (const char *id, TwcRole role, guint set, guint stale_after_s)
{
  TwcReading self = {
    .role = role, .set = set, .stale_after_s = stale_after_s, .at_us = TWC_NEVER
  };

  g_strlcpy (self.id, id, sizeof self.id);
  return self;
}

static gboolean
drop (TwcReading *self)
{
  self->n_dropped++;
  return FALSE;
}

/**
 * twc_reading_set_watts:
 * @watts: from outside, with the sign of the role
 * @at_us: when it was measured; a payload's own time may make it older, never younger
 *
 * Takes over a sample. A standby draw of an inverter counts as no generation. Currents and level
 * of the sample before are over: what does not come along is not known (G4).
 *
 * Returns: %FALSE when it is absurd: it is dropped and counted (charging-control 2)
 */
gboolean
twc_reading_set_watts (TwcReading *self, double watts, gint64 at_us)
{
  const gboolean is_source = self->role == TWC_ROLE_GENERATION;

  if (!isfinite (watts) || fabs (watts) > TWC_READING_MAX_WATTS ||
      (is_source && watts < TWC_READING_STANDBY_WATTS))
    return drop (self);
  if (self->at_us != TWC_NEVER && at_us <= self->at_us)
    return TRUE; /* the same sample again: it goes on ageing (charging-control 6.8) */

  self->watts = (gint32) lround (is_source ? MAX (watts, 0.0) : watts);
  self->at_us = at_us;
  self->has_lines = self->has_soc = FALSE;
  return TRUE;
}

/**
 * twc_reading_set_lines:
 * @amps: of each line, + import; a missing line is 0
 *
 * Adds the currents of the sample set last.
 *
 * Returns: %FALSE when one is absurd; then none counts
 */
gboolean
twc_reading_set_lines (TwcReading *self, const double amps[3])
{
  self->has_lines = FALSE;
  for (guint i = 0; i < 3; i++)
    {
      if (!isfinite (amps[i]) || fabs (amps[i]) > MAX_LINE_AMPS)
        return drop (self);
      self->line_ca[i] = (gint32) lround (amps[i] * TWC_CA (1));
    }

  self->has_lines = TRUE;
  return TRUE;
}

/**
 * twc_reading_set_soc:
 * @percent: state of charge
 *
 * Adds the battery's level to the sample set last; an unknown level is below every threshold.
 *
 * Returns: %FALSE when it is absurd
 */
gboolean
twc_reading_set_soc (TwcReading *self, double percent)
{
  self->has_soc = isfinite (percent) && percent >= 0.0 && percent <= 100.0;
  if (!self->has_soc)
    return drop (self);

  self->soc_percent = (guint) percent;
  return TRUE;
}

gboolean
twc_reading_is_fresh (const TwcReading *self, gint64 now_us)
{
  return self->at_us != TWC_NEVER && now_us - self->at_us <= TWC_SECONDS_US (self->stale_after_s);
}
