/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-port"

#include "port/twc-port.h"

#include "port/twc-port-device.h"
#include "port/twc-port-error.h"
#include "port/twc-port-hotplug.h"
#include "port/twc-port-list.h"
#include "port/twc-port-tcp.h"
#include "port/twc-port-watch.h"

#include <unistd.h>

/* Where an adapter of any name appears. */
#define STABLE_NAMES "/dev/serial/by-id/"

/* Back-off of re-opening: patient in general, eager when the device has just appeared, as udev
 * needs a moment for its permissions. */
#define FIRST_RETRY_MS 250
#define LAST_RETRY_MS 5000
#define APPEARED_MS 20
#define EAGER_RETRY_MS 50
#define N_EAGER_RETRIES 5

/* A server that takes every connection only to drop it is not worth four a second. */
#define STABLE_US (5 * G_TIME_SPAN_SECOND)

/* More than a frame: noise comes in bulk. */
#define READ_SIZE 1024

/* A frame takes 17 ms to leave, a slave waits 20 to 60 ms, its answer takes 17 to 23 ms and comes
 * in up to eighteen pieces (twc-protocol 1.1, 7.1; design §11). It is read when all of it is there:
 * one wake-up instead of one for each piece. The master waits for it until 300 ms. */
#define ANSWER_US (100 * G_TIME_SPAN_MILLISECOND)

typedef enum {
  STATE_CLOSED,  /* not started, or disposed of */
  STATE_WAITING, /* a retry is scheduled */
  STATE_OPENING, /* connecting */
  STATE_OPEN,
} State;

/**
 * TwcPort:
 *
 * The line to the Wall Connectors: a serial port, a pseudo-terminal or a network serial server,
 * all of them one non-blocking descriptor in one #GIOChannel. It opens the line, and opens it
 * again for ever when that fails or the line is lost. While open, a heartbeat and its answer cost
 * four system calls (write, poll, read, poll: measured), in however many pieces it comes, and
 * silence none.
 *
 * Nothing is called back once the last reference is gone.
 */
struct _TwcPort
{
  GObject parent_instance;

  char *name;
  char *chosen; /* what is open or tried; differs from an empty @name */
  TwcPortCallbacks callbacks;
  gpointer user_data;

  State state;
  GIOChannel *channel;
  GSource *watch;
  gint64 opened_us;
  guint broken_id; /* a write found the line dead; told from the main loop */

  guint retry_id;
  guint retry_ms;
  guint n_eager;
  TwcPortHotplug *hotplug;
  GCancellable *cancellable;
  GError *condition; /* the last that was told */
};

G_DEFINE_FINAL_TYPE (TwcPort, twc_port, G_TYPE_OBJECT)

static void schedule_attempt (TwcPort *self, guint delay_ms);

static void
close_line (TwcPort *self)
{
  if (self->watch != NULL)
    g_source_destroy (self->watch);
  g_clear_pointer (&self->watch, g_source_unref);
  g_clear_handle_id (&self->broken_id, g_source_remove);
  g_clear_pointer (&self->channel, g_io_channel_unref); /* closes the descriptor */
}

static void
on_appeared (TwcPort *self)
{
  if (self->state != STATE_WAITING)
    return;

  self->retry_ms = EAGER_RETRY_MS;
  self->n_eager = N_EAGER_RETRIES;
  schedule_attempt (self, APPEARED_MS);
}

static void
watch_for_appearance (TwcPort *self)
{
  const char *path = self->chosen[0] != '\0' ? self->chosen : STABLE_NAMES;

  g_clear_pointer (&self->hotplug, twc_port_hotplug_free);
  if (g_path_is_absolute (path))
    self->hotplug = twc_port_hotplug_new (path, G_CALLBACK (on_appeared), self);
}

