/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-master-private.h"

#include "bus/twc-elapsed.h"

static gboolean
is_id (guint16 id)
{
  return id != 0x0000 && id != 0xFFFF;
}

/* Frames that only a master sends. */
static void
take_master_frame (TwcMaster *self, const TwcMessage *message, const guint8 *body, gint64 now_us)
{
  const guint16 sender = message->sender;

  /* A flipped bit of the type makes a slave's own frame one of these (twc-protocol 4.2). */
  if (!message->has_sender || !is_id (sender) || twc_table_find (&self->table, sender) != NULL)
    {
      self->n_unexpected++;
      return;
    }

  if (sender == self->id)
    {
      self->n_unexpected++;
      if (twc_watch_take_twin (&self->watch, body, message->n_body, now_us))
        twc_master_yield_to_twin (self, now_us);
    }
  else if (twc_watch_take_foreign (&self->watch, now_us) && self->phase != TWC_PHASE_TWIN)
    {
      twc_master_stand_by (self, sender, now_us);
    }
}

static void
take_link_ready (TwcMaster *self, const TwcMessage *message, gint64 now_us)
{
  const gboolean was_in_vain = twc_table_is_courting_in_vain (&self->table);

  if (!is_id (message->sender))
    {
      self->n_unexpected++;
      return;
    }

  /* Both presence frames make a slave with our id take another (4.5). */
  if (message->sender == self->id)
    {
      if (self->phase == TWC_PHASE_RUN)
        twc_master_begin_burst (self, now_us);
      return;
    }

  if (!twc_table_take_link_ready (&self->table, message, now_us))
    {
      self->n_unexpected++;
      return;
    }

  twc_master_hasten_listen (self, now_us);
  /* One burst more for a unit that announces itself and does not answer (8.1). */
  if (!was_in_vain && twc_table_is_courting_in_vain (&self->table) && self->phase == TWC_PHASE_RUN)
    twc_master_begin_burst (self, now_us);
}

/* An answer to somebody else. By itself it silences nobody: the other is not heard. */
static void
take_diverted (TwcMaster *self, guint16 receiver, gint64 now_us)
{
  if (!is_id (receiver) || !twc_watch_take_diverted (&self->watch, now_us))
    return;

  if (self->phase == TWC_PHASE_STANDBY && receiver == self->foreign_id)
    {
      twc_master_stand_by (self, receiver, now_us);
    }
  else if (self->phase != TWC_PHASE_STANDBY)
    {
      self->foreign_id = receiver;
      self->foreign_us = now_us;
    }
}

static void
take_heartbeat (TwcMaster *self, const TwcMessage *message, gint64 now_us)
{
  TwcSlave *slave = twc_table_find (&self->table, message->sender);

  if (slave == NULL || message->receiver != self->id)
    {
      self->n_unexpected++;
      if (message->receiver != self->id)
        take_diverted (self, message->receiver, now_us);
      return;
    }

  twc_slave_take_heartbeat (slave, message, now_us);
  if (self->exchange.type == TWC_EXCHANGE_HEARTBEAT && self->exchange.id == message->sender)
    twc_line_take_reply (&self->line);
}

static TwcQuery
get_query (const TwcMessage *message)
{
  if (message->type == TWC_MESSAGE_POWER_REPORT)
    return TWC_QUERY_POWER;
  if (message->type == TWC_MESSAGE_FIRMWARE_REPORT)
    return TWC_QUERY_FIRMWARE;
  if (message->type == TWC_MESSAGE_SERIAL_REPORT)
    return TWC_QUERY_SERIAL;

  return (TwcQuery) (TWC_QUERY_VIN_1 + message->part - 1);
}

/* Raw frames of an expert are not matched closely: the answer is for his eyes. */
static gboolean
is_answer (const TwcMaster *self, const TwcMessage *message)
{
  if (self->exchange.type == TWC_EXCHANGE_RAW)
    return TRUE;

  return self->exchange.type == TWC_EXCHANGE_QUERY && self->exchange.id == message->sender &&
         self->exchange.query == get_query (message);
}

/* A real master reports of itself as slaves do (twc-protocol 8.6), so the sender is looked up;
 * and part of a VIN counts only as the answer to its question. */
