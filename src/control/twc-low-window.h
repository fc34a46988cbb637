/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* The longest dlm-raise-delay (charging-control 3). */
#define TWC_LOW_WINDOW_S 600

/**
 * TwcLowWindow:
 *
 * The lowest number of whole amps within the last seconds, one value for each second. A value
 * holds until the next one, so it makes no difference how often it is given.
 */
typedef struct
{
  gint64 from_us; /* TWC_NEVER: it is empty */
  gint64 held_us; /* up to here it is filled */
  guint8 held_a;
  guint8 past_a[TWC_LOW_WINDOW_S]; /* the lowest of each second, by second modulo size */
} TwcLowWindow;

TwcLowWindow twc_low_window_new (void);
void twc_low_window_hold (TwcLowWindow *self, guint amps, gint64 now_us);
gboolean twc_low_window_get (const TwcLowWindow *self, guint span_s, guint *amps, gint64 *rise_us);

G_END_DECLS
