/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-sharing.h"

#include "control/twc-reserve.h"

static gboolean
is_idle (const TwcUnit *unit)
{
  return unit->class == TWC_CLASS_IDLE;
}

/* 9.1. Who was switched on first stays first, so that a switch moves nobody else. */
static gboolean
is_ahead (const TwcUnit *a, const TwcUnit *b)
{
  const gboolean a_on = a->memory->offer_ca > 0, b_on = b->memory->offer_ca > 0;

  if (is_idle (a) != is_idle (b))
    return is_idle (b);
  if (a_on != b_on)
    return a_on;
  if (a_on && a->memory->on_us != b->memory->on_us)
    return a->memory->on_us < b->memory->on_us;
  return a->state->id < b->state->id;
}

static void
sort (TwcStep *step)
{
  for (guint i = 1; i < step->n_units; i++)
    for (guint k = i; k > 0 && is_ahead (step->order[k], step->order[k - 1]); k--)
      {
        TwcUnit *unit = step->order[k];

        step->order[k] = step->order[k - 1];
        step->order[k - 1] = unit;
      }
}

/* What it takes of the budget: 6 A kept free for a car that does not draw are not used. */
static guint
get_use (const TwcUnit *unit)
{
  return unit->level_ca == 0 && unit->unstoppable ? unit->base_ca : unit->n_boxes * unit->level_ca;
}

/* What all take of the wiring when @unit is offered @level_ca; %NULL: as it is. */
static guint
sum_wiring (const TwcStep *step, const TwcUnit *unit, guint level_ca)
{
  guint own_ca[TWC_MAX_CHARGERS];

  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcUnit *other = &step->units[i];

      own_ca[i] =
        MAX (other->n_boxes * (other == unit ? level_ca : other->level_ca), other->base_ca);
    }

  return twc_reserve_sum (step, own_ca);
}

static gboolean
fits_wiring (const TwcStep *step, const TwcUnit *unit, guint level_ca)
{
  return sum_wiring (step, unit, level_ca) <= step->capacity_ca;
}

static gboolean
fits_budget (const TwcStep *step, const TwcUnit *unit, guint level_ca)
{
  guint sum_ca = unit->n_boxes * level_ca;

  for (guint i = 0; i < step->n_units; i++)
    if (&step->units[i] != unit && step->units[i].rank == unit->rank)
      sum_ca += get_use (&step->units[i]);

  return sum_ca <= step->budget_ca;
}

/* 11.1 before everything but the wiring itself (11.3). */
static void
hold (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];

      if (unit->held && fits_wiring (step, unit, unit->min_ca))
        unit->level_ca = unit->min_ca;
    }
}

/* What the budget has lost to cars of the same rank that cannot be stopped (9.5). */
static guint
sum_unstoppable (const TwcStep *step, const TwcUnit *unit)
{
  guint sum_ca = 0;

  for (guint i = 0; i < step->n_units; i++)
    if (&step->units[i] != unit && step->units[i].rank == unit->rank &&
        step->units[i].level_ca == 0)
      sum_ca += get_use (&step->units[i]);

  return sum_ca;
}

/* What of the budget is gone before the walk begins: the idle come after the others' full shares,
 * held ones among them. */
static guint
sum_before (const TwcStep *step, gboolean idle)
{
  guint sum_ca = 0;

  for (guint i = 0; idle && i < step->n_units; i++)
    if (!is_idle (&step->units[i]) && step->units[i].rank == step->rank)
      sum_ca += step->units[i].n_boxes * step->units[i].level_ca;

  return sum_ca;
}

/* 9.2. Who is only held does not displace one that comes before it: for that short while both
 * may take more than the budget, though never more than the wiring holds. */
static void
admit (TwcStep *step, gboolean idle)
{
  guint walked_ca = sum_before (step, idle);

  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];
      const guint min_ca = unit->n_boxes * unit->min_ca;

      if (unit->rank == TWC_RANK_STOP || is_idle (unit) != idle)
        continue;

      if (walked_ca + sum_unstoppable (step, unit) + min_ca > step->budget_ca ||
          !fits_wiring (step, unit, unit->min_ca))
        return;

      walked_ca += min_ca;
      unit->level_ca = unit->min_ca;
      unit->admitted = TRUE;
    }
}

static TwcUnit *
find_lowest (TwcStep *step, gboolean idle)
{
  TwcUnit *lowest = NULL;

  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];
      const guint next_ca = unit->level_ca + TWC_CA (1);

      if (unit->admitted && is_idle (unit) == idle && next_ca <= unit->need_ca &&
          fits_budget (step, unit, next_ca) && fits_wiring (step, unit, next_ca) &&
          (!lowest || unit->level_ca < lowest->level_ca))
        lowest = unit;
    }

  return lowest;
}

/* 9.3, equal: one ampere at a time to the lowest. */
static void
fill (TwcStep *step, gboolean idle)
{
  TwcUnit *lowest;

  while ((lowest = find_lowest (step, idle)))
    lowest->level_ca += TWC_CA (1);
}

/* 11.6: down to the minimum, and nothing else is started. */
static void
level_for_end (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];
      const guint level_ca = MIN (unit->memory->offer_ca, unit->min_ca);

      if (unit->rank == TWC_RANK_STOP || !fits_wiring (step, unit, level_ca))
        continue;

      unit->level_ca = level_ca;
      unit->admitted = level_ca > 0;
    }
}

/**
 * twc_sharing_set_levels:
 *
 * Shares the budget within the wiring: first among those who want, then among the idle, whose
 * cars may start as long as something is left (9.2).
 */
void
twc_sharing_set_levels (TwcStep *step)
{
  sort (step);
  if (step->site->shutting_down)
    {
      level_for_end (step);
      return;
    }

  hold (step);
  for (guint idle = 0; idle <= 1; idle++)
    {
      admit (step, idle);
      fill (step, idle);
    }
}

/**
 * twc_sharing_count_position:
 *
 * Returns: the place of @unit among those who wait to be admitted, from 1
 */
guint
twc_sharing_count_position (const TwcStep *step, const TwcUnit *unit)
{
  guint position = 1;

  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcUnit *other = &step->units[i];

      if (other != unit && other->rank != TWC_RANK_STOP && !other->admitted &&
          is_ahead (other, unit))
        position++;
    }

  return position;
}

guint
twc_sharing_get_sum (const TwcStep *step)
{
  guint sum_ca = 0;

  for (guint i = 0; i < step->n_units; i++)
    if (step->units[i].rank != TWC_RANK_STOP)
      sum_ca += get_use (&step->units[i]);

  return sum_ca;
}

/**
 * twc_sharing_get_room:
 *
 * Returns: what the wiring has left beside what everybody has or takes
 */
guint
twc_sharing_get_room (const TwcStep *step)
{
  return step->capacity_ca - MIN (sum_wiring (step, NULL, 0), step->capacity_ca);
}
