/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-charge-session.h"
#include "values/twc-green-view.h"
#include "values/twc-reason.h"
#include "values/twc-settings.h"

G_BEGIN_DECLS

/* Charging-control 8.1. */
typedef enum {
  TWC_CLASS_ERROR,
  TWC_CLASS_LOST,
  TWC_CLASS_CHARGING,
  TWC_CLASS_WANTING,
  TWC_CLASS_IDLE,
  TWC_N_CLASSES
} TwcClass;

/* Charging-control 5.1, by the numbers of its table. */
typedef enum {
  TWC_RANK_STOP = 0,
  TWC_RANK_BLOCKED = 1,
  TWC_RANK_CHARGE_NOW = 2,
  TWC_RANK_PLAN = 3,
  TWC_RANK_SCHEDULE = 4,
  TWC_RANK_CHEAP = 5,
  TWC_RANK_MODE = 6,
  TWC_RANK_GREEN = 7,
} TwcRank;

/* What is decided for one Wall Connector. */
typedef struct
{
  guint16 id;
  TwcClass class;
  TwcRank rank;
  guint offer_ca;    /* to be sent now */
  guint target_ca;   /* where it is heading, once others are lowered and times have passed */
  guint exposure_ca; /* the most that it may draw now (charging-control 10.1) */
  TwcReason reason;
  gboolean slow_to_reduce;   /* 10.3 */
  gboolean not_obeying;      /* 7.5 */
  gboolean unusable;         /* its limit is below its protocol's minimum (section 1) */
  TwcStopMethod stop_method; /* how it is being stopped: beyond offer0 only as 11.4 allows */
  gboolean wake;             /* its car is to be woken and started (11.5) */
  gint64 asked_us; /* the last wish to its car: stop, or with `wake` start. Each new time is a new
                    * wish, a minute after the last at least; TWC_NEVER before the first */
  TwcChargeSession session; /* the open one */
} TwcPlanCharger;

#define TWC_MAX_WINDOWS 48

/* When a plan charges (charging-control 14). */
typedef struct
{
  guint goal; /* its index in the settings */
  gint64 start_s;
  gint64 end_s;
} TwcPlanWindow;

/* How the goal of the same index in the settings stands. */
typedef struct
{
  gint64 departure_s; /* UTC; 0 = none to come */
  gboolean known;     /* whether what is missing is */
  double missing_wh;  /* at the plug; 0 = done */
  guint late_min;     /* it will be ready so long after its departure (14.2) */
  gboolean active;    /* it charges for it now */
} TwcPlanDeparture;

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
  gboolean stopped_for_overload; /* even that was too much: hence stop_all */
  gboolean stop_all;             /* latched until a person clears it (5.7) */
  gboolean clock_is_wrong;       /* ranks 1, 3, 4 and 5 wait for it (5.4) */
  gboolean dlm_is_stale;         /* the meter that guards the house is silent (7.4) */
  gboolean resume_green;         /* the instant of 5.5 has come: to be stored */
  gboolean charge_now_is_over;   /* its energy has been delivered (5.6): to be stored */
  TwcGreenView green;
  gint64 next_change_s; /* the schedule's, UTC; 0 = none */
  guint n_windows;
  TwcPlanWindow windows[TWC_MAX_WINDOWS];
  guint n_departures;
  TwcPlanDeparture departures[TWC_MAX_GOALS];
  guint n_closed; /* sessions that ended in this step */
  TwcChargeSession closed[2 * TWC_MAX_CHARGERS];
  gboolean may_end; /* shutting down, and every car has confirmed its minimum */
  guint n_chargers;
  TwcPlanCharger chargers[TWC_MAX_CHARGERS];
  gint64 next_us; /* when a step is due even if nothing happens; TWC_NEVER = no such time */
} TwcPlan;

const TwcPlanCharger *twc_plan_find (const TwcPlan *self, guint16 id);
gboolean twc_plan_decides_same (const TwcPlan *a, const TwcPlan *b);

G_END_DECLS
