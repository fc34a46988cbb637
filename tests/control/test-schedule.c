/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-civil.h"
#include "control/twc-schedule.h"
#include "table.h"

/* Each file of fixtures/control-schedule is a table of charging-control 5.2 to 5.5.
 *
 *   entry DAYS START-END AMPS [ids…]       one more entry; ids are A, B, C
 *   at DATE TIME none|blocked|AMPS [id]    what is active then
 *   window DATE START END|empty            of the last entry, of that day
 *   change DATE TIME TIME|none             the next change after a time
 *   until DATE TIME TIME|ever [id]         when the amps that hold at a time end
 *   resume START DATE TIME                 the next START after a time is TIME
 *   mode green|fixed, instant TIME|none    what resume is decided from
 *   resumes TIME yes|no */

typedef struct
{
  Table table;
  TwcSettings settings;
} Fixture;

static guint16
get_id (const char *word)
{
  return (guint16) (0x1000 + word[0] - 'A');
}

static void
do_entry (Table *table)
{
  TwcSettings *settings = &((Fixture *) table)->settings;
  TwcScheduleEntry *entry = &settings->schedules[settings->n_schedules++];

  *entry = (TwcScheduleEntry){
    .enabled = TRUE,
    .days = table_get_days (table, 1),
    .amps_ca = (guint) (100 * table_get_double (table, 3)),
  };
  table_get_span (table, 2, &entry->start_min, &entry->end_min);
  for (guint i = 4; i < table->n_words; i++)
    entry->ids[entry->n_ids++] = get_id (table->words[i]);
}

static void
do_disable (Table *table)
{
  TwcSettings *settings = &((Fixture *) table)->settings;

  settings->schedules[settings->n_schedules - 1].enabled = FALSE;
}

static void
do_at (Table *table)
{
  const TwcSettings *settings = &((Fixture *) table)->settings;
  const gint64 now_s = table_get_time (table, 1);
  const guint16 id = get_id (table->n_words > 4 ? table_get_word (table, 4) : "A");
  TwcScheduleMemory memory = { 0 };
  guint selected;

  twc_schedule_update (&memory, settings, table->zone, now_s);
  selected = twc_schedule_select (settings, memory.active, id);
  g_test_message ("%s:%u", table->path, table->line);
  g_assert_cmpint (twc_schedule_is_blocked (settings, selected), ==,
                   table_has (table, 3, "blocked"));
  if (table_has (table, 3, "none"))
    g_assert_cmpuint (selected, ==, 0);
  else if (!table_has (table, 3, "blocked"))
    g_assert_cmpuint (twc_schedule_get_amps (settings, selected), ==,
                      (guint) (100 * table_get_double (table, 3)));
}

static void
do_window (Table *table)
{
  const TwcSettings *settings = &((Fixture *) table)->settings;
  const TwcScheduleEntry *entry = &settings->schedules[settings->n_schedules - 1];
  gint64 day, start_s, end_s;
  gboolean is_there;

  g_assert_true (twc_civil_find_day (table_get_date (table, 1), &day));
  g_assert_true (twc_civil_is_on (day, entry->days));
  is_there =
    twc_civil_get_window (table->zone, day, entry->start_min, entry->end_min, &start_s, &end_s);
  g_test_message ("%s:%u", table->path, table->line);
  g_assert_cmpint (is_there, ==, !table_has (table, 2, "empty"));
  if (is_there)
    {
      g_assert_cmpint (start_s, ==, table_get_time (table, 2));
      g_assert_cmpint (end_s, ==, table_get_time (table, 3));
    }
}

static void
do_change (Table *table)
{
  const TwcSettings *settings = &((Fixture *) table)->settings;
  TwcScheduleMemory memory = { 0 };

  twc_schedule_update (&memory, settings, table->zone, table_get_time (table, 1));
  g_test_message ("%s:%u", table->path, table->line);
  g_assert_cmpint (memory.next_change_s, ==,
                   table_has (table, 3, "none") ? 0 : table_get_time (table, 3));
}

static void
do_until (Table *table)
{
  const TwcSettings *settings = &((Fixture *) table)->settings;
  const guint16 id = get_id (table->n_words > 4 ? table_get_word (table, 4) : "A");
  TwcScheduleMemory memory = { 0 };
  guint selected;

  twc_schedule_update (&memory, settings, table->zone, table_get_time (table, 1));
  selected = twc_schedule_select (settings, memory.active, id);
  g_test_message ("%s:%u", table->path, table->line);
  g_assert_cmpint (twc_schedule_get_end (&memory, settings, selected), ==,
                   table_has (table, 3, "ever") ? 0 : table_get_time (table, 3));
}

static void
do_resume (Table *table)
{
  guint minute;

  g_assert_true (twc_minute_from_text (table_get_word (table, 1), &minute));
  g_test_message ("%s:%u", table->path, table->line);
  g_assert_cmpint (twc_civil_get_next (table->zone, minute, table_get_time (table, 2)), ==,
                   table_get_time (table, 4));
}

static void
do_mode (Table *table)
{
  g_assert_true (
    twc_mode_from_nick (table_get_word (table, 1), &((Fixture *) table)->settings.mode));
}

static void
do_instant (Table *table)
{
  ((Fixture *) table)->settings.resume_green_s =
    table_has (table, 1, "none") ? -1 : table_get_time (table, 1);
}

static void
do_resumes (Table *table)
{
  g_test_message ("%s:%u", table->path, table->line);
  g_assert_cmpint (
    twc_schedule_must_resume (&((Fixture *) table)->settings, table_get_time (table, 1)), ==,
    table_has (table, 2, "yes"));
}

static const TableVerb verbs[] = {
  { "entry", do_entry },     { "disable", do_disable }, { "at", do_at },
  { "window", do_window },   { "change", do_change },   { "until", do_until },
  { "resume", do_resume },   { "mode", do_mode },       { "instant", do_instant },
  { "resumes", do_resumes },
};

static void
test_table (gconstpointer path)
{
  Fixture fixture = { .settings = twc_settings_default () };

  fixture.settings.n_schedules = 0;
  table_run (&fixture.table, path, verbs, G_N_ELEMENTS (verbs));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  table_add_tests ("control-schedule", "/control/schedule/", test_table);

  return g_test_run ();
}
