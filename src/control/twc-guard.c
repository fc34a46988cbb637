/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-guard.h"

/* 7.5. */
#define MARGIN_CA 50
#define MINIMUM_AFTER_S 3
#define FUSE_AFTER_S 5
#define STOP_AFTER_S 10

/* Without it a site that overloads at its full offers would do so again every few seconds. */
#define HOLD_S 300

static void
measure (TwcStep *step, guint *n_drawing)
{
  step->measured_ca = 0;
  *n_drawing = 0;
  for (guint i = 0; i < step->memory->n_chargers; i++)
    {
      const TwcChargerMemory *memory = &step->memory->chargers[i];

      step->measured_ca += memory->draw_ca;
      if (memory->draw_ca >= TWC_DRAWING_CA)
        (*n_drawing)++;
    }
}

/* Of those that draw: the others say nothing of the overload. */
static gint64
get_newest_report_us (const TwcStep *step)
{
  gint64 newest_us = TWC_NEVER;

  for (guint i = 0; i < step->memory->n_chargers; i++)
    if (step->memory->chargers[i].draw_ca >= TWC_DRAWING_CA)
      newest_us = MAX (newest_us, step->memory->chargers[i].heard_us);

  return MIN (newest_us, step->now.us);
}

/* The limit was lowered below what is offered: this very step makes the offers fit. */
static gboolean
is_limit_lowered (const TwcStep *step)
{
  guint sum_ca = 0;

  for (guint i = 0; i < step->memory->n_chargers; i++)
    sum_ca += step->memory->chargers[i].offer_ca;

  return sum_ca > step->wiring_ca;
}

/* Cars take 5 s to follow (10.3): until then what they draw says nothing. */
static gboolean
is_following (const TwcStep *step)
{
  const guint follow_s = step->settings->confirm_min_s;

  if (is_limit_lowered (step))
    return TRUE;
  if (twc_step_is_before (step, twc_after_s (step->memory->trimmed_us, follow_s)))
    return TRUE;

  for (guint i = 0; i < step->memory->n_chargers; i++)
    if (step->memory->chargers[i].unconfirmed_ca > 0 &&
        twc_step_is_before (step, twc_after_s (step->memory->chargers[i].lowered_us, follow_s)))
      return TRUE;

  return FALSE;
}

/* Units and cars that obey may still draw up to 1 A more than offered (twc-protocol 7.2), and
 * three of them at full offers are over the limit by 3 A for ever. That is no fault to answer
 * with the minimum: keep as much free as they take too much. */
static gboolean
trim (TwcStep *step, guint n_drawing)
{
  TwcMemory *memory = step->memory;
  const guint excess_ca = step->measured_ca - step->wiring_ca - MARGIN_CA;
  const guint trim_ca = memory->trim_ca + twc_amps_up (excess_ca);

  if (memory->guard_us != TWC_NEVER || trim_ca > n_drawing * TWC_CA (1))
    return FALSE;

  memory->trim_ca = trim_ca;
  memory->trimmed_us = step->now.us;
  memory->overload_us = TWC_NEVER;
  return TRUE;
}

static gboolean
is_wiring_overloaded (const TwcStep *step)
{
  const gint64 since_us = step->memory->overload_us;

  return since_us != TWC_NEVER &&
         !twc_step_is_before (step, twc_after_s (since_us, MINIMUM_AFTER_S));
}

/* By its samples alone: what held between two of them nobody knows. */
static gboolean
is_fuse_overloaded (const TwcStep *step)
{
  const TwcHouseMemory *house = &step->memory->house;

  return house->over_us != TWC_NEVER &&
         house->over_seen_us - house->over_us >= TWC_SECONDS_US (FUSE_AFTER_S);
}

/* The minimum has had its time, and somebody has said since that it did not help. What a lost
 * unit said last, perhaps garbled, is no reason to stop until a person comes. */
static gboolean
has_failed (const TwcStep *step, gint64 since_us, gint64 seen_us)
{
  const gint64 guard_us = step->memory->guard_us;

  return seen_us > guard_us &&
         !twc_step_is_before (step, twc_after_s (MAX (guard_us, since_us), STOP_AFTER_S));
}

