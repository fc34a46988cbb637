/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/twc-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

#include "app/twc-demo.h"
#include "app/twc-starter.h"
#include "app/twc-window.h"
#include "dbus/twc-dbus-names.h"

#define APPLICATION_ID "org.twcmanager.TWCManager"

/**
 * TwcApplication:
 *
 * Not unique on purpose: a second start over a forwarded display must open its window there, and
 * not on the screen in the garage. All windows show the same controller.
 */
struct _TwcApplication
{
  AdwApplication parent_instance;

  gboolean forwarded;
  gboolean wants_demo;
  char *port;

  TwcDemo *demo;
  TwcStarter *starter;
  TwcClient *client;
  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (TwcApplication, twc_application, ADW_TYPE_APPLICATION)

static gboolean
on_signal (gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));
  return G_SOURCE_CONTINUE;
}

static GDBusConnection *
connect_to_demo (TwcApplication *self, GError **error)
{
  self->demo = twc_demo_start (error);
  if (self->demo == NULL)
    return NULL;

  self->settings = g_object_ref (twc_demo_get_settings (self->demo));
  return g_object_ref (twc_demo_get_connection (self->demo));
}

static GDBusConnection *
connect_to_session (TwcApplication *self, GError **error)
{
  /* The application has this connection already: nothing is waited for. */
  GDBusConnection *connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, error);

  if (connection != NULL)
    self->settings = g_settings_new (TWC_SCHEMA);
  return connection;
}

static gboolean
connect_to_controller (TwcApplication *self, GError **error)
{
  g_autoptr(GDBusConnection) connection =
               self->wants_demo ? connect_to_demo (self, error) : connect_to_session (self, error);

  if (connection == NULL)
    return FALSE;

  self->client = twc_client_new (connection);
  twc_client_watch (self->client);
  if (self->demo == NULL)
    self->starter = twc_starter_new (connection, self->client, self->port);
  return TRUE;
}

static void
twc_application_activate (GApplication *application)
{
  TwcApplication *self = TWC_APPLICATION (application);
  g_autoptr(GError) error = NULL;

  if (self->client == NULL && !connect_to_controller (self, &error))
    {
      g_printerr (_ ("twcmanager: no way to the controller: %s\n"), error->message);
      return;
    }

  gtk_window_present (twc_window_new (GTK_APPLICATION (self), self->client, self->settings));
}

static void
twc_application_startup (GApplication *application)
{
  TwcApplication *self = TWC_APPLICATION (application);

  G_APPLICATION_CLASS (twc_application_parent_class)->startup (application);

  if (self->forwarded)
    g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  /* Also then the demo is to be cleaned up. */
  g_unix_signal_add (SIGINT, on_signal, self);
  g_unix_signal_add (SIGTERM, on_signal, self);
}

static void
twc_application_shutdown (GApplication *application)
{
  TwcApplication *self = TWC_APPLICATION (application);

  G_APPLICATION_CLASS (twc_application_parent_class)->shutdown (application);

  g_clear_object (&self->starter);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->demo, twc_demo_free);
}

static int
twc_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  TwcApplication *self = TWC_APPLICATION (application);

  g_variant_dict_lookup (options, "port", "^ay", &self->port);
  self->wants_demo = g_variant_dict_contains (options, "demo");
  if (!self->wants_demo || self->port == NULL)
    return -1;

  g_printerr (_ ("twcmanager: --demo has a port of its own; leave out --port\n"));
  return 2;
}

static void
twc_application_finalize (GObject *object)
{
  g_free (TWC_APPLICATION (object)->port);

  G_OBJECT_CLASS (twc_application_parent_class)->finalize (object);
}

static void
twc_application_class_init (TwcApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = twc_application_finalize;
  application_class->activate = twc_application_activate;
  application_class->startup = twc_application_startup;
  application_class->shutdown = twc_application_shutdown;
  application_class->handle_local_options = twc_application_handle_local_options;
}

static void
twc_application_init (TwcApplication *self)
{
  const GOptionEntry entries[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show a simulated garage"), NULL },
      { "port", 'p', 0, G_OPTION_ARG_FILENAME, NULL,
        N_ ("Serial port for the controller, if this starts one"), N_ ("PORT") },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
      };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

/**
 * twc_application_new:
 * @forwarded: what is drawn crosses a network: nothing may move without need
 */
TwcApplication *
twc_application_new (gboolean forwarded)
{
  TwcApplication *self = g_object_new (TWC_TYPE_APPLICATION, "application-id", APPLICATION_ID,
                                       "flags", G_APPLICATION_NON_UNIQUE, "resource-base-path",
                                       "/org/twcmanager/TWCManager", NULL);

  self->forwarded = forwarded;
  return self;
}
