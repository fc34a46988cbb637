/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "ctl/twc-command.h"
#include "ctl/twc-session.h"
#include "ctl/twc-verbs.h"

/* pause and resume: what a person asks of one Wall Connector. */

/* clang-format off */
static const TwcCommand pause_command = {
  .name = "pause",
  .arguments = "ID",
  .summary = N_("Offers the Wall Connector ID nothing until it is resumed, whatever the mode. "
                "Whether its car has stopped, its measured amps say: twcctl status."),
  .description = N_("ID is its four hexadecimal digits or its name."),
  .min_arguments = 1,
  .max_arguments = 1,
};
static const TwcCommand resume_command = {
  .name = "resume",
  .arguments = "ID",
  .summary = N_("Ends the pause of the Wall Connector ID."),
  .description = N_("ID is its four hexadecimal digits or its name."),
  .min_arguments = 1,
  .max_arguments = 1,
};
/* clang-format on */

static gboolean
is_meant (TwcCharger *charger, const char *text)
{
  g_autofree char *title = g_utf8_casefold (twc_charger_get_title (charger), -1);
  g_autofree char *wanted = g_utf8_casefold (text, -1);

  return g_ascii_strcasecmp (twc_charger_get_id (charger), text) == 0 ||
         g_str_equal (title, wanted);
}

static TwcCharger *
find_charger (TwcSession *session, const char *text, GError **error)
{
  GListModel *chargers = twc_client_get_chargers (session->client);
  g_autoptr(GString) ids = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (chargers); i++)
    {
      g_autoptr(TwcCharger) charger = g_list_model_get_item (chargers, i);

      if (is_meant (charger, text))
        return g_steal_pointer (&charger);
      g_string_append_printf (ids, "%s%s", i > 0 ? ", " : "", twc_charger_get_id (charger));
    }

  if (ids->len > 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("there is no Wall Connector %s here; these are: %s"), text, ids->str);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _("no Wall Connector has been found yet; see: twcctl status"));
  return NULL;
}

typedef void (*ChargerCall) (TwcCharger *charger,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

static gboolean
call (TwcSession *session, const char *id, ChargerCall function, GError **error)
{
  g_autoptr(TwcCharger) charger = NULL;
  g_autoptr(GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;

  if (!twc_session_open (session, error))
    return FALSE;
  charger = find_charger (session, id, error);
  if (charger == NULL)
    return FALSE;

  function (charger, NULL, twc_session_take_result, &result);
  answer = twc_session_wait (&result);
  return twc_charger_finish (charger, answer, error);
}

static int
run (const TwcCommand *command, ChargerCall function, int argc, char **argv)
{
  g_auto(TwcSession) session = { 0 };
  g_autoptr(GError) error = NULL;

  if (!twc_command_parse (command, NULL, &argc, &argv, &error) ||
      !call (&session, argv[1], function, &error))
    return twc_command_fail (command, error);

  return TWC_EXIT_DONE;
}

int
twc_verb_pause (int argc, char **argv)
{
  return run (&pause_command, twc_charger_pause_async, argc, argv);
}

int
twc_verb_resume (int argc, char **argv)
{
  return run (&resume_command, twc_charger_resume_async, argc, argv);
}
