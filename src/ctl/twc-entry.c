/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-entry.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ctl/twc-setting-store.h"
#include "ctl/twc-setting-text.h"

/* list, add and remove of schedules and plans. They need no controller. */

#define MAX_PARTS 16

static gboolean
refuse_usage (GError **error, char *message)
{
  g_set_error_literal (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  g_free (message);
  return FALSE;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_object (TwcRecord *record, const char *name, GSettings *settings)
{
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) keys = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  qsort (keys, g_strv_length (keys), sizeof *keys, compare_keys);
  twc_record_begin_object (record, NULL);
  twc_record_add_string (record, "name", name);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(GVariant) value = g_settings_get_value (settings, keys[i]);

      twc_setting_text_add (record, keys[i], value);
    }
  twc_record_end_object (record);
}

static gboolean
list (const TwcEntryVerb *self, gboolean is_json, GError **error)
{
  g_auto(GStrv) children = twc_setting_family_list_children (self->family);
  g_auto(TwcRecord) record = { 0 };

  twc_record_init (&record, TWC_RECORD_JSON);
  twc_record_begin (&record);
  twc_record_begin_list (&record, self->family->list);
  for (guint i = 0; children[i] != NULL; i++)
    {
      g_autoptr(GSettings) settings = twc_setting_family_open (self->family, children[i], error);

      if (settings == NULL)
        return FALSE;
      if (is_json)
        add_object (&record, children[i], settings);
      else
        self->print (children[i], settings);
    }
  twc_record_end_list (&record);
  twc_record_end (&record);

  if (is_json)
    g_print ("%s", record.line->str);
  return TRUE;
}

static gboolean
add (const TwcEntryVerb *self,
     const char *name,
     const TwcEntryOption *options,
     guint n_options,
     GError **error)
{
  TwcSettingPart parts[MAX_PARTS];
  g_autoptr(GPtrArray) joined = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  g_return_val_if_fail (n_options <= MAX_PARTS, FALSE);

  for (guint i = 0; i < n_options; i++)
    {
      const char *text = options[i].text;

      if (options[i].texts != NULL)
        {
          g_ptr_array_add (joined, g_strjoinv (",", options[i].texts));
          text = joined->pdata[joined->len - 1];
        }
      if ((text == NULL || text[0] == '\0') && options[i].option != NULL)
        /* Translators: the name of an option, such as --days */
        return refuse_usage (error, g_strdup_printf (_("%s is missing"), options[i].option));
      if (text != NULL)
        parts[n++] = (TwcSettingPart){ options[i].key, text };
    }

  return twc_setting_add_child (self->family, name, parts, n, error);
}

static gboolean
run (const TwcEntryVerb *self,
     int argc,
     char **argv,
     const TwcEntryOption *options,
     guint n_options,
     gboolean is_json,
     GError **error)
{
  const char *action = argv[1];

  if (g_str_equal (action, "list") && argc == 2)
    return list (self, is_json, error);
  if (g_str_equal (action, "add") && argc == 3)
    return add (self, argv[2], options, n_options, error);
  if (g_str_equal (action, "remove") && argc == 3)
    return twc_setting_family_check_child (self->family, argv[2], error) &&
           twc_setting_remove_child (self->family, argv[2], error);

  return refuse_usage (error, g_strdup_printf (_("it needs: %s"), self->command.arguments));
}

/* --json and what the verb has of its own. */
static GOptionEntry *
join_entries (const GOptionEntry *entries, gboolean *is_json)
{
  const GOptionEntry json = { "json",  0,
                              0,       G_OPTION_ARG_NONE,
                              is_json, N_("Print one JSON object"),
                                           NULL };
  GArray *all = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));

  for (; entries->long_name != NULL; entries++)
    g_array_append_val (all, *entries);
  g_array_append_val (all, json);

  return (GOptionEntry *) (gpointer) g_array_free (all, FALSE);
}

/**
 * twc_entry_run:
 * @entries: (array zero-terminated=1): the options of add, which fill @options
 * @options: what they fill; freed
 *
 * Returns: the exit status
 */
int
twc_entry_run (const TwcEntryVerb *self,
               const GOptionEntry *entries,
               TwcEntryOption *options,
               guint n_options,
               int argc,
               char **argv)
{
  gboolean is_json = FALSE;
  g_autofree GOptionEntry *all = join_entries (entries, &is_json);
  g_autoptr(GError) error = NULL;
  const gboolean done = twc_command_parse (&self->command, all, &argc, &argv, &error) &&
                        run (self, argc, argv, options, n_options, is_json, &error);

  for (guint i = 0; i < n_options; i++)
    {
      g_free (options[i].text);
      g_strfreev (options[i].texts);
    }

  return done ? TWC_EXIT_DONE : twc_command_fail (&self->command, error);
}
