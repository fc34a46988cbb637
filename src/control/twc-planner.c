/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-planner.h"

#include <math.h>
#include <stdlib.h>

#define MINUTE_S 60

/* A car that takes longer than four weeks is not planned but charged. */
#define LONGEST_MIN (28 * 1440)

/* Costs are sums of doubles: what differs by less is the same. Price times seconds. */
#define SAME_COST 1e-6

/* A slot with the part of it that is chosen. */
typedef struct
{
  const TwcPriceSlot *slot;
  gint64 start_s;
  gint64 end_s; /* start_s: nothing of it */
} Choice;

/* The slots up to where they count, with what they would cost up to each. */
typedef struct
{
  gint64 need_s; /* how much of it is to be chosen */
  guint n;
  const TwcPriceSlot *slots;
  double sums[TWC_MAX_SLOTS + 1];     /* price times seconds before slot i */
  gint64 unpriced[TWC_MAX_SLOTS + 1]; /* seconds without a price before slot i */
} Market;

/**
 * twc_planner_get_duration:
 *
 * Returns: d of 14.1, in minutes
 */
guint
twc_planner_get_duration (double energy_wh, guint power_w)
{
  const double minutes = energy_wh * 60 / MAX (power_w, 1u);

  if (!(energy_wh > 0))
    return 0;

  /* What is a whole number but for the doubles' last digit is not rounded up. */
  return (guint) ceil (MIN (minutes, LONGEST_MIN) - 1e-9);
}

/**
 * twc_planner_get_end:
 *
 * Returns: T' of 14.1, UTC
 */
gint64
twc_planner_get_end (const TwcPlannerQuestion *question)
{
  return question->departure_s - (gint64) question->margin_min * MINUTE_S;
}

static void
add_window (TwcPlannerAnswer *answer, gint64 start_s, gint64 end_s)
{
  TwcPlanWindow *last = answer->n_windows > 0 ? &answer->windows[answer->n_windows - 1] : NULL;

  if (last && last->end_s == start_s)
    last->end_s = end_s;
  else if (answer->n_windows < TWC_MAX_WINDOWS) /* what comes later is planned later */
    answer->windows[answer->n_windows++] = (TwcPlanWindow){ .start_s = start_s, .end_s = end_s };
}

static guint
count_slots (const TwcPlannerQuestion *question, gint64 until_s)
{
  guint n = 0;

  while (n < MIN (question->n_slots, TWC_MAX_SLOTS) && question->slots[n].end_s <= until_s)
    n++;

  return n;
}

/* L of 14.5; 0 when there is no price at all. */
static gint64
find_last_priced (const TwcPlannerQuestion *question, guint n_slots)
{
  for (guint i = n_slots; i > 0; i--)
    if (question->slots[i - 1].priced)
      return question->slots[i - 1].end_s;

  return 0;
}

static void
open_market (Market *self, const TwcPlannerQuestion *question, gint64 until_s)
{
  self->n = count_slots (question, until_s);
  self->slots = question->slots;
  self->sums[0] = 0;
  self->unpriced[0] = 0;
  for (guint i = 0; i < self->n; i++)
    {
      const TwcPriceSlot *slot = &self->slots[i];
      const gint64 length_s = slot->end_s - slot->start_s;

      self->sums[i + 1] = self->sums[i] + (slot->priced ? slot->price * (double) length_s : 0);
      self->unpriced[i + 1] = self->unpriced[i] + (slot->priced ? 0 : length_s);
    }
}

static gint64
get_priced_s (const Market *self)
{
  return self->n > 0
           ? self->slots[self->n - 1].end_s - self->slots[0].start_s - self->unpriced[self->n]
           : 0;
}

static int
compare_choices (const void *a, const void *b)
{
  const TwcPriceSlot *first = ((const Choice *) a)->slot, *second = ((const Choice *) b)->slot;

  if (first->priced != second->priced)
    return first->priced ? -1 : 1;
  if (first->price < second->price)
    return -1;
  if (first->price > second->price)
    return 1;
  return first->start_s > second->start_s ? -1 : 1; /* the later first (14.3) */
}

static int
compare_times (const void *a, const void *b)
{
  return ((const Choice *) a)->start_s < ((const Choice *) b)->start_s ? -1 : 1;
}

static gboolean
is_followed (const Choice *choices, guint n, gint64 end_s)
{
  for (guint i = 0; i < n; i++)
    if (choices[i].start_s == end_s)
      return TRUE;

  return FALSE;
}

/* 14.3: the last one chosen is shortened, so that it stays joined to its neighbour. */
static void
shorten (Choice *choices, guint n, gint64 spare_s)
{
  Choice *last = &choices[n - 1];

  if (is_followed (choices, n, last->end_s))
    last->start_s += spare_s;
  else
    last->end_s -= spare_s;
}

