/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-message.h"
#include "sim/twc-sim-car.h"
#include "values/twc-charger-state.h"

G_BEGIN_DECLS

/* What happens inside a unit without anybody on the line: it is caught up with when somebody
 * looks, so a quiet garage sleeps. */
typedef enum {
  TWC_SIM_TIMER_OVERLAY, /* a transient state ends */
  TWC_SIM_TIMER_PLUGGED, /* 03 after plug-in ends */
  TWC_SIM_TIMER_CLOSE,   /* the contactor closes */
  TWC_SIM_TIMER_FULL,    /* the car comes to rest */
  TWC_SIM_TIMER_ZERO,    /* a protocol-1 stop is complete */
  TWC_SIM_TIMER_SLEEP,
  TWC_SIM_TIMER_UNLINK,
  TWC_SIM_TIMER_LINK_LOST, /* and the contactor opens */
  TWC_SIM_TIMER_ERROR,     /* 02 becomes 08 */
  TWC_SIM_TIMER_TOO_LOW,   /* an offer below 5 A may lose the car */
  TWC_SIM_TIMER_WAKE,      /* a lock-up or an interruption ends */
  TWC_SIM_N_TIMERS
} TwcSimTimer;

/* Who wanted a contactor to move (G5 counts only the master's doing). */
typedef enum {
  TWC_SIM_BY_WORLD,
  TWC_SIM_BY_MASTER,
} TwcSimCause;

#define TWC_SIM_OPERATIONS_KEPT 3

/**
 * TwcSimSlave:
 *
 * A Wall Connector with a car (twc-protocol 4.6, 7.3, 7.4). What it shows in a heartbeat is its
 * state, with an overlay while it is in transit (05, 06, 07, 09, 0A).
 */
typedef struct
{
  TwcSlaveConfig config;
  const TwcSimProfile *profile;
  GRand *random;
  TwcSimCar car;
  gint64 now_us;
  gint64 timers[TWC_SIM_N_TIMERS]; /* G_MAXINT64 = not running */

  guint16 id;
  guint8 sign;
  guint rating_ca;

  gboolean linked;
  gboolean was_linked;
  gboolean is_locked;      /* silent: a fault that needs a button, or a crash */
  gint64 silent_until_us;  /* its wires are off */
  gint64 meddled_until_us; /* another master speaks to it, or what that began goes on */
  gint64 link_ready_us;    /* its next announcement */
  guint n_burst;           /* announcements left of a burst */
  guint n_presence_2;

  guint8 state;
  guint8 overlay;
  guint limit_ca;
  gboolean told_zero;     /* its last limit was 0 */
  gboolean is_held;       /* protocol 2: not charging, and told 0 */
  gboolean is_chattering; /* the chatter pair of 5.4 closed its contactor */

  gboolean plugged;
  gboolean has_asked; /* a master has seen its 04 */
  gboolean wants;     /* the car would draw */
  gboolean is_asleep;
  gboolean is_stuck;   /* 03 until it is plugged in again */
  gboolean is_stopped; /* FCB2 */
  gboolean is_faulty;  /* state 02 until a power cycle */
  guint n_link_faults; /* in this plug-in */
  guint n_stops;
  gint64 vin_us;   /* readable from then on */
  gint64 draws_us; /* when the car that is being started begins */

  gboolean contactor_closed;
  gboolean opened_by_master;
  gboolean is_defied; /* its driver closed the contactor against a 0, which opens it again */
  guint n_operations;
  guint n_master_operations;
  gint64 master_operations_us[TWC_SIM_OPERATIONS_KEPT]; /* the last ones, by turns */

  guint n_unknown; /* codes and commands that it did not understand */
  guint n_heartbeats;
  gint64 heartbeat_us;
  gint64 first_heartbeat_us;
  gint64 longest_gap_us;
  guint self_raised_ca; /* what it allowed its car by itself since the watch last looked */
  guint disobeyed_ca;   /* what its car goes on drawing though it was told 0, likewise */
} TwcSimSlave;

void
twc_sim_slave_init (TwcSimSlave *self, const TwcSlaveConfig *config, GRand *random, gint64 now_us);
void twc_sim_slave_clear (TwcSimSlave *self);
void twc_sim_slave_advance (TwcSimSlave *self, gint64 now_us);

gboolean twc_sim_slave_is_deaf (const TwcSimSlave *self);
gint64 twc_sim_slave_get_deadline (const TwcSimSlave *self);
void twc_sim_slave_skip_link_ready (TwcSimSlave *self);
guint8 twc_sim_slave_get_state (const TwcSimSlave *self);

/* The world's verbs (twc-sim-driver.c). */
void twc_sim_slave_plug_in (TwcSimSlave *self, const TwcCarConfig *car);
void twc_sim_slave_unplug (TwcSimSlave *self);
void twc_sim_slave_fill (TwcSimSlave *self);
void twc_sim_slave_restart_car (TwcSimSlave *self);
void twc_sim_slave_fail (TwcSimSlave *self);
void twc_sim_slave_power_cycle (TwcSimSlave *self);

/* For the files that say what a unit does when: heartbeat, answer, driver. */
gint64 twc_sim_slave_pick_us (TwcSimSlave *self, guint from_ms, guint to_ms);
void twc_sim_slave_show_nothing (TwcSimSlave *self);
void twc_sim_slave_announce_within (TwcSimSlave *self, gint64 after_us);
void twc_sim_slave_rest (TwcSimSlave *self, guint8 state);
void twc_sim_slave_set_timer (TwcSimSlave *self, TwcSimTimer timer, gint64 after_us);
void twc_sim_slave_stop_timer (TwcSimSlave *self, TwcSimTimer timer);
void twc_sim_slave_show (TwcSimSlave *self, guint8 overlay, gint64 for_us);
void twc_sim_slave_set_limit (TwcSimSlave *self, guint limit_ca);
void twc_sim_slave_open (TwcSimSlave *self, TwcSimCause cause);
void twc_sim_slave_close (TwcSimSlave *self, TwcSimCause cause);
void twc_sim_slave_begin_start (TwcSimSlave *self);
void twc_sim_slave_cancel_start (TwcSimSlave *self);
gboolean twc_sim_slave_may_draw (const TwcSimSlave *self);
void twc_sim_slave_unlink (TwcSimSlave *self);
void twc_sim_slave_reroll_id (TwcSimSlave *self);

G_END_DECLS
