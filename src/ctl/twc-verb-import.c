/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/twc-sentence.h"
#include "ctl/twc-command.h"
#include "ctl/twc-import.h"
#include "ctl/twc-setting-text.h"
#include "ctl/twc-setting.h"
#include "ctl/twc-snapshot.h"
#include "ctl/twc-verbs.h"

/* import: the settings of an older TWCManager. Shown first, set when a person says yes. */

/* Theirs has less than one kilobyte. */
#define MAX_FILE (64 * 1024)
#define MAX_PARTS 8
#define SCHEDULE_NAME "imported"

/* clang-format off */
static const TwcCommand command = {
  .name = "import",
  .arguments = "FILE",
  .summary = N_("Takes over the settings of an older TWCManager from its TWCManagerSettings.txt: "
                "shows what it will set and what is left out, and asks before it does."),
  .description = N_("Bit 0 of its scheduledAmpsDaysBitmap is Monday, but its web page wrote it for "
                    "Sunday: look at the days that are shown, and say which are right. With --json "
                    "nothing is asked, and nothing is set without --yes."),
  .min_arguments = 1,
  .max_arguments = 1,
};
/* clang-format on */

typedef struct
{
  gboolean is_yes;
  gboolean is_json;
  TwcImportDays days;
  TwcImport *import;
  char *schedule; /* the name of the new entry; NULL = none */
  guint n_settings;
} Run;

static char *
read_file (const char *path, GError **error)
{
  g_autofree char *text = g_malloc (MAX_FILE + 1);
  const int fd = g_str_equal (path, "-") ? dup (STDIN_FILENO) : g_open (path, O_RDONLY | O_CLOEXEC);
  gssize n = fd >= 0 ? 1 : -1;
  gsize length = 0;

  while (n > 0 && length <= MAX_FILE)
    {
      n = read (fd, text + length, MAX_FILE + 1 - length);
      length += n > 0 ? (gsize) n : 0;
    }
  if (n < 0)
    g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno),
                 _("%s cannot be read: %s"), path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  if (n < 0)
    return NULL;

  if (length > MAX_FILE || memchr (text, '\0', length) != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("%s is no TWCManagerSettings.txt: it is too large, or no text"), path);
      return NULL;
    }

  text[length] = '\0';
  return g_steal_pointer (&text);
}

/* Returns: (nullable): what a person answered; NULL at the end of input */
static char *
ask (const char *question)
{
  char line[64];

  g_print ("%s ", question);
  fflush (stdout);
  if (fgets (line, sizeof line, stdin) == NULL)
    return NULL;

  return g_strdup (g_strstrip (line));
}

static gboolean
parse_days (const char *text, TwcImportDays *days)
{
  if (g_ascii_strcasecmp (text, "monday") == 0)
    *days = TWC_IMPORT_DAYS_MONDAY;
  else if (g_ascii_strcasecmp (text, "sunday") == 0)
    *days = TWC_IMPORT_DAYS_SUNDAY;
  else
    return FALSE;

  return TRUE;
}

static gboolean
refuse_days (GError **error)
{
  g_set_error_literal (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("say which days are right with --days monday or --days sunday"));
  return FALSE;
}

/* charging-control 3: the importer must show the days and ask. */
static gboolean
choose_days (Run *run, GError **error)
{
  g_autofree char *monday = twc_days_to_text (run->import->days_monday);
  g_autofree char *sunday = twc_days_to_text (run->import->days_sunday);
  g_autofree char *answer = NULL;

  if (run->days == TWC_IMPORT_DAYS_UNKNOWN && twc_import_must_ask (run->import))
    {
      if (run->is_yes || run->is_json)
        return refuse_days (error);

      g_print (_("On which days does the schedule begin?\n"
                 "  monday: %s, if bit 0 of the bitmap is Monday\n"
                 "  sunday: %s, if bit 0 is Sunday, as the old web page wrote it\n"),
                  monday, sunday);
      answer = ask (_("monday or sunday?"));
      if (answer == NULL || !parse_days (answer, &run->days))
        return refuse_days (error);
    }

  twc_import_set_days (run->import, run->days);
  return TRUE;
}

