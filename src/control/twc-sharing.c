/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-sharing.h"

#include "control/twc-reserve.h"

/* A power of two, so that its halves down to 1 A reach everything below its double. */
#define LONGEST_LEAP_CA TWC_CA (32)

static gboolean
is_idle (const TwcUnit *unit)
{
  return unit->class == TWC_CLASS_IDLE && !unit->probed;
}

static guint
get_priority (const TwcUnit *unit)
{
  return unit->own ? unit->own->priority : 0;
}

static gboolean
is_on (const TwcUnit *unit)
{
  return unit->memory->offer_ca > 0 && !unit->memory->yields;
}

/* 9.1. Among those that are on the queue is the order in which they came on, so that a switch
 * moves nobody else. */
static gboolean
is_ahead (const TwcUnit *a, const TwcUnit *b)
{
  if (is_idle (a) != is_idle (b))
    return is_idle (b);
  if (a->probed != b->probed)
    return b->probed;
  if (get_priority (a) != get_priority (b))
    return get_priority (a) > get_priority (b);
  if (is_on (a) != is_on (b))
    return is_on (a);
  if (is_on (a) && a->memory->on_us != b->memory->on_us)
    return a->memory->on_us < b->memory->on_us;
  if (a->memory->queued_us != b->memory->queued_us)
    return a->memory->queued_us < b->memory->queued_us;
  return a->state->id < b->state->id;
}

/* Groups lie in their order, and rank 0 behind them all. */
static gboolean
is_served_before (const TwcUnit *a, const TwcUnit *b)
{
  if (a->group != b->group)
    return a->group && (!b->group || a->group < b->group);

  return is_ahead (a, b);
}

/**
 * twc_sharing_sort:
 *
 * Brings the units into the order in which they are served: by groups, then by 9.1.
 */
void
twc_sharing_sort (TwcStep *step)
{
  for (guint i = 1; i < step->n_units; i++)
    for (guint k = i; k > 0 && is_served_before (step->order[k], step->order[k - 1]); k--)
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

/**
 * twc_sharing_fits:
 *
 * Returns: whether all levels together stay within what there is when @unit has @level_ca
 */
gboolean
twc_sharing_fits (const TwcStep *step, const TwcUnit *unit, guint level_ca)
{
  return sum_wiring (step, unit, level_ca) <= step->capacity_ca;
}

static gboolean
fits_budget (const TwcStep *step, const TwcUnit *unit, guint level_ca)
{
  guint sum_ca = unit->n_boxes * level_ca;

  for (guint i = 0; i < step->n_units; i++)
    if (&step->units[i] != unit && step->units[i].group == unit->group)
      sum_ca += get_use (&step->units[i]);

  return sum_ca <= unit->group->budget_ca;
}

/* 11.1 before everything but the wiring itself (11.3). What 11.2 keeps on may last for an hour, so
 * it stays within the budget. */
static void
hold (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];

      unit->kept = unit->kept && unit->group && fits_budget (step, unit, unit->min_ca);
      if ((unit->held || unit->kept) && twc_sharing_fits (step, unit, unit->min_ca))
        unit->level_ca = unit->min_ca;
    }
}

/* What the budget has lost to cars of the same rank that cannot be stopped (9.5). */
static guint
sum_unstoppable (const TwcStep *step, const TwcUnit *unit)
{
  guint sum_ca = 0;

  for (guint i = 0; i < step->n_units; i++)
    if (&step->units[i] != unit && step->units[i].group == unit->group &&
        step->units[i].level_ca == 0)
      sum_ca += get_use (&step->units[i]);

  return sum_ca;
}

/* What of the budget is gone before the walk begins: what is kept on, and the idle come after the
 * others' full shares, held ones among them. */
static guint
sum_before (const TwcStep *step, const TwcGroup *group, gboolean idle)
{
  guint sum_ca = 0;

  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcUnit *unit = &step->units[i];

      if (unit->group == group && (unit->kept || (idle && !is_idle (unit))))
        sum_ca += unit->n_boxes * unit->level_ca;
    }

  return sum_ca;
}

static guint
count_admitted (const TwcStep *step, const TwcGroup *group)
{
  guint n = 0;

  for (guint i = 0; i < step->n_units; i++)
    if (step->units[i].group == group && step->units[i].admitted)
      n++;

  return n;
}

