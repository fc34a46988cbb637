/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port/twc-port-hotplug.h"

/**
 * TwcPortHotplug:
 *
 * Waits for a path to appear, or for more of its folders: udev removes /dev/serial/by-id with its
 * last link. It watches the nearest folder that is there; whoever hears that something appeared
 * makes a new one. Costs nothing while nothing happens, which GFileMonitor on a folder that is
 * missing does not: that one polls. A path that ends in a slash means whatever is in that folder.
 */
struct _TwcPortHotplug
{
  GFileMonitor *monitor;
  GFile *awaited; /* in the folder that is watched; NULL: anything */
  void (*appeared) (gpointer user_data);
  gpointer user_data;
};

/* Udev sets the permissions after the device is there. Not the hint that changes are done: our own
 * attempt to open a busy port gives that one. */
static gboolean
is_appearance (GFileMonitorEvent event)
{
  return event == G_FILE_MONITOR_EVENT_CREATED || event == G_FILE_MONITOR_EVENT_MOVED_IN ||
         event == G_FILE_MONITOR_EVENT_RENAMED || event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED;
}

static void
on_changed (TwcPortHotplug *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  const gboolean is_awaited = self->awaited == NULL || g_file_equal (file, self->awaited) ||
                              (other != NULL && g_file_equal (other, self->awaited));

  if (is_awaited && is_appearance (event))
    self->appeared (self->user_data);
}

/* The last part of the path whose folder exists, and that folder. */
static void
find_awaited (TwcPortHotplug *self, const char *path, GFile **folder)
{
  self->awaited = g_file_new_for_path (path);
  *folder = g_file_get_parent (self->awaited);

  while (*folder != NULL && !g_file_query_exists (*folder, NULL))
    {
      g_object_unref (self->awaited);
      self->awaited = *folder;
      *folder = g_file_get_parent (self->awaited);
    }
}

static void
find_folder (TwcPortHotplug *self, const char *path, GFile **folder)
{
  if (g_str_has_suffix (path, "/") && g_file_test (path, G_FILE_TEST_IS_DIR))
    *folder = g_file_new_for_path (path);
  else
    find_awaited (self, path, folder);
}

/**
 * twc_port_hotplug_new:
 * @path: absolute
 * @appeared: `void (*) (gpointer user_data)`, called from the main loop; it may free the object
 *
 * Returns: (transfer full)
 */
TwcPortHotplug *
twc_port_hotplug_new (const char *path, GCallback appeared, gpointer user_data)
{
  TwcPortHotplug *self = g_new0 (TwcPortHotplug, 1);
  g_autoptr(GFile) folder = NULL;

  self->appeared = (void (*) (gpointer)) appeared;
  self->user_data = user_data;
  find_folder (self, path, &folder);
  if (folder != NULL)
    self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL) /* else the back-off alone finds it */
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (on_changed), self);

  return self;
}

void
twc_port_hotplug_free (TwcPortHotplug *self)
{
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->awaited);
  g_free (self);
}
