/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-departure.h"

#include <string.h>

#include "control/twc-civil.h"
#include "control/twc-limit.h"
#include "control/twc-planner.h"
#include "control/twc-ranks.h"

/* 14.1: what of the energy at the plug reaches the battery. */
#define EFFICIENCY 0.9

/* 14.1: so long a mean counts, and so far below the assumed power it replaces it. */
#define MEASURE_S 120
#define SLOWER_PERCENT 95

/* 14.6: a window that is nearly over is not worth a switch of the contactor. */
#define WORTH_S 300

/* A car that is late is charged for half a day more, as long as it is there (14.2). */
#define LATE_S (12 * 3600)

#define DAY_S 86400
#define DAYS_AHEAD 8

/* All goals together fill the plan's windows. */
#define WINDOWS_PER_GOAL (TWC_MAX_WINDOWS / TWC_MAX_GOALS)

static guint64
mix (guint64 stamp, guint64 value)
{
  return (stamp ^ (stamp >> 32)) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) + value;
}

static guint64
mix_text (guint64 stamp, const char *text)
{
  for (; *text; text++)
    stamp = mix (stamp, (guchar) *text);

  return stamp;
}

/* Never 0. A goal that is changed is another one: it counts from then on (14.1). */
static guint64
get_goal_stamp (const TwcPlanGoal *goal)
{
  guint64 stamp = mix_text (mix_text (1, goal->name), goal->vin);

  stamp = mix (stamp, goal->charger + ((guint64) goal->energy_wh << 16));
  stamp = mix (stamp, goal->target_percent + ((guint64) goal->departure_min << 8));
  return mix (stamp, goal->days + ((guint64) goal->date << 8)) | 1;
}

static guint
count_goals (const TwcStep *step)
{
  return MIN (step->settings->tariff.n_goals, TWC_MAX_GOALS);
}

/* Of all that a new computation is worth (14.1). */
static guint64
get_stamp (const TwcStep *step)
{
  const TwcPriceSource source = twc_prices_get_import (step->settings, step->site);
  const TwcTariffSettings *tariff = &step->settings->tariff;
  guint64 stamp = mix (twc_prices_get_stamp (&source),
                       tariff->margin_min + ((guint64) tariff->gap_percent << 32));
  guint64 sum = 0; /* of what has no order (P9) */

  for (guint i = 0; i < count_goals (step); i++)
    stamp = mix (stamp, get_goal_stamp (&tariff->goals[i]) + (tariff->goals[i].enabled ? 2 : 0));
  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcUnit *unit = &step->units[i];

      sum += mix_text (unit->state->id + ((guint64) unit->cap_ca << 16), unit->state->vin);
    }
  for (guint i = 0; i < MIN (step->site->n_vehicles, TWC_MAX_VEHICLES); i++)
    sum += mix_text ((guint64) step->site->vehicles[i].at_us, step->site->vehicles[i].vin);

  return mix (mix (stamp, sum), step->wiring_ca) | 1;
}

/* (nullable): where its car is plugged in */
static const TwcUnit *
find_unit (const TwcStep *step, const TwcPlanGoal *goal)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcChargerState *state = step->units[i].state;

      if (goal->charger != 0
            ? state->id == goal->charger
            : goal->vin[0] != '\0' && state->vin_checks && strcmp (state->vin, goal->vin) == 0)
        return &step->units[i];
    }

  return NULL;
}

/**
 * twc_departure_find_next:
 * @zone: (nullable): the owner's
 *
 * Returns: when the car departs next, strictly after @after_s; 0 = never again
 */
gint64
twc_departure_find_next (const TwcPlanGoal *goal, GTimeZone *zone, gint64 after_s)
{
  const gint64 today = twc_civil_get_day (zone, after_s);
  gint64 day, departure_s;

  if (goal->days == 0)
    {
      departure_s = twc_civil_find_day (goal->date, &day)
                      ? twc_civil_to_utc (zone, day, goal->departure_min)
                      : 0;
      return departure_s > after_s ? departure_s : 0;
    }

  for (day = today; day <= today + DAYS_AHEAD; day++)
    {
      departure_s = twc_civil_to_utc (zone, day, goal->departure_min);
      if (twc_civil_is_on (day, goal->days) && departure_s > after_s)
        return departure_s;
    }

  return 0;
}

