/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-reason.h"

G_BEGIN_DECLS

/* What is decided for one Wall Connector. */
typedef struct
{
  guint16 id;
  guint offer_ca;    /* to be sent now */
  guint target_ca;   /* where it is heading, once others are lowered and times have passed */
  guint exposure_ca; /* the most that it may draw now (charging-control 10.1) */
  TwcReason reason;
  gboolean slow_to_reduce; /* 10.3 */
  gboolean not_obeying;    /* 7.5 */
  gboolean unusable;       /* its limit is below its protocol's minimum (section 1) */
} TwcPlanCharger;

/**
 * TwcPlan:
 *
 * One step's decision, with its reasons.
 */
typedef struct
{
  TwcReason reason;          /* of the site */
  guint available_ca;        /* the budget shared now */
  guint capacity_ca;         /* what the wiring allows in all */
  guint exposure_ca;         /* the sum that G1 keeps within capacity_ca */
  gboolean wiring_too_small; /* it cannot hold 6 A for each unit that cannot be stopped */
  gboolean overload;         /* more was measured than the wiring holds: minimum for all (7.5) */
  gboolean stopped_for_overload; /* even that was too much: 0 until nothing is asked for */
  gboolean may_end;              /* shutting down, and every car has confirmed its minimum */
  guint n_chargers;
  TwcPlanCharger chargers[TWC_MAX_CHARGERS];
  gint64 next_us; /* when a step is due even if nothing happens; TWC_NEVER = no such time */
} TwcPlan;

const TwcPlanCharger *twc_plan_find (const TwcPlan *self, guint16 id);

G_END_DECLS
