/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-account.h"

#include "control/twc-ranks.h"
#include "control/twc-solar.h"

/* 8.3: so long offered enough, and nothing drawn of it. */
#define FINISHED_S 300

/* Counters from here on are damaged, though which way is not known (twc-protocol 3.9). */
#define COUNTER_LIMIT_KWH 1000000

/* A unit's VIN is a car's when its check digit holds. */
static const char *
get_vin (const TwcUnit *unit)
{
  return unit->state->vin_checks ? unit->state->vin : "";
}

/* The same instant on the wall clock. */
static gint64
get_unix_s (const TwcStep *step, gint64 us)
{
  return step->now.unix_s - (step->now.us - us) / G_USEC_PER_SEC;
}

/**
 * twc_account_close:
 *
 * Ends the session of @charger, if it has one, and keeps its record until the step after.
 */
void
twc_account_close (TwcMemory *memory, TwcChargerMemory *charger, TwcNow now)
{
  const TwcChargeSession record = twc_stay_close (&charger->stay, &charger->energy);

  charger->limit = (TwcLimitMemory){ .level_us = TWC_NEVER };
  if (record.opened_s == 0)
    return;

  if (memory->closed_us != now.us)
    memory->n_closed = 0;
  memory->closed_us = now.us;
  if (memory->n_closed < TWC_MEMORY_CHARGERS)
    memory->closed[memory->n_closed++] = record;
}

/* Returns: what has flowed since the report before. */
static double
count (TwcStep *step, TwcUnit *unit)
{
  TwcChargerMemory *memory = unit->memory;
  const double wh =
    twc_energy_take_report (&memory->energy, unit->state->heard_us, unit->state->draw_ca,
                            unit->cap_ca, twc_step_get_wpa (step, unit));

  if (memory->stay.record.opened_s > 0)
    twc_energy_book (&memory->stay.record, wh, &step->flows);
  return wh;
}

/* Of what a silence took nobody knows how much came from the sun. */
static double
fill (TwcUnit *unit)
{
  const TwcChargerState *state = unit->state;
  TwcChargerMemory *memory = unit->memory;
  double wh;

  if (state->power_report_us == TWC_NEVER || state->counter_kwh >= COUNTER_LIMIT_KWH)
    return 0;

  wh = twc_energy_take_counter (&memory->energy, state->power_report_us, state->counter_kwh);
  if (memory->stay.record.opened_s > 0)
    twc_energy_book (&memory->stay.record, wh, NULL);
  twc_stay_take_counter (&memory->stay, &memory->energy);
  return wh;
}

static void
take_report (TwcStep *step, TwcUnit *unit)
{
  const TwcStayReport report = {
    .charger = unit->state->id,
    .at_us = unit->state->heard_us,
    .unix_s = get_unix_s (step, unit->state->heard_us),
    .draw_ca = unit->state->draw_ca,
    .has_no_car = unit->state->activity == TWC_ACTIVITY_NO_CAR,
    .vin = get_vin (unit),
  };

  if (twc_stay_has_other_car (&unit->memory->stay, report.vin))
    twc_account_close (step->memory, unit->memory, step->now);
  twc_stay_take_report (&unit->memory->stay, &report);
}

/* When a car that has charged, and no longer does although it may, has finished (8.3). One that
 * says that it wants, and takes nothing, is no different (8.2). */
static gint64
get_finished_us (const TwcUnit *unit)
{
  const TwcChargerMemory *memory = unit->memory;

  if (!memory->stay.open || memory->stay.finished || !unit->state->online ||
      memory->stay.run_us != TWC_NEVER || memory->on_us == TWC_NEVER ||
      memory->offer_ca < unit->min_ca ||
      (!memory->not_accepting && memory->stable_state != TWC_STATE_READY &&
       memory->stable_state != TWC_STATE_PLUGGED))
    return TWC_NEVER;

  return twc_after_s (MAX (memory->on_us, MAX (memory->state_us, memory->stay.drawn_us)),
                      FINISHED_S);
}

static void
settle (TwcStep *step, TwcUnit *unit)
{
  TwcStay *stay = &unit->memory->stay;
  const gint64 finished_us = get_finished_us (unit);
  gint64 end_us;

  stay->finished |= finished_us != TWC_NEVER && step->now.us >= finished_us;
  end_us = twc_stay_get_end_us (stay);
  if (end_us != TWC_NEVER && step->now.us >= end_us)
    twc_account_close (step->memory, unit->memory, step->now);
}

/* What the cars took up to the fresh reports: who stops now has taken what is counted now. */
static guint
sum_watts (const TwcStep *step)
{
  guint sum_w = 0;

  for (guint i = 0; i < step->n_units; i++)
    {
      const guint draw_ca = step->units[i].memory->energy.draw_ca;

      if (draw_ca >= TWC_DRAWING_CA)
        sum_w += draw_ca * twc_step_get_wpa (step, &step->units[i]) / 100;
    }

  return sum_w;
}

