/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-receiver.h"

#include <string.h>

/* From here on a chunk that stops is a frame cut short; what is shorter is the junk byte that
 * units leave behind a frame (twc-protocol 1.2, 1.5 rule 4). */
#define TRUNCATED_FROM 4

/**
 * twc_receiver_init:
 * @gap_us: how long a silence may last inside a frame, #TWC_RECEIVER_GAP_US for an adapter
 *
 * Starts afresh: counters at zero, and everything before the first delimiter is ignored.
 */
void
twc_receiver_init (TwcReceiver *self, gint64 gap_us)
{
  g_return_if_fail (gap_us > 0);

  memset (self, 0, sizeof *self);
  self->gap_us = gap_us;
  self->last_byte_us = TWC_NEVER;
}

static void
clear (TwcReceiver *self)
{
  self->escaped = FALSE;
  self->bad_escape = FALSE;
  self->n_body = 0;
  self->n_raw = 0;
}

static gboolean
is_empty (const TwcReceiver *self)
{
  return self->n_body == 0 && !self->escaped;
}

static gboolean
looks_like_frame (const TwcReceiver *self)
{
  return self->n_body >= TRUNCATED_FROM && twc_frame_is_type (self->body[0]);
}

/* The table of twc-protocol 1.5: the first match wins. */
static TwcVerdict
classify (const TwcReceiver *self)
{
  if (self->n_body < TWC_BODY_MIN)
    return TWC_VERDICT_NOISE;
  if (self->bad_escape)
    return TWC_VERDICT_ESCAPE;
  if (!twc_frame_is_type (self->body[0]))
    return TWC_VERDICT_TYPE;
  if (!twc_frame_is_legal_length (self->body[0], self->n_body))
    return TWC_VERDICT_LENGTH;
  if (twc_frame_checksum (self->body, self->n_body) != self->body[self->n_body - 1])
    return TWC_VERDICT_CHECKSUM;
  return TWC_VERDICT_OK;
}

static void
deliver (TwcReceiver *self, TwcVerdict verdict, TwcChunkFunc func, gpointer user_data)
{
  const gboolean is_ok = verdict == TWC_VERDICT_OK;
  const gsize n_raw = MIN (self->n_raw, sizeof self->raw);
  const TwcChunk chunk = {
    .verdict = verdict,
    .offset = self->start,
    .raw = self->raw,
    .n_raw = n_raw,
    .n_cut = self->n_raw - n_raw,
    .body = is_ok ? self->body : NULL,
    .n_body = is_ok ? self->n_body : 0,
  };

  self->counts[verdict]++;
  if (func != NULL)
    func (&chunk, user_data);
}

/* Bytes that find no room are counted all the same: an overflow then fails on its length, and a
 * bad escape is found wherever it stands. */
static void
store (guint8 *buffer, gsize size, gsize *n_stored, const guint8 *bytes, gsize n_bytes)
{
  if (*n_stored < size)
    memcpy (buffer + *n_stored, bytes, MIN (n_bytes, size - *n_stored));
  *n_stored += n_bytes;
}

static void
store_body (TwcReceiver *self, const guint8 *bytes, gsize n_bytes)
{
  store (self->body, sizeof self->body, &self->n_body, bytes, n_bytes);
}

static void
store_raw (TwcReceiver *self, const guint8 *bytes, gsize n_bytes)
{
  store (self->raw, sizeof self->raw, &self->n_raw, bytes, n_bytes);
}

/* Both bytes of a bad escape count as collected: nothing is repaired (twc-protocol 1.5 rule 5). */
static void
spoil (TwcReceiver *self)
{
  static const guint8 escape = TWC_WIRE_ESCAPE;

  self->bad_escape = TRUE;
  store_body (self, &escape, 1);
}

/* Ends one chunk and begins the next with the same byte (twc-protocol 1.5). */
static void
take_delimiter (TwcReceiver *self, guint64 offset, TwcChunkFunc func, gpointer user_data)
{
  static const guint8 end = TWC_WIRE_END;

  if (self->escaped)
    spoil (self);

  if (self->n_body > 0)
    {
      store_raw (self, &end, 1);
      deliver (self, classify (self), func, user_data);
    }

  clear (self);
  self->start = offset;
  store_raw (self, &end, 1);
}

static void
take_escaped (TwcReceiver *self, guint8 byte)
{
  static const guint8 end = TWC_WIRE_END, escape = TWC_WIRE_ESCAPE;

  store_raw (self, &byte, 1);
  self->escaped = FALSE;
  switch (byte)
    {
    case TWC_WIRE_ESCAPED_END:
      store_body (self, &end, 1);
      break;
    case TWC_WIRE_ESCAPED_ESCAPE:
      store_body (self, &escape, 1);
      break;
    default:
      spoil (self);
      store_body (self, &byte, 1);
    }
}

