/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/twc-charge-end.h"

typedef struct
{
  const char *path;
  const char *nick;
  const char *zone;
  const char *now;
  const char *end;
} Row;

static const Row rows[] = {
  { "/charge-end/2h", "2h", "UTC", "2026-11-22T20:00:00Z", "2026-11-22T22:00:00Z" },
  { "/charge-end/4h", "4h", "UTC", "2026-11-22T22:00:00Z", "2026-11-23T02:00:00Z" },
  { "/charge-end/24h", "24h", "UTC", "2026-11-22T22:00:00Z", "2026-11-23T22:00:00Z" },
  { "/charge-end/evening", "morning", "UTC", "2026-11-22T22:00:00Z", "2026-11-23T06:00:00Z" },
  { "/charge-end/at-night", "morning", "UTC", "2026-11-22T05:59:00Z", "2026-11-22T06:00:00Z" },
  { "/charge-end/at-six", "morning", "UTC", "2026-11-22T06:00:00Z", "2026-11-23T06:00:00Z" },
  { "/charge-end/local-time", "morning", "+02:00", "2026-11-22T22:00:00Z", "2026-11-23T04:00:00Z" },
  { "/charge-end/end-of-year", "morning", "UTC", "2026-12-31T12:00:00Z", "2027-01-01T06:00:00Z" },
};

static void
test_end (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (row->zone);
  g_autoptr(GDateTime) utc = g_date_time_new_from_iso8601 (row->now, NULL);
  g_autoptr(GDateTime) now = g_date_time_to_timezone (utc, zone);
  g_autoptr(GDateTime) expected = g_date_time_new_from_iso8601 (row->end, NULL);
  TwcChargeEnd end;

  g_assert_true (twc_charge_end_from_nick (row->nick, &end));
  g_assert_cmpstr (twc_charge_end_to_nick (end), ==, row->nick);
  g_assert_cmpint (twc_charge_end_compute (end, now), ==, g_date_time_to_unix (expected));
}

static void
test_unknown (void)
{
  TwcChargeEnd end = TWC_CHARGE_END_2H;

  g_assert_false (twc_charge_end_from_nick ("never", &end));
  g_assert_cmpint (end, ==, TWC_CHARGE_END_2H);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_end);
  g_test_add_func ("/charge-end/unknown", test_unknown);

  return g_test_run ();
}
