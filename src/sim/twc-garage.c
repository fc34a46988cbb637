/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-garage.h"

#include "sim/twc-sim-answer.h"
#include "sim/twc-sim-body.h"
#include "sim/twc-sim-fault.h"
#include "sim/twc-sim-foreign.h"
#include "sim/twc-sim-line.h"
#include "sim/twc-sim-watch.h"

/* twc-protocol 7.1; "true turn-around unknown" (1.7). */
#define REPLY_FROM_MS 20
#define REPLY_TO_MS 60

/* How long a master may need to find an adapter that is back, to listen, and to come round. */
#define RETURN_US TWC_SECONDS_US (5)

/* A master stands by for 15 s and up to 6 s of jitter when another has fallen silent (4.1);
 * then it listens and announces itself. */
#define FOREIGN_US TWC_SECONDS_US (30)

/* A round of three units (4.1): so much a lost frame costs. */
#define ROUND_US TWC_MILLISECONDS_US (2500)

struct _TwcGarage
{
  GRand *random;
  gint64 now_us;
  gint64 unfair_until_us;
  guint n_slaves;
  guint n_lost;
  TwcSimLine line;
  TwcSimWatch watch;
  TwcSimForeign foreign;
  TwcSimSlave slaves[TWC_GARAGE_MAX_SLAVES];
};

static int
get_tail (const TwcSimSlave *slave)
{
  if (slave->config.has_no_tail)
    return TWC_SIM_NO_TAIL;
  return slave->config.tail != 0 ? slave->config.tail : slave->profile->tail;
}

static gint64
pick_reply_delay (TwcGarage *self)
{
  const guint most_ms = self->line.faults.max_reply_delay_ms;
  const gint32 from_ms = most_ms > 0 ? 0 : REPLY_FROM_MS;
  const gint32 to_ms = most_ms > 0 ? (gint32) most_ms : REPLY_TO_MS;

  return TWC_MILLISECONDS_US (g_rand_int_range (self->random, from_ms, to_ms + 1));
}

static void
look (TwcGarage *self, gint64 at_us)
{
  const gboolean is_fair = self->line.has_adapter && at_us > self->line.noise_until_us &&
                           at_us > self->unfair_until_us && self->foreign.next_us == G_MAXINT64;

  for (guint i = 0; i < self->n_slaves; i++)
    twc_sim_slave_advance (&self->slaves[i], at_us);

  if (self->line.n_lost_of_master != self->n_lost)
    twc_sim_watch_forgive (&self->watch, ROUND_US * (self->line.n_lost_of_master - self->n_lost));
  self->n_lost = self->line.n_lost_of_master;
  twc_sim_watch_look (&self->watch, is_fair, at_us);
}

static void
answer (TwcGarage *self, guint index, const TwcMessage *message, gint64 at_us)
{
  TwcSimSlave *slave = &self->slaves[index];
  guint8 body[TWC_BODY_MAX];
  gsize n_body;

  twc_sim_slave_advance (slave, at_us);
  n_body = twc_sim_answer (slave, message, body);
  if (n_body == 0 || twc_sim_fault_chance (self->random, self->line.faults.reply_loss))
    return;

  twc_sim_line_send_body (&self->line, TWC_SIM_TALKER_SLAVE + index, body, n_body, get_tail (slave),
                          at_us + pick_reply_delay (self));
}

static void
on_heard (guint talker, const guint8 *body, gsize n_body, gint64 at_us, gpointer user_data)
{
  TwcGarage *self = user_data;
  TwcMessage message;

  if (talker >= TWC_SIM_TALKER_SLAVE)
    twc_sim_watch_note_answer (&self->watch, talker - TWC_SIM_TALKER_SLAVE, at_us);
  if (!twc_message_parse (&message, body, n_body))
    return;

  for (guint i = 0; i < self->n_slaves; i++)
    {
      if (talker == TWC_SIM_TALKER_FOREIGN && message.receiver == self->slaves[i].id)
        self->slaves[i].meddled_until_us = at_us + FOREIGN_US;
      if (talker != TWC_SIM_TALKER_SLAVE + i)
        answer (self, i, &message, at_us);
    }
  look (self, at_us);
}

static gint64
get_next_speech (const TwcGarage *self)
{
  gint64 next_us = self->foreign.next_us;

  for (guint i = 0; i < self->n_slaves; i++)
    next_us = MIN (next_us, twc_sim_slave_get_deadline (&self->slaves[i]));

  return next_us;
}

static void
announce (TwcGarage *self, guint index, gint64 at_us)
{
  TwcSimSlave *slave = &self->slaves[index];
  guint8 body[TWC_BODY_MAX];

  twc_sim_slave_advance (slave, at_us);
  if (slave->linked || slave->link_ready_us > at_us)
    return;

  twc_sim_slave_skip_link_ready (slave);
  if (twc_sim_slave_is_deaf (slave))
    return;

  twc_sim_line_send_body (&self->line, TWC_SIM_TALKER_SLAVE + index, body,
                          twc_sim_body_link_ready (slave, body), get_tail (slave), at_us);
}

