/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-ranks.h"

#include "control/twc-account.h"
#include "control/twc-civil.h"
#include "control/twc-confirm.h"
#include "control/twc-departure.h"
#include "control/twc-exposure.h"
#include "control/twc-limit.h"
#include "control/twc-need.h"
#include "control/twc-schedule.h"

#define FAR_S 86400

/* A price that is a weighed sum may differ from the limit in its last digit. */
#define SAME_PRICE 1e-9

/**
 * twc_ranks_is_charging_now:
 *
 * Returns: whether a one-time charge is going on (5.6); one without an end is none
 */
gboolean
twc_ranks_is_charging_now (const TwcSettings *settings, TwcNow now)
{
  return settings->charge_now_ca > 0 && now.unix_s < settings->charge_now_until_s;
}

/**
 * twc_ranks_is_charge_target:
 * @unit: (nullable): one that nobody has named when it is %NULL
 *
 * Returns: whether the one-time charge is for @unit
 */
gboolean
twc_ranks_is_charge_target (const TwcSettings *settings, const TwcUnit *unit)
{
  for (guint i = 0; unit && i < settings->n_charge_now_ids; i++)
    if (settings->charge_now_ids[i] == unit->state->id)
      return TRUE;

  return settings->n_charge_now_ids == 0;
}

/* 5.6: until its time is over, or its energy delivered. */
static gboolean
is_charging_now (const TwcStep *step, const TwcUnit *unit)
{
  return twc_ranks_is_charging_now (step->settings, step->now) &&
         twc_ranks_is_charge_target (step->settings, unit) &&
         !twc_account_is_charge_now_over (step);
}

static TwcGroup
get_charge_now (const TwcStep *step)
{
  return (TwcGroup){
    .rank = TWC_RANK_CHARGE_NOW,
    .why = TWC_REASON_CHARGE_NOW,
    .budget_ca = twc_amps_down (step->settings->charge_now_ca),
    .n_most = TWC_MAX_CHARGERS,
    .until_s = step->settings->charge_now_until_s,
  };
}

/* The entries of the schedule that are active for @unit; %NULL is one that nobody has named. */
static guint
select_entries (const TwcStep *step, const TwcUnit *unit)
{
  return twc_schedule_select (step->settings, step->memory->schedule.active,
                              unit ? unit->state->id : 0);
}

static TwcGroup
get_blocked (const TwcStep *step, guint entries)
{
  return (TwcGroup){
    .rank = TWC_RANK_BLOCKED,
    .why = TWC_REASON_BLOCKED_BY_SCHEDULE,
    .until_s = twc_schedule_get_end (&step->memory->schedule, step->settings, entries),
  };
}

/* Whether it is to be charged in time for a departure, or at least to a minimum (rank 3). While
 * the clock cannot be right it is neither (5.4). */
static gboolean
is_urgent (const TwcStep *step, const TwcUnit *unit, gint64 *departure_s)
{
  *departure_s = 0;
  if (!unit || !twc_civil_is_plausible (step->now.unix_s))
    return FALSE;

  return twc_departure_is_due (step, unit, departure_s) || twc_limit_is_below_minimum (step, unit);
}

/* Rank 3: as much as it can take; budgets of its group add up. */
static TwcGroup
get_urgent (const TwcUnit *unit, gint64 departure_s)
{
  return (TwcGroup){
    .rank = TWC_RANK_PLAN,
    .why = TWC_REASON_PLAN,
    .budget_ca = unit->cap_ca,
    .n_most = TWC_MAX_CHARGERS,
    .until_s = departure_s,
  };
}

static TwcGroup
get_scheduled (const TwcStep *step, guint entries)
{
  return (TwcGroup){
    .rank = TWC_RANK_SCHEDULE,
    .why = TWC_REASON_SCHEDULE,
    .budget_ca = twc_amps_down (twc_schedule_get_amps (step->settings, entries)),
    .n_most = TWC_MAX_CHARGERS,
    .entries = entries,
    .until_s = twc_schedule_get_end (&step->memory->schedule, step->settings, entries),
  };
}

/* 5.5: in the very tick of the instant, before anybody has stored it. */
static TwcMode
get_mode_now (const TwcStep *step)
{
  return twc_schedule_must_resume (step->settings, step->now.unix_s) ? TWC_MODE_GREEN
                                                                     : step->settings->mode;
}

/* Whether energy from the grid is welcome although the sun decides (rank 5). */
static gboolean
is_cheap (const TwcStep *step)
{
  const TwcTariffSettings *tariff = &step->settings->tariff;

  return tariff->cheap_ca > 0 && get_mode_now (step) == TWC_MODE_GREEN &&
         step->flows.has_import_price &&
         step->flows.import_price <= tariff->cheap_price + SAME_PRICE;
}

