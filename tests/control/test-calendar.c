/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-civil.h"
#include "control/twc-schedule.h"

/* Zones with summer time in either half of the year, at midnight, by half an hour, with the
 * winter as the exception, with none, and far from UTC. */
static const char *const zones[] = {
  "Europe/Berlin",     "America/New_York", "Europe/Dublin",  "Australia/Lord_Howe",
  "Africa/Cairo",      "America/Havana",   "Asia/Kathmandu", "Pacific/Kiritimati",
  "Africa/Casablanca", "America/St_Johns", "Asia/Beirut",    "Pacific/Chatham",
};

#define N_ROUNDS 150

/* 2026 to 2056. */
static gint64
get_instant (void)
{
  return G_GINT64_CONSTANT (1767312000) + (gint64) g_test_rand_int_range (0, 30 * 365) * 86400 +
         g_test_rand_int_range (0, 86400);
}

static gint64
get_local_s (GTimeZone *zone, gint64 utc_s)
{
  return utc_s + g_time_zone_get_offset (
                   zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, utc_s));
}

/* What 5.4 says, by looking at every minute of four days. */
static gint64
find_by_search (GTimeZone *zone, gint64 local_s)
{
  gint64 after_gap_s = -1;

  for (gint64 utc_s = local_s + 2 * 86400; utc_s > local_s - 2 * 86400; utc_s -= 60)
    {
      if (get_local_s (zone, utc_s) == local_s)
        return utc_s;
      if (get_local_s (zone, utc_s) > local_s && get_local_s (zone, utc_s - 60) < local_s)
        after_gap_s = utc_s;
    }

  return after_gap_s;
}

static void
test_civil_to_utc (gconstpointer data)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (data);

  g_assert_nonnull (zone);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gint64 day = twc_civil_get_day (zone, get_instant ());
      const guint minute = (guint) g_test_rand_int_range (0, 1441);

      /* Every other round on a day on which the clocks change, if there is one in that year. */
      for (guint i = 0; round % 2 == 0 && i < 366; i++, day++)
        if (twc_civil_to_utc (zone, day + 1, 0) - twc_civil_to_utc (zone, day, 0) != 86400)
          break;

      g_test_message ("day %" G_GINT64_FORMAT ", minute %u", day, minute);
      g_assert_cmpint (twc_civil_to_utc (zone, day, minute), ==,
                       find_by_search (zone, day * 86400 + minute * 60));
    }
}

static void
test_no_zone_is_utc (void)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      const gint64 utc_s = get_instant ();

      g_assert_cmpint (twc_civil_get_day (NULL, utc_s), ==, twc_civil_get_day (utc, utc_s));
      g_assert_cmpint (twc_civil_to_utc (NULL, utc_s / 86400, 90), ==,
                       twc_civil_to_utc (utc, utc_s / 86400, 90));
    }
}

static void
test_weekdays (void)
{
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      const gint64 utc_s = get_instant () - (round % 2) * G_GINT64_CONSTANT (3000000000);
      g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (utc_s);
      const guint date =
        (guint) (g_date_time_get_year (time) * 10000 + g_date_time_get_month (time) * 100 +
                 g_date_time_get_day_of_month (time));
      gint64 day;

      g_assert_true (twc_civil_find_day (date, &day));
      g_assert_cmpint (day, ==, twc_civil_get_day (NULL, utc_s));
      g_assert_true (twc_civil_is_on (day, 1u << (g_date_time_get_day_of_week (time) - 1)));
      g_assert_false (
        twc_civil_is_on (day, TWC_EVERY_DAY & ~(1u << (g_date_time_get_day_of_week (time) - 1))));
    }
}

static void
test_no_such_date (void)
{
  static const guint dates[] = { 0, 20260229, 20261301, 20260001, 20260100, 20261232, G_MAXUINT };
  gint64 day;

  for (gsize i = 0; i < G_N_ELEMENTS (dates); i++)
    g_assert_false (twc_civil_find_day (dates[i], &day));
  g_assert_true (twc_civil_find_day (20280229, &day));
}