/* What stays wrong is told once. A network has many words for being down. */
static gboolean
is_news (TwcPort *self, const GError *error)
{
  const GError *old = self->condition;

  if (error->code == TWC_PORT_ERROR_DENIED && self->n_eager > 0)
    return FALSE;
  if (old == NULL)
    return TRUE;
  if (old->code == TWC_PORT_ERROR_LOST && error->code == TWC_PORT_ERROR_MISSING &&
      twc_port_error_get_detail (error) == NULL)
    return FALSE;

  return old->code != error->code ||
         (error->code != TWC_PORT_ERROR_UNREACHABLE &&
          g_strcmp0 (twc_port_error_get_detail (old), twc_port_error_get_detail (error)) != 0);
}

/* The callback is the last thing done: it may drop the last reference but the caller's. */
static void
fail (TwcPort *self, const GError *error)
{
  const gboolean news = is_news (self, error);

  close_line (self);
  self->state = STATE_WAITING;
  watch_for_appearance (self);
  schedule_attempt (self, self->retry_ms);
  self->retry_ms = MIN (2 * self->retry_ms, LAST_RETRY_MS);
  self->n_eager -= MIN (self->n_eager, 1);

  if (!news)
    return;

  g_clear_error (&self->condition);
  self->condition = g_error_copy (error);
  self->callbacks.failed (error, self->user_data);
}

static void
fail_lost (TwcPort *self, const char *why)
{
  const gboolean is_tcp = twc_port_tcp_is_name (self->chosen);
  g_autoptr(GError) error = NULL;

  error = twc_port_error_new (is_tcp ? TWC_PORT_ERROR_UNREACHABLE : TWC_PORT_ERROR_LOST, why,
                              "%s went away: %s", self->chosen, why);
  if (g_get_monotonic_time () - self->opened_us > STABLE_US)
    self->retry_ms = FIRST_RETRY_MS;
  fail (self, error);
}

static void
on_readable (gboolean is_hung_up, gpointer user_data)
{
  g_autoptr(TwcPort) self = g_object_ref (user_data);
  g_autoptr(GError) error = NULL;
  char bytes[READ_SIZE];
  gsize n_bytes = 0;

  switch (g_io_channel_read_chars (self->channel, bytes, sizeof bytes, &n_bytes, &error))
    {
    case G_IO_STATUS_NORMAL:
      self->callbacks.received ((const guint8 *) bytes, n_bytes, self->user_data);
      break;
    case G_IO_STATUS_AGAIN:
      if (is_hung_up)
        fail_lost (self, "hung up");
      break;
    case G_IO_STATUS_EOF:
      fail_lost (self, "closed by the other side");
      break;
    case G_IO_STATUS_ERROR:
      fail_lost (self, error->message);
      break;
    }
}

static void
take_line (TwcPort *self, int fd)
{
  self->channel = g_io_channel_unix_new (fd);
  g_io_channel_set_encoding (self->channel, NULL, NULL);
  g_io_channel_set_buffered (self->channel, FALSE);
  g_io_channel_set_close_on_unref (self->channel, TRUE);

  self->watch = twc_port_watch_new (fd, on_readable, self);
  g_source_attach (self->watch, NULL);

  self->state = STATE_OPEN;
  self->opened_us = g_get_monotonic_time ();
  self->n_eager = 0;
  g_clear_pointer (&self->hotplug, twc_port_hotplug_free);
  g_clear_error (&self->condition);
  self->callbacks.opened (self->user_data);
}

static void
weak_ref_free (GWeakRef *ref)
{
  g_weak_ref_clear (ref);
  g_free (ref);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *ref = user_data;
  g_autoptr(TwcPort) self = g_weak_ref_get (ref);
  g_autoptr(GError) error = NULL;
  const int fd = twc_port_tcp_connect_finish (result, &error);

  weak_ref_free (ref);
  if (self == NULL)
    {
      if (fd >= 0)
        close (fd);
      return;
    }

  g_clear_object (&self->cancellable);
  if (fd >= 0)
    take_line (self, fd);
  else
    fail (self, error);
}

/* The port is not kept alive by an attempt: its owner's last reference ends it. */
static void
connect_line (TwcPort *self)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, self);
  self->state = STATE_OPENING;
  self->cancellable = g_cancellable_new ();
  twc_port_tcp_connect_async (self->chosen, self->cancellable, on_connected, ref);
}

