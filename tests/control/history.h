/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "garage.h"
#include "toy.h"

G_BEGIN_DECLS

#define HISTORY_START_US TWC_SECONDS_US (5000)

/* Those behind are never left out. */
#define HISTORY_MAX_EVENTS 64

/* Why a history is run. */
typedef enum {
  HISTORY_SEARCH, /* to find out whether a promise is broken */
  HISTORY_TRY,    /* whether it still is when less happens: nothing but the exit status tells */
  HISTORY_TELL,   /* what happens until it is */
} HistoryPurpose;

/**
 * History:
 *
 * A random history of a garage, its house and its owner, with the brain's promises asserted at
 * every step (charging-control 18, G1, G5). What happens does not depend on what is left out of
 * it, so that a failure can be made smaller.
 */
typedef struct
{
  guint32 seed;
  guint64 skipped; /* a bit for each event that is left out */
  HistoryPurpose purpose;
  GRand *story;  /* when something happens */
  GRand *rand;   /* what happens */
  GRand *checks; /* where it is looked at more closely */

  TwcSettings settings;
  TwcMemory memory;
  TwcNow now;
  Garage garage;
  TwcPlan plan;
  gboolean metered;
  gint32 house_ca; /* what the house takes of its one line */
  gint sun_w;
  gint64 meter_us; /* its meter speaks next */
  gint64 mute_until_us;
  gint64 narrowed_us; /* the last time that less was left than before, or that nobody could know */
  gint64 changed_us;  /* of any setting that moves a minimum or a limit */
  gint64 lowered_us;  /* the last lowering of any offer */
  gint64 on_us[TWC_MAX_CHARGERS], off_us[TWC_MAX_CHARGERS];
  guint16 ids[TWC_MAX_CHARGERS]; /* of those times */
  gint64 started_us[TWC_MAX_CHARGERS][TWC_MEMORY_STARTS];
  guint n_started[TWC_MAX_CHARGERS]; /* as far as this run of the program knows */
  gboolean drew[TWC_MAX_CHARGERS];   /* since it was switched on */
} History;

void history_run (guint32 seed, guint64 skipped, HistoryPurpose purpose);

gint history_pick (History *self, gint from, gint to);
gboolean history_is_since (const History *self, gint64 us, gint64 span_us);
gboolean history_has_house (const History *self);
gint64 history_get_line (const History *self);
void history_violated (const History *self, const char *promise);

/* history-events.c */
void history_begin (History *self);
void history_disturb (History *self, guint index);

/* history-checks.c */
void history_check (History *self, const TwcPlan *former, TwcMemory *before);
void history_check_closely (History *self, const TwcPlan *former, TwcMemory *before);

/* history-shrink.c */
guint64 history_shrink (guint32 seed, guint64 skipped);

G_END_DECLS
