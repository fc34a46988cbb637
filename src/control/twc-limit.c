/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-limit.h"

#include "control/twc-account.h"
#include "control/twc-ranks.h"

#include <string.h>

/* 8.6: a car's own reading of its level is taken as it is for so long. */
#define LEVEL_S (30 * 60)

/* 8.6: what of the energy at the plug reaches the battery. */
#define EFFICIENCY 0.9

/* Section 3, vehicle-policy: a car that does not say who it is, is judged after so long. */
#define JUDGE_S 60

static const TwcVehicle *
find_level (const TwcStep *step, const TwcUnit *unit)
{
  const TwcVehicle *vehicle = twc_step_find_vehicle (step, unit);

  return vehicle && vehicle->has_soc ? vehicle : NULL;
}

/* A reading from before the session has to count all of it. */
static void
take_level (const TwcStep *step, TwcUnit *unit)
{
  const TwcVehicle *vehicle = find_level (step, unit);
  const TwcChargerMemory *memory = unit->memory;
  TwcLimitMemory *limit = &unit->memory->limit;

  if (!vehicle || vehicle->at_us == limit->level_us)
    return;

  limit->level_us = vehicle->at_us;
  limit->level_wh = memory->energy.total_wh;
  if (memory->stay.open && vehicle->at_us < memory->stay.opened_us)
    limit->level_wh -= memory->stay.record.energy_wh;
}

/**
 * twc_limit_get_level:
 * @percent: (out): of its car's battery; an old reading is carried forward by what has been
 *   delivered since
 *
 * Returns: whether it is known (8.6)
 */
gboolean
twc_limit_get_level (const TwcStep *step, const TwcUnit *unit, double *percent)
{
  const TwcVehicle *vehicle = find_level (step, unit);
  double since_wh;

  if (!vehicle)
    return FALSE;

  *percent = vehicle->soc_percent;
  if (step->now.us - vehicle->at_us <= TWC_SECONDS_US (LEVEL_S))
    return TRUE;
  if (vehicle->battery_wh == 0 || unit->memory->limit.level_us != vehicle->at_us)
    return FALSE;

  since_wh = unit->memory->energy.total_wh - unit->memory->limit.level_wh;
  *percent = MIN (*percent + 100 * since_wh * EFFICIENCY / vehicle->battery_wh, 100);
  return TRUE;
}

static gboolean
is_session_full (const TwcStep *step, const TwcUnit *unit)
{
  const guint limit_wh = step->settings->session_limit_wh;
  const TwcStay *stay = &unit->memory->stay;

  return limit_wh > 0 && stay->open &&
         stay->record.energy_wh - unit->memory->limit.from_wh >= limit_wh;
}

/* Once reached, only another limit counts: the level may be corrected downwards. */
static gboolean
is_battery_full (const TwcStep *step, TwcUnit *unit)
{
  const guint limit_percent = step->settings->vehicle_limit_percent;
  TwcLimitMemory *limit = &unit->memory->limit;
  double percent;

  if (limit_percent == 0 || limit_percent > limit->reached_percent)
    limit->reached_percent = 0;
  if (limit_percent > 0 && twc_limit_get_level (step, unit, &percent) && percent >= limit_percent)
    limit->reached_percent = limit_percent;

  return limit->reached_percent > 0;
}

/* Whoever is plugged in again starts anew. */
static void
take_car (TwcUnit *unit)
{
  TwcLimitMemory *limit = &unit->memory->limit;

  if (unit->memory->stay.empty_us == TWC_NEVER)
    return;

  limit->reached_percent = 0;
  limit->from_wh = unit->memory->stay.record.energy_wh;
}

static void
update (TwcStep *step, TwcUnit *unit)
{
  TwcLimitMemory *limit = &unit->memory->limit;
  gboolean is_full;

  take_car (unit);
  take_level (step, unit);

  is_full = is_session_full (step, unit);
  limit->reached = is_battery_full (step, unit) || is_full;
  limit->excused &= limit->reached && twc_ranks_is_charging_now (step->settings, step->now) &&
                    twc_ranks_is_charge_target (step->settings, unit);
}

