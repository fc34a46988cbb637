/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-receiver.h"
#include "sim/twc-garage-config.h"

G_BEGIN_DECLS

/* Who drives the pair. Unit n is TWC_SIM_TALKER_SLAVE + n. */
enum {
  TWC_SIM_TALKER_MASTER,
  TWC_SIM_TALKER_FOREIGN,
  TWC_SIM_TALKER_NOISE,
  TWC_SIM_TALKER_SLAVE,
  TWC_SIM_N_TALKERS = TWC_SIM_TALKER_SLAVE + TWC_GARAGE_MAX_SLAVES
};

#define TWC_SIM_NO_TAIL (-1)

/* Long enough for a frame whose bytes are all escaped, with a runt and a tail. */
#define TWC_SIM_TRANSMISSION_MAX 64

/* 9600 baud, ten bits a byte (twc-protocol 1.1). */
#define TWC_SIM_BYTES_US(n) ((gint64) (n) *15625 / 15)

/* An intact frame, at the moment when its closing delimiter has gone over the line. */
typedef void (*TwcSimHeardFunc) (
  guint talker, const guint8 *body, gsize n_body, gint64 at_us, gpointer user_data);

typedef struct
{
  guint talker;
  gint64 start_us;
  gsize n_bytes;
  gsize n_done; /* have gone over the line */
  gboolean is_garbage;
  guint8 bytes[TWC_SIM_TRANSMISSION_MAX];
} TwcSimTransmission;

/**
 * TwcSimLine:
 *
 * The RS-485 pair in time: what is on it or about to be, what two talkers at once do to it, and
 * what the master's adapter makes of it.
 */
typedef struct
{
  GRand *random;
  TwcLineFaults faults;
  guint n_queued;
  TwcSimTransmission queue[32]; /* by start; the first may be under way */
  gint64 busy_until_us[TWC_SIM_N_TALKERS];
  gint64 noise_until_us;
  guint n_lost_of_master; /* frames of the master that a fault or a collision destroyed */
  TwcReceiver ear;        /* what the units hear */
  TwcSimHeardFunc func;
  gpointer user_data;
  guint talker_heard;
  gint64 heard_us;
  gboolean has_heard;
  gboolean has_adapter;
  GByteArray *arrived; /* at the adapter, and not yet read */
  gsize n_ready;
  gint64 burst_us;
} TwcSimLine;

void twc_sim_line_init (TwcSimLine *self, GRand *random, TwcSimHeardFunc func, gpointer user_data);
void twc_sim_line_clear (TwcSimLine *self);

void twc_sim_line_write (TwcSimLine *self, const guint8 *bytes, gsize n_bytes, gint64 now_us);
gsize twc_sim_line_read (TwcSimLine *self, guint8 *bytes, gsize size, gint64 now_us);
void twc_sim_line_deliver (TwcSimLine *self, const guint8 *bytes, gsize n_bytes, gint64 now_us);
void twc_sim_line_set_adapter (TwcSimLine *self, gboolean has_adapter);

void twc_sim_line_send_body (
  TwcSimLine *self, guint talker, const guint8 *body, gsize n_body, int tail, gint64 at_us);
void twc_sim_line_make_noise (TwcSimLine *self, gsize n_bytes, gint64 now_us);

gint64 twc_sim_line_get_deadline (const TwcSimLine *self);
gboolean twc_sim_line_run (TwcSimLine *self, gint64 until_us);

G_END_DECLS