static void
add_entries (TwcSettings *settings)
{
  settings->n_schedules = (guint) g_test_rand_int_range (0, 6);
  for (guint i = 0; i < settings->n_schedules; i++)
    {
      TwcScheduleEntry *entry = &settings->schedules[i];

      *entry = (TwcScheduleEntry){
        .enabled = g_test_rand_int_range (0, 8) > 0,
        .days = (guint) g_test_rand_int_range (1, 128),
        .start_min = (guint) g_test_rand_int_range (0, 48) * 30,
        .end_min = (guint) g_test_rand_int_range (1, 49) * 30,
        .amps_ca = TWC_CA (16),
      };
      if (entry->start_min == entry->end_min)
        entry->end_min = entry->start_min > 720 ? 30 : 1410;
    }
}

/* Whatever the memory went through, it says what the calendar says. */
static void
test_memory_is_fresh (gconstpointer data)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (data);
  TwcSettings settings = twc_settings_default ();
  TwcScheduleMemory memory = { 0 };
  gint64 now_s = get_instant ();

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      if (round % 20 == 0)
        add_entries (&settings);
      if (settings.n_schedules > 0 && g_test_rand_int_range (0, 10) == 0)
        settings.schedules[0].start_min = (guint) g_test_rand_int_range (0, 24) * 60 + 15;
      now_s = g_test_rand_int_range (0, 20) == 0 ? get_instant ()
                                                 : now_s + g_test_rand_int_range (-100, 9000);

      if (g_test_rand_int_range (0, 20) == 0)
        g_clear_pointer (&zone, g_time_zone_unref);
      if (!zone && g_test_rand_int_range (0, 2) == 0)
        zone = g_time_zone_new_identifier (data);

      twc_schedule_update (&memory, &settings, zone, now_s);
      g_assert_cmphex (memory.active, ==, twc_schedule_find_active (&settings, zone, now_s));
    }
}

/* Nothing changes before the change that is announced, and then something does. */
static void
test_next_change (gconstpointer data)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (data);
  TwcSettings settings = twc_settings_default ();

  for (guint round = 0; round < 100; round++)
    {
      const gint64 now_s = get_instant ();
      gint64 change_s, end_s;
      guint active;

      add_entries (&settings);
      active = twc_schedule_find_active (&settings, zone, now_s);
      change_s = twc_schedule_find_change (&settings, zone, G_MAXUINT, now_s);
      end_s = change_s > 0 ? change_s : now_s + 8 * 86400;

      for (gint64 utc_s = now_s; utc_s < end_s; utc_s += 600)
        g_assert_cmphex (twc_schedule_find_active (&settings, zone, utc_s), ==, active);
      if (change_s > 0)
        {
          g_assert_cmphex (twc_schedule_find_active (&settings, zone, change_s - 1), ==, active);
          g_assert_cmphex (twc_schedule_find_active (&settings, zone, change_s), !=, active);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/control/calendar/no-zone-is-utc", test_no_zone_is_utc);
  g_test_add_func ("/control/calendar/weekdays", test_weekdays);
  g_test_add_func ("/control/calendar/no-such-date", test_no_such_date);
  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autofree char *civil = g_strconcat ("/control/calendar/civil-to-utc/", zones[i], NULL);
      g_autofree char *memory = g_strconcat ("/control/calendar/memory-is-fresh/", zones[i], NULL);
      g_autofree char *change = g_strconcat ("/control/calendar/next-change/", zones[i], NULL);

      g_test_add_data_func (civil, zones[i], test_civil_to_utc);
      g_test_add_data_func (memory, zones[i], test_memory_is_fresh);
      g_test_add_data_func (change, zones[i], test_next_change);
    }

  return g_test_run ();
}