static guint
list_parts (const TwcImport *import, TwcSettingPart parts[MAX_PARTS])
{
  const guint n = MIN (import->schedule->len, MAX_PARTS);

  for (guint i = 0; i < n; i++)
    {
      const TwcImportItem *item = import->schedule->pdata[i];

      parts[i] = (TwcSettingPart){ item->name, item->text };
    }

  return n;
}

/* "imported", and when there is one already, "imported-2" and so on. */
static char *
find_name (void)
{
  g_auto(GStrv) names = twc_setting_family_list_children (TWC_SETTING_SCHEDULES);
  char *name = g_strdup (SCHEDULE_NAME);

  for (guint i = 2; g_strv_contains ((const char *const *) names, name); i++)
    {
      g_free (name);
      name = g_strdup_printf (SCHEDULE_NAME "-%u", i);
    }

  return name;
}

static void
try_schedule (Run *run, TwcSettings *after)
{
  TwcSettingPart parts[MAX_PARTS];
  const guint n = list_parts (run->import, parts);
  g_autofree char *name = find_name ();
  g_autoptr(GPtrArray) values = NULL;
  g_autoptr(GError) error = NULL;

  if (n == 0)
    return;

  values = twc_setting_try_child (TWC_SETTING_SCHEDULES, name, parts, n, after, &error);
  if (values == NULL)
    twc_import_leave_out (run->import, "scheduledAmps…", error->message);
  else
    run->schedule = g_steal_pointer (&name);
}

/* What the controller would not use is left out, and said why. */
static void
try_all (Run *run)
{
  GPtrArray *items = run->import->items;
  TwcSettings after;

  twc_snapshot_read (&after);
  for (guint i = 0; i < items->len;)
    {
      const TwcImportItem *item = items->pdata[i];
      g_auto(TwcSetting) setting = { 0 };
      g_autoptr(GVariant) value = NULL;
      g_autoptr(GError) error = NULL;

      if (twc_setting_open (&setting, item->name, &error))
        value = twc_setting_try (&setting, item->text, &after, &error);
      if (value != NULL)
        i++;
      else
        {
          twc_import_leave_out (run->import, item->name, error->message);
          g_ptr_array_remove_index (items, i);
        }
    }
  try_schedule (run, &after);
  run->n_settings = items->len + (run->schedule != NULL ? 1 : 0);
}

static char *
dup_old (const char *name)
{
  g_auto(TwcSetting) setting = { 0 };
  g_autoptr(GVariant) value = NULL;

  if (!twc_setting_open (&setting, name, NULL))
    return g_strdup ("");

  value =
    g_settings_get_user_value (setting.settings, g_settings_schema_key_get_name (setting.key));
  return value != NULL ? twc_setting_text_print (value) : g_strdup (_("not set"));
}

static void
print_rest (const TwcImport *import)
{
  for (guint i = 0; i < import->rest->len; i++)
    {
      const TwcImportRest *rest = import->rest->pdata[i];
      g_autofree char *name = twc_sentence_clean (rest->name);
      g_autofree char *why = twc_sentence_clean (rest->why);

      /* Translators: a setting that is not taken over, and why */
      g_print (_("  left out: %s: %s\n"), name, why);
    }
  if (import->n_more > 0)
    g_print (ngettext ("  left out: %u more line\n", "  left out: %u more lines\n", import->n_more),
             import->n_more);
}

static void
print_plan (const Run *run)
{
  for (guint i = 0; i < run->import->items->len; i++)
    {
      const TwcImportItem *item = run->import->items->pdata[i];
      g_autofree char *old = dup_old (item->name);
      g_autofree char *clean = twc_sentence_clean (old);

      g_print ("  %-28s %s → %s\n", item->name, clean, item->text);
    }
  for (guint i = 0; run->schedule != NULL && i < run->import->schedule->len; i++)
    {
      const TwcImportItem *item = run->import->schedule->pdata[i];
      g_autofree char *name = g_strdup_printf ("schedules/%s/%s", run->schedule, item->name);

      g_print ("  %-28s %s → %s\n", name, _("not set"), item->text);
    }
  print_rest (run->import);
}

static void
add_change (TwcRecord *record, const char *name, const char *old, const char *text)
{
  twc_record_begin_object (record, NULL);
  twc_record_add_string (record, "key", name);
  twc_record_add_string (record, "old", old);
  twc_record_add_string (record, "new", text);
  twc_record_end_object (record);
}