/* What flows now besides the Wall Connectors; the prices are known already. */
static void
set_flows (TwcStep *step)
{
  const TwcGreenView *view = &step->green_view;
  TwcFlows *flows = &step->flows;

  flows->has_solar = view->has_solar;
  flows->solar_w = view->solar_w;
  flows->has_house = view->has_house;
  flows->house_w = view->house_w;
  flows->battery_w = view->battery_w;
  flows->has_grid = view->has_grid;
  flows->grid_w = view->grid_w;
  flows->reserve_w = step->settings->green.reserve_w;
  flows->charger_w = sum_watts (step);
}

static gboolean
has_news (const TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    if (step->units[i].fresh && step->units[i].memory->stay.record.opened_s > 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_same_charge (const TwcChargeNowMemory *known, const TwcSettings *settings)
{
  if (known->amps_ca != settings->charge_now_ca || known->until_s != settings->charge_now_until_s ||
      known->most_wh != settings->charge_now_wh || known->n_ids != settings->n_charge_now_ids)
    return FALSE;

  for (guint i = 0; i < known->n_ids; i++)
    if (known->ids[i] != settings->charge_now_ids[i])
      return FALSE;

  return TRUE;
}

/* 8.6: a limit gives way to a one-time charge that came after it was reached. */
static void
begin_charge (TwcStep *step)
{
  const TwcSettings *settings = step->settings;
  TwcChargeNowMemory *charge = &step->memory->charge_now;

  *charge = (TwcChargeNowMemory){
    .amps_ca = settings->charge_now_ca,
    .until_s = settings->charge_now_until_s,
    .most_wh = settings->charge_now_wh,
    .n_ids = MIN (settings->n_charge_now_ids, TWC_MAX_CHARGERS),
  };
  for (guint i = 0; i < charge->n_ids; i++)
    charge->ids[i] = settings->charge_now_ids[i];

  for (guint i = 0; i < step->n_units; i++)
    step->units[i].memory->limit.excused = step->units[i].memory->limit.reached;
}

static void
follow_charge (TwcStep *step, const double delivered_wh[TWC_MAX_CHARGERS])
{
  TwcChargeNowMemory *charge = &step->memory->charge_now;

  if (!is_same_charge (charge, step->settings))
    {
      begin_charge (step);
      return;
    }

  for (guint i = 0; i < step->n_units && twc_ranks_is_charging_now (step->settings, step->now); i++)
    if (twc_ranks_is_charge_target (step->settings, &step->units[i]))
      charge->delivered_wh += delivered_wh[i];
}

/**
 * twc_account_update:
 *
 * Counts what has flowed up to the fresh reports, and opens and closes sessions. Asked again at
 * the same time it finds nothing fresh, and says the same.
 */
void
twc_account_update (TwcStep *step)
{
  double delivered_wh[TWC_MAX_CHARGERS] = { 0 };

  if (has_news (step))
    set_flows (step);
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = &step->units[i];

      if (unit->fresh)
        {
          delivered_wh[i] = count (step, unit);
          take_report (step, unit);
        }
      delivered_wh[i] += fill (unit);
      settle (step, unit);
    }

  follow_charge (step, delivered_wh);
}

/**
 * twc_account_get_deadline:
 *
 * Returns: when time alone may end a session, %TWC_NEVER if it may not
 */
gint64
twc_account_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcUnit *unit = &step->units[i];

      next_us = twc_step_sooner (step, next_us, get_finished_us (unit));
      /* Sixteen hours on need no step of their own while each report moves them. */
      if (unit->memory->stay.run_us == TWC_NEVER || !unit->state->online)
        next_us = twc_step_sooner (step, next_us, twc_stay_get_end_us (&unit->memory->stay));
    }

  return next_us;
}

/**
 * twc_account_get_delivered_wh:
 *
 * Returns: what @id has delivered since it is known: a sum that only grows, and starts at 0
 *   again for one that was away and forgotten
 */
double
twc_account_get_delivered_wh (const TwcMemory *memory, guint16 id)
{
  for (guint i = 0; i < memory->n_chargers; i++)
    if (memory->chargers[i].id == id)
      return memory->chargers[i].energy.total_wh;

  return 0;
}

/**
 * twc_account_is_charge_now_over:
 *
 * Returns: whether the one-time charge of the settings has delivered its energy (5.6)
 */
gboolean
twc_account_is_charge_now_over (const TwcStep *step)
{
  const TwcChargeNowMemory *charge = &step->memory->charge_now;

  return charge->amps_ca > 0 && charge->most_wh > 0 && is_same_charge (charge, step->settings) &&
         charge->delivered_wh >= charge->most_wh;
}

/**
 * twc_account_get_session:
 *
 * Returns: the open session of @charger; `opened_s` is 0 while there is none
 */
TwcChargeSession
twc_account_get_session (const TwcChargerMemory *charger)
{
  return charger->stay.open ? charger->stay.record : (TwcChargeSession){ 0 };
}

/**
 * twc_account_get_closed:
 *
 * Returns: how many sessions ended in this step
 */
guint
twc_account_get_closed (const TwcStep *step, TwcChargeSession closed[TWC_MEMORY_CHARGERS])
{
  const TwcMemory *memory = step->memory;

  if (memory->closed_us != step->now.us)
    return 0;

  for (guint i = 0; i < memory->n_closed; i++)
    closed[i] = memory->closed[i];

  return memory->n_closed;
}
