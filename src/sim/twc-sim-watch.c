/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-sim-watch.h"

#include <string.h>

#include "sim/twc-sim-exposure.h"
#include "values/twc-nick.h"

/* What a controller gets to undo what the world did, counted only while it can reach the units. */
#define GRACE_US TWC_SECONDS_US (10)

/* That a car is one of those that do not obey a 0 shows only when its draw should have come down
 * and has not; the grace begins then. */
#define DISOBEDIENCE_US (2 * GRACE_US)

/* Rule 3 of twc-protocol 0. */
#define LATE_US TWC_SECONDS_US (5)

/* A unit that has been unheard for so long is given up (4.1): heartbeats would keep an old limit in
 * force in one that hears, and nobody could know. It announces itself when it misses them. */
#define GIVEN_UP_US TWC_SECONDS_US (26)

/* G5. */
#define CHATTER_US TWC_SECONDS_US (60)

/* A controller that does nothing right must not fill the memory. */
#define MAX_RECORDS 10000

#define COMMAND_ERROR 0x02

/* What a driver starts his car with (7.4). */
#define SELF_START_CA 600

/* The slot of the site, behind those of the units. */
#define SITE TWC_GARAGE_MAX_SLAVES

static const guint8 forbidden[][2] = {
  { 0xFC, 0x19 }, { 0xFC, 0x1A }, { 0xFB, 0xE8 }, { 0xFC, 0xE5 }, { 0xFC, 0xA1 },
};

static const char *const nicks[TWC_N_VIOLATIONS] = {
  [TWC_VIOLATION_FORBIDDEN_FRAME] = "forbidden-frame", [TWC_VIOLATION_OVER_RATING] = "over-rating",
  [TWC_VIOLATION_OVER_WIRING] = "over-wiring",         [TWC_VIOLATION_OVER_TOTAL] = "over-total",
  [TWC_VIOLATION_BELOW_MINIMUM] = "below-minimum",     [TWC_VIOLATION_CHATTER] = "chatter",
  [TWC_VIOLATION_LATE_HEARTBEAT] = "late-heartbeat",
};

const char *
twc_violation_code_to_nick (TwcViolationCode code)
{
  return twc_nick_get (nicks, TWC_N_VIOLATIONS, code);
}

static void
record (TwcSimWatch *self, TwcViolationCode code, guint16 charger, guint value)
{
  const TwcViolation violation = {
    .code = code,
    .at_us = self->now_us,
    .charger = charger,
    .value = value,
  };

  if (self->violations->len < MAX_RECORDS)
    g_array_append_val (self->violations, violation);
}

/* One record from when it becomes bad until it is good again, with the worst of it. */
static void
judge (TwcSimWatch *self, TwcViolationCode code, guint slot, gboolean is_bad, guint value)
{
  guint *open = &self->open[code][slot];
  TwcViolation *violation;

  if (!is_bad)
    {
      *open = 0;
      return;
    }

  if (*open == 0)
    {
      record (self, code, slot == SITE ? 0 : self->slaves[slot].id, value);
      *open = self->violations->len;
      return;
    }

  violation = &g_array_index (self->violations, TwcViolation, *open - 1);
  violation->value = MAX (violation->value, value);
}

static void
judge_limits (TwcSimWatch *self, guint slot)
{
  const TwcSimSlave *slave = &self->slaves[slot];
  const guint offer_ca = self->watched[slot].offer_ca;
  const guint most_ca = MAX (offer_ca, slave->limit_ca);
  const guint own_ca = slave->config.wiring_ca > 0 ? slave->config.wiring_ca : slave->rating_ca;

  judge (self, TWC_VIOLATION_OVER_RATING, slot, most_ca > slave->rating_ca, most_ca);
  judge (self, TWC_VIOLATION_OVER_WIRING, slot, most_ca > own_ca, most_ca);
  judge (self, TWC_VIOLATION_BELOW_MINIMUM, slot,
         offer_ca > 0 && offer_ca < slave->profile->minimum_ca, offer_ca);
}

/* Only what the master caused; an operation's number is its turn in the ring. */
static void
judge_contactor (TwcSimWatch *self, guint slot)
{
  const TwcSimSlave *slave = &self->slaves[slot];
  const guint n = slave->n_master_operations;
  const gint64 *times = slave->master_operations_us;
  gint64 newest_us, oldest_us;

  if (n < TWC_SIM_OPERATIONS_KEPT)
    return;

  newest_us = times[(n - 1) % TWC_SIM_OPERATIONS_KEPT];
  oldest_us = times[n % TWC_SIM_OPERATIONS_KEPT];
  judge (self, TWC_VIOLATION_CHATTER, slot,
         newest_us - oldest_us < CHATTER_US && self->now_us - newest_us < CHATTER_US,
         slave->n_operations);
}

