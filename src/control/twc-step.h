/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-memory.h"
#include "values/twc-plan.h"
#include "values/twc-settings.h"

G_BEGIN_DECLS

/* Rule 8 of twc-protocol: a unit of protocol 2 that is told 0 makes 6.00 A of it. */
#define TWC_CLAMP_CA TWC_CA (6)

/* From here on a car charges; some units show a quarter of an ampere at rest (6.2). */
#define TWC_DRAWING_CA TWC_CA (1)

/* What may be measured above an offer without meaning anything (10.1, 10.3). */
#define TWC_TOLERANCE_CA TWC_CA (1)

/* Those that one rank serves from one budget (5.1). */
typedef struct
{
  TwcRank rank;
  TwcReasonCode why;
  guint budget_ca;
  guint n_most;       /* how many may charge, however small their minimums (6.4) */
  guint32 entries;    /* the schedule's that are active for its members (5.3) */
  gint64 until_s;     /* UTC; 0 = no end is known */
  gboolean is_frozen; /* nobody is raised or started (6.8) */

  guint members;  /* a bit for each of the step's units */
  guint priority; /* the highest of its members */
  guint16 lowest_id;
} TwcGroup;

/* One Wall Connector in the middle of a step. */
typedef struct
{
  const TwcChargerState *state;
  const TwcChargerSettings *own; /* nullable: nothing is set for it */
  TwcChargerMemory *memory;
  gboolean fresh;    /* @state is a report that no step has seen */
  guint n_boxes;     /* that obey its id: 2 for a duplicate */
  gboolean may_draw; /* of protocol 2, and a car may be there: 6 A whatever it is told */

  guint lowest_ca; /* its protocol's minimum */
  guint cap_ca;    /* cap_i of section 1 */
  guint min_ca;    /* m_i */
  guint need_ca;   /* what it can use */
  TwcClass class;
  TwcRank rank;
  const TwcGroup *group; /* NULL in rank 0 */
  TwcReasonCode stopped; /* why it is in rank 0 */
  gboolean held;         /* min-on: not to be switched off yet (11.1) */
  gboolean kept;         /* started so often that it stays on at its minimum (11.2) */
  gboolean barred;       /* started so often that it stays off (11.2) */
  gboolean probed;       /* idle, but asked whether it wants power after all (8.5) */

  gboolean unstoppable; /* told 0, and it still draws */
  guint base_ca;        /* counted whatever it is offered (9.5) */
  guint level_ca;       /* what sharing gives it now */
  guint spike_ca;       /* what it is to be offered for a moment, 0: none (12.2) */
  guint most_ca;        /* all that it could be offered for that, where it is not enough */
  gboolean admitted;    /* FALSE with a level: it is only held */
} TwcUnit;

/* What the house leaves under its fuse and its import limit (7.3). */
typedef struct
{
  gboolean guarded; /* one of them is set */
  gboolean usable;  /* its meter is heard */
  gint64 at_us;     /* of the sample */
  gint64 left_ca;
  TwcReasonCode why;
  guint line;    /* of the fuse, from 1 */
  guint most_ca; /* what the fullest line with a charging car carries */
  guint most_line;
} TwcHouse;

/* What all may be offered together (7.1). */
typedef struct
{
  guint down_ca; /* C_dn: counts at once */
  guint up_ca;   /* C_up: who is raised stays within it as well */
  TwcReasonCode why;
  guint line;
  gboolean stale; /* the meter that guards the house is silent (7.4) */
  gint64 rise_us; /* when up_ca will be more if nothing changes; TWC_NEVER if it will not */
} TwcCapacity;

/* What one decision is made of, and what its stages tell each other. */
typedef struct
{
  const TwcSettings *settings;
  const TwcSite *site;
  TwcMemory *memory;
  TwcNow now;

  guint wiring_ca; /* W, whole amps */
  TwcHouse house;
  TwcCapacity limit;
  guint capacity_ca; /* what may be shared now */
  guint room_ca;     /* what a raise has to stay within */
  guint measured_ca; /* the sum of what all draw */
  guint n_clamps;    /* boxes that may take 6 A whatever they are told */
  guint n_reserves;  /* how many times 6 A are kept free or taken for them */

  TwcFlows flows; /* what flows now besides the Wall Connectors, and what it costs */

  gboolean spares; /* the grid is down: minimums alone (5.1) */
  TwcSurplus surplus;
  TwcGreenView green_view;
  TwcGreen green; /* what those in rank 7 may have */

  TwcGroup usual; /* what holds where nothing names a unit */
  guint n_groups;
  TwcGroup groups[TWC_MAX_CHARGERS]; /* in the order in which they are served */

  guint n_units;
  TwcUnit units[TWC_MAX_CHARGERS];
  TwcUnit *order[TWC_MAX_CHARGERS]; /* by groups, then 9.1 */
} TwcStep;

void twc_step_init (
  TwcStep *self, const TwcSettings *settings, const TwcSite *site, TwcMemory *memory, TwcNow now);

const TwcUnit *twc_step_find_unit (const TwcStep *self, const TwcChargerMemory *memory);
gint64 twc_step_seconds_to (const TwcStep *self, gint64 us);

const TwcVehicle *twc_step_find_vehicle (const TwcStep *self, const TwcUnit *unit);
guint twc_step_get_wpa (const TwcStep *self, const TwcUnit *unit);
guint twc_step_get_site_wpa (const TwcStep *self);

/* Asked dozens of times in each step, and shorter than a call. */

static inline gint64
twc_after_s (gint64 since_us, guint seconds)
{
  return since_us == TWC_NEVER ? TWC_NEVER : since_us + TWC_SECONDS_US (seconds);
}

static inline guint
twc_amps_down (guint ca)
{
  return ca - ca % TWC_CA (1);
}

static inline guint
twc_amps_up (guint ca)
{
  return twc_amps_down (ca + TWC_CA (1) - 1);
}

/* Whether @us is still to come; %TWC_NEVER is not. */
static inline gboolean
twc_step_is_before (const TwcStep *self, gint64 us)
{
  return us != TWC_NEVER && self->now.us < us;
}

/* The sooner of two times, as far as they are still to come; else %TWC_NEVER. */
static inline gint64
twc_step_sooner (const TwcStep *self, gint64 a_us, gint64 b_us)
{
  if (!twc_step_is_before (self, a_us))
    return twc_step_is_before (self, b_us) ? b_us : TWC_NEVER;

  return twc_step_is_before (self, b_us) ? MIN (a_us, b_us) : a_us;
}

G_END_DECLS
