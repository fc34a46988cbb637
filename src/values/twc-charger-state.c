/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-charger-state.h"

#include "values/twc-nick.h"

static const char *const activities[TWC_N_ACTIVITIES] = {
  [TWC_ACTIVITY_UNKNOWN] = "unknown",   [TWC_ACTIVITY_NO_CAR] = "no-car",
  [TWC_ACTIVITY_PLUGGED] = "plugged",   [TWC_ACTIVITY_STARTING] = "starting",
  [TWC_ACTIVITY_CHARGING] = "charging", [TWC_ACTIVITY_FAULT] = "fault",
};

const char *
twc_activity_to_nick (TwcActivity activity)
{
  return twc_nick_get (activities, TWC_N_ACTIVITIES, activity);
}

gboolean
twc_activity_from_nick (const char *nick, TwcActivity *activity)
{
  guint value;

  if (!twc_nick_find (activities, TWC_N_ACTIVITIES, nick, &value))
    return FALSE;

  *activity = (TwcActivity) value;
  return TRUE;
}