static void
set_not_chosen (const GPtrArray *infos, guint n_usb, GError **error)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < infos->len; i++)
    {
      const TwcPortInfo *info = g_ptr_array_index (infos, i);

      if (info->is_usb)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", info->name);
    }

  if (n_usb == 0)
    twc_port_set_error (error, TWC_PORT_ERROR_MISSING, NULL, "no USB serial adapter is plugged in");
  else
    twc_port_set_error (error, TWC_PORT_ERROR_MISSING, names->str,
                        "several USB serial adapters are plugged in; name one of %s", names->str);
}

/* An empty name means the only USB adapter there is, looked up anew at each attempt. */
static gboolean
choose (TwcPort *self, GError **error)
{
  g_autoptr(GPtrArray) infos = NULL;
  const char *only;
  guint n_usb;

  if (self->name[0] != '\0')
    return TRUE;

  infos = twc_port_list ();
  only = twc_port_list_choose (infos, &n_usb);
  g_free (self->chosen);
  self->chosen = g_strdup (only != NULL ? only : "");
  if (only == NULL)
    set_not_chosen (infos, n_usb, error);

  return only != NULL;
}

static int
open_line (TwcPort *self, GError **error)
{
  if (!choose (self, error))
    return -1;

  if (!g_path_is_absolute (self->chosen))
    {
      const char *why = "a port is a device such as /dev/serial/by-id/…, or tcp://host:port";

      twc_port_set_error (error, TWC_PORT_ERROR_NOT_SERIAL, why, "%s: %s", self->chosen, why);
      return -1;
    }

  return twc_port_device_open (self->chosen, error);
}

/* No device has such a name, and a log or a terminal obeys what it is given. */
static gboolean
check_name (TwcPort *self, GError **error)
{
  const char *why = "the name holds control characters or is no text; write it anew";

  if (!g_utf8_validate (self->name, -1, NULL))
    {
      twc_port_set_error (error, TWC_PORT_ERROR_NOT_SERIAL, why, "%s", why);
      return FALSE;
    }
  for (const char *p = self->name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      {
        twc_port_set_error (error, TWC_PORT_ERROR_NOT_SERIAL, why, "%s", why);
        return FALSE;
      }

  return TRUE;
}

static gboolean
on_attempt (gpointer user_data)
{
  g_autoptr(TwcPort) self = g_object_ref (user_data);
  g_autoptr(GError) error = NULL;
  int fd;

  self->retry_id = 0;
  if (check_name (self, &error) && twc_port_tcp_is_name (self->name))
    {
      connect_line (self);
      return G_SOURCE_REMOVE;
    }

  fd = error == NULL ? open_line (self, &error) : -1;
  if (fd >= 0)
    take_line (self, fd);
  else
    fail (self, error);

  return G_SOURCE_REMOVE;
}

static void
schedule_attempt (TwcPort *self, guint delay_ms)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  self->retry_id = g_timeout_add (delay_ms, on_attempt, self);
}

static gboolean
on_broken (gpointer user_data)
{
  g_autoptr(TwcPort) self = g_object_ref (user_data);

  self->broken_id = 0;
  fail_lost (self, "it no longer takes anything");

  return G_SOURCE_REMOVE;
}

static void
twc_port_dispose (GObject *object)
{
  TwcPort *self = TWC_PORT (object);

  self->state = STATE_CLOSED;
  close_line (self);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_pointer (&self->hotplug, twc_port_hotplug_free);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (twc_port_parent_class)->dispose (object);
}

static void
twc_port_finalize (GObject *object)
{
  TwcPort *self = TWC_PORT (object);

  g_free (self->name);
  g_free (self->chosen);
  g_clear_error (&self->condition);

  G_OBJECT_CLASS (twc_port_parent_class)->finalize (object);
}

static void
twc_port_class_init (TwcPortClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = twc_port_dispose;
  object_class->finalize = twc_port_finalize;
}

