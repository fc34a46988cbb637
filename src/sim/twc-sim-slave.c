/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-sim-slave.h"

/* twc-protocol 4.1 and 7.3. No two units count alike: those that collide once must not collide
 * for ever. */
#define LINK_READY_FROM_MS 9800
#define LINK_READY_TO_MS 10200
#define BURST_FROM_MS 900
#define BURST_TO_MS 1100
#define LINK_LOST_US TWC_SECONDS_US (25)
#define BUSY_US TWC_SECONDS_US (1)
#define AWAKE_START_US TWC_SECONDS_US (10)
#define SLEEPER_CLOSE_US TWC_SECONDS_US (5)
#define TOO_LOW_US TWC_SECONDS_US (60)
#define ADJUSTED_US TWC_SECONDS_US (60)

/* What protocol 2 falls back to when a car is full (7.4). */
#define RESTING_CA 600

#define SLEEP_AFTER_S 600

/* 7.4: the car does not come back after the third loss of the link in one plug-in. */
#define MAX_LINK_FAULTS 2

/* 7.4: an offer below 5 A loses the car with this chance in each minute. */
#define TOO_LOW_CA 500
#define TOO_LOW_LOSES_OF_10 1

gint64
twc_sim_slave_pick_us (TwcSimSlave *self, guint from_ms, guint to_ms)
{
  return g_rand_int_range (self->random, (gint32) from_ms, (gint32) to_ms + 1) * (gint64) 1000;
}

void
twc_sim_slave_set_timer (TwcSimSlave *self, TwcSimTimer timer, gint64 after_us)
{
  self->timers[timer] = self->now_us + after_us;
}

void
twc_sim_slave_stop_timer (TwcSimSlave *self, TwcSimTimer timer)
{
  self->timers[timer] = G_MAXINT64;
}

/**
 * twc_sim_slave_show:
 * @overlay: a transient state
 */
void
twc_sim_slave_show (TwcSimSlave *self, guint8 overlay, gint64 for_us)
{
  self->overlay = overlay;
  twc_sim_slave_set_timer (self, TWC_SIM_TIMER_OVERLAY, for_us);
}

void
twc_sim_slave_show_nothing (TwcSimSlave *self)
{
  self->overlay = 0;
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_OVERLAY);
}

guint8
twc_sim_slave_get_state (const TwcSimSlave *self)
{
  return self->overlay != 0 ? self->overlay : self->state;
}

/* Its heartbeats come from two masters: what they make of it together is nobody's doing, such
 * as the chatter of 5.4 when one says 0 and the other 00. */
static gboolean
is_meddled_with (const TwcSimSlave *self)
{
  return self->now_us < self->meddled_until_us;
}

/* A contactor that the master closes counts as its doing only when it had opened it before:
 * the first start after a plug-in is the driver's wish. */
static void
count_operation (TwcSimSlave *self, TwcSimCause cause)
{
  self->n_operations++;
  if (cause == TWC_SIM_BY_WORLD || is_meddled_with (self))
    return;

  self->master_operations_us[self->n_master_operations % TWC_SIM_OPERATIONS_KEPT] = self->now_us;
  self->n_master_operations++;
}

void
twc_sim_slave_open (TwcSimSlave *self, TwcSimCause cause)
{
  twc_sim_slave_cancel_start (self);
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_ZERO);
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_FULL);
  twc_sim_car_cut (&self->car);
  if (!self->contactor_closed)
    return;

  self->contactor_closed = FALSE;
  if (self->is_defied && cause == TWC_SIM_BY_MASTER)
    cause = TWC_SIM_BY_WORLD;
  else
    self->opened_by_master = cause == TWC_SIM_BY_MASTER && !is_meddled_with (self);
  self->is_defied = FALSE;
  count_operation (self, cause);
}

void
twc_sim_slave_close (TwcSimSlave *self, TwcSimCause cause)
{
  if (self->contactor_closed)
    return;

  self->contactor_closed = TRUE;
  count_operation (self, self->opened_by_master ? cause : TWC_SIM_BY_WORLD);
}

