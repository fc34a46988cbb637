/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "bus/twc-message.h"
#include "bus/twc-receiver.h"
#include "support/vectors.h"

#define N_RUNS 9
#define STREAM_BYTES (8 * 1000 * 1000)
#define BLOCK_BYTES 4096 /* what a read from an adapter may bring at most */

typedef struct
{
  const char *name;
  guint8 filler; /* of the bodies that are made up */
  gboolean is_captured;
} Load;

static const Load loads[] = {
  { "captured frames", 0, TRUE },
  { "plain bytes only", 0x42, FALSE },
  { "every byte escaped", TWC_WIRE_END, FALSE },
};

static void
append_made_up (GByteArray *stream, guint8 filler)
{
  guint8 body[TWC_BODY_MAX] = { TWC_TYPE_REPLY };
  guint8 wire[TWC_WIRE_MAX];

  for (gsize i = 1; i < sizeof body; i++)
    body[i] = filler;
  twc_frame_seal (body, sizeof body);
  g_byte_array_append (stream, wire, (guint) twc_frame_to_wire (body, sizeof body, wire));
}

static void
append_captured (GByteArray *stream, GPtrArray *vectors)
{
  for (guint i = 0; i < vectors->len; i++)
    {
      const Vector *vector = g_ptr_array_index (vectors, i);

      g_byte_array_append (stream, g_bytes_get_data (vector->wire, NULL),
                           (guint) g_bytes_get_size (vector->wire));
    }
}

static GByteArray *
make_stream (const Load *load)
{
  g_autoptr(GPtrArray) vectors = vectors_load ();
  GByteArray *stream = g_byte_array_sized_new (STREAM_BYTES + 4096);

  while (stream->len < STREAM_BYTES)
    if (load->is_captured)
      append_captured (stream, vectors);
    else
      append_made_up (stream, load->filler);

  return stream;
}

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  guint64 *n_messages = user_data;
  TwcMessage message;

  if (chunk->body != NULL && twc_message_parse (&message, chunk->body, chunk->n_body))
    (*n_messages)++;
}

static double
run_once (const GByteArray *stream, guint64 *n_messages)
{
  TwcReceiver receiver;
  const gint64 begin_us = g_get_monotonic_time ();

  *n_messages = 0;
  twc_receiver_init (&receiver, TWC_RECEIVER_GAP_US);
  for (guint i = 0; i < stream->len; i += BLOCK_BYTES)
    twc_receiver_feed (&receiver, stream->data + i, MIN (BLOCK_BYTES, stream->len - i), 0, on_chunk,
                       n_messages);

  return (double) stream->len / (double) (g_get_monotonic_time () - begin_us);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (loads); i++)
    {
      g_autoptr(GByteArray) stream = make_stream (&loads[i]);
      double rates[N_RUNS];
      guint64 n_messages;

      for (guint run = 0; run < N_RUNS; run++)
        rates[run] = run_once (stream, &n_messages);
      qsort (rates, N_RUNS, sizeof rates[0], compare_doubles);
      g_print (
        "decoder, %-18s  min %4.0f  median %4.0f  max %4.0f MB/s  (%u bytes, %" G_GUINT64_FORMAT
        " messages, %d runs)\n",
        loads[i].name, rates[0], rates[N_RUNS / 2], rates[N_RUNS - 1], stream->len, n_messages,
        N_RUNS);
    }

  return EXIT_SUCCESS;
}
