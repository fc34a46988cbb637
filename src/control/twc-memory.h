/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-plan.h"
#include "values/twc-site.h"

G_BEGIN_DECLS

/* What the brain remembers of one Wall Connector from step to step. */
typedef struct {
  guint16 id;
  guint offer_ca;       /* what it was told last */
  guint unconfirmed_ca; /* the highest earlier offer whose lowering is not confirmed; 0 = none */
  gint64 lowered_us;    /* when the lowering to confirm was sent */
  guint n_confirms;     /* consecutive reports that confirm it */
  guint n_reports_seen;
  gint64 changed_us;    /* the last change of its offer, for the intervals of 10.2 and 10.4 */
  gint64 on_us;         /* switched on, TWC_NEVER while off (11.1) */
  gint64 off_us;        /* set to 0, TWC_NEVER while on */
  gint64 drawing_us;    /* last time it drew 1 A or more (8.1) */
  gint64 idle_offer_us; /* since when it is offered enough and draws nothing (8.2) */
  gboolean not_accepting;
  guint8 last_state;
  guint steady_ca;      /* draw at steady_us; restarts when it moves by 0.8 A (10.3) */
  gint64 steady_us;
  gint64 over_us;       /* since when it draws 2 A more than offered (7.5) */
} TwcChargerMemory;

/**
 * TwcMemory:
 *
 * The brain's memory: a plain value that a test may copy, save and restore.
 */
typedef struct {
  gint64 started_us;
  guint n_chargers;
  TwcChargerMemory chargers[TWC_MAX_CHARGERS];
} TwcMemory;

TwcMemory twc_memory_new (const TwcKnownCharger *known, guint n_known, TwcNow now);

G_END_DECLS
