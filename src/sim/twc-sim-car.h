/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/twc-sim-profile.h"

G_BEGIN_DECLS

typedef enum {
  TWC_SIM_CAR_OFF,
  TWC_SIM_CAR_WAITING, /* the contactor is closed, the onboard charger not yet awake */
  TWC_SIM_CAR_SOFT,    /* the first 1.3 A */
  TWC_SIM_CAR_RUNNING,
  TWC_SIM_CAR_STOPPING,
} TwcSimCarPhase;

/**
 * TwcSimCar:
 *
 * What a unit measures: the current of the car behind its contactor (twc-protocol 7.2, 7.3, 7.5).
 * Its draw is exact at any time it is advanced to, so nobody has to wake for a ramp.
 */
typedef struct
{
  const TwcSlaveConfig *unit;
  TwcCarConfig config;
  guint phases;
  guint volts;
  GRand *random;

  TwcSimCarPhase phase;
  gint64 now_us;
  gint64 phase_end_us; /* of waiting and stopping */
  gint64 draw_ua;      /* microamperes, per phase */
  gint64 target_ua;
  gint64 stop_ua_per_s;
  guint limit_ca;
  gint64 follows_us;   /* when the last change of the limit shows; G_MAXINT64 = it does */
  gint64 dip_until_us; /* command 07 */
  gboolean is_dropped; /* fell to its 6 A setting (5.7) */
  gint64 cured_us;     /* since when the limit is high enough to cure it */
  gint64 fraction_us;  /* when the last odd limit came */

  gint flicker;
  gint64 flicker_us;
  double energy_ws;  /* since the unit was made */
  double session_ws; /* since plug-in */
} TwcSimCar;

void twc_sim_car_init (TwcSimCar *self, const TwcSlaveConfig *unit, GRand *random, gint64 now_us);
void twc_sim_car_plug_in (TwcSimCar *self, const TwcCarConfig *config);
void twc_sim_car_start (TwcSimCar *self, gint64 draws_us);
void twc_sim_car_run_steady (TwcSimCar *self);
void twc_sim_car_set_limit (TwcSimCar *self, guint limit_ca);
void twc_sim_car_dip (TwcSimCar *self, gint64 until_us);
void twc_sim_car_stop_within (TwcSimCar *self, gint64 duration_us);
void twc_sim_car_cut (TwcSimCar *self);

gint64 twc_sim_car_get_deadline (const TwcSimCar *self);
void twc_sim_car_advance (TwcSimCar *self, gint64 now_us);

guint twc_sim_car_get_draw_ca (const TwcSimCar *self);
guint twc_sim_car_get_power_w (const TwcSimCar *self);
guint twc_sim_car_read_ca (TwcSimCar *self);
guint twc_sim_car_get_excess_ca (const TwcSimCar *self);
gboolean twc_sim_car_is_full (const TwcSimCar *self);

G_END_DECLS
