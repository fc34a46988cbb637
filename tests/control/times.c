/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "times.h"

#include <string.h>

static guint
get_ca (const Table *line, guint index)
{
  return (guint) (table_get_double (line, index) * 100 + 0.5);
}

static guint16
get_id (const char *word)
{
  return (guint16) (0x1000 + word[0] - 'A');
}

/* From @index on: A, B, C. */
static guint
get_ids (const Table *line, guint index, guint16 ids[TWC_MAX_CHARGERS])
{
  guint n = 0;

  for (; index < line->n_words; index++)
    ids[n++] = get_id (line->words[index]);

  return n;
}

static void
do_zone (Toy *toy, const Table *line)
{
  g_clear_pointer (&toy->zone, g_time_zone_unref);
  toy->zone = g_time_zone_new_identifier (table_get_word (line, 1));
  g_assert_nonnull (toy->zone);
}

static void
do_clock (Toy *toy, const Table *line)
{
  toy->now.unix_s = table_get_time (line, 1);
}

static void
do_schedule (Toy *toy, const Table *line)
{
  TwcScheduleEntry *entry = &toy->settings.schedules[toy->settings.n_schedules++];

  *entry = (TwcScheduleEntry){
    .enabled = TRUE,
    .days = table_get_days (line, 1),
    .amps_ca = get_ca (line, 3),
  };
  table_get_span (line, 2, &entry->start_min, &entry->end_min);
  entry->n_ids = get_ids (line, 4, entry->ids);
}

static void
do_unschedule (Toy *toy, const Table *line)
{
  toy->settings.n_schedules = 0;
}

static void
do_charge_now (Toy *toy, const Table *line)
{
  TwcSettings *settings = &toy->settings;

  settings->charge_now_ca = get_ca (line, 1);
  settings->charge_now_until_s =
    settings->charge_now_ca > 0 ? toy->now.unix_s + (gint64) table_get_double (line, 2) : 0;
  settings->n_charge_now_ids = get_ids (line, 3, settings->charge_now_ids);
}

static void
do_resume (Toy *toy, const Table *line)
{
  toy->settings.resume_green_s = table_get_time (line, 1);
}

static void
do_cheap_limit (Toy *toy, const Table *line)
{
  toy->settings.tariff.cheap_price = table_get_double (line, 1);
}

static void
do_announced (Toy *toy, const Table *line)
{
  TwcForecastRow *row = &toy->import_prices.rows[toy->import_prices.n_rows++];

  row->start_s = table_get_time (line, 1);
  row->end_s = table_get_time (line, 2);
  row->price = table_get_double (line, 3);
  toy->import_prices.fetched_s = toy->now.unix_s;
}

static void
do_tariff (Toy *toy, const Table *line)
{
  TwcTariffSettings *tariff = &toy->settings.tariff;
  TwcTariffRow *row = &tariff->import_rows[tariff->n_import_rows++];

  row->days = table_get_days (line, 1);
  table_get_span (line, 2, &row->start_min, &row->end_min);
  row->price = table_get_double (line, 3);
}

static void
do_unannounce (Toy *toy, const Table *line)
{
  toy->import_prices.n_rows = 0;
}

static void
do_goal (Toy *toy, const Table *line)
{
  TwcTariffSettings *tariff = &toy->settings.tariff;
  TwcPlanGoal *goal = &tariff->goals[tariff->n_goals++];
  const char *when = table_get_word (line, 4);

  *goal = (TwcPlanGoal){
    .enabled = TRUE,
  };
  if (g_str_has_suffix (table_get_word (line, 2), "%"))
    goal->target_percent = (guint) g_ascii_strtoull (line->words[2], NULL, 10);
  else
    goal->energy_wh = (guint) (1000 * table_get_double (line, 2) + 0.5);
  g_snprintf (goal->name, sizeof goal->name, "goal%u", tariff->n_goals);
  g_assert_true (twc_minute_from_text (table_get_word (line, 3), &goal->departure_min));
  if (g_ascii_isdigit (when[0]))
    goal->date = table_get_date (line, 4);
  else
    goal->days = table_get_days (line, 4);

  if (strlen (table_get_word (line, 1)) > 1)
    g_strlcpy (goal->vin, table_get_word (line, 1), sizeof goal->vin);
  else
    goal->charger = get_id (table_get_word (line, 1));
}

