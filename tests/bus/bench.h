/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-master.h"
#include "bus/twc-message.h"

G_BEGIN_DECLS

#define BENCH_ID 0x7777
#define BENCH_MAX_SLAVES 5

/* A unit that does what its test says, and otherwise what twc-protocol 4.6 does. */
typedef struct
{
  guint16 id;
  guint protocol;
  guint rating_ca;
  guint8 sign;
  gboolean is_off;
  gboolean is_mute;     /* hears, and never answers */
  gboolean is_plain;    /* answers heartbeats alone */
  gboolean has_switch;  /* answers FCB1 and FCB2 */
  gboolean is_stubborn; /* keeps its limit whatever it is told */
  guint n_to_lose;      /* heartbeats that it will not answer */
  gint64 delay_us;      /* of its answers */
  guint8 state;
  guint limit_ca;
  guint draw_ca;
  const char *vin;
  gint64 heard_us; /* the last heartbeat to it */
  gint64 ready_us; /* the next link-ready */
  gint64 gap_us;   /* the longest between two heartbeats */
  guint n_heartbeats;
  guint n_queries;
} BenchSlave;

typedef struct
{
  gint64 at_us;
  gsize n_body;
  guint8 body[TWC_BODY_MAX];
} BenchSent;

/**
 * Bench:
 *
 * A master, its line and some slaves on a clock that a test moves. Every body that the master
 * gives is held against its gate and the silence rules (twc-protocol 1.7).
 */
typedef struct
{
  TwcMaster *master;
  gint64 now_us;
  gint64 connected_us;
  guint n_slaves;
  BenchSlave slaves[BENCH_MAX_SLAVES];
  GArray *sent; /* of BenchSent */
  GArray *arrivals;
  guint n_wakeups;
  gboolean has_echo;
  gboolean echo_loses_zero; /* the tenth byte of each frame */
  guint loss;               /* answers per thousand that get lost */
  gboolean is_noisy;        /* the line is never idle: the silence rules are not checked */
  GRand *random;
  gint64 busy_until_us;
  gint64 reply_by_us;
} Bench;

Bench *bench_new (guint32 seed);
void bench_free (Bench *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bench, bench_free)

BenchSlave *bench_add (Bench *self, guint16 id, guint protocol);
void bench_permit (Bench *self, guint16 id, guint offer_ca);
void bench_connect (Bench *self);
void bench_disconnect (Bench *self);
void bench_deliver (Bench *self, gint64 at_us, const guint8 *bytes, gsize n_bytes);
void bench_inject (Bench *self, gint64 at_us, const char *open_body);
void bench_step (Bench *self);
void bench_run (Bench *self, gint64 for_us);

const BenchSent *bench_find (Bench *self, guint8 type, guint8 code, guint16 receiver, guint from);
guint bench_count (Bench *self, guint8 type, guint8 code, gint64 from_us);
TwcChargerState bench_state (Bench *self, guint16 id);
TwcBusHealth bench_health (Bench *self);

G_END_DECLS
