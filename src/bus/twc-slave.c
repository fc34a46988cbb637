/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-slave.h"

#include <string.h>

#include "bus/twc-elapsed.h"

#define RATING_MAX_CA TWC_CA (80)

/* twc-protocol 4.1. */
#define OFFLINE_AFTER_US TWC_SECONDS_US (26)
#define UNLINKED_AFTER_US TWC_SECONDS_US (10)
/* How long the brain reserves current for it (charging-control 10.1). */
#define FORGOTTEN_AFTER_US TWC_SECONDS_US (90)
#define NOT_ANSWERING_AFTER_US TWC_SECONDS_US (30)

/* Two units with one id announce themselves by turns when both lose the link, about twice a
 * minute; a flag that outlives a few turns does not flicker (4.5). */
#define DUPLICATE_FOR_US TWC_SECONDS_US (600)

/* twc-protocol 5.3, rows 4 to 7. */
#define STUBBORN_AFTER_US TWC_SECONDS_US (10)
#define RECENT_CHANGE_US TWC_SECONDS_US (60)

#define LOST_UNTIL_QUIET 2

/* An idle unit reports up to 0.4 A (3.4). */
#define CHARGING_FROM_CA 100
#define CHARGING_STATE_FROM_CA 50

#define ODD_STATE_FOR_US TWC_SECONDS_US (3)

/**
 * twc_slave_is_valid_rating:
 *
 * Returns: whether a unit may announce @rating_ca; anything else has been seen by mistake only,
 *   such as 118.81 A (twc-protocol 3.3)
 */
gboolean
twc_slave_is_valid_rating (guint rating_ca)
{
  return rating_ca > 0 && rating_ca <= RATING_MAX_CA;
}

static guint
get_minimum (guint protocol)
{
  return protocol == 1 ? TWC_CA (5) : TWC_CA (6);
}

static void
forget_reports (TwcSlave *self)
{
  TwcChargerState *facts = &self->facts;

  facts->reported = FALSE;
  facts->n_reports = 0;
  facts->state = TWC_STATE_READY;
  facts->activity = TWC_ACTIVITY_UNKNOWN;
  facts->reported_ca = 0;
  facts->draw_ca = 0;
  facts->power_report_us = TWC_NEVER;
  facts->counter_kwh = 0;
  facts->has_line_currents = FALSE;
  memset (facts->volts, 0, sizeof facts->volts);
  memset (facts->line_ca, 0, sizeof facts->line_ca);
  facts->vin[0] = '\0';
  facts->vin_checks = FALSE;

  self->n_ignored = 0;
  self->unfollowed_us = TWC_NEVER;
  self->state_changed_us = TWC_NEVER;
  self->odd_since_us = TWC_NEVER;
  self->is_greeted = FALSE;
}

/* A new acquaintance: what it said before counts no more, and it is offered afresh (4.5). */
static void
link_up (TwcSlave *self, gint64 now_us)
{
  forget_reports (self);
  twc_inquiry_init (&self->inquiry, now_us);
  self->facts.online = TRUE;
  self->linked_us = now_us;
  self->due_us = now_us;
  self->n_lost = 0;
  self->is_offer_new = self->has_offer;
  self->offer_us = now_us;
}

void
twc_slave_init (TwcSlave *self, guint16 id, guint protocol, guint rating_ca, gint64 now_us)
{
  memset (self, 0, sizeof *self);
  self->facts.id = id;
  self->facts.protocol = protocol;
  self->facts.rating_ca = rating_ca;
  self->facts.heard_us = TWC_NEVER;
  self->former_sign_us = TWC_NEVER;
  self->duplicate_us = TWC_NEVER;
  self->courted_us = TWC_NEVER;
  self->heartbeat_us = TWC_NEVER;
  link_up (self, now_us);
}

/**
 * twc_slave_resume:
 *
 * The master may talk again after it had to be silent. A slave that has heard nothing for 10 s
 * regards itself as unlinked (twc-protocol 4.6), so it is met like a new one.
 */
void
twc_slave_resume (TwcSlave *self, gint64 now_us)
{
  self->courted_us = TWC_NEVER;
  if (!self->facts.online || twc_elapsed_us (self->heartbeat_us, now_us) >= UNLINKED_AFTER_US)
    link_up (self, now_us);
  self->due_us = now_us;
}

static gint64
get_last_sign_of_life (const TwcSlave *self)
{
  return MAX (self->facts.heard_us, self->linked_us);
}

/**
 * twc_slave_get_deadline:
 *
 * Returns: when it goes offline if it does not answer; %G_MAXINT64 when it is
 */
gint64
twc_slave_get_deadline (const TwcSlave *self)
{
  return self->facts.online ? get_last_sign_of_life (self) + OFFLINE_AFTER_US : G_MAXINT64;
}

