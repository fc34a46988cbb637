/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-receiver.h"

#include <string.h>

#include "support/vectors.h"

#define GAP_US TWC_RECEIVER_GAP_US

/* What a receiver delivered, kept beyond the call. */
typedef struct
{
  GString *verdicts;
  GByteArray *body; /* of the last good frame */
  GString *raw;     /* in hex, a space between chunks */
  guint64 offset;   /* of the last chunk */
  gsize n_cut;
  guint n_ok;
} Seen;

static void
seen_init (Seen *seen)
{
  *seen = (Seen){
    .verdicts = g_string_new (NULL),
    .body = g_byte_array_new (),
    .raw = g_string_new (NULL),
  };
}

static void
seen_clear (Seen *seen)
{
  g_string_free (seen->verdicts, TRUE);
  g_byte_array_unref (seen->body);
  g_string_free (seen->raw, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, seen_clear)

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  Seen *seen = user_data;

  if (seen->verdicts->len > 0)
    {
      g_string_append_c (seen->verdicts, ' ');
      g_string_append_c (seen->raw, ' ');
    }
  g_string_append (seen->verdicts, twc_verdict_to_nick (chunk->verdict));
  for (gsize i = 0; i < chunk->n_raw; i++)
    g_string_append_printf (seen->raw, "%02X", chunk->raw[i]);
  seen->offset = chunk->offset;
  seen->n_cut = chunk->n_cut;

  if (chunk->verdict != TWC_VERDICT_OK)
    {
      g_assert_null (chunk->body);
      return;
    }
  seen->n_ok++;
  g_byte_array_set_size (seen->body, 0);
  g_byte_array_append (seen->body, chunk->body, (guint) chunk->n_body);
}

static void
feed (TwcReceiver *receiver, Seen *seen, const guint8 *bytes, gsize n_bytes, gint64 now_us)
{
  twc_receiver_feed (receiver, bytes, n_bytes, now_us, on_chunk, seen);
}

static void
feed_hex (TwcReceiver *receiver, Seen *seen, const char *hex, gint64 now_us)
{
  g_autoptr(GBytes) bytes = vectors_bytes_from_hex (hex);

  feed (receiver, seen, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), now_us);
}

/* Feeds a vector in pieces of at most n_most bytes, then lets the time-out come. */
static void
check_vector (const Vector *vector, gsize n_most)
{
  g_auto(Seen) seen = { 0 };
  TwcReceiver receiver;
  gsize n_wire, i = 0;
  const guint8 *wire = g_bytes_get_data (vector->wire, &n_wire);

  seen_init (&seen);
  twc_receiver_init (&receiver, GAP_US);
  while (i < n_wire)
    {
      const gsize n_any = (gsize) g_test_rand_int_range (1, (gint32) n_most + 1);
      const gsize n = MIN (n_wire - i, n_any);

      feed (&receiver, &seen, wire + i, n, 0);
      i += n;
    }
  twc_receiver_expire (&receiver, GAP_US, on_chunk, &seen);

  g_assert_cmpstr (seen.verdicts->str, ==, vector->chunks);
  if (vector->payload != NULL)
    g_assert_cmpmem (seen.body->data, seen.body->len, g_bytes_get_data (vector->payload, NULL),
                     vector->n_body);
  else
    g_assert_cmpuint (seen.n_ok, ==, 0);
}

static void
test_vector (gconstpointer data)
{
  const Vector *vector = data;

  check_vector (vector, 1);
  for (guint i = 0; i < 20; i++)
    check_vector (vector, 1 + i);
}

static void
test_vector_whole (gconstpointer data)
{
  const Vector *vector = data;
  g_auto(Seen) seen = { 0 };
  TwcReceiver receiver;

  seen_init (&seen);
  twc_receiver_init (&receiver, GAP_US);
  feed (&receiver, &seen, g_bytes_get_data (vector->wire, NULL), g_bytes_get_size (vector->wire),
        0);
  twc_receiver_flush (&receiver, on_chunk, &seen);

  g_assert_cmpstr (seen.verdicts->str, ==, vector->chunks);
}