/* 9.2. Who is only held does not displace one that comes before it: for that short while both
 * may take more than the budget, though never more than the wiring holds. */
static void
admit (TwcStep *step, const TwcGroup *group, gboolean idle)
{
  guint walked_ca = sum_before (step, group, idle);

  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];
      const guint min_ca = unit->kept ? 0 : unit->n_boxes * unit->min_ca;

      if (unit->group != group || is_idle (unit) != idle || unit->barred ||
          (group->is_frozen && unit->memory->offer_ca == 0))
        continue;

      if (count_admitted (step, group) >= group->n_most ||
          walked_ca + sum_unstoppable (step, unit) + min_ca > group->budget_ca ||
          !twc_sharing_fits (step, unit, unit->min_ca))
        return;

      walked_ca += min_ca;
      unit->level_ca = unit->min_ca;
      unit->admitted = TRUE;
    }
}

/* How far @unit may be filled at all. */
static guint
get_top (const TwcUnit *unit)
{
  if (!unit->admitted)
    return 0;
  if (unit->group && unit->group->is_frozen)
    return MIN (unit->need_ca, unit->memory->offer_ca);

  return unit->need_ca;
}

static gboolean
may_rise (const TwcStep *step, const TwcUnit *unit)
{
  const guint next_ca = unit->level_ca + TWC_CA (1);

  return next_ca <= get_top (unit) && fits_budget (step, unit, next_ca) &&
         twc_sharing_fits (step, unit, next_ca);
}

/* 9.3: who is given the next ampere: the lowest, or by priority the first that can use it. */
static TwcUnit *
find_next (TwcStep *step, const TwcGroup *group, gboolean idle)
{
  TwcUnit *next = NULL;

  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];

      if (unit->group != group || is_idle (unit) != idle || !may_rise (step, unit))
        continue;
      if (step->settings->share_policy == TWC_SHARE_PRIORITY)
        return unit;
      if (!next || unit->level_ca < next->level_ca)
        next = unit;
    }

  return next;
}

/* Those that the next amperes go to in turn, all being equal: %NULL-terminated. Returns: %FALSE
 * when one lies lower than another */
static gboolean
find_equals (TwcStep *step,
             const TwcGroup *group,
             gboolean idle,
             TwcUnit *equals[TWC_MAX_CHARGERS + 1])
{
  guint n = 0;

  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];

      if (unit->group != group || is_idle (unit) != idle || unit->level_ca >= get_top (unit))
        continue;
      if (n > 0 && unit->level_ca != equals[0]->level_ca)
        return FALSE;
      equals[n++] = unit;
    }

  equals[n] = NULL;
  return n > 0;
}

/* Whether all fits as it is: the group its budget, and everybody the wiring. */
static gboolean
fits_all (const TwcStep *step, const TwcGroup *group)
{
  guint sum_ca = 0;

  for (guint i = 0; i < step->n_units; i++)
    if (step->units[i].group == group)
      sum_ca += get_use (&step->units[i]);

  return sum_ca <= group->budget_ca && sum_wiring (step, NULL, 0) <= step->capacity_ca;
}

/* As many turns of one ampere each at once: what fits at their end fits at each of them. */
static gboolean
leap (TwcStep *step, const TwcGroup *group, TwcUnit *equals[], guint amps_ca)
{
  for (TwcUnit **unit = equals; *unit != NULL; unit++)
    if ((*unit)->level_ca + amps_ca > get_top (*unit))
      return FALSE;

  for (TwcUnit **unit = equals; *unit != NULL; unit++)
    (*unit)->level_ca += amps_ca;
  if (fits_all (step, group))
    return TRUE;

  for (TwcUnit **unit = equals; *unit != NULL; unit++)
    (*unit)->level_ca -= amps_ca;
  return FALSE;
}

static void
leap_all (TwcStep *step, const TwcGroup *group, gboolean idle)
{
  TwcUnit *equals[TWC_MAX_CHARGERS + 1];

  for (guint amps_ca = LONGEST_LEAP_CA; amps_ca >= TWC_CA (1); amps_ca /= 2)
    if (!find_equals (step, group, idle, equals))
      return;
    else
      leap (step, group, equals, amps_ca);
}

