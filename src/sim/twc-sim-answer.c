/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-sim-answer.h"

#include "sim/twc-sim-body.h"
#include "sim/twc-sim-heartbeat.h"

/* What harms a unit (twc-protocol 2.3), and for how long (7.4). */
#define WRITE_ID 0xFC19
#define WRITE_MODEL 0xFC1A
#define CRASH 0xFBE8
#define INTERRUPT 0xFCE5
#define SILENCE 0xFCA1
#define REBOOT_US TWC_SECONDS_US (30)
#define INTERRUPTION_US TWC_SECONDS_US (3)
#define SILENCE_US TWC_SECONDS_US (5)

#define BURST_AFTER_US TWC_MILLISECONDS_US (200)
#define BURST_LENGTH 5
#define BURST_FROM_PRESENCE_2 2

/* A Tesla in legacy mode takes FCB2 so many times (7.4). */
#define MAX_STOPS 3

static void
take_presence (TwcSimSlave *slave, const TwcMessage *message)
{
  if (message->sender == slave->id)
    twc_sim_slave_reroll_id (slave);

  if (message->type != TWC_MESSAGE_PRESENCE_2)
    return;

  slave->n_presence_2++;
  if (slave->profile->announces_in_bursts && !slave->linked && slave->n_burst == 0 &&
      slave->n_presence_2 >= BURST_FROM_PRESENCE_2)
    {
      slave->n_burst = BURST_LENGTH;
      slave->link_ready_us = slave->now_us + BURST_AFTER_US;
    }
}

/* Without a word to the car. One that talks with its unit takes that for a fault (7.4). */
static gsize
take_stop (TwcSimSlave *slave, guint8 body[TWC_BODY_MAX])
{
  const TwcCarConfig *car = &slave->car.config;

  twc_sim_slave_open (slave, TWC_SIM_BY_MASTER);
  if (slave->plugged)
    {
      slave->is_stopped = TRUE;
      slave->is_held = FALSE;
      slave->n_stops++;
      slave->is_stuck |= car->is_tesla && (car->vin[0] != '\0' || slave->n_stops > MAX_STOPS);
      slave->state = TWC_STATE_PLUGGED;
      twc_sim_slave_show_nothing (slave);
    }
  return twc_sim_body_ack (slave, 0xB2, body);
}

static gsize
take_start (TwcSimSlave *slave, guint8 body[TWC_BODY_MAX])
{
  slave->is_stopped = FALSE;
  if (twc_sim_slave_may_draw (slave) && !slave->contactor_closed &&
      slave->state == TWC_STATE_PLUGGED)
    {
      slave->state = TWC_STATE_WANTS_POWER;
      if (slave->limit_ca > 0 && !slave->is_held)
        twc_sim_slave_begin_start (slave);
    }
  return twc_sim_body_ack (slave, 0xB1, body);
}

static void
interrupt (TwcSimSlave *slave)
{
  if (!slave->contactor_closed)
    return;

  twc_sim_slave_open (slave, TWC_SIM_BY_MASTER);
  slave->state = TWC_STATE_WANTS_POWER;
  slave->draws_us = slave->now_us + INTERRUPTION_US;
  twc_sim_slave_set_timer (slave, TWC_SIM_TIMER_CLOSE, INTERRUPTION_US);
}

static void
lock_up (TwcSimSlave *slave, gint64 for_us)
{
  slave->is_locked = TRUE;
  if (for_us > 0)
    twc_sim_slave_set_timer (slave, TWC_SIM_TIMER_WAKE, for_us);
}

