/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port-owner.h"
#include "port/twc-port-watch.h"

#include <glib-unix.h>
#include <unistd.h>

typedef struct
{
  int ends[2];
  GSource *watch;
  guint n_called;
  guint n_hung_up;
} Line;

static void
on_readable (gboolean is_hung_up, gpointer user_data)
{
  Line *self = user_data;
  char bytes[64];

  self->n_called++;
  self->n_hung_up += is_hung_up ? 1 : 0;
  if (read (self->ends[0], bytes, sizeof bytes) == 0) /* it ends for ever: once is enough */
    g_source_destroy (self->watch);
}

static void
line_init (Line *self)
{
  *self = (Line){ .n_called = 0 };
  g_assert_true (g_unix_open_pipe (self->ends, FD_CLOEXEC, NULL));
  g_assert_true (g_unix_set_fd_nonblocking (self->ends[0], TRUE, NULL));
  self->watch = twc_port_watch_new (self->ends[0], on_readable, self);
  g_source_attach (self->watch, NULL);
}

static void
line_clear (Line *self)
{
  g_source_destroy (self->watch);
  g_source_unref (self->watch);
  close (self->ends[0]);
  if (self->ends[1] >= 0)
    close (self->ends[1]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

static void
test_held_hears_nothing (void)
{
  g_auto(Line) line = { 0 };

  line_init (&line);
  twc_port_watch_hold (line.watch, G_MAXINT64 / 2);
  write_text (line.ends[1], "piece");
  settle ();

  g_assert_cmpuint (line.n_called, ==, 0);
}

static void
test_hold_ends_with_a_look (void)
{
  g_auto(Line) line = { 0 };

  line_init (&line);
  twc_port_watch_hold (line.watch, 1);
  twc_port_watch_hold (line.watch, G_MAXINT64 / 2); /* prolongs nothing */
  wait_until_at_least (&line.n_called, 1);
  write_text (line.ends[1], "whole");
  wait_until_at_least (&line.n_called, 2);

  g_assert_cmpuint (line.n_hung_up, ==, 0);
}

static void
test_held_hears_the_end (void)
{
  g_auto(Line) line = { 0 };

  line_init (&line);
  twc_port_watch_hold (line.watch, G_MAXINT64 / 2);
  close (line.ends[1]);
  line.ends[1] = -1;
  wait_until_at_least (&line.n_called, 1);

  g_assert_cmpuint (line.n_hung_up, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/port/watch/held-hears-nothing", test_held_hears_nothing);
  g_test_add_func ("/port/watch/hold-ends-with-a-look", test_hold_ends_with_a_look);
  g_test_add_func ("/port/watch/held-hears-the-end", test_held_hears_the_end);

  return g_test_run ();
}
