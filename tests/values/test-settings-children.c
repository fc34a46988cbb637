/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "values/twc-settings-check.h"

typedef gboolean (*SetFunc) (
  TwcSettings *self, const char *name, const char *key, GVariant *value, GError **error);

typedef struct
{
  const char *path;
  SetFunc set;
  const char *key;
  const char *value; /* GVariant text */
  int error;         /* -1 = accepted */
} Row;

static gboolean
set_charger (TwcSettings *self, const char *name, const char *key, GVariant *value, GError **error)
{
  return twc_settings_set_charger (self, 0x9399, key, value, error);
}

#define SCHEDULE twc_settings_set_schedule
#define GOAL twc_settings_set_goal
#define SOURCE twc_settings_set_source
#define RANGE TWC_SETTINGS_ERROR_OUT_OF_RANGE
#define TYPE TWC_SETTINGS_ERROR_WRONG_TYPE

static const Row rows[] = {
  { "/settings-children/charger/priority", set_charger, "priority", "9", -1 },
  { "/settings-children/charger/priority-too-high", set_charger, "priority", "10", RANGE },
  { "/settings-children/charger/max-amps-in-the-gap", set_charger, "max-amps", "4", RANGE },
  { "/settings-children/charger/line", set_charger, "line", "4", RANGE },
  { "/settings-children/charger/active-phases", set_charger, "active-phases", "4", RANGE },

  { "/settings-children/schedule/days", SCHEDULE, "days", "['mon', 'Tuesday', 'sat-mon']", -1 },
  { "/settings-children/schedule/no-day", SCHEDULE, "days", "['someday']", RANGE },
  { "/settings-children/schedule/half-a-range", SCHEDULE, "days", "['mon-']", RANGE },
  { "/settings-children/schedule/days-as-text", SCHEDULE, "days", "'mon'", TYPE },
  { "/settings-children/schedule/start", SCHEDULE, "start", "'23:59'", -1 },
  { "/settings-children/schedule/start-at-24", SCHEDULE, "start", "'24:00'", RANGE },
  { "/settings-children/schedule/start-no-time", SCHEDULE, "start", "'8 pm'", RANGE },
  { "/settings-children/schedule/start-long", SCHEDULE, "start", "'000000000000023:00'", RANGE },
  { "/settings-children/schedule/end-at-24", SCHEDULE, "end", "'24:00'", -1 },
  { "/settings-children/schedule/end-after-24", SCHEDULE, "end", "'24:01'", RANGE },
  { "/settings-children/schedule/end-at-0", SCHEDULE, "end", "'00:00'", RANGE },
  { "/settings-children/schedule/amps", SCHEDULE, "amps", "241", RANGE },
  { "/settings-children/schedule/chargers", SCHEDULE, "chargers", "['9399']", -1 },
  { "/settings-children/schedule/no-charger", SCHEDULE, "chargers", "['FFFF']", RANGE },
  { "/settings-children/schedule/unknown-key", SCHEDULE, "begin", "'23:00'",
    TWC_SETTINGS_ERROR_UNKNOWN_KEY },

  { "/settings-children/plan/charger", GOAL, "charger", "'9399'", -1 },
  { "/settings-children/plan/any-charger", GOAL, "charger", "''", -1 },
  { "/settings-children/plan/no-charger", GOAL, "charger", "'left'", RANGE },
  { "/settings-children/plan/vin", GOAL, "vin", "'5YJ3E7EA0LF000000'", -1 },
  { "/settings-children/plan/half-a-vin", GOAL, "vin", "'5YJ3'", RANGE },
  { "/settings-children/plan/energy", GOAL, "energy-kwh", "201.0", RANGE },
  { "/settings-children/plan/target", GOAL, "target-percent", "101", RANGE },
  { "/settings-children/plan/departure", GOAL, "departure", "'24:00'", RANGE },
  { "/settings-children/plan/date", GOAL, "date", "'2028-02-29'", -1 },
  { "/settings-children/plan/no-such-date", GOAL, "date", "'2027-02-29'", RANGE },
  { "/settings-children/plan/date-month-0", GOAL, "date", "'2027-00-10'", RANGE },
  { "/settings-children/plan/date-other-way", GOAL, "date", "'31.12.2026'", RANGE },

  { "/settings-children/source/role", SOURCE, "role", "'battery'", -1 },
  { "/settings-children/source/no-role", SOURCE, "role", "'moon'", RANGE },
  { "/settings-children/source/stale-automatic", SOURCE, "stale-after", "0", -1 },
  { "/settings-children/source/stale-in-the-gap", SOURCE, "stale-after", "14", RANGE },
  { "/settings-children/source/poll", SOURCE, "poll-seconds", "0", RANGE },
};

