/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* What must never happen, as seen from the wall (G1, G2, G5). */
typedef enum {
  TWC_VIOLATION_FORBIDDEN_FRAME, /* G2 */
  TWC_VIOLATION_OVER_RATING,     /* an offer above the unit's rating */
  TWC_VIOLATION_OVER_WIRING,     /* an offer above its own circuit */
  TWC_VIOLATION_OVER_TOTAL,      /* G1: the sum of offers in force and draws */
  TWC_VIOLATION_BELOW_MINIMUM,   /* an offer between 0 and the protocol's minimum */
  TWC_VIOLATION_CHATTER,         /* G5: more than two contactor operations in 60 s */
  TWC_VIOLATION_LATE_HEARTBEAT,  /* a linked unit waited more than 5 s */
  TWC_N_VIOLATIONS
} TwcViolationCode;

/* One record per episode, not per moment of it. */
typedef struct
{
  TwcViolationCode code;
  gint64 at_us;    /* when it began */
  guint16 charger; /* 0 = the site, or no unit */
  guint value;     /* its worst: centiamperes, milliseconds or operations; a frame's two bytes */
} TwcViolation;

const char *twc_violation_code_to_nick (TwcViolationCode code);

G_END_DECLS
