/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port-owner.h"
#include "port/twc-port-hotplug.h"

#include <glib/gstdio.h>

static void
count_up (gpointer user_data)
{
  guint *count = user_data;

  (*count)++;
}

/* Folder by folder, as udev makes them. */
static void
test_each_step_is_seen (void)
{
  g_autofree char *folder = g_dir_make_tmp ("twc-hotplug-XXXXXX", NULL);
  g_autofree char *serial = g_build_filename (folder, "serial", NULL);
  g_autofree char *by_id = g_build_filename (serial, "by-id", NULL);
  g_autofree char *port = g_build_filename (by_id, "usb-adapter", NULL);
  const char *const steps[] = { serial, by_id, port };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      guint count = 0;
      g_autoptr(TwcPortHotplug) hotplug =
                   twc_port_hotplug_new (port, G_CALLBACK (count_up), &count);

      g_assert_cmpint (g_mkdir (steps[i], 0700), ==, 0);
      wait_until_at_least (&count, 1);
    }

  for (gsize i = G_N_ELEMENTS (steps); i > 0; i--)
    g_assert_cmpint (g_rmdir (steps[i - 1]), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_neighbours_are_not_meant (void)
{
  g_autofree char *folder = g_dir_make_tmp ("twc-hotplug-XXXXXX", NULL);
  g_autofree char *neighbour = g_build_filename (folder, "ttyUSB1", NULL);
  g_autofree char *port = g_build_filename (folder, "ttyUSB0", NULL);
  guint n_neighbour = 0, n_port = 0;
  g_autoptr(TwcPortHotplug) other =
               twc_port_hotplug_new (neighbour, G_CALLBACK (count_up), &n_neighbour);
  g_autoptr(TwcPortHotplug) hotplug = twc_port_hotplug_new (port, G_CALLBACK (count_up), &n_port);

  g_assert_cmpint (g_mkdir (neighbour, 0700), ==, 0);
  wait_until_at_least (&n_neighbour, 1);
  settle ();
  g_assert_cmpuint (n_port, ==, 0);

  g_assert_cmpint (g_rmdir (neighbour), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_anything_in_a_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("twc-hotplug-XXXXXX", NULL);
  g_autofree char *by_id = g_strconcat (folder, "/by-id/", NULL);
  g_autofree char *port = g_build_filename (by_id, "usb-adapter", NULL);
  const char *const steps[] = { by_id, port };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      guint count = 0;
      g_autoptr(TwcPortHotplug) hotplug =
                   twc_port_hotplug_new (by_id, G_CALLBACK (count_up), &count);

      g_assert_cmpint (g_mkdir (steps[i], 0700), ==, 0);
      wait_until_at_least (&count, 1);
    }

  g_assert_cmpint (g_rmdir (port), ==, 0);
  g_assert_cmpint (g_rmdir (by_id), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/port/hotplug/each-step-is-seen", test_each_step_is_seen);
  g_test_add_func ("/port/hotplug/anything-in-a-folder", test_anything_in_a_folder);
  g_test_add_func ("/port/hotplug/neighbours-are-not-meant", test_neighbours_are_not_meant);

  return g_test_run ();
}
