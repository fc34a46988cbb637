/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The least that a master can do in a GLib main loop: it greets whoever calls, sends each unit a
 * heartbeat a second and reads the answers. No settings, no control, no bus, no log: what this
 * costs is the price of the job itself, against which the controller is measured.
 *
 *   floor DEVICE
 */
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "bus/twc-message.h"
#include "bus/twc-receiver.h"

#define MASTER_ID 0x7777
#define MAX_UNITS 3
#define OFFER_CA 1300

typedef struct
{
  guint16 id;
  guint protocol;
  gint64 due_us;
} Unit;

typedef struct
{
  int fd;
  GSource *timer;
  TwcReceiver receiver;
  guint n_units;
  Unit units[MAX_UNITS];
  guint64 n_answers;
} Floor;

static void
send_heartbeat (Floor *self, Unit *unit)
{
  guint8 body[TWC_BODY_MAX], wire[TWC_WIRE_MAX];
  const gsize n_body = twc_message_build_heartbeat (
    MASTER_ID, unit->id, unit->protocol,
    unit->protocol == 1 ? TWC_COMMAND_LIMIT : TWC_COMMAND_LIMIT_CHARGING, OFFER_CA, body);
  const gsize n_wire = twc_frame_to_wire (body, n_body, wire);
  const gint64 now_us = g_get_monotonic_time ();

  if (write (self->fd, wire, n_wire) != (gssize) n_wire)
    exit (1);

  unit->due_us += G_USEC_PER_SEC;
  if (unit->due_us <= now_us)
    unit->due_us = now_us + G_USEC_PER_SEC;
}

static void
arm_timer (Floor *self)
{
  gint64 due_us = -1;

  for (guint i = 0; i < self->n_units; i++)
    if (due_us < 0 || self->units[i].due_us < due_us)
      due_us = self->units[i].due_us;

  g_source_set_ready_time (self->timer, due_us);
}

/* The units' heartbeats are spread over the second. */
static void
add_unit (Floor *self, const TwcMessage *message)
{
  const gint64 now_us = g_get_monotonic_time ();

  for (guint i = 0; i < self->n_units; i++)
    if (self->units[i].id == message->sender)
      return;
  if (self->n_units == MAX_UNITS)
    return;

  self->units[self->n_units++] = (Unit){ message->sender, message->protocol, now_us };
  for (guint i = 0; i < self->n_units; i++)
    self->units[i].due_us = now_us + i * G_USEC_PER_SEC / self->n_units;
}

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  Floor *self = user_data;
  TwcMessage message;

  if (chunk->verdict != TWC_VERDICT_OK || !twc_message_parse (&message, chunk->body, chunk->n_body))
    return;

  if (message.type == TWC_MESSAGE_LINK_READY)
    add_unit (self, &message);
  else if (message.type == TWC_MESSAGE_SLAVE_HEARTBEAT)
    self->n_answers++;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  Floor *self = user_data;
  guint8 bytes[256];
  const gssize n_bytes = read (fd, bytes, sizeof bytes);

  if (n_bytes < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n_bytes <= 0)
    exit (1);

  twc_receiver_feed (&self->receiver, bytes, (gsize) n_bytes, g_get_monotonic_time (), on_chunk,
                     self);
  arm_timer (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_timer (gpointer user_data)
{
  Floor *self = user_data;
  const gint64 now_us = g_get_monotonic_time ();

  for (guint i = 0; i < self->n_units; i++)
    if (self->units[i].due_us <= now_us)
      send_heartbeat (self, &self->units[i]);

  arm_timer (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_timer (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static int
open_line (const char *device)
{
  const int fd = open (device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  struct termios settings;

  if (fd < 0 || tcgetattr (fd, &settings) != 0)
    return -1;

  cfmakeraw (&settings);
  cfsetspeed (&settings, B9600);
  return tcsetattr (fd, TCSANOW, &settings) == 0 ? fd : -1;
}

int
main (int argc, char *argv[])
{
  static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GSource) line = NULL;
  Floor self = { .fd = argc == 2 ? open_line (argv[1]) : -1 };

  if (self.fd < 0)
    {
      g_printerr ("usage: floor DEVICE\n");
      return 1;
    }
  twc_receiver_init (&self.receiver, TWC_RECEIVER_GAP_US);

  self.timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_callback (self.timer, on_timer, &self, NULL);
  g_source_attach (self.timer, NULL);

  line = g_unix_fd_source_new (self.fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_callback (line, G_SOURCE_FUNC (on_readable), &self, NULL);
  /* As in the controller's port: half the system calls of a source that may not recurse. */
  g_source_set_can_recurse (line, TRUE);
  g_source_attach (line, NULL);

  g_main_loop_run (loop);
  return 0;
}
