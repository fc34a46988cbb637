/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-civil.h"

#define DAY_S G_GINT64_CONSTANT (86400)
#define DAYS_PER_WEEK 7

/* 1970-01-01 was a Thursday, and day 719163 of GDate. */
#define EPOCH_WEEKDAY 3
#define EPOCH_JULIAN 719163

/* 2026-01-01: no program of this code can run earlier (5.4). Nor later than GLib's last year. */
#define EARLIEST_S G_GINT64_CONSTANT (1767225600)
#define LATEST_S G_GINT64_CONSTANT (253402300799)

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

/* The local times that a zone skips: the first instant after the gap. */
static gint64
skip_gap (GTimeZone *zone, gint64 local_s)
{
  const gint interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &local_s);

  return local_s - g_time_zone_get_offset (zone, interval);
}

/**
 * twc_civil_to_utc:
 * @day: a local day
 * @minute: of that day; from 1440 on of the next
 *
 * GLib's date-time resolves a time that occurs twice by its "standard" reading, which is the
 * later one only where summer time is the exception: not in Dublin, whose winter is, and not
 * where a country changes its zone. Hence the search from the latest interval backwards.
 *
 * Returns: the instant, UTC. A local time that is skipped means the first instant after the gap,
 *   one that occurs twice the later one (5.4)
 */
gint64
twc_civil_to_utc (GTimeZone *zone, gint64 day, guint minute)
{
  const gint64 local_s = day * DAY_S + (gint64) minute * 60;
  gint first, last;

  if (!zone)
    return local_s;

  /* No zone is a day away from UTC. */
  first = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, local_s - DAY_S);
  last = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, local_s + DAY_S);
  if (first == last)
    return local_s - g_time_zone_get_offset (zone, last);

  for (gint interval = last; interval >= first; interval--)
    {
      const gint64 utc_s = local_s - g_time_zone_get_offset (zone, interval);

      if (g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, utc_s) == interval)
        return utc_s;
    }

  return skip_gap (zone, local_s);
}

/**
 * twc_civil_get_day:
 *
 * Returns: the local day at an instant
 */
gint64
twc_civil_get_day (GTimeZone *zone, gint64 utc_s)
{
  gint64 local_s = utc_s;

  if (zone)
    local_s +=
      g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, utc_s));

  return floor_div (local_s, DAY_S);
}

/**
 * twc_civil_get_next:
 * @minute: of the local day, 0 … 1439
 *
 * Returns: its next occurrence strictly after @after_s, UTC (5.5)
 */
gint64
twc_civil_get_next (GTimeZone *zone, guint minute, gint64 after_s)
{
  gint64 day = twc_civil_get_day (zone, after_s);
  gint64 next_s;

  /* The second try is tomorrow; a third is needed only where a zone skips a whole day. */
  do
    next_s = twc_civil_to_utc (zone, day++, minute);
  while (next_s <= after_s);

  return next_s;
}

/**
 * twc_civil_is_on:
 * @days: bit 0 = Monday … bit 6 = Sunday
 *
 * Returns: whether @day is one of @days
 */
gboolean
twc_civil_is_on (gint64 day, guint days)
{
  const gint64 weekday = day + EPOCH_WEEKDAY - DAYS_PER_WEEK * floor_div (day + EPOCH_WEEKDAY, 7);

  return (days >> weekday & 1) != 0;
}

/**
 * twc_civil_find_day:
 * @date: like 20261231
 * @day: (out): that day
 *
 * Returns: %FALSE when there is no such date
 */
gboolean
twc_civil_find_day (guint date, gint64 *day)
{
  const GDateYear year = (GDateYear) MIN (date / 10000, G_MAXUINT16);
  const guint month = date / 100 % 100;
  const GDateDay day_of_month = (GDateDay) (date % 100);
  GDate value;

  if (month > 12 || !g_date_valid_dmy (day_of_month, (GDateMonth) month, year))
    return FALSE;

  g_date_clear (&value, 1);
  g_date_set_dmy (&value, day_of_month, (GDateMonth) month, year);
  *day = (gint64) g_date_get_julian (&value) - EPOCH_JULIAN;
  return TRUE;
}

/**
 * twc_civil_get_window:
 * @start_min: of @day
 * @end_min: 1 … 1440; up to @start_min it is on the day after
 * @start_s: (out): the first instant, UTC
 * @end_s: (out): the first instant that is no more in it
 *
 * Returns: %FALSE when the window is empty, as one within the spring gap is (5.4)
 */
gboolean
twc_civil_get_window (
  GTimeZone *zone, gint64 day, guint start_min, guint end_min, gint64 *start_s, gint64 *end_s)
{
  *start_s = twc_civil_to_utc (zone, day, start_min);
  *end_s = twc_civil_to_utc (zone, end_min > start_min ? day : day + 1, end_min);

  return *start_s < *end_s;
}

/**
 * twc_civil_is_plausible:
 *
 * Returns: whether the wall clock may be right; one that has lost its time says 1970 (5.4)
 */
gboolean
twc_civil_is_plausible (gint64 utc_s)
{
  return utc_s >= EARLIEST_S && utc_s <= LATEST_S;
}
