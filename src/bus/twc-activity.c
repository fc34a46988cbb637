/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-activity.h"

/* In a state of charging, less is enough (twc-protocol 3.4). */
#define CHARGING_STATE_FROM_CA 50

/**
 * twc_activity_is_odd_state:
 *
 * Returns: whether @state says nothing of the car: it is transient, or was never explained
 *   (twc-protocol 3.4, 8.12)
 */
gboolean
twc_activity_is_odd_state (guint8 state)
{
  return state == TWC_STATE_BUSY || state > TWC_STATE_ADJUSTED;
}

/**
 * twc_activity_classify:
 * @facts: a slave that has reported
 *
 * Returns: what a person is told (twc-protocol 3.4)
 */
TwcActivity
twc_activity_classify (const TwcChargerState *facts)
{
  if (facts->state == TWC_STATE_ERROR)
    return TWC_ACTIVITY_FAULT;
  if (facts->draw_ca >= TWC_CHARGING_FROM_CA)
    return TWC_ACTIVITY_CHARGING;

  switch ((TwcWireState) facts->state)
    {
    case TWC_STATE_READY:
      return facts->reported_ca > 0 || facts->vin[0] != '\0' ? TWC_ACTIVITY_PLUGGED
                                                             : TWC_ACTIVITY_NO_CAR;
    case TWC_STATE_CHARGING:
    case TWC_STATE_RAISING:
    case TWC_STATE_LOWERING:
    case TWC_STATE_APPLYING_LIMIT:
    case TWC_STATE_ADJUSTED:
      return facts->draw_ca >= CHARGING_STATE_FROM_CA ? TWC_ACTIVITY_CHARGING
                                                      : TWC_ACTIVITY_UNKNOWN;
    case TWC_STATE_PLUGGED:
    case TWC_STATE_WANTS_POWER:
      return TWC_ACTIVITY_PLUGGED;
    case TWC_STATE_STARTING:
      return TWC_ACTIVITY_STARTING;
    case TWC_STATE_BUSY:
    case TWC_STATE_ERROR:
      break;
    }
  return TWC_ACTIVITY_UNKNOWN; /* also all that a slave may say besides */
}
