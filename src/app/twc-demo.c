/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-demo"

/* What it takes to name a settings backend; stable, but asked for by name. */
#define G_SETTINGS_ENABLE_BACKEND

#include "app/twc-demo.h"

#include <gio/gsettingsbackend.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/twc-programs.h"
#include "dbus/twc-dbus-names.h"

/* Two Wall Connectors on a 50 A breaker, each on one of 40 A. */
#define WIRING_ALL_A 40
#define WIRING_EACH_A 32
#define FIXED_A 24
#define N_CHARGERS "2"

struct _TwcDemo
{
  char *folder; /* 0700: sockets and settings of this demo */
  char *address;
  GSubprocess *bus;
  GSubprocess *garage;
  GSubprocess *controller;
  GDBusConnection *connection;
  GSettings *settings;
};

/* No service folders: nothing of the owner's session is started a second time in here. */
static const char bus_config[] =
  "<busconfig><type>session</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>"
  "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
  "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>\n";

static char *
build_path (TwcDemo *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

/* The first line of what a child prints says that it is ready. This waits for it: there is no
 * window yet that could be kept from drawing. */
static char *
read_first_line (GSubprocess *process, GError **error)
{
  GInputStream *out = g_subprocess_get_stdout_pipe (process);
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (out);
  g_autofree char *line = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, error);
  if (line == NULL && error != NULL && *error == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                         _ ("A program of the simulated garage ended at once."));

  return g_steal_pointer (&line);
}

static void
on_chatter (GObject *out, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (out), result, NULL);

  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    g_input_stream_read_bytes_async (G_INPUT_STREAM (out), 4096, G_PRIORITY_LOW, NULL, on_chatter,
                                     NULL);
}

/* Whatever else it prints is read and dropped, so that it never waits for a reader. */
static void
drain (GSubprocess *process)
{
  g_input_stream_read_bytes_async (g_subprocess_get_stdout_pipe (process), 4096, G_PRIORITY_LOW,
                                   NULL, on_chatter, NULL);
}

static gboolean
start_bus (TwcDemo *self, GError **error)
{
  g_autoptr(GSubprocessLauncher) launcher =
               g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *socket = build_path (self, "bus");
  g_autofree char *config = build_path (self, "bus.conf");
  g_autofree char *text = g_strdup_printf (bus_config, socket);
  g_autofree char *option = g_strconcat ("--config-file=", config, NULL);
  const char *const argv[] = { "dbus-daemon", "--nofork", "--print-address=1", option, NULL };

  if (!g_file_set_contents (config, text, -1, error))
    return FALSE;

  self->bus = twc_programs_spawn_bound (launcher, argv, error);
  if (self->bus == NULL)
    return FALSE;

  self->address = read_first_line (self->bus, error);
  if (self->address == NULL)
    return FALSE;

  self->connection = g_dbus_connection_new_for_address_sync (
    self->address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, error);
  return self->connection != NULL;
}

static char *
find_program (const char *name, const char *folder, GError **error)
{
  char *path = twc_programs_find (name, folder);

  if (path == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 /* Translators: %s is a program's name */
                 _ ("The simulated garage needs the program %s: build or install it as well."),
                    name);
  return path;
}

static gboolean
start_garage (TwcDemo *self, GError **error)
{
  g_autoptr(GSubprocessLauncher) launcher =
               g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *path = find_program ("twcsim", "sim", error);
  g_autofree char *link = build_path (self, "port");
  g_autofree char *line = NULL;
  const char *const argv[] = { path, "--chargers", N_CHARGERS, "--link", link, NULL };

  if (path == NULL)
    return FALSE;

  self->garage = twc_programs_spawn_bound (launcher, argv, error);
  if (self->garage == NULL)
    return FALSE;

  line = read_first_line (self->garage, error);
  if (line == NULL)
    return FALSE;

  drain (self->garage);
  return TRUE;
}

static gboolean
start_controller (TwcDemo *self, GError **error)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *path = find_program ("twcmanagerd", "controller", error);
  g_autofree char *link = build_path (self, "port");
  const char *const argv[] = { path, "--port", link, NULL };
  const char *const homes[] = { "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME",
                                "XDG_CACHE_HOME" };

  if (path == NULL)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (homes); i++)
    g_subprocess_launcher_setenv (launcher, homes[i], self->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "GSETTINGS_BACKEND", "keyfile", TRUE);
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", self->address, TRUE);

  self->controller = twc_programs_spawn_bound (launcher, argv, error);
  return self->controller != NULL;
}

/* The file that a controller with GSETTINGS_BACKEND=keyfile reads in this folder. */
static void
prepare_settings (TwcDemo *self)
{
  g_autofree char *path = build_path (self, "glib-2.0/settings/keyfile");
  g_autoptr(GSettingsBackend) backend = g_keyfile_settings_backend_new (path, "/", NULL);

  self->settings = g_settings_new_with_backend (TWC_SCHEMA, backend);
  g_settings_set_int (self->settings, "wiring-max-amps-all", WIRING_ALL_A);
  g_settings_set_int (self->settings, "wiring-max-amps-per-twc", WIRING_EACH_A);
  g_settings_set_string (self->settings, "non-scheduled-mode", "fixed");
  g_settings_set_int (self->settings, "non-scheduled-amps", FIXED_A);
}

/**
 * twc_demo_start:
 *
 * Returns: (transfer full) (nullable): the running demo
 */
TwcDemo *
twc_demo_start (GError **error)
{
  g_autoptr(TwcDemo) self = g_new0 (TwcDemo, 1);

  self->folder = g_dir_make_tmp ("twcmanager-demo-XXXXXX", error);
  if (self->folder == NULL)
    return NULL;

  prepare_settings (self);
  if (!start_bus (self, error) || !start_garage (self, error) || !start_controller (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* At once: no real car is behind it that would have to be led down to its minimum first. */
static void
end (GSubprocess **process)
{
  if (*process == NULL)
    return;

  g_subprocess_force_exit (*process);
  g_subprocess_wait (*process, NULL, NULL);
  g_clear_object (process);
}

/* What was made in the folder, and nothing else: a link in it is removed, never followed. */
static void
remove_folder (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
twc_demo_free (TwcDemo *self)
{
  end (&self->controller);
  end (&self->garage);
  g_clear_object (&self->settings);
  g_clear_object (&self->connection);
  end (&self->bus);
  if (self->folder != NULL)
    remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->address);
  g_free (self);
}

GDBusConnection *
twc_demo_get_connection (TwcDemo *self)
{
  return self->connection;
}

GSettings *
twc_demo_get_settings (TwcDemo *self)
{
  return self->settings;
}
