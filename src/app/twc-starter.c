/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-starter"

#include "app/twc-starter.h"

#include "app/twc-programs.h"
#include "dbus/twc-dbus-names.h"

/**
 * TwcStarter:
 *
 * The controller belongs to nobody's window: it is started by the session bus where it is
 * installed, else from the build tree, in a session of its own. Ending the window changes
 * nothing for the cars.
 */
struct _TwcStarter
{
  GObject parent_instance;

  GDBusConnection *connection;
  TwcClient *client;
  char *port;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (TwcStarter, twc_starter, G_TYPE_OBJECT)

static void
spawn (TwcStarter *self)
{
  g_autofree char *path = twc_programs_find ("twcmanagerd", "controller");
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  const char *argv[] = { path, self->port != NULL ? "--port" : NULL, self->port, NULL };

  if (path == NULL)
    {
      g_message ("twcmanagerd is neither beside this program nor on the PATH");
      return;
    }

  process = twc_programs_spawn_free (launcher, argv, &error);
  if (process == NULL)
    g_message ("%s", error->message);
}

static void
on_activated (GObject *connection, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(TwcStarter) self = user_data; /* the reference that starting took */
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GError) error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (connection), result, &error);
  if (reply == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    spawn (self);
}

static void
start (TwcStarter *self)
{
  /* A service that is activated takes its port from the settings: an explicit one needs a
   * process of its own. */
  if (self->port != NULL)
    {
      spawn (self);
      return;
    }

  g_dbus_connection_call (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "StartServiceByName",
                          g_variant_new ("(su)", TWC_DBUS_NAME, 0), NULL, G_DBUS_CALL_FLAGS_NONE,
                          -1, self->cancellable, on_activated, g_object_ref (self));
}

static void
on_settled (TwcStarter *self)
{
  if (!twc_client_is_settled (self->client))
    return;

  g_signal_handlers_disconnect_by_data (self->client, self);
  if (!twc_client_is_connected (self->client))
    start (self);
  else if (self->port != NULL)
    g_message ("a controller runs already: the port stays as it is");
}

static void
twc_starter_dispose (GObject *object)
{
  TwcStarter *self = TWC_STARTER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->connection);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (twc_starter_parent_class)->dispose (object);
}

static void
twc_starter_finalize (GObject *object)
{
  TwcStarter *self = TWC_STARTER (object);

  g_clear_object (&self->cancellable);
  g_free (self->port);

  G_OBJECT_CLASS (twc_starter_parent_class)->finalize (object);
}

static void
twc_starter_class_init (TwcStarterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = twc_starter_dispose;
  object_class->finalize = twc_starter_finalize;
}

static void
twc_starter_init (TwcStarter *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * twc_starter_new:
 * @port: (nullable): handed to the controller, if this starts one
 */
TwcStarter *
twc_starter_new (GDBusConnection *connection, TwcClient *client, const char *port)
{
  TwcStarter *self = g_object_new (TWC_TYPE_STARTER, NULL);

  self->connection = g_object_ref (connection);
  self->client = g_object_ref (client);
  self->port = g_strdup (port);
  g_signal_connect_object (client, "notify::settled", G_CALLBACK (on_settled), self,
                           G_CONNECT_SWAPPED);
  on_settled (self);

  return self;
}