/* The watch has cried by now; this is what the unit does (7.4). */
static gsize
take_harm (TwcSimSlave *slave, guint code, guint8 body[TWC_BODY_MAX])
{
  switch (code)
    {
    case WRITE_ID:
    case WRITE_MODEL:
      twc_sim_slave_open (slave, TWC_SIM_BY_MASTER);
      lock_up (slave, 0);
      return code == WRITE_ID ? twc_sim_body_locked (slave, body) : 0;
    case CRASH:
      twc_sim_slave_power_cycle (slave);
      lock_up (slave, REBOOT_US);
      return 0;
    case INTERRUPT:
      interrupt (slave);
      return 0;
    case SILENCE:
      lock_up (slave, SILENCE_US);
      return 0;
    default:
      slave->n_unknown++;
      return 0;
    }
}

/* What has no address that works (2.2), and what nobody knows. */
static gboolean
is_for_all (TwcMessageType type)
{
  return type == TWC_MESSAGE_PLUG_STATE_REQUEST || type == TWC_MESSAGE_OLD_SERIAL_REQUEST ||
         type == TWC_MESSAGE_MODEL_REQUEST || type == TWC_MESSAGE_OLD_FIRMWARE_REQUEST ||
         type == TWC_MESSAGE_OTHER;
}

static gsize
answer_to_all (TwcSimSlave *slave, const TwcMessage *message, guint8 body[TWC_BODY_MAX])
{
  const guint code = (guint) message->code[0] << 8 | message->code[1];

  if (message->type == TWC_MESSAGE_PLUG_STATE_REQUEST)
    return slave->profile->is_4_5_3 ? twc_sim_body_plug_state (slave, body) : 0;
  if (message->type == TWC_MESSAGE_OLD_SERIAL_REQUEST)
    return twc_sim_body_old_serial (slave, body);
  if (message->type == TWC_MESSAGE_MODEL_REQUEST)
    return twc_sim_body_model (slave, body);
  if (message->type == TWC_MESSAGE_OLD_FIRMWARE_REQUEST)
    return twc_sim_body_old_firmware (slave, body);
  if (message->type == TWC_MESSAGE_OTHER && message->code[0] != TWC_TYPE_REPLY)
    return take_harm (slave, code, body);
  return 0;
}

static gsize
answer_query (TwcSimSlave *slave, const TwcMessage *message, guint8 body[TWC_BODY_MAX])
{
  if (message->type == TWC_MESSAGE_POWER_REQUEST)
    return slave->profile->reports_power ? twc_sim_body_power (slave, body) : 0;
  if (!slave->profile->is_4_5_3)
    return 0;
  if (message->type == TWC_MESSAGE_FIRMWARE_REQUEST)
    return twc_sim_body_firmware (slave, body);
  if (message->type == TWC_MESSAGE_SERIAL_REQUEST)
    return twc_sim_body_serial (slave, body);
  if (message->type == TWC_MESSAGE_VIN_REQUEST)
    return twc_sim_body_vin (slave, message->part, body);
  if (message->type == TWC_MESSAGE_START)
    return take_start (slave, body);
  if (message->type == TWC_MESSAGE_STOP)
    return take_stop (slave, body);
  return 0;
}

/**
 * twc_sim_answer:
 * @message: an intact frame that somebody else put on the line
 * @body: (out): what the unit answers, if it does
 *
 * The rows of twc-protocol 7.4 that begin with a frame. The unit must be advanced to now.
 *
 * Returns: the answer's length, 0 for silence
 */
gsize
twc_sim_answer (TwcSimSlave *slave, const TwcMessage *message, guint8 body[TWC_BODY_MAX])
{
  const gboolean is_presence =
    message->type == TWC_MESSAGE_PRESENCE_1 || message->type == TWC_MESSAGE_PRESENCE_2;

  if (twc_sim_slave_is_deaf (slave) || message->code[0] == TWC_TYPE_REPLY)
    return 0;

  if (is_presence)
    {
      take_presence (slave, message);
      return 0;
    }
  if (is_for_all (message->type))
    return answer_to_all (slave, message, body);
  if (message->receiver != slave->id)
    return 0;
  if (message->type == TWC_MESSAGE_MASTER_HEARTBEAT)
    return twc_sim_heartbeat_take (slave, message, body);
  return answer_query (slave, message, body);
}
