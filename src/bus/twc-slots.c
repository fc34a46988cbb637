/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-slots.h"

/* twc-protocol 4.3. With n slaves each gets its heartbeat every n pairs of slots: one slot of a
 * pair is for it, the other for a question, or empty, which gives link-readies a hole. A pair is
 * a little less than the 0.8 s there, so that three slaves each have theirs within 2.5 s also
 * when jitter, an offer that goes first, or noise come together. */
#define SLOT_US TWC_MILLISECONDS_US (400)
#define PAIR_US TWC_MILLISECONDS_US (750)
#define JITTER_US TWC_MILLISECONDS_US (50)

/* A turn that comes this late, because the bus was busy, still counts as in its slot. */
#define TOLERANCE_US TWC_MILLISECONDS_US (60)

/* What a question needs before the next heartbeat: its frame and most of the reply time-out. Where
 * no reply comes, that heartbeat is a few milliseconds late. */
#define QUESTION_US TWC_MILLISECONDS_US (320)
/* A heartbeat that is repeated may make the next one wait a little longer. */
#define RETRY_US TWC_MILLISECONDS_US (200)

#define LATE_US TWC_SECONDS_US (1)

/* A lost heartbeat is not repeated at once (4.3), but in a slot for questions rather than in the
 * next round: with rounds of 2.25 s, two lost frames in a row would leave a slave alone for
 * 6.7 s (measured with one frame in a hundred lost), and 5 s is the most that one may wait
 * (rule 3). One that is gone is not worth the trouble. That a reply is missing is noticed when
 * something else is to be done, which spares a wake-up for each that comes. */
#define RETRY_AFTER_US TWC_MILLISECONDS_US (350)
#define MAX_RETRIES 4

/* An offer lets a heartbeat that is due go first, if it then still goes out within 0.5 s
 * although the heartbeat is not answered. And no heartbeat waits long for offers. */
#define OFFER_PATIENCE_US TWC_MILLISECONDS_US (130)
#define HEARTBEAT_PATIENCE_US TWC_MILLISECONDS_US (80)

static const TwcTurn no_turn = { .at_us = G_MAXINT64, .slave = TWC_MAX_CHARGERS };

void
twc_slots_init (TwcSlots *self, guint32 seed)
{
  self->random = seed != 0 ? seed : 1; /* zero would stay zero */
  self->complete_from_us = TWC_NEVER;
  twc_slots_restart (self);
}

/**
 * twc_slots_draw:
 *
 * Returns: a number from 0 to below @below_us; the same seed gives the same row of them
 */
gint64
twc_slots_draw (TwcSlots *self, gint64 below_us)
{
  self->random ^= self->random << 13;
  self->random ^= self->random >> 17;
  self->random ^= self->random << 5;
  return (gint64) self->random % below_us;
}

/* Begins with the next heartbeat, at once. */
void
twc_slots_restart (TwcSlots *self)
{
  self->slot_us = TWC_NEVER;
  self->jitter_us = 0;
}

/* By how many pairs each heartbeat must come before its time, so that those that are due after
 * it come in theirs: after a changed offer their times may lie close together. */
static gint64
get_latest_start (const gint64 *dues_us, guint n_dues)
{
  gint64 start_us = dues_us[0];

  for (guint i = 1; i < n_dues; i++)
    start_us = MIN (start_us, dues_us[i] - i * PAIR_US);

  return start_us;
}

static void
insert_sorted (gint64 *dues_us, guint n_dues, gint64 due_us)
{
  guint i = n_dues;

  for (; i > 0 && dues_us[i - 1] > due_us; i--)
    dues_us[i] = dues_us[i - 1];
  dues_us[i] = due_us;
}

/**
 * twc_slots_plan_heartbeat:
 *
 * Returns: the next heartbeat in turn
 */
TwcTurn
twc_slots_plan_heartbeat (const TwcSlots *self, const TwcTable *table)
{
  TwcTurn turn = no_turn;
  gint64 dues_us[TWC_MAX_CHARGERS];
  guint n_dues = 0;

  for (guint i = 0; i < table->n_slaves; i++)
    {
      const TwcSlave *slave = &table->slaves[i];

      if (!twc_slave_is_served (slave))
        continue;
      if (n_dues == 0 || slave->due_us < dues_us[0])
        turn.slave = i;
      insert_sorted (dues_us, n_dues++, slave->due_us);
    }

  if (n_dues > 0)
    turn.at_us =
      MAX (get_latest_start (dues_us, n_dues), self->slot_us + SLOT_US) + self->jitter_us;
  return turn;
}

/**
 * twc_slots_plan_offer:
 *
 * Returns: the offer that has waited longest; its time is when it changed
 */
TwcTurn
twc_slots_plan_offer (const TwcTable *table)
{
  TwcTurn turn = no_turn;

  for (guint i = 0; i < table->n_slaves; i++)
    {
      const TwcSlave *slave = &table->slaves[i];

      if (twc_slave_has_urgent_offer (slave) && slave->offer_us < turn.at_us)
        {
          turn.at_us = slave->offer_us;
          turn.slave = i;
        }
    }

  return turn;
}

static gboolean
is_round_complete (const TwcSlots *self, const TwcTable *table)
{
  for (guint i = 0; i < table->n_slaves; i++)
    if (twc_slave_is_served (&table->slaves[i]) &&
        table->slaves[i].heartbeat_us < self->complete_from_us)
      return FALSE;

  return TRUE;
}

/**
 * twc_slots_plan_query:
 *
 * Returns: the question that is due first. After a late heartbeat there is none until every
 *   slave has had its own: a flood of questions has starved heartbeats before (4.3).
 */
