/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What drivers and electricians do to a unit, whatever is on the line. */
#include "sim/twc-sim-slave.h"

/* twc-protocol 7.3 and 7.4. */
#define FULL_US TWC_MILLISECONDS_US (2500)
#define POWER_UP_MS 10000

/* A car that starts by itself is held to this until it hears a limit (7.4). */
#define SELF_START_CA 600

void
twc_sim_slave_plug_in (TwcSimSlave *self, const TwcCarConfig *car)
{
  twc_sim_slave_unplug (self);
  twc_sim_car_plug_in (&self->car, car);

  self->plugged = TRUE;
  self->wants = !car->is_scheduled;
  self->vin_us = self->now_us + twc_sim_slave_pick_us (self, 3000, 10000);
  if (self->is_faulty)
    return;

  self->state = TWC_STATE_PLUGGED;
  twc_sim_slave_set_timer (self, TWC_SIM_TIMER_PLUGGED, twc_sim_slave_pick_us (self, 1000, 2000));
}

void
twc_sim_slave_unplug (TwcSimSlave *self)
{
  twc_sim_slave_open (self, TWC_SIM_BY_WORLD);
  twc_sim_slave_set_limit (self, 0);
  twc_sim_slave_show_nothing (self);
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_PLUGGED);
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_SLEEP);
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_ERROR);

  self->plugged = FALSE;
  self->wants = FALSE;
  self->has_asked = FALSE;
  self->is_asleep = FALSE;
  self->is_held = FALSE;
  self->is_stuck = FALSE;
  self->is_stopped = FALSE;
  self->is_chattering = FALSE;
  self->opened_by_master = FALSE;
  self->n_link_faults = 0;
  self->n_stops = 0;
  self->state = self->is_faulty ? TWC_STATE_ERROR : TWC_STATE_READY;
}

/* Full, or its driver stops it. */
void
twc_sim_slave_fill (TwcSimSlave *self)
{
  self->wants = FALSE;
  twc_sim_slave_cancel_start (self);
  if (!self->contactor_closed)
    {
      if (self->plugged && !self->is_stuck)
        twc_sim_slave_rest (self, TWC_STATE_PLUGGED);
      return;
    }

  twc_sim_car_stop_within (&self->car, FULL_US);
  twc_sim_slave_set_timer (self, TWC_SIM_TIMER_FULL, FULL_US);
}

/* Nobody has told it what it may, or it has forgotten that for want of a master (4.6). */
static gboolean
has_no_master (const TwcSimSlave *self)
{
  return self->timers[TWC_SIM_TIMER_LINK_LOST] == G_MAXINT64;
}

/* Its driver starts it again: 08 with 6 A, until a limit is sent. Without a master it waits for
 * one: its contactor opens for want of it, so it does not close either (4.6, 7.4). */
void
twc_sim_slave_restart_car (TwcSimSlave *self)
{
  self->wants = TRUE;
  self->is_asleep = FALSE;
  self->is_held = FALSE;
  self->car.session_ws = 0;
  self->car.config.is_scheduled = FALSE;
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_SLEEP);
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_FULL);
  if (!twc_sim_slave_may_draw (self) || self->state == TWC_STATE_CHARGING)
    return;

  if (has_no_master (self))
    {
      self->state = TWC_STATE_STARTING;
      return;
    }

  if (self->limit_ca < SELF_START_CA)
    self->self_raised_ca += SELF_START_CA - self->limit_ca;
  twc_sim_slave_stop_timer (self, TWC_SIM_TIMER_ZERO);
  twc_sim_slave_set_limit (self, SELF_START_CA);
  self->is_defied |= self->told_zero && !self->contactor_closed;
  twc_sim_slave_close (self, TWC_SIM_BY_WORLD);
  self->state = TWC_STATE_STARTING;
  twc_sim_car_start (&self->car, self->now_us + twc_sim_slave_pick_us (self, 1000, 3000));
}

void
twc_sim_slave_fail (TwcSimSlave *self)
{
  twc_sim_slave_open (self, TWC_SIM_BY_WORLD);
  twc_sim_slave_set_limit (self, 0);
  twc_sim_slave_show_nothing (self);
  self->is_faulty = TRUE;
  self->state = TWC_STATE_ERROR;
}

/* Its car stays plugged in, and starts anew with it. */
void
twc_sim_slave_power_cycle (TwcSimSlave *self)
{
  const gboolean was_plugged = self->plugged;
  const gboolean wanted = self->wants;
  const TwcCarConfig car = self->car.config;

  twc_sim_slave_unplug (self);
  for (guint i = 0; i < TWC_SIM_N_TIMERS; i++)
    self->timers[i] = G_MAXINT64;
  self->sign = (guint8) g_rand_int_range (self->random, 0x00, 0x100);
  self->linked = FALSE;
  self->was_linked = FALSE;
  self->is_locked = FALSE;
  self->is_faulty = FALSE;
  self->told_zero = FALSE;
  self->n_burst = 0;
  self->n_presence_2 = 0;
  self->state = TWC_STATE_READY;
  twc_sim_slave_announce_within (self, twc_sim_slave_pick_us (self, 0, POWER_UP_MS));
  if (!was_plugged)
    return;

  twc_sim_slave_plug_in (self, &car);
  self->wants = wanted;
}