/* A frame that must come through, whatever went before it: S53 needs an escape. */
#define GOOD "FD E0 18 39 77 77 01 06 40 05 70 00 00 00 00 DB DD C0"

typedef struct
{
  const char *path;
  const char *hex;
  const char *verdicts;
  const char *raw;
} Row;

static const Row rows[] = {
  { "/receiver/chunk/nothing-before-the-first-delimiter", "FD E0 18 39 77 77 01", "", "" },
  { "/receiver/chunk/delimiters-alone", "C0 C0 C0 C0", "", "" },
  { "/receiver/chunk/shared-delimiter", "C0 01 C0 02 03 C0", "noise noise", "C001C0 C00203C0" },
  { "/receiver/chunk/doubled-delimiter", "C0 01 C0 C0 02 C0", "noise noise", "C001C0 C002C0" },
  { "/receiver/chunk/lone-escape", "C0 DB C0 " GOOD, "noise ok",
    "C0DBC0 C0FDE018397777010640057000000000DBDDC0" },
  { "/receiver/chunk/two-bytes", "C0 FD E0 C0 " GOOD, "noise ok",
    "C0FDE0C0 C0FDE018397777010640057000000000DBDDC0" },
  { "/receiver/chunk/twelve-bytes", "C0 FD 02 03 04 05 06 07 08 09 0A 0B 0C C0", "noise",
    "C0FD02030405060708090A0B0CC0" },
  { "/receiver/chunk/thirteen-bytes", "C0 FC 02 03 04 05 06 07 08 09 0A 0B 0C 4D C0", "ok",
    "C0FC02030405060708090A0B0C4DC0" },
  { "/receiver/chunk/escaped-bytes-count-once", "C0 FC DB DC 03 04 05 06 07 08 09 0A 0B 0C C0",
    "noise", "C0FCDBDC030405060708090A0B0CC0" },
  { "/receiver/chunk/escape-before-type", "C0 F9 02 03 04 05 06 07 08 09 0A 0B DB 41 C0", "escape",
    "C0F902030405060708090A0BDB41C0" },
  { "/receiver/chunk/type-before-length", "C0 F9 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10 C0",
    "type", "C0F902030405060708090A0B0C0D0E0F10C0" },
  { "/receiver/chunk/escaped-type", "C0 DB DC 02 03 04 05 06 07 08 09 0A 0B 0C 0D C0", "type",
    "C0DBDC02030405060708090A0B0C0DC0" },
};

static void
test_chunk (gconstpointer data)
{
  const Row *row = data;
  g_auto(Seen) seen = { 0 };
  TwcReceiver receiver;

  seen_init (&seen);
  twc_receiver_init (&receiver, GAP_US);
  feed_hex (&receiver, &seen, row->hex, 0);

  g_assert_cmpstr (seen.verdicts->str, ==, row->verdicts);
  g_assert_cmpstr (seen.raw->str, ==, row->raw);
}

/* The type decides which lengths are legal (twc-protocol 1.4). */
static void
test_lengths (void)
{
  static const char *const legal[] = { "FB 13 14 15 16 20", "FC 13 14 15 16", "FD 14 16 20" };

  for (gsize i = 0; i < G_N_ELEMENTS (legal); i++)
    for (gsize n = TWC_BODY_MIN; n < 2 * TWC_RECEIVER_SIZE; n++)
      {
        g_auto(Seen) seen = { 0 };
        g_autofree char *length = g_strdup_printf (" %" G_GSIZE_FORMAT, n);
        guint8 wire[2 * TWC_RECEIVER_SIZE + 2] = { TWC_WIRE_END };
        TwcReceiver receiver;

        seen_init (&seen);
        twc_receiver_init (&receiver, GAP_US);
        wire[1] = (guint8) (TWC_TYPE_REQUEST + i);
        wire[n + 1] = TWC_WIRE_END;
        feed (&receiver, &seen, wire, n + 2, 0);

        g_assert_cmpstr (seen.verdicts->str, ==,
                         strstr (legal[i], length) != NULL ? "ok" : "length");
      }
}

