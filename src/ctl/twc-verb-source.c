/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ctl/twc-entry.h"
#include "ctl/twc-parse.h"
#include "ctl/twc-session.h"
#include "ctl/twc-setting-text.h"
#include "ctl/twc-verbs.h"

/* source and limit: what is told to the controller of the world outside the garage. */

#define MAX_ARGUMENTS 8
#define MAX_LIMIT_W 100000

static char *
dup_text (GSettings *settings, const char *key)
{
  g_autoptr(GVariant) value = g_settings_get_value (settings, key);

  return twc_setting_text_print (value);
}

static void
print_source (const char *name, GSettings *settings)
{
  g_autofree char *template = dup_text (settings, "template");
  g_autofree char *role = dup_text (settings, "role");

  g_print ("%-16s %-12s %-12s%s\n", name, template, role,
           /* Translators: shown behind an entry that is not in use */
           g_settings_get_boolean (settings, "enabled") ? "" : _(" (off)"));
}

static int
edit_sources (const TwcEntryVerb *verb, int argc, char **argv)
{
  TwcEntryOption options[] = {
    { .key = "role", .option = "--role" },
    { .key = "template" },
    { .key = "set" },
    { .key = "stale-after" },
  };
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "role", 0, 0, G_OPTION_ARG_STRING, &options[0].text, N_("What it measures"),
      "grid|generation|consumption|battery" },
    { "template", 0, 0, G_OPTION_ARG_STRING, &options[1].text,
      N_("How it is asked; push: others bring its readings"), "push" },
    { "set", 0, 0, G_OPTION_ARG_STRING, &options[2].text,
      N_("Sources of one set are added; the first set that can be used counts"), "0" },
    { "stale-after", 0, 0, G_OPTION_ARG_STRING, &options[3].text,
      N_("Seconds after which its reading counts no more"), "60" },
    { NULL },
  };
  /* clang-format on */

  return twc_entry_run (verb, entries, options, G_N_ELEMENTS (options), argc, argv);
}

static gboolean
parse_pair (const char *pair, GVariantBuilder *values, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (pair, "=", 2);
  char *end = NULL;
  double value = 0;

  if (parts[0] != NULL && parts[1] != NULL)
    value = g_ascii_strtod (parts[1], &end);
  if (end == NULL || end == parts[1] || *end != '\0')
    {
      g_set_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is no reading; write it as watts=-1200, soc=55 or line1=6.5"), pair);
      return FALSE;
    }

  g_variant_builder_add (values, "{sd}", parts[0], value);
  return TRUE;
}

/* Returns: (transfer floating) (nullable) */
static GVariant *
parse_reading (char **pairs, GError **error)
{
  g_auto(GVariantBuilder) values = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sd}"));

  for (; *pairs != NULL; pairs++)
    if (!parse_pair (*pairs, &values, error))
      return NULL;

  return g_variant_builder_end (&values);
}

static gboolean
finish (GAsyncResult *answer,
        TwcSession *session,
        gboolean (*call_finish) (TwcDBusController1 *proxy, GAsyncResult *result, GError **error),
        GError **error)
{
  if (call_finish (twc_client_get_proxy (session->client), answer, error))
    return TRUE;

  if (error != NULL)
    g_dbus_error_strip_remote_error (*error);
  return FALSE;
}