static void
take_answer (TwcMaster *self, const TwcMessage *message, gint64 now_us)
{
  TwcSlave *slave = twc_table_find (&self->table, message->sender);
  const gboolean is_asked = is_answer (self, message);

  if (slave == NULL || (message->type == TWC_MESSAGE_VIN_REPORT && !is_asked))
    {
      self->n_unexpected++;
      return;
    }

  twc_slave_take_answer (slave, message, now_us);
  if (is_asked)
    twc_line_take_reply (&self->line);
}

static void
take_diagnosis (TwcMaster *self)
{
  if (self->exchange.type == TWC_EXCHANGE_RAW)
    twc_line_take_reply (&self->line);
  else
    self->n_unexpected++;
}

static void
take_switched (TwcMaster *self, const TwcMessage *message)
{
  TwcSlave *slave = twc_table_find (&self->table, message->sender);

  if (self->exchange.type != TWC_EXCHANGE_SWITCH || slave == NULL ||
      self->exchange.id != message->sender)
    {
      take_diagnosis (self);
      return;
    }

  twc_switch_take_answer (&slave->relay, message->code[1]);
  twc_line_take_reply (&self->line);
}

static void
take_slave_frame (TwcMaster *self, const TwcMessage *message, gint64 now_us)
{
  switch (message->type)
    {
    case TWC_MESSAGE_LINK_READY:
      take_link_ready (self, message, now_us);
      return;
    case TWC_MESSAGE_SLAVE_HEARTBEAT:
      take_heartbeat (self, message, now_us);
      return;
    case TWC_MESSAGE_POWER_REPORT:
    case TWC_MESSAGE_FIRMWARE_REPORT:
    case TWC_MESSAGE_SERIAL_REPORT:
    case TWC_MESSAGE_VIN_REPORT:
      take_answer (self, message, now_us);
      return;
    case TWC_MESSAGE_START_ACK:
    case TWC_MESSAGE_STOP_ACK:
      take_switched (self, message);
      return;
    case TWC_MESSAGE_PLUG_STATE:
    case TWC_MESSAGE_OLD_SERIAL:
    case TWC_MESSAGE_MODEL:
    case TWC_MESSAGE_OLD_FIRMWARE:
      take_diagnosis (self);
      return;
    case TWC_MESSAGE_OTHER:
    case TWC_MESSAGE_PRESENCE_1:
    case TWC_MESSAGE_PRESENCE_2:
    case TWC_MESSAGE_MASTER_HEARTBEAT:
    case TWC_MESSAGE_POWER_REQUEST:
    case TWC_MESSAGE_FIRMWARE_REQUEST:
    case TWC_MESSAGE_SERIAL_REQUEST:
    case TWC_MESSAGE_VIN_REQUEST:
    case TWC_MESSAGE_START:
    case TWC_MESSAGE_STOP:
    case TWC_MESSAGE_IDLE:
    case TWC_MESSAGE_PLUG_STATE_REQUEST:
    case TWC_MESSAGE_OLD_SERIAL_REQUEST:
    case TWC_MESSAGE_MODEL_REQUEST:
    case TWC_MESSAGE_OLD_FIRMWARE_REQUEST:
    case TWC_N_MESSAGES:
      self->n_unexpected++;
      return;
    }
}

/**
 * twc_master_take_chunk:
 * @chunk: what the receiver found
 *
 * Acts on a good frame, if it fits. Nothing that is damaged is ever guessed at.
 */
void
twc_master_take_chunk (TwcMaster *self, const TwcChunk *chunk, gint64 now_us)
{
  TwcMessage message;

  if (self->tap != NULL)
    self->tap (chunk, self->tap_data);
  if (chunk->verdict != TWC_VERDICT_OK || !twc_message_parse (&message, chunk->body, chunk->n_body))
    return;

  if (twc_watch_is_echo (&self->watch, chunk->body, chunk->n_body, now_us))
    {
      self->n_echoes++;
      return;
    }

  self->last_frame_us = now_us;
  if (message.code[0] == TWC_TYPE_REPLY)
    take_slave_frame (self, &message, now_us);
  else
    take_master_frame (self, &message, chunk->body, now_us);
}
