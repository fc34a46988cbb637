/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-sim-line.h"

#include <string.h>

#include "sim/twc-sim-fault.h"

/* A native UART's (twc-protocol 1.5): the units have one. */
#define EAR_GAP_US TWC_MILLISECONDS_US (50)

/* What USB adapters do with their latency timer left as it is (7.6). */
#define BURST_US TWC_MILLISECONDS_US (16)

/* What an adapter that nobody reads keeps before it drops. */
#define ARRIVED_MAX (4 * 1024 * 1024)

static gint64
get_byte_end (const TwcSimTransmission *sent, gsize n)
{
  return sent->start_us + TWC_SIM_BYTES_US (n);
}

static gint64
get_end (const TwcSimTransmission *sent)
{
  return get_byte_end (sent, sent->n_bytes);
}

static void
drop_queued (TwcSimLine *self, guint index)
{
  self->n_queued--;
  memmove (&self->queue[index], &self->queue[index + 1],
           (self->n_queued - index) * sizeof self->queue[0]);
}

static TwcSimTransmission *
insert (TwcSimLine *self, guint talker, gsize n_bytes, gint64 at_us)
{
  TwcSimTransmission *sent;
  guint index = self->n_queued;

  /* More than a bus can use: the talker's own buffer overflows. */
  if (self->n_queued == G_N_ELEMENTS (self->queue))
    return NULL;

  while (index > 0 && self->queue[index - 1].start_us > at_us)
    index--;

  memmove (&self->queue[index + 1], &self->queue[index],
           (self->n_queued - index) * sizeof self->queue[0]);
  self->n_queued++;

  sent = &self->queue[index];
  sent->talker = talker;
  sent->start_us = at_us;
  sent->n_bytes = n_bytes;
  sent->n_done = 0;
  sent->is_garbage = FALSE;
  return sent;
}

/* A node finishes one frame before it begins the next. */
static gint64
reserve (TwcSimLine *self, guint talker, gsize n_bytes, gint64 at_us)
{
  const gint64 start_us = MAX (at_us, self->busy_until_us[talker]);

  self->busy_until_us[talker] = start_us + TWC_SIM_BYTES_US (n_bytes);
  return start_us;
}

static void
send_wire (TwcSimLine *self, guint talker, const guint8 *wire, gsize n_wire, int tail, gint64 at_us)
{
  guint8 bytes[TWC_SIM_TRANSMISSION_MAX];
  gsize n_bytes;
  gboolean is_intact;
  TwcSimTransmission *sent;

  is_intact = twc_sim_fault_apply (&self->faults, self->random, wire, n_wire, bytes, &n_bytes);
  if (!is_intact && talker == TWC_SIM_TALKER_MASTER)
    self->n_lost_of_master++;
  if (tail != TWC_SIM_NO_TAIL && n_bytes < sizeof bytes)
    bytes[n_bytes++] = (guint8) tail;

  sent = insert (self, talker, n_bytes, reserve (self, talker, n_bytes, at_us));
  if (sent != NULL)
    memcpy (sent->bytes, bytes, n_bytes);
}

/**
 * twc_sim_line_send_body:
 * @tail: the junk that the talker's turn-around leaves behind, or %TWC_SIM_NO_TAIL
 * @at_us: when it begins, whatever else is on the line then: nobody listens first
 */
void
twc_sim_line_send_body (
  TwcSimLine *self, guint talker, const guint8 *body, gsize n_body, int tail, gint64 at_us)
{
  guint8 wire[TWC_WIRE_MAX];
  const gsize n_wire = twc_frame_to_wire (body, n_body, wire);

  send_wire (self, talker, wire, n_wire, tail, at_us);
}

/**
 * twc_sim_line_write:
 *
 * The master's adapter sends, at wire speed. Faults hit each write as one frame.
 */
void
twc_sim_line_write (TwcSimLine *self, const guint8 *bytes, gsize n_bytes, gint64 now_us)
{
  /* Room for what a fault may add. */
  const gsize most = TWC_WIRE_MAX;

  if (!self->has_adapter)
    return;

  while (n_bytes > 0)
    {
      const gsize n = MIN (n_bytes, most);

      send_wire (self, TWC_SIM_TALKER_MASTER, bytes, n, TWC_SIM_NO_TAIL, now_us);
      bytes += n;
      n_bytes -= n;
    }
}

