/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* The longest delay of charging-control 6 is an hour. What is usual fits into the seconds; what
 * is older is kept in stretches, of which only the extremes are known. */
#define TWC_HISTORY_SECONDS 256
#define TWC_HISTORY_STRETCH_S 32
#define TWC_HISTORY_STRETCHES 112

/* One second's value, for whatever group will look at it (6.1). */
typedef struct
{
  gint32 surplus_w;                  /* if no Wall Connector took anything */
  guint16 draw_ca[TWC_MAX_CHARGERS]; /* at the time of that sample, by places */
  guint16 is_carried;                /* the house battery may keep a car at its minimum (6.7) */
} TwcSecond;

typedef struct
{
  gint64 index; /* which one it is; as many seconds are before it */
  TwcSecond lowest;
  TwcSecond highest;
} TwcStretch;

/**
 * TwcHistory:
 *
 * The seconds since the windows of 6.4 to 6.6 began, as far back as they reach. All zeros is
 * an empty one.
 */
typedef struct
{
  gboolean is_begun;
  gint64 from_s;
  gint64 last_s;
  TwcSecond seconds[TWC_HISTORY_SECONDS];
  TwcStretch stretches[TWC_HISTORY_STRETCHES];
} TwcHistory;

/* Who looks at it. Values are centiwatts: what a group has for itself, floors of 6.7 included. */
typedef struct
{
  guint wpa[TWC_MAX_CHARGERS]; /* of those that take before it does, by places; else 0 */
  gint64 floor_cw;             /* G_MININT64 = none */
  gint64 carried_cw;
} TwcHistoryView;

void twc_history_restart (TwcHistory *self);
void twc_history_put (TwcHistory *self, gint64 second, const TwcSecond *value);

guint twc_history_count (const TwcHistory *self);
gint64 twc_history_get_last (const TwcHistory *self, const TwcHistoryView *view);
gint64 twc_history_get_least (const TwcHistory *self, const TwcHistoryView *view, guint seconds);
gint64 twc_history_get_most (const TwcHistory *self, const TwcHistoryView *view, guint seconds);
gint64 twc_history_get_mean (const TwcHistory *self, const TwcHistoryView *view, guint seconds);

gint64 twc_history_find_below (const TwcHistory *self,
                               const TwcHistoryView *view,
                               guint seconds,
                               gint64 limit_cw);
gint64 twc_history_find_from (const TwcHistory *self,
                              const TwcHistoryView *view,
                              guint seconds,
                              gint64 limit_cw);

G_END_DECLS
