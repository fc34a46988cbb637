/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/twc-charge-end.h"

#include "values/twc-nick.h"

#define MORNING_HOUR 6

static const char *const nicks[TWC_N_CHARGE_ENDS] = {
  [TWC_CHARGE_END_2H] = "2h",
  [TWC_CHARGE_END_4H] = "4h",
  [TWC_CHARGE_END_MORNING] = "morning",
  [TWC_CHARGE_END_24H] = "24h",
};

const char *
twc_charge_end_to_nick (TwcChargeEnd end)
{
  return twc_nick_get (nicks, TWC_N_CHARGE_ENDS, end);
}

gboolean
twc_charge_end_from_nick (const char *nick, TwcChargeEnd *end)
{
  guint value;

  if (!twc_nick_find (nicks, TWC_N_CHARGE_ENDS, nick, &value))
    return FALSE;

  *end = (TwcChargeEnd) value;
  return TRUE;
}

/* The next time that the wall clock shows it, also across a change to or from summer time. */
static gint64
find_morning (GDateTime *now)
{
  g_autoptr(GDateTime) day = g_date_time_get_hour (now) < MORNING_HOUR
                                ? g_date_time_ref (now)
                                : g_date_time_add_days (now, 1);
  g_autoptr(GDateTime) morning = g_date_time_new (
    g_date_time_get_timezone (now), g_date_time_get_year (day), g_date_time_get_month (day),
    g_date_time_get_day_of_month (day), MORNING_HOUR, 0, 0);

  return g_date_time_to_unix (morning);
}

/**
 * twc_charge_end_compute:
 * @now: local time
 *
 * Returns: UTC seconds
 */
gint64
twc_charge_end_compute (TwcChargeEnd end, GDateTime *now)
{
  const gint64 now_s = g_date_time_to_unix (now);

  switch (end)
    {
    case TWC_CHARGE_END_2H:
      return now_s + 2 * 3600;
    case TWC_CHARGE_END_4H:
      return now_s + 4 * 3600;
    case TWC_CHARGE_END_MORNING:
      return find_morning (now);
    case TWC_CHARGE_END_24H:
      return now_s + 24 * 3600;
    case TWC_N_CHARGE_ENDS:
      break;
    }
  g_return_val_if_reached (now_s);
}