/* By what was sent, not by what was heard: a heartbeat that the line destroyed is not the
 * master's fault. A unit whose wires were off is waited for from when they are back. */
static void
judge_heartbeat (TwcSimWatch *self, guint slot)
{
  const TwcSimSlave *slave = &self->slaves[slot];
  TwcSimWatched *watched = &self->watched[slot];
  const gint64 since_us = MAX (watched->sent_us, MAX (self->fair_us, slave->silent_until_us));
  const gint64 wait_us = self->now_us - since_us;
  const gboolean is_waiting = watched->was_linked && watched->sent_us != TWC_NEVER &&
                              self->now_us - watched->answered_us < GIVEN_UP_US &&
                              !twc_sim_slave_is_deaf (slave);

  judge (self, TWC_VIOLATION_LATE_HEARTBEAT, slot, is_waiting && wait_us > LATE_US,
         (guint) (wait_us / 1000));
  watched->was_linked = slave->linked;
}

static void
excuse (TwcSimWatch *self, guint slot, guint amount_ca, gint64 for_us)
{
  TwcSimExcuse *excuse = &self->excuses[0];

  for (guint i = 1; i < G_N_ELEMENTS (self->excuses); i++)
    if (self->excuses[i].amount_ca == 0)
      excuse = &self->excuses[i];

  excuse->amount_ca += amount_ca;
  excuse->slot = slot;
  excuse->since_us = self->now_us;
  excuse->left_us = for_us;
}

/* A master cannot undo what it has not been told: the line may destroy the answers of a unit
 * for long, and one whose wires are off says nothing at all. */
static gboolean
is_told (const TwcSimWatch *self, guint slot, gint64 since_us)
{
  return slot == SITE || self->watched[slot].answered_us >= since_us;
}

static void
run_excuses (TwcSimWatch *self, gint64 duration_us)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->excuses); i++)
    {
      TwcSimExcuse *excuse = &self->excuses[i];

      if (excuse->amount_ca == 0 || !is_told (self, excuse->slot, excuse->since_us))
        continue;
      excuse->left_us -= duration_us;
      if (excuse->left_us <= 0)
        excuse->amount_ca = 0;
    }

  for (guint i = 0; i < self->n_slaves; i++)
    {
      TwcSimWatched *watched = &self->watched[i];

      watched->cut_off_us = MAX (watched->cut_off_us - duration_us, 0);
      if (is_told (self, i, watched->raised_us))
        watched->grace_us = MAX (watched->grace_us - duration_us, 0);
    }
}

static guint
sum_excuses (const TwcSimWatch *self)
{
  guint sum_ca = 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->excuses); i++)
    sum_ca += self->excuses[i].amount_ca;
  for (guint i = 0; i < self->n_slaves; i++)
    sum_ca += MIN (self->watched[i].inherited_ca, twc_sim_exposure_get_ca (&self->slaves[i]));

  return sum_ca;
}

/* What the world did: a unit that clamps a 0 to 6 A, or whose driver starts it, raised its limit
 * by itself; so did one that leaves a rest in which it was not counted, and was told 0; one that
 * charged before we came is the master's business from its first heartbeat on. */
static void
gather_excuses (TwcSimWatch *self)
{
  for (guint i = 0; i < self->n_slaves; i++)
    {
      TwcSimWatched *watched = &self->watched[i];
      guint raised_ca = self->slaves[i].self_raised_ca;

      if (watched->offer_ca == 0 && !twc_sim_exposure_is_at_rest (&self->slaves[i]))
        raised_ca += watched->hidden_ca;
      self->slaves[i].self_raised_ca = 0;
      if (raised_ca > 0)
        {
          excuse (self, i, raised_ca, GRACE_US);
          watched->raised_us = self->now_us;
          watched->grace_us = GRACE_US;
        }

      if (self->slaves[i].disobeyed_ca > 0)
        excuse (self, i, self->slaves[i].disobeyed_ca, DISOBEDIENCE_US);
      self->slaves[i].disobeyed_ca = 0;

      if (watched->inherited_ca > 0 && watched->sent_us != TWC_NEVER)
        {
          excuse (self, i, watched->inherited_ca, GRACE_US);
          watched->inherited_ca = 0;
        }
    }
}

