/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-sim-heartbeat.h"

#include "sim/twc-sim-body.h"

/* twc-protocol 3.5 and 3.6. */
#define COMMAND_ERROR 0x02
#define COMMAND_RAISE 0x06
#define COMMAND_LOWER 0x07
#define EFFECTIVE_ERRORS 0x07

/* twc-protocol 4.1, 7.3. */
#define UNLINK_US TWC_SECONDS_US (10)
#define LINK_LOST_US TWC_SECONDS_US (25)
#define APPLYING_US TWC_SECONDS_US (11)
#define RAISING_US TWC_SECONDS_US (44)
#define LOWERING_US TWC_SECONDS_US (13)
#define LOWERED_US TWC_SECONDS_US (10)
#define ZERO_US TWC_SECONDS_US (2)
#define ERROR_US TWC_SECONDS_US (5)
#define BUSY_US TWC_SECONDS_US (1)

#define RAISE_CA 200

/* What protocol 2 makes of 0, and what a car that does not stop draws at least (5.4). */
#define CLAMP_CA 600

/* "05 ... rarely at random" (7.3): once in so many heartbeats of a charging unit. */
#define RANDOM_BUSY_OF 2000

/* "03 for 1-2 s, then 04 with limit 0" (7.4): a 0 does not keep a car that has just been plugged
 * in from asking once, or no master that offers 0 would ever know of it. */
static gboolean
is_about_to_ask (const TwcSimSlave *slave)
{
  const gboolean is_new = slave->timers[TWC_SIM_TIMER_PLUGGED] != G_MAXINT64;
  const gboolean is_asking = slave->state == TWC_STATE_WANTS_POWER && !slave->has_asked;

  return slave->limit_ca == 0 && (is_new || is_asking);
}

static void
take_zero_1 (TwcSimSlave *slave)
{
  twc_sim_slave_stop_timer (slave, TWC_SIM_TIMER_CLOSE);

  /* The open half of the chatter pair (5.4): it shows 6 A for once. */
  if (slave->is_chattering)
    {
      slave->is_chattering = FALSE;
      twc_sim_slave_open (slave, TWC_SIM_BY_MASTER);
      twc_sim_slave_set_limit (slave, CLAMP_CA);
      slave->state = TWC_STATE_PLUGGED;
      return;
    }

  if (slave->contactor_closed && !slave->car.config.is_tesla)
    {
      if (slave->limit_ca > 0)
        slave->disobeyed_ca += CLAMP_CA;
      twc_sim_slave_set_limit (slave, 0);
      twc_sim_car_set_limit (&slave->car, CLAMP_CA);
      return;
    }

  twc_sim_slave_set_limit (slave, 0);
  if (slave->state != TWC_STATE_READY)
    slave->state = TWC_STATE_PLUGGED;
  if (slave->contactor_closed && slave->timers[TWC_SIM_TIMER_ZERO] == G_MAXINT64)
    {
      twc_sim_car_stop_within (&slave->car, ZERO_US);
      twc_sim_slave_set_timer (slave, TWC_SIM_TIMER_ZERO, ZERO_US);
    }
}

static void
take_zero_2 (TwcSimSlave *slave, guint8 command)
{
  if (slave->is_asleep)
    return;

  if (slave->limit_ca < CLAMP_CA)
    slave->self_raised_ca += CLAMP_CA - slave->limit_ca;
  twc_sim_slave_set_limit (slave, CLAMP_CA);

  if (slave->contactor_closed)
    {
      if (command == TWC_COMMAND_LIMIT_CHARGING)
        twc_sim_slave_show (slave, TWC_STATE_APPLYING_LIMIT, APPLYING_US);
      return;
    }

  twc_sim_slave_cancel_start (slave);
  slave->is_held = slave->wants;
  slave->state = TWC_STATE_PLUGGED;
}

/* Protocol 2 minds which command carries the limit (3.5, 7.4). */
static gboolean
is_obeyed (const TwcSimSlave *slave, guint8 command)
{
  if (slave->profile->protocol == 1)
    return TRUE;
  if (slave->is_asleep)
    return FALSE;
  if (command == TWC_COMMAND_LIMIT)
    return slave->state != TWC_STATE_CHARGING;
  if (command == TWC_COMMAND_LIMIT_STARTING)
    return slave->state == TWC_STATE_STARTING;
  return TRUE;
}

static void
wake_chattering (TwcSimSlave *slave)
{
  slave->is_chattering = FALSE;
  slave->state = TWC_STATE_STARTING;
  twc_sim_car_start (&slave->car, slave->now_us + ZERO_US);
}

static void
take_limit (TwcSimSlave *slave, guint8 command, guint limit_ca)
{
  if (!is_obeyed (slave, command))
    return;

  slave->is_held = FALSE;
  slave->is_defied = FALSE;
  twc_sim_slave_set_limit (slave, limit_ca);
  if (slave->overlay == TWC_STATE_ADJUSTED)
    twc_sim_slave_show_nothing (slave);

  if (slave->contactor_closed)
    {
      if (slave->is_chattering)
        wake_chattering (slave);
      if (command == TWC_COMMAND_LIMIT_CHARGING && slave->profile->protocol == 2)
        twc_sim_slave_show (slave, TWC_STATE_APPLYING_LIMIT, APPLYING_US);
    }
  else if (twc_sim_slave_may_draw (slave))
    {
      if (slave->timers[TWC_SIM_TIMER_PLUGGED] == G_MAXINT64)
        twc_sim_slave_begin_start (slave);
    }
  else if (slave->state == TWC_STATE_STARTING)
    slave->state = TWC_STATE_PLUGGED;
}

