/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* What an energy source measures (charging-control 2, 6.3). */
typedef enum {
  TWC_ROLE_GRID,        /* watts: + import, - export */
  TWC_ROLE_GENERATION,  /* watts: + produced */
  TWC_ROLE_CONSUMPTION, /* watts: + used by the house */
  TWC_ROLE_BATTERY,     /* watts: + discharging, - charging */
  TWC_N_ROLES
} TwcRole;

/* A house has a meter, an inverter or three and a battery; twice that is plenty. */
#define TWC_MAX_READINGS 16

/* More than this no house connection carries: it is an error of the source. */
#define TWC_READING_MAX_WATTS 100000

/* Below this a "generation" is a consumption with the wrong sign (charging-control 6.3). */
#define TWC_READING_STANDBY_WATTS (-500)

/**
 * TwcReading:
 *
 * The last valid sample of one source in one role. What is not finite or absurd never gets in:
 * it is counted, and the last sample goes on ageing (G4).
 */
typedef struct
{
  char id[32]; /* of its settings */
  TwcRole role;
  guint set; /* those of one set are added; the first usable set of a role wins (6.3) */
  guint stale_after_s;
  gint64 at_us; /* when it was measured; TWC_NEVER before the first */
  gint32 watts;
  gboolean has_lines; /* of a grid meter */
  gint32 line_ca[3];  /* + import */
  gboolean has_soc;   /* of a battery */
  guint soc_percent;
  guint n_dropped;
} TwcReading;

TwcReading twc_reading_new (const char *id, TwcRole role, guint set, guint stale_after_s);
gboolean twc_reading_set_watts (TwcReading *self, double watts, gint64 at_us);
gboolean twc_reading_set_lines (TwcReading *self, const double amps[3]);
gboolean twc_reading_set_soc (TwcReading *self, double percent);
gboolean twc_reading_is_fresh (const TwcReading *self, gint64 now_us);

const char *twc_role_to_nick (TwcRole role);
gboolean twc_role_from_nick (const char *nick, TwcRole *role);

G_END_DECLS
