/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port-owner.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Only a hang reaches it. */
#define DEADLINE_S 60

static void
on_deadline (gpointer user_data)
{
  g_error ("waited for %d s in vain", DEADLINE_S);
}

typedef gboolean (*Condition) (gconstpointer data);

static void
wait_until (Condition condition, gconstpointer data)
{
  const guint deadline_id = g_timeout_add_once (1000 * DEADLINE_S, on_deadline, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (deadline_id);
}

/* Runs what is ready now, and waits for nothing. */
void
settle (void)
{
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
}

static void
drop_if (PortOwner *self, DropWhen when)
{
  if (self->drop == when)
    g_clear_object (&self->port);
}

static gsize
encode (const guint8 *body,
        gsize n_body,
        guint8 wire[TWC_PORT_WIRE_MAX],
        gpointer user_data,
        GError **error)
{
  PortOwner *self = user_data;

  if (self->refuses)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "refused");
      return 0;
    }

  memcpy (wire, body, n_body);
  return n_body;
}

static void
on_opened (gpointer user_data)
{
  PortOwner *self = user_data;

  self->n_opened++;
  drop_if (self, DROP_WHEN_OPENED);
}

static void
on_received (const guint8 *bytes, gsize n_bytes, gpointer user_data)
{
  PortOwner *self = user_data;

  g_assert_cmpuint (n_bytes, >, 0);
  g_byte_array_append (self->received, bytes, (guint) n_bytes);
  drop_if (self, DROP_WHEN_RECEIVED);
}

static void
on_failed (const GError *error, gpointer user_data)
{
  PortOwner *self = user_data;

  self->n_failed++;
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  drop_if (self, DROP_WHEN_FAILED);
}

void
port_owner_init (PortOwner *self, const char *name)
{
  const TwcPortCallbacks callbacks = {
    .encode = encode,
    .opened = on_opened,
    .received = on_received,
    .failed = on_failed,
  };

  *self = (PortOwner){ .received = g_byte_array_new () };
  self->port = twc_port_new (name, &callbacks, self);
  twc_port_start (self->port);
  g_assert_cmpuint (self->n_opened + self->n_failed, ==, 0);
}

void
port_owner_clear (PortOwner *self)
{
  g_clear_object (&self->port);
  g_clear_error (&self->error);
  g_byte_array_unref (self->received);
}

typedef struct
{
  const guint *count;
  guint n;
} AtLeast;

static gboolean
is_at_least (gconstpointer data)
{
  const AtLeast *at_least = data;

  return *at_least->count >= at_least->n;
}

void
wait_until_at_least (const guint *count, guint n)
{
  const AtLeast at_least = { count, n };

  wait_until (is_at_least, &at_least);
}

void
port_owner_wait_opened (PortOwner *self, guint n_opened)
{
  wait_until_at_least (&self->n_opened, n_opened);
  g_assert_cmpuint (self->n_opened, ==, n_opened);
}

void
port_owner_wait_failed (PortOwner *self, guint n_failed)
{
  wait_until_at_least (&self->n_failed, n_failed);
  g_assert_cmpuint (self->n_failed, ==, n_failed);
}

/* Waits for as many bytes as @text has, and takes them. */
void
port_owner_wait_received (PortOwner *self, const char *text)
{
  wait_until_at_least (&self->received->len, (guint) strlen (text));
  g_assert_cmpmem (self->received->data, self->received->len, text, strlen (text));
  g_byte_array_set_size (self->received, 0);
}

/* The far side of a pseudo-terminal, raw as a serial line is. */
int
open_pty (char **name)
{
  struct termios attributes;
  const int fd = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (grantpt (fd), ==, 0);
  g_assert_cmpint (unlockpt (fd), ==, 0);
  g_assert_cmpint (tcgetattr (fd, &attributes), ==, 0);
  cfmakeraw (&attributes);
  g_assert_cmpint (tcsetattr (fd, TCSANOW, &attributes), ==, 0);

  *name = g_strdup (ptsname (fd));
  return fd;
}

/* Blocks until as many bytes as @text has came out of the other side. */
void
read_exactly (int fd, const char *text)
{
  char bytes[256];
  gsize n_bytes = 0;

  g_assert_cmpuint (strlen (text), <, sizeof bytes);
  while (n_bytes < strlen (text))
    {
      const gssize n_read = read (fd, bytes + n_bytes, strlen (text) - n_bytes);

      g_assert_cmpint (n_read, >, 0);
      n_bytes += (gsize) n_read;
    }

  g_assert_cmpmem (bytes, n_bytes, text, strlen (text));
}

void
write_text (int fd, const char *text)
{
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
}
