/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-call.h"

#include <glib/gi18n-lib.h>

static void
on_answered (GObject *proxy, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GError) error = NULL;

  answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (proxy), result, &error);
  if (answer != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  /* "GDBus.Error:org.twcmanager.Error.Refused: ..." is nothing for a person. */
  g_dbus_error_strip_remote_error (error);
  g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * twc_call_async:
 * @proxy: (nullable): %NULL when the controller is not there
 * @arguments: (transfer floating) (nullable): of @method
 * @task: (transfer full): returns %TRUE, or the error that the controller gave
 *
 * Calls a method that answers nothing but whether it was done.
 */
void
twc_call_async (GDBusProxy *proxy, const char *method, GVariant *arguments, GTask *task)
{
  g_autoptr(GVariant) owned = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;

  if (proxy == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "%s",
                               _ ("The controller is not running, so nothing was changed. Start "
                                  "it with: systemctl --user start twcmanagerd"));
      g_object_unref (task);
      return;
    }

  g_dbus_proxy_call (proxy, method, owned, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                     g_task_get_cancellable (task), on_answered, task);
}
