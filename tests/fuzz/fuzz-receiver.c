/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>

#include "bus/twc-message.h"
#include "bus/twc-receiver.h"
#include "fuzz/fuzz.h"

typedef struct
{
  GByteArray *verdicts;
  GByteArray *raw;
  GByteArray *last_body;
} Seen;

static void
seen_init (Seen *seen)
{
  seen->verdicts = g_byte_array_new ();
  seen->raw = g_byte_array_new ();
  seen->last_body = g_byte_array_new ();
}

static void
seen_clear (Seen *seen)
{
  g_byte_array_unref (seen->verdicts);
  g_byte_array_unref (seen->raw);
  g_byte_array_unref (seen->last_body);
}

static void
check_message (const TwcChunk *chunk)
{
  TwcMessage message;

  g_assert_true (twc_message_parse (&message, chunk->body, chunk->n_body));
  g_assert_cmpint (message.type, <, TWC_N_MESSAGES);
  g_assert_cmpuint (strlen (message.text), <, sizeof message.text);
  g_assert_true (g_str_is_ascii (message.text));
}

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  Seen *seen = user_data;
  const guint8 verdict = (guint8) chunk->verdict;

  g_assert_cmpint (chunk->body != NULL, ==, chunk->verdict == TWC_VERDICT_OK);
  g_assert_cmpuint (chunk->n_raw, >, 0);
  g_byte_array_append (seen->verdicts, &verdict, 1);
  g_byte_array_append (seen->raw, chunk->raw, (guint) chunk->n_raw);
  if (chunk->body == NULL)
    return;

  check_message (chunk);
  g_byte_array_set_size (seen->last_body, 0);
  g_byte_array_append (seen->last_body, chunk->body, (guint) chunk->n_body);
}

static void
feed_in_pieces (
  TwcReceiver *receiver, Seen *seen, const guint8 *bytes, gsize n_bytes, gsize n_piece)
{
  for (gsize i = 0; i < n_bytes; i += n_piece)
    twc_receiver_feed (receiver, bytes + i, MIN (n_piece, n_bytes - i), 0, on_chunk, seen);
}

/* Whatever came before: a good frame between two delimiters is delivered. */
static void
check_recovery (TwcReceiver *receiver, Seen *seen)
{
  static const guint8 good[] = { 0xC0, 0xFD, 0xE0, 0x18, 0x39, 0x77, 0x77, 0x01, 0x06, 0x40,
                                 0x05, 0x70, 0x00, 0x00, 0x00, 0x00, 0xDB, 0xDD, 0xC0 };

  twc_receiver_feed (receiver, good, sizeof good, 0, on_chunk, seen);
  g_assert_cmpuint (seen->last_body->len, ==, 16);
  g_assert_cmpint (memcmp (seen->last_body->data, good + 1, 15), ==, 0);
  g_assert_cmphex (seen->last_body->data[15], ==, 0xDB);
}

/* The first byte says into which pieces the rest is split; that must not matter. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_data)
{
  Seen whole, split;
  TwcReceiver receiver, receiver_of_pieces;

  if (n_data == 0)
    return 0;

  seen_init (&whole);
  seen_init (&split);
  twc_receiver_init (&receiver, TWC_RECEIVER_GAP_US);
  twc_receiver_init (&receiver_of_pieces, TWC_RECEIVER_GAP_US);

  twc_receiver_feed (&receiver, data + 1, n_data - 1, 0, on_chunk, &whole);
  feed_in_pieces (&receiver_of_pieces, &split, data + 1, n_data - 1, 1u + data[0] % 40u);
  g_assert_cmpmem (whole.verdicts->data, whole.verdicts->len, split.verdicts->data,
                   split.verdicts->len);
  g_assert_cmpmem (whole.raw->data, whole.raw->len, split.raw->data, split.raw->len);

  check_recovery (&receiver, &whole);
  twc_receiver_flush (&receiver_of_pieces, on_chunk, &split);
  check_recovery (&receiver_of_pieces, &split);

  seen_clear (&whole);
  seen_clear (&split);
  return 0;
}
