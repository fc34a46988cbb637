/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <string.h>

#define CHARACTER_US 1042
#define IDLE_US TWC_MILLISECONDS_US (20)

typedef struct
{
  gint64 at_us;
  guint n_bytes;
  guint8 bytes[64];
} Arrival;

/* Not zero, so that a time that was forgotten shows. */
#define START_US TWC_SECONDS_US (1000)

Bench *
bench_new (guint32 seed)
{
  Bench *self = g_new0 (Bench, 1);

  self->master = twc_master_new (BENCH_ID, seed);
  self->now_us = START_US;
  self->sent = g_array_new (FALSE, FALSE, sizeof (BenchSent));
  self->arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
  self->random = g_rand_new_with_seed (seed);
  return self;
}

void
bench_free (Bench *self)
{
  twc_master_free (self->master);
  g_array_unref (self->sent);
  g_array_unref (self->arrivals);
  g_rand_free (self->random);
  g_free (self);
}

/* A unit of 32 A that announces itself 0.5 s from now. */
BenchSlave *
bench_add (Bench *self, guint16 id, guint protocol)
{
  BenchSlave *slave = &self->slaves[self->n_slaves++];

  g_assert_cmpuint (self->n_slaves, <=, BENCH_MAX_SLAVES);
  *slave = (BenchSlave){
    .id = id,
    .protocol = protocol,
    .rating_ca = 3200,
    .sign = (guint8) id,
    .delay_us = TWC_MILLISECONDS_US (30),
    .heard_us = TWC_NEVER,
    .ready_us = self->now_us + TWC_MILLISECONDS_US (500),
  };
  return slave;
}

/* Lets it have what its rating allows, and offers it @offer_ca. */
void
bench_permit (Bench *self, guint16 id, guint offer_ca)
{
  twc_master_set_permission (self->master, id, 3200, FALSE);
  twc_master_set_offer (self->master, id, offer_ca, self->now_us);
}

void
bench_connect (Bench *self)
{
  self->connected_us = self->now_us;
  twc_master_connect (self->master, self->now_us);
}

void
bench_disconnect (Bench *self)
{
  twc_master_disconnect (self->master, self->now_us);
  g_array_set_size (self->arrivals, 0);
  self->reply_by_us = 0;
}

void
bench_deliver (Bench *self, gint64 at_us, const guint8 *bytes, gsize n_bytes)
{
  while (n_bytes > 0)
    {
      Arrival arrival = { .at_us = at_us, .n_bytes = (guint) MIN (n_bytes, 64) };

      memcpy (arrival.bytes, bytes, arrival.n_bytes);
      g_array_append_val (self->arrivals, arrival);
      bytes += arrival.n_bytes;
      n_bytes -= arrival.n_bytes;
    }
}

static void
deliver_body (Bench *self, gint64 at_us, const guint8 *body, gsize n_body)
{
  guint8 wire[TWC_WIRE_MAX + 1];
  const gsize n_wire = twc_frame_to_wire (body, n_body, wire);

  wire[n_wire] = 0xFC; /* the junk byte of the line's turn-around */
  bench_deliver (self, at_us, wire, n_wire + 1);
}

/* @open_body: hex digits without the checksum; blanks do not matter. */
void
bench_inject (Bench *self, gint64 at_us, const char *open_body)
{
  guint8 body[TWC_BODY_MAX];
  gsize n_body = 0;

  for (const char *c = open_body; *c != '\0'; c += 2)
    {
      while (*c == ' ')
        c++;
      body[n_body++] = (guint8) (g_ascii_xdigit_value (c[0]) * 16 + g_ascii_xdigit_value (c[1]));
    }

  twc_frame_seal (body, ++n_body);
  deliver_body (self, at_us, body, n_body);
}

static void
put_u16 (guint8 *bytes, guint value)
{
  bytes[0] = (guint8) (value >> 8);
  bytes[1] = (guint8) value;
}

static void
announce (Bench *self, BenchSlave *slave)
{
  guint8 body[TWC_BODY_MAX] = { 0xFD, 0xE2 };
  const gsize n_body = slave->protocol == 1 ? 14 : 16;

  put_u16 (body + 2, slave->id);
  body[4] = slave->sign;
  put_u16 (body + 5, slave->rating_ca);
  twc_frame_seal (body, n_body);
  deliver_body (self, slave->ready_us, body, n_body);
  slave->ready_us += TWC_SECONDS_US (10);
}

static void
adopt (BenchSlave *slave, const TwcMessage *message)
{
  if (!message->has_limit || slave->is_stubborn)
    return;
  if (slave->protocol == 2 && slave->state == TWC_STATE_READY)
    return; /* no car: it keeps 0.00 */

  slave->limit_ca = message->limit_ca;
  if (slave->protocol == 2 && slave->limit_ca == 0)
    slave->limit_ca = 600;
}

