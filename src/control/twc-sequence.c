/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-sequence.h"

#include "control/twc-capacity.h"
#include "control/twc-confirm.h"
#include "control/twc-exposure.h"
#include "control/twc-quirk.h"
#include "control/twc-relay.h"
#include "control/twc-reserve.h"

/* 10.1: no raise so soon after the start. */
#define STARTUP_S 15

/* 10.2: what the present offers take is more than there is, or it is an emergency. */
static gboolean
is_urgent (const TwcStep *step)
{
  guint own_ca[TWC_MAX_CHARGERS];

  for (guint i = 0; i < step->n_units; i++)
    own_ca[i] =
      MAX (step->units[i].n_boxes * step->units[i].memory->offer_ca, step->units[i].base_ca);

  return twc_reserve_sum (step, own_ca) > step->capacity_ca ||
         step->memory->guard_us != TWC_NEVER || step->spares || step->site->shutting_down;
}

static gint64
get_comfort_us (const TwcStep *step, const TwcUnit *unit)
{
  return twc_after_s (unit->memory->changed_us, step->settings->comfort_interval_s);
}

static guint
get_target (const TwcUnit *unit)
{
  return unit->memory->quirk.curing ? MAX (unit->level_ca, unit->spike_ca) : unit->level_ca;
}

/* An offer below a minimum that has just risen is not lowered: it waits for its raise. */
static gboolean
lower (TwcStep *step)
{
  const gboolean urgent = is_urgent (step);
  gboolean lowered = FALSE;

  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = &step->units[i];
      const gboolean cured = unit->memory->quirk.curing && unit->spike_ca == 0;
      const guint target_ca = get_target (unit);

      if (cured)
        twc_quirk_end (unit);
      if (target_ca >= unit->memory->offer_ca)
        continue;

      if (urgent || cured || unit->rank == TWC_RANK_STOP || unit->memory->offer_ca > unit->cap_ca ||
          !twc_step_is_before (step, get_comfort_us (step, unit)))
        {
          twc_exposure_lower (step, unit, target_ca);
          lowered = TRUE;
        }
    }

  return lowered;
}

/* No raise in the first 15 s; nor, for as long, beside a new unit that has not reported. One
 * that a former run knew may not even have heard its last offer: what was to be confirmed is
 * forgotten, so it must speak first, or be silent for as long as a lost one can draw. */
static gint64
get_startup_us (const TwcStep *step)
{
  gint64 startup_us = twc_after_s (step->memory->started_us, STARTUP_S);

  for (guint i = 0; i < step->memory->n_chargers; i++)
    {
      const TwcChargerMemory *memory = &step->memory->chargers[i];

      if (memory->unheard_us != TWC_NEVER)
        startup_us = MAX (startup_us, memory->adopted && !memory->reported
                                        ? twc_exposure_end_us (memory)
                                        : twc_after_s (memory->unheard_us, STARTUP_S));
    }

  return startup_us;
}

/* 10.4. The soonest end is told: the confirmation where all goes well, else the time-out. */
static gboolean
is_confirming (const TwcStep *step, gint64 *until_us)
{
  const TwcSettings *settings = step->settings;
  gboolean confirming = FALSE;

  *until_us = TWC_NEVER;
  for (guint i = 0; i < step->memory->n_chargers; i++)
    {
      const TwcChargerMemory *memory = &step->memory->chargers[i];
      const gint64 soon_us = twc_after_s (memory->lowered_us, settings->confirm_min_s);
      const gint64 late_us = twc_after_s (memory->lowered_us, settings->confirm_timeout_s);

      if (!twc_confirm_is_pending (step, memory))
        continue;

      confirming = TRUE;
      *until_us = MAX (*until_us, twc_step_is_before (step, soon_us) ? soon_us : late_us);
    }

  return confirming;
}

/* A lowering that waits for its comfort is yet to come: who took its amperes before would have
 * them twice, within the wiring, but beyond the budget. */
static gboolean
is_yielding (const TwcStep *step, gint64 *until_us)
{
  gboolean yielding = FALSE;

  *until_us = TWC_NEVER;
  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcUnit *unit = &step->units[i];

      if (get_target (unit) >= unit->memory->offer_ca)
        continue;

      yielding = TRUE;
      *until_us = MAX (*until_us, get_comfort_us (step, unit));
    }

  return yielding;
}

