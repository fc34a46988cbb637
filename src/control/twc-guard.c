/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-guard.h"

/* 7.5. */
#define MARGIN_CA 50
#define MINIMUM_AFTER_S 3
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

/* The minimum has had its time, and somebody has said since that it did not help. What a lost
 * unit said last, perhaps garbled, is no reason to stop until a person comes. */
static gboolean
has_failed (const TwcStep *step)
{
  const TwcMemory *memory = step->memory;
  const gint64 from_us = MAX (memory->guard_us, memory->overload_us);

  return memory->overloaded_us > memory->guard_us &&
         !twc_step_is_before (step, twc_after_s (from_us, STOP_AFTER_S));
}

static void
act_on_overload (TwcStep *step, guint n_drawing)
{
  TwcMemory *memory = step->memory;

  if (memory->overload_us == TWC_NEVER ||
      twc_step_is_before (step, twc_after_s (memory->overload_us, MINIMUM_AFTER_S)) ||
      trim (step, n_drawing))
    return;

  if (memory->guard_us == TWC_NEVER)
    memory->guard_us = step->now.us;
  else if (has_failed (step))
    memory->stopped = TRUE;
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
  if (memory->overload_us == TWC_NEVER && !twc_step_is_before (step, twc_guard_get_end_us (step)))
    memory->guard_us = TWC_NEVER;

  /* Only a person may end it (5.7), and does by asking for nothing in between. */
  if (step->usual.budget_ca == 0)
    memory->stopped = FALSE;
}

/**
 * twc_guard_update:
 *
 * Compares what is measured in all with what the wiring holds: after 3 s of overload every
 * offer goes to the minimum, 10 s later to 0, and stays there until the mode asks for nothing.
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
  step->capacity_ca = step->wiring_ca - MIN (memory->trim_ca, step->wiring_ca);
}

/**
 * twc_guard_get_end_us:
 *
 * Returns: when the minimum is no longer enforced, if nothing else happens
 */
gint64
twc_guard_get_end_us (const TwcStep *step)
{
  return twc_after_s (step->memory->overloaded_us, HOLD_S);
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

  if (memory->overload_us == TWC_NEVER)
    {
      if (memory->guard_us != TWC_NEVER)
        return twc_guard_get_end_us (step);
      return step->measured_ca > step->wiring_ca + MARGIN_CA
               ? twc_after_s (memory->trimmed_us, step->settings->confirm_min_s)
               : TWC_NEVER;
    }

  if (twc_step_is_before (step, minimum_us))
    return minimum_us;

  return twc_after_s (MAX (memory->guard_us, memory->overload_us), STOP_AFTER_S);
}
