/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-command.h"

#include <glib/gi18n-lib.h>

#include "client/twc-sentence.h"

/* What is left in argv after the options, without the verb itself. */
static gboolean
check_arguments (const TwcCommand *self, int argc, GError **error)
{
  const guint n_arguments = (guint) MAX (argc - 1, 0);

  if (n_arguments < self->min_arguments)
    g_set_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("something is missing, it needs: %s"), self->arguments);
  else if (n_arguments > self->max_arguments)
    g_set_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE, _("too many arguments"));
  else
    return TRUE;

  return FALSE;
}

/* GLib takes -200 for an option, and keeps the “--” that says it is none. */
static gboolean
is_option (const char *argument)
{
  return argument[0] == '-' && argument[1] != '\0' && argument[1] != '.' &&
         !g_ascii_isdigit (argument[1]);
}

/* Leaves in argv what is no option, numbers below 0 among it. */
static gboolean
take_arguments (int *argc, char **argv, GError **error)
{
  gboolean is_over = FALSE;
  int n_kept = 1;

  for (int i = 1; i < *argc; i++)
    if (!is_over && g_str_equal (argv[i], "--"))
      is_over = TRUE;
    else if (!is_over && is_option (argv[i]))
      {
        g_set_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
                     _("there is no option %s"), argv[i]);
        return FALSE;
      }
    else
      argv[n_kept++] = argv[i];

  *argc = MIN (*argc, n_kept);
  return TRUE;
}

/**
 * twc_command_parse:
 * @options: (array zero-terminated=1) (nullable): besides --help
 * @argc: (inout): the verb and what follows it; what the options leave
 * @argv: (inout): the same
 * @error: #TWC_USAGE_ERROR
 *
 * --help prints and ends the program.
 */
gboolean
twc_command_parse (
  const TwcCommand *self, const GOptionEntry *options, int *argc, char ***argv, GError **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new (self->arguments);
  g_autofree char *name = g_strconcat ("twcctl ", self->name, NULL);

  g_set_prgname (name);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  g_option_context_set_summary (context, _(self->summary));
  if (self->description != NULL)
    g_option_context_set_description (context, _(self->description));
  if (options != NULL)
    g_option_context_add_main_entries (context, options, GETTEXT_PACKAGE);

  return g_option_context_parse (context, argc, argv, error) &&
         take_arguments (argc, *argv, error) && check_arguments (self, *argc, error);
}

/**
 * twc_command_fail:
 *
 * Says in one line on stderr why it was not done and what to do.
 *
 * Returns: the exit status
 */
int
twc_command_fail (const TwcCommand *self, const GError *error)
{
  /* The message may be another program's. */
  g_autofree char *message = twc_sentence_clean (error->message);

  if (error->domain != TWC_USAGE_ERROR)
    {
      g_printerr ("twcctl %s: %s\n", self->name, message);
      return TWC_EXIT_FAILED;
    }

  /* Translators: a message, and how to get help */
  g_printerr (_("twcctl %s: %s; see: twcctl %s --help\n"), self->name, message, self->name);
  return TWC_EXIT_USAGE;
}
