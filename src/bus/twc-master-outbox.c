/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-master-private.h"

#include <string.h>

#include "bus/twc-elapsed.h"

/* twc-protocol 1.7, 4.1. */
#define REPLY_US TWC_MILLISECONDS_US (300)
#define PRESENCE_PERIOD_US TWC_MILLISECONDS_US (100)
#define PRESENCE_SILENCE_US TWC_MILLISECONDS_US (84) /* of it, behind the frame */

#define N_PRESENCES_2 5

#define LATE_WINDOW_US TWC_SECONDS_US (60)

/* G5: between a start and a stop by hand. */
#define SWITCH_US TWC_SECONDS_US (60)

/**
 * twc_master_settle_exchange:
 *
 * No reply has come. It is not asked again at once: the next round is the retry (4.3).
 */
void
twc_master_settle_exchange (TwcMaster *self, gint64 now_us)
{
  TwcSlave *slave = twc_table_find (&self->table, self->exchange.id);

  if (!twc_line_is_overdue (&self->line, now_us))
    return;

  twc_line_take_reply (&self->line);
  if (self->exchange.type == TWC_EXCHANGE_BROADCAST)
    return;

  self->n_unanswered++;
  if (slave == NULL)
    return;
  if (self->exchange.type == TWC_EXCHANGE_HEARTBEAT)
    twc_slave_take_silence (slave);
  else if (self->exchange.type == TWC_EXCHANGE_QUERY)
    twc_inquiry_take_silence (&slave->inquiry, self->exchange.query, now_us);
}

static gsize
send_body (
  TwcMaster *self, const TwcExchange *exchange, const guint8 *body, gsize n_body, gint64 now_us)
{
  guint8 wire[TWC_WIRE_MAX];
  const gboolean is_broadcast = exchange->type == TWC_EXCHANGE_BROADCAST;

  self->exchange = *exchange;
  self->n_sent++;
  twc_watch_take_sent (&self->watch, body, n_body, now_us);
  twc_line_take_sent (&self->line, twc_frame_to_wire (body, n_body, wire),
                      is_broadcast ? PRESENCE_SILENCE_US : REPLY_US, now_us);
  return n_body;
}

static gsize
send_presence (TwcMaster *self, gint64 now_us, guint8 *body)
{
  const TwcExchange exchange = { .type = TWC_EXCHANGE_BROADCAST };
  gsize n_body;

  if (self->n_presences > N_PRESENCES_2)
    n_body = twc_message_build_presence_1 (self->id, TWC_MASTER_SIGN, body);
  else
    n_body = twc_message_build_presence_2 (self->id, TWC_MASTER_SIGN, body);

  self->n_presences--;
  self->presence_us = now_us + PRESENCE_PERIOD_US;
  return send_body (self, &exchange, body, n_body, now_us);
}

/* The longest wait that people are told of is a recent one: a fault that is over is over. */
static void
note_wait (TwcMaster *self, const TwcSlave *slave, gint64 now_us)
{
  if (now_us - self->late_from_us >= LATE_WINDOW_US)
    {
      self->late_us[1] = self->late_us[0];
      self->late_us[0] = 0;
      self->late_from_us = now_us;
    }

  if (slave->heartbeat_us != TWC_NEVER && slave->heartbeat_us >= slave->linked_us)
    self->late_us[0] = MAX (self->late_us[0], now_us - slave->heartbeat_us);
}

static gsize
send_heartbeat (TwcMaster *self, guint index, gint64 now_us, guint8 *body)
{
  TwcSlave *slave = &self->table.slaves[index];
  const TwcExchange exchange = { .type = TWC_EXCHANGE_HEARTBEAT, .id = slave->facts.id };
  gsize n_body;

  note_wait (self, slave, now_us);
  n_body = twc_slave_build_heartbeat (slave, self->id, now_us, body);
  return send_body (self, &exchange, body, n_body, now_us);
}

static gsize
send_query (TwcMaster *self, const TwcTurn *turn, gint64 now_us, guint8 *body)
{
  const TwcExchange exchange = {
    .type = TWC_EXCHANGE_QUERY,
    .id = self->table.slaves[turn->slave].facts.id,
    .query = turn->query,
  };
  const gsize n_body = twc_message_build_query (self->id, exchange.id, exchange.query, body);

  return send_body (self, &exchange, body, n_body, now_us);
}

static gboolean
is_switch (const TwcMessage *message)
{
  return message->type == TWC_MESSAGE_START || message->type == TWC_MESSAGE_STOP;
}