static void
fill (TwcStep *step, const TwcGroup *group, gboolean idle)
{
  TwcUnit *unit;

  if (step->settings->share_policy == TWC_SHARE_EQUAL)
    leap_all (step, group, idle);
  while ((unit = find_next (step, group, idle)))
    unit->level_ca += TWC_CA (1);
}

/* 11.6: down to the minimum, and nothing else is started. */
static void
level_for_end (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];
      const guint level_ca = MIN (unit->memory->offer_ca, unit->min_ca);

      if (unit->rank == TWC_RANK_STOP || !twc_sharing_fits (step, unit, level_ca))
        continue;

      unit->level_ca = level_ca;
      unit->admitted = level_ca > 0;
    }
}

static void
share (TwcStep *step)
{
  twc_sharing_sort (step);
  for (guint i = 0; i < step->n_units; i++)
    {
      step->units[i].level_ca = 0;
      step->units[i].admitted = FALSE;
    }

  hold (step);
  for (guint i = 0; i < step->n_groups; i++)
    for (guint idle = 0; idle <= 1; idle++)
      {
        admit (step, &step->groups[i], idle);
        fill (step, &step->groups[i], idle);
      }
}

static gboolean
is_waiting (const TwcUnit *unit)
{
  return unit->class == TWC_CLASS_WANTING && unit->group && unit->group->budget_ca > 0 &&
         !unit->group->is_frozen && !unit->admitted && !unit->barred;
}

/* Whose turn has lasted longest among those that @waiting may follow: of its group, and no more
 * important than it (9.4). */
static TwcUnit *
find_longest (TwcStep *step, const TwcUnit *waiting)
{
  TwcUnit *longest = NULL;

  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];

      if (unit->group == waiting->group && unit->admitted && unit->memory->offer_ca > 0 &&
          !unit->held && !unit->kept && get_priority (unit) == get_priority (waiting) &&
          (!longest || unit->memory->on_us < longest->memory->on_us))
        longest = unit;
    }

  return longest;
}

static const TwcUnit *
find_waiting (const TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    if (is_waiting (step->order[i]))
      return step->order[i];

  return NULL;
}

static gint64
get_turn_end_us (const TwcStep *step)
{
  return twc_after_s (step->memory->turn_us, step->settings->rotate_min * 60);
}

/* 9.4: one goes to the end of the queue and yields, when another has waited for a whole turn. */
static gboolean
rotate (TwcStep *step)
{
  const TwcUnit *waiting = find_waiting (step);
  TwcUnit *longest;

  if (!waiting || step->settings->rotate_min == 0)
    {
      step->memory->turn_us = TWC_NEVER;
      return FALSE;
    }
  if (step->memory->turn_us == TWC_NEVER)
    step->memory->turn_us = step->now.us;
  if (twc_step_is_before (step, get_turn_end_us (step)) ||
      !(longest = find_longest (step, waiting)))
    return FALSE;

  step->memory->turn_us = step->now.us;
  longest->memory->queued_us = step->now.us;
  longest->memory->yields = TRUE;
  return TRUE;
}

/* A turn that ended ends for good once the unit is off. */
static void
settle_turns (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    step->units[i].memory->yields &= step->units[i].memory->offer_ca > 0;
}

/**
 * twc_sharing_set_levels:
 *
 * Shares each group's budget within the wiring: first among those who want, then among the idle,
 * whose cars may start as long as something is left (9.2).
 */
void
twc_sharing_set_levels (TwcStep *step)
{
  settle_turns (step);
  if (step->site->shutting_down)
    {
      twc_sharing_sort (step);
      level_for_end (step);
      return;
    }

  share (step);
  if (rotate (step))
    share (step);
}

/**
 * twc_sharing_get_deadline:
 *
 * Returns: when a turn ends, %TWC_NEVER while nobody waits for it
 */
gint64
twc_sharing_get_deadline (const TwcStep *step)
{
  return twc_step_sooner (step, get_turn_end_us (step), TWC_NEVER);
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

      if (other != unit && other->group && !other->admitted && is_served_before (other, unit))
        position++;
    }

  return position;
}

guint
twc_sharing_get_sum (const TwcStep *step, const TwcGroup *group)
{
  guint sum_ca = 0;

  for (guint i = 0; i < step->n_units; i++)
    if (step->units[i].group == group)
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