TwcTurn
twc_slots_plan_query (const TwcSlots *self, const TwcTable *table)
{
  TwcTurn turn = no_turn;

  if (!is_round_complete (self, table))
    return turn;

  for (guint i = 0; i < table->n_slaves; i++)
    {
      const TwcSlave *slave = &table->slaves[i];
      TwcQuery query = TWC_QUERY_POWER;
      gint64 due_us;

      if (twc_slave_may_be_asked (slave) &&
          twc_inquiry_get_next (&slave->inquiry, &query, &due_us) && due_us < turn.at_us)
        {
          turn.at_us = due_us;
          turn.slave = i;
          turn.query = query;
        }
    }

  return turn;
}

/**
 * twc_slots_plan_switch:
 *
 * Returns: the command that stops a slave, or lets it go on, and is due first
 */
TwcTurn
twc_slots_plan_switch (const TwcTable *table)
{
  TwcTurn turn = no_turn;

  for (guint i = 0; i < table->n_slaves; i++)
    {
      const TwcSlave *slave = &table->slaves[i];
      const gint64 due_us = twc_switch_get_due (&slave->relay);

      if (!twc_slave_may_be_asked (slave) || !slave->may_start_stop || due_us >= turn.at_us)
        continue;

      turn.at_us = due_us;
      turn.slave = i;
      turn.code = slave->relay.code;
    }

  return turn;
}

/* Into a slot that is not a heartbeat's, if @need_us are left of it before the next one. */
static TwcTurn
fit (const TwcSlots *self, const TwcTable *table, TwcTurn turn, gint64 need_us, gint64 free_us)
{
  const TwcTurn heartbeat = twc_slots_plan_heartbeat (self, table);
  gint64 start_us;

  if (turn.at_us == G_MAXINT64)
    return turn;

  start_us = MAX (turn.at_us, self->slot_us + SLOT_US);
  if (MAX (start_us, free_us) > heartbeat.at_us - self->jitter_us - need_us)
    return no_turn;

  turn.at_us = MAX (start_us + self->jitter_us, free_us);
  return turn;
}

/**
 * twc_slots_fit_question:
 * @turn: a question and when it is due
 * @free_us: from when on the line is free
 *
 * Returns: @turn at the time of its slot; none if the next heartbeat would have to wait
 */
TwcTurn
twc_slots_fit_question (const TwcSlots *self, const TwcTable *table, TwcTurn turn, gint64 free_us)
{
  return fit (self, table, turn, QUESTION_US, free_us);
}

/**
 * twc_slots_plan_retry:
 * @free_us: from when on the line is free
 *
 * Returns: a heartbeat that was lost and may be repeated
 */
TwcTurn
twc_slots_plan_retry (const TwcSlots *self, const TwcTable *table, gint64 free_us)
{
  TwcTurn turn = no_turn;

  for (guint i = 0; i < table->n_slaves; i++)
    {
      const TwcSlave *slave = &table->slaves[i];

      if (twc_slave_is_served (slave) && slave->n_lost > 0 && slave->n_lost <= MAX_RETRIES &&
          slave->heartbeat_us + RETRY_AFTER_US < turn.at_us)
        {
          turn.at_us = slave->heartbeat_us + RETRY_AFTER_US;
          turn.slave = i;
        }
    }

  return fit (self, table, turn, RETRY_US, free_us);
}

/**
 * twc_slots_may_offer_overtake:
 * @offer: a changed offer; its time is when it changed
 * @heartbeat: one whose time has come
 *
 * Returns: whether the offer goes first. It goes out soon (0.5 s at most on a healthy bus), and
 *   offers that change all the time cannot keep heartbeats from the other slaves.
 */
gboolean
twc_slots_may_offer_overtake (const TwcTurn *offer, const TwcTurn *heartbeat, gint64 now_us)
{
  return now_us - offer->at_us > OFFER_PATIENCE_US &&
         now_us - heartbeat->at_us <= HEARTBEAT_PATIENCE_US;
}

static void
set_due (TwcTable *table, guint slave, gint64 from_us)
{
  table->slaves[slave].due_us = from_us + twc_table_count_online (table) * PAIR_US;
}

/* Nominal times do not drift with the jitter: heartbeats keep their rate. */
static void
begin_slot (TwcSlots *self, gint64 nominal_us, gint64 now_us)
{
  self->slot_us = now_us - nominal_us > self->jitter_us + TOLERANCE_US ? now_us : nominal_us;
  self->jitter_us = twc_slots_draw (self, JITTER_US);
}

/**
 * twc_slots_take_heartbeat:
 *
 * The heartbeat of twc_slots_plan_heartbeat() goes out now.
 */
void
twc_slots_take_heartbeat (TwcSlots *self, TwcTable *table, guint slave, gint64 now_us)
{
  const TwcTurn planned = twc_slots_plan_heartbeat (self, table);
  const TwcSlave *target = &table->slaves[slave];

  if (target->heartbeat_us != TWC_NEVER && now_us - target->due_us > LATE_US)
    self->complete_from_us = now_us;

  begin_slot (self, planned.at_us - self->jitter_us, now_us);
  set_due (table, slave, self->slot_us);
}

/**
 * twc_slots_rebase:
 *
 * A heartbeat goes out of turn; this slave's next one is due a round later.
 */
void
twc_slots_rebase (TwcTable *table, guint slave, gint64 now_us)
{
  set_due (table, slave, now_us);
}

void
twc_slots_take_question (TwcSlots *self, gint64 now_us)
{
  const gint64 nominal_us = self->slot_us == TWC_NEVER ? now_us : self->slot_us + SLOT_US;

  begin_slot (self, nominal_us, now_us);
}