/* Goals keep what they know when others come and go. */
static void
match_goals (TwcStep *step)
{
  TwcDepartureMemory *memory = &step->memory->departure;
  TwcGoalMemory known[TWC_MAX_GOALS];

  memcpy (known, memory->goals, sizeof known);
  memset (memory->goals, 0, sizeof memory->goals);
  for (guint i = 0; i < count_goals (step); i++)
    {
      const guint64 stamp = get_goal_stamp (&step->settings->tariff.goals[i]);

      memory->goals[i] = (TwcGoalMemory){ .stamp = stamp, .stretch_us = TWC_NEVER };
      for (guint k = 0; k < TWC_MAX_GOALS; k++)
        if (known[k].stamp == stamp)
          memory->goals[i] = known[k];
    }
}

/* Everything counts that is delivered from the moment that the goal was set, the sun's share as
 * well, wherever its car is plugged in (14.1). */
static void
count (TwcGoalMemory *goal, const TwcUnit *unit)
{
  const double total_wh = unit ? unit->memory->energy.total_wh : 0;
  const guint16 id = unit ? unit->state->id : 0;

  if (goal->charger == id && total_wh > goal->from_wh)
    goal->taken_wh += total_wh - goal->from_wh;
  goal->charger = id;
  goal->from_wh = total_wh;
}

static gboolean
is_charging_for_it (const TwcStep *step, const TwcGoalMemory *goal, const TwcUnit *unit)
{
  return goal->active && unit && unit->state->draw_ca >= TWC_DRAWING_CA &&
         !(twc_ranks_is_charging_now (step->settings, step->now) &&
           twc_ranks_is_charge_target (step->settings, unit));
}

/* 14.1: the mean since this stretch of charging began. */
static void
measure (const TwcStep *step, TwcGoalMemory *goal, const TwcUnit *unit)
{
  const TwcEnergy *energy = unit ? &unit->memory->energy : NULL;
  gint64 length_us;

  if (!is_charging_for_it (step, goal, unit))
    {
      goal->stretch_us = TWC_NEVER;
      return;
    }
  if (goal->stretch_us == TWC_NEVER)
    {
      goal->stretch_us = energy->at_us;
      goal->stretch_wh = energy->total_wh;
    }

  length_us = energy->at_us - goal->stretch_us;
  if (length_us >= TWC_SECONDS_US (MEASURE_S))
    goal->measured_w = (guint) (MAX (energy->total_wh - goal->stretch_wh, 0) * 3600 *
                                G_USEC_PER_SEC / (double) length_us);
}

static gboolean
get_missing_in_battery (const TwcStep *step,
                        const TwcPlanGoal *goal,
                        const TwcUnit *unit,
                        double *wh)
{
  const TwcSite *site = step->site;
  double percent;

  if (!unit || !twc_limit_get_level (step, unit, &percent))
    return FALSE;

  for (guint i = 0; i < MIN (site->n_vehicles, TWC_MAX_VEHICLES); i++)
    if (strcmp (site->vehicles[i].vin, unit->state->vin) == 0 && site->vehicles[i].battery_wh > 0)
      {
        *wh = (goal->target_percent - percent) / 100 * site->vehicles[i].battery_wh / EFFICIENCY;
        return TRUE;
      }

  return FALSE;
}

/* E of 14.1. */
static void
set_missing (const TwcStep *step,
             const TwcPlanGoal *goal,
             const TwcUnit *unit,
             TwcGoalMemory *memory)
{
  double wh = goal->energy_wh - memory->taken_wh;

  memory->known = goal->energy_wh > 0 || get_missing_in_battery (step, goal, unit, &wh);
  memory->missing_wh = memory->known ? MAX (wh, 0) : 0;
}

static gboolean
is_late (const TwcStep *step, const TwcGoalMemory *goal, const TwcUnit *unit)
{
  return goal->active && goal->missing_wh > 0 && unit &&
         (unit->class == TWC_CLASS_CHARGING || unit->class == TWC_CLASS_WANTING) &&
         step->now.unix_s < goal->departure_s + LATE_S;
}

/* 14.6: what a departure missed is not asked of the next one. */
static void
follow_departure (const TwcStep *step,
                  const TwcPlanGoal *goal,
                  const TwcUnit *unit,
                  TwcGoalMemory *memory)
{
  const gint64 now_s = step->now.unix_s;
  const gboolean has_passed = memory->departure_s > 0 && now_s >= memory->departure_s;

  if (has_passed && is_late (step, memory, unit))
    return;

  if (has_passed)
    {
      memory->taken_wh = 0;
      memory->measured_w = 0;
      memory->active = FALSE;
    }
  memory->departure_s = goal->enabled ? twc_departure_find_next (goal, step->site->zone, now_s) : 0;
}

