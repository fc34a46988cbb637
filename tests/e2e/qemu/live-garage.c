/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-garage.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <stdio.h>
#include <string.h>

/* A simulated garage on the emulated machine's adapter: `live-garage SOCKET`. It does what it is
 * told on its standard input: "gone" and "back" follow the adapter, "report" prints one line of
 * JSON. */

#define WIRING_CA TWC_CA (26)
#define UNIT_WIRING_CA TWC_CA (16)

static const TwcGarageConfig config = {
  .seed = 1,
  .wiring_ca = WIRING_CA,
  .n_slaves = 2,
  .slaves = {
    { .id = 0x9399, .profile = TWC_PROFILE_P2_EU, .wiring_ca = UNIT_WIRING_CA,
      .car = { .plugged = TRUE, .max_ca = TWC_CA (32), .is_tesla = TRUE,
               .vin = "5YJ3E7EA0LF000000" } },
    { .id = 0x2510, .profile = TWC_PROFILE_P1_EU, .wiring_ca = UNIT_WIRING_CA,
      .car = { .plugged = TRUE, .max_ca = TWC_CA (32) } },
  },
};

typedef struct
{
  TwcGarage *garage;
  GSocket *socket;
  GSource *timer;
  GMainLoop *loop;
} Live;

static void
run_line (Live *self)
{
  guint8 bytes[256];
  const gint64 now_us = g_get_monotonic_time ();
  gsize n_bytes;

  twc_garage_step (self->garage, now_us);
  while ((n_bytes = twc_garage_read (self->garage, bytes, sizeof bytes, now_us)) > 0)
    g_socket_send (self->socket, (const char *) bytes, n_bytes, NULL, NULL);

  g_source_set_ready_time (self->timer, twc_garage_get_deadline (self->garage));
}

static gboolean
on_deadline (gpointer user_data)
{
  run_line (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_sent (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Live *self = user_data;
  char bytes[256];
  const gssize n_bytes = g_socket_receive (socket, bytes, sizeof bytes, NULL, NULL);

  if (n_bytes <= 0)
    {
      g_main_loop_quit (self->loop);
      return G_SOURCE_REMOVE;
    }

  twc_garage_write (self->garage, (const guint8 *) bytes, (gsize) n_bytes, g_get_monotonic_time ());
  run_line (self);
  return G_SOURCE_CONTINUE;
}

static void
report_units (Live *self)
{
  for (guint i = 0; i < twc_garage_get_n_slaves (self->garage); i++)
    {
      TwcSlaveReport unit;

      twc_garage_get_slave (self->garage, i, &unit);
      g_print ("%s{\"id\":\"%04X\",\"linked\":%s,\"closed\":%s,\"limit_ca\":%u,\"draw_ca\":%u,"
               "\"operations\":%u,\"heartbeats\":%u}",
               i > 0 ? "," : "", unit.id, unit.linked ? "true" : "false",
               unit.contactor_closed ? "true" : "false", unit.limit_ca, unit.draw_ca,
               unit.n_contactor_operations, unit.n_heartbeats);
    }
}

static void
report (Live *self)
{
  guint n_violations;
  const TwcViolation *violations = twc_garage_get_violations (self->garage, &n_violations);

  g_print ("{\"units\":[");
  report_units (self);
  g_print ("],\"violations\":[");
  for (guint i = 0; i < n_violations; i++)
    g_print ("%s\"%04X: %s %u\"", i > 0 ? "," : "", violations[i].charger,
             twc_violation_code_to_nick (violations[i].code), violations[i].value);
  g_print ("]}\n");
  fflush (stdout);
}

static gboolean
on_command (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  Live *self = user_data;
  g_autofree char *line = NULL;

  if (g_io_channel_read_line (channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL)
    {
      g_main_loop_quit (self->loop);
      return G_SOURCE_REMOVE;
    }

  twc_garage_step (self->garage, g_get_monotonic_time ());
  g_strchomp (line);
  if (g_str_equal (line, "gone"))
    twc_garage_remove_adapter (self->garage);
  else if (g_str_equal (line, "back"))
    twc_garage_return_adapter (self->garage);
  else if (g_str_equal (line, "report"))
    report (self);
  else
    g_printerr ("live-garage: what is \"%s\"?\n", line);

  run_line (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs timer_funcs = { .dispatch = dispatch };

static GSocket *
connect_to (const char *path)
{
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_DEFAULT, &error);

  if (socket == NULL || !g_socket_connect (socket, address, NULL, &error))
    {
      g_printerr ("live-garage: %s: %s\n", path, error->message);
      return NULL;
    }

  /* What the machine does not take is lost, as on a line. */
  g_socket_set_blocking (socket, FALSE);
  return g_steal_pointer (&socket);
}

static void
attach (Live *self, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr(GIOChannel) input = g_io_channel_unix_new (0);
  g_autoptr(GSocket) socket = argc == 2 ? connect_to (argv[1]) : NULL;
  g_autoptr(TwcGarage) garage = twc_garage_new (&config, g_get_monotonic_time ());
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GSource) timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_autoptr(GSource) line = NULL;
  Live live = { .garage = garage, .socket = socket, .timer = timer, .loop = loop };

  if (socket == NULL)
    return 2;

  line = g_socket_create_source (socket, G_IO_IN, NULL);
  attach (&live, line, G_SOURCE_FUNC (on_sent));
  attach (&live, timer, on_deadline);
  g_io_add_watch (input, G_IO_IN | G_IO_HUP, on_command, &live);

  run_line (&live);
  g_main_loop_run (loop);

  return 0;
}