/* What the units count with together. */
typedef struct
{
  guint all_ca;
  guint floor_ca;  /* of it what no offer could have brought lower */
  guint hidden_ca; /* of it what those show that are at rest, and was told 0 */
} TwcSimSums;

/* A unit that was told 0 and whose contactor is open takes nothing. The limit that it may show is
 * what its driver could start it with: a reserve, which protocol 2 has by right (rule 8 of
 * twc-protocol 0), but not protocol 1, where it is the rest of a chatter (5.4). */
static guint
get_at_rest (const TwcSimWatch *self, guint slot, guint exposure_ca)
{
  const TwcSimWatched *watched = &self->watched[slot];

  return watched->offer_ca == 0 && twc_sim_exposure_is_at_rest (&self->slaves[slot]) ? exposure_ca
                                                                                     : 0;
}

/* A unit whose wires were off goes on with what it had until it hears its master again. */
static guint
get_floor (const TwcSimWatch *self, guint slot, guint exposure_ca)
{
  const TwcSimWatched *watched = &self->watched[slot];
  const guint cut_off_ca = watched->cut_off_us > 0 ? watched->cut_off_ca : 0;
  const guint started_ca = watched->grace_us > 0 ? SELF_START_CA : 0;

  return MAX (twc_sim_exposure_get_floor_ca (&self->slaves[slot]),
              MIN (exposure_ca, MAX (cut_off_ca, started_ca)));
}

static void
note_cut_off (TwcSimWatch *self, guint slot)
{
  if (!twc_sim_slave_is_deaf (&self->slaves[slot]))
    return;

  self->watched[slot].cut_off_ca = twc_sim_exposure_get_ca (&self->slaves[slot]);
  self->watched[slot].cut_off_us = GRACE_US;
}

static TwcSimSums
sum_units (TwcSimWatch *self)
{
  TwcSimSums sums = { 0 };

  for (guint i = 0; i < self->n_slaves; i++)
    {
      TwcSimSlave *slave = &self->slaves[i];
      const guint exposure_ca = twc_sim_exposure_get_ca (slave);
      const guint floor_ca = get_floor (self, i, exposure_ca);

      self->watched[i].hidden_ca = get_at_rest (self, i, exposure_ca);
      if (self->watched[i].hidden_ca > 0 && slave->profile->protocol == 1)
        continue;

      sums.all_ca += exposure_ca;
      sums.floor_ca += floor_ca;
      sums.hidden_ca += self->watched[i].hidden_ca;
    }

  return sums;
}

/* They are in the sum, so a start is no surprise. */
static void
count_reserves (TwcSimWatch *self)
{
  for (guint i = 0; i < self->n_slaves; i++)
    if (self->slaves[i].profile->protocol == 2)
      self->watched[i].hidden_ca = 0;
}

/* G1. What no offer could bring lower is no fault: three cars that protocol 2 lets go on at 6 A
 * are 18 A, whatever the wiring. Where the wiring cannot hold a reserve for each that is at rest,
 * only what can flow without a driver's help counts (S52 of charging-control: of two units on 10 A
 * one is offered 10 A). */
static void
judge_total (TwcSimWatch *self)
{
  TwcSimSums sums = sum_units (self);
  gboolean is_bad;

  if (sums.floor_ca <= self->wiring_ca)
    count_reserves (self);
  else
    {
      sums.all_ca -= sums.hidden_ca;
      sums.floor_ca -= sums.hidden_ca;
    }

  is_bad = sums.all_ca > MAX (self->wiring_ca + sum_excuses (self), sums.floor_ca);
  judge (self, TWC_VIOLATION_OVER_TOTAL, SITE, self->wiring_ca > 0 && is_bad, sums.all_ca);
}

/**
 * twc_sim_watch_look:
 * @is_fair: whether a master could reach the units since the last look
 *
 * Judges what the units and cars are doing now. The units must be advanced to @now_us.
 */
void
twc_sim_watch_look (TwcSimWatch *self, gboolean is_fair, gint64 now_us)
{
  if (is_fair)
    run_excuses (self, now_us - self->now_us);
  else
    self->fair_us = now_us;
  self->now_us = now_us;

  gather_excuses (self);
  for (guint i = 0; i < self->n_slaves; i++)
    {
      judge_limits (self, i);
      judge_contactor (self, i);
      judge_heartbeat (self, i);
      note_cut_off (self, i);
    }
  judge_total (self);
}

