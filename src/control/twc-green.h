/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-history.h"
#include "control/twc-surplus.h"

G_BEGIN_DECLS

/* One of those that charge green. */
typedef struct
{
  guint16 id;
  guint min_ca; /* of all its boxes */
  guint wpa;
  gboolean is_idle;
  gboolean is_offered;
} TwcGreenMember;

/* All of them, in the order of 9.1. */
typedef struct
{
  guint n_members;
  TwcGreenMember members[TWC_MAX_CHARGERS];
  guint wpa; /* the largest of theirs */
  TwcHistoryView view;
} TwcGreenGroup;

typedef enum {
  TWC_GREEN_WAITS,       /* for sun enough to start (6.4) */
  TWC_GREEN_CHARGES,     /* with what there is (6.6) */
  TWC_GREEN_HOLDS,       /* its minimum, though there is less (6.5) */
  TWC_GREEN_HOLDS_STALE, /* what it has, while nothing is known (6.8) */
  TWC_GREEN_IS_STALE,
} TwcGreenPhase;

/* What the group may have. */
typedef struct
{
  TwcGreenPhase phase;
  guint n;           /* how many may charge */
  guint budget_ca;   /* whole amps */
  gint64 until_us;   /* how long at most if all stays as it is; TWC_NEVER = no such time */
  gint available_ca; /* A of 6.1 */
} TwcGreen;

/**
 * TwcGreenMemory:
 *
 * n and G of charging-control 6, and what they are judged by. All zeros is a valid beginning.
 */
typedef struct
{
  guint n;
  guint level_ca; /* G, whole amps */
  gint64 n_s;     /* the second in which n changed last; 0 = long ago */
  gint64 last_s;  /* the second of the last step */
  guint n_before; /* n when it began */

  gboolean is_usable;
  gint64 until_us; /* the last instant at which the held value holds */
  gint64 stale_us; /* since when there is none */
  TwcSecond held;
  gboolean is_above_buffer; /* 6.7: the house battery may carry whoever charges */
  gboolean is_above_start;  /* ... and start one */
  TwcGreenGroup group;      /* as the last step knew it */
  TwcHistory history;
} TwcGreenMemory;

TwcGreenGroup twc_green_group_new (const TwcGreenMember *members,
                                   guint n_members,
                                   const TwcGreenSettings *settings,
                                   const TwcSurplus *surplus,
                                   const TwcPlaces *places);
guint twc_green_group_get_sum (const TwcGreenGroup *self, guint n);
gint64 twc_green_group_to_cw (const TwcGreenGroup *self, gint ca);
gint twc_green_group_to_ca (const TwcGreenGroup *self, gint64 cw);

TwcGreen twc_green_update (TwcGreenMemory *self,
                           const TwcGreenSettings *settings,
                           const TwcSurplus *surplus,
                           const TwcGreenGroup *group,
                           gint64 now_us);
gint64 twc_green_get_deadline (const TwcGreenMemory *self,
                               const TwcGreenSettings *settings,
                               gint64 now_us);

G_END_DECLS