/* The cheapest slots. Returns: their cost, price times seconds */
static double
choose_slots (const Market *market, TwcPlannerAnswer *answer)
{
  Choice choices[TWC_MAX_SLOTS];
  gint64 chosen_s = 0;
  double cost = 0;
  guint n = 0;

  for (guint i = 0; i < market->n; i++)
    choices[i] = (Choice){ .slot = &market->slots[i],
                           .start_s = market->slots[i].start_s,
                           .end_s = market->slots[i].end_s };
  qsort (choices, market->n, sizeof choices[0], compare_choices);

  while (chosen_s < market->need_s && n < market->n)
    {
      chosen_s += choices[n].end_s - choices[n].start_s;
      n++;
    }
  if (chosen_s > market->need_s)
    shorten (choices, n, chosen_s - market->need_s);

  for (guint i = 0; i < n; i++)
    cost += choices[i].slot->price * (double) (choices[i].end_s - choices[i].start_s);

  qsort (choices, n, sizeof choices[0], compare_times);
  for (guint i = 0; i < n; i++)
    add_window (answer, choices[i].start_s, choices[i].end_s);

  return cost;
}

static guint
find_slot (const Market *self, gint64 at_s)
{
  return (guint) (at_s / TWC_SLOT_S - self->slots[0].start_s / TWC_SLOT_S);
}

static double
get_sum (const Market *self, gint64 at_s)
{
  const guint i = MIN (find_slot (self, at_s), self->n - 1);

  return self->sums[i] + self->slots[i].price * (double) (at_s - self->slots[i].start_s);
}

static gboolean
is_priced (const Market *self, gint64 start_s, gint64 end_s)
{
  return self->unpriced[find_slot (self, end_s - 1) + 1] ==
         self->unpriced[find_slot (self, start_s)];
}

typedef struct
{
  gint64 start_s; /* -1 = none */
  double cost;
} Block;

static void
try_block (const Market *market, gint64 start_s, Block *best)
{
  const gint64 end_s = start_s + market->need_s;
  double cost;

  if (start_s < market->slots[0].start_s || end_s > market->slots[market->n - 1].end_s ||
      !is_priced (market, start_s, end_s))
    return;

  cost = get_sum (market, end_s) - get_sum (market, start_s);
  if (best->start_s < 0 || cost < best->cost - SAME_COST ||
      (cost < best->cost + SAME_COST && start_s > best->start_s))
    *best = (Block){ .start_s = start_s, .cost = cost };
}

static Block
find_block (const Market *market)
{
  Block best = { .start_s = -1 };

  /* T' - d is among them: the last slot ends at T'. */
  for (guint i = 0; i < market->n; i++)
    {
      try_block (market, market->slots[i].start_s, &best);
      try_block (market, market->slots[i].end_s - market->need_s, &best);
    }

  return best;
}

/* 14.3. */
static void
choose (const Market *market, const TwcPlannerQuestion *question, TwcPlannerAnswer *answer)
{
  double cost = choose_slots (market, answer);
  const Block block = find_block (market);

  if (block.start_s >= 0 &&
      block.cost <= cost + fabs (cost) * question->gap_percent / 100 + SAME_COST)
    {
      cost = block.cost;
      answer->n_windows = 0;
      add_window (answer, block.start_s, block.start_s + market->need_s);
    }

  answer->has_cost = TRUE;
  answer->cost = cost * question->power_w / 3.6e6;
}

/**
 * twc_planner_solve:
 *
 * Returns: when to charge (14.2 to 14.5)
 */
TwcPlannerAnswer
twc_planner_solve (const TwcPlannerQuestion *question)
{
  const gint64 end_s = twc_planner_get_end (question);
  TwcPlannerAnswer answer = {
    .duration_min = twc_planner_get_duration (question->energy_wh, question->power_w),
  };
  const gint64 duration_s = (gint64) answer.duration_min * MINUTE_S;
  const gint64 ready_s = question->now_s + duration_s;
  const gint64 last_s = find_last_priced (question, count_slots (question, end_s));
  Market market;

  if (duration_s == 0)
    return answer;

  if (ready_s >= end_s)
    {
      answer.continuous = TRUE;
      answer.late_min =
        (guint) ((MAX (ready_s - question->departure_s, 0) + MINUTE_S - 1) / MINUTE_S);
      add_window (&answer, question->now_s, ready_s);
      return answer;
    }

  /* What fits behind the last known price waits for the next ones (14.5). */
  if (last_s > 0 && end_s - last_s >= duration_s)
    return answer;

  open_market (&market, question, last_s);
  market.need_s = duration_s - (end_s - last_s);
  if (last_s > 0 && get_priced_s (&market) >= market.need_s)
    choose (&market, question, &answer);
  else
    add_window (&answer, end_s - duration_s, end_s); /* 14.4 */

  return answer;
}
