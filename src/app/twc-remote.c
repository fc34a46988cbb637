/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/twc-remote.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

static gboolean
names_a_host (const char *display)
{
  const char *colon = strrchr (display, ':');

  /* ":0" and "unix:0" are this machine's, "/tmp/…/org.xquartz:0" is a socket on it. */
  if (colon == NULL || colon == display || display[0] == '/')
    return FALSE;

  return !g_str_has_prefix (display, "unix:") && !g_str_has_prefix (display, "unix/");
}

/**
 * twc_remote_is_forwarded:
 * @ssh_connection: (nullable): the environment's SSH_CONNECTION
 * @display: (nullable): the environment's DISPLAY
 *
 * Returns: whether what is drawn has to cross a network
 */
gboolean
twc_remote_is_forwarded (const char *ssh_connection, const char *display)
{
  if (ssh_connection != NULL && ssh_connection[0] != '\0')
    return TRUE;

  return display != NULL && names_a_host (display);
}

/* GTK ends the process where the X server lacks XInput2, as Xming's and some VNC servers do. */
static GLogWriterOutput
explain (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && fields[i].length < 0 &&
        strstr (fields[i].value, "XInput2") != NULL)
      {
        g_printerr (_ ("twcmanager: this X server lacks the XInput2 extension, without which GTK 4 "
                       "cannot run. Use another X server (Xorg, XWayland, VcXsrv or XQuartz), or "
                       "look with: twcctl status\n"));
        exit (1);
      }

  return g_log_writer_default (level, fields, n_fields, user_data);
}

/**
 * twc_remote_prepare:
 *
 * To be called before GTK is initialised: it reads these variables only then. The GPU's renderer
 * sends the whole window each time, 2.9 MB; Cairo sends what changed (measured).
 *
 * Returns: whether the window is forwarded, and animations should be off
 */
gboolean
twc_remote_prepare (void)
{
  const gboolean forwarded =
    twc_remote_is_forwarded (g_getenv ("SSH_CONNECTION"), g_getenv ("DISPLAY"));

  g_log_set_writer_func (explain, NULL, NULL);
  if (!forwarded)
    return FALSE;

  g_setenv ("GDK_BACKEND", "x11", FALSE);
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  return TRUE;
}