static TwcGroup
get_cheap (const TwcStep *step)
{
  return (TwcGroup){
    .rank = TWC_RANK_CHEAP,
    .why = TWC_REASON_CHEAP,
    .budget_ca = twc_amps_down (step->settings->tariff.cheap_ca),
    .n_most = TWC_MAX_CHARGERS,
  };
}

static TwcGroup
get_mode (const TwcStep *step)
{
  const TwcSettings *settings = step->settings;

  switch (get_mode_now (step))
    {
    case TWC_MODE_FIXED:
      return (TwcGroup){
        .rank = TWC_RANK_MODE,
        .why = TWC_REASON_FIXED,
        .budget_ca = twc_amps_down (settings->fixed_ca),
        .n_most = TWC_MAX_CHARGERS,
      };
    case TWC_MODE_GREEN:
      /* Its budget follows (twc-solar.c); until then no surplus, never a guess (G4). */
      return (TwcGroup){ .rank = TWC_RANK_GREEN, .why = TWC_REASON_STALE };
    case TWC_MODE_OFF:
    case TWC_N_MODES:
      break;
    }

  return (TwcGroup){ .rank = TWC_RANK_MODE, .why = TWC_REASON_OFF };
}

/* The first rank that applies, from 1 on. */
static TwcGroup
get_group (const TwcStep *step, const TwcUnit *unit)
{
  const guint entries = select_entries (step, unit);
  gint64 departure_s;

  /* 8.6: 0 in every rank, but not at once as in rank 0. */
  if (unit && twc_limit_is_reached (unit))
    return (TwcGroup){ .rank = TWC_RANK_BLOCKED, .why = TWC_REASON_LIMIT };
  if (is_charging_now (step, unit))
    return get_charge_now (step);
  if (twc_schedule_is_blocked (step->settings, entries))
    return get_blocked (step, entries);
  if (is_urgent (step, unit, &departure_s))
    return get_urgent (unit, departure_s);
  if (entries != 0)
    return get_scheduled (step, entries);
  if (is_cheap (step))
    return get_cheap (step);

  return get_mode (step);
}

/**
 * twc_ranks_set_usual:
 *
 * Sets what holds for a unit that nothing names: what the site as a whole is doing.
 */
void
twc_ranks_set_usual (TwcStep *step)
{
  step->usual = get_group (step, NULL);
}

/* The grid is down, and the owner wants @action then (5.1). */
static gboolean
is_islanded (const TwcStep *step, TwcFallback action)
{
  return step->site->islanded && step->settings->islanded_action == action;
}

/* Rank 0: what stops a unit at once, the most fundamental first. */
static gboolean
is_stopped (const TwcStep *step, const TwcUnit *unit, TwcReasonCode *why)
{
  if (unit->class == TWC_CLASS_LOST)
    *why = TWC_REASON_LOST;
  else if (step->wiring_ca == 0 || unit->cap_ca < unit->lowest_ca)
    *why = TWC_REASON_CONFIG;
  else if (unit->class == TWC_CLASS_ERROR)
    *why = TWC_REASON_ERROR;
  else if (step->memory->stop_all)
    *why = TWC_REASON_STOP_ALL;
  else if (is_islanded (step, TWC_FALLBACK_STOP))
    *why = TWC_REASON_ISLANDED;
  else if (step->site->external.blocked)
    *why = TWC_REASON_EXTERNAL;
  else if (unit->own && unit->own->paused)
    *why = TWC_REASON_PAUSED;
  else if (twc_limit_is_refused (step, unit))
    *why = TWC_REASON_VEHICLE_REFUSED;
  else
    return FALSE;

  return TRUE;
}

/* 9.3 with what may not be raised: a duplicate id (twc-protocol 4.5), a unit that does not do
 * what it is told, and everything while the overload guard acts (7.5). */
static guint
get_need (const TwcStep *step, const TwcUnit *unit)
{
  if (unit->n_boxes > 1 || step->memory->guard_us != TWC_NEVER)
    return unit->min_ca;
  if (twc_confirm_is_slow (step, unit) || twc_confirm_is_disobeying (step, unit))
    return CLAMP (unit->memory->offer_ca, unit->min_ca, unit->cap_ca);
  return twc_need_get (unit);
}

static void
set_unit (TwcStep *step, TwcUnit *unit)
{
  unit->rank = is_stopped (step, unit, &unit->stopped) ? TWC_RANK_STOP : TWC_RANK_MODE;
  unit->need_ca = get_need (step, unit);
  unit->unstoppable = twc_confirm_is_unstoppable (step, unit);
  unit->base_ca = twc_exposure_base (step, unit);
}

