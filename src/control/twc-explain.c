/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-explain.h"

#include <math.h>

#include "control/twc-capacity.h"
#include "control/twc-confirm.h"
#include "control/twc-demand.h"
#include "control/twc-exposure.h"
#include "control/twc-guard.h"
#include "control/twc-limit.h"
#include "control/twc-need.h"
#include "control/twc-probe.h"
#include "control/twc-quirk.h"
#include "control/twc-relay.h"
#include "control/twc-sequence.h"
#include "control/twc-sharing.h"
#include "control/twc-solar.h"
#include "control/twc-stopping.h"

static void
add_seconds_to (TwcReason *reason, const TwcStep *step, gint64 until_us)
{
  if (twc_step_is_before (step, until_us))
    twc_reason_add (reason, TWC_NUMBER_SECONDS_LEFT, twc_step_seconds_to (step, until_us));
}

/* What the group shares, and until when. */
static TwcReason
explain_budget (const TwcStep *step, const TwcGroup *group)
{
  TwcReason reason = twc_reason_new (group->why);

  if (group->budget_ca > 0)
    twc_reason_add (&reason, TWC_NUMBER_AMPS, group->budget_ca);
  if (group->until_s > 0)
    twc_reason_add (&reason, TWC_NUMBER_UNTIL, group->until_s);
  if (group->rank == TWC_RANK_CHEAP)
    twc_reason_add (&reason, TWC_NUMBER_PRICE, lround (step->flows.import_price * 1000));
  if (group->rank == TWC_RANK_GREEN)
    twc_solar_explain (step, &reason);

  return reason;
}

static void
add_overload (TwcReason *reason, const TwcStep *step)
{
  const gboolean fuse = step->memory->guards_fuse;

  twc_reason_add (reason, TWC_NUMBER_LIMIT_AMPS,
                  fuse ? step->settings->house.fuse_ca : step->wiring_ca);
  twc_reason_add (reason, TWC_NUMBER_MEASURED_AMPS, fuse ? step->house.most_ca : step->measured_ca);
  if (fuse && step->house.most_line > 0)
    twc_reason_add (reason, TWC_NUMBER_LINE, step->house.most_line);
}

/* 5.7: by a person, or because even the minimum was too much (7.5). */
static TwcReason
explain_stop_all (const TwcStep *step)
{
  TwcReason reason = twc_reason_new (TWC_REASON_STOP_ALL);

  if (step->memory->stopped)
    add_overload (&reason, step);
  return reason;
}

/* 7.5: what is measured is more than the wiring or the fuse may carry. */
static TwcReason
explain_guard (const TwcStep *step)
{
  const gboolean fuse = step->memory->guards_fuse;
  TwcReason reason = twc_reason_new (fuse ? TWC_REASON_MAIN_FUSE : TWC_REASON_WIRING_ALL);

  add_overload (&reason, step);
  add_seconds_to (&reason, step, twc_guard_get_end_us (step));
  return reason;
}

static TwcReason
explain_still_drawing (const TwcUnit *unit)
{
  TwcReason reason = twc_reason_new (TWC_REASON_STILL_DRAWING);

  twc_reason_add (&reason, TWC_NUMBER_MEASURED_AMPS, unit->state->draw_ca);
  return reason;
}

/* Rank 0. */
static TwcReason
explain_stop (const TwcStep *step, const TwcUnit *unit)
{
  TwcReason reason = twc_reason_new (unit->stopped);

  if (unit->stopped == TWC_REASON_STOP_ALL)
    return explain_stop_all (step);

  /* It is left alone on purpose (11.4). */
  if (unit->stopped == TWC_REASON_LOST && twc_stopping_get_method (step, unit) == TWC_STOP_SILENCE)
    return explain_still_drawing (unit);

  if (unit->stopped == TWC_REASON_LOST && twc_exposure_of (step, unit) > 0)
    add_seconds_to (&reason, step, twc_exposure_end_us (unit->memory));

  if (unit->stopped == TWC_REASON_CONFIG)
    {
      twc_reason_add (&reason, TWC_NUMBER_LIMIT_AMPS, unit->cap_ca);
      twc_reason_add (&reason, TWC_NUMBER_MINIMUM_AMPS, unit->lowest_ca);
    }

  return reason;
}