static void
twc_port_init (TwcPort *self)
{
  self->retry_ms = FIRST_RETRY_MS;
}

/**
 * twc_port_new:
 * @name: a serial device, a pseudo-terminal, `tcp://host:port`; empty: the only USB serial
 *   adapter of this machine, whichever that is when it is looked for
 * @callbacks: all of them set; copied
 *
 * Opens nothing before twc_port_start().
 */
TwcPort *
twc_port_new (const char *name, const TwcPortCallbacks *callbacks, gpointer user_data)
{
  TwcPort *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (callbacks->encode != NULL && callbacks->opened != NULL, NULL);
  g_return_val_if_fail (callbacks->received != NULL && callbacks->failed != NULL, NULL);

  self = g_object_new (TWC_TYPE_PORT, NULL);
  self->name = g_strdup (name);
  self->chosen = g_strdup (name);
  self->callbacks = *callbacks;
  self->user_data = user_data;

  return self;
}

/**
 * twc_port_start:
 *
 * Opens the port from the main loop, as soon as that can be and for ever again.
 */
void
twc_port_start (TwcPort *self)
{
  g_return_if_fail (TWC_IS_PORT (self));

  if (self->state != STATE_CLOSED)
    return;

  self->state = STATE_WAITING;
  schedule_attempt (self, 0);
}

/**
 * twc_port_get_name:
 *
 * Returns: (transfer none): the name it was made with; of an empty one, the adapter's as soon as
 *   that is known
 */
const char *
twc_port_get_name (TwcPort *self)
{
  g_return_val_if_fail (TWC_IS_PORT (self), NULL);

  return self->chosen;
}

gboolean
twc_port_is_open (TwcPort *self)
{
  g_return_val_if_fail (TWC_IS_PORT (self), FALSE);

  return self->state == STATE_OPEN;
}

/* A frame that does not fit is given up: by the time the line takes it, it would be stale, and
 * half of one the receivers drop at the next delimiter (twc-protocol 1.5). */
static gboolean
write_frame (TwcPort *self, const guint8 *wire, gsize n_wire, GError **error)
{
  g_autoptr(GError) cause = NULL;
  gsize n_written = 0;
  const GIOStatus status = g_io_channel_write_chars (self->channel, (const char *) wire,
                                                     (gssize) n_wire, &n_written, &cause);

  if (status == G_IO_STATUS_ERROR)
    {
      if (self->broken_id == 0)
        self->broken_id = g_idle_add (on_broken, self);
      twc_port_set_error (error, TWC_PORT_ERROR_LOST, cause->message, "%s: %s", self->chosen,
                          cause->message);
      return FALSE;
    }
  if (n_written < n_wire)
    {
      twc_port_set_error (error, TWC_PORT_ERROR_FAILED, "full",
                          "%s is full: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes were taken",
                          self->chosen, n_written, n_wire);
      return FALSE;
    }

  twc_port_watch_hold (self->watch, g_get_monotonic_time () + ANSWER_US);
  return TRUE;
}

/**
 * twc_port_send:
 * @body: a frame's body
 *
 * Sends a frame, or nothing of it when the `encode` callback refuses it (G2). Never blocks, and
 * keeps nothing for later.
 *
 * Returns: %FALSE with the error of `encode`, or with a %TWC_PORT_ERROR when the port is closed,
 *   full or dead
 */
gboolean
twc_port_send (TwcPort *self, const guint8 *body, gsize n_body, GError **error)
{
  guint8 wire[TWC_PORT_WIRE_MAX];
  gsize n_wire;

  g_return_val_if_fail (TWC_IS_PORT (self), FALSE);

  if (self->state != STATE_OPEN)
    {
      twc_port_set_error (error, TWC_PORT_ERROR_FAILED, NULL, "%s is not open", self->chosen);
      return FALSE;
    }

  n_wire = self->callbacks.encode (body, n_body, wire, self->user_data, error);
  if (n_wire == 0)
    return FALSE;

  g_return_val_if_fail (n_wire <= sizeof wire, FALSE);
  return write_frame (self, wire, n_wire, error);
}
