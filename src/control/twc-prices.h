/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-settings.h"
#include "values/twc-site.h"

G_BEGIN_DECLS

#define TWC_SLOT_S 900

/* Nobody plans further ahead than a week. */
#define TWC_MAX_SLOTS (7 * 96 + 2)

/**
 * TwcPriceSlot:
 *
 * A quarter hour of UTC, the first and the last one of a span shorter, and what a kilowatt-hour
 * costs in it (charging-control 14.3, 14.8).
 */
typedef struct
{
  gint64 start_s; /* UTC */
  gint64 end_s;
  gboolean priced; /* else nobody knows */
  double price;    /* may be negative */
} TwcPriceSlot;

/* Where prices come from: what is announced, else the weekly table in civil time. */
typedef struct
{
  const TwcForecast *forecast; /* (nullable) */
  guint n_rows;
  const TwcTariffRow *rows;
  GTimeZone *zone; /* (nullable) */
} TwcPriceSource;

/* The price of the present quarter hour, kept so that a step looks at no table. All zeros is a
 * valid beginning. */
typedef struct
{
  guint64 stamp;
  gint64 start_s; /* UTC */
  gboolean known;
  double price;
} TwcPriceMemory;

TwcPriceSource twc_prices_get_import (const TwcSettings *settings, const TwcSite *site);
TwcPriceSource twc_prices_get_export (const TwcSettings *settings, const TwcSite *site);

guint64 twc_prices_get_stamp (const TwcPriceSource *source);
guint twc_prices_cut (const TwcPriceSource *source,
                      gint64 now_s,
                      gint64 until_s,
                      TwcPriceSlot slots[TWC_MAX_SLOTS]);
gboolean
twc_prices_find (TwcPriceMemory *memory, const TwcPriceSource *source, gint64 now_s, double *price);

G_END_DECLS
