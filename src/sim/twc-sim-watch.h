/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-receiver.h"
#include "sim/twc-sim-slave.h"
#include "sim/twc-violation.h"

G_BEGIN_DECLS

/* An excess that the world made, and how long the master still has to undo it. */
typedef struct
{
  guint amount_ca;
  guint slot; /* of the unit that must tell the master of it; else beyond the units */
  gint64 since_us;
  gint64 left_us;
} TwcSimExcuse;

/* What the watch knows of a unit. */
typedef struct
{
  gint64 sent_us;     /* the master's last heartbeat to it */
  gint64 answered_us; /* the unit's last intact frame */
  guint offer_ca;     /* the last limit in one */
  gboolean was_linked;
  guint inherited_ca; /* what it drew before any master of ours spoke to it */
  guint hidden_ca;    /* the limit that it showed at rest, and that was not counted */
  guint cut_off_ca;   /* what it had when its wires came off */
  gint64 cut_off_us;  /* left of what a master needs to undo that once they are back */
  gint64 raised_us;   /* when it let its car have more by itself */
  gint64 grace_us;    /* left of what a master needs to undo that */
} TwcSimWatched;

/**
 * TwcSimWatch:
 *
 * The electrician in the corner: sees what the master sends, what the units adopt and what the
 * cars draw, and writes down what must never happen (G1, G2, G5).
 */
typedef struct
{
  GArray *violations;                                      /* of TwcViolation */
  guint open[TWC_N_VIOLATIONS][TWC_GARAGE_MAX_SLAVES + 1]; /* 1 + the record of an episode */
  guint n_slaves;
  TwcSimSlave *slaves;
  TwcSimWatched watched[TWC_GARAGE_MAX_SLAVES];
  guint wiring_ca;
  TwcReceiver ear; /* at the master's side, before the line can spoil anything */
  TwcSimExcuse excuses[8];
  gint64 now_us;
  gint64 fair_us; /* since when heartbeats can be expected */
} TwcSimWatch;

void twc_sim_watch_init (
  TwcSimWatch *self, TwcSimSlave *slaves, guint n_slaves, guint wiring_ca, gint64 now_us);
void twc_sim_watch_clear (TwcSimWatch *self);

void twc_sim_watch_hear (TwcSimWatch *self, const guint8 *bytes, gsize n_bytes, gint64 now_us);
void twc_sim_watch_note_answer (TwcSimWatch *self, guint slot, gint64 now_us);
void twc_sim_watch_set_wiring (TwcSimWatch *self, guint wiring_ca);
void twc_sim_watch_forgive (TwcSimWatch *self, gint64 lost_us);
void twc_sim_watch_look (TwcSimWatch *self, gboolean is_fair, gint64 now_us);

G_END_DECLS
