/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-prices.h"

#include <math.h>
#include <string.h>

#include "control/twc-civil.h"

/* 14.8: what was announced so long ago is no announcement any more. */
#define FORECAST_HOLDS_S (36 * 3600)

/* A row's part in the slots: what it covers and at what price. */
typedef struct
{
  gint64 start_s;
  gint64 end_s;
  double price;
} Span;

/**
 * twc_prices_get_import:
 *
 * Returns: what energy from the grid costs; borrows from both
 */
TwcPriceSource
twc_prices_get_import (const TwcSettings *settings, const TwcSite *site)
{
  return (TwcPriceSource){
    .forecast = site->import_prices,
    .n_rows = MIN (settings->tariff.n_import_rows, TWC_MAX_TARIFF_ROWS),
    .rows = settings->tariff.import_rows,
    .zone = site->zone,
  };
}

/**
 * twc_prices_get_export:
 *
 * Returns: what energy to the grid earns; borrows from both
 */
TwcPriceSource
twc_prices_get_export (const TwcSettings *settings, const TwcSite *site)
{
  return (TwcPriceSource){
    .forecast = site->export_prices,
    .n_rows = MIN (settings->tariff.n_export_rows, TWC_MAX_TARIFF_ROWS),
    .rows = settings->tariff.export_rows,
    .zone = site->zone,
  };
}

static guint64
mix (guint64 stamp, guint64 value)
{
  return (stamp ^ (stamp >> 32)) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) + value;
}

static guint64
mix_price (guint64 stamp, double price)
{
  guint64 bits;

  memcpy (&bits, &price, sizeof bits);
  return mix (stamp, bits);
}

/**
 * twc_prices_get_stamp:
 *
 * Returns: a number that is another one when the prices are, never 0
 */
guint64
twc_prices_get_stamp (const TwcPriceSource *source)
{
  const TwcForecast *forecast = source->forecast;
  guint64 stamp = source->n_rows + 1;

  /* An announcement is never changed, only replaced by a newer one. */
  if (forecast)
    stamp = mix (mix (stamp, forecast->n_rows), (guint64) forecast->fetched_s);
  for (guint i = 0; !forecast && i < source->n_rows; i++)
    {
      const TwcTariffRow *row = &source->rows[i];

      stamp =
        mix (stamp, row->days + ((guint64) row->start_min << 8) + ((guint64) row->end_min << 32));
      stamp = mix_price (stamp, row->price);
    }
  for (const char *name = source->zone ? g_time_zone_get_identifier (source->zone) : ""; *name;
       name++)
    stamp = mix (stamp, (guchar) *name);

  return stamp | 1;
}

/* One price for the whole slot is taken as it is; several are weighed by what they cover. */
static void
add_to_slot (TwcPriceSlot *slot, const Span *span, gint64 *covered_s)
{
  const gint64 start_s = MAX (slot->start_s, span->start_s);
  const gint64 end_s = MIN (slot->end_s, span->end_s);
  const gint64 length_s = slot->end_s - slot->start_s;

  if (start_s >= end_s || slot->priced)
    return;

  if (end_s - start_s == length_s)
    slot->price = span->price;
  else
    slot->price += span->price * (double) (end_s - start_s) / (double) length_s;

  *covered_s += end_s - start_s;
  slot->priced = *covered_s >= length_s;
}

static guint
find_slot (const TwcPriceSlot *slots, gint64 at_s)
{
  return (guint) (at_s / TWC_SLOT_S - slots[0].start_s / TWC_SLOT_S);
}

/* What is not finite never was a price. */
static void
add (TwcPriceSlot *slots, gint64 *covered_s, guint n_slots, const Span *span)
{
  const gint64 start_s = MAX (span->start_s, slots[0].start_s);
  const gint64 end_s = MIN (span->end_s, slots[n_slots - 1].end_s);

  if (start_s >= end_s || !isfinite (span->price))
    return;

  for (guint i = find_slot (slots, start_s); i < n_slots && slots[i].start_s < end_s; i++)
    add_to_slot (&slots[i], span, &covered_s[i]);
}

/* 14.8. */
static gboolean
is_usable (const TwcForecast *forecast, gint64 now_s)
{
  const guint n_rows = MIN (forecast->n_rows, TWC_MAX_FORECAST);

  return now_s - forecast->fetched_s <= FORECAST_HOLDS_S && n_rows > 0 &&
         forecast->rows[n_rows - 1].end_s > now_s;
}