static void
let_foreign_speak (TwcGarage *self, gint64 at_us)
{
  guint16 ids[TWC_GARAGE_MAX_SLAVES];
  guint8 body[TWC_BODY_MAX];
  gsize n_body;

  for (guint i = 0; i < self->n_slaves; i++)
    ids[i] = self->slaves[i].id;

  n_body = twc_sim_foreign_speak (&self->foreign, ids, self->n_slaves, body);
  self->unfair_until_us = at_us + FOREIGN_US;
  if (n_body > 0)
    twc_sim_line_send_body (&self->line, TWC_SIM_TALKER_FOREIGN, body, n_body, TWC_SIM_NO_TAIL,
                            at_us);
}

/* Those who speak without being asked, at their time. */
static void
speak (TwcGarage *self, gint64 at_us)
{
  if (self->foreign.next_us <= at_us)
    let_foreign_speak (self, at_us);

  for (guint i = 0; i < self->n_slaves; i++)
    if (twc_sim_slave_get_deadline (&self->slaves[i]) <= at_us)
      announce (self, i, at_us);
}

/**
 * twc_garage_step:
 *
 * Lets time pass until @now_us. Everything happens in its order and at its own time, however
 * seldom this is called.
 */
void
twc_garage_step (TwcGarage *self, gint64 now_us)
{
  gint64 next_us;

  g_return_if_fail (self != NULL);

  now_us = MAX (now_us, self->now_us);
  do
    {
      next_us = get_next_speech (self);

      /* Who hears a frame may want to speak earlier than anybody did before. */
      while (twc_sim_line_run (&self->line, MIN (next_us, now_us)))
        next_us = get_next_speech (self);

      if (next_us <= now_us)
        speak (self, next_us);
    }
  while (next_us <= now_us);

  self->now_us = now_us;
  look (self, now_us);
}

/**
 * twc_garage_get_deadline:
 *
 * Returns: when something happens that somebody could notice, and twc_garage_step() should be
 *   called; %G_MAXINT64 when nothing will
 */
gint64
twc_garage_get_deadline (const TwcGarage *self)
{
  g_return_val_if_fail (self != NULL, G_MAXINT64);

  return MIN (twc_sim_line_get_deadline (&self->line), get_next_speech (self));
}

void
twc_garage_write (TwcGarage *self, const guint8 *bytes, gsize n_bytes, gint64 now_us)
{
  g_return_if_fail (self != NULL);

  twc_garage_step (self, now_us);
  if (!self->line.has_adapter)
    return;

  twc_sim_watch_hear (&self->watch, bytes, n_bytes, self->now_us);
  twc_sim_line_write (&self->line, bytes, n_bytes, self->now_us);
}

/**
 * twc_garage_read:
 *
 * Returns: how many bytes the adapter hands over now
 */
gsize
twc_garage_read (TwcGarage *self, guint8 *bytes, gsize size, gint64 now_us)
{
  g_return_val_if_fail (self != NULL, 0);

  twc_garage_step (self, now_us);
  return twc_sim_line_read (&self->line, bytes, size, self->now_us);
}

static TwcSimSlave *
find (TwcGarage *self, guint16 id)
{
  for (guint i = 0; i < self->n_slaves; i++)
    if (self->slaves[i].id == id)
      return &self->slaves[i];

  for (guint i = 0; i < self->n_slaves; i++)
    if (self->slaves[i].config.id == id)
      return &self->slaves[i];

  return NULL;
}

/**
 * twc_garage_plug_in:
 * @car: (nullable): %NULL = the car that the unit was configured with
 */
gboolean
twc_garage_plug_in (TwcGarage *self, guint16 id, const TwcCarConfig *car)
{
  TwcSimSlave *slave = find (self, id);

  if (slave == NULL)
    return FALSE;

  twc_sim_slave_plug_in (slave, car != NULL ? car : &slave->config.car);
  return TRUE;
}

gboolean
twc_garage_unplug (TwcGarage *self, guint16 id)
{
  TwcSimSlave *slave = find (self, id);

  if (slave == NULL)
    return FALSE;

  twc_sim_slave_unplug (slave);
  return TRUE;
}

gboolean
twc_garage_fill (TwcGarage *self, guint16 id)
{
  TwcSimSlave *slave = find (self, id);

  if (slave == NULL)
    return FALSE;

  twc_sim_slave_fill (slave);
  return TRUE;
}

/**
 * twc_garage_go_silent:
 * @for_us: 0 = for ever
 *
 * The wires come off the unit: it hears nothing and says nothing, so in time it misses its
 * master and opens its contactor.
 */
gboolean
twc_garage_go_silent (TwcGarage *self, guint16 id, gint64 for_us)
{
  TwcSimSlave *slave = find (self, id);

  if (slave == NULL)
    return FALSE;

  slave->silent_until_us = for_us > 0 ? self->now_us + for_us : G_MAXINT64;
  return TRUE;
}

gboolean
twc_garage_reset_unit (TwcGarage *self, guint16 id)
{
  TwcSimSlave *slave = find (self, id);

  if (slave == NULL)
    return FALSE;

  twc_sim_slave_power_cycle (slave);
  return TRUE;
}

