/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-brain.h"

#include "control/twc-account.h"
#include "control/twc-capacity.h"
#include "control/twc-civil.h"
#include "control/twc-confirm.h"
#include "control/twc-demand.h"
#include "control/twc-departure.h"
#include "control/twc-explain.h"
#include "control/twc-exposure.h"
#include "control/twc-guard.h"
#include "control/twc-house.h"
#include "control/twc-limit.h"
#include "control/twc-need.h"
#include "control/twc-prices.h"
#include "control/twc-probe.h"
#include "control/twc-quirk.h"
#include "control/twc-ranks.h"
#include "control/twc-relay.h"
#include "control/twc-reserve.h"
#include "control/twc-schedule.h"
#include "control/twc-sequence.h"
#include "control/twc-sharing.h"
#include "control/twc-solar.h"
#include "control/twc-starting.h"
#include "control/twc-stopping.h"

/* Two do in practice; the bound is for whoever changes the rules. */
#define MAX_PASSES 4

/* A charge that outlives the holidays is no one-time charge but a mode. */
#define CHARGE_NOW_MAX_S (7 * 24 * 3600)

static void
take_reports (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = &step->units[i];

      if (unit->fresh)
        {
          twc_confirm_take_report (unit);
          twc_demand_take_report (unit);
          twc_reserve_take_report (unit);
          twc_quirk_take_report (unit);
          twc_need_take_report (unit);
        }
      twc_confirm_settle (step, unit);
      twc_need_settle (step, unit);
    }
}

/* 11.6: whoever is there has confirmed its last lowering. */
static gboolean
may_end (const TwcStep *step)
{
  if (!step->site->shutting_down)
    return FALSE;

  for (guint i = 0; i < step->n_units; i++)
    if (step->units[i].state->online && step->units[i].memory->unconfirmed_ca > 0)
      return FALSE;

  return TRUE;
}

static TwcPlanCharger
tell_unit (const TwcStep *step, const TwcUnit *unit)
{
  return (TwcPlanCharger){
    .id = unit->state->id,
    .class = unit->class,
    .rank = unit->rank,
    .offer_ca = unit->memory->offer_ca,
    .target_ca = unit->admitted ? unit->level_ca : 0,
    .exposure_ca = twc_exposure_of (step, unit),
    .reason = twc_explain_unit (step, unit),
    .slow_to_reduce = twc_confirm_is_slow (step, unit),
    .not_obeying = twc_confirm_is_disobeying (step, unit),
    .unusable = unit->cap_ca < unit->lowest_ca,
    .stop_method = twc_stopping_get_method (step, unit),
    .wake = twc_starting_is_waking (step, unit),
    .asked_us = unit->memory->asked_us,
    .session = twc_account_get_session (unit->memory),
  };
}

/* What all groups may share, within what there is. */
static guint
get_available (const TwcStep *step)
{
  guint sum_ca = step->n_groups == 0 ? step->usual.budget_ca : 0;

  for (guint i = 0; i < step->n_groups; i++)
    sum_ca += step->groups[i].budget_ca;

  return MIN (sum_ca, step->capacity_ca);
}

static TwcPlan
tell (const TwcStep *step)
{
  TwcPlan plan = {
    .reason = twc_explain_site (step),
    .available_ca = get_available (step),
    .capacity_ca = step->limit.down_ca,
    .exposure_ca = twc_exposure_sum (step),
    .wiring_too_small = step->wiring_ca > 0 && !twc_reserve_is_complete (step),
    .overload = step->memory->guard_us != TWC_NEVER,
    .stopped_for_overload = step->memory->stopped,
    .stop_all = step->memory->stop_all,
    .dlm_is_stale = step->limit.stale,
    .clock_is_wrong = !twc_civil_is_plausible (step->now.unix_s),
    .resume_green = twc_schedule_must_resume (step->settings, step->now.unix_s),
    .next_change_s = step->memory->schedule.next_change_s,
    .charge_now_is_over = twc_account_is_charge_now_over (step),
    .may_end = may_end (step),
    .green = step->green_view,
    .n_chargers = step->n_units,
  };

  for (guint i = 0; i < step->n_units; i++)
    plan.chargers[i] = tell_unit (step, &step->units[i]);
  twc_departure_tell (step, &plan);
  plan.n_closed = twc_account_get_closed (step, plan.closed);

  plan.next_us =
    twc_step_sooner (step, twc_confirm_get_deadline (step), twc_demand_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_ranks_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_account_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_limit_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_need_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_relay_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_probe_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_quirk_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_solar_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_stopping_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_starting_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_departure_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_sharing_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_reserve_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_sequence_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_capacity_get_deadline (step));
  plan.next_us = twc_step_sooner (step, plan.next_us, twc_guard_get_deadline (step));
  return plan;
}

