/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-slave.h"

#include <string.h>

#include "bus/twc-activity.h"
#include "bus/twc-elapsed.h"

#define NOT_ANSWERING_AFTER_US TWC_SECONDS_US (30)

/* twc-protocol 8.12. */
#define ODD_STATE_FOR_US TWC_SECONDS_US (3)

/* Two units with one id show in signs that alternate; one that restarts takes a new one (4.5). */
static gboolean
take_sign (TwcSlave *self, guint8 sign, gint64 now_us)
{
  const gboolean is_restart = self->has_sign && sign != self->sign;

  if (is_restart)
    {
      if (sign == self->former_sign &&
          twc_elapsed_us (self->former_sign_us, now_us) < TWC_SLAVE_DUPLICATE_FOR_US)
        self->duplicate_us = now_us;
      self->former_sign = self->sign;
      self->former_sign_us = now_us;
    }

  self->has_sign = TRUE;
  self->sign = sign;
  return is_restart;
}

void
twc_slave_take_link_ready (TwcSlave *self, const TwcMessage *message, gint64 now_us)
{
  const guint former_ca = twc_slave_get_want (self);
  const gboolean is_restart = take_sign (self, message->sign, now_us);

  self->is_known = FALSE;
  self->announced_us = now_us;
  self->announced_ca = message->amps_ca;
  self->facts.protocol = message->protocol;
  self->facts.rating_ca = twc_slave_is_valid_rating (message->amps_ca) ? message->amps_ca : 0;
  if (is_restart || !self->facts.online)
    twc_slave_link_up (self, now_us);
  else if (self->has_offer && twc_slave_get_want (self) != former_ca)
    twc_slave_note_new_want (self, now_us);

  if (self->courted_us != TWC_NEVER && now_us - self->courted_us >= NOT_ANSWERING_AFTER_US)
    self->not_answering = TRUE;
  twc_slave_expire (self, now_us);
}

static void
take_state (TwcSlave *self, guint8 state, gint64 now_us)
{
  if (!self->facts.reported || state != self->facts.state)
    {
      self->state_changed_us = now_us;
      self->is_greeted = FALSE;
      if (state == TWC_STATE_WANTS_POWER)
        twc_switch_take_wish (&self->relay, now_us);
    }
  self->facts.state = state;

  if (!twc_activity_is_odd_state (state))
    self->odd_since_us = TWC_NEVER;
  else if (self->odd_since_us == TWC_NEVER)
    self->odd_since_us = now_us;
}

static void
judge_obedience (TwcSlave *self)
{
  if (self->facts.reported_ca == twc_slave_get_want (self))
    {
      self->n_ignored = 0;
      self->unfollowed_us = TWC_NEVER;
    }
  else if (self->carried_limit)
    {
      self->n_ignored++;
    }
}

static void
refresh_activity (TwcSlave *self, gint64 now_us)
{
  const gboolean is_odd = self->odd_since_us != TWC_NEVER;

  g_strlcpy (self->facts.vin, self->inquiry.vin.text, sizeof self->facts.vin);
  self->facts.vin_checks = self->inquiry.vin.checks;
  if (!is_odd || now_us - self->odd_since_us >= ODD_STATE_FOR_US)
    self->facts.activity = twc_activity_classify (&self->facts);
}

/* Older units answer in 14 bytes whatever they are asked in (twc-protocol 1.4). A link-ready that
 * lost two of its zeros passes for one of theirs, checksum and all, and would stand for as long
 * as the link does: its car would be believed to stop at 0 (rule 8). */
static void
take_length (TwcSlave *self, const TwcMessage *message, gint64 now_us)
{
  const guint former_ca = twc_slave_get_want (self);

  if (message->protocol != 2 || self->facts.protocol == 2)
    return;

  self->facts.protocol = 2;
  if (self->has_offer && twc_slave_get_want (self) != former_ca)
    twc_slave_note_new_want (self, now_us);
}

/**
 * twc_slave_take_heartbeat:
 * @message: FDE0, addressed to us
 *
 * Takes over what it says of itself.
 */
void
twc_slave_take_heartbeat (TwcSlave *self, const TwcMessage *message, gint64 now_us)
{
  TwcChargerState *facts = &self->facts;

  take_length (self, message, now_us);
  take_state (self, message->state, now_us);
  facts->heard_us = now_us;
  facts->online = TRUE;
  facts->reported = TRUE;
  facts->n_reports++;
  facts->reported_ca = message->limit_ca;
  facts->draw_ca = message->draw_ca;
  self->n_lost = 0;
  self->courted_us = TWC_NEVER;
  self->not_answering = FALSE;

  judge_obedience (self);
  if (!twc_activity_is_odd_state (message->state))
    twc_vin_set_awake (&self->inquiry.vin,
                       message->state != TWC_STATE_READY || message->limit_ca > 0, now_us);
  refresh_activity (self, now_us);
}

void
twc_slave_take_silence (TwcSlave *self)
{
  self->n_lost++;
  self->carried_limit = FALSE; /* an answer that comes late belongs to none */
}

static void
take_power (TwcSlave *self, const TwcMessage *message, gint64 now_us)
{
  TwcChargerState *facts = &self->facts;

  facts->power_report_us = now_us;
  facts->counter_kwh = message->counter_kwh;
  facts->has_line_currents = message->has_line_currents;
  memcpy (facts->volts, message->volts, sizeof facts->volts);
  memcpy (facts->line_ca, message->line_ca, sizeof facts->line_ca);
  twc_inquiry_take_power (&self->inquiry, facts->draw_ca >= TWC_CHARGING_FROM_CA, now_us);
}

static void
take_firmware (TwcSlave *self, const TwcMessage *message)
{
  self->facts.has_firmware = TRUE;
  memcpy (self->facts.firmware, message->firmware, sizeof self->facts.firmware);
  twc_inquiry_take_firmware (&self->inquiry, message->firmware);
}

/**
 * twc_slave_take_answer:
 * @message: an answer to a question, or what the unit says of its own accord
 *
 * Takes over what the master asks for besides heartbeats; anything else is ignored.
 */
void
twc_slave_take_answer (TwcSlave *self, const TwcMessage *message, gint64 now_us)
{
  if (message->type == TWC_MESSAGE_POWER_REPORT)
    take_power (self, message, now_us);
  else if (message->type == TWC_MESSAGE_FIRMWARE_REPORT)
    take_firmware (self, message);
  else if (message->type == TWC_MESSAGE_VIN_REPORT)
    twc_vin_take_answer (&self->inquiry.vin, message->part, message->text, now_us);
  else if (message->type == TWC_MESSAGE_SERIAL_REPORT)
    {
      g_strlcpy (self->facts.serial, message->text, sizeof self->facts.serial);
      twc_inquiry_take_serial (&self->inquiry);
    }

  if (self->facts.reported)
    refresh_activity (self, now_us);
}
