/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* Why a Wall Connector, or the site, is offered what it is (charging-control 4). */
typedef enum {
  TWC_REASON_NO_CHARGER, /* site only: nothing has been found on the bus */
  TWC_REASON_CONFIG,
  TWC_REASON_ERROR,
  TWC_REASON_LOST,
  TWC_REASON_STARTUP, /* the first 15 s, in which nothing is raised (10.1) */
  TWC_REASON_WIRING_ALL,
  TWC_REASON_WIRING_TWC,
  TWC_REASON_PAUSED,
  TWC_REASON_CHARGE_NOW,
  TWC_REASON_FIXED,
  TWC_REASON_OFF,
  TWC_REASON_STALE, /* green energy, but no source gives a usable reading */
  TWC_REASON_QUEUED,
  TWC_REASON_MIN_ON,
  TWC_REASON_MIN_OFF,
  TWC_REASON_CONFIRM_WAIT,
  TWC_REASON_RAISE_WAIT,
  TWC_REASON_FINISHED,
  TWC_REASON_NO_CAR,
  TWC_REASON_SHUTDOWN,      /* the controller is ending: down to the minimum first (11.6) */
  TWC_REASON_STILL_DRAWING, /* told 0, yet measured amps flow (9.5) */
  TWC_REASON_STOP_ALL,      /* latched by a person or by the overload guard (5.7) */
  TWC_REASON_ISLANDED,
  TWC_REASON_EXTERNAL, /* the grid operator's or an automation's limit */
  TWC_REASON_MAIN_FUSE,
  TWC_REASON_GRID_IMPORT,
  TWC_REASON_DLM_STALE, /* the meter that guards the house's fuse is silent (7.4) */
  TWC_REASON_BLOCKED_BY_SCHEDULE,
  TWC_REASON_PLAN,
  TWC_REASON_SCHEDULE,
  TWC_REASON_CHEAP,
  TWC_REASON_GREEN,
  TWC_REASON_GREEN_WAIT_START,
  TWC_REASON_GREEN_HOLD_MIN,
  TWC_REASON_STALE_HOLD,
  TWC_REASON_PROBE,
  TWC_REASON_QUIRK,
  TWC_REASON_LIMIT, /* of the session or of the car's battery (8.6) */
  TWC_REASON_VEHICLE_REFUSED,
  TWC_REASON_CAR_LIMITED,
  TWC_REASON_STARTS, /* switched on too often within an hour (11.2) */
  TWC_N_REASONS
} TwcReasonCode;

/* The numbers a reason carries. Names that end in -ca are centiamperes inside and amps at the
 * edges; seconds are counted from the step that gave the reason. */
typedef enum {
  TWC_NUMBER_AMPS, /* centiamperes: the budget that is shared; of raise-wait, where it is heading */
  TWC_NUMBER_LIMIT_AMPS,    /* centiamperes: the limit that holds it down */
  TWC_NUMBER_MINIMUM_AMPS,  /* centiamperes: the least that this one can use */
  TWC_NUMBER_MEASURED_AMPS, /* centiamperes */
  TWC_NUMBER_ROOM_AMPS,     /* centiamperes: what is free within the limit */
  TWC_NUMBER_SECONDS_LEFT,
  TWC_NUMBER_UNTIL,    /* UTC seconds */
  TWC_NUMBER_POSITION, /* in the queue, from 1 */
  TWC_NUMBER_SURPLUS_WATTS,
  TWC_NUMBER_SOLAR_WATTS,
  TWC_NUMBER_HOUSE_WATTS,
  TWC_NUMBER_GRID_WATTS,
  TWC_NUMBER_BATTERY_PERCENT,
  TWC_NUMBER_AGE_SECONDS,   /* of the sample that it rests on */
  TWC_NUMBER_LEVEL_PERCENT, /* of the car */
  TWC_NUMBER_ENERGY_WH,
  TWC_NUMBER_LIMIT_WH,
  TWC_NUMBER_PRICE, /* thousandths of the currency, per kWh */
  TWC_NUMBER_LINE,  /* of the house, from 1 */
  TWC_N_NUMBERS
} TwcNumber;

#define TWC_REASON_MAX_NUMBERS 8

/**
 * TwcReason:
 *
 * A decision's cause with the numbers that led to it. Never a sentence: client/ has the words.
 */
typedef struct
{
  TwcReasonCode code;
  guint n_numbers;
  struct
  {
    TwcNumber key;
    gint64 value;
  } numbers[TWC_REASON_MAX_NUMBERS];
} TwcReason;

const char *twc_reason_code_to_nick (TwcReasonCode code);
gboolean twc_reason_code_from_nick (const char *nick, TwcReasonCode *code);

TwcReason twc_reason_new (TwcReasonCode code);
void twc_reason_add (TwcReason *self, TwcNumber key, gint64 value);
gboolean twc_reason_get (const TwcReason *self, TwcNumber key, gint64 *value);
gboolean twc_reason_equal (const TwcReason *a, const TwcReason *b);

const char *twc_number_to_nick (TwcNumber key);
gboolean twc_number_is_current (TwcNumber key);

GVariant *twc_reason_to_variant (const TwcReason *self);
gboolean twc_reason_from_variant (GVariant *variant, TwcReason *self);

G_END_DECLS