/* 14.1: those that may have to charge at the same time. */
static guint
count_rivals (const TwcStep *step)
{
  const TwcDepartureMemory *memory = &step->memory->departure;
  guint n = 0;

  for (guint i = 0; i < count_goals (step); i++)
    if (memory->goals[i].missing_wh > 0 && memory->goals[i].charger != 0 &&
        memory->goals[i].departure_s > 0 &&
        memory->goals[i].departure_s <= step->now.unix_s + DAY_S)
      n++;

  return MAX (n, 1);
}

/* P of 14.1. */
static guint
get_power (const TwcStep *step, const TwcUnit *unit, const TwcGoalMemory *goal)
{
  const guint current_ca = MIN (unit->cap_ca, step->wiring_ca / count_rivals (step));
  const guint power_w = twc_step_get_wpa (step, unit) * current_ca / 100;

  return goal->measured_w > 0 && goal->measured_w * 100 < power_w * SLOWER_PERCENT
           ? goal->measured_w
           : power_w;
}

static void
take_answer (TwcStep *step, guint index, const TwcPlannerAnswer *answer)
{
  TwcDepartureMemory *memory = &step->memory->departure;

  for (guint i = 0; i < MIN (answer->n_windows, WINDOWS_PER_GOAL); i++)
    {
      memory->windows[memory->n_windows] = answer->windows[i];
      memory->windows[memory->n_windows++].goal = index;
    }
}

static void
plan_goal (TwcStep *step, guint index)
{
  const TwcPriceSource source = twc_prices_get_import (step->settings, step->site);
  const TwcTariffSettings *tariff = &step->settings->tariff;
  const TwcUnit *unit = find_unit (step, &tariff->goals[index]);
  TwcGoalMemory *goal = &step->memory->departure.goals[index];
  TwcPriceSlot slots[TWC_MAX_SLOTS];
  TwcPlannerQuestion question = {
    .now_s = step->now.unix_s,
    .departure_s = goal->departure_s,
    .margin_min = tariff->margin_min,
    .gap_percent = tariff->gap_percent,
    .energy_wh = goal->missing_wh,
    .slots = slots,
  };
  TwcPlannerAnswer answer;

  goal->late_min = 0;
  if (!unit || unit->cap_ca < unit->lowest_ca || goal->departure_s == 0 || goal->missing_wh <= 0)
    return;

  question.power_w = get_power (step, unit, goal);
  question.n_slots =
    twc_prices_cut (&source, question.now_s, twc_planner_get_end (&question), slots);
  answer = twc_planner_solve (&question);
  goal->late_min = answer.late_min;
  goal->continuous = answer.continuous;
  take_answer (step, index, &answer);
}

static void
compute (TwcStep *step)
{
  TwcDepartureMemory *memory = &step->memory->departure;

  memory->n_windows = 0;
  for (guint i = 0; i < count_goals (step); i++)
    {
      const TwcPlanGoal *goal = &step->settings->tariff.goals[i];
      const TwcUnit *unit = find_unit (step, goal);

      set_missing (step, goal, unit, &memory->goals[i]);
      follow_departure (step, goal, unit, &memory->goals[i]);
      set_missing (step, goal, unit, &memory->goals[i]);
    }
  for (guint i = 0; i < count_goals (step); i++)
    plan_goal (step, i);
}

static const TwcPlanWindow *
find_window (const TwcDepartureMemory *memory, guint index, gint64 now_s)
{
  for (guint i = 0; i < memory->n_windows; i++)
    if (memory->windows[i].goal == index && memory->windows[i].start_s <= now_s &&
        now_s < memory->windows[i].end_s)
      return &memory->windows[i];

  return NULL;
}

/* 14.6. */
static void
decide (TwcStep *step, guint index)
{
  const TwcDepartureMemory *memory = &step->memory->departure;
  const gint64 now_s = step->now.unix_s;
  const TwcPlanWindow *window = find_window (memory, index, now_s);
  TwcGoalMemory *goal = &step->memory->departure.goals[index];

  if (window)
    {
      goal->active |= goal->continuous || window->end_s - now_s >= WORTH_S;
      goal->running_until_s = MIN (window->end_s, (now_s / TWC_SLOT_S + 1) * TWC_SLOT_S);
    }
  else
    goal->active = goal->active && goal->missing_wh > 0 && now_s < goal->running_until_s;
}

