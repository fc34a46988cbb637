/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-session.h"

#include <glib/gi18n-lib.h>
#include <signal.h>

/* A controller that is busy for so long is of no use. */
#define TIMEOUT_S 10

/**
 * twc_session_has_bus:
 *
 * Looks by hand: GDBus would start a bus of its own where it finds none, on which there can be
 * no controller (users 2.1, trap 3).
 */
gboolean
twc_session_has_bus (void)
{
  g_autofree char *socket = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL || g_file_test (socket, G_FILE_TEST_EXISTS);
}

static gboolean
check_bus (GError **error)
{
  if (twc_session_has_bus ())
    return TRUE;

  g_set_error_literal (
    error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
    _("there is no D-Bus session bus here, so the controller cannot be reached; "
                         "log in as the user who runs it, or set DBUS_SESSION_BUS_ADDRESS"));
  return FALSE;
}

static gboolean
on_timeout (gpointer user_data)
{
  gboolean *timed_out = user_data;

  *timed_out = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
wait_until_settled (TwcClient *client, GError **error)
{
  gboolean timed_out = FALSE;
  const guint timeout_id = g_timeout_add_seconds (TIMEOUT_S, on_timeout, &timed_out);

  while (!twc_client_is_settled (client) && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout_id);

  if (twc_client_is_connected (client))
    return TRUE;

  if (timed_out)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                         _("the controller does not answer; see: systemctl --user status "
                           "twcmanagerd"));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                         _("the controller is not running; start it with: systemctl --user start "
                           "twcmanagerd, or run twcmanagerd"));
  return FALSE;
}

/**
 * twc_session_open:
 *
 * Finds the controller. Measurements are fresh: it is asked to watch before anything is read.
 */
gboolean
twc_session_open (TwcSession *self, GError **error)
{
  if (!check_bus (error))
    return FALSE;

  self->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, error);
  if (self->connection == NULL)
    {
      g_prefix_error (error, "%s", _("the D-Bus session bus cannot be used: "));
      return FALSE;
    }

  /* GIO has had the program ignore that nobody reads it any more: `twcctl monitor | head` would
   * go on for ever. D-Bus itself sends with MSG_NOSIGNAL. */
  signal (SIGPIPE, SIG_DFL);

  self->client = twc_client_new (self->connection);
  twc_client_watch (self->client);
  return wait_until_settled (self->client, error);
}

void
twc_session_clear (TwcSession *self)
{
  g_clear_object (&self->client);
  g_clear_object (&self->connection);
}

void
twc_session_take_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

/**
 * twc_session_wait:
 *
 * Returns: (transfer full): what came; D-Bus itself gives up after 25 s
 */
GAsyncResult *
twc_session_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (result);
}
