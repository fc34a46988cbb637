/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port/twc-port-list.h"
#include "port/twc-port.h"

#include <glib-unix.h>
#include <string.h>

/* Runs a port in the emulated machine and prints what its owner hears, one line each. What it
 * receives it sends back. */

static gsize
encode (const guint8 *body,
        gsize n_body,
        guint8 wire[TWC_PORT_WIRE_MAX],
        gpointer user_data,
        GError **error)
{
  const gsize n_wire = MIN (n_body, TWC_PORT_WIRE_MAX);

  memcpy (wire, body, n_wire);
  return n_wire;
}

static void
on_opened (gpointer user_data)
{
  TwcPort **port = user_data;

  g_print ("opened %s\n", twc_port_get_name (*port));
}

static void
on_received (const guint8 *bytes, gsize n_bytes, gpointer user_data)
{
  TwcPort **port = user_data;
  g_autoptr(GError) error = NULL;

  if (!twc_port_send (*port, bytes, n_bytes, &error))
    g_print ("not sent: %s\n", error->message);
}

static void
on_failed (const GError *error, gpointer user_data)
{
  g_print ("failed %d: %s\n", error->code, error->message);
}

static void
print_ports (void)
{
  g_autoptr(GPtrArray) infos = twc_port_list ();

  for (guint i = 0; i < infos->len; i++)
    {
      const TwcPortInfo *info = g_ptr_array_index (infos, i);

      g_print ("listed %s %s: %s\n", info->is_usb ? "usb" : "other", info->device, info->label);
    }
}

int
main (int argc, char *argv[])
{
  const TwcPortCallbacks callbacks = {
    .encode = encode,
    .opened = on_opened,
    .received = on_received,
    .failed = on_failed,
  };
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(TwcPort) port = NULL;

  print_ports ();
  port = twc_port_new (argc > 1 ? argv[1] : "", &callbacks, &port);
  twc_port_start (port);

  g_unix_signal_add (SIGTERM, G_SOURCE_FUNC (g_main_loop_quit), loop);
  g_main_loop_run (loop);

  return 0;
}
