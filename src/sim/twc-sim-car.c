/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-sim-car.h"

#define UA_PER_CA 10000

/* The defaults of 7.3. */
#define DEAD_TIME_US TWC_SECONDS_US (2)
#define RAMP_UP_UA_PER_S 1500000
#define RAMP_DOWN_UA_PER_S 5000000
#define SOFT_UA_PER_S 400000
#define SOFT_UNTIL_UA 1300000

/* The quirk of 5.7: where a car falls to, and how long the cure takes. */
#define DROPPED_CA 600
#define CURE_US TWC_SECONDS_US (5)
#define FRACTIONS_US TWC_SECONDS_US (5)

#define DIP_CA 200

#define MAX_CA_DEFAULT 3200

static guint
get_steady_ca (const TwcSimCar *self, guint limit_ca)
{
  const gint64 varied = (gint64) limit_ca * self->unit->gain_permille / 1000;

  if (limit_ca == 0)
    return 0;
  if (self->unit->gain_permille == 0)
    return twc_sim_profile_steady_ca (self->unit->profile, limit_ca);
  return (guint) MAX (varied + self->unit->offset_ca, 0);
}

static void
update_target (TwcSimCar *self)
{
  const guint most_ca = self->config.max_ca > 0 ? self->config.max_ca : MAX_CA_DEFAULT;
  guint limit_ca = MIN (self->limit_ca, most_ca);

  if (self->is_dropped)
    limit_ca = MIN (limit_ca, DROPPED_CA);

  self->target_ua = (gint64) get_steady_ca (self, limit_ca) * UA_PER_CA;
  if (self->now_us < self->dip_until_us)
    self->target_ua = MAX (self->target_ua - (gint64) DIP_CA * UA_PER_CA, 0);
}

static guint
get_threshold_ca (const TwcSimCar *self)
{
  const guint rating_ca = self->unit->rating_ca > 0
                            ? self->unit->rating_ca
                            : twc_sim_profile_get (self->unit->profile)->rating_ca;

  return rating_ca >= 8000 ? 2100 : 1600;
}

static gboolean
is_charging (const TwcSimCar *self)
{
  return self->phase == TWC_SIM_CAR_SOFT || self->phase == TWC_SIM_CAR_RUNNING;
}

static void
mind_quirks (TwcSimCar *self, guint limit_ca)
{
  const guint threshold_ca = get_threshold_ca (self);

  if (self->config.has_quirk && limit_ca > self->limit_ca && limit_ca < threshold_ca)
    self->is_dropped = TRUE;

  if (self->config.hates_fractions && limit_ca % 100 != 0)
    {
      if (self->fraction_us != TWC_NEVER && self->now_us - self->fraction_us <= FRACTIONS_US)
        self->is_dropped = TRUE;
      self->fraction_us = self->now_us;
    }

  if (limit_ca < threshold_ca)
    self->cured_us = G_MAXINT64;
  else if (self->limit_ca < threshold_ca || self->cured_us == G_MAXINT64)
    self->cured_us = self->now_us + CURE_US;
}

/**
 * twc_sim_car_set_limit:
 *
 * What the pilot signal allows from now on. The car follows after its dead time; a second
 * change in that time does not prolong it.
 */
void
twc_sim_car_set_limit (TwcSimCar *self, guint limit_ca)
{
  if (limit_ca == self->limit_ca)
    return;

  if (is_charging (self))
    mind_quirks (self, limit_ca);
  self->limit_ca = limit_ca;

  if (is_charging (self))
    self->follows_us = MIN (self->follows_us, self->now_us + DEAD_TIME_US);
  else
    update_target (self);
}

/* Command 07: a real master probes whether the car needs its share (3.5). */
void
twc_sim_car_dip (TwcSimCar *self, gint64 until_us)
{
  self->dip_until_us = until_us;
  update_target (self);
}

void
twc_sim_car_plug_in (TwcSimCar *self, const TwcCarConfig *config)
{
  const guint wired = self->unit->phases > 0 ? self->unit->phases : 1;

  self->config = *config;
  self->phases = config->phases > 0 ? MIN (config->phases, wired) : wired;
  self->session_ws = 0;
  self->is_dropped = FALSE;
  self->cured_us = G_MAXINT64;
  self->fraction_us = TWC_NEVER;
  twc_sim_car_cut (self);
}

/**
 * twc_sim_car_start:
 * @draws_us: when its onboard charger begins
 */
