/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "client/twc-sentence.h"
#include "ctl/twc-command.h"
#include "ctl/twc-setting-text.h"
#include "ctl/twc-setting.h"
#include "ctl/twc-verbs.h"

/* get and set: they need no controller, and one that runs follows within a second. */

/* clang-format off */
static const TwcCommand get_command = {
  .name = "get",
  .arguments = "[KEY]",
  .summary = N_("Shows the setting KEY, or all of them."),
  .description = N_("Examples: twcctl get wiring-max-amps-all; twcctl get schedules/night/amps"),
  .max_arguments = 1,
};
static const TwcCommand set_command = {
  .name = "set",
  .arguments = "KEY VALUE",
  .summary = N_("Changes a setting, and makes sure that it was kept. The controller follows at "
                "once."),
  .description = N_("Examples: twcctl set wiring-max-amps-all 40; twcctl set chargers/9399/name "
                    "\"Left bay\"; twcctl set schedules/night/days mon-fri; twcctl set "
                    "import-prices \"daily 22:00-06:00 0.22; daily 06:00-22:00 0.31\""),
  .min_arguments = 2,
  .max_arguments = 2,
};
/* clang-format on */

static GVariant *
read_setting (const char *name, GError **error)
{
  g_auto(TwcSetting) setting = { 0 };

  if (!twc_setting_open (&setting, name, error))
    return NULL;

  return g_settings_get_value (setting.settings, g_settings_schema_key_get_name (setting.key));
}

static gboolean
print_as_json (const char *const *names, GError **error)
{
  g_auto(TwcRecord) record = { 0 };

  twc_record_init (&record, TWC_RECORD_JSON);
  twc_record_begin (&record);
  for (; *names != NULL; names++)
    {
      g_autoptr(GVariant) value = read_setting (*names, error);

      if (value == NULL)
        return FALSE;
      twc_setting_text_add (&record, *names, value);
    }
  twc_record_end (&record);

  g_print ("%s", record.line->str);
  return TRUE;
}

static gboolean
print_for_person (const char *const *names, GError **error)
{
  const gboolean is_list = names[0] != NULL && names[1] != NULL;

  for (; *names != NULL; names++)
    {
      g_autoptr(GVariant) value = read_setting (*names, error);
      g_autofree char *text = NULL;
      g_autofree char *clean = NULL;

      if (value == NULL)
        return FALSE;
      text = twc_setting_text_print (value);
      clean = twc_sentence_clean (text);
      if (is_list)
        g_print ("%-26s %s\n", *names, clean);
      else
        g_print ("%s\n", clean);
    }

  return TRUE;
}

int
twc_verb_get (int argc, char **argv)
{
  gboolean is_json = FALSE;
  /* clang-format off */
  const GOptionEntry options[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, N_("Print one JSON object"), NULL }, { NULL },
  };
  /* clang-format on */
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) names = NULL;

  if (!twc_command_parse (&get_command, options, &argc, &argv, &error))
    return twc_command_fail (&get_command, error);

  names = argc > 1 ? g_strdupv (argv + 1) : twc_setting_list_names (&error);
  if (names == NULL ||
      !(is_json ? print_as_json : print_for_person) ((const char *const *) names, &error))
    return twc_command_fail (&get_command, error);

  return TWC_EXIT_DONE;
}

int
twc_verb_set (int argc, char **argv)
{
  g_auto(TwcSetting) setting = { 0 };
  g_autoptr(GVariant) value = NULL;
  g_autoptr(GError) error = NULL;

  if (!twc_command_parse (&set_command, NULL, &argc, &argv, &error) ||
      !twc_setting_open (&setting, argv[1], &error))
    return twc_command_fail (&set_command, error);

  value = twc_setting_parse (&setting, argv[2], &error);
  if (value == NULL || !twc_setting_write (&setting, value, &error))
    return twc_command_fail (&set_command, error);

  return TWC_EXIT_DONE;
}
