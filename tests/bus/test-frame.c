/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-frame.h"

#include <string.h>

#include "bus/twc-receiver.h"
#include "support/vectors.h"

/* Escaping is exact: the wire form of each good vector is what stands between its delimiters. */
static void
test_vectors_encode_as_captured (void)
{
  g_autoptr(GPtrArray) vectors = vectors_load ();

  for (guint i = 0; i < vectors->len; i++)
    {
      const Vector *vector = g_ptr_array_index (vectors, i);
      guint8 wire[TWC_WIRE_MAX];
      gsize n_wire, n_captured;
      const guint8 *captured = g_bytes_get_data (vector->wire, &n_captured);

      if (vector->payload == NULL)
        continue;

      n_wire = twc_frame_to_wire (g_bytes_get_data (vector->payload, NULL), vector->n_body, wire);
      g_assert_nonnull (memmem (captured, n_captured, wire, n_wire));
    }
}

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  GByteArray *received = user_data;

  g_assert_cmpint (chunk->verdict, ==, TWC_VERDICT_OK);
  g_byte_array_append (received, chunk->body, (guint) chunk->n_body);
}

static void
fill_with_random (guint8 *body, gsize n_body)
{
  static const guint8 special[] = { TWC_WIRE_END, TWC_WIRE_ESCAPE };

  for (gsize i = 0; i < n_body; i++)
    body[i] = g_test_rand_int_range (0, 3) == 0 ? special[g_test_rand_int_range (0, 2)]
                                                : (guint8) g_test_rand_int_range (0, 256);
  body[0] = (guint8) g_test_rand_int_range (TWC_TYPE_REQUEST, TWC_TYPE_REPLY + 1);
}

static void
test_round_trip (void)
{
  for (guint run = 0; run < 20000; run++)
    {
      const gsize n_body = (gsize) g_test_rand_int_range (TWC_BODY_MIN, TWC_BODY_MAX + 1);
      g_autoptr(GByteArray) received = g_byte_array_new ();
      guint8 body[TWC_BODY_MAX], wire[TWC_WIRE_MAX];
      TwcReceiver receiver;
      gsize n_wire;

      fill_with_random (body, n_body);
      if (!twc_frame_is_legal_length (body[0], n_body))
        continue;

      twc_frame_seal (body, n_body);
      n_wire = twc_frame_to_wire (body, n_body, wire);
      twc_receiver_init (&receiver, TWC_RECEIVER_GAP_US);
      twc_receiver_feed (&receiver, wire, n_wire, 0, on_chunk, received);

      g_assert_cmpmem (received->data, received->len, body, n_body);
    }
}

static void
test_longest (void)
{
  guint8 body[TWC_BODY_MAX], wire[TWC_WIRE_MAX];

  memset (body, TWC_WIRE_END, sizeof body);
  g_assert_cmpuint (twc_frame_to_wire (body, sizeof body, wire), ==, TWC_WIRE_MAX);
}

/* The type is not summed: a flipped bit in it passes the checksum (twc-protocol 1.3). */
static void
test_checksum_leaves_out_the_type (void)
{
  guint8 body[TWC_BODY_MIN] = { TWC_TYPE_REPLY, 1, 2 };

  twc_frame_seal (body, sizeof body);
  g_assert_cmphex (body[TWC_BODY_MIN - 1], ==, 3);
  body[0] = 0xF9;
  g_assert_cmphex (twc_frame_checksum (body, sizeof body), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/frame/vectors-encode-as-captured", test_vectors_encode_as_captured);
  g_test_add_func ("/frame/round-trip", test_round_trip);
  g_test_add_func ("/frame/longest", test_longest);
  g_test_add_func ("/frame/checksum-leaves-out-the-type", test_checksum_leaves_out_the_type);

  return g_test_run ();
}