void
twc_sim_car_start (TwcSimCar *self, gint64 draws_us)
{
  self->phase = TWC_SIM_CAR_WAITING;
  self->phase_end_us = draws_us;
  self->follows_us = G_MAXINT64;
  update_target (self);
}

/* It has been charging for a while. */
void
twc_sim_car_run_steady (TwcSimCar *self)
{
  self->phase = TWC_SIM_CAR_RUNNING;
  self->follows_us = G_MAXINT64;
  update_target (self);
  self->draw_ua = self->target_ua;
}

void
twc_sim_car_stop_within (TwcSimCar *self, gint64 duration_us)
{
  self->phase = TWC_SIM_CAR_STOPPING;
  self->phase_end_us = self->now_us + duration_us;
  self->stop_ua_per_s = self->draw_ua * G_USEC_PER_SEC / duration_us + 1;
}

/* The contactor has opened. */
void
twc_sim_car_cut (TwcSimCar *self)
{
  self->phase = TWC_SIM_CAR_OFF;
  self->phase_end_us = G_MAXINT64;
  self->follows_us = G_MAXINT64;
  self->draw_ua = 0;
}

static gint64
time_to (gint64 from_ua, gint64 to_ua, gint64 ua_per_s)
{
  return (ABS (to_ua - from_ua) * G_USEC_PER_SEC + ua_per_s - 1) / ua_per_s;
}

/* When the present straight piece of its draw ends. */
static gint64
get_breakpoint (const TwcSimCar *self)
{
  gint64 end_us = self->follows_us;

  if (self->dip_until_us > self->now_us)
    end_us = MIN (end_us, self->dip_until_us);
  if (self->is_dropped)
    end_us = MIN (end_us, self->cured_us);

  switch (self->phase)
    {
    case TWC_SIM_CAR_OFF:
      return G_MAXINT64;
    case TWC_SIM_CAR_WAITING:
    case TWC_SIM_CAR_STOPPING:
      return self->phase_end_us;
    case TWC_SIM_CAR_SOFT:
      return MIN (end_us, self->now_us + time_to (self->draw_ua, SOFT_UNTIL_UA, SOFT_UA_PER_S));
    case TWC_SIM_CAR_RUNNING:
      if (self->draw_ua < self->target_ua)
        return MIN (end_us,
                    self->now_us + time_to (self->draw_ua, self->target_ua, RAMP_UP_UA_PER_S));
      if (self->draw_ua > self->target_ua)
        return MIN (end_us,
                    self->now_us + time_to (self->draw_ua, self->target_ua, RAMP_DOWN_UA_PER_S));
      return end_us;
    }
  g_return_val_if_reached (G_MAXINT64);
}

static gint64
get_draw_after (const TwcSimCar *self, gint64 duration_us)
{
  const gint64 up_ua = RAMP_UP_UA_PER_S * duration_us / G_USEC_PER_SEC;
  const gint64 down_ua = RAMP_DOWN_UA_PER_S * duration_us / G_USEC_PER_SEC;

  switch (self->phase)
    {
    case TWC_SIM_CAR_OFF:
    case TWC_SIM_CAR_WAITING:
      return self->draw_ua;
    case TWC_SIM_CAR_SOFT:
      return MIN (self->draw_ua + SOFT_UA_PER_S * duration_us / G_USEC_PER_SEC, SOFT_UNTIL_UA);
    case TWC_SIM_CAR_RUNNING:
      if (self->draw_ua < self->target_ua)
        return MIN (self->draw_ua + up_ua, self->target_ua);
      return MAX (self->draw_ua - down_ua, self->target_ua);
    case TWC_SIM_CAR_STOPPING:
      return MAX (self->draw_ua - self->stop_ua_per_s * duration_us / G_USEC_PER_SEC, 0);
    }
  g_return_val_if_reached (0);
}

static void
pass_time (TwcSimCar *self, gint64 duration_us)
{
  const gint64 draw_ua = get_draw_after (self, duration_us);
  const double mean_a = (double) (self->draw_ua + draw_ua) / 2e6;
  const double work_ws =
    mean_a * self->volts * self->phases * (double) duration_us / G_USEC_PER_SEC;

  self->draw_ua = draw_ua;
  self->now_us += duration_us;
  self->energy_ws += work_ws;
  self->session_ws += work_ws;
}