static void
note_switch (TwcMaster *self, const guint8 *body, gsize n_body, gint64 now_us)
{
  TwcMessage message;
  TwcSlave *slave;

  if (!twc_message_parse (&message, body, n_body) || !is_switch (&message))
    return;

  slave = twc_table_find (&self->table, message.receiver);
  g_return_if_fail (slave != NULL);
  if (slave->switched != message.code[1])
    slave->switched_us = now_us;
  slave->switched = message.code[1];
}

/* What was allowed when it was queued may be forbidden by now. */
static gsize
send_raw (TwcMaster *self, gint64 now_us, guint8 *body)
{
  const TwcExchange exchange = { .type = TWC_EXCHANGE_RAW };
  const gsize n_body = self->n_raw;

  self->n_raw = 0;
  if (!twc_master_check_raw (self, self->raw, n_body, NULL))
    return 0;

  note_switch (self, self->raw, n_body, now_us);
  memcpy (body, self->raw, n_body);
  return send_body (self, &exchange, body, n_body, now_us);
}

static gsize
send_switch (TwcMaster *self, const TwcTurn *turn, gint64 now_us, guint8 *body)
{
  TwcSlave *slave = &self->table.slaves[turn->slave];
  const TwcExchange exchange = { .type = TWC_EXCHANGE_SWITCH, .id = slave->facts.id };
  const gsize n_body = turn->code == TWC_CODE_STOP
                         ? twc_message_build_stop (self->id, exchange.id, body)
                         : twc_message_build_start (self->id, exchange.id, body);

  twc_switch_take_sent (&slave->relay, now_us);
  note_switch (self, body, n_body, now_us);
  return send_body (self, &exchange, body, n_body, now_us);
}

static gint64
get_presence_time (const TwcMaster *self)
{
  return self->n_presences > 0 ? self->presence_us : G_MAXINT64;
}

static TwcTurn
plan_retry (const TwcMaster *self)
{
  return twc_slots_plan_retry (&self->slots, &self->table, twc_line_get_free (&self->line));
}

/* A raw frame goes before the questions: somebody waits for it. */
static TwcTurn
plan_question (const TwcMaster *self)
{
  const TwcTurn command = twc_slots_plan_switch (&self->table);
  TwcTurn turn = twc_slots_plan_query (&self->slots, &self->table);

  if (command.at_us < turn.at_us)
    turn = command;
  if (self->n_raw > 0)
    turn.at_us = TWC_NEVER;
  return twc_slots_fit_question (&self->slots, &self->table, turn, twc_line_get_free (&self->line));
}

static gsize
send_beside_heartbeats (TwcMaster *self, gint64 now_us, guint8 *body)
{
  const TwcTurn retry = plan_retry (self), question = plan_question (self);

  if (get_presence_time (self) <= now_us)
    return send_presence (self, now_us, body);
  if (MIN (retry.at_us, question.at_us) > now_us)
    return 0;

  twc_slots_take_question (&self->slots, now_us);
  if (retry.at_us <= now_us)
    {
      twc_slots_rebase (&self->table, retry.slave, now_us);
      return send_heartbeat (self, retry.slave, now_us, body);
    }
  if (self->n_raw > 0)
    return send_raw (self, now_us, body);
  if (question.code != 0)
    return send_switch (self, &question, now_us, body);
  return send_query (self, &question, now_us, body);
}

static gsize
send_in_turn (TwcMaster *self, gint64 now_us, guint8 *body)
{
  const TwcTurn heartbeat = twc_slots_plan_heartbeat (&self->slots, &self->table);
  const TwcTurn offer = twc_slots_plan_offer (&self->table);

  if (offer.at_us <= now_us &&
      (heartbeat.at_us > now_us || twc_slots_may_offer_overtake (&offer, &heartbeat, now_us)))
    {
      twc_slots_rebase (&self->table, offer.slave, now_us);
      return send_heartbeat (self, offer.slave, now_us, body);
    }
  if (heartbeat.at_us <= now_us)
    {
      twc_slots_take_heartbeat (&self->slots, &self->table, heartbeat.slave, now_us);
      return send_heartbeat (self, heartbeat.slave, now_us, body);
    }

  return send_beside_heartbeats (self, now_us, body);
}

/**
 * twc_master_send_next:
 * @body: (out): what to send now
 *
 * Returns: its length; 0 when there is nothing to send, or the line is not free
 */
