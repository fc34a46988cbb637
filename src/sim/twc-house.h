/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-reading.h"

G_BEGIN_DECLS

/* What an event may change of the house; the bits of TwcHouse.known. */
typedef enum {
  TWC_HOUSE_SOLAR,
  TWC_HOUSE_USE, /* without the cars */
  TWC_HOUSE_GRID,
  TWC_HOUSE_BATTERY,
  TWC_HOUSE_SOC,
  TWC_N_HOUSE_VALUES
} TwcHouseValue;

#define TWC_HOUSE_MAX_READINGS 3

/**
 * TwcHouse:
 *
 * The simulated house around the garage: the sun, what it uses, its battery and its meters.
 * Values hold until they are changed. What nobody has given has no meter, except that the grid
 * follows from the rest as soon as there is something to add up.
 */
typedef struct
{
  guint known;                     /* a bit for each TwcHouseValue */
  gint values[TWC_N_HOUSE_VALUES]; /* watts, with the signs of TwcRole; percent */
  gboolean silent;                 /* the meters answer no more */
} TwcHouse;

void twc_house_set (TwcHouse *self, TwcHouseValue value, gint number);
void twc_house_merge (TwcHouse *self, const TwcHouse *change);
guint twc_house_read (const TwcHouse *self,
                      guint cars_w,
                      gint64 now_us,
                      guint stale_after_s,
                      TwcReading readings[TWC_HOUSE_MAX_READINGS]);

G_END_DECLS