void
twc_slave_expire (TwcSlave *self, gint64 now_us)
{
  if (now_us >= twc_slave_get_deadline (self))
    self->facts.online = FALSE;
  self->facts.duplicate_id = twc_elapsed_us (self->duplicate_us, now_us) < DUPLICATE_FOR_US;
}

/**
 * twc_slave_is_forgotten:
 *
 * Returns: whether its place may be given to another: it has been silent for so long that no
 *   budget counts it any more (charging-control 10.1)
 */
gboolean
twc_slave_is_forgotten (const TwcSlave *self, gint64 now_us)
{
  return !self->facts.online && now_us - get_last_sign_of_life (self) >= FORGOTTEN_AFTER_US;
}

static guint
get_max_offer (const TwcSlave *self)
{
  return MIN (self->facts.rating_ca, self->wiring_ca);
}

/**
 * twc_slave_get_want:
 *
 * Returns: the offer after all clamps, in whole amperes, never between zero and the least that
 *   the unit can use (twc-protocol 5.1, 5.2)
 */
guint
twc_slave_get_want (const TwcSlave *self)
{
  guint want_ca = MIN (self->offer_ca, get_max_offer (self));

  want_ca -= want_ca % TWC_CA (1);
  return want_ca < get_minimum (self->facts.protocol) ? 0 : want_ca;
}

static void
note_new_want (TwcSlave *self, gint64 since_us)
{
  if (!self->is_offer_new)
    self->offer_us = since_us;
  self->is_offer_new = TRUE;
  self->n_ignored = 0;
  self->unfollowed_us = TWC_NEVER;
}

void
twc_slave_set_offer (TwcSlave *self, guint offer_ca, gint64 now_us)
{
  const guint former_ca = twc_slave_get_want (self);
  const gboolean had_offer = self->has_offer;

  self->has_offer = TRUE;
  self->offer_ca = offer_ca;
  if (!had_offer || twc_slave_get_want (self) != former_ca)
    note_new_want (self, now_us);
}

void
twc_slave_set_permission (TwcSlave *self, guint wiring_ca, gboolean may_start_stop)
{
  const guint former_ca = twc_slave_get_want (self);

  self->wiring_ca = wiring_ca;
  self->may_start_stop = may_start_stop;
  if (self->has_offer && twc_slave_get_want (self) != former_ca)
    note_new_want (self, MAX (self->heartbeat_us, self->linked_us));
}

TwcGateCharger
twc_slave_get_gate (const TwcSlave *self)
{
  const TwcGateCharger gate = {
    .id = self->facts.id,
    .protocol = self->facts.protocol,
    .max_offer_ca = get_max_offer (self),
    .may_start_stop = self->may_start_stop,
  };

  return gate;
}

/**
 * twc_slave_has_urgent_offer:
 *
 * Returns: whether a heartbeat out of turn would tell it something new. Before its first answer
 *   it is told nothing (5.3 row 1), and to one that does not answer hurry is of no use.
 */
gboolean
twc_slave_has_urgent_offer (const TwcSlave *self)
{
  return self->facts.online && self->facts.reported && self->is_offer_new &&
         self->n_lost < LOST_UNTIL_QUIET;
}

/* Older units know none of the addressed questions (2.3); one that loses heartbeats has enough
 * to do (4.3). */
gboolean
twc_slave_may_be_asked (const TwcSlave *self)
{
  return self->facts.online && self->facts.reported && self->facts.protocol == 2 &&
         self->n_lost < LOST_UNTIL_QUIET;
}

static TwcHeartbeat
choose (const TwcSlave *self, gint64 now_us)
{
  const TwcChargerState *facts = &self->facts;
  const TwcHeartbeatCase it = {
    .protocol = facts->protocol,
    .is_reported = facts->reported && self->has_offer,
    .state = facts->state,
    .want_ca = twc_slave_get_want (self),
    .reported_ca = facts->reported_ca,
    .is_fresh_start = !self->is_greeted,
    .may_have_car = facts->reported_ca > 0 || facts->state != TWC_STATE_READY ||
                    facts->draw_ca >= CHARGING_FROM_CA ||
                    twc_elapsed_us (self->state_changed_us, now_us) < RECENT_CHANGE_US,
    .n_ignored = self->n_ignored,
    .is_stubborn =
      self->unfollowed_us != TWC_NEVER && now_us - self->unfollowed_us >= STUBBORN_AFTER_US,
  };

  return twc_heartbeat_choose (&it);
}

