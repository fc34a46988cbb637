/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "values/twc-schedule-entry.h"

void
table_fail (const Table *self, const char *why)
{
  g_error ("%s:%u: %s", self->path, self->line, why);
  abort ();
}

const char *
table_get_word (const Table *self, guint index)
{
  if (index >= self->n_words)
    table_fail (self, "a word is missing");

  return self->words[index];
}

gboolean
table_has (const Table *self, guint index, const char *word)
{
  return index < self->n_words && strcmp (self->words[index], word) == 0;
}

double
table_get_double (const Table *self, guint index)
{
  const char *word = table_get_word (self, index);
  char *end;
  const double value = g_ascii_strtod (word, &end);

  if (end == word || *end)
    table_fail (self, "not a number");

  return value;
}

/* "daily" or "mon,wed-fri" */
guint
table_get_days (const Table *self, guint index)
{
  g_auto(GStrv) parts = g_strsplit (table_get_word (self, index), ",", -1);
  guint all = 0;

  for (guint i = 0; parts[i]; i++)
    {
      guint days;

      if (!twc_days_from_text (parts[i], &days))
        table_fail (self, "no day");
      all |= days;
    }

  return all;
}

/* "23:00-05:30" */
void
table_get_span (const Table *self, guint index, guint *start_min, guint *end_min)
{
  g_auto(GStrv) times = g_strsplit (table_get_word (self, index), "-", 2);

  if (g_strv_length (times) != 2 || !twc_minute_from_text (times[0], start_min) ||
      !twc_minute_from_text (times[1], end_min))
    table_fail (self, "no span of a day");
}

/* "2026-03-28" as 20260328 */
guint
table_get_date (const Table *self, guint index)
{
  guint64 year, month;
  char *end;

  year = g_ascii_strtoull (table_get_word (self, index), &end, 10);
  month = g_ascii_strtoull (end + 1, &end, 10);
  return (guint) (year * 10000 + month * 100 + g_ascii_strtoull (end + 1, NULL, 10));
}

/**
 * table_parse_time:
 * @zone: (nullable): of @clock
 * @date: "2026-03-28T22:00Z", which needs no @clock, or "2026-03-28"
 *
 * GLib's own calendar judges ours.
 *
 * Returns: UTC seconds; -1 when it is no time
 */
gint64
table_parse_time (GTimeZone *zone, const char *date, const char *clock)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = NULL;
  g_autofree char *text = NULL;

  if (strchr (date, 'T') && strlen (date) == strlen ("2026-03-28T22:00Z"))
    text = g_strdup_printf ("%.16s:00Z", date);
  else if (clock)
    text = g_strdup_printf ("%sT%s%s", date, clock, strlen (clock) > 5 ? "" : ":00");

  time = text ? g_date_time_new_from_iso8601 (text, zone ? zone : utc) : NULL;
  return time ? g_date_time_to_unix (time) : -1;
}

gint64
table_get_time (const Table *self, guint index)
{
  const gint64 time_s =
    table_parse_time (self->zone, table_get_word (self, index),
                      index + 1 < self->n_words ? table_get_word (self, index + 1) : NULL);

  if (time_s < 0)
    table_fail (self, "no time");

  return time_s;
}

static void
read_line (Table *self, const char *text)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) parts = g_strsplit (text, " ", -1);

  for (guint i = 0; parts[i]; i++)
    if (*parts[i])
      g_strv_builder_add (builder, parts[i]);

  g_strfreev (self->words);
  self->words = g_strv_builder_end (builder);
  self->n_words = g_strv_length (self->words);
}

static void
act (Table *self, const TableVerb *verbs, gsize n_verbs)
{
  if (table_has (self, 0, "zone"))
    {
      g_clear_pointer (&self->zone, g_time_zone_unref);
      self->zone = g_time_zone_new_identifier (table_get_word (self, 1));
      g_assert_nonnull (self->zone);
      return;
    }

  for (gsize i = 0; i < n_verbs; i++)
    if (table_has (self, 0, verbs[i].verb))
      {
        verbs[i].act (self);
        return;
      }

  table_fail (self, "no such verb");
}

void
table_run (Table *self, const char *path, const TableVerb *verbs, gsize n_verbs)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  self->path = path;
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      self->line = i + 1;
      if (*g_strstrip (lines[i]) == '\0' || lines[i][0] == '#')
        continue;
      read_line (self, lines[i]);
      act (self, verbs, n_verbs);
    }

  g_strfreev (self->words);
  g_clear_pointer (&self->zone, g_time_zone_unref);
}

void
table_add_tests (const char *folder, const char *prefix, GTestDataFunc run)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", folder, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name;

  dir = g_dir_open (path, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *test_path = g_strconcat (prefix, name, NULL);

      g_test_add_data_func_full (test_path, g_build_filename (path, name, NULL), run, g_free);
    }
}
