/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-demand.h"

#include "control/twc-confirm.h"
#include "control/twc-exposure.h"
#include "control/twc-reserve.h"

/* 8.1: a car that has just stopped drawing still counts as charging. */
#define CHARGING_FOR_S 10

/* 8.2: offered enough for so long without a draw, it does not accept. */
#define ACCEPT_WITHIN_S 300

#define GONE_S 3

/* Section 3, min-amps-per-twc: what automatic means. */
#define AUTOMATIC_MIN_CA TWC_CA (12)
#define AUTOMATIC_MIN_THREE_CA TWC_CA (6)

static gboolean
is_stable (guint8 state)
{
  switch (state)
    {
    case TWC_STATE_READY:
    case TWC_STATE_CHARGING:
    case TWC_STATE_ERROR:
    case TWC_STATE_PLUGGED:
    case TWC_STATE_WANTS_POWER:
    case TWC_STATE_STARTING:
      return TRUE;
    default: /* what is on the wire is no enum of ours: transitions and unknown codes */
      return FALSE;
    }
}

static gboolean
is_wanting (guint8 state)
{
  return state == TWC_STATE_CHARGING || state == TWC_STATE_WANTS_POWER ||
         state == TWC_STATE_STARTING;
}

/* Units say that no car is there for a moment in between; that is no other car. */
static void
take_car (TwcUnit *unit)
{
  const gint64 heard_us = unit->state->heard_us;
  TwcChargerMemory *memory = unit->memory;

  if (unit->state->activity == TWC_ACTIVITY_UNKNOWN)
    return;

  if (unit->state->activity == TWC_ACTIVITY_NO_CAR)
    {
      memory->gone_us = memory->gone_us == TWC_NEVER ? heard_us : memory->gone_us;
      return;
    }

  if (memory->gone_us != TWC_NEVER && heard_us >= twc_after_s (memory->gone_us, GONE_S))
    memory->plugged_us = heard_us;
  memory->gone_us = TWC_NEVER;
}

/**
 * twc_demand_take_report:
 *
 * Takes over what a fresh report says about the car.
 */
void
twc_demand_take_report (TwcUnit *unit)
{
  const TwcChargerState *state = unit->state;
  TwcChargerMemory *memory = unit->memory;

  if (is_stable (state->state) && state->state != memory->stable_state)
    {
      if (state->state == TWC_STATE_PLUGGED && memory->offer_ca == 0)
        memory->interrupted |= is_wanting (memory->stable_state);

      memory->stable_state = state->state;
      memory->state_us = state->heard_us;
      if (is_wanting (state->state))
        memory->not_accepting = FALSE;
    }

  if (state->draw_ca >= TWC_DRAWING_CA)
    {
      memory->drawing_us = state->heard_us;
      memory->not_accepting = FALSE;
      memory->interrupted &= memory->offer_ca == 0;
    }

  if (state->activity == TWC_ACTIVITY_NO_CAR)
    memory->interrupted = FALSE;
  take_car (unit);
}

/* Who is told 0 says 03, as one that is full does, even when its car has just asked for power
 * (twc-protocol 5.4, 7.4): hence `interrupted`. */
static gboolean
wants (const TwcUnit *unit)
{
  return is_wanting (unit->memory->stable_state) || unit->memory->interrupted;
}

/* When a car that wants power and does not take it counts as not accepting (8.2). */
static gint64
get_refusal_us (const TwcUnit *unit)
{
  const TwcChargerMemory *memory = unit->memory;

  if (memory->on_us == TWC_NEVER || memory->offer_ca < unit->min_ca)
    return TWC_NEVER;

  return twc_after_s (MAX (memory->on_us, MAX (memory->state_us, memory->drawing_us)),
                      ACCEPT_WITHIN_S);
}

static gint64
get_charging_until_us (const TwcUnit *unit)
{
  return twc_after_s (unit->memory->drawing_us, CHARGING_FOR_S);
}

/* Its own setting may only lower what holds for each; 0 while that is unset (G3). */
static guint
get_own_limit (const TwcStep *step, const TwcUnit *unit)
{
  const guint limit_ca = MIN (step->settings->wiring_twc_ca, unit->state->rating_ca);

  return unit->own && unit->own->max_ca > 0 ? MIN (limit_ca, unit->own->max_ca) : limit_ca;
}