gboolean
twc_garage_fault (TwcGarage *self, guint16 id)
{
  TwcSimSlave *slave = find (self, id);

  if (slave == NULL)
    return FALSE;

  twc_sim_slave_fail (slave);
  return TRUE;
}

/**
 * twc_garage_ask_raise:
 *
 * The driver starts the car again: 08 with 6 A, until a limit is sent (twc-protocol 7.4).
 *
 * Returns: %FALSE when the unit is unknown or has no car
 */
gboolean
twc_garage_ask_raise (TwcGarage *self, guint16 id)
{
  TwcSimSlave *slave = find (self, id);

  if (slave == NULL || !slave->plugged)
    return FALSE;

  twc_sim_slave_restart_car (slave);
  return TRUE;
}

void
twc_garage_make_noise (TwcGarage *self, gsize n_bytes)
{
  twc_sim_line_make_noise (&self->line, n_bytes, self->now_us);
}

/**
 * twc_garage_inject:
 *
 * Bytes that the adapter hands over at once, though they never were on the line: the units do
 * not hear them. As many as one likes.
 */
void
twc_garage_inject (TwcGarage *self, const guint8 *bytes, gsize n_bytes)
{
  twc_sim_line_deliver (&self->line, bytes, n_bytes, self->now_us);
}

/**
 * twc_garage_foreign_master:
 * @for_us: 0 = for ever
 */
void
twc_garage_foreign_master (TwcGarage *self, guint16 id, gint64 for_us)
{
  twc_sim_foreign_appear (&self->foreign, id, for_us, self->now_us);
}

/* Its master can neither write nor read; the units notice by its silence. */
void
twc_garage_remove_adapter (TwcGarage *self)
{
  twc_sim_line_set_adapter (&self->line, FALSE);
}

void
twc_garage_return_adapter (TwcGarage *self)
{
  if (self->line.has_adapter)
    return;

  twc_sim_line_set_adapter (&self->line, TRUE);
  self->unfair_until_us = MAX (self->unfair_until_us, self->now_us + RETURN_US);
}

void
twc_garage_set_faults (TwcGarage *self, const TwcLineFaults *faults)
{
  self->line.faults = *faults;
}

void
twc_garage_set_wiring (TwcGarage *self, guint wiring_ca)
{
  twc_sim_watch_set_wiring (&self->watch, wiring_ca);
}

guint
twc_garage_get_n_slaves (const TwcGarage *self)
{
  return self->n_slaves;
}

void
twc_garage_get_slave (const TwcGarage *self, guint index, TwcSlaveReport *report)
{
  const TwcSimSlave *slave = &self->slaves[index];

  g_return_if_fail (index < self->n_slaves);

  *report = (TwcSlaveReport){
    .id = slave->id,
    .linked = slave->linked,
    .contactor_closed = slave->contactor_closed,
    .limit_ca = slave->limit_ca,
    .draw_ca = twc_sim_car_get_draw_ca (&slave->car),
    .power_w = twc_sim_car_get_power_w (&slave->car),
    .state = twc_sim_slave_get_state (slave),
    .n_contactor_operations = slave->n_operations,
    .n_heartbeats = slave->n_heartbeats,
    .first_heartbeat_us = slave->first_heartbeat_us,
    .longest_gap_us = slave->longest_gap_us,
    .energy_wh = (gint64) (slave->car.energy_ws / 3600),
  };
}

/**
 * twc_garage_get_violations:
 * @n_violations: (out): how many
 *
 * Returns: (transfer none): what has gone wrong so far, oldest first
 */
const TwcViolation *
twc_garage_get_violations (const TwcGarage *self, guint *n_violations)
{
  *n_violations = self->watch.violations->len;
  return (const TwcViolation *) (gpointer) self->watch.violations->data;
}

TwcGarage *
twc_garage_new (const TwcGarageConfig *config, gint64 now_us)
{
  TwcGarage *self;

  g_return_val_if_fail (config->n_slaves <= TWC_GARAGE_MAX_SLAVES, NULL);

  self = g_new0 (TwcGarage, 1);
  self->random = g_rand_new_with_seed (config->seed);
  self->now_us = now_us;
  self->unfair_until_us = TWC_NEVER;
  self->n_slaves = config->n_slaves;

  for (guint i = 0; i < self->n_slaves; i++)
    twc_sim_slave_init (&self->slaves[i], &config->slaves[i], self->random, now_us);
  twc_sim_line_init (&self->line, self->random, on_heard, self);
  self->line.faults = config->faults;
  twc_sim_foreign_init (&self->foreign);
  twc_sim_watch_init (&self->watch, self->slaves, self->n_slaves, config->wiring_ca, now_us);

  return self;
}

void
twc_garage_free (TwcGarage *self)
{
  for (guint i = 0; i < self->n_slaves; i++)
    twc_sim_slave_clear (&self->slaves[i]);
  twc_sim_watch_clear (&self->watch);
  twc_sim_line_clear (&self->line);
  g_rand_free (self->random);
  g_free (self);
}