/* What the calendar says of this moment. */
static void
look_at_calendar (TwcStep *step)
{
  const TwcPriceSource import = twc_prices_get_import (step->settings, step->site);
  const TwcPriceSource export = twc_prices_get_export (step->settings, step->site);
  TwcMemory *memory = step->memory;
  TwcFlows *flows = &step->flows;

  twc_schedule_update (&memory->schedule, step->settings, step->site->zone, step->now.unix_s);
  flows->has_import_price =
    twc_prices_find (&memory->import_price, &import, step->now.unix_s, &flows->import_price);
  flows->has_export_price =
    twc_prices_find (&memory->export_price, &export, step->now.unix_s, &flows->export_price);
}

/* Returns: whether an offer has changed. */
static gboolean
decide_once (TwcStep *step)
{
  look_at_calendar (step);
  take_reports (step);
  twc_reserve_set (step);
  twc_demand_set_limits (step);
  twc_demand_set_classes (step);
  twc_solar_measure (step);
  twc_account_update (step);
  twc_limit_update (step);
  twc_departure_update (step);
  twc_ranks_set_usual (step);
  twc_house_measure (step);
  twc_capacity_set (step);
  twc_guard_update (step);
  twc_quirk_settle (step);
  twc_ranks_set_groups (step);
  twc_relay_set (step);
  twc_probe_set (step);
  twc_solar_set_budget (step);
  twc_sharing_set_levels (step);
  twc_probe_begin (step);
  twc_quirk_set (step);

  return twc_sequence_run (step);
}

/**
 * twc_brain_decide:
 * @settings: the validated snapshot
 * @site: what is known of the Wall Connectors
 * @memory: (inout): what this brain remembers; the only thing that a step changes
 * @now: the time of the step; `us` never runs backwards
 *
 * Decides what every Wall Connector is offered from now on. To be called at every new report,
 * at every change of @settings, and at `next_us` of the plan before. To call it more often
 * changes nothing: with the same arguments it says the same again.
 *
 * The plan's offers are taken as sent: a raise counts from now on, a lowering only once it is
 * confirmed.
 *
 * Returns: the plan, with a reason for each and for all
 */
TwcPlan
twc_brain_decide (const TwcSettings *settings, const TwcSite *site, TwcMemory *memory, TwcNow now)
{
  guint n_passes = 0;
  TwcStep step;

  /* Who has an offer comes before who has none (9.1), so a change may move the others' shares:
   * again, until the same question has the same answer. */
  do
    twc_step_init (&step, settings, site, memory, now);
  while (decide_once (&step) && ++n_passes < MAX_PASSES);

  twc_stopping_update (&step);
  twc_starting_update (&step);
  return tell (&step);
}

static guint
get_smallest_minimum (const TwcSettings *settings, const TwcSite *site, TwcNow now)
{
  TwcMemory memory = twc_memory_new (NULL, 0, now);
  guint smallest_ca = 0;
  TwcStep step;

  twc_step_init (&step, settings, site, &memory, now);
  twc_reserve_set (&step);
  twc_demand_set_limits (&step);
  for (guint i = 0; i < step.n_units; i++)
    {
      const TwcUnit *unit = &step.units[i];

      if (unit->cap_ca >= unit->lowest_ca && (smallest_ca == 0 || unit->min_ca < smallest_ca))
        smallest_ca = unit->min_ca;
    }

  return smallest_ca;
}

/**
 * twc_brain_check_charge_now:
 * @amps_ca: for all together
 * @until_s: its end, in UTC seconds
 *
 * Tells whether a one-time charge is possible. What is not is refused, never clamped
 * (charging-control 5.6). The error is %TWC_SETTINGS_ERROR_OUT_OF_RANGE, since this library links
 * no GIO, and its message plain English, for scripts and logs.
 *
 * Returns: %FALSE with @error set when it is not
 */
gboolean
twc_brain_check_charge_now (const TwcSettings *settings,
                            const TwcSite *site,
                            guint amps_ca,
                            gint64 until_s,
                            TwcNow now,
                            GError **error)
{
  const guint minimum_ca = get_smallest_minimum (settings, site, now);

  if (settings->wiring_all_ca == 0)
    g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_OUT_OF_RANGE,
                 "no wiring limit is set: set wiring-max-amps-all first");
  else if (amps_ca == 0 || amps_ca % TWC_CA (1) != 0)
    g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_OUT_OF_RANGE,
                 "only whole amps above 0 can be charged with");
  else if (amps_ca > settings->wiring_all_ca)
    g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_OUT_OF_RANGE,
                 "%u A is more than wiring-max-amps-all, %u A", amps_ca / TWC_CA (1),
                 settings->wiring_all_ca / TWC_CA (1));
  else if (amps_ca < minimum_ca)
    g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_OUT_OF_RANGE,
                 "%u A is less than the least that a Wall Connector here can use, %u A",
                 amps_ca / TWC_CA (1), minimum_ca / TWC_CA (1));
  else if (until_s <= now.unix_s)
    g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_OUT_OF_RANGE,
                 "the end of the charge is in the past");
  else if (until_s > now.unix_s + CHARGE_NOW_MAX_S)
    g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_OUT_OF_RANGE,
                 "a one-time charge ends within 7 days, so by %" G_GINT64_FORMAT
                 " in seconds since 1970",
                 now.unix_s + CHARGE_NOW_MAX_S);
  else
    return TRUE;

  return FALSE;
}