static void
hear_heartbeat (TwcSimWatch *self, const TwcMessage *message)
{
  if (message->command == COMMAND_ERROR)
    record (self, TWC_VIOLATION_FORBIDDEN_FRAME, message->receiver, 0xFBE0);

  for (guint i = 0; i < self->n_slaves; i++)
    {
      if (self->slaves[i].id != message->receiver)
        continue;

      self->watched[i].sent_us = self->now_us;
      if (!twc_message_command_has_limit (message->command))
        continue;
      self->watched[i].offer_ca = message->limit_ca;
      judge_limits (self, i);
    }
}

/* A frame that damages units is counted whether or not there is a unit to damage (G2). */
static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  TwcSimWatch *self = user_data;
  TwcMessage message;

  if (chunk->verdict != TWC_VERDICT_OK)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    if (memcmp (forbidden[i], chunk->body, 2) == 0)
      record (self, TWC_VIOLATION_FORBIDDEN_FRAME, 0, (guint) chunk->body[0] << 8 | chunk->body[1]);

  if (twc_message_parse (&message, chunk->body, chunk->n_body) &&
      message.type == TWC_MESSAGE_MASTER_HEARTBEAT)
    hear_heartbeat (self, &message);
}

/**
 * twc_sim_watch_hear:
 *
 * What the master sends, as it leaves the adapter.
 */
void
twc_sim_watch_hear (TwcSimWatch *self, const guint8 *bytes, gsize n_bytes, gint64 now_us)
{
  self->now_us = now_us;
  twc_receiver_feed (&self->ear, bytes, n_bytes, now_us, on_chunk, self);
}

void
twc_sim_watch_note_answer (TwcSimWatch *self, guint slot, gint64 now_us)
{
  self->watched[slot].answered_us = now_us;
}

/* With the offer that stands, and that the unit may still be about to take up: its car is just
 * being plugged in, or the heartbeat is on the line. */
static guint
get_coming_ca (const TwcSimWatch *self, guint slot)
{
  const TwcSimWatched *watched = &self->watched[slot];
  const TwcSimSlave *slave = &self->slaves[slot];
  const guint exposure_ca = twc_sim_exposure_get_ca (slave);
  const gboolean stands =
    slave->plugged && watched->sent_us != TWC_NEVER && self->now_us - watched->sent_us <= LATE_US;

  return stands ? MAX (exposure_ca, watched->offer_ca) : exposure_ca;
}

/**
 * twc_sim_watch_set_wiring:
 * @wiring_ca: what the site's wiring bears from now on; 0 = not watched
 */
void
twc_sim_watch_set_wiring (TwcSimWatch *self, guint wiring_ca)
{
  guint sum_ca = 0;

  for (guint i = 0; i < self->n_slaves; i++)
    sum_ca += get_coming_ca (self, i);

  if (wiring_ca > 0 && sum_ca > wiring_ca)
    excuse (self, SITE, sum_ca - wiring_ca, GRACE_US);
  self->wiring_ca = wiring_ca;
}

/**
 * twc_sim_watch_forgive:
 * @lost_us: what a frame of the master that the line destroyed has cost it
 */
void
twc_sim_watch_forgive (TwcSimWatch *self, gint64 lost_us)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->excuses); i++)
    if (self->excuses[i].amount_ca > 0)
      self->excuses[i].left_us += lost_us;
  for (guint i = 0; i < self->n_slaves; i++)
    {
      TwcSimWatched *watched = &self->watched[i];

      watched->grace_us += watched->grace_us > 0 ? lost_us : 0;
      watched->cut_off_us += watched->cut_off_us > 0 ? lost_us : 0;
    }
}

void
twc_sim_watch_init (
  TwcSimWatch *self, TwcSimSlave *slaves, guint n_slaves, guint wiring_ca, gint64 now_us)
{
  memset (self, 0, sizeof *self);
  self->violations = g_array_new (FALSE, FALSE, sizeof (TwcViolation));
  self->slaves = slaves;
  self->n_slaves = n_slaves;
  self->wiring_ca = wiring_ca;
  self->now_us = now_us;
  self->fair_us = now_us;
  twc_receiver_init (&self->ear, TWC_RECEIVER_GAP_US);

  for (guint i = 0; i < n_slaves; i++)
    {
      self->watched[i].sent_us = TWC_NEVER;
      self->watched[i].answered_us = now_us;
      if (slaves[i].config.charging_ca > 0)
        self->watched[i].inherited_ca = twc_sim_exposure_get_ca (&slaves[i]);
    }
}

void
twc_sim_watch_clear (TwcSimWatch *self)
{
  g_clear_pointer (&self->violations, g_array_unref);
}