static guint
get_wished_minimum (const TwcSettings *settings)
{
  if (settings->min_ca > 0)
    return twc_amps_up (settings->min_ca);

  return settings->phases == TWC_PHASES_THREE ? AUTOMATIC_MIN_THREE_CA : AUTOMATIC_MIN_CA;
}

/**
 * twc_demand_set_limits:
 *
 * Sets each unit's cap and minimum (section 1). A comfortable minimum gives way where beside
 * the reserve of the others nobody could ever reach it.
 */
void
twc_demand_set_limits (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = &step->units[i];
      const guint free_ca = step->wiring_ca - twc_reserve_of_others (step, unit);

      unit->cap_ca = twc_amps_down (MIN (get_own_limit (step, unit), step->wiring_ca));
      unit->min_ca =
        MAX (MIN (get_wished_minimum (step->settings), twc_amps_down (free_ca)), unit->lowest_ca);
      unit->min_ca = MIN (unit->min_ca, unit->cap_ca);
    }
}

static TwcClass
get_class (const TwcStep *step, const TwcUnit *unit)
{
  if (!unit->state->online)
    return TWC_CLASS_LOST;
  /* One that is known from before a restart goes on with what it had until it speaks (G7). */
  if (!unit->state->reported)
    return unit->memory->offer_ca > 0 ? TWC_CLASS_WANTING : TWC_CLASS_IDLE;
  if (unit->state->state == TWC_STATE_ERROR || unit->state->activity == TWC_ACTIVITY_FAULT)
    return TWC_CLASS_ERROR;
  if (twc_exposure_is_drawing (unit) || twc_step_is_before (step, get_charging_until_us (unit)))
    return TWC_CLASS_CHARGING;
  if (wants (unit) && !unit->memory->not_accepting)
    return TWC_CLASS_WANTING;
  return TWC_CLASS_IDLE;
}

/**
 * twc_demand_set_classes:
 *
 * Sets each unit's class (8.1) and with it who does not accept what it is offered (8.2).
 */
void
twc_demand_set_classes (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = &step->units[i];
      const gint64 refusal_us = get_refusal_us (unit);

      unit->class = get_class (step, unit);
      if (unit->class != TWC_CLASS_WANTING || refusal_us == TWC_NEVER ||
          twc_step_is_before (step, refusal_us))
        continue;

      unit->memory->not_accepting = TRUE;
      unit->memory->interrupted = FALSE;
      unit->class = TWC_CLASS_IDLE;
    }
}

/* The end of its charge, when it ended that by itself: what is told 0 looks the same. */
static gint64
get_finished_us (const TwcUnit *unit)
{
  const TwcChargerMemory *memory = unit->memory;

  if (memory->drawing_us == TWC_NEVER || memory->interrupted || is_wanting (memory->stable_state) ||
      memory->drawing_us < MAX (memory->on_us, memory->plugged_us))
    return TWC_NEVER;

  return memory->offer_ca >= unit->min_ca ? twc_after_s (memory->drawing_us, ACCEPT_WITHIN_S)
                                          : memory->drawing_us;
}

/**
 * twc_demand_is_finished:
 *
 * Returns: whether its car does not want any more, as it seems: it has charged, and has let its
 *   offer go by for 300 s, or until others had it (8.3); or it never began (8.2). A car that has
 *   not been given a chance has not finished
 */
gboolean
twc_demand_is_finished (const TwcStep *step, const TwcUnit *unit)
{
  const gint64 finished_us = get_finished_us (unit);

  if (unit->class != TWC_CLASS_IDLE || !unit->state->reported)
    return FALSE;

  return unit->memory->not_accepting ||
         (finished_us != TWC_NEVER && !twc_step_is_before (step, finished_us));
}

static gint64
get_deadline (const TwcStep *step, const TwcUnit *unit)
{
  gint64 next_us = TWC_NEVER;

  if (!twc_exposure_is_drawing (unit))
    next_us = get_charging_until_us (unit);
  if (unit->class == TWC_CLASS_WANTING)
    next_us = twc_step_sooner (step, next_us, get_refusal_us (unit));
  if (unit->class == TWC_CLASS_IDLE)
    next_us = twc_step_sooner (step, next_us, get_finished_us (unit));

  return twc_step_sooner (step, next_us, TWC_NEVER);
}

/**
 * twc_demand_get_deadline:
 *
 * Returns: when time alone may change who wants what, %TWC_NEVER if it may not
 */
gint64
twc_demand_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < step->n_units; i++)
    next_us = twc_step_sooner (step, next_us, get_deadline (step, &step->units[i]));

  return next_us;
}