static void
test_time_out (void)
{
  g_auto(Seen) seen = { 0 };
  TwcReceiver receiver;

  seen_init (&seen);
  twc_receiver_init (&receiver, GAP_US);

  feed_hex (&receiver, &seen, "C0 FD E0 18", 0);
  twc_receiver_expire (&receiver, GAP_US, on_chunk, &seen);
  g_assert_cmpstr (seen.verdicts->str, ==, ""); /* three bytes are cleared silently */

  feed_hex (&receiver, &seen, "FD E0 18 39", GAP_US);
  twc_receiver_expire (&receiver, 2 * GAP_US - 1, on_chunk, &seen);
  g_assert_cmpstr (seen.verdicts->str, ==, "");
  twc_receiver_expire (&receiver, 2 * GAP_US, on_chunk, &seen);
  g_assert_cmpstr (seen.verdicts->str, ==, "truncated");
  g_assert_cmpstr (seen.raw->str, ==, "FDE01839"); /* its delimiter went with the bytes before */
  g_assert_cmpuint (seen.offset, ==, 4);

  feed_hex (&receiver, &seen, "F9 E0 18 39 77 77", 2 * GAP_US);
  twc_receiver_expire (&receiver, 3 * GAP_US, on_chunk, &seen);
  g_assert_cmpstr (seen.verdicts->str, ==, "truncated"); /* it does not begin like a frame */

  g_assert_cmpuint (receiver.counts[TWC_VERDICT_TRUNCATED], ==, 1);
}

static void
test_gap_between_reads (void)
{
  g_auto(Seen) seen = { 0 };
  TwcReceiver receiver;

  seen_init (&seen);
  twc_receiver_init (&receiver, GAP_US);

  /* A delimiter may wait for its frame; a frame in two bursts is one, with a gap it is none. */
  feed_hex (&receiver, &seen, "C0", 0);
  feed_hex (&receiver, &seen, "FD E0 18 39 77 77", 9 * GAP_US);
  feed_hex (&receiver, &seen, "01 06 40 06 0E 00 00 00 00 7A C0", 10 * GAP_US - 1);
  g_assert_cmpstr (seen.verdicts->str, ==, "ok");

  feed_hex (&receiver, &seen, "FD E0 18 39 77 77", 20 * GAP_US);
  feed_hex (&receiver, &seen, "01 06 40 06 0E 00 00 00 00 7A C0", 21 * GAP_US);
  g_assert_cmpstr (seen.verdicts->str, ==, "ok truncated noise");

  /* An escape does not outlive the gap either. */
  feed_hex (&receiver, &seen, "FD E0 18 39 DB", 30 * GAP_US);
  feed_hex (&receiver, &seen, "C0 " GOOD, 31 * GAP_US);
  g_assert_cmpstr (seen.verdicts->str, ==, "ok truncated noise truncated ok");
}

static void
test_mid_frame (void)
{
  TwcReceiver receiver;

  twc_receiver_init (&receiver, GAP_US);
  g_assert_false (twc_receiver_is_mid_frame (&receiver, 0));

  twc_receiver_feed (&receiver, (const guint8 *) "\xC0\xFC", 2, 0, NULL, NULL);
  g_assert_false (twc_receiver_is_mid_frame (&receiver, 0)); /* it may be a tail byte */

  twc_receiver_feed (&receiver, (const guint8 *) "\xE1\x77\x77", 3, 1, NULL, NULL);
  g_assert_true (twc_receiver_is_mid_frame (&receiver, GAP_US));
  g_assert_false (twc_receiver_is_mid_frame (&receiver, GAP_US + 1));
}

/* 1 MB without a delimiter, with a bad escape far beyond the buffer. */
static void
test_overflow (void)
{
  const gsize n_noise = 1000 * 1000;
  g_auto(Seen) seen = { 0 };
  g_autofree guint8 *noise = g_malloc (n_noise);
  TwcReceiver receiver;

  seen_init (&seen);
  twc_receiver_init (&receiver, GAP_US);
  memset (noise, TWC_TYPE_REPLY, n_noise);

  feed_hex (&receiver, &seen, "C0", 0);
  feed (&receiver, &seen, noise, n_noise, 0);
  feed_hex (&receiver, &seen, "C0", 0);
  g_assert_cmpstr (seen.verdicts->str, ==, "length");
  g_assert_cmpuint (seen.n_cut, ==, n_noise + 2 - sizeof receiver.raw);

  noise[n_noise / 2] = TWC_WIRE_ESCAPE;
  feed (&receiver, &seen, noise, n_noise, 0);
  feed_hex (&receiver, &seen, "C0 " GOOD, 0);
  g_assert_cmpstr (seen.verdicts->str, ==, "length escape ok");
  g_assert_cmpuint (seen.offset, ==, 2 * n_noise + 2);
}

