/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-table.h"

G_BEGIN_DECLS

/* Something to send, and from when on. */
typedef struct
{
  gint64 at_us; /* G_MAXINT64: nothing */
  guint slave;  /* index in the table */
  TwcQuery query;
  guint8 code; /* of a command that goes in the place of a question; 0 = none */
} TwcTurn;

/**
 * TwcSlots:
 *
 * Who is talked to when (twc-protocol 4.3): one exchange a slot, heartbeats before questions.
 * A plain value. It knows nothing of the line: a turn may have to wait until that is free.
 */
typedef struct
{
  gint64 slot_us;          /* nominal beginning of the last slot used */
  gint64 jitter_us;        /* of the next one */
  gint64 complete_from_us; /* no questions until each slave had a heartbeat since; or TWC_NEVER */
  guint32 random;
} TwcSlots;

void twc_slots_init (TwcSlots *self, guint32 seed);
gint64 twc_slots_draw (TwcSlots *self, gint64 below_us);
void twc_slots_restart (TwcSlots *self);

TwcTurn twc_slots_plan_heartbeat (const TwcSlots *self, const TwcTable *table);
TwcTurn twc_slots_plan_offer (const TwcTable *table);
TwcTurn twc_slots_plan_switch (const TwcTable *table);
TwcTurn twc_slots_plan_query (const TwcSlots *self, const TwcTable *table);
TwcTurn
twc_slots_fit_question (const TwcSlots *self, const TwcTable *table, TwcTurn turn, gint64 free_us);
TwcTurn twc_slots_plan_retry (const TwcSlots *self, const TwcTable *table, gint64 free_us);
gboolean
twc_slots_may_offer_overtake (const TwcTurn *offer, const TwcTurn *heartbeat, gint64 now_us);

void twc_slots_take_heartbeat (TwcSlots *self, TwcTable *table, guint slave, gint64 now_us);
void twc_slots_rebase (TwcTable *table, guint slave, gint64 now_us);
void twc_slots_take_question (TwcSlots *self, gint64 now_us);

G_END_DECLS