void
twc_sim_slave_set_limit (TwcSimSlave *self, guint limit_ca)
{
  self->limit_ca = limit_ca;
  twc_sim_car_set_limit (&self->car, limit_ca);

  if (limit_ca == 0 || limit_ca >= TOO_LOW_CA)
    twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_TOO_LOW);
  else if (self->timers[TWC_SIM_TIMER_TOO_LOW] == G_MAXINT64)
    twc_sim_slave_set_timer (self, TWC_SIM_TIMER_TOO_LOW, TOO_LOW_US);
}

gboolean
twc_sim_slave_may_draw (const TwcSimSlave *self)
{
  return self->plugged && self->wants && !self->is_stuck && !self->is_stopped && !self->is_faulty;
}

/* 04, or 05 for a second, then 08; the car itself takes 5 to 10 s, one that sleeps longer. */
void
twc_sim_slave_begin_start (TwcSimSlave *self)
{
  const gint64 delay_us = self->car.config.start_delay_ms > 0
                            ? TWC_MILLISECONDS_US (self->car.config.start_delay_ms)
                            : twc_sim_slave_pick_us (self, 5000, 10000);

  if (!twc_sim_slave_may_draw (self) || self->contactor_closed ||
      self->timers[TWC_SIM_TIMER_CLOSE] != G_MAXINT64)
    return;

  self->is_held = FALSE;
  self->state = TWC_STATE_WANTS_POWER;
  self->draws_us = self->now_us + delay_us;
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_PLUGGED);
  twc_sim_slave_show (self, TWC_STATE_BUSY, BUSY_US);
  twc_sim_slave_set_timer (self, TWC_SIM_TIMER_CLOSE,
                           delay_us > AWAKE_START_US ? delay_us - SLEEPER_CLOSE_US : BUSY_US);
}

void
twc_sim_slave_cancel_start (TwcSimSlave *self)
{
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_CLOSE);
}

void
twc_sim_slave_rest (TwcSimSlave *self, guint8 state)
{
  self->state = state;
  twc_sim_slave_show_nothing (self);
  twc_sim_slave_set_timer (self, TWC_SIM_TIMER_SLEEP,
                           TWC_SECONDS_US (self->car.config.sleep_after_s > 0
                                             ? self->car.config.sleep_after_s
                                             : SLEEP_AFTER_S));
}

static void
get_stuck (TwcSimSlave *self)
{
  self->is_stuck = TRUE;
  self->state = TWC_STATE_PLUGGED;
  twc_sim_slave_show_nothing (self);
}

void
twc_sim_slave_announce_within (TwcSimSlave *self, gint64 after_us)
{
  self->link_ready_us = self->now_us + after_us;
}

void
twc_sim_slave_unlink (TwcSimSlave *self)
{
  self->linked = FALSE;
  self->told_zero = FALSE;
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_UNLINK);
  twc_sim_slave_announce_within (self, 0);
}

/**
 * twc_sim_slave_reroll_id:
 *
 * A master uses this unit's id: it takes another, and another sign (twc-protocol 4.6).
 */
void
twc_sim_slave_reroll_id (TwcSimSlave *self)
{
  self->id = (guint16) g_rand_int_range (self->random, 0x0001, 0xFFFF);
  self->sign = (guint8) g_rand_int_range (self->random, 0x00, 0x100);
  twc_sim_slave_unlink (self);
  twc_sim_slave_announce_within (self, twc_sim_slave_pick_us (self, 100, 10000));
}

/* 7.4, "link lost 25 s while charging". */
static void
lose_link (TwcSimSlave *self)
{
  const gboolean was_charging = self->contactor_closed;

  twc_sim_slave_open (self, TWC_SIM_BY_WORLD);
  twc_sim_slave_set_limit (self, 0);
  if (!self->plugged || self->is_faulty || self->is_stuck)
    return;

  twc_sim_slave_show_nothing (self);
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_PLUGGED);
  self->is_held = FALSE;
  self->is_asleep = FALSE;
  self->is_chattering = FALSE;
  self->state = TWC_STATE_STARTING;
  if (!was_charging)
    return;

  if (++self->n_link_faults > MAX_LINK_FAULTS)
    get_stuck (self);
  else if (g_rand_boolean (self->random))
    self->state = TWC_STATE_ERROR;
}

