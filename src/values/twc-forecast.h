/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* Two days of quarter hours. */
#define TWC_MAX_FORECAST 192

typedef struct
{
  gint64 start_s; /* UTC */
  gint64 end_s;
  double price; /* per kWh */
} TwcForecastRow;

/**
 * TwcForecast:
 *
 * Prices announced for hours to come (charging-control 14.8), in order of time.
 */
typedef struct
{
  gint64 fetched_s; /* UTC */
  guint n_rows;
  TwcForecastRow rows[TWC_MAX_FORECAST];
} TwcForecast;

G_END_DECLS