/* 5.3: those of one rank share one budget, unless other entries of the schedule hold for them. */
static gboolean
is_same (const TwcGroup *a, const TwcGroup *b)
{
  return a->rank == b->rank && a->why == b->why && a->entries == b->entries;
}

static void
join (TwcStep *step, TwcUnit *unit)
{
  const TwcGroup group = get_group (step, unit);
  guint i = 0;

  while (i < step->n_groups && !is_same (&step->groups[i], &group))
    i++;
  if (i == step->n_groups)
    step->groups[step->n_groups++] = group;
  else if (group.rank == TWC_RANK_PLAN)
    {
      step->groups[i].budget_ca += group.budget_ca;
      if (step->groups[i].until_s != group.until_s)
        step->groups[i].until_s = 0; /* the one until is not the other's */
    }

  step->groups[i].priority = MAX (step->groups[i].priority, unit->own ? unit->own->priority : 0);
  step->groups[i].lowest_id = step->groups[i].members == 0
                                ? unit->state->id
                                : MIN (step->groups[i].lowest_id, unit->state->id);
  step->groups[i].members |= 1u << (unit - step->units);
  unit->rank = group.rank;
}

/* 5.1: served by rank, then by the highest priority among the members, then by the lowest id. */
static gboolean
is_ahead (const TwcGroup *a, const TwcGroup *b)
{
  if (a->rank != b->rank)
    return a->rank < b->rank;
  if (a->priority != b->priority)
    return a->priority > b->priority;
  return a->lowest_id < b->lowest_id;
}

static void
sort (TwcStep *step)
{
  for (guint i = 1; i < step->n_groups; i++)
    for (guint k = i; k > 0 && is_ahead (&step->groups[k], &step->groups[k - 1]); k--)
      {
        const TwcGroup group = step->groups[k];

        step->groups[k] = step->groups[k - 1];
        step->groups[k - 1] = group;
      }
}

/* 5.1: islanded with action minimum. */
static void
lower_budgets (TwcStep *step)
{
  for (guint i = 0; i < step->n_groups; i++)
    {
      TwcGroup *group = &step->groups[i];
      guint sum_ca = 0;

      for (guint k = 0; k < step->n_units; k++)
        if ((group->members >> k & 1) != 0)
          sum_ca += step->units[k].n_boxes * step->units[k].min_ca;
      group->budget_ca = MIN (group->budget_ca, sum_ca);
    }
}

static void
link_members (TwcStep *step, const TwcGroup *group)
{
  for (guint i = 0; i < step->n_units; i++)
    if ((group->members >> i & 1) != 0)
      step->units[i].group = group;
}

/**
 * twc_ranks_set_groups:
 *
 * Sets each unit's rank and group, and what it can use. Groups are in the order in which they
 * are served.
 */
void
twc_ranks_set_groups (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      set_unit (step, &step->units[i]);
      if (step->units[i].rank != TWC_RANK_STOP)
        join (step, &step->units[i]);
    }

  sort (step);
  step->spares = is_islanded (step, TWC_FALLBACK_MINIMUM);
  if (step->spares)
    lower_budgets (step);
  for (guint i = 0; i < step->n_groups; i++)
    link_members (step, &step->groups[i]);
}

/* Of @next_us and an instant of the wall clock, 0 for none. One that is far away needs no step
 * of its own before the next event. */
static gint64
get_sooner (const TwcStep *step, gint64 next_us, gint64 at_s)
{
  if (at_s <= step->now.unix_s)
    return next_us;

  return twc_step_sooner (step, next_us,
                          step->now.us + TWC_SECONDS_US (MIN (at_s - step->now.unix_s, FAR_S)));
}

/**
 * twc_ranks_get_deadline:
 *
 * Returns: when time alone may change a rank or end the shortest charge, %TWC_NEVER if it may
 *   not
 */
gint64
twc_ranks_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  if (twc_ranks_is_charging_now (step->settings, step->now))
    next_us = get_sooner (step, next_us, step->settings->charge_now_until_s);
  next_us = get_sooner (step, next_us, step->memory->schedule.next_change_s);
  if (step->settings->mode != TWC_MODE_GREEN)
    next_us = get_sooner (step, next_us, step->settings->resume_green_s);
  else if (step->settings->tariff.cheap_ca > 0)
    next_us = get_sooner (step, next_us, (step->now.unix_s / TWC_SLOT_S + 1) * TWC_SLOT_S);

  return next_us;
}
