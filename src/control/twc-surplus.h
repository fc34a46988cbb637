/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-draw-log.h"
#include "control/twc-measure.h"
#include "control/twc-places.h"
#include "values/twc-plan.h"
#include "values/twc-settings.h"

G_BEGIN_DECLS

/* One that may take of it. */
typedef struct
{
  guint16 id;
  guint wpa; /* watts per ampere (section 1) */
  const TwcDrawLog *log;
} TwcTaker;

/**
 * TwcSurplus:
 *
 * What would be left if no Wall Connector took anything, charging-control 6.1 and 6.2.
 */
typedef struct
{
  gboolean is_usable; /* one method has all its readings */
  TwcMethod method;
  gint64 at_us;    /* of the sample */
  gint64 until_us; /* the last instant at which it holds */
  gint watts;
  guint curve_ca;                    /* by method D: what it says, in amperes of the group */
  guint16 draw_ca[TWC_MAX_CHARGERS]; /* at the time of that sample, by places */
  guint wpa[TWC_MAX_CHARGERS];       /* likewise */
  guint most_wpa;                    /* the largest of those, else the nominal one */
  gint power_w;                      /* of all, then; now where there is no sample */
  gboolean is_moved;                 /* places mean others than before */
  gboolean has_soc;                  /* of the house battery */
  guint soc_percent;
} TwcSurplus;

/* All zeros is a valid beginning. */
typedef struct
{
  TwcPlaces places;
  gint64 at_us;                      /* of the last sample */
  guint16 draw_ca[TWC_MAX_CHARGERS]; /* then, by places */
} TwcSurplusMemory;

TwcSurplus twc_surplus_update (TwcSurplusMemory *self,
                               const TwcSettings *settings,
                               const TwcSite *site,
                               const TwcTaker *takers,
                               guint n_takers,
                               TwcNow now,
                               TwcGreenView *view);

G_END_DECLS