static void
remember (TwcSlave *self, const TwcHeartbeat *beat, gint64 now_us)
{
  const guint want_ca = twc_slave_get_want (self);

  self->heartbeat_us = now_us;
  self->is_greeted = TRUE;
  self->carried_limit = beat->command != TWC_COMMAND_NONE;
  if (self->courted_us == TWC_NEVER && !self->facts.reported)
    self->courted_us = now_us;
  if (self->facts.reported)
    self->is_offer_new = FALSE;

  /* Command 00 leaves the limit as it is; where that is what is wanted, it is the offer. */
  if (self->carried_limit)
    self->facts.offer_ca = beat->limit_ca;
  else if (self->has_offer && self->facts.reported && self->facts.reported_ca == want_ca)
    self->facts.offer_ca = want_ca;

  if (self->carried_limit && self->unfollowed_us == TWC_NEVER && self->facts.reported_ca != want_ca)
    self->unfollowed_us = now_us;
}

/**
 * twc_slave_build_heartbeat:
 * @body: (out): the sealed body
 *
 * Builds the next heartbeat, and takes it as sent.
 *
 * Returns: the body's length
 */
gsize
twc_slave_build_heartbeat (TwcSlave *self, guint16 master, gint64 now_us, guint8 body[TWC_BODY_MAX])
{
  TwcHeartbeat beat;

  if (self->facts.reported && twc_elapsed_us (self->heartbeat_us, now_us) >= UNLINKED_AFTER_US)
    link_up (self, now_us);

  beat = choose (self, now_us);
  remember (self, &beat, now_us);
  return twc_message_build_heartbeat (master, self->facts.id, self->facts.protocol, beat.command,
                                      beat.limit_ca, body);
}

/* Two units with one id show in signs that alternate; one that restarts takes a new one (4.5). */
static gboolean
take_sign (TwcSlave *self, guint8 sign, gint64 now_us)
{
  const gboolean is_restart = self->has_sign && sign != self->sign;

  if (is_restart)
    {
      if (sign == self->former_sign &&
          twc_elapsed_us (self->former_sign_us, now_us) < DUPLICATE_FOR_US)
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

  self->announced_ca = message->amps_ca;
  self->facts.protocol = message->protocol;
  self->facts.rating_ca = twc_slave_is_valid_rating (message->amps_ca) ? message->amps_ca : 0;
  if (is_restart || !self->facts.online)
    link_up (self, now_us);
  else if (self->has_offer && twc_slave_get_want (self) != former_ca)
    note_new_want (self, now_us);

  if (self->courted_us != TWC_NEVER && now_us - self->courted_us >= NOT_ANSWERING_AFTER_US)
    self->not_answering = TRUE;
  twc_slave_expire (self, now_us);
}

/* States that say nothing of the car: transient, or never explained (3.4, 8.12). */
static gboolean
is_odd_state (guint8 state)
{
  return state == TWC_STATE_BUSY || state > TWC_STATE_ADJUSTED;
}

/**
 * twc_slave_classify:
 * @facts: a slave that has reported
 *
 * Returns: what a person is told (twc-protocol 3.4)
 */
TwcActivity
twc_slave_classify (const TwcChargerState *facts)
{
  if (facts->state == TWC_STATE_ERROR)
    return TWC_ACTIVITY_FAULT;
  if (facts->draw_ca >= CHARGING_FROM_CA)
    return TWC_ACTIVITY_CHARGING;

  switch ((TwcWireState) facts->state)
    {
    case TWC_STATE_READY:
      return facts->reported_ca > 0 || facts->vin[0] != '\0' ? TWC_ACTIVITY_PLUGGED
                                                             : TWC_ACTIVITY_NO_CAR;
    case TWC_STATE_CHARGING:
    case TWC_STATE_RAISING:
    case TWC_STATE_LOWERING:
    case TWC_STATE_APPLYING_LIMIT:
    case TWC_STATE_ADJUSTED:
      return facts->draw_ca >= CHARGING_STATE_FROM_CA ? TWC_ACTIVITY_CHARGING
                                                      : TWC_ACTIVITY_UNKNOWN;
    case TWC_STATE_PLUGGED:
    case TWC_STATE_WANTS_POWER:
      return TWC_ACTIVITY_PLUGGED;
    case TWC_STATE_STARTING:
      return TWC_ACTIVITY_STARTING;
    case TWC_STATE_BUSY:
    case TWC_STATE_ERROR:
      break;
    }
  return TWC_ACTIVITY_UNKNOWN; /* also all that a slave may say besides */
}

static void
take_state (TwcSlave *self, guint8 state, gint64 now_us)
{
  if (!self->facts.reported || state != self->facts.state)
    {
      self->state_changed_us = now_us;
      self->is_greeted = FALSE;
    }
  self->facts.state = state;

  if (!is_odd_state (state))
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
    self->facts.activity = twc_slave_classify (&self->facts);
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
  if (!is_odd_state (message->state))
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
  twc_inquiry_take_power (&self->inquiry, facts->draw_ca >= CHARGING_FROM_CA, now_us);
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
