/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-master.h"

#include <string.h>

#include "bus/twc-master-private.h"

/**
 * twc_master_new:
 * @id: ours on the bus; neither 0000 nor FFFF
 * @seed: of the jitter that keeps two periodic talkers from staying in step
 *
 * Returns: (transfer full): a master without an adapter
 */
TwcMaster *
twc_master_new (guint16 id, guint32 seed)
{
  TwcMaster *self;

  g_return_val_if_fail (id != 0x0000 && id != 0xFFFF, NULL);

  self = g_new0 (TwcMaster, 1);
  self->id = id;
  self->phase = TWC_PHASE_OFF;
  self->burst_us = TWC_NEVER;
  self->last_frame_us = TWC_NEVER;
  self->gate.master = id;
  twc_receiver_init (&self->receiver, TWC_RECEIVER_GAP_US);
  twc_line_init (&self->line);
  twc_watch_init (&self->watch);
  twc_slots_init (&self->slots, seed);
  return self;
}

void
twc_master_free (TwcMaster *self)
{
  g_free (self);
}

static void
refresh_gate (TwcMaster *self)
{
  self->gate.n_chargers = self->table.n_slaves;
  for (guint i = 0; i < self->table.n_slaves; i++)
    self->gate.chargers[i] = twc_slave_get_gate (&self->table.slaves[i]);
}

/**
 * twc_master_add_known:
 * @known: a slave of an earlier run
 *
 * It is heartbeated at once when there is an adapter, with command 00 until an offer is set:
 * never with more than it had (twc-protocol 4.2, G7). What a file may say wrongly is ignored.
 */
void
twc_master_add_known (TwcMaster *self, const TwcKnownCharger *known, gint64 now_us)
{
  TwcSlave *slave;

  g_return_if_fail (self != NULL && known != NULL);

  if (known->id == 0x0000 || known->id == 0xFFFF || known->id == self->id ||
      (known->protocol != 1 && known->protocol != 2) ||
      !twc_slave_is_valid_rating (known->rating_ca) ||
      twc_table_find (&self->table, known->id) != NULL)
    return;

  slave = twc_table_add (&self->table, known->id, known->protocol, known->rating_ca, now_us);
  if (slave != NULL)
    {
      slave->is_known = TRUE;
      slave->facts.offer_ca = MIN (known->offer_ca, known->rating_ca);
    }
  refresh_gate (self);
}

typedef struct
{
  TwcMaster *master;
  gint64 now_us;
} Arrival;

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  const Arrival *arrival = user_data;

  twc_master_take_chunk (arrival->master, chunk, arrival->now_us);
}

/**
 * twc_master_connect:
 *
 * There is an adapter (again): listen first.
 */
void
twc_master_connect (TwcMaster *self, gint64 now_us)
{
  g_return_if_fail (self != NULL);

  twc_line_init (&self->line);
  self->exchange.type = TWC_EXCHANGE_NONE;
  self->n_presences = 0;
  twc_master_listen (self, now_us);
}

/**
 * twc_master_disconnect:
 *
 * The adapter is gone. What is known of the slaves stays.
 */
void
twc_master_disconnect (TwcMaster *self, gint64 now_us)
{
  Arrival arrival = { self, now_us };

  g_return_if_fail (self != NULL);

  twc_receiver_flush (&self->receiver, on_chunk, &arrival);
  self->phase = TWC_PHASE_OFF;
  self->n_raw = 0;
}

/**
 * twc_master_receive:
 * @bytes: what the adapter delivered
 *
 * Takes in bytes, in pieces of any size.
 */
void
twc_master_receive (TwcMaster *self, const guint8 *bytes, gsize n_bytes, gint64 now_us)
{
  Arrival arrival = { self, now_us };
  gboolean is_partial;

  g_return_if_fail (self != NULL);

  if (n_bytes == 0 || self->phase == TWC_PHASE_OFF)
    return;

  twc_receiver_feed (&self->receiver, bytes, n_bytes, now_us, on_chunk, &arrival);
  is_partial = twc_receiver_is_mid_frame (&self->receiver, now_us);
  twc_line_take_bytes (&self->line, is_partial ? now_us + TWC_RECEIVER_GAP_US : TWC_NEVER, now_us);
  refresh_gate (self);
}

/**
 * twc_master_get_deadline:
 *
 * Returns: when twc_master_step() has something to do; %G_MAXINT64 when nothing is due, ever
 */
gint64
twc_master_get_deadline (const TwcMaster *self)
{
  gint64 deadline_us;

  g_return_val_if_fail (self != NULL, G_MAXINT64);

  deadline_us = MIN (twc_master_get_phase_deadline (self), twc_master_get_send_deadline (self));
  return MIN (deadline_us, twc_table_get_deadline (&self->table));
}

/**
 * twc_master_step:
 * @body: (out): what to send now
 *
 * Does what is due. Call it until it returns 0; what it gives passes twc_master_get_gate().
 *
 * Returns: the length of @body; 0 when there is nothing to send now
 */
gsize
twc_master_step (TwcMaster *self, gint64 now_us, guint8 body[TWC_BODY_MAX])
{
  Arrival arrival = { self, now_us };

  g_return_val_if_fail (self != NULL, 0);

  twc_receiver_expire (&self->receiver, now_us, on_chunk, &arrival);
  twc_master_settle_exchange (self, now_us);
  twc_table_expire (&self->table, now_us);
  twc_master_advance (self, now_us);
  return twc_master_send_next (self, now_us, body);
}