static void
act_on_overload (TwcStep *step, guint n_drawing)
{
  TwcMemory *memory = step->memory;
  const gboolean wiring = is_wiring_overloaded (step) && !trim (step, n_drawing);
  const gboolean fuse = is_fuse_overloaded (step);

  if ((wiring || fuse) && memory->guard_us == TWC_NEVER)
    {
      memory->guard_us = step->now.us;
      memory->guards_fuse = !wiring;
    }
  else if ((wiring && has_failed (step, memory->overload_us, memory->overloaded_us)) ||
           (fuse && has_failed (step, memory->house.over_us, memory->house.over_seen_us)))
    {
      memory->stopped = TRUE;
      twc_memory_latch_stop (memory);
    }
}

static gboolean
is_anybody_charging (const TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    if (step->units[i].class == TWC_CLASS_CHARGING || step->units[i].class == TWC_CLASS_WANTING)
      return TRUE;

  return FALSE;
}

static void
forget_what_is_over (TwcStep *step)
{
  TwcMemory *memory = step->memory;

  /* Not before the cars have gone: the same ones would do the same again. */
  if (!is_anybody_charging (step))
    memory->trim_ca = 0;
  if (memory->overload_us == TWC_NEVER && memory->house.over_us == TWC_NEVER &&
      !twc_step_is_before (step, twc_guard_get_end_us (step)))
    memory->guard_us = TWC_NEVER;
}

/**
 * twc_guard_update:
 *
 * Compares what is measured in all with what the wiring holds, and what the house's lines carry
 * with their fuse: after 3 s or 5 s of overload every offer goes to the minimum, 10 s later to 0,
 * and stays there until a person allows it again.
 */
void
twc_guard_update (TwcStep *step)
{
  TwcMemory *memory = step->memory;
  guint n_drawing;

  measure (step, &n_drawing);
  if (step->wiring_ca == 0 || step->measured_ca <= step->wiring_ca + MARGIN_CA)
    memory->overload_us = TWC_NEVER;
  else
    {
      memory->overloaded_us = get_newest_report_us (step);
      if (memory->overload_us == TWC_NEVER && !is_following (step))
        memory->overload_us = memory->overloaded_us;
    }

  act_on_overload (step, n_drawing);
  forget_what_is_over (step);
  step->capacity_ca =
    MIN (step->limit.down_ca, step->wiring_ca - MIN (memory->trim_ca, step->wiring_ca));
  step->room_ca = MIN (step->limit.up_ca, step->capacity_ca);
}

/**
 * twc_guard_get_end_us:
 *
 * Returns: when the minimum is no longer enforced, if nothing else happens
 */
gint64
twc_guard_get_end_us (const TwcStep *step)
{
  return twc_after_s (MAX (step->memory->overloaded_us, step->memory->house.over_seen_us), HOLD_S);
}

/**
 * twc_guard_get_deadline:
 *
 * Returns: when the guard has to look again, %TWC_NEVER when only a report can change it
 */
gint64
twc_guard_get_deadline (const TwcStep *step)
{
  const TwcMemory *memory = step->memory;
  const gint64 minimum_us = twc_after_s (memory->overload_us, MINIMUM_AFTER_S);
  gint64 next_us = TWC_NEVER;

  if (memory->guard_us != TWC_NEVER)
    next_us = twc_guard_get_end_us (step);
  else if (memory->overload_us == TWC_NEVER && step->measured_ca > step->wiring_ca + MARGIN_CA)
    next_us = twc_after_s (memory->trimmed_us, step->settings->confirm_min_s);

  next_us = twc_step_sooner (step, next_us, minimum_us);
  if (memory->overload_us != TWC_NEVER && !twc_step_is_before (step, minimum_us))
    next_us = twc_step_sooner (
      step, next_us, twc_after_s (MAX (memory->guard_us, memory->overload_us), STOP_AFTER_S));
  if (memory->house.over_us != TWC_NEVER && memory->guard_us != TWC_NEVER)
    next_us = twc_step_sooner (
      step, next_us, twc_after_s (MAX (memory->guard_us, memory->house.over_us), STOP_AFTER_S));

  return next_us;
}