static gboolean
push (const char *source, GVariant *values, GError **error)
{
  g_auto(TwcSession) session = { 0 };
  g_autoptr(GVariant) reading = g_variant_ref_sink (values);
  g_autoptr(GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;

  if (!twc_session_open (&session, error))
    return FALSE;

  twc_dbus_controller1_call_push_reading (twc_client_get_proxy (session.client), source, reading,
                                          NULL, twc_session_take_result, &result);
  answer = twc_session_wait (&result);
  return finish (answer, &session, twc_dbus_controller1_call_push_reading_finish, error);
}

int
twc_verb_source (int argc, char **argv)
{
  /* clang-format off */
  const TwcEntryVerb verb = {
    .command = {
      .name = "source",
      .arguments = "list | add NAME | remove NAME | push NAME watts=NUMBER…",
      .summary = N_("Lists the energy sources, adds one or removes one; push brings a reading to one "
                    "from a script or an automation."),
      .description = N_("Examples: twcctl source add meter --role grid --template push; "
                        "twcctl source push meter watts=-1200 (+ from the grid, - into it); "
                        "twcctl source push battery watts=-500 soc=62"),
      .min_arguments = 1,
      .max_arguments = MAX_ARGUMENTS,
    },
    .family = TWC_SETTING_SOURCES,
    .print = print_source,
  };
  /* clang-format on */
  g_autoptr(GError) error = NULL;
  GVariant *values;

  if (argc < 3 || strcmp (argv[1], "push") != 0)
    return edit_sources (&verb, argc, argv);

  values = parse_reading (argv + 3, &error);
  if (values == NULL || !push (argv[2], values, &error))
    return twc_command_fail (&verb.command, error);

  return TWC_EXIT_DONE;
}

/* clang-format off */
static const TwcCommand limit_command = {
  .name = "limit",
  .arguments = "AMPS | none",
  .summary = N_("Says what the grid operator or an automation allows for all Wall Connectors together, "
                "beside the limits of the wiring. A restart of the controller forgets it."),
  .description = N_("Examples: twcctl limit 10 --for 2h; twcctl limit --watts 4200; twcctl limit 0; "
                    "twcctl limit none"),
  .min_arguments = 0,
  .max_arguments = 1,
};
/* clang-format on */

typedef struct
{
  char *watts;
  char *duration;
} LimitOptions;

static void
limit_options_clear (LimitOptions *self)
{
  g_free (self->watts);
  g_free (self->duration);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimitOptions, limit_options_clear)

static gboolean
parse_watts (const char *text, guint64 *watts, GError **error)
{
  if (g_ascii_string_to_unsigned (text, 10, 0, MAX_LIMIT_W, watts, NULL))
    return TRUE;

  g_set_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s”: give whole watts of 0 to %d, for example 4200"), text, MAX_LIMIT_W);
  return FALSE;
}

static gboolean
check_limit (const LimitOptions *options, const char *amps, GError **error)
{
  const gboolean is_none = g_strcmp0 (amps, "none") == 0;

  if (amps == NULL && options->watts == NULL)
    g_set_error_literal (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("say how many AMPS, --watts, or none"));
  else if (is_none && (options->watts != NULL || options->duration != NULL))
    g_set_error_literal (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("none ends the limit; neither --watts nor --for goes with it"));
  else
    return TRUE;

  return FALSE;
}

/* Returns: (transfer floating) (nullable): the limit as the controller takes it */
static GVariant *
parse_limit (const LimitOptions *options, const char *amps, GError **error)
{
  g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  guint number;

  if (!check_limit (options, amps, error))
    return NULL;
  if (options->watts != NULL)
    {
      guint64 watts;

      if (!parse_watts (options->watts, &watts, error))
        return NULL;
      g_variant_dict_insert (&dict, "watts", "d", (double) watts);
    }
  if (amps != NULL && strcmp (amps, "none") != 0)
    {
      if (strcmp (amps, "0") == 0)
        g_variant_dict_insert (&dict, "blocked", "b", TRUE);
      else if (!twc_parse_amps (amps, &number, error))
        return NULL;
      else
        g_variant_dict_insert (&dict, "amps", "d", (double) number);
    }

  return g_variant_dict_end (&dict);
}

static gboolean
set_limit (GVariant *values, gint64 seconds, GError **error)
{
  g_auto(TwcSession) session = { 0 };
  g_autoptr(GVariant) limit = g_variant_ref_sink (values);
  g_autoptr(GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;

  if (!twc_session_open (&session, error))
    return FALSE;

  twc_dbus_controller1_call_set_external_limit (twc_client_get_proxy (session.client), limit,
                                                (guint) MIN (seconds, G_MAXINT32), NULL,
                                                twc_session_take_result, &result);
  answer = twc_session_wait (&result);
  return finish (answer, &session, twc_dbus_controller1_call_set_external_limit_finish, error);
}

int
twc_verb_limit (int argc, char **argv)
{
  g_auto(LimitOptions) options = { 0 };
  g_autoptr(GError) error = NULL;
  GVariant *limit;
  gint64 seconds = 0;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "watts", 0, 0, G_OPTION_ARG_STRING, &options.watts, N_("As power, for all together"), "4200" },
    { "for", 0, 0, G_OPTION_ARG_STRING, &options.duration, N_("How long; without it, until another one"),
      "2h" },
    { NULL },
  };
  /* clang-format on */

  if (!twc_command_parse (&limit_command, entries, &argc, &argv, &error))
    return twc_command_fail (&limit_command, error);
  if (options.duration != NULL && !twc_parse_duration (options.duration, &seconds, &error))
    return twc_command_fail (&limit_command, error);

  limit = parse_limit (&options, argc > 1 ? argv[1] : NULL, &error);
  if (limit == NULL || !set_limit (limit, seconds, &error))
    return twc_command_fail (&limit_command, error);

  return TWC_EXIT_DONE;
}