static void
add_good_frame (GByteArray *stream)
{
  guint8 body[TWC_BODY_MAX], wire[TWC_WIRE_MAX];
  static const gsize lengths[] = { 14, 16, 20 };
  const gsize n_body = lengths[g_test_rand_int_range (0, G_N_ELEMENTS (lengths))];

  for (gsize i = 0; i < n_body; i++)
    body[i] = (guint8) g_test_rand_int_range (0, 256);
  body[0] = TWC_TYPE_REPLY;
  twc_frame_seal (body, n_body);
  g_byte_array_append (stream, wire, (guint) twc_frame_to_wire (body, n_body, wire));
}

/* Half of what comes is delimiter or escape, so that every order of them is met. */
static void
add_noise (GByteArray *stream)
{
  static const guint8 special[] = { 0xC0, 0xDB, 0xDC, 0xDD, 0xFB, 0xFC, 0xFD };

  for (gint n = g_test_rand_int_range (0, 300); n > 0; n--)
    {
      const gboolean is_special = g_test_rand_bit ();
      const guint8 byte = is_special ? special[g_test_rand_int_range (0, G_N_ELEMENTS (special))]
                                     : (guint8) g_test_rand_int_range (0, 256);

      g_byte_array_append (stream, &byte, 1);
    }
}

static void
count_ok (const TwcChunk *chunk, gpointer user_data)
{
  guint *n_ok = user_data;

  *n_ok += chunk->verdict == TWC_VERDICT_OK;
}

/* Whatever came before, a good frame between two delimiters is delivered (design G6). */
static void
test_noise_loses_no_frame (void)
{
  const guint n_good = 50;

  for (guint run = 0; run < 300; run++)
    {
      g_autoptr(GByteArray) stream = g_byte_array_sized_new (n_good * 400);
      TwcReceiver receiver;
      guint n_ok = 0;

      for (guint i = 0; i < n_good; i++)
        {
          add_noise (stream);
          add_good_frame (stream);
        }

      twc_receiver_init (&receiver, GAP_US);
      for (guint i = 0; i < stream->len;)
        {
          const guint n_any = (guint) g_test_rand_int_range (1, 200);
          const guint n = MIN (stream->len - i, n_any);

          twc_receiver_feed (&receiver, stream->data + i, n, 0, count_ok, &n_ok);
          i += n;
        }

      g_assert_cmpuint (n_ok, >=, n_good);
    }
}

static void
add_vectors (GPtrArray *vectors)
{
  for (guint i = 0; i < vectors->len; i++)
    {
      const Vector *vector = g_ptr_array_index (vectors, i);
      g_autofree char *split = g_strdup_printf ("/receiver/vector/%s", vector->name);
      g_autofree char *whole = g_strdup_printf ("/receiver/whole-vector/%s", vector->name);

      g_test_add_data_func (split, vector, test_vector);
      g_test_add_data_func (whole, vector, test_vector_whole);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr(GPtrArray) vectors = NULL;

  g_test_init (&argc, &argv, NULL);

  vectors = vectors_load ();
  add_vectors (vectors);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_chunk);
  g_test_add_func ("/receiver/lengths", test_lengths);
  g_test_add_func ("/receiver/time-out", test_time_out);
  g_test_add_func ("/receiver/gap-between-reads", test_gap_between_reads);
  g_test_add_func ("/receiver/mid-frame", test_mid_frame);
  g_test_add_func ("/receiver/overflow", test_overflow);
  g_test_add_func ("/receiver/noise-loses-no-frame", test_noise_loses_no_frame);

  return g_test_run ();
}
