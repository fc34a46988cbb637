/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-charger-state.h"
#include "values/twc-forecast.h"
#include "values/twc-reading.h"
#include "values/twc-vehicle.h"

G_BEGIN_DECLS

/* What the grid operator or an automation allows (charging-control 2, 7.1). */
typedef struct
{
  gboolean blocked;
  gboolean has_watts;
  guint watts;
  gboolean has_amps;
  guint amps_ca;
} TwcExternalLimit;

/**
 * TwcSite:
 *
 * Everything that the brain may look at in one step: the Wall Connectors as the master knows
 * them, what is measured, and what is told from outside.
 */
typedef struct
{
  guint n_chargers;
  TwcChargerState chargers[TWC_MAX_CHARGERS];
  guint n_readings;
  TwcReading readings[TWC_MAX_READINGS];
  gboolean islanded; /* the grid is down, and a battery feeds the house */
  TwcExternalLimit external;
  guint n_vehicles;
  TwcVehicle vehicles[TWC_MAX_VEHICLES];
  const TwcForecast *import_prices; /* nullable; else they are the settings' table */
  const TwcForecast *export_prices; /* likewise */
  GTimeZone *zone;                  /* (nullable): the owner's local time; %NULL is UTC */
  gboolean shutting_down;           /* the controller was told to end (charging-control 11.6) */
} TwcSite;

/**
 * TwcNow:
 *
 * The time of a step, read by the caller at the rim.
 */
typedef struct
{
  gint64 us;     /* monotonic */
  gint64 unix_s; /* wall clock, UTC */
} TwcNow;

G_END_DECLS
