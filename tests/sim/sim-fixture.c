/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-fixture.h"

#include <string.h>

/* A slot of the master that the tests play. */
#define EXCHANGE_US TWC_MILLISECONDS_US (500)

/**
 * sim_config:
 *
 * Returns: a garage with one unit, whose circuit bears its rating and which announces itself
 *   after a second
 */
TwcGarageConfig
sim_config (TwcProfile profile)
{
  TwcGarageConfig config = { .seed = 1, .n_slaves = 1 };

  config.slaves[0].id = SIM_ID;
  config.slaves[0].profile = profile;
  config.slaves[0].link_ready_ms = 1000;
  config.slaves[0].adopts_at_once = TRUE;
  config.slaves[0].car.is_tesla = TRUE;
  return config;
}

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  SimFixture *self = user_data;
  SimHeard heard = { .at_us = self->now_us, .verdict = chunk->verdict, .n_raw = chunk->n_raw };

  if (chunk->verdict == TWC_VERDICT_OK)
    {
      twc_message_parse (&heard.message, chunk->body, chunk->n_body);
      heard.n_body = chunk->n_body;
      memcpy (heard.body, chunk->body, chunk->n_body);
    }
  g_array_append_val (self->heard, heard);
}

void
sim_fixture_init (SimFixture *self, const TwcGarageConfig *config)
{
  memset (self, 0, sizeof *self);
  self->now_us = TWC_SECONDS_US (1000);
  self->garage = twc_garage_new (config, self->now_us);
  self->bytes = g_byte_array_new ();
  self->heard = g_array_new (FALSE, FALSE, sizeof (SimHeard));
  twc_receiver_init (&self->receiver, TWC_RECEIVER_GAP_US);
}

void
sim_fixture_clear (SimFixture *self)
{
  twc_garage_free (self->garage);
  g_byte_array_unref (self->bytes);
  g_array_unref (self->heard);
}

static void
take (SimFixture *self)
{
  guint8 bytes[4096];
  gsize n_bytes;

  while ((n_bytes = twc_garage_read (self->garage, bytes, sizeof bytes, self->now_us)) > 0)
    {
      g_byte_array_append (self->bytes, bytes, (guint) n_bytes);
      twc_receiver_feed (&self->receiver, bytes, n_bytes, self->now_us, on_chunk, self);
    }
}

/* Steps at the garage's own deadlines, as a live one does. */
void
sim_wait (SimFixture *self, gint64 duration_us)
{
  const gint64 end_us = self->now_us + duration_us;

  while (self->now_us < end_us)
    {
      const gint64 deadline_us = twc_garage_get_deadline (self->garage);

      self->now_us = MAX (MIN (deadline_us, end_us), self->now_us);
      take (self);
    }
}

void
sim_send (SimFixture *self, const guint8 *body, gsize n_body)
{
  guint8 wire[TWC_WIRE_MAX];
  const gsize n_wire = twc_frame_to_wire (body, n_body, wire);

  twc_garage_write (self->garage, wire, n_wire, self->now_us);
}

/* Any code at all: the garage must bear what no master of ours can build. */
void
sim_send_code (SimFixture *self, guint code, guint16 receiver)
{
  guint8 body[16] = { (guint8) (code >> 8), (guint8) code, SIM_MASTER >> 8, SIM_MASTER & 0xFF };

  body[4] = (guint8) (receiver >> 8);
  body[5] = (guint8) receiver;
  twc_frame_seal (body, sizeof body);
  sim_send (self, body, sizeof body);
}

/**
 * sim_find:
 * @from: where in `heard` to begin
 *
 * Returns: (nullable): the first message of that type
 */
const TwcMessage *
sim_find (SimFixture *self, guint from, TwcMessageType type)
{
  for (guint i = from; i < self->heard->len; i++)
    {
      const SimHeard *heard = &g_array_index (self->heard, SimHeard, i);

      if (heard->verdict == TWC_VERDICT_OK && heard->message.type == type)
        return &heard->message;
    }

  return NULL;
}

const TwcMessage *
sim_ask (SimFixture *self, guint code, TwcMessageType reply)
{
  const guint from = self->heard->len;

  sim_send_code (self, code, SIM_ID);
  sim_wait (self, EXCHANGE_US);
  return sim_find (self, from, reply);
}

/**
 * sim_heartbeat_to:
 *
 * One heartbeat, and half a second for its answer.
 *
 * Returns: (nullable): the answer
 */
const TwcMessage *
sim_heartbeat_to (SimFixture *self, guint16 id, guint command, guint limit_ca)
{
  const guint from = self->heard->len;
  guint8 body[16] = { 0xFB, 0xE0, SIM_MASTER >> 8, SIM_MASTER & 0xFF };

  body[4] = (guint8) (id >> 8);
  body[5] = (guint8) id;
  body[6] = (guint8) command;
  body[7] = (guint8) (limit_ca >> 8);
  body[8] = (guint8) limit_ca;
  twc_frame_seal (body, sizeof body);
  sim_send (self, body, sizeof body);

  sim_wait (self, EXCHANGE_US);
  return sim_find (self, from, TWC_MESSAGE_SLAVE_HEARTBEAT);
}

const TwcMessage *
sim_heartbeat (SimFixture *self, guint command, guint limit_ca)
{
  return sim_heartbeat_to (self, SIM_ID, command, limit_ca);
}

/**
 * sim_keep:
 *
 * Two heartbeats a second for @seconds.
 *
 * Returns: (nullable): the last answer
 */
const TwcMessage *
sim_keep (SimFixture *self, guint command, guint limit_ca, guint seconds)
{
  const TwcMessage *answer = NULL;

  for (guint i = 0; i < 2 * seconds; i++)
    answer = sim_heartbeat (self, command, limit_ca);

  return answer;
}

TwcSlaveReport
sim_report (SimFixture *self)
{
  TwcSlaveReport report;

  twc_garage_get_slave (self->garage, 0, &report);
  return report;
}

guint
sim_count (SimFixture *self, TwcViolationCode code)
{
  guint n_violations, n = 0;
  const TwcViolation *violations = twc_garage_get_violations (self->garage, &n_violations);

  for (guint i = 0; i < n_violations; i++)
    n += violations[i].code == code;

  return n;
}

/* To the first answer of a unit; its car, if it has one, has asked for power by then. */
void
sim_link (SimFixture *self)
{
  sim_wait (self, TWC_SECONDS_US (3));
  g_assert_nonnull (sim_heartbeat (self, TWC_COMMAND_NONE, 0));
}

/* To a car that draws all of @limit_ca. */
void
sim_charge (SimFixture *self, guint limit_ca)
{
  sim_link (self);
  sim_heartbeat (self, TWC_COMMAND_LIMIT, limit_ca);
  sim_keep (self, TWC_COMMAND_NONE, 0, 45);
  g_assert_true (sim_report (self).contactor_closed);
}