/* 11.2. */
static TwcReason
explain_starts (const TwcStep *step, const TwcUnit *unit)
{
  TwcReason reason = twc_reason_new (TWC_REASON_STARTS);

  if (unit->level_ca > 0)
    twc_reason_add (&reason, TWC_NUMBER_MINIMUM_AMPS, unit->min_ca);
  add_seconds_to (&reason, step, twc_relay_get_start_us (step, unit));
  return reason;
}

/* It is not to charge; the contactor's rest alone keeps it on (11.1). */
static TwcReason
explain_hold (const TwcStep *step, const TwcUnit *unit)
{
  TwcReason reason = twc_reason_new (TWC_REASON_MIN_ON);

  if (!unit->held)
    return explain_starts (step, unit);

  twc_reason_add (&reason, TWC_NUMBER_MINIMUM_AMPS, unit->min_ca);
  add_seconds_to (&reason, step, twc_relay_get_on_until_us (step, unit));
  return reason;
}

/* 7.1: what holds all of them down now, or keeps one from rising. */
static TwcReason
explain_capacity (const TwcStep *step, TwcReasonCode why, guint limit_ca)
{
  TwcReason reason = twc_reason_new (why);

  twc_reason_add (&reason, TWC_NUMBER_LIMIT_AMPS, limit_ca);
  if (why == TWC_REASON_MAIN_FUSE && step->house.line > 0)
    twc_reason_add (&reason, TWC_NUMBER_LINE, step->house.line);
  return reason;
}

/* For all together: what is asked for, and what of it the wiring, the house or the grid lets
 * through (5.1, 7.1). */
static TwcReason
explain_total (const TwcStep *step, const TwcGroup *group)
{
  TwcReason reason = explain_budget (step, group);

  if (group->budget_ca <= step->limit.down_ca)
    return reason;
  if (step->limit.why != TWC_REASON_WIRING_ALL)
    return explain_capacity (step, step->limit.why, step->limit.down_ca);

  twc_reason_add (&reason, TWC_NUMBER_LIMIT_AMPS, step->limit.down_ca);
  return reason;
}

/* The wiring could hold it as well: it is the house or the grid that cannot. */
static gboolean
is_squeezed_out (const TwcStep *step, const TwcUnit *unit)
{
  const guint sum_ca = twc_sharing_get_sum (step, unit->group) + unit->n_boxes * unit->min_ca;

  return step->limit.why != TWC_REASON_WIRING_ALL && !unit->memory->not_accepting &&
         sum_ca <= MIN (unit->group->budget_ca, step->wiring_ca);
}

/* Nothing is meant for it. */
static TwcReason
explain_nothing (const TwcStep *step, const TwcUnit *unit)
{
  TwcReason reason = explain_budget (step, unit->group);

  if (unit->group->why == TWC_REASON_LIMIT)
    twc_limit_explain (step, unit, &reason);
  if (unit->group->budget_ca == 0)
    return reason;

  if (unit->group->budget_ca < unit->n_boxes * unit->min_ca)
    {
      twc_reason_add (&reason, TWC_NUMBER_MINIMUM_AMPS, unit->min_ca);
      return reason;
    }

  if (unit->barred)
    return explain_starts (step, unit);

  if (is_squeezed_out (step, unit))
    {
      reason = explain_capacity (step, step->limit.why, step->limit.down_ca);
      twc_reason_add (&reason, TWC_NUMBER_MINIMUM_AMPS, unit->min_ca);
      return reason;
    }

  reason =
    twc_reason_new (twc_demand_is_finished (step, unit) ? TWC_REASON_FINISHED : TWC_REASON_QUEUED);
  twc_reason_add (&reason, TWC_NUMBER_POSITION, twc_sharing_count_position (step, unit));
  twc_reason_add (&reason, TWC_NUMBER_AMPS, unit->group->budget_ca);
  twc_reason_add (&reason, TWC_NUMBER_LIMIT_AMPS, step->wiring_ca);
  twc_reason_add (&reason, TWC_NUMBER_ROOM_AMPS, twc_sharing_get_room (step));
  twc_reason_add (&reason, TWC_NUMBER_MINIMUM_AMPS, unit->min_ca);
  return reason;
}