/* What the end of a straight piece brings. */
static void
turn (TwcSimCar *self)
{
  if (self->follows_us <= self->now_us)
    self->follows_us = G_MAXINT64;
  if (self->is_dropped && self->cured_us <= self->now_us)
    self->is_dropped = FALSE;
  if (self->follows_us == G_MAXINT64)
    update_target (self);

  if (self->phase == TWC_SIM_CAR_WAITING && self->now_us >= self->phase_end_us)
    self->phase = TWC_SIM_CAR_SOFT;
  else if (self->phase == TWC_SIM_CAR_SOFT && self->draw_ua >= SOFT_UNTIL_UA)
    self->phase = TWC_SIM_CAR_RUNNING;
  else if (self->phase == TWC_SIM_CAR_STOPPING && self->now_us >= self->phase_end_us)
    twc_sim_car_cut (self);
}

/* A piece may be of no length: what is due at once must turn at once, or its owner, who waits
 * for the turn, would wait for ever. */
void
twc_sim_car_advance (TwcSimCar *self, gint64 now_us)
{
  gint64 breakpoint_us;

  while ((breakpoint_us = MAX (get_breakpoint (self), self->now_us)) <= now_us)
    {
      pass_time (self, breakpoint_us - self->now_us);
      turn (self);
    }

  if (self->now_us < now_us)
    pass_time (self, now_us - self->now_us);
}

/**
 * twc_sim_car_get_deadline:
 *
 * Returns: when its phase changes by itself, or %G_MAXINT64
 */
gint64
twc_sim_car_get_deadline (const TwcSimCar *self)
{
  switch (self->phase)
    {
    case TWC_SIM_CAR_OFF:
    case TWC_SIM_CAR_RUNNING:
      return G_MAXINT64;
    case TWC_SIM_CAR_WAITING:
    case TWC_SIM_CAR_STOPPING:
      return self->phase_end_us;
    case TWC_SIM_CAR_SOFT:
      return self->now_us + time_to (self->draw_ua, SOFT_UNTIL_UA, SOFT_UA_PER_S);
    }
  g_return_val_if_reached (G_MAXINT64);
}

guint
twc_sim_car_get_draw_ca (const TwcSimCar *self)
{
  return (guint) (self->draw_ua / UA_PER_CA);
}

/* As its energy is counted. */
guint
twc_sim_car_get_power_w (const TwcSimCar *self)
{
  return twc_sim_car_get_draw_ca (self) * self->volts * self->phases / TWC_CA (1);
}

/**
 * twc_sim_car_read_ca:
 *
 * Returns: its draw as the unit measures it: in steps, which flicker by one (twc-protocol 7.2)
 */
guint
twc_sim_car_read_ca (TwcSimCar *self)
{
  const TwcSimProfile *profile = twc_sim_profile_get (self->unit->profile);
  const guint step = profile->half_steps_ca;
  const guint draw_ca = MAX (twc_sim_car_get_draw_ca (self), profile->idle_ca);
  gint steps = (gint) ((2 * draw_ca + step / 2) / step);

  while (self->flicker_us <= self->now_us)
    {
      self->flicker = g_rand_int_range (self->random, -1, 2);
      self->flicker_us += g_rand_int_range (self->random, 1000, 5001) * 1000;
    }

  if (draw_ca > 0)
    steps = MAX (steps + self->flicker, 0);
  return (guint) steps * step / 2;
}

/**
 * twc_sim_car_get_excess_ca:
 *
 * Returns: by how much this car's steady draw lies above its limit; it is the meter's error and
 *   the car's habit, and nobody's fault
 */
guint
twc_sim_car_get_excess_ca (const TwcSimCar *self)
{
  const guint steady_ca = get_steady_ca (self, self->limit_ca);

  return steady_ca > self->limit_ca ? steady_ca - self->limit_ca : 0;
}

gboolean
twc_sim_car_is_full (const TwcSimCar *self)
{
  return self->config.needs_wh > 0 && self->session_ws >= (double) self->config.needs_wh * 3600;
}

void
twc_sim_car_init (TwcSimCar *self, const TwcSlaveConfig *unit, GRand *random, gint64 now_us)
{
  *self = (TwcSimCar){ 0 };
  self->unit = unit;
  self->random = random;
  self->volts = unit->volts > 0 ? unit->volts : twc_sim_profile_get (unit->profile)->volts;
  self->now_us = now_us;
  self->flicker_us = now_us;
  self->dip_until_us = TWC_NEVER;
  twc_sim_car_plug_in (self, &unit->car);
}
