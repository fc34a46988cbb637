/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-format.h"

#include <math.h>

static void
test_amps_from_outside (void)
{
  g_assert_cmpuint (twc_format_read_ca (16), ==, 1600);
  g_assert_cmpuint (twc_format_read_ca (16.004), ==, 1600);
  g_assert_cmpuint (twc_format_read_ca (15.999), ==, 1600);
  g_assert_cmpuint (twc_format_read_ca (-1), ==, 0);
  g_assert_cmpuint (twc_format_read_ca (NAN), ==, 0);
  g_assert_cmpuint (twc_format_read_ca (INFINITY), ==, 0);
  g_assert_cmpuint (twc_format_read_ca (1e300), ==, G_MAXUINT16);
}

static void
test_units (void)
{
  const double volts[] = { 230.4, 0, NAN };
  const double lines[] = { 230, 231, 229, 400 };
  g_autofree char *measured = twc_format_measured (1624);
  g_autofree char *amps = twc_format_amps (1600);
  g_autofree char *odd_amps = twc_format_amps (1650);
  g_autofree char *power = twc_format_power (3912);
  g_autofree char *no_power = twc_format_power (NAN);
  g_autofree char *energy = twc_format_energy (1204);
  g_autofree char *unknown = twc_format_energy (-1);
  g_autofree char *session = twc_format_session (4.21);
  g_autofree char *no_session = twc_format_session (-1);
  g_autofree char *odd_session = twc_format_session (NAN);
  g_autofree char *one = twc_format_volts (volts, G_N_ELEMENTS (volts));
  g_autofree char *three = twc_format_volts (lines, G_N_ELEMENTS (lines));
  g_autofree char *none = twc_format_volts (NULL, 0);

  g_assert_cmpstr (measured, ==, "16.2 A");
  g_assert_cmpstr (amps, ==, "16 A");
  g_assert_cmpstr (odd_amps, ==, "16.5 A");
  g_assert_cmpstr (power, ==, "3.9 kW");
  g_assert_cmpstr (no_power, ==, "0.0 kW");
  g_assert_cmpstr (energy, ==, "1204 kWh");
  g_assert_cmpstr (unknown, ==, "");
  g_assert_cmpstr (session, ==, "4.2 kWh this time");
  g_assert_cmpstr (no_session, ==, "");
  g_assert_cmpstr (odd_session, ==, "");
  g_assert_cmpstr (one, ==, "230 V");
  g_assert_cmpstr (three, ==, "230, 231, 229 V");
  g_assert_cmpstr (none, ==, "");
}

typedef struct
{
  const char *path;
  gint64 seconds;
  const char *text;
} Duration;

static const Duration durations[] = {
  { "/format/duration/seconds", 8, "8 s" },
  { "/format/duration/minutes", 160, "2:40 min" },
  { "/format/duration/hours", 3 * 3600 + 5 * 60 + 59, "3 h 05 min" },
  { "/format/duration/past", -5, "0 s" },
};

static void
test_duration (gconstpointer data)
{
  const Duration *row = data;
  g_autofree char *text = twc_format_duration (row->seconds);

  g_assert_cmpstr (text, ==, row->text);
}

typedef struct
{
  const char *path;
  gint64 ahead_s;
  const char *text;
} Clock;

/* Now is Sunday 2026-11-22 19:00 UTC, 20:00 in Berlin. */
static const Clock clocks[] = {
  { "/format/clock/tonight", 4 * 3600, "00:00" },
  { "/format/clock/tomorrow-morning", 11 * 3600, "07:00" },
  { "/format/clock/this-time-tomorrow", 24 * 3600, "Mon 20:00" },
  { "/format/clock/next-week", 8 * 24 * 3600, "11/30/26 20:00" },
  { "/format/clock/absurd", G_MAXINT64 / 2, "?" },
};

static void
test_clock (gconstpointer data)
{
  const Clock *row = data;
  g_autoptr(GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr(GDateTime) now = g_date_time_new (berlin, 2026, 11, 22, 20, 0, 0);
  g_autofree char *text = twc_format_clock (g_date_time_to_unix (now) + row->ahead_s, now);

  g_assert_cmpstr (text, ==, row->text);
}

static void
test_since (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_utc (2026, 11, 22, 20, 0, 0);
  g_autofree char *today = twc_format_since (g_date_time_to_unix (now) - 3600, now);
  g_autofree char *before = twc_format_since (g_date_time_to_unix (now) - 86400, now);
  g_autofree char *unknown = twc_format_since (0, now);

  g_assert_cmpstr (today, ==, "since 19:00");
  g_assert_cmpstr (before, ==, "since 11/21/26 20:00");
  g_assert_cmpstr (unknown, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/format/amps-from-outside", test_amps_from_outside);
  g_test_add_func ("/format/units", test_units);
  for (gsize i = 0; i < G_N_ELEMENTS (durations); i++)
    g_test_add_data_func (durations[i].path, &durations[i], test_duration);
  for (gsize i = 0; i < G_N_ELEMENTS (clocks); i++)
    g_test_add_data_func (clocks[i].path, &clocks[i], test_clock);
  g_test_add_func ("/format/since", test_since);

  return g_test_run ();
}