void
twc_sim_line_make_noise (TwcSimLine *self, gsize n_bytes, gint64 now_us)
{
  TwcSimTransmission *sent;

  sent = insert (self, TWC_SIM_TALKER_NOISE, n_bytes,
                 reserve (self, TWC_SIM_TALKER_NOISE, n_bytes, now_us));
  if (sent == NULL)
    return;

  sent->is_garbage = TRUE;
  self->noise_until_us = get_end (sent);
}

/**
 * twc_sim_line_deliver:
 *
 * Bytes that an adapter hands over at once and that never were on the line.
 */
void
twc_sim_line_deliver (TwcSimLine *self, const guint8 *bytes, gsize n_bytes, gint64 now_us)
{
  const gint64 burst_us = (now_us + BURST_US - 1) / BURST_US * BURST_US;

  if (!self->has_adapter || self->arrived->len + n_bytes > ARRIVED_MAX)
    return;

  if (!self->faults.bursts)
    {
      g_byte_array_append (self->arrived, bytes, (guint) n_bytes);
      self->n_ready = self->arrived->len;
      return;
    }

  /* What came before this burst's end has been handed over by now. */
  if (burst_us != self->burst_us)
    self->n_ready = self->arrived->len;
  self->burst_us = burst_us;
  g_byte_array_append (self->arrived, bytes, (guint) n_bytes);
}

gsize
twc_sim_line_read (TwcSimLine *self, guint8 *bytes, gsize size, gint64 now_us)
{
  gsize n;

  if (now_us >= self->burst_us)
    self->n_ready = self->arrived->len;

  n = MIN (size, self->n_ready);
  if (n == 0)
    return 0;

  memcpy (bytes, self->arrived->data, n);
  g_byte_array_remove_range (self->arrived, 0, (guint) n);
  self->n_ready -= n;
  return n;
}

void
twc_sim_line_set_adapter (TwcSimLine *self, gboolean has_adapter)
{
  self->has_adapter = has_adapter;
  g_byte_array_set_size (self->arrived, 0);
  self->n_ready = 0;
}

/* Two drivers at once: what was on the line keeps its head, the rest is garbage until both have
 * ended (1.7). The garbage begins with an illegal escape, so that it can never make a good
 * frame by chance: one in 256 would pass the checksum, and no controller could know. */
static void
collide (TwcSimLine *self)
{
  TwcSimTransmission *first = &self->queue[0];
  TwcSimTransmission *second = &self->queue[1];
  const gint64 end_us = MAX (get_end (first), get_end (second));
  const gboolean is_noise = first->talker == TWC_SIM_TALKER_NOISE && first->is_garbage;

  if (first->talker == TWC_SIM_TALKER_MASTER || second->talker == TWC_SIM_TALKER_MASTER)
    self->n_lost_of_master++;

  /* Noise is garbage already; a frame that falls into it is gone. */
  if (is_noise && get_end (first) >= end_us)
    {
      drop_queued (self, 1);
      return;
    }

  second->n_bytes = (gsize) ((end_us - second->start_us) * 15 / 15625);
  second->is_garbage = TRUE;
  second->talker = TWC_SIM_TALKER_NOISE;
  drop_queued (self, 0);
}

static guint8
make_garbage (TwcSimLine *self, gsize index)
{
  const guint8 byte = (guint8) g_rand_int_range (self->random, 0, 256);

  if (index == 0)
    return TWC_WIRE_ESCAPE;
  if (index == 1 && (byte == TWC_WIRE_ESCAPED_END || byte == TWC_WIRE_ESCAPED_ESCAPE))
    return 0x41;
  return byte;
}

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  TwcSimLine *self = user_data;

  if (chunk->verdict != TWC_VERDICT_OK)
    return;

  self->has_heard = TRUE;
  self->func (self->talker_heard, chunk->body, chunk->n_body, self->heard_us, self->user_data);
}