static gsize
answer_heartbeat (Bench *self, BenchSlave *slave, const TwcMessage *message, guint8 *body)
{
  const gsize n_body = slave->protocol == 1 ? 14 : 16;

  if (slave->heard_us != TWC_NEVER)
    slave->gap_us = MAX (slave->gap_us, self->now_us - slave->heard_us);
  slave->heard_us = self->now_us;
  slave->ready_us = self->now_us + TWC_SECONDS_US (10);
  slave->n_heartbeats++;
  if (slave->n_to_lose > 0)
    {
      slave->n_to_lose--;
      return 0;
    }

  adopt (slave, message);
  body[1] = 0xE0;
  put_u16 (body + 4, message->sender);
  body[6] = slave->state;
  put_u16 (body + 7, slave->limit_ca);
  put_u16 (body + 9, slave->draw_ca);
  return n_body;
}

static gsize
answer_query (BenchSlave *slave, const guint8 *request, guint8 *body)
{
  slave->n_queries++;
  body[1] = request[1];
  if (slave->is_plain || slave->protocol == 1)
    return 0;

  switch (request[1])
    {
    case 0xEB:
      put_u16 (body + 6, 924);
      put_u16 (body + 8, 230);
      body[14] = (guint8) (slave->draw_ca / 50);
      return 20;
    case 0xEC:
      memcpy (body + 4, "\x04\x05\x03\x02", 4);
      return 16;
    case 0xED:
      memcpy (body + 4, "A18D0001839", 11);
      return 20;
    case 0xEE:
    case 0xEF:
    case 0xF1:
      if (slave->vin != NULL)
        memcpy (body + 4,
                slave->vin + (request[1] == 0xEE   ? 0
                              : request[1] == 0xEF ? 7
                                                   : 14),
                request[1] == 0xF1 ? 3 : 7);
      return 20;
    case 0xB1:
    case 0xB2:
      return slave->has_switch ? 16 : 0;
    default:
      return 0;
    }
}

static void
hear (Bench *self, BenchSlave *slave, const BenchSent *sent, gint64 end_us)
{
  guint8 body[TWC_BODY_MAX] = { 0xFD };
  TwcMessage message;
  gsize n_body = 0;

  g_assert_true (twc_message_parse (&message, sent->body, sent->n_body));
  if (slave->is_off || !message.has_receiver || message.receiver != slave->id)
    return;

  put_u16 (body + 2, slave->id);
  if (message.type == TWC_MESSAGE_MASTER_HEARTBEAT)
    n_body = answer_heartbeat (self, slave, &message, body);
  else
    n_body = answer_query (slave, sent->body, body);

  if (n_body == 0 || slave->is_mute || g_rand_int_range (self->random, 0, 1000) < (gint) self->loss)
    return;
  twc_frame_seal (body, n_body);
  deliver_body (self, end_us + slave->delay_us + (gint64) n_body * CHARACTER_US, body, n_body);
}

static void
check_silence (Bench *self)
{
  if (self->is_noisy)
    return;
  g_assert_cmpint (self->now_us, >=, self->busy_until_us + IDLE_US);
  g_assert_cmpint (self->now_us, >=, self->reply_by_us);
}

/* Nothing leaves while it listens or stands by (twc-protocol 4.2). */
static void
check_phase (Bench *self, gboolean is_presence)
{
  const TwcBusState state = bench_health (self).state;

  if (state == TWC_BUS_LISTENING)
    g_assert_true (is_presence);
  else
    g_assert_cmpint (state, ==, TWC_BUS_OK);
}

static void
echo (Bench *self, guint8 *wire, gsize n_wire, gint64 end_us)
{
  const gsize index = 10; /* behind the delimiter */

  if (self->echo_loses_zero && n_wire > index && wire[index] == 0)
    memmove (wire + index, wire + index + 1, --n_wire - index);
  bench_deliver (self, end_us, wire, n_wire);
}

