/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "times.h"

#include <string.h>

static guint
get_ca (const Table *line, guint index)
{
  return (guint) (table_get_double (line, index) * 100 + 0.5);
}

/* From @index on: A, B, C. */
static guint
get_ids (const Table *line, guint index, guint16 ids[TWC_MAX_CHARGERS])
{
  guint n = 0;

  for (; index < line->n_words; index++)
    ids[n++] = (guint16) (0x1000 + line->words[index][0] - 'A');

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
  { "cheap-limit", do_cheap_limit },
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

static const struct
{
  const char *verb;
  void (*expect) (const Toy *toy, const Table *line);
} expectations[] = {
  { "mode", expect_mode },
  { "clock-is-wrong", expect_clock },
  { "change", expect_change },
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
