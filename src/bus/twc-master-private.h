/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-line.h"
#include "bus/twc-master.h"
#include "bus/twc-slots.h"
#include "bus/twc-watch.h"

G_BEGIN_DECLS

/* twc-protocol 4.2. */
typedef enum {
  TWC_PHASE_OFF, /* no adapter */
  TWC_PHASE_LISTEN,
  TWC_PHASE_ANNOUNCE,
  TWC_PHASE_RUN,
  TWC_PHASE_STANDBY, /* another master is at work */
  TWC_PHASE_TWIN,    /* another node has our id */
} TwcPhase;

/* What the last frame that we sent asks for. Whether an answer is still awaited, the line knows. */
typedef enum {
  TWC_EXCHANGE_NONE,
  TWC_EXCHANGE_HEARTBEAT,
  TWC_EXCHANGE_QUERY,
  TWC_EXCHANGE_SWITCH,
  TWC_EXCHANGE_RAW,
  TWC_EXCHANGE_BROADCAST,
} TwcExchangeType;

typedef struct
{
  TwcExchangeType type;
  guint16 id;
  TwcQuery query;
} TwcExchange;

struct _TwcMaster
{
  guint16 id;
  TwcPhase phase;
  gint64 connected_us;
  gint64 listen_until_us;
  gboolean had_known;     /* when LISTEN began there were slaves in the table */
  gint64 silent_until_us; /* in STANDBY and TWIN */
  gint64 takeover_us;     /* how long the other must be silent */

  guint n_presences;  /* of a burst, still to be sent */
  gint64 presence_us; /* when the next may be */
  gint64 burst_us;    /* when the last one began */

  TwcReceiver receiver;
  TwcLine line;
  TwcWatch watch;
  TwcTable table;
  TwcSlots slots;
  TwcGate gate;
  TwcExchange exchange;

  guint8 raw[TWC_BODY_MAX];
  gsize n_raw; /* 0: none is queued */

  guint16 foreign_id; /* 0: no other master */
  gint64 foreign_us;
  guint64 n_unexpected;
  guint64 n_echoes;
  guint64 n_sent;
  guint64 n_unanswered;
  gint64 last_frame_us;

  /* The longest wait for a heartbeat in this minute, and in the one before. */
  gint64 late_us[2];
  gint64 late_from_us;

  TwcChunkFunc tap;
  gpointer tap_data;
};

/* twc-master-phase.c */
void twc_master_listen (TwcMaster *self, gint64 now_us);
void twc_master_announce (TwcMaster *self, gint64 now_us);
void twc_master_stand_by (TwcMaster *self, guint16 foreign, gint64 now_us);
void twc_master_yield_to_twin (TwcMaster *self, gint64 now_us);
void twc_master_hasten_listen (TwcMaster *self, gint64 now_us);
void twc_master_begin_burst (TwcMaster *self, gint64 now_us);
void twc_master_advance (TwcMaster *self, gint64 now_us);
gint64 twc_master_get_phase_deadline (const TwcMaster *self);

/* twc-master-inbox.c */
void twc_master_take_chunk (TwcMaster *self, const TwcChunk *chunk, gint64 now_us);

/* twc-master-outbox.c */
void twc_master_settle_exchange (TwcMaster *self, gint64 now_us);
gsize twc_master_send_next (TwcMaster *self, gint64 now_us, guint8 body[TWC_BODY_MAX]);
gint64 twc_master_get_send_deadline (const TwcMaster *self);
gboolean twc_master_check_raw (TwcMaster *self, const guint8 *body, gsize n_body, GError **error);

G_END_DECLS
