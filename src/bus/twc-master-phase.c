/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-master-private.h"

#include "bus/twc-elapsed.h"

/* twc-protocol 4.1 says 3 s. So much less, and a slave that announces itself at the very end
 * still has its heartbeat within 4 s, behind the burst. */
#define LISTEN_US TWC_MILLISECONDS_US (2950)
/* A unit that announces itself has no master: with one heard, less is enough. */
#define LISTEN_AT_LEAST_US TWC_SECONDS_US (2)
/* Where slaves are known, they begin to complain after 10 s of silence (4.2, G7). */
#define LISTEN_AGAIN_US TWC_SECONDS_US (1)

/* Five times presence 1, five times presence 2 (4.1). */
#define N_PRESENCES 10
#define BURST_PERIOD_US TWC_SECONDS_US (60)
/* Whoever shows our id hears a whole burst before it may ask for the next. */
#define BURST_PAUSE_US TWC_SECONDS_US (5)

/* Slaves open their contactors 20 to 30 s after their master fell silent (4.1). */
#define TAKEOVER_US TWC_SECONDS_US (15)
#define TAKEOVER_JITTER_US TWC_SECONDS_US (4)

#define FOREIGN_HINT_FOR_US TWC_SECONDS_US (60)

void
twc_master_listen (TwcMaster *self, gint64 now_us)
{
  self->phase = TWC_PHASE_LISTEN;
  self->connected_us = now_us;
  self->had_known = self->table.n_slaves > 0;
  self->listen_until_us = now_us + (self->had_known ? LISTEN_AGAIN_US : LISTEN_US);
}

/* A slave has announced itself: there is no master that we would disturb, if none was heard. */
void
twc_master_hasten_listen (TwcMaster *self, gint64 now_us)
{
  const gint64 least_us = self->connected_us + LISTEN_AT_LEAST_US;

  if (self->phase == TWC_PHASE_LISTEN &&
      twc_elapsed_us (self->watch.foreign.at_us[0], now_us) >= TAKEOVER_US)
    self->listen_until_us = MIN (self->listen_until_us, MAX (least_us, now_us));
}

void
twc_master_begin_burst (TwcMaster *self, gint64 now_us)
{
  if (self->n_presences > 0 || twc_elapsed_us (self->burst_us, now_us) < BURST_PAUSE_US)
    return;

  self->n_presences = N_PRESENCES;
  self->presence_us = now_us;
  self->burst_us = now_us;
}

void
twc_master_announce (TwcMaster *self, gint64 now_us)
{
  self->phase = TWC_PHASE_ANNOUNCE;
  self->burst_us = TWC_NEVER;
  twc_master_begin_burst (self, now_us);
}

static void
run (TwcMaster *self, gint64 now_us)
{
  self->phase = TWC_PHASE_RUN;
  twc_table_resume (&self->table, now_us);
  twc_slots_restart (&self->slots);
}

static void
fall_silent (TwcMaster *self, TwcPhase phase, gint64 now_us)
{
  if (self->phase != phase)
    self->takeover_us = TAKEOVER_US + twc_slots_draw (&self->slots, TAKEOVER_JITTER_US);
  self->phase = phase;
  self->silent_until_us = now_us + self->takeover_us;
  self->n_presences = 0;
  self->n_raw = 0;
}

/**
 * twc_master_stand_by:
 * @foreign: the other master's id
 *
 * Another master has been heard (again): transmit nothing until it has been silent for long.
 */
void
twc_master_stand_by (TwcMaster *self, guint16 foreign, gint64 now_us)
{
  self->foreign_id = foreign;
  self->foreign_us = now_us;
  fall_silent (self, TWC_PHASE_STANDBY, now_us);
}

/**
 * twc_master_yield_to_twin:
 *
 * Another node sends with our id. Two of us that hear each other both fall silent; who begins
 * again first is heard by the other, which then stays silent for as long as it hears it.
 */
void
twc_master_yield_to_twin (TwcMaster *self, gint64 now_us)
{
  fall_silent (self, TWC_PHASE_TWIN, now_us);
}

static void
forget_foreign (TwcMaster *self, gint64 now_us)
{
  if (self->foreign_id != 0 && self->phase != TWC_PHASE_STANDBY &&
      now_us - self->foreign_us >= FOREIGN_HINT_FOR_US)
    self->foreign_id = 0;
}

static void
end_listen (TwcMaster *self, gint64 now_us)
{
  /* Known slaves are linked to us, or will announce themselves: no burst first. */
  if (self->had_known)
    run (self, now_us);
  else
    twc_master_announce (self, now_us);
}

/**
 * twc_master_advance:
 *
 * Enters the phases that time alone leads to (twc-protocol 4.2).
 */
void
twc_master_advance (TwcMaster *self, gint64 now_us)
{
  forget_foreign (self, now_us);
  if (now_us < twc_master_get_phase_deadline (self))
    return;

  switch (self->phase)
    {
    case TWC_PHASE_OFF:
      break;
    case TWC_PHASE_LISTEN:
      end_listen (self, now_us);
      break;
    case TWC_PHASE_ANNOUNCE:
      run (self, now_us);
      break;
    case TWC_PHASE_RUN:
      twc_master_begin_burst (self, now_us);
      break;
    case TWC_PHASE_STANDBY:
      self->foreign_id = 0;
      twc_master_announce (self, now_us);
      break;
    case TWC_PHASE_TWIN:
      twc_master_listen (self, now_us);
      break;
    }
}

/**
 * twc_master_get_phase_deadline:
 *
 * Returns: when twc_master_advance() has something to do; %G_MAXINT64 when frames or sending
 *   come first
 */
gint64
twc_master_get_phase_deadline (const TwcMaster *self)
{
  switch (self->phase)
    {
    case TWC_PHASE_OFF:
      return G_MAXINT64;
    case TWC_PHASE_LISTEN:
      return self->listen_until_us;
    case TWC_PHASE_ANNOUNCE:
      return self->n_presences > 0 ? G_MAXINT64 : self->presence_us;
    case TWC_PHASE_RUN:
      if (self->n_presences > 0 || twc_table_count_online (&self->table) > 0)
        return G_MAXINT64;
      return MAX (self->burst_us, self->connected_us) + BURST_PERIOD_US;
    case TWC_PHASE_STANDBY:
    case TWC_PHASE_TWIN:
      return self->silent_until_us;
    }
  g_return_val_if_reached (G_MAXINT64);
}