/* It is on its way up, and waits. */
static TwcReason
explain_wait (const TwcStep *step, const TwcUnit *unit, TwcReasonCode why, gint64 until_us)
{
  const guint sum_ca = twc_exposure_sum (step);
  TwcReason reason = twc_reason_new (why);

  if (step->room_ca < step->capacity_ca && why == twc_capacity_get_house_reason (step))
    reason = explain_capacity (step, why, step->room_ca);
  if (why == TWC_REASON_WIRING_ALL || why == TWC_REASON_CONFIRM_WAIT)
    {
      twc_reason_add (&reason, TWC_NUMBER_LIMIT_AMPS, step->wiring_ca);
      twc_reason_add (&reason, TWC_NUMBER_ROOM_AMPS,
                      step->capacity_ca - MIN (sum_ca, step->capacity_ca));
    }
  if (why == TWC_REASON_RAISE_WAIT)
    twc_reason_add (&reason, TWC_NUMBER_AMPS, unit->level_ca);
  add_seconds_to (&reason, step, until_us);
  return reason;
}

/* 8.5. */
static TwcReason
explain_probe (const TwcStep *step, const TwcUnit *unit)
{
  TwcReason reason = twc_reason_new (TWC_REASON_PROBE);

  add_seconds_to (&reason, step, twc_probe_get_end_us (unit));
  return reason;
}

/* 12: it is being cured, others make room for that, or they cannot. */
static TwcReason
explain_quirk (const TwcStep *step, const TwcUnit *unit)
{
  TwcReason reason = twc_reason_new (TWC_REASON_QUIRK);

  twc_reason_add (&reason, TWC_NUMBER_AMPS, twc_quirk_get_amps (step, unit));
  if (unit->most_ca > 0)
    {
      twc_reason_add (&reason, TWC_NUMBER_ROOM_AMPS, unit->most_ca);
      twc_reason_add (&reason, TWC_NUMBER_MEASURED_AMPS, unit->state->draw_ca);
    }
  if (unit->memory->quirk.curing)
    add_seconds_to (&reason, step, twc_quirk_get_end_us (unit));
  return reason;
}

/* 8.4. */
static TwcReason
explain_need (const TwcUnit *unit)
{
  TwcReason reason = twc_reason_new (TWC_REASON_CAR_LIMITED);

  twc_reason_add (&reason, TWC_NUMBER_LIMIT_AMPS, unit->level_ca);
  twc_reason_add (&reason, TWC_NUMBER_MEASURED_AMPS, unit->state->draw_ca);
  return reason;
}

/* It has what is meant for it: what keeps that from being more? */
static TwcReason
explain_level (const TwcStep *step, const TwcUnit *unit)
{
  const gboolean budget_is_used = twc_sharing_get_sum (step, unit->group) >= unit->group->budget_ca;
  const gboolean cap_is_reached =
    unit->cap_ca < MIN (step->wiring_ca, unit->group->budget_ca) && unit->level_ca >= unit->cap_ca;
  TwcReason reason = explain_budget (step, unit->group);

  if (cap_is_reached)
    {
      reason = twc_reason_new (TWC_REASON_WIRING_TWC);
      twc_reason_add (&reason, TWC_NUMBER_AMPS, unit->group->budget_ca);
    }
  else if (!budget_is_used || unit->group->budget_ca > step->limit.down_ca)
    {
      reason = explain_capacity (step, step->limit.why, step->limit.down_ca);
      twc_reason_add (&reason, TWC_NUMBER_AMPS, unit->group->budget_ca);
      return reason;
    }

  twc_reason_add (&reason, TWC_NUMBER_LIMIT_AMPS, cap_is_reached ? unit->cap_ca : step->wiring_ca);
  return reason;
}