static void
do_ungoal (Toy *toy, const Table *line)
{
  toy->settings.tariff.n_goals = 0;
}

static const struct
{
  const char *verb;
  void (*act) (Toy *toy, const Table *line);
} verbs[] = {
  { "zone", do_zone },
  { "clock", do_clock },
  { "schedule", do_schedule },
  { "unschedule", do_unschedule },
  { "charge-now", do_charge_now },
  { "resume", do_resume },
  { "announced", do_announced },
  { "unannounce", do_unannounce },
  { "tariff", do_tariff },
  { "cheap-limit", do_cheap_limit },
  { "goal", do_goal },
  { "ungoal", do_ungoal },
};

/**
 * times_act:
 *
 * Returns: whether it is a verb of the calendar
 */
gboolean
times_act (Toy *toy, const Table *line)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (table_has (line, 0, verbs[i].verb))
      {
        verbs[i].act (toy, line);
        return TRUE;
      }

  return FALSE;
}

static void
expect_mode (const Toy *toy, const Table *line)
{
  g_assert_cmpstr (twc_mode_to_nick (toy->settings.mode), ==, table_get_word (line, 1));
}

static void
expect_clock (const Toy *toy, const Table *line)
{
  g_assert_cmpint (toy->plan.clock_is_wrong, ==, table_has (line, 1, "1"));
}

static void
expect_change (const Toy *toy, const Table *line)
{
  g_assert_cmpint (toy->plan.next_change_s, ==,
                   table_has (line, 1, "none") ? 0 : table_get_time (line, 1));
}

static void
expect_windows (const Toy *toy, const Table *line)
{
  g_assert_cmpuint (toy->plan.n_windows, ==, (guint) table_get_double (line, 1));
}

static void
expect_window (const Toy *toy, const Table *line)
{
  const guint index = (guint) table_get_double (line, 1);

  g_assert_cmpuint (index, <, toy->plan.n_windows);
  g_assert_cmpint (toy->plan.windows[index].start_s, ==, table_get_time (line, 2));
  g_assert_cmpint (toy->plan.windows[index].end_s, ==, table_get_time (line, 3));
}

static const TwcPlanDeparture *
get_departure (const Toy *toy, const Table *line)
{
  const guint index = (guint) table_get_double (line, 1);

  g_assert_cmpuint (index, <, toy->plan.n_departures);
  return &toy->plan.departures[index];
}

static void
expect_late (const Toy *toy, const Table *line)
{
  g_assert_cmpuint (get_departure (toy, line)->late_min, ==, (guint) table_get_double (line, 2));
}

static void
expect_departure (const Toy *toy, const Table *line)
{
  g_assert_cmpint (get_departure (toy, line)->departure_s, ==,
                   table_has (line, 2, "none") ? 0 : table_get_time (line, 2));
}

static void
expect_missing (const Toy *toy, const Table *line)
{
  g_assert_cmpfloat_with_epsilon (get_departure (toy, line)->missing_wh / 1000,
                                  table_get_double (line, 2), 0.01);
}

static const struct
{
  const char *verb;
  void (*expect) (const Toy *toy, const Table *line);
} expectations[] = {
  { "mode", expect_mode },           { "clock-is-wrong", expect_clock },
  { "change", expect_change },       { "windows", expect_windows },
  { "window", expect_window },       { "late", expect_late },
  { "departure", expect_departure }, { "missing", expect_missing },
};

gboolean
times_is_expectation (const char *verb)
{
  for (gsize i = 0; i < G_N_ELEMENTS (expectations); i++)
    if (strcmp (expectations[i].verb, verb) == 0)
      return TRUE;

  return FALSE;
}

void
times_expect (const Toy *toy, const Table *line)
{
  g_test_message ("%s:%u: %s", line->path, line->line, line->words[0]);
  for (gsize i = 0; i < G_N_ELEMENTS (expectations); i++)
    if (table_has (line, 0, expectations[i].verb))
      expectations[i].expect (toy, line);
}
