/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-probe.h"

#define PROBE_S 60

gint64
twc_probe_get_end_us (const TwcUnit *unit)
{
  return twc_after_s (unit->memory->probe_us, PROBE_S);
}

/* It has been off for so long, or another probe has been of no use. */
static gint64
get_due_us (const TwcStep *step, const TwcUnit *unit)
{
  const gint64 off_us = MAX (unit->memory->off_us, step->memory->started_us);

  return twc_after_s (MAX (off_us, twc_probe_get_end_us (unit)), step->settings->probe_min * 60);
}

/* Without a car there is nobody to ask, and the others would make room for nothing. */
static gboolean
may_be_probed (const TwcStep *step, const TwcUnit *unit)
{
  return step->settings->probe_min > 0 && unit->class == TWC_CLASS_IDLE && unit->group &&
         unit->state->reported && unit->state->activity != TWC_ACTIVITY_NO_CAR;
}

/**
 * twc_probe_set:
 *
 * Sets whose car is to be asked, or is being asked. It is treated as one that wants power, but
 * comes after all that do: nobody is switched off for it.
 */
void
twc_probe_set (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = &step->units[i];
      const gboolean is_running = twc_step_is_before (step, twc_probe_get_end_us (unit));
      const gboolean is_due = unit->memory->offer_ca == 0 && !unit->barred &&
                              !twc_step_is_before (step, get_due_us (step, unit));

      unit->probed = may_be_probed (step, unit) && (is_running || is_due);
    }
}

/**
 * twc_probe_begin:
 *
 * Its minute begins when there is room for it, which may be hours after it was due.
 */
void
twc_probe_begin (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = &step->units[i];

      if (unit->probed && unit->admitted && !twc_step_is_before (step, twc_probe_get_end_us (unit)))
        unit->memory->probe_us = step->now.us;
    }
}

/**
 * twc_probe_get_deadline:
 *
 * Returns: when a probe begins or ends, %TWC_NEVER if time alone brings none
 */
gint64
twc_probe_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcUnit *unit = &step->units[i];

      if (!may_be_probed (step, unit))
        continue;
      next_us = twc_step_sooner (step, next_us, twc_probe_get_end_us (unit));
      if (unit->memory->offer_ca == 0)
        next_us = twc_step_sooner (step, next_us, get_due_us (step, unit));
    }

  return next_us;
}
