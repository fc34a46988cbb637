/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-draw-log.h"
#include "control/twc-green.h"
#include "control/twc-low-window.h"
#include "control/twc-prices.h"
#include "control/twc-schedule.h"
#include "control/twc-stay.h"
#include "values/twc-plan.h"
#include "values/twc-site.h"

G_BEGIN_DECLS

/* A Wall Connector that left may still draw for a while, when another has taken its place. */
#define TWC_MEMORY_CHARGERS (2 * TWC_MAX_CHARGERS)

/* How much one may still take: charging-control 8.6. */
typedef struct
{
  double from_wh;        /* what its session had when its car was plugged in again */
  guint reached_percent; /* the limit of the battery's level that was reached; 0 = none */
  gboolean reached;      /* any of the limits */
  gboolean excused;      /* a one-time charge that came later is for it */
  gint64 level_us;       /* of the car's own reading of its level; TWC_NEVER = none */
  double level_wh;       /* what the unit had delivered by then */
} TwcLimitMemory;

/* One goal on its way to its next departure (14.1, 14.6). */
typedef struct
{
  guint64 stamp;      /* of the goal that it belongs to */
  gint64 departure_s; /* T, UTC; 0 = none to come */
  guint charger;      /* where its car was last; 0 = nowhere */
  double from_wh;     /* what @charger had delivered in all when it was looked at last */
  double taken_wh;    /* delivered to its car since the goal was set, or since the last departure */
  gboolean known;     /* what is missing */
  double missing_wh;  /* E */
  gint64 stretch_us;  /* since when it charges for this goal; TWC_NEVER = it does not */
  double stretch_wh;  /* what had been delivered in all by then */
  guint measured_w;   /* the mean of a stretch; 0 = none was long enough */
  guint late_min;
  gboolean continuous;    /* from now on, whatever it costs (14.2) */
  gboolean active;        /* it charges for this goal now */
  gint64 running_until_s; /* the slot that has begun is finished (14.6) */
} TwcGoalMemory;

/* All goals, and the windows that hold until something changes. */
typedef struct
{
  guint64 stamp;     /* of all that they were computed from; 0 = not computed */
  gint64 computed_s; /* UTC */
  TwcGoalMemory goals[TWC_MAX_GOALS];
  guint n_windows;
  TwcPlanWindow windows[TWC_MAX_WINDOWS];
} TwcDepartureMemory;

/* The one-time charge (5.6), told from another one by what was asked for. */
typedef struct
{
  guint amps_ca; /* 0 = none */
  gint64 until_s;
  guint most_wh;
  guint n_ids;
  guint16 ids[TWC_MAX_CHARGERS];
  double delivered_wh; /* since it was asked for */
} TwcChargeNowMemory;
/* Charging-control 11.2. */
#define TWC_MEMORY_STARTS 30
typedef struct
{
  guint n;
  gint64 us[TWC_MEMORY_STARTS]; /* the oldest first */
} TwcStartsMemory;

/* Charging-control 8.4: what a car takes at most, as it seems. */
typedef struct
{
  gint64 short_us;   /* since when it takes 2 A less than it is offered */
  guint most_ca;     /* that it took since */
  guint need_ca;     /* what is kept for it; 0: all that it may have */
  gint64 limited_us; /* since when */
  gboolean for_good; /* until it is plugged in anew (12.4) */
} TwcNeedMemory;

/* Charging-control 12.4. */
#define TWC_MEMORY_CURES 6
typedef struct
{
  gboolean curing;                   /* it is offered more than is meant for it */
  guint n_cures;                     /* within the hour */
  guint n_vain;                      /* in a row that have not helped */
  guint stuck_ca;                    /* what its car took before the last */
  gint64 blocked_us;                 /* when room was looked for in vain, or not made in time */
  gint64 room_us;                    /* since when others make room for it */
  gint64 cures_us[TWC_MEMORY_CURES]; /* the oldest first */
} TwcQuirkMemory;

/* Charging-control 11.4. The third silence locks many cars out. */
#define TWC_MEMORY_SILENCES 2
typedef struct
{
  guint index;        /* of the stop method that is tried */
  gint64 tried_us;    /* since when; TWC_NEVER: nothing has to be stopped */
  gboolean commanded; /* it was told to stop, and not yet to go on */
  guint n_silences;   /* of this car */
  gint64 silent_us;   /* the beginning of the last */
} TwcStoppingMemory;

/* Charging-control 11.5. */
typedef struct
{
  TwcRank rank; /* the last but rank 0 */
  gint64 rank_us;
  guint n_attempts;
  gint64 attempt_us; /* the last */
} TwcStartingMemory;

/**
 * TwcChargerMemory:
 *
 * What the brain remembers of one Wall Connector from step to step. All times are those of the
 * event itself (the report's, the step's that decided), so that the number of steps between
 * two events makes no difference.
 */
