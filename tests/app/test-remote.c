/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/twc-remote.h"

typedef struct
{
  const char *path;
  const char *ssh_connection;
  const char *display;
  gboolean forwarded;
} Row;

static const Row rows[] = {
  { "/remote/none", NULL, NULL, FALSE },
  { "/remote/local", NULL, ":0", FALSE },
  { "/remote/local-screen", NULL, ":0.0", FALSE },
  { "/remote/unix", NULL, "unix:0", FALSE },
  { "/remote/socket", NULL, "/private/tmp/launch-x/org.xquartz:0", FALSE },
  { "/remote/ssh-x", "10.0.0.2 50000 10.0.0.1 22", "localhost:10.0", TRUE },
  { "/remote/ssh-local-display", "10.0.0.2 50000 10.0.0.1 22", ":0", TRUE },
  { "/remote/host", NULL, "laptop:0", TRUE },
  { "/remote/address", NULL, "192.168.1.7:0.0", TRUE },
  { "/remote/empty", "", "", FALSE },
};

static void
test_forwarded (gconstpointer data)
{
  const Row *row = data;

  g_assert_cmpint (twc_remote_is_forwarded (row->ssh_connection, row->display), ==, row->forwarded);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_forwarded);

  return g_test_run ();
}
