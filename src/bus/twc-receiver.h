/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-frame.h"
#include "values/twc-bus-health.h"

G_BEGIN_DECLS

/* More than any frame needs; what is longer is bad whatever follows (twc-protocol 1.5). */
#define TWC_RECEIVER_SIZE 64

/* A USB or network adapter delivers in bursts (twc-protocol 1.5, T_gap). */
#define TWC_RECEIVER_GAP_US TWC_MILLISECONDS_US (250)

/**
 * TwcChunk:
 *
 * What lay between two delimiters, with the receiver's verdict. All pointers are valid only
 * during the call that delivers it.
 */
typedef struct
{
  TwcVerdict verdict;
  guint64 offset;    /* of its first raw byte in all that was fed */
  const guint8 *raw; /* as it came, delimiters included where there were any */
  gsize n_raw;
  gsize n_cut;        /* how many more bytes of it came that raw has no room for */
  const guint8 *body; /* NULL unless the verdict is ok */
  gsize n_body;
} TwcChunk;

typedef void (*TwcChunkFunc) (const TwcChunk *chunk, gpointer user_data);

/**
 * TwcReceiver:
 *
 * Cuts a byte stream into frames (twc-protocol 1.5). A plain value: twc_receiver_init(), no
 * clean-up.
 */
typedef struct
{
  gint64 gap_us;
  gint64 last_byte_us;
  guint64 n_fed;
  guint64 start;         /* offset of raw[0] */
  gboolean synchronized; /* a delimiter has been seen */
  gboolean escaped;
  gboolean bad_escape;
  gsize n_body; /* counts on when body is full: then the length is wrong anyway */
  gsize n_raw;  /* counts on as well */
  guint8 body[TWC_RECEIVER_SIZE];
  guint8 raw[2 * TWC_RECEIVER_SIZE + 2];
  guint64 counts[TWC_N_VERDICTS];
} TwcReceiver;

void twc_receiver_init (TwcReceiver *self, gint64 gap_us);
void twc_receiver_feed (TwcReceiver *self,
                        const guint8 *bytes,
                        gsize n_bytes,
                        gint64 now_us,
                        TwcChunkFunc func,
                        gpointer user_data);
void twc_receiver_expire (TwcReceiver *self, gint64 now_us, TwcChunkFunc func, gpointer user_data);
void twc_receiver_flush (TwcReceiver *self, TwcChunkFunc func, gpointer user_data);
gboolean twc_receiver_is_mid_frame (const TwcReceiver *self, gint64 now_us);

G_END_DECLS