/**
 * twc_master_set_offer:
 * @id: of a slave in twc_master_get_chargers(); any other is ignored
 * @offer_ca: what it may take; clamped to its rating and permission
 *
 * A changed offer goes out as soon as the running exchange is over, not in the next round.
 */
void
twc_master_set_offer (TwcMaster *self, guint16 id, guint offer_ca, gint64 now_us)
{
  TwcSlave *slave;

  g_return_if_fail (self != NULL);

  slave = twc_table_find (&self->table, id);
  if (slave != NULL)
    twc_slave_set_offer (slave, offer_ca, now_us);
}

/**
 * twc_master_set_permission:
 * @id: of a slave in twc_master_get_chargers(); any other is ignored, so it is to be told again
 *   when a new one appears
 * @wiring_ca: of its own circuit; 0, as for each new slave, lets it have nothing (G3)
 * @may_start_stop: whether its owner allows FCB1 and FCB2
 */
void
twc_master_set_permission (TwcMaster *self, guint16 id, guint wiring_ca, gboolean may_start_stop)
{
  TwcSlave *slave;

  g_return_if_fail (self != NULL);

  slave = twc_table_find (&self->table, id);
  if (slave != NULL)
    twc_slave_set_permission (slave, wiring_ca, may_start_stop);
  refresh_gate (self);
}

/**
 * twc_master_set_stop_method:
 * @id: of a slave in twc_master_get_chargers(); any other is ignored
 * @method: how its car is to be stopped, beyond the offer of 0 (twc-protocol 5.5). The command is
 *   sent only where the owner allows it, and taken back once more than 0 is offered: tell the
 *   offer first. In silence the slave gets no heartbeats for as long as the method holds
 */
void
twc_master_set_stop_method (TwcMaster *self, guint16 id, TwcStopMethod method, gint64 now_us)
{
  TwcSlave *slave;

  g_return_if_fail (self != NULL);

  slave = twc_table_find (&self->table, id);
  if (slave != NULL)
    twc_slave_set_stop_method (slave, method, now_us);
}

/**
 * twc_master_queue_raw:
 * @body: sealed, checksum included
 *
 * Has a frame of an expert sent in a slot for questions. One waits at a time.
 *
 * Returns: %FALSE with @error set when it may not be sent
 */
gboolean
twc_master_queue_raw (TwcMaster *self, const guint8 *body, gsize n_body, GError **error)
{
  g_return_val_if_fail (self != NULL && body != NULL, FALSE);

  if (!twc_master_check_raw (self, body, n_body, error))
    return FALSE;

  if (self->phase != TWC_PHASE_RUN || self->n_raw > 0)
    {
      g_set_error_literal (error, TWC_GATE_ERROR, TWC_GATE_ERROR_NOT_ALLOWED,
                           self->n_raw > 0 ? "Another frame is still waiting to be sent"
                                           : "Nothing may be sent on the bus at present");
      return FALSE;
    }

  memcpy (self->raw, body, n_body);
  self->n_raw = n_body;
  return TRUE;
}

/**
 * twc_master_get_chargers:
 * @states: (out): in the order in which they were met
 *
 * Returns: how many there are
 */
guint
twc_master_get_chargers (const TwcMaster *self, TwcChargerState states[TWC_MAX_CHARGERS])
{
  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->table.n_slaves; i++)
    states[i] = self->table.slaves[i].facts;

  return self->table.n_slaves;
}

static TwcBusState
get_state (const TwcMaster *self)
{
  switch (self->phase)
    {
    case TWC_PHASE_OFF:
      return TWC_BUS_NO_ADAPTER;
    case TWC_PHASE_LISTEN:
    case TWC_PHASE_ANNOUNCE:
      return TWC_BUS_LISTENING;
    case TWC_PHASE_RUN:
      return TWC_BUS_OK;
    case TWC_PHASE_STANDBY:
      return TWC_BUS_STANDBY;
    case TWC_PHASE_TWIN:
      return TWC_BUS_ERROR;
    }
  g_return_val_if_reached (TWC_BUS_ERROR);
}

void
twc_master_get_health (const TwcMaster *self, TwcBusHealth *health)
{
  const TwcSlave *invalid;

  g_return_if_fail (self != NULL && health != NULL);

  invalid = twc_table_find_invalid (&self->table);
  *health = (TwcBusHealth){
    .state = get_state (self),
    .unexpected = self->n_unexpected,
    .echoes = self->n_echoes,
    .sent = self->n_sent,
    .unanswered = self->n_unanswered,
    .last_frame_us = self->last_frame_us,
    .foreign_master = self->foreign_id,
    .refused_charger = self->table.refused,
    .invalid_charger = invalid != NULL ? invalid->facts.id : 0,
    .invalid_rating_ca = invalid != NULL ? invalid->announced_ca : 0,
    .not_answering = twc_table_is_courting_in_vain (&self->table),
    .ratings_differ = twc_table_has_different_ratings (&self->table),
    .latest_heartbeat_ms = (guint) (MAX (self->late_us[0], self->late_us[1]) / 1000),
  };
  memcpy (health->verdicts, self->receiver.counts, sizeof health->verdicts);
}

/**
 * twc_master_get_gate:
 *
 * Returns: (transfer none): what may be transmitted now; it stays the same object
 */
const TwcGate *
twc_master_get_gate (const TwcMaster *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->gate;
}

/**
 * twc_master_set_tap:
 * @func: (nullable): called for each chunk that comes in, whatever its verdict
 */
void
twc_master_set_tap (TwcMaster *self, TwcChunkFunc func, gpointer user_data)
{
  g_return_if_fail (self != NULL);

  self->tap = func;
  self->tap_data = user_data;
}