static gboolean
has_no_car (const TwcUnit *unit)
{
  return unit->state->reported && unit->state->activity == TWC_ACTIVITY_NO_CAR;
}

/**
 * twc_explain_unit:
 *
 * Returns: the one main reason for what @unit is offered after this step
 */
TwcReason
twc_explain_unit (const TwcStep *step, const TwcUnit *unit)
{
  TwcReasonCode why;
  gint64 until_us;

  if (unit->rank == TWC_RANK_STOP &&
      (unit->stopped != TWC_REASON_PAUSED || !twc_confirm_is_unstoppable (step, unit)))
    return explain_stop (step, unit);
  if (unit->level_ca == 0 && twc_confirm_is_unstoppable (step, unit))
    return explain_still_drawing (unit);
  if (step->site->shutting_down)
    return twc_reason_new (TWC_REASON_SHUTDOWN);
  if (step->memory->guard_us != TWC_NEVER)
    return explain_guard (step);
  if (step->spares)
    return twc_reason_new (TWC_REASON_ISLANDED);
  if (has_no_car (unit) && unit->group &&
      unit->group->budget_ca > 0) /* else a car would not help */
    return twc_reason_new (TWC_REASON_NO_CAR);
  if (unit->level_ca > 0 && !unit->admitted)
    return explain_hold (step, unit);
  if (unit->level_ca == 0)
    return explain_nothing (step, unit);
  if (unit->probed)
    return explain_probe (step, unit);
  if (unit->spike_ca > 0 || unit->most_ca > 0)
    return explain_quirk (step, unit);
  if (twc_sequence_get_wait (step, unit, &why, &until_us))
    return explain_wait (step, unit, why, until_us);
  if (twc_demand_is_finished (step, unit))
    return twc_reason_new (TWC_REASON_FINISHED);
  if (twc_need_is_limited (unit) && unit->level_ca >= twc_need_get (unit))
    return explain_need (unit);

  return explain_level (step, unit);
}

static gboolean
all_are_paused (const TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    if (step->units[i].rank != TWC_RANK_STOP || step->units[i].stopped != TWC_REASON_PAUSED)
      return FALSE;

  return TRUE;
}

/* The first that gets something, else the first that might. */
static const TwcGroup *
get_main_group (const TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    if (step->order[i]->group && step->order[i]->level_ca > 0)
      return step->order[i]->group;

  return step->n_groups > 0 ? &step->groups[0] : &step->usual;
}

/**
 * twc_explain_site:
 *
 * Returns: the one main reason of the whole site
 */
TwcReason
twc_explain_site (const TwcStep *step)
{
  TwcReason reason = twc_reason_new (TWC_REASON_CONFIG);

  if (step->wiring_ca == 0)
    {
      twc_reason_add (&reason, TWC_NUMBER_LIMIT_AMPS, 0);
      return reason;
    }
  if (step->n_units == 0)
    return twc_reason_new (TWC_REASON_NO_CHARGER);
  if (step->site->shutting_down)
    return twc_reason_new (TWC_REASON_SHUTDOWN);
  if (step->memory->stop_all)
    return explain_stop_all (step);
  if (step->memory->guard_us != TWC_NEVER)
    return explain_guard (step);
  if (step->site->islanded && step->settings->islanded_action != TWC_FALLBACK_IGNORE)
    return twc_reason_new (TWC_REASON_ISLANDED);
  if (step->site->external.blocked)
    return twc_reason_new (TWC_REASON_EXTERNAL);
  if (step->limit.stale)
    return explain_capacity (step, TWC_REASON_DLM_STALE, step->limit.down_ca);
  if (all_are_paused (step))
    return twc_reason_new (TWC_REASON_PAUSED);

  return explain_total (step, get_main_group (step));
}