static gint64
get_raise_us (const TwcStep *step, const TwcUnit *unit)
{
  if (unit->memory->offer_ca == 0)
    return twc_relay_get_off_until_us (step, unit);
  if (unit->class == TWC_CLASS_CHARGING)
    return twc_after_s (unit->memory->changed_us, step->settings->raise_interval_s);

  return get_comfort_us (step, unit);
}

/* How far @unit may go at once: min(target, e_i + room), and from 0 at least its minimum. */
static guint
get_reach (const TwcStep *step, const TwcUnit *unit, guint target_ca)
{
  const guint others_ca = twc_exposure_sum_beside (step, unit, unit->min_ca);
  const guint free_ca = step->room_ca - MIN (others_ca, step->room_ca);
  const guint reach_ca = MIN (target_ca, twc_amps_down (free_ca / unit->n_boxes));

  return reach_ca >= unit->min_ca ? reach_ca : 0;
}

/* A cure has its full current, or it is none (12.2). */
static guint
get_goal (const TwcStep *step, const TwcUnit *unit)
{
  if (unit->spike_ca > 0 && get_reach (step, unit, unit->spike_ca) == unit->spike_ca)
    return unit->spike_ca;

  return get_reach (step, unit, unit->level_ca);
}

/* All that keeps an offer from its target, in the order in which it is told. */
static gboolean
must_wait (const TwcStep *step, const TwcUnit *unit, TwcReasonCode *why, gint64 *until_us)
{
  *until_us = get_startup_us (step);
  *why = TWC_REASON_STARTUP;
  if (twc_step_is_before (step, *until_us) || !unit->state->reported)
    return TRUE;

  *why = TWC_REASON_CONFIRM_WAIT;
  if (is_confirming (step, until_us) || is_yielding (step, until_us))
    return TRUE;

  *until_us = get_raise_us (step, unit);
  *why = unit->memory->offer_ca == 0 ? TWC_REASON_MIN_OFF : TWC_REASON_RAISE_WAIT;
  return twc_step_is_before (step, *until_us);
}

/* 10.4. The overload guard and the end of the controller raise nobody. */
static gboolean
raise_all (TwcStep *step)
{
  gboolean raised = FALSE;

  if (step->memory->guard_us != TWC_NEVER || step->site->shutting_down)
    return FALSE;

  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];
      const guint goal_ca = get_goal (step, unit);
      TwcReasonCode why;
      gint64 until_us;

      if (goal_ca <= unit->memory->offer_ca || must_wait (step, unit, &why, &until_us))
        continue;

      if (goal_ca == unit->spike_ca)
        twc_quirk_begin (step, unit);
      twc_exposure_raise (step, unit, goal_ca);
      raised = TRUE;
    }

  return raised;
}

/**
 * twc_sequence_run:
 *
 * Takes every offer as far towards its level as it may go now.
 *
 * Returns: whether an offer has changed
 */
gboolean
twc_sequence_run (TwcStep *step)
{
  const gboolean lowered = lower (step);

  return raise_all (step) || lowered;
}

/**
 * twc_sequence_get_wait:
 * @why: (out): what it waits for
 * @until_us: (out): how long at most, %TWC_NEVER when no time ends it
 *
 * Returns: whether @unit is still below its level
 */
gboolean
twc_sequence_get_wait (const TwcStep *step,
                       const TwcUnit *unit,
                       TwcReasonCode *why,
                       gint64 *until_us)
{
  if (unit->memory->offer_ca >= unit->level_ca)
    return FALSE;

  if (!must_wait (step, unit, why, until_us))
    {
      const gboolean persists = step->room_ca >= step->capacity_ca;

      *why = persists ? TWC_REASON_WIRING_ALL : twc_capacity_get_house_reason (step);
      *until_us = persists ? TWC_NEVER : step->limit.rise_us;
    }

  return TRUE;
}

/**
 * twc_sequence_get_deadline:
 *
 * Returns: when time alone lets an offer move on, %TWC_NEVER if all are where they should be
 */
gint64
twc_sequence_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcUnit *unit = &step->units[i];

      if (unit->memory->offer_ca < MAX (unit->level_ca, unit->spike_ca))
        {
          next_us = twc_step_sooner (step, next_us, get_startup_us (step));
          next_us = twc_step_sooner (step, next_us, get_raise_us (step, unit));
        }
      else if (unit->memory->offer_ca > unit->level_ca)
        next_us = twc_step_sooner (step, next_us, get_comfort_us (step, unit));
    }

  return next_us;
}
