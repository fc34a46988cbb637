/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twcmanagerd"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>

#include "controller/twc-controller.h"

#define EXIT_WRONG_USAGE 2

typedef struct
{
  GMainLoop *loop;
  int status;
} Run;

static void
on_ended (int status, gpointer user_data)
{
  Run *run = user_data;

  run->status = status;
  g_main_loop_quit (run->loop);
}

static gboolean
on_signal (gpointer user_data)
{
  twc_controller_shut_down (user_data);
  return G_SOURCE_CONTINUE;
}

static void
on_shared_bus (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GDBusConnection) connection = g_bus_get_finish (result, NULL);

  if (connection != NULL)
    g_dbus_connection_set_exit_on_close (connection, FALSE);
}

/* dconf uses the process's shared connection, and GIO ends a program whose shared connection
 * closes. Cars must charge on when the bus goes (G6). */
static void
outlive_the_bus (void)
{
  g_autoptr(GSettingsBackend) backend = g_settings_backend_get_default ();

  if (g_str_equal (G_OBJECT_TYPE_NAME (backend), "DConfSettingsBackend"))
    g_bus_get (G_BUS_TYPE_SESSION, NULL, on_shared_bus, NULL);
}

static int
run_controller (const char *port)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *state_path =
    g_build_filename (g_get_user_state_dir (), "twcmanager", "chargers.ini", NULL);
  g_autoptr(TwcController) controller = NULL;
  g_autoptr(GError) error = NULL;
  Run run = { loop, 0 };

  controller = twc_controller_new (port, state_path, on_ended, &run, &error);
  if (controller == NULL)
    {
      g_printerr ("twcmanagerd: %s\n", error->message);
      return 1;
    }

  outlive_the_bus ();
  g_unix_signal_add (SIGTERM, on_signal, controller);
  g_unix_signal_add (SIGINT, on_signal, controller);
  twc_controller_start (controller);
  g_main_loop_run (loop);

  return run.status;
}

int
main (int argc, char *argv[])
{
  g_autoptr(GOptionContext) context = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *port = NULL;
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_FILENAME, &port,
      N_("Use this port instead of the one in the settings: a device, a pseudo-terminal or "
         "tcp://host:port"),
          N_("PORT") },
      { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_("Print the version and end"), NULL },
        G_OPTION_ENTRY_NULL,
     };

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TWC_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  context = g_option_context_new (NULL);
  g_option_context_set_summary (context, _("Controls Tesla Wall Connectors over RS-485."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1)
    {
      g_printerr ("twcmanagerd: %s; see --help\n",
                  error != NULL ? error->message : _("it takes no arguments but its options"));
      return EXIT_WRONG_USAGE;
    }
  if (version)
    {
      g_print ("twcmanagerd %s\n", TWC_VERSION);
      return 0;
    }

  /* D-Bus could not carry it. */
  if (port != NULL && !g_utf8_validate (port, -1, NULL))
    {
      g_printerr (_ ("twcmanagerd: the name of the port is no text; see --help\n"));
      return EXIT_WRONG_USAGE;
    }

  return run_controller (port);
}