static gsize
count_plain (const guint8 *bytes, gsize n_bytes)
{
  gsize n = 0;

  while (n < n_bytes && bytes[n] != TWC_WIRE_END && bytes[n] != TWC_WIRE_ESCAPE)
    n++;

  return n;
}

/* Takes one delimiter, one escape, one escaped byte, or as many plain bytes as follow each
 * other: a frame is mostly those. Returns how many bytes it took. */
static gsize
take (TwcReceiver *self,
      const guint8 *bytes,
      gsize n_bytes,
      guint64 offset,
      TwcChunkFunc func,
      gpointer user_data)
{
  gsize n_plain;

  if (bytes[0] == TWC_WIRE_END)
    {
      take_delimiter (self, offset, func, user_data);
      return 1;
    }

  if (self->n_raw == 0)
    self->start = offset; /* after a time-out there is no opening delimiter */

  if (self->escaped)
    {
      take_escaped (self, bytes[0]);
      return 1;
    }
  if (bytes[0] == TWC_WIRE_ESCAPE)
    {
      self->escaped = TRUE;
      store_raw (self, bytes, 1);
      return 1;
    }

  n_plain = count_plain (bytes, n_bytes);
  store_raw (self, bytes, n_plain);
  store_body (self, bytes, n_plain);
  return n_plain;
}

/* How many bytes come before the first delimiter ever: they are ignored. */
static gsize
synchronize (TwcReceiver *self, const guint8 *bytes, gsize n_bytes)
{
  const guint8 *first = memchr (bytes, TWC_WIRE_END, n_bytes);

  if (first == NULL)
    return n_bytes;

  self->synchronized = TRUE;
  return (gsize) (first - bytes);
}

/**
 * twc_receiver_feed:
 * @bytes: what came in, as much as there is
 * @n_bytes: their number
 * @now_us: when they were read
 * @func: (scope call) (nullable): called for each chunk that gets a verdict
 *
 * Takes in bytes. How they are split over calls makes no difference to what is delivered, as
 * long as no gap lies between the calls.
 */
void
twc_receiver_feed (TwcReceiver *self,
                   const guint8 *bytes,
                   gsize n_bytes,
                   gint64 now_us,
                   TwcChunkFunc func,
                   gpointer user_data)
{
  gsize i = 0;

  if (n_bytes == 0)
    return;

  twc_receiver_expire (self, now_us, func, user_data);
  self->last_byte_us = now_us;

  if (!self->synchronized)
    i = synchronize (self, bytes, n_bytes);
  while (i < n_bytes)
    i += take (self, bytes + i, n_bytes - i, self->n_fed + i, func, user_data);
  self->n_fed += n_bytes;
}

/**
 * twc_receiver_expire:
 * @now_us: the time
 * @func: (scope call) (nullable): called when a frame turns out to be truncated
 *
 * Gives up a chunk that has been waiting for its next byte for the gap or longer.
 */
void
twc_receiver_expire (TwcReceiver *self, gint64 now_us, TwcChunkFunc func, gpointer user_data)
{
  if (!is_empty (self) && now_us - self->last_byte_us >= self->gap_us)
    twc_receiver_flush (self, func, user_data);
}

/**
 * twc_receiver_flush:
 * @func: (scope call) (nullable): called when a frame turns out to be truncated
 *
 * What the inter-byte time-out does, at once: nothing more will come. Fewer than four bytes, or
 * bytes that do not begin as a frame does, get no verdict (twc-protocol 1.5 rule 4).
 */
void
twc_receiver_flush (TwcReceiver *self, TwcChunkFunc func, gpointer user_data)
{
  if (is_empty (self))
    return; /* a delimiter that waits for its frame stays */

  if (looks_like_frame (self))
    deliver (self, TWC_VERDICT_TRUNCATED, func, user_data);
  clear (self);
}

/**
 * twc_receiver_is_mid_frame:
 * @now_us: the time
 *
 * Returns: whether another node seems to be talking. The junk byte behind a frame does not
 *   count, or it would keep a master silent for a whole gap (twc-protocol 1.7).
 */
gboolean
twc_receiver_is_mid_frame (const TwcReceiver *self, gint64 now_us)
{
  return looks_like_frame (self) && now_us - self->last_byte_us < self->gap_us;
}
