/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-energy.h"

G_BEGIN_DECLS

/* When a car's stay begins and ends: charging-control 13.1. */

/**
 * TwcStay:
 *
 * One car at one Wall Connector, from its first draw on.
 */
typedef struct
{
  TwcChargeSession record; /* from the first draw on; a session only once @open */
  gboolean open;           /* it has drawn for 10 s */
  gint64 opened_us;        /* the first draw */
  gint64 run_us;           /* since when it draws without a pause; TWC_NEVER while it does not */
  gint64 drawn_us;         /* the last draw */
  gboolean finished;       /* 8.3 */
  gboolean has_first;
  guint32 first_kwh; /* the unit's own counter when it began */

  gint64 empty_us;   /* since when there is no car; TWC_NEVER while there may be one */
  gint64 arrived_us; /* the first draw since there was none; TWC_NEVER before (8.6) */
} TwcStay;

/* A report as a stay looks at it. */
typedef struct
{
  guint16 charger;
  gint64 at_us;
  gint64 unix_s; /* the same time, UTC */
  guint draw_ca;
  gboolean has_no_car;
  const char *vin; /* empty while unknown */
} TwcStayReport;

TwcStay twc_stay_new (void);
gboolean twc_stay_has_other_car (const TwcStay *self, const char *vin);
void twc_stay_take_report (TwcStay *self, const TwcStayReport *report);
void twc_stay_take_counter (TwcStay *self, const TwcEnergy *energy);

gint64 twc_stay_get_end_us (const TwcStay *self);
TwcChargeSession twc_stay_close (TwcStay *self, const TwcEnergy *energy);

G_END_DECLS
