/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/**
 * twc_format_read_ca:
 * @amps: what came over D-Bus, not yet trusted
 *
 * Returns: centiamperes within what the wire can carry; 0 for what is no number
 */
guint
twc_format_read_ca (double amps)
{
  if (!isfinite (amps) || amps <= 0)
    return 0;

  return (guint) (MIN (amps, G_MAXUINT16 / 100.0) * 100 + 0.5);
}

char *
twc_format_number (guint ca)
{
  return g_strdup_printf ("%.1f", ca / 100.0);
}

char *
twc_format_measured (guint ca)
{
  /* Translators: amperes with one decimal */
  return g_strdup_printf (C_ ("unit", "%.1f A"), ca / 100.0);
}

/**
 * twc_format_amps:
 * @ca: an offer or a limit: whole amps, except for what a Wall Connector itself reports
 */
char *
twc_format_amps (guint ca)
{
  if (ca % 100 != 0)
    return twc_format_measured (ca);

  /* Translators: whole amperes */
  return g_strdup_printf (C_ ("unit", "%u A"), ca / 100);
}

char *
twc_format_power (double watts)
{
  /* Translators: kilowatts with one decimal */
  return g_strdup_printf (C_ ("unit", "%.1f kW"), isfinite (watts) ? watts / 1000 : 0);
}

/**
 * twc_format_energy:
 * @kwh: a meter's reading; negative or absurd = unknown
 *
 * Returns: (transfer full): the text; empty while it is unknown
 */
char *
twc_format_energy (double kwh)
{
  if (!isfinite (kwh) || kwh < 0)
    return g_strdup ("");

  /* Translators: whole kilowatt hours */
  return g_strdup_printf (C_ ("unit", "%.0f kWh"), kwh);
}

/**
 * twc_format_session:
 * @kwh: what the car that is here has taken; negative or absurd = none
 *
 * Returns: (transfer full): the text; empty while there is none
 */
char *
twc_format_session (double kwh)
{
  if (!isfinite (kwh) || kwh < 0)
    return g_strdup ("");

  /* Translators: what the car has been charged with since it was plugged in */
  return g_strdup_printf (C_ ("session", "%.1f kWh this time"), kwh);
}

/**
 * twc_format_volts:
 * @volts: of each line; those that are not connected are 0 and left out
 */
char *
twc_format_volts (const double *volts, gsize n_volts)
{
  g_autoptr(GString) all = g_string_new (NULL);

  for (gsize i = 0; i < MIN (n_volts, 3); i++)
    if (volts[i] >= 1 && volts[i] < 1000) /* false for what is no number, too */
      g_string_append_printf (all, "%s%.0f", all->len > 0 ? ", " : "", volts[i]);

  if (all->len == 0)
    return g_strdup ("");

  /* Translators: volts, one number for each line: "241 V", "230, 231, 229 V" */
  return g_strdup_printf (C_ ("unit", "%s V"), all->str);
}

/**
 * twc_format_duration:
 *
 * Returns: (transfer full): "8 s", "2:40 min" or "3 h 05 min"
 */
char *
twc_format_duration (gint64 seconds)
{
  const gint64 s = MAX (seconds, 0);

  if (s < MINUTE)
    /* Translators: seconds */
    return g_strdup_printf (C_ ("unit", "%d s"), (int) s);
  if (s < HOUR)
    /* Translators: minutes and seconds, as on a stop watch */
    return g_strdup_printf (C_ ("unit", "%d:%02d min"), (int) (s / MINUTE), (int) (s % MINUTE));

  /* Translators: hours and minutes */
  return g_strdup_printf (C_ ("unit", "%d h %02d min"), (int) MIN (s / HOUR, G_MAXINT),
                              (int) (s % HOUR / MINUTE));
}

static char *
format_local (gint64 unix_s, GDateTime *now, const char *format)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (unix_s);
  g_autoptr(GDateTime) local = NULL;

  if (utc == NULL) /* beyond the year 9999: a number from outside */
    return g_strdup ("?");

  local = g_date_time_to_timezone (utc, g_date_time_get_timezone (now));
  return g_date_time_format (local, format);
}

/**
 * twc_format_clock:
 * @unix_s: a time to come, UTC seconds
 * @now: the present, in the zone to show
 *
 * Returns: (transfer full): "06:00", with its day where that would be ambiguous
 */
char *
twc_format_clock (gint64 unix_s, GDateTime *now)
{
  const gint64 ahead = MAX (unix_s, 0) - g_date_time_to_unix (now);

  if (ahead < DAY / 2)
    /* Translators: a time of day, in the format of g_date_time_format() */
    return format_local (unix_s, now, C_ ("time", "%H:%M"));
  if (ahead < 6 * DAY)
    /* Translators: short weekday and time of day */
    return format_local (unix_s, now, C_ ("time", "%a %H:%M"));

  /* Translators: date and time of day */
  return format_local (unix_s, now, C_ ("time", "%x %H:%M"));
}

/**
 * twc_format_since:
 * @unix_s: a time past, UTC seconds; 0 = unknown
 * @now: the present, in the zone to show
 */
char *
twc_format_since (gint64 unix_s, GDateTime *now)
{
  const gint64 ago = g_date_time_to_unix (now) - MAX (unix_s, 0);
  g_autofree char *clock = NULL;

  if (unix_s <= 0)
    return g_strdup ("");

  clock =
    format_local (unix_s, now, ago < DAY / 2 ? C_ ("time", "%H:%M") : C_ ("time", "%x %H:%M"));
  /* Translators: %s is a time: "since 06:00" */
  return g_strdup_printf (_ ("since %s"), clock);
}