gsize
twc_master_send_next (TwcMaster *self, gint64 now_us, guint8 body[TWC_BODY_MAX])
{
  if (now_us < twc_line_get_free (&self->line))
    return 0;

  switch (self->phase)
    {
    case TWC_PHASE_ANNOUNCE:
      return get_presence_time (self) <= now_us ? send_presence (self, now_us, body) : 0;
    case TWC_PHASE_RUN:
      return send_in_turn (self, now_us, body);
    case TWC_PHASE_OFF:
    case TWC_PHASE_LISTEN:
    case TWC_PHASE_STANDBY:
    case TWC_PHASE_TWIN:
      return 0;
    }
  g_return_val_if_reached (0);
}

static gint64
get_turn_time (const TwcMaster *self)
{
  gint64 at_us = get_presence_time (self);

  at_us = MIN (at_us, twc_slots_plan_heartbeat (&self->slots, &self->table).at_us);
  at_us = MIN (at_us, twc_slots_plan_offer (&self->table).at_us);
  at_us = MIN (at_us, plan_retry (self).at_us);
  return MIN (at_us, plan_question (self).at_us);
}

/**
 * twc_master_get_send_deadline:
 *
 * Returns: when twc_master_send_next() has something to send, if nothing is heard until then.
 *   An empty slot has no time of its own.
 */
gint64
twc_master_get_send_deadline (const TwcMaster *self)
{
  const gint64 free_us = twc_line_get_free (&self->line);

  switch (self->phase)
    {
    case TWC_PHASE_ANNOUNCE:
      return MAX (get_presence_time (self), free_us);
    case TWC_PHASE_RUN:
      return MAX (get_turn_time (self), free_us);
    case TWC_PHASE_OFF:
    case TWC_PHASE_LISTEN:
    case TWC_PHASE_STANDBY:
    case TWC_PHASE_TWIN:
      return G_MAXINT64;
    }
  g_return_val_if_reached (G_MAXINT64);
}

static gboolean
check_raw_heartbeat (const TwcSlave *slave, const TwcMessage *message, GError **error)
{
  const guint want_ca = twc_slave_get_want (slave);

  if (slave->is_hushed)
    g_set_error_literal (error, TWC_GATE_ERROR, TWC_GATE_ERROR_NOT_ALLOWED,
                         "It is left alone for a minute, so that its car stops");
  else if (message->has_limit && message->limit_ca != want_ca)
    g_set_error_literal (error, TWC_GATE_ERROR, TWC_GATE_ERROR_ABOVE_LIMIT,
                         "Limits are set by the plan alone, so that the wiring limits hold");
  else if (!message->has_limit && slave->has_offer && want_ca == 0)
    g_set_error_literal (error, TWC_GATE_ERROR, TWC_GATE_ERROR_NOT_ALLOWED,
                         "A heartbeat without a limit may close the contactor of a Wall "
                         "Connector that is offered 0 A");
  else
    return TRUE;

  return FALSE;
}

/* A command that got no answer may be repeated (5.5); the opposite one waits. */
static gboolean
check_raw_switch (const TwcMaster *self,
                  const TwcSlave *slave,
                  const TwcMessage *message,
                  GError **error)
{
  /* The last frame is as good as now: heartbeats go out more than once a second. */
  if (slave->switched == message->code[1] || slave->switched_us == TWC_NEVER ||
      twc_elapsed_us (slave->switched_us, self->watch.sent_us) >= SWITCH_US)
    return TRUE;

  g_set_error_literal (error, TWC_GATE_ERROR, TWC_GATE_ERROR_NOT_ALLOWED,
                       "The contactor was switched less than a minute ago: wait, it wears");
  return FALSE;
}

/**
 * twc_master_check_raw:
 * @body: what an expert wants to send
 * @error: (out): why not
 *
 * Limits are the brain's alone, which knows what the others have (G1), and nothing may come
 * between the zeros that keep a contactor open (twc-protocol 5.4, G5). Everything else that the
 * gate lets pass may be sent.
 *
 * Returns: whether it may be sent now
 */
gboolean
twc_master_check_raw (TwcMaster *self, const guint8 *body, gsize n_body, GError **error)
{
  TwcMessage message;
  const TwcSlave *slave;

  if (!twc_gate_check (&self->gate, body, n_body, error))
    return FALSE;

  if (!twc_message_parse (&message, body, n_body) ||
      (message.type != TWC_MESSAGE_MASTER_HEARTBEAT && !is_switch (&message)))
    return TRUE;

  /* The gate has seen that it is in the table. */
  slave = twc_table_find (&self->table, message.receiver);
  g_return_val_if_fail (slave != NULL, FALSE);
  return is_switch (&message) ? check_raw_switch (self, slave, &message, error)
                              : check_raw_heartbeat (slave, &message, error);
}
