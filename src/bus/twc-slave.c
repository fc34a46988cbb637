/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-slave.h"

#include <string.h>

#include "bus/twc-activity.h"
#include "bus/twc-elapsed.h"

#define RATING_MAX_CA TWC_CA (80)

/* twc-protocol 4.1. */
#define OFFLINE_AFTER_US TWC_SECONDS_US (26)
#define UNLINKED_AFTER_US TWC_SECONDS_US (10)
/* How long the brain reserves current for it (charging-control 10.1). */
#define FORGOTTEN_AFTER_US TWC_SECONDS_US (90)

/* twc-protocol 5.3, rows 4 to 7. */
#define STUBBORN_AFTER_US TWC_SECONDS_US (10)
#define RECENT_CHANGE_US TWC_SECONDS_US (60)

#define LOST_UNTIL_QUIET 2

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

/**
 * twc_slave_link_up:
 *
 * A new acquaintance: what it said before counts no more, and it is offered afresh (4.5).
 */
void
twc_slave_link_up (TwcSlave *self, gint64 now_us)
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
  self->announced_us = TWC_NEVER;
  self->courted_us = TWC_NEVER;
  self->heartbeat_us = TWC_NEVER;
  self->switched_us = TWC_NEVER;
  twc_switch_init (&self->relay);
  twc_slave_link_up (self, now_us);
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
    twc_slave_link_up (self, now_us);
  self->due_us = now_us;
}

static gint64
get_last_sign_of_life (const TwcSlave *self)
{
  return MAX (self->facts.heard_us, MAX (self->linked_us, self->announced_us));
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
  self->facts.duplicate_id =
    twc_elapsed_us (self->duplicate_us, now_us) < TWC_SLAVE_DUPLICATE_FOR_US;
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
  return want_ca < twc_gate_get_least_offer (self->facts.protocol) ? 0 : want_ca;
}

/**
 * twc_slave_note_new_want:
 * @since_us: when it changed
 *
 * What it is to have is another: that goes out as soon as it may.
 */
void
twc_slave_note_new_want (TwcSlave *self, gint64 since_us)
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
    twc_slave_note_new_want (self, now_us);
}

void
twc_slave_set_permission (TwcSlave *self, guint wiring_ca, gboolean may_start_stop)
{
  const guint former_ca = twc_slave_get_want (self);

  self->wiring_ca = wiring_ca;
  self->may_start_stop = may_start_stop;
  if (self->has_offer && twc_slave_get_want (self) != former_ca)
    twc_slave_note_new_want (self, MAX (self->heartbeat_us, self->linked_us));
}

/**
 * twc_slave_set_stop_method:
 * @method: how its car is to be stopped, beyond what it is offered; to be told after the offer
 *
 * After a silence it is met like a new one: it regards itself as unlinked (twc-protocol 4.6).
 */
void
twc_slave_set_stop_method (TwcSlave *self, TwcStopMethod method, gint64 now_us)
{
  const gboolean was_hushed = self->is_hushed;

  self->is_hushed = method == TWC_STOP_SILENCE;
  if (was_hushed && !self->is_hushed)
    twc_slave_link_up (self, now_us);

  if (method == TWC_STOP_COMMAND)
    twc_switch_want_stop (&self->relay, now_us);
  else if (twc_slave_get_want (self) > 0)
    twc_switch_want_start (&self->relay, now_us);
}

/**
 * twc_slave_is_served:
 *
 * Returns: whether it gets heartbeats
 */
gboolean
twc_slave_is_served (const TwcSlave *self)
{
  return self->facts.online && !self->is_hushed;
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
  return twc_slave_is_served (self) && self->facts.reported && self->is_offer_new &&
         self->n_lost < LOST_UNTIL_QUIET;
}

/* Older units know none of the addressed questions (2.3); one that loses heartbeats has enough
 * to do (4.3). */
gboolean
twc_slave_may_be_asked (const TwcSlave *self)
{
  return twc_slave_is_served (self) && self->facts.reported && self->facts.protocol == 2 &&
         self->n_lost < LOST_UNTIL_QUIET;
}

/* One of a former run that was told 0 has perhaps not missed us: told 00 now, an older unit would
 * close its contactor, only to open it at the next 0 (5.4, G5). Should it have lost its link, it
 * announces itself, and is met like a new one (5.3 row 1). */
static gboolean
may_still_hold_zero (const TwcSlave *self)
{
  return self->is_known && self->facts.protocol == 1 && twc_slave_get_want (self) == 0;
}

static TwcHeartbeat
choose (const TwcSlave *self, gint64 now_us)
{
  const TwcChargerState *facts = &self->facts;
  const TwcHeartbeatCase it = {
    .protocol = facts->protocol,
    .is_reported = self->has_offer && (facts->reported || may_still_hold_zero (self)),
    .state = facts->state,
    .want_ca = twc_slave_get_want (self),
    .reported_ca = facts->reported_ca,
    .is_fresh_start = !self->is_greeted,
    .may_have_car = facts->reported_ca > 0 || facts->state != TWC_STATE_READY ||
                    facts->draw_ca >= TWC_CHARGING_FROM_CA ||
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
    twc_slave_link_up (self, now_us);

  beat = choose (self, now_us);
  remember (self, &beat, now_us);
  return twc_message_build_heartbeat (master, self->facts.id, self->facts.protocol, beat.command,
                                      beat.limit_ca, body);
}
