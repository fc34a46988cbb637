/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port/twc-port-hotplug.h"

/**
 * TwcPortHotplug:
 *
 * Waits for a path to appear, or for more of its folders: udev removes /dev/serial/by-id with its
 * last link. It watches the nearest folder that is there; whoever hears that something appeared
 * makes a new one. Costs nothing while nothing happens, which GFileMonitor on a folder that is
 * missing does not: that one polls.
 */
struct _TwcPortHotplug
{
  GFileMonitor *monitor;
  GFile *awaited; /* in the folder that is watched */
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
  const gboolean is_awaited =
    g_file_equal (file, self->awaited) || (other != NULL && g_file_equal (other, self->awaited));

  if (is_awaited && is_appearance (event))
    self->appeared (self->user_data);
}

/* The last part of the path whose folder exists. */
static GFile *
find_awaited (const char *path)
{
  g_autoptr(GFile) awaited = g_file_new_for_path (path);

  while (TRUE)
    {
      g_autoptr(GFile) folder = g_file_get_parent (awaited);

      if (folder == NULL || g_file_query_exists (folder, NULL))
        return g_steal_pointer (&awaited);

      g_set_object (&awaited, folder);
    }
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
  self->awaited = find_awaited (path);

  folder = g_file_get_parent (self->awaited);
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
