/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-sim-exposure.h"

/* The table leaves 0.65 A above the limit to be explained (7.2), flicker adds a step. */
#define MEASURING_TOLERANCE_CA 100

/* What protocol 2 makes of 0, and what a car that does not stop draws at least (5.4). */
#define CLAMP_CA 600

/**
 * twc_sim_exposure_get_ca:
 *
 * Returns: what its wiring must be ready to bear now (G1): the limit in force as it has adopted
 *   it, but nothing where no car can draw; or what it measures, less what the meter explains
 */
guint
twc_sim_exposure_get_ca (const TwcSimSlave *slave)
{
  const gboolean can_draw = slave->plugged && !slave->is_stuck && !slave->is_stopped &&
                            !slave->is_faulty && !slave->is_locked;
  const guint allowed_ca = can_draw || slave->contactor_closed ? slave->limit_ca : 0;
  const guint tolerance_ca = MAX (MEASURING_TOLERANCE_CA, twc_sim_car_get_excess_ca (&slave->car) +
                                                            slave->profile->half_steps_ca);
  const guint draw_ca = twc_sim_car_get_draw_ca (&slave->car);

  return MAX (allowed_ca, MAX (draw_ca, tolerance_ca) - tolerance_ca);
}

/**
 * twc_sim_exposure_get_floor_ca:
 *
 * Returns: the least that a master could have brought it to by offers. Protocol 2 clamps 0 to
 *   6 A, and a car that is no Tesla does not obey a 0 (7.4); a unit that does not hear its master
 *   cannot be brought to anything.
 */
guint
twc_sim_exposure_get_floor_ca (const TwcSimSlave *slave)
{
  const guint exposure_ca = twc_sim_exposure_get_ca (slave);

  if (!slave->linked || twc_sim_slave_is_deaf (slave))
    return exposure_ca;
  if (slave->profile->protocol == 1 && slave->car.config.is_tesla)
    return 0;
  return MIN (exposure_ca, CLAMP_CA);
}

/**
 * twc_sim_exposure_is_at_rest:
 *
 * Returns: whether its contactor is open and stays so until its driver or a master does something,
 *   though it may show the 6 A that protocol 2 makes of 0, or the chatter of protocol 1
 */
gboolean
twc_sim_exposure_is_at_rest (const TwcSimSlave *slave)
{
  const gboolean starts = slave->timers[TWC_SIM_TIMER_CLOSE] != G_MAXINT64 ||
                          (slave->timers[TWC_SIM_TIMER_PLUGGED] != G_MAXINT64 && !slave->is_held);

  return !slave->contactor_closed && !starts && slave->limit_ca <= CLAMP_CA;
}