/**
 * twc_limit_update:
 *
 * Brings up to date who has had enough. After twc_account_update().
 */
void
twc_limit_update (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    update (step, &step->units[i]);
}

/**
 * twc_limit_is_reached:
 *
 * Returns: whether @unit gets nothing in any rank, because its car has had enough
 */
gboolean
twc_limit_is_reached (const TwcUnit *unit)
{
  return unit->memory->limit.reached && !unit->memory->limit.excused;
}

/**
 * twc_limit_is_below_minimum:
 *
 * Returns: whether its car is to be charged whatever the mode (rank 3)
 */
gboolean
twc_limit_is_below_minimum (const TwcStep *step, const TwcUnit *unit)
{
  double percent;

  return step->settings->vehicle_min_percent > 0 && twc_limit_get_level (step, unit, &percent) &&
         percent < step->settings->vehicle_min_percent;
}

/* The longest entry that fits decides, in whatever order they stand; an empty one is for cars
 * that nobody knows, and for no other. */
static gboolean
is_denied (const TwcSettings *settings, const char *vin)
{
  gsize best = 0;
  gboolean denied = FALSE;

  for (guint i = 0; i < MIN (settings->n_policies, TWC_MAX_POLICIES); i++)
    {
      const TwcVehiclePolicy *policy = &settings->policies[i];
      const gsize length = strlen (policy->vin);

      if ((length > best && g_str_has_prefix (vin, policy->vin)) || (length == 0 && vin[0] == '\0'))
        {
          best = length;
          denied = policy->denied;
        }
    }

  return denied;
}

/* When a car that does not say who it is, is judged as an unknown one. */
static gint64
get_judgement_us (const TwcUnit *unit)
{
  return twc_after_s (unit->memory->stay.arrived_us, JUDGE_S);
}

/**
 * twc_limit_is_refused:
 *
 * Returns: whether its car may not charge here (vehicle-policy)
 */
gboolean
twc_limit_is_refused (const TwcStep *step, const TwcUnit *unit)
{
  const gint64 judgement_us = get_judgement_us (unit);

  if (step->settings->n_policies == 0)
    return FALSE;
  if (unit->state->vin[0] != '\0' && unit->state->vin_checks)
    return is_denied (step->settings, unit->state->vin);

  return judgement_us != TWC_NEVER && step->now.us >= judgement_us &&
         is_denied (step->settings, "");
}

/**
 * twc_limit_explain:
 * @reason: gets the numbers of the limit that @unit has reached
 */
void
twc_limit_explain (const TwcStep *step, const TwcUnit *unit, TwcReason *reason)
{
  double percent;

  if (is_session_full (step, unit))
    {
      twc_reason_add (reason, TWC_NUMBER_ENERGY_WH, (gint64) unit->memory->stay.record.energy_wh);
      twc_reason_add (reason, TWC_NUMBER_LIMIT_WH, step->settings->session_limit_wh);
    }
  else if (twc_limit_get_level (step, unit, &percent))
    twc_reason_add (reason, TWC_NUMBER_LEVEL_PERCENT, (gint64) percent);
}

static gint64
get_deadline (const TwcStep *step, const TwcUnit *unit)
{
  const TwcVehicle *vehicle = find_level (step, unit);
  gint64 next_us = TWC_NEVER;

  if (step->settings->n_policies > 0 && unit->state->vin[0] == '\0')
    next_us = get_judgement_us (unit);
  if (vehicle)
    next_us = twc_step_sooner (step, next_us, vehicle->at_us + TWC_SECONDS_US (LEVEL_S) + 1);

  return twc_step_sooner (step, next_us, TWC_NEVER);
}

/**
 * twc_limit_get_deadline:
 *
 * Returns: when time alone may change who may charge, %TWC_NEVER if it may not
 */
gint64
twc_limit_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < step->n_units; i++)
    next_us = twc_step_sooner (step, next_us, get_deadline (step, &step->units[i]));

  return next_us;
}