static void
forget_windows (TwcDepartureMemory *memory)
{
  memory->stamp = 0;
  memory->n_windows = 0;
  for (guint i = 0; i < TWC_MAX_GOALS; i++)
    memory->goals[i].active = FALSE;
}

/**
 * twc_departure_update:
 *
 * Decides which plans charge now; their windows are computed anew once a minute, and when
 * anything changes that they depend on. After the energy has been counted.
 */
void
twc_departure_update (TwcStep *step)
{
  TwcDepartureMemory *memory = &step->memory->departure;
  guint64 stamp;

  if (count_goals (step) == 0 || !twc_civil_is_plausible (step->now.unix_s)) /* 5.4 */
    {
      forget_windows (memory);
      return;
    }

  stamp = get_stamp (step);
  if (memory->stamp != stamp)
    match_goals (step);
  for (guint i = 0; i < count_goals (step); i++)
    {
      const TwcUnit *unit = find_unit (step, &step->settings->tariff.goals[i]);

      count (&memory->goals[i], unit);
      measure (step, &memory->goals[i], unit);
    }

  if (memory->stamp != stamp || memory->computed_s / 60 != step->now.unix_s / 60)
    {
      memory->stamp = stamp;
      memory->computed_s = step->now.unix_s;
      compute (step);
    }
  for (guint i = 0; i < count_goals (step); i++)
    decide (step, i);
}

/**
 * twc_departure_is_due:
 * @departure_s: (out): when its car departs, UTC
 *
 * Returns: whether a plan charges at @unit now (rank 3)
 */
gboolean
twc_departure_is_due (const TwcStep *step, const TwcUnit *unit, gint64 *departure_s)
{
  const TwcDepartureMemory *memory = &step->memory->departure;

  for (guint i = 0; i < count_goals (step); i++)
    if (memory->goals[i].active && memory->goals[i].charger == unit->state->id)
      {
        *departure_s = memory->goals[i].departure_s;
        return TRUE;
      }

  return FALSE;
}

/**
 * twc_departure_tell:
 * @plan: gets the windows, and how each goal stands
 */
void
twc_departure_tell (const TwcStep *step, TwcPlan *plan)
{
  const TwcDepartureMemory *memory = &step->memory->departure;

  plan->n_windows = memory->n_windows;
  for (guint i = 0; i < memory->n_windows; i++)
    plan->windows[i] = memory->windows[i];

  plan->n_departures = count_goals (step);
  for (guint i = 0; i < plan->n_departures; i++)
    plan->departures[i] = (TwcPlanDeparture){
      .departure_s = memory->goals[i].departure_s,
      .known = memory->goals[i].known,
      .missing_wh = memory->goals[i].missing_wh,
      .late_min = memory->goals[i].late_min,
      .active = memory->goals[i].active,
    };
}

/* Of @next_us and an instant of the wall clock. */
static gint64
get_sooner (const TwcStep *step, gint64 next_us, gint64 at_s)
{
  if (at_s <= step->now.unix_s)
    return next_us;

  return twc_step_sooner (step, next_us,
                          step->now.us + TWC_SECONDS_US (MIN (at_s - step->now.unix_s, DAY_S)));
}

/**
 * twc_departure_get_deadline:
 *
 * Returns: when time alone may begin or end a charge by plan, %TWC_NEVER if it may not
 */
gint64
twc_departure_get_deadline (const TwcStep *step)
{
  const TwcDepartureMemory *memory = &step->memory->departure;
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < memory->n_windows; i++)
    {
      next_us = get_sooner (step, next_us, memory->windows[i].start_s);
      next_us = get_sooner (step, next_us, memory->windows[i].end_s);
    }
  for (guint i = 0; i < count_goals (step); i++)
    {
      if (memory->goals[i].missing_wh > 0 && memory->goals[i].charger != 0)
        next_us = get_sooner (step, next_us, (step->now.unix_s / 60 + 1) * 60);
      next_us = get_sooner (step, next_us, memory->goals[i].departure_s);
      if (memory->goals[i].active)
        next_us = get_sooner (step, next_us, memory->goals[i].running_until_s);
    }

  return next_us;
}
