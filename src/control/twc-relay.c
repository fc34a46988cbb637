/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-relay.h"

#include <string.h>

#define HOUR_S 3600

/**
 * twc_relay_note_on:
 *
 * @unit is offered something again.
 */
void
twc_relay_note_on (TwcUnit *unit, gint64 now_us)
{
  TwcStartsMemory *starts = &unit->memory->starts;

  unit->memory->on_us = now_us;
  unit->memory->off_us = TWC_NEVER;
  if (starts->n == TWC_MEMORY_STARTS)
    memmove (starts->us, starts->us + 1, --starts->n * sizeof starts->us[0]);
  starts->us[starts->n++] = now_us;
}

/* Without a draw the contactor has not closed: an offer to a car that is full is no start. */
static gboolean
was_start (const TwcChargerMemory *memory)
{
  const TwcStartsMemory *starts = &memory->starts;

  return starts->n == 0 || starts->us[starts->n - 1] != memory->on_us ||
         (memory->drawing_us != TWC_NEVER && memory->drawing_us >= memory->on_us);
}

/**
 * twc_relay_note_off:
 *
 * @unit is offered nothing any more.
 */
void
twc_relay_note_off (TwcUnit *unit, gint64 now_us)
{
  TwcChargerMemory *memory = unit->memory;

  if (!was_start (memory))
    memory->starts.n--;
  memory->on_us = TWC_NEVER;
  memory->off_us = now_us;
}

/**
 * twc_relay_get_on_until_us:
 *
 * Returns: until when it stays on if its car draws (11.1); %TWC_NEVER while it is off
 */
gint64
twc_relay_get_on_until_us (const TwcStep *step, const TwcUnit *unit)
{
  return twc_after_s (unit->memory->on_us, step->settings->min_on_s);
}

/**
 * twc_relay_get_off_until_us:
 *
 * Returns: until when it stays off (11.1); %TWC_NEVER while it is on
 */
gint64
twc_relay_get_off_until_us (const TwcStep *step, const TwcUnit *unit)
{
  return twc_after_s (unit->memory->off_us, step->settings->min_off_s);
}

/**
 * twc_relay_get_start_us:
 *
 * Returns: from when it may be started again, as far as starts within an hour go (11.2);
 *   %TWC_NEVER when that has never been too often
 */
gint64
twc_relay_get_start_us (const TwcStep *step, const TwcUnit *unit)
{
  const TwcStartsMemory *starts = &unit->memory->starts;
  const guint most = step->settings->max_starts_per_hour;

  if (most == 0 || starts->n < most)
    return TWC_NEVER;

  return twc_after_s (starts->us[starts->n - most], HOUR_S);
}

/* Green energy comes and goes by itself; in these ranks a person has said how much is to flow. */
static gboolean
is_fixed (const TwcUnit *unit)
{
  return unit->rank != TWC_RANK_STOP && unit->rank != TWC_RANK_GREEN;
}

/**
 * twc_relay_set:
 *
 * Sets who is not to be switched off yet, and who has been started so often that it is neither
 * started again nor switched off only because others come first. Nobody's rank is changed by
 * that: who is in rank 0 is switched off at once (11.3).
 */
void
twc_relay_set (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = &step->units[i];
      const gboolean is_on = unit->memory->offer_ca > 0;
      const gboolean is_worn = twc_step_is_before (step, twc_relay_get_start_us (step, unit));

      unit->held = unit->rank != TWC_RANK_STOP && is_on && unit->class == TWC_CLASS_CHARGING &&
                   twc_step_is_before (step, twc_relay_get_on_until_us (step, unit));
      unit->kept = is_worn && is_on && unit->class == TWC_CLASS_CHARGING && is_fixed (unit);
      unit->barred = is_worn && !is_on;
    }
}

/**
 * twc_relay_get_deadline:
 *
 * Returns: when time alone lets a contactor be switched, %TWC_NEVER if it does not
 */
gint64
twc_relay_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcUnit *unit = &step->units[i];

      if (unit->memory->offer_ca > 0)
        next_us = twc_step_sooner (step, next_us, twc_relay_get_on_until_us (step, unit));
      next_us = twc_step_sooner (step, next_us, twc_relay_get_start_us (step, unit));
    }

  return next_us;
}