typedef struct
{
  guint16 id;
  gboolean adopted;  /* its first report has been taken over, or it was known before */
  gboolean reported; /* it has reported since this memory began */
  gint64 unheard_us; /* since when it has been there without a report; TWC_NEVER once it has */
  gboolean linking;  /* it is there, and has not reported since it linked */
  gint64 heard_us;   /* its last report, or the last time that it linked */
  guint n_reports_seen;
  guint draw_ca; /* of its last report */
  TwcDrawLog draws;

  guint offer_ca;    /* what it was told last */
  gint64 changed_us; /* the last change of its offer (10.2, 10.4) */
  gint64 on_us;      /* switched on, TWC_NEVER while off (11.1) */
  gint64 off_us;     /* set to 0, TWC_NEVER while on */

  guint unconfirmed_ca; /* the highest limit above its offer that may be in force; 0 = none */
  gint64 lowered_us;    /* when the lowering to confirm was decided, or seen to be due */
  gboolean unasked;     /* it never was an offer: another master or a driver allowed it */
  guint n_confirms;     /* consecutive reports that confirm it */
  guint steady_ca;      /* draw at steady_us; both restart when it moves by 0.8 A (10.3) */
  gint64 steady_us;
  guint fell_ca;  /* the highest draw since fell_us */
  gint64 fell_us; /* when it was last seen to be 0.8 A lower */
  gint64 over_us; /* since when it draws 2 A more than offered (7.5) */

  guint8 stable_state;    /* the last state that is not a transition (charging-control 2) */
  gint64 state_us;        /* since when */
  gint64 drawing_us;      /* the last report of 1 A or more (8.1) */
  gint64 car_us;          /* the last report that leaves a car possible */
  gboolean not_accepting; /* 8.2 */
  gboolean interrupted;   /* its car wanted power when it was set to 0: it may only look idle */
  gint64 gone_us;         /* since when no car is there; TWC_NEVER: one may be */
  gint64 plugged_us;      /* the last time that a car came */

  TwcStartsMemory starts;
  TwcNeedMemory need;
  TwcQuirkMemory quirk;
  TwcStoppingMemory stopping;
  TwcStartingMemory starting;
  gint64 asked_us; /* its car, to stop or to start */
  gint64 probe_us; /* the beginning of the last probe (8.5) */

  gint64 queued_us; /* since when it stands in the queue (9.1); moves when its turn ends */
  gboolean yields;  /* its turn has ended, and it is still on (9.4) */

  TwcEnergy energy;
  TwcStay stay;
  TwcLimitMemory limit;
} TwcChargerMemory;

/* What the house's meter has said, for its fuse and its import limit (charging-control 7). */
typedef struct
{
  TwcLowWindow window;   /* what it left, or its stand-in, since it is heard or silent (7.4) */
  gboolean usable;       /* ... since it is heard */
  gint64 fresh_until_us; /* its last sample counts up to here */
  gint64 over_us;        /* since when a line carries more than its fuse; TWC_NEVER if none does */
  gint64 over_seen_us;   /* the last sample that said so */
} TwcHouseMemory;

/**
 * TwcMemory:
 *
 * The brain's memory: a plain value that a test may copy, save and restore.
 */
typedef struct
{
  TwcHouseMemory house;
  gint64 turn_us;       /* when the present turn began; TWC_NEVER while nobody waits (9.4) */
  gint64 started_us;    /* ... or since when it hears again, after it had been deaf */
  gint64 newest_us;     /* the newest report of all */
  gint64 overload_us;   /* since when more is measured than the wiring holds (7.5) */
  gint64 overloaded_us; /* the last time that it was so */
  gint64 guard_us;      /* since when all are held at their minimum for it */
  gint64 trimmed_us;    /* the last change of trim_ca */
  guint trim_ca;        /* kept free because the cars draw slightly more than they are offered */
  gboolean guards_fuse; /* ... since a line of the house carried more than its fuse */
  gboolean stop_all;    /* 0 for all until a person allows it again (5.7); to be stored */
  gboolean stopped;     /* ... since even the minimum was too much; likewise */
  TwcScheduleMemory schedule;
  TwcSurplusMemory surplus;
  TwcGreenMemory green;
  TwcPriceMemory import_price;
  TwcPriceMemory export_price;
  TwcDepartureMemory departure;
  TwcChargeNowMemory charge_now;
  gint64 closed_us; /* of the step in which these sessions ended */
  guint n_closed;
  TwcChargeSession closed[TWC_MEMORY_CHARGERS];
  guint n_chargers;
  TwcChargerMemory chargers[TWC_MEMORY_CHARGERS];
} TwcMemory;

TwcMemory twc_memory_new (const TwcKnownCharger *known, guint n_known, TwcNow now);
TwcChargerMemory *twc_memory_find (TwcMemory *self, guint16 id);
TwcChargerMemory *twc_memory_add (TwcMemory *self, guint16 id, TwcNow now);
void twc_memory_latch_stop (TwcMemory *self);
void twc_memory_clear_stop (TwcMemory *self);
void twc_memory_sync (TwcMemory *self, const TwcSite *site, TwcNow now);

G_END_DECLS
