/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-starting.h"

#include "control/twc-exposure.h"

/* 11.5. */
#define WAIT_S 60
#define MAX_ATTEMPTS 3

/* A car that is away, has finished, or waits for its own timer is never started. */
static gboolean
can_be_woken (const TwcStep *step, const TwcUnit *unit)
{
  const TwcVehicle *vehicle = twc_step_find_vehicle (step, unit);

  return vehicle && vehicle->can_command && vehicle->home && !vehicle->complete &&
         !vehicle->own_timer;
}

/* One that has drawn since it was switched on has stopped by itself: its owner may have done it. */
static gboolean
is_asleep (const TwcUnit *unit)
{
  const TwcChargerMemory *memory = unit->memory;

  return memory->offer_ca >= unit->min_ca && memory->offer_ca > 0 && unit->state->reported &&
         memory->on_us != TWC_NEVER && memory->drawing_us < memory->on_us &&
         (unit->class == TWC_CLASS_WANTING || unit->class == TWC_CLASS_IDLE) &&
         unit->state->activity != TWC_ACTIVITY_NO_CAR;
}

static gint64
get_next_us (const TwcUnit *unit)
{
  const TwcChargerMemory *memory = unit->memory;
  const gint64 from_us = MAX (memory->on_us, MAX (memory->plugged_us, memory->starting.rank_us));

  return twc_after_s (MAX (from_us, memory->asked_us), WAIT_S);
}

/* "Off" shares its rank with a fixed current, and yet it makes all the difference. */
static TwcRank
get_rank (const TwcUnit *unit)
{
  return unit->group && unit->group->why == TWC_REASON_OFF ? TWC_RANK_BLOCKED : unit->rank;
}

/* Rank 0 comes and goes with every fault, and is no wish of anybody's. */
static void
mind_rank (const TwcStep *step, TwcUnit *unit)
{
  TwcStartingMemory *starting = &unit->memory->starting;

  if (unit->rank == TWC_RANK_STOP || get_rank (unit) == starting->rank)
    return;

  starting->rank = get_rank (unit);
  starting->rank_us = step->now.us;
  starting->n_attempts = 0;
}

static void
update (const TwcStep *step, TwcUnit *unit)
{
  TwcStartingMemory *starting = &unit->memory->starting;

  mind_rank (step, unit);
  if (twc_exposure_is_drawing (unit) || unit->memory->plugged_us > starting->attempt_us)
    starting->n_attempts = 0;

  if (starting->n_attempts == MAX_ATTEMPTS || !is_asleep (unit) || !can_be_woken (step, unit) ||
      twc_step_is_before (step, get_next_us (unit)))
    return;

  starting->n_attempts++;
  starting->attempt_us = unit->memory->asked_us = step->now.us;
}

/**
 * twc_starting_update:
 *
 * Has a car woken that does not take its offer, three times at most, a minute apart. After that
 * only when it is plugged in anew, or its rank changes.
 */
void
twc_starting_update (TwcStep *step)
{
  for (guint i = 0; i < step->n_units && !step->site->shutting_down; i++)
    update (step, &step->units[i]);
}

/**
 * twc_starting_is_waking:
 *
 * Returns: whether the last wish to its car is to start
 */
gboolean
twc_starting_is_waking (const TwcStep *step, const TwcUnit *unit)
{
  const TwcStartingMemory *starting = &unit->memory->starting;

  return starting->n_attempts > 0 && starting->attempt_us == unit->memory->asked_us &&
         is_asleep (unit) && can_be_woken (step, unit);
}

/**
 * twc_starting_get_deadline:
 *
 * Returns: when the next car is woken, %TWC_NEVER if none has to be
 */
gint64
twc_starting_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcUnit *unit = &step->units[i];

      if (unit->memory->starting.n_attempts < MAX_ATTEMPTS && is_asleep (unit))
        next_us = twc_step_sooner (step, next_us, get_next_us (unit));
    }

  return next_us;
}