static void
print_json (const Run *run)
{
  g_auto(TwcRecord) record = { 0 };

  twc_record_init (&record, TWC_RECORD_JSON);
  twc_record_begin (&record);
  twc_record_begin_list (&record, "set");
  for (guint i = 0; i < run->import->items->len; i++)
    {
      const TwcImportItem *item = run->import->items->pdata[i];
      g_autofree char *old = dup_old (item->name);

      add_change (&record, item->name, old, item->text);
    }
  for (guint i = 0; run->schedule != NULL && i < run->import->schedule->len; i++)
    {
      const TwcImportItem *item = run->import->schedule->pdata[i];
      g_autofree char *name = g_strdup_printf ("schedules/%s/%s", run->schedule, item->name);

      add_change (&record, name, NULL, item->text);
    }
  twc_record_end_list (&record);
  twc_record_begin_list (&record, "left_out");
  for (guint i = 0; i < run->import->rest->len; i++)
    {
      const TwcImportRest *rest = run->import->rest->pdata[i];

      twc_record_begin_object (&record, NULL);
      twc_record_add_string (&record, "key", rest->name);
      twc_record_add_string (&record, "why", rest->why);
      twc_record_end_object (&record);
    }
  twc_record_end_list (&record);
  twc_record_end (&record);
  g_print ("%s", record.line->str);
}

static gboolean
confirm (const Run *run, GError **error)
{
  g_autofree char *answer = NULL;

  if (run->is_yes)
    return TRUE;

  answer = ask (_("Set these? [y/N]"));
  if (answer != NULL && g_ascii_strncasecmp (answer, "y", 1) == 0)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("nothing was changed"));
  return FALSE;
}

static gboolean
set_all (const Run *run, GError **error)
{
  TwcSettingPart parts[MAX_PARTS];
  const guint n_parts = list_parts (run->import, parts);

  for (guint i = 0; i < run->import->items->len; i++)
    {
      const TwcImportItem *item = run->import->items->pdata[i];
      g_auto(TwcSetting) setting = { 0 };
      g_autoptr(GVariant) value = NULL;

      if (!twc_setting_open (&setting, item->name, error))
        return FALSE;
      value = twc_setting_parse (&setting, item->text, error);
      if (value == NULL || !twc_setting_write (&setting, value, error))
        return FALSE;
    }

  return run->schedule == NULL ||
         twc_setting_add_child (TWC_SETTING_SCHEDULES, run->schedule, parts, n_parts, error);
}

static gboolean
import (Run *run, const char *path, GError **error)
{
  g_autoptr(GDateTime) clock = g_date_time_new_now_local ();
  g_autofree char *text = read_file (path, error);
  TwcSettings now;

  if (text == NULL)
    return FALSE;

  twc_snapshot_read (&now);
  run->import = twc_import_new (text, &now, clock);
  if (!choose_days (run, error))
    return FALSE;

  try_all (run);
  (run->is_json ? print_json : print_plan) (run);
  if (run->n_settings == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("%s has nothing that could be set here"), path);
      return FALSE;
    }
  if (run->is_json && !run->is_yes)
    return TRUE;

  return confirm (run, error) && set_all (run, error);
}

int
twc_verb_import (int argc, char **argv)
{
  Run run = { 0 };
  g_autofree char *days = NULL;
  /* clang-format off */
  const GOptionEntry options[] = {
    { "yes", 0, 0, G_OPTION_ARG_NONE, &run.is_yes, N_("Do not ask"), NULL },
    { "days", 0, 0, G_OPTION_ARG_STRING, &days, N_("The day that bit 0 stands for"),
      "monday|sunday" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &run.is_json, N_("Print one JSON object"), NULL },
    { NULL },
  };
  /* clang-format on */
  g_autoptr(GError) error = NULL;
  gboolean done = twc_command_parse (&command, options, &argc, &argv, &error);

  if (done && days != NULL && !parse_days (days, &run.days))
    done = refuse_days (&error);
  done = done && import (&run, argv[1], &error);

  g_clear_pointer (&run.import, twc_import_free);
  g_free (run.schedule);
  return done ? TWC_EXIT_DONE : twc_command_fail (&command, error);
}