static void
roll_too_low (TwcSimSlave *self)
{
  if (self->contactor_closed && g_rand_int_range (self->random, 0, 10) < TOO_LOW_LOSES_OF_10)
    {
      twc_sim_slave_open (self, TWC_SIM_BY_MASTER);
      get_stuck (self);
      return;
    }
  twc_sim_slave_set_timer (self, TWC_SIM_TIMER_TOO_LOW, TOO_LOW_US);
}

static void
end_overlay (TwcSimSlave *self)
{
  const guint8 ended = self->overlay;

  self->overlay = 0;
  if (ended == TWC_STATE_RAISING || ended == TWC_STATE_LOWERING)
    twc_sim_slave_show (self, TWC_STATE_ADJUSTED, ADJUSTED_US);
}

static void
settle_after_plug_in (TwcSimSlave *self)
{
  if (self->car.config.fails_at_zero && self->told_zero)
    get_stuck (self);
  else if (!self->wants)
    twc_sim_slave_rest (self, TWC_STATE_PLUGGED);
  else if (!self->is_held)
    {
      self->state = TWC_STATE_WANTS_POWER;
      if (self->limit_ca > 0)
        twc_sim_slave_begin_start (self);
    }
}

static void
come_to_rest (TwcSimSlave *self)
{
  twc_sim_slave_open (self, TWC_SIM_BY_WORLD);
  if (self->profile->protocol == 2)
    twc_sim_slave_set_limit (self, RESTING_CA);
  twc_sim_slave_rest (self, TWC_STATE_PLUGGED);
}

static void
fall_asleep (TwcSimSlave *self)
{
  self->is_asleep = TRUE;
  self->state = TWC_STATE_READY;
  twc_sim_slave_set_limit (self, 0);
}

/* A new limit may have come while the car was stopping: the master will not say it twice. */
static void
end_zero (TwcSimSlave *self)
{
  twc_sim_slave_open (self, TWC_SIM_BY_MASTER);
  if (self->limit_ca > 0)
    twc_sim_slave_begin_start (self);
}

static void
close_for_start (TwcSimSlave *self)
{
  twc_sim_slave_close (self, TWC_SIM_BY_MASTER);
  self->state = TWC_STATE_STARTING;
  twc_sim_car_start (&self->car, self->draws_us);
}

static void
fire (TwcSimSlave *self, TwcSimTimer timer)
{
  twc_sim_slave_stop_timer (self, timer);

  switch (timer)
    {
    case TWC_SIM_TIMER_OVERLAY:
      end_overlay (self);
      break;
    case TWC_SIM_TIMER_PLUGGED:
      settle_after_plug_in (self);
      break;
    case TWC_SIM_TIMER_CLOSE:
      close_for_start (self);
      break;
    case TWC_SIM_TIMER_FULL:
      come_to_rest (self);
      break;
    case TWC_SIM_TIMER_ZERO:
      end_zero (self);
      break;
    case TWC_SIM_TIMER_SLEEP:
      fall_asleep (self);
      break;
    case TWC_SIM_TIMER_UNLINK:
      twc_sim_slave_unlink (self);
      break;
    case TWC_SIM_TIMER_LINK_LOST:
      lose_link (self);
      break;
    case TWC_SIM_TIMER_ERROR:
      self->state = TWC_STATE_STARTING;
      break;
    case TWC_SIM_TIMER_TOO_LOW:
      roll_too_low (self);
      break;
    case TWC_SIM_TIMER_WAKE:
      self->is_locked = FALSE;
      break;
    case TWC_SIM_N_TIMERS:
      g_return_if_reached ();
    }
}

static TwcSimTimer
find_next_timer (const TwcSimSlave *self)
{
  guint next = 0;

  for (guint i = 1; i < TWC_SIM_N_TIMERS; i++)
    if (self->timers[i] < self->timers[next])
      next = i;

  return (TwcSimTimer) next;
}

/* Its draw has reached what makes 08 into 01. */
static void
notice_car (TwcSimSlave *self)
{
  if (self->state == TWC_STATE_STARTING && self->car.phase == TWC_SIM_CAR_RUNNING)
    self->state = TWC_STATE_CHARGING;

  if (self->contactor_closed && self->wants && twc_sim_car_is_full (&self->car))
    twc_sim_slave_fill (self);
}