static void
add_forecast (const TwcForecast *forecast, TwcPriceSlot *slots, gint64 *covered_s, guint n_slots)
{
  for (guint i = 0; i < MIN (forecast->n_rows, TWC_MAX_FORECAST); i++)
    {
      const TwcForecastRow *row = &forecast->rows[i];

      add (slots, covered_s, n_slots,
           &(Span){ .start_s = row->start_s, .end_s = row->end_s, .price = row->price });
    }
}

static void
add_day (
  const TwcPriceSource *source, gint64 day, TwcPriceSlot *slots, gint64 *covered_s, guint n_slots)
{
  for (guint i = 0; i < source->n_rows; i++)
    {
      const TwcTariffRow *row = &source->rows[i];
      Span span = { .price = row->price };

      if (twc_civil_is_on (day, row->days) &&
          twc_civil_get_window (source->zone, day, row->start_min, row->end_min, &span.start_s,
                                &span.end_s))
        add (slots, covered_s, n_slots, &span);
    }
}

static void
add_table (const TwcPriceSource *source, TwcPriceSlot *slots, gint64 *covered_s, guint n_slots)
{
  const gint64 first = twc_civil_get_day (source->zone, slots[0].start_s) - 1;
  const gint64 last = twc_civil_get_day (source->zone, slots[n_slots - 1].end_s - 1);

  for (gint64 day = first; day <= last; day++)
    add_day (source, day, slots, covered_s, n_slots);
}

static guint
cut (gint64 from_s, gint64 until_s, TwcPriceSlot slots[TWC_MAX_SLOTS])
{
  guint n_slots = 0;

  while (from_s < until_s && n_slots < TWC_MAX_SLOTS)
    {
      const gint64 end_s = MIN ((from_s / TWC_SLOT_S + 1) * TWC_SLOT_S, until_s);

      slots[n_slots++] = (TwcPriceSlot){ .start_s = from_s, .end_s = end_s };
      from_s = end_s;
    }

  return n_slots;
}

/**
 * twc_prices_cut:
 * @now_s: a plausible time, UTC
 * @until_s: the end; what lies further ahead than a week is cut off
 * @slots: (out): the quarter hours from now on, with and without a price
 *
 * Returns: how many
 */
guint
twc_prices_cut (const TwcPriceSource *source,
                gint64 now_s,
                gint64 until_s,
                TwcPriceSlot slots[TWC_MAX_SLOTS])
{
  const guint n_slots = cut (now_s, until_s, slots);
  gint64 covered_s[TWC_MAX_SLOTS] = { 0 };

  if (n_slots == 0)
    return 0;

  if (!source->forecast)
    add_table (source, slots, covered_s, n_slots);
  else if (is_usable (source->forecast, now_s))
    add_forecast (source->forecast, slots, covered_s, n_slots);

  return n_slots;
}

static void
look_up (TwcPriceMemory *memory, const TwcPriceSource *source, gint64 start_s)
{
  TwcPriceSlot slot = { .start_s = start_s, .end_s = start_s + TWC_SLOT_S };
  gint64 covered_s = 0;

  if (source->forecast)
    add_forecast (source->forecast, &slot, &covered_s, 1);
  else
    add_table (source, &slot, &covered_s, 1);

  memory->known = slot.priced;
  memory->price = slot.price;
}

/**
 * twc_prices_find:
 * @memory: (inout): of this source
 * @now_s: UTC
 * @price: (out): what a kilowatt-hour costs now
 *
 * Returns: %FALSE when nobody knows, or while the clock cannot be right (5.4)
 */
gboolean
twc_prices_find (TwcPriceMemory *memory, const TwcPriceSource *source, gint64 now_s, double *price)
{
  const gint64 start_s = now_s - now_s % TWC_SLOT_S;
  guint64 stamp;

  if (!twc_civil_is_plausible (now_s) || (!source->forecast && source->n_rows == 0) ||
      (source->forecast && !is_usable (source->forecast, now_s)))
    return FALSE;

  stamp = twc_prices_get_stamp (source);
  if (memory->stamp != stamp || memory->start_s != start_s)
    {
      *memory = (TwcPriceMemory){ .stamp = stamp, .start_s = start_s };
      look_up (memory, source, start_s);
    }

  *price = memory->price;
  return memory->known;
}