/* A receiver is off while its own driver is on, unless the adapter echoes. */
static gboolean
is_heard_by_master (TwcSimLine *self, guint talker, gint64 at_us)
{
  if (self->faults.echo)
    return TRUE;

  return talker != TWC_SIM_TALKER_MASTER && at_us > self->busy_until_us[TWC_SIM_TALKER_MASTER];
}

/* Moves bytes over the line up to @until_us, or to the first delimiter: a delimiter may end a
 * frame, and who answers it must know its time. */
static void
move_bytes (TwcSimLine *self, gint64 until_us)
{
  TwcSimTransmission *sent = &self->queue[0];
  guint8 bytes[32];
  gsize n = 0;
  gint64 end_us = sent->start_us;

  while (n < sizeof bytes && sent->n_done < sent->n_bytes &&
         get_byte_end (sent, sent->n_done + 1) <= until_us)
    {
      bytes[n] = sent->is_garbage ? make_garbage (self, sent->n_done) : sent->bytes[sent->n_done];
      end_us = get_byte_end (sent, ++sent->n_done);
      if (bytes[n++] == TWC_WIRE_END)
        break;
    }

  if (n == 0)
    return;

  if (is_heard_by_master (self, sent->talker, end_us))
    twc_sim_line_deliver (self, bytes, n, end_us);
  self->talker_heard = sent->talker;
  self->heard_us = end_us;
  twc_receiver_feed (&self->ear, bytes, n, end_us, on_chunk, self);
}

/**
 * twc_sim_line_run:
 *
 * Lets the line's time pass until @until_us, or until the units have heard a frame.
 *
 * Returns: %TRUE when they have heard one, and time is left
 */
gboolean
twc_sim_line_run (TwcSimLine *self, gint64 until_us)
{
  while (self->n_queued > 0 && self->queue[0].start_us <= until_us)
    {
      TwcSimTransmission *sent = &self->queue[0];
      gint64 limit_us = until_us;
      gsize n_done = sent->n_done;

      if (sent->n_done == sent->n_bytes)
        {
          drop_queued (self, 0);
          continue;
        }

      if (self->n_queued > 1)
        limit_us = MIN (limit_us, self->queue[1].start_us);

      self->has_heard = FALSE;
      move_bytes (self, limit_us);
      if (self->has_heard)
        return TRUE;
      if (sent->n_done > n_done)
        continue;

      if (self->n_queued < 2 || self->queue[1].start_us > until_us)
        return FALSE;
      collide (self);
    }

  return FALSE;
}

/**
 * twc_sim_line_get_deadline:
 *
 * Returns: when the line has something new for somebody: whole frames, not their bytes
 */
gint64
twc_sim_line_get_deadline (const TwcSimLine *self)
{
  gint64 deadline_us = G_MAXINT64;

  for (guint i = 0; i < self->n_queued; i++)
    {
      const TwcSimTransmission *sent = &self->queue[i];
      const gsize n = MIN (sent->n_done + TWC_SIM_TRANSMISSION_MAX, sent->n_bytes);

      deadline_us = MIN (deadline_us, get_byte_end (sent, n));
    }
  if (self->arrived->len > self->n_ready)
    deadline_us = MIN (deadline_us, self->burst_us);

  return deadline_us;
}

void
twc_sim_line_init (TwcSimLine *self, GRand *random, TwcSimHeardFunc func, gpointer user_data)
{
  memset (self, 0, sizeof *self);
  self->random = random;
  self->func = func;
  self->user_data = user_data;
  self->has_adapter = TRUE;
  self->noise_until_us = TWC_NEVER;
  self->burst_us = TWC_NEVER;
  for (guint i = 0; i < TWC_SIM_N_TALKERS; i++)
    self->busy_until_us[i] = TWC_NEVER;
  self->arrived = g_byte_array_new ();
  twc_receiver_init (&self->ear, EAR_GAP_US);
}

void
twc_sim_line_clear (TwcSimLine *self)
{
  g_clear_pointer (&self->arrived, g_byte_array_unref);
}
