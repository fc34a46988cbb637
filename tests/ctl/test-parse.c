/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-command.h"
#include "ctl/twc-near.h"
#include "ctl/twc-parse.h"

typedef struct
{
  const char *path;
  const char *text;
  gint64 value; /* -1 = refused */
} Row;

static const Row amps[] = {
  { "/parse/amps/plain", "16", 16 },       { "/parse/amps/with-unit", "16A", 16 },
  { "/parse/amps/most", "240", 240 },      { "/parse/amps/zero", "0", -1 },
  { "/parse/amps/too-many", "241", -1 },   { "/parse/amps/absurd", "99999999999999999999", -1 },
  { "/parse/amps/half", "16.5", -1 },      { "/parse/amps/negative", "-6", -1 },
  { "/parse/amps/text", "lots", -1 },      { "/parse/amps/empty", "", -1 },
  { "/parse/amps/kilowatts", "16kW", -1 },
};

static const Row durations[] = {
  { "/parse/duration/hours", "4h", 4 * 3600 },  { "/parse/duration/minutes", "90m", 90 * 60 },
  { "/parse/duration/both", "1h30m", 5400 },    { "/parse/duration/upper-case", "1H", 3600 },
  { "/parse/duration/seconds", "45s", 45 },     { "/parse/duration/days", "7d", 7 * 86400 },
  { "/parse/duration/too-long", "8d", -1 },     { "/parse/duration/zero", "0h", -1 },
  { "/parse/duration/no-unit", "90", -1 },      { "/parse/duration/unit-alone", "h", -1 },
  { "/parse/duration/strange-unit", "4x", -1 }, { "/parse/duration/rest", "4h ", -1 },
  { "/parse/duration/empty", "", -1 },          { "/parse/duration/absurd", "9999999999h", -1 },
};

/* Now is Sunday 2026-11-22 19:00:30 in Berlin, 18:00:30 UTC. */
static const Row clocks[] = {
  { "/parse/clock/tonight", "23:15", 1795385700 },
  { "/parse/clock/tomorrow", "06:00", 1795410000 },
  { "/parse/clock/one-digit", "6:00", 1795410000 },
  { "/parse/clock/this-minute-is-tomorrow", "19:00", 1795456800 },
  { "/parse/clock/midnight", "00:00", 1795388400 },
  { "/parse/clock/24", "24:00", -1 },
  { "/parse/clock/60-minutes", "06:60", -1 },
  { "/parse/clock/no-minutes", "06", -1 },
  { "/parse/clock/one-minute-digit", "06:0", -1 },
  { "/parse/clock/seconds", "06:00:00", -1 },
  { "/parse/clock/am", "6:00am", -1 },
};

static void
check (const Row *row, gboolean done, gint64 value, const GError *error)
{
  if (row->value < 0)
    {
      g_assert_false (done);
      g_assert_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE);
      return;
    }

  g_assert_no_error (error);
  g_assert_true (done);
  g_assert_cmpint (value, ==, row->value);
}

static void
test_amps (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GError) error = NULL;
  guint value = 0;
  const gboolean done = twc_parse_amps (row->text, &value, &error);

  check (row, done, value, error);
}

static void
test_duration (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GError) error = NULL;
  gint64 value = 0;
  const gboolean done = twc_parse_duration (row->text, &value, &error);

  check (row, done, value, error);
}

static void
test_clock (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr(GDateTime) now = g_date_time_new (berlin, 2026, 11, 22, 19, 0, 30);
  g_autoptr(GError) error = NULL;
  gint64 value = 0;
  const gboolean done = twc_parse_clock (row->text, now, &value, &error);

  check (row, done, value, error);
}

/* The day of the change has 23 hours: 06:00 is still 06:00 on the wall. */
static void
test_clock_on_change_day (void)
{
  g_autoptr(GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr(GDateTime) now = g_date_time_new (berlin, 2026, 3, 28, 22, 0, 0);
  g_autoptr(GError) error = NULL;
  gint64 value;

  g_assert_true (twc_parse_clock ("06:00", now, &value, &error));
  g_assert_cmpint (value - g_date_time_to_unix (now), ==, 7 * 3600);
}

static void
test_hex (void)
{
  const char *const spaced[] = { "FB eb", "77:77", "05", NULL };
  const guint8 expected[] = { 0xFB, 0xEB, 0x77, 0x77, 0x05 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = twc_parse_hex (spaced, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected,
                   sizeof expected);
}

static void
test_bad_hex (gconstpointer data)
{
  const char *const texts[] = { data, NULL };
  g_autoptr(GError) error = NULL;

  g_assert_null (twc_parse_hex (texts, &error));
  g_assert_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE);
}

static void
test_near (void)
{
  const char *const names[] = { "port", "wiring-max-amps-all", "wiring-max-amps-per-twc", NULL };
  g_autofree char *part = twc_near_join ("wiring-max", names);
  g_autofree char *slip = twc_near_join ("prot", names);
  g_autofree char *none = twc_near_join ("charging-station", names);
  g_autofree char *empty = twc_near_join ("", names);

  g_assert_cmpstr (part, ==, "wiring-max-amps-all, wiring-max-amps-per-twc");
  g_assert_cmpstr (slip, ==, "port");
  g_assert_null (none);
  g_assert_null (empty);
  g_assert_cmpuint (twc_near_distance ("kitten", "sitting"), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (amps); i++)
    g_test_add_data_func (amps[i].path, &amps[i], test_amps);
  for (gsize i = 0; i < G_N_ELEMENTS (durations); i++)
    g_test_add_data_func (durations[i].path, &durations[i], test_duration);
  for (gsize i = 0; i < G_N_ELEMENTS (clocks); i++)
    g_test_add_data_func (clocks[i].path, &clocks[i], test_clock);
  g_test_add_func ("/parse/clock/change-day", test_clock_on_change_day);
  g_test_add_func ("/parse/hex/spaced", test_hex);
  g_test_add_data_func ("/parse/hex/odd", "FBE", test_bad_hex);
  g_test_add_data_func ("/parse/hex/letters", "FBEX", test_bad_hex);
  g_test_add_data_func ("/parse/hex/empty", "", test_bad_hex);
  g_test_add_data_func (
    "/parse/hex/too-long",
    "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    "0000000000000000000000000000000000000000000000000000",
    test_bad_hex);
  g_test_add_func ("/parse/near", test_near);

  return g_test_run ();
}
