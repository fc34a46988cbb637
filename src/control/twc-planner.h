/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-prices.h"
#include "values/twc-plan.h"

G_BEGIN_DECLS

/* What a plan is made from, charging-control 14.1. */
typedef struct
{
  gint64 now_s;       /* UTC */
  gint64 departure_s; /* T */
  guint margin_min;
  guint gap_percent; /* what an unbroken charge may cost more (14.3) */
  double energy_wh;  /* E: what is still missing, at the plug */
  guint power_w;     /* P */
  guint n_slots;     /* from now to T - margin, or as far as prices are worth asking for */
  const TwcPriceSlot *slots;
} TwcPlannerQuestion;

/**
 * TwcPlannerAnswer:
 *
 * When to charge. Windows lie in order of time and do not touch.
 */
typedef struct
{
  guint duration_min;  /* d; 0 = nothing is missing */
  gboolean continuous; /* from now on, whatever it costs (14.2) */
  guint late_min;      /* after the departure; 0 = in time */
  gboolean has_cost;
  double cost; /* of the windows, at P */
  guint n_windows;
  TwcPlanWindow windows[TWC_MAX_WINDOWS];
} TwcPlannerAnswer;

guint twc_planner_get_duration (double energy_wh, guint power_w);
gint64 twc_planner_get_end (const TwcPlannerQuestion *question);
TwcPlannerAnswer twc_planner_solve (const TwcPlannerQuestion *question);

G_END_DECLS
