/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-sim-pty"

#include "sim/twc-sim-pty.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

/* A terminal that nobody has open is always "hung up": waiting for its change would be a busy
 * loop, so it is asked now and then. */
#define LOOK_MS 100

struct _TwcSimPty
{
  char *link; /* NULL = none */
  char *name; /* of the slave side; NULL while there is no adapter */
  int fd;
  gboolean in_use;
  GSource *source;
  guint look_id;
  TwcSimPtyCallbacks callbacks;
  gpointer user_data;
};

static gboolean
set_errno_error (GError **error, const char *what, const char *where)
{
  const int saved = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s %s: %s", what, where,
               g_strerror (saved));
  return FALSE;
}

/* Opening it once and closing it tells the kernel that nobody is there; before the first time
 * it does not know. What the last owner left unread goes, too. */
static gboolean
prepare_slave (const char *name)
{
  struct termios termios;
  const int fd = g_open (name, O_RDWR | O_NOCTTY | O_CLOEXEC, 0);
  gboolean done;

  if (fd < 0)
    return FALSE;

  done = tcgetattr (fd, &termios) == 0;
  cfmakeraw (&termios);
  cfsetspeed (&termios, B9600);
  done = done && tcsetattr (fd, TCSANOW, &termios) == 0 && tcflush (fd, TCIOFLUSH) == 0;
  close (fd);
  return done;
}

static gboolean
is_hung_up (const TwcSimPty *self)
{
  struct pollfd item = { .fd = self->fd };

  return poll (&item, 1, 0) > 0 && (item.revents & POLLHUP) != 0;
}

static void watch_anew (TwcSimPty *self);

static gboolean
on_look (gpointer user_data)
{
  TwcSimPty *self = user_data;

  if (is_hung_up (self))
    return G_SOURCE_CONTINUE;

  self->look_id = 0;
  self->in_use = TRUE;
  watch_anew (self);
  return G_SOURCE_REMOVE;
}

static void
look_for_owner (TwcSimPty *self)
{
  if (self->look_id == 0)
    self->look_id = g_timeout_add (LOOK_MS, on_look, self);
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  TwcSimPty *self = user_data;
  guint8 bytes[4096];
  const gssize n = read (fd, bytes, sizeof bytes);

  if (n > 0)
    {
      self->callbacks.received (bytes, (gsize) n, self->user_data);
      return G_SOURCE_CONTINUE;
    }
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;

  /* Unless the next owner is there already: the flush would eat what it has sent. */
  if (is_hung_up (self))
    prepare_slave (self->name);
  self->in_use = FALSE;
  watch_anew (self);
  return G_SOURCE_REMOVE;
}

/* Watches for bytes while somebody is there, for somebody while nobody is. */
static void
watch_anew (TwcSimPty *self)
{
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_clear_pointer (&self->source, g_source_unref);
    }

  if (self->in_use)
    {
      self->source = g_unix_fd_source_new (self->fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
      g_source_set_callback (self->source, G_SOURCE_FUNC (on_readable), self, NULL);
      /* Saves four system calls an exchange; its callback runs no inner loop. */
      g_source_set_can_recurse (self->source, TRUE);
      g_source_attach (self->source, NULL);
    }
  else
    look_for_owner (self);

  self->callbacks.changed (self->user_data);
}

/* A rename replaces an old link in one step, so that who looks for the name finds one or the
 * other. Only a link is ever replaced. */
static gboolean
make_link (TwcSimPty *self, GError **error)
{
  g_autofree char *fresh = NULL;

  if (self->link == NULL)
    return TRUE;

  if (g_file_test (self->link, G_FILE_TEST_EXISTS) &&
      !g_file_test (self->link, G_FILE_TEST_IS_SYMLINK))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   "%s exists and is no symbolic link: it is left alone", self->link);
      return FALSE;
    }

  fresh = g_strdup_printf ("%s.%d", self->link, (int) getpid ());
  if (symlink (self->name, fresh) != 0)
    return set_errno_error (error, "cannot make the link", fresh);
  if (g_rename (fresh, self->link) != 0)
    {
      set_errno_error (error, "cannot make the link", self->link);
      g_unlink (fresh);
      return FALSE;
    }
  return TRUE;
}

static void
remove_link (TwcSimPty *self)
{
  g_autofree char *target = NULL;

  if (self->link == NULL || self->name == NULL)
    return;

  /* It may be another garage's by now. */
  target = g_file_read_link (self->link, NULL);
  if (g_strcmp0 (target, self->name) == 0)
    g_unlink (self->link);
}

/**
 * twc_sim_pty_open:
 *
 * The adapter is plugged in: a terminal, and the link to it.
 */
gboolean
twc_sim_pty_open (TwcSimPty *self, GError **error)
{
  char name[64];

  g_return_val_if_fail (self->fd < 0, TRUE);

  self->fd = posix_openpt (O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (self->fd < 0 || grantpt (self->fd) != 0 || unlockpt (self->fd) != 0 ||
      ptsname_r (self->fd, name, sizeof name) != 0)
    return set_errno_error (error, "cannot open", "a pseudo-terminal");
  if (!prepare_slave (name))
    return set_errno_error (error, "cannot open", name);

  g_free (self->name);
  self->name = g_strdup (name);
  look_for_owner (self);
  return make_link (self, error);
}

/**
 * twc_sim_pty_close:
 *
 * The adapter is pulled out: its owner gets an error, and its name is gone.
 */
void
twc_sim_pty_close (TwcSimPty *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_handle_id (&self->look_id, g_source_remove);
  remove_link (self);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  self->in_use = FALSE;
  g_clear_pointer (&self->name, g_free);
}

gboolean
twc_sim_pty_is_in_use (const TwcSimPty *self)
{
  return self->in_use;
}

const char *
twc_sim_pty_get_name (const TwcSimPty *self)
{
  return self->name;
}

/**
 * twc_sim_pty_send:
 *
 * What does not fit is dropped: an adapter has no flow control on this bus.
 *
 * Returns: how many bytes fitted
 */
gsize
twc_sim_pty_send (TwcSimPty *self, const guint8 *bytes, gsize n_bytes)
{
  gsize n_sent = 0;

  while (self->in_use && n_sent < n_bytes)
    {
      const gssize n = write (self->fd, bytes + n_sent, n_bytes - n_sent);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      n_sent += (gsize) n;
    }

  return n_sent;
}

/**
 * twc_sim_pty_new:
 * @link: (nullable): a name that stays when the terminal's changes
 */
TwcSimPty *
twc_sim_pty_new (const char *link, const TwcSimPtyCallbacks *callbacks, gpointer user_data)
{
  TwcSimPty *self = g_new0 (TwcSimPty, 1);

  self->link = g_strdup (link);
  self->fd = -1;
  self->callbacks = *callbacks;
  self->user_data = user_data;
  return self;
}

void
twc_sim_pty_free (TwcSimPty *self)
{
  twc_sim_pty_close (self);
  g_free (self->link);
  g_free (self);
}
