/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-reserve.h"

#include "control/twc-exposure.h"

/* A car that seems to have left keeps its reserve for a minute: units report "no car" for a
 * moment in between, and each change moves the others. */
#define CAR_STAYS_S 60

static gboolean
may_have_car (const TwcChargerState *state)
{
  return state->reported && (state->activity != TWC_ACTIVITY_NO_CAR ||
                             state->state != TWC_STATE_READY || state->reported_ca > 0);
}

static gint64
get_car_until_us (const TwcUnit *unit)
{
  return twc_after_s (unit->memory->car_us, CAR_STAYS_S);
}

void
twc_reserve_take_report (TwcUnit *unit)
{
  if (may_have_car (unit->state))
    unit->memory->car_us = unit->state->heard_us;
}

/* What a unit has not said yet is not counted; nobody is raised until it has spoken. */
static gboolean
may_draw (const TwcStep *step, const TwcUnit *unit)
{
  if (unit->state->protocol == 1 ||
      (!unit->state->online && twc_exposure_is_over (unit->memory, step->now.us)))
    return FALSE;

  return may_have_car (unit->state) || twc_step_is_before (step, get_car_until_us (unit));
}

/**
 * twc_reserve_set:
 *
 * Finds out whose car cannot be stopped, and how many times 6 A the wiring can hold for them.
 * Neither depends on what is offered, so no offer can bring a reserve about or end it.
 */
void
twc_reserve_set (TwcStep *step)
{
  step->n_clamps = 0;
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = &step->units[i];

      unit->may_draw = may_draw (step, unit);
      step->n_clamps += unit->may_draw ? unit->n_boxes : 0;
    }

  step->n_reserves = MIN (step->n_clamps, step->wiring_ca / TWC_CLAMP_CA);
}

static guint
get_clamp (const TwcUnit *unit)
{
  return unit->may_draw ? unit->n_boxes * TWC_CLAMP_CA : 0;
}

/* The reserves that are left once those who take 6 A or more by themselves have theirs. */
static guint
count_free (const TwcStep *step, const guint own_ca[TWC_MAX_CHARGERS])
{
  guint n_taken = 0;

  for (guint i = 0; i < step->n_units; i++)
    if (step->units[i].may_draw && own_ca[i] >= get_clamp (&step->units[i]))
      n_taken += step->units[i].n_boxes;

  return step->n_reserves - MIN (n_taken, step->n_reserves);
}

/**
 * twc_reserve_of:
 * @own_ca: what each unit counts with by itself
 * @index: of a unit
 *
 * Returns: what this unit counts with, its reserve among it
 */
guint
twc_reserve_of (const TwcStep *step, const guint own_ca[TWC_MAX_CHARGERS], guint index)
{
  guint n_free = count_free (step, own_ca);

  for (guint i = 0; i <= index; i++)
    {
      const TwcUnit *unit = &step->units[i];
      const gboolean waits = unit->may_draw && own_ca[i] < get_clamp (unit);

      if (waits && i == index && n_free >= unit->n_boxes)
        return get_clamp (unit);
      n_free -= waits ? MIN (n_free, unit->n_boxes) : 0;
    }

  return own_ca[index];
}

/**
 * twc_reserve_sum:
 * @own_ca: what each unit counts with by itself
 *
 * Where the wiring is too small for a reserve each, as many are kept as it can hold: another
 * car that comes must not be a reason to offer the first one more.
 *
 * Returns: what all count with together
 */
guint
twc_reserve_sum (const TwcStep *step, const guint own_ca[TWC_MAX_CHARGERS])
{
  guint sum_ca = 0;

  for (guint i = 0; i < step->n_units; i++)
    sum_ca += twc_reserve_of (step, own_ca, i);

  return sum_ca;
}

/**
 * twc_reserve_of_others:
 *
 * Returns: what is kept free for the others while @unit charges
 */
guint
twc_reserve_of_others (const TwcStep *step, const TwcUnit *unit)
{
  const guint n_own = unit->may_draw ? unit->n_boxes : 0;

  return (step->n_reserves - MIN (n_own, step->n_reserves)) * TWC_CLAMP_CA;
}

/**
 * twc_reserve_is_complete:
 *
 * Returns: whether the wiring can hold 6 A for each that cannot be stopped
 */
gboolean
twc_reserve_is_complete (const TwcStep *step)
{
  return step->n_reserves == step->n_clamps;
}

/**
 * twc_reserve_get_deadline:
 *
 * Returns: when a car that seems to have left loses its reserve
 */
gint64
twc_reserve_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < step->n_units; i++)
    if (step->units[i].may_draw && !may_have_car (step->units[i].state))
      next_us = twc_step_sooner (step, next_us, get_car_until_us (&step->units[i]));

  return next_us;
}