static void
take_offer (TwcSimSlave *slave, guint8 command, guint limit_ca)
{
  slave->told_zero = limit_ca == 0;

  if (slave->is_faulty || slave->state == TWC_STATE_ERROR)
    return;

  /* Without a car, protocol 1 keeps what it is told, protocol 2 keeps 0 (logs, 7.4). */
  if (!slave->plugged)
    {
      if (slave->profile->protocol == 1)
        twc_sim_slave_set_limit (slave, limit_ca);
      return;
    }

  if (limit_ca > 0)
    take_limit (slave, command, limit_ca);
  else if (is_about_to_ask (slave))
    return;
  else if (slave->profile->protocol == 1)
    take_zero_1 (slave);
  else
    take_zero_2 (slave, command);
}

/* The other half of the chatter pair: told 0 and then nothing, protocol 1 closes its contactor
 * again (5.4). Protocol 2, told 0 while its car waited, lets it have the 6 A that it shows: the
 * two masters agree on 6 A then, and neither would ever say so again (5.3 row 9). */
static void
take_no_change (TwcSimSlave *slave)
{
  const gboolean has_settled = slave->timers[TWC_SIM_TIMER_ZERO] == G_MAXINT64 &&
                               slave->timers[TWC_SIM_TIMER_PLUGGED] == G_MAXINT64;

  if (slave->is_held)
    {
      twc_sim_slave_begin_start (slave);
      return;
    }

  if (slave->profile->protocol == 1 && slave->told_zero && has_settled &&
      !slave->contactor_closed && twc_sim_slave_may_draw (slave))
    {
      slave->is_chattering = TRUE;
      slave->state = TWC_STATE_CHARGING;
      twc_sim_slave_set_limit (slave, 0);
      twc_sim_slave_close (slave, TWC_SIM_BY_MASTER);
    }
}

static void
take_raise (TwcSimSlave *slave)
{
  if (slave->profile->protocol != 2 || slave->state != TWC_STATE_CHARGING)
    return;

  twc_sim_slave_set_limit (slave, slave->limit_ca + RAISE_CA);
  twc_sim_slave_show (slave, TWC_STATE_RAISING, RAISING_US);
}

static void
take_lower (TwcSimSlave *slave)
{
  if (slave->profile->protocol != 2 || slave->state != TWC_STATE_CHARGING)
    return;

  twc_sim_car_dip (&slave->car, slave->now_us + LOWERED_US);
  twc_sim_slave_show (slave, TWC_STATE_LOWERING, LOWERING_US);
}

static void
apply (TwcSimSlave *slave, const TwcMessage *message)
{
  switch (message->command)
    {
    case TWC_COMMAND_LIMIT:
    case TWC_COMMAND_LIMIT_STARTING:
    case TWC_COMMAND_LIMIT_CHARGING:
      take_offer (slave, message->command, message->limit_ca);
      break;
    case COMMAND_RAISE:
      take_raise (slave);
      break;
    case COMMAND_LOWER:
      take_lower (slave);
      break;
    case TWC_COMMAND_NONE:
    case COMMAND_ERROR:
      take_no_change (slave);
      break;
    default:
      slave->n_unknown++;
      take_no_change (slave);
    }
}

static void
note_heartbeat (TwcSimSlave *slave)
{
  slave->n_heartbeats++;
  if (slave->first_heartbeat_us == TWC_NEVER)
    slave->first_heartbeat_us = slave->now_us;
  if (slave->linked)
    slave->longest_gap_us = MAX (slave->longest_gap_us, slave->now_us - slave->heartbeat_us);
  else if (slave->state == TWC_STATE_ERROR && !slave->is_faulty)
    twc_sim_slave_set_timer (slave, TWC_SIM_TIMER_ERROR, ERROR_US);

  slave->heartbeat_us = slave->now_us;
  slave->linked = TRUE;
  slave->n_burst = 0;
  twc_sim_slave_set_timer (slave, TWC_SIM_TIMER_UNLINK, UNLINK_US);
  twc_sim_slave_set_timer (slave, TWC_SIM_TIMER_LINK_LOST, LINK_LOST_US);

  if (slave->overlay == 0 && slave->state == TWC_STATE_CHARGING &&
      g_rand_int_range (slave->random, 0, RANDOM_BUSY_OF) == 0)
    twc_sim_slave_show (slave, TWC_STATE_BUSY, BUSY_US);
}

/* 7.4, "02 with bitmap": one answer, then silence until somebody presses the button. */
static gsize
take_error (TwcSimSlave *slave, guint16 master, guint8 body[TWC_BODY_MAX])
{
  twc_sim_slave_open (slave, TWC_SIM_BY_MASTER);
  twc_sim_slave_fail (slave);
  slave->is_locked = TRUE;
  return twc_sim_body_heartbeat (slave, master, body);
}

/**
 * twc_sim_heartbeat_take:
 * @message: a master heartbeat to this unit
 * @body: (out): its answer
 *
 * The rows of twc-protocol 7.4 that begin with FBE0.
 *
 * Returns: the answer's length
 */
gsize
twc_sim_heartbeat_take (TwcSimSlave *slave, const TwcMessage *message, guint8 body[TWC_BODY_MAX])
{
  gsize n_body;

  note_heartbeat (slave);
  if (message->command == COMMAND_ERROR && (message->error_bitmap & EFFECTIVE_ERRORS) != 0)
    return take_error (slave, message->sender, body);

  if (slave->config.adopts_at_once)
    apply (slave, message);
  n_body = twc_sim_body_heartbeat (slave, message->sender, body);
  slave->has_asked |= twc_sim_slave_get_state (slave) == TWC_STATE_WANTS_POWER;
  if (!slave->config.adopts_at_once)
    apply (slave, message);

  return n_body;
}