/**
 * twc_sim_slave_advance:
 *
 * Catches up with all that happened inside the unit until @now_us, in its order.
 */
void
twc_sim_slave_advance (TwcSimSlave *self, gint64 now_us)
{
  while (TRUE)
    {
      const TwcSimTimer timer = find_next_timer (self);
      const gint64 car_us = twc_sim_car_get_deadline (&self->car);
      const gint64 next_us = MIN (self->timers[timer], car_us);

      if (next_us > now_us)
        break;

      self->now_us = MAX (self->now_us, next_us);
      twc_sim_car_advance (&self->car, self->now_us);
      notice_car (self);
      if (self->timers[timer] <= self->now_us)
        fire (self, timer);
    }

  self->now_us = MAX (self->now_us, now_us);
  twc_sim_car_advance (&self->car, self->now_us);
  notice_car (self);
}

gboolean
twc_sim_slave_is_deaf (const TwcSimSlave *self)
{
  return self->is_locked || self->now_us < self->silent_until_us;
}

/**
 * twc_sim_slave_get_deadline:
 *
 * Returns: when it next speaks without being asked, or %G_MAXINT64
 */
gint64
twc_sim_slave_get_deadline (const TwcSimSlave *self)
{
  /* Nothing wakes a linked unit before it may have to complain of its master. */
  const gint64 unlink_us = self->timers[TWC_SIM_TIMER_UNLINK];

  if (self->linked)
    return unlink_us;
  return self->link_ready_us;
}

/**
 * twc_sim_slave_skip_link_ready:
 *
 * Its announcement is due, and made; this sets the time of the next.
 */
void
twc_sim_slave_skip_link_ready (TwcSimSlave *self)
{
  if (self->n_burst > 0)
    self->n_burst--;
  twc_sim_slave_announce_within (
    self, self->n_burst > 0 ? twc_sim_slave_pick_us (self, BURST_FROM_MS, BURST_TO_MS)
                            : twc_sim_slave_pick_us (self, LINK_READY_FROM_MS, LINK_READY_TO_MS));
}

/* As a master before us left it. */
static void
start_charging (TwcSimSlave *self)
{
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_PLUGGED);
  twc_sim_slave_set_timer (self, TWC_SIM_TIMER_LINK_LOST, LINK_LOST_US);
  self->limit_ca = self->config.charging_ca;
  self->contactor_closed = TRUE;
  self->state = TWC_STATE_CHARGING;
  twc_sim_car_set_limit (&self->car, self->limit_ca);
  twc_sim_car_run_steady (&self->car);
}

void
twc_sim_slave_init (TwcSimSlave *self, const TwcSlaveConfig *config, GRand *random, gint64 now_us)
{
  *self = (TwcSimSlave){ 0 };
  self->config = *config;
  self->profile = twc_sim_profile_get (config->profile);
  /* Its own dice: what it does must not hang on when somebody looks at the others. */
  self->random = g_rand_new_with_seed (g_rand_int (random));
  self->now_us = now_us;
  self->id = config->id;
  self->rating_ca = config->rating_ca > 0 ? config->rating_ca : self->profile->rating_ca;
  self->first_heartbeat_us = TWC_NEVER;
  self->heartbeat_us = TWC_NEVER;
  self->silent_until_us = TWC_NEVER;
  self->meddled_until_us = TWC_NEVER;
  for (guint i = 0; i < TWC_SIM_N_TIMERS; i++)
    self->timers[i] = G_MAXINT64;

  twc_sim_car_init (&self->car, &self->config, self->random, now_us);
  self->sign = (guint8) g_rand_int_range (self->random, 0x00, 0x100);
  twc_sim_slave_announce_within (self, config->link_ready_ms > 0
                                         ? TWC_MILLISECONDS_US (config->link_ready_ms)
                                         : twc_sim_slave_pick_us (self, 0, 10000));
  if (config->car.plugged || config->charging_ca > 0)
    twc_sim_slave_plug_in (self, &config->car);
  if (config->charging_ca > 0)
    start_charging (self);
}

void
twc_sim_slave_clear (TwcSimSlave *self)
{
  g_clear_pointer (&self->random, g_rand_free);
}