static void
test_set (gconstpointer data)
{
  const Row *row = data;
  TwcSettings settings = twc_settings_default (), before;
  g_autoptr(GVariant) value = g_variant_ref_sink (g_variant_new_parsed (row->value));
  g_autoptr(GVariant) enabled = g_variant_ref_sink (g_variant_new_boolean (TRUE));
  g_autoptr(GError) error = NULL;

  row->set (&settings, "night", row->set == set_charger ? "paused" : "enabled", enabled, NULL);
  before = settings;

  if (row->error < 0)
    {
      g_assert_true (row->set (&settings, "night", row->key, value, &error));
      g_assert_no_error (error);
      return;
    }

  /* G3: an invalid setting keeps what was there, and the message names the key. */
  g_assert_false (row->set (&settings, "night", row->key, value, &error));
  g_assert_error (error, TWC_SETTINGS_ERROR, row->error);
  g_assert_nonnull (strstr (error->message, row->key));
  g_assert_true (twc_settings_equal (&settings, &before));
}

static void
test_names_are_checked (void)
{
  const char *const bad[] = { "",     "a/b",
                              "..",   "night shift",
                              "näht", "a-name-that-is-longer-than-31-le" };
  TwcSettings settings = twc_settings_default ();

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (twc_settings_ensure_schedule (&settings, bad[i], &error));
      g_assert_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_BAD_NAME);
    }
  g_assert_nonnull (
    twc_settings_ensure_schedule (&settings, "a-name-that-has-31-characters__", NULL));
  g_assert_cmpuint (settings.n_schedules, ==, 1);
}

static void
test_they_are_bounded (void)
{
  TwcSettings settings = twc_settings_default ();
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < TWC_MAX_SCHEDULES; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%u", i);

      g_assert_nonnull (twc_settings_ensure_schedule (&settings, name, NULL));
    }
  g_assert_nonnull (twc_settings_ensure_schedule (&settings, "s3", NULL));
  g_assert_null (twc_settings_ensure_schedule (&settings, "one-more", &error));
  g_assert_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_TOO_MANY);

  for (guint i = 0; i < TWC_MAX_GOALS; i++)
    {
      const char name[] = { (char) ('a' + i), '\0' };

      g_assert_nonnull (twc_settings_ensure_goal (&settings, name, NULL));
    }
  g_assert_null (twc_settings_ensure_goal (&settings, "one-more", NULL));
}

typedef struct
{
  const char *path;
  const char *text;
  int days; /* -1 = refused */
  const char *printed;
} DaysRow;

static const DaysRow days_rows[] = {
  { "/settings-children/days/one", "sun", 0x40, "sun" },
  { "/settings-children/days/in-full", "Wednesday", 0x04, "wed" },
  { "/settings-children/days/range", "mon-fri", 0x1F, "mon,tue,wed,thu,fri" },
  { "/settings-children/days/over-the-weekend", "sat-mon", 0x61, "mon,sat,sun" },
  { "/settings-children/days/one-day-range", "tue-tue", 0x02, "tue" },
  { "/settings-children/days/daily", "daily", 0x7F, "mon,tue,wed,thu,fri,sat,sun" },
  { "/settings-children/days/four-letters", "tues", -1, NULL },
  { "/settings-children/days/nothing", "", -1, NULL },
  { "/settings-children/days/two-ranges", "mon-wed-fri", -1, NULL },
};

static void
test_days (gconstpointer data)
{
  const DaysRow *row = data;
  g_autofree char *printed = NULL;
  guint days = 0;

  g_assert_cmpint (twc_days_from_text (row->text, &days), ==, row->days >= 0);
  if (row->days < 0)
    return;

  g_assert_cmphex (days, ==, (guint) row->days);
  printed = twc_days_to_text (days);
  g_assert_cmpstr (printed, ==, row->printed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_set);
  for (gsize i = 0; i < G_N_ELEMENTS (days_rows); i++)
    g_test_add_data_func (days_rows[i].path, &days_rows[i], test_days);
  g_test_add_func ("/settings-children/names-are-checked", test_names_are_checked);
  g_test_add_func ("/settings-children/they-are-bounded", test_they_are_bounded);

  return g_test_run ();
}