static void
take_sent (Bench *self, const guint8 *body, gsize n_body)
{
  BenchSent sent = { .at_us = self->now_us, .n_body = n_body };
  g_autoptr(GError) error = NULL;
  guint8 wire[TWC_WIRE_MAX];
  const gsize n_wire =
    twc_gate_encode (twc_master_get_gate (self->master), body, n_body, wire, &error);
  const gint64 end_us = self->now_us + (gint64) n_wire * CHARACTER_US;
  const gboolean is_presence = body[1] == 0xE1 || body[1] == 0xE2;

  g_assert_no_error (error);
  check_silence (self);
  check_phase (self, is_presence);
  self->reply_by_us =
    is_presence ? self->now_us + TWC_MILLISECONDS_US (100) : end_us + TWC_MILLISECONDS_US (300);
  self->busy_until_us = end_us;

  memcpy (sent.body, body, n_body);
  g_array_append_val (self->sent, sent);
  if (self->has_echo)
    echo (self, wire, n_wire, end_us);
  for (guint i = 0; i < self->n_slaves; i++)
    hear (self, &self->slaves[i], &sent, end_us);
}

/* What its owner does after everything: step until there is nothing to send. */
void
bench_step (Bench *self)
{
  guint8 body[TWC_BODY_MAX];
  gsize n_body;

  while ((n_body = twc_master_step (self->master, self->now_us, body)) > 0)
    take_sent (self, body, n_body);

  g_assert_cmpint (twc_master_get_deadline (self->master), >, self->now_us);
}

static gint
find_arrival (Bench *self)
{
  gint first = -1;

  for (guint i = 0; i < self->arrivals->len; i++)
    if (first < 0 || g_array_index (self->arrivals, Arrival, i).at_us <
                       g_array_index (self->arrivals, Arrival, first).at_us)
      first = (gint) i;

  return first;
}

static gboolean
has_good_reply (const Arrival *arrival)
{
  return arrival->n_bytes > 2 && arrival->bytes[1] == TWC_TYPE_REPLY;
}

static void
take_arrival (Bench *self, guint index)
{
  const Arrival arrival = g_array_index (self->arrivals, Arrival, index);

  g_array_remove_index (self->arrivals, index);
  self->busy_until_us = MAX (self->busy_until_us, self->now_us);
  if (has_good_reply (&arrival))
    self->reply_by_us = 0;
  twc_master_receive (self->master, arrival.bytes, arrival.n_bytes, self->now_us);
}

static void
announce_due (Bench *self)
{
  for (guint i = 0; i < self->n_slaves; i++)
    if (!self->slaves[i].is_off && self->slaves[i].ready_us <= self->now_us)
      announce (self, &self->slaves[i]);
}

static gint64
get_next_time (Bench *self, gint64 until_us)
{
  const gint arrival = find_arrival (self);
  gint64 next_us = MIN (until_us, twc_master_get_deadline (self->master));

  if (arrival >= 0)
    next_us = MIN (next_us, g_array_index (self->arrivals, Arrival, arrival).at_us);
  for (guint i = 0; i < self->n_slaves; i++)
    if (!self->slaves[i].is_off)
      next_us = MIN (next_us, self->slaves[i].ready_us);

  return MAX (next_us, self->now_us);
}

void
bench_run (Bench *self, gint64 for_us)
{
  const gint64 until_us = self->now_us + for_us;

  while (self->now_us < until_us)
    {
      gint arrival;

      self->now_us = get_next_time (self, until_us);
      self->n_wakeups++;
      announce_due (self);
      while ((arrival = find_arrival (self)) >= 0 &&
             g_array_index (self->arrivals, Arrival, arrival).at_us <= self->now_us)
        take_arrival (self, (guint) arrival);
      bench_step (self);
    }
}

/* The first that was sent from index @from on; a @receiver of 0 is any. */
const BenchSent *
bench_find (Bench *self, guint8 type, guint8 code, guint16 receiver, guint from)
{
  for (guint i = from; i < self->sent->len; i++)
    {
      const BenchSent *sent = &g_array_index (self->sent, BenchSent, i);

      if (sent->body[0] == type && sent->body[1] == code &&
          (receiver == 0 || (sent->body[4] << 8 | sent->body[5]) == receiver))
        return sent;
    }

  return NULL;
}

guint
bench_count (Bench *self, guint8 type, guint8 code, gint64 from_us)
{
  guint n = 0;

  for (guint i = 0; i < self->sent->len; i++)
    {
      const BenchSent *sent = &g_array_index (self->sent, BenchSent, i);

      n += sent->at_us >= from_us && sent->body[0] == type && sent->body[1] == code ? 1 : 0;
    }

  return n;
}

TwcChargerState
bench_state (Bench *self, guint16 id)
{
  TwcChargerState states[TWC_MAX_CHARGERS];
  const guint n_states = twc_master_get_chargers (self->master, states);

  for (guint i = 0; i < n_states; i++)
    if (states[i].id == id)
      return states[i];

  g_assert_not_reached ();
}

TwcBusHealth
bench_health (Bench *self)
{
  TwcBusHealth health;

  twc_master_get_health (self->master, &health);
  return health;
}
