/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-service"

#include "controller/twc-service.h"

#include "dbus/twc-dbus-names.h"

#define FIRST_RETRY_S 1
#define LAST_RETRY_S 60
/* A bus that takes the connection and then says nothing must not keep the cars waiting. */
#define ATTEMPT_MS 3000

#define BUS_NAME "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"

#define REQUEST_DO_NOT_QUEUE 4
#define REPLY_PRIMARY_OWNER 1

struct _TwcService
{
  TwcServiceCallbacks callbacks;
  gpointer user_data;

  GDBusConnection *connection;
  GCancellable *cancellable; /* of the attempt that runs */
  guint attempt_id;          /* its time-out */
  guint retry_id;
  guint retry_s;
};

static void attempt (TwcService *self);

/**
 * twc_service_new:
 * @callbacks: all of them set; copied
 */
TwcService *
twc_service_new (const TwcServiceCallbacks *callbacks, gpointer user_data)
{
  TwcService *self = g_new0 (TwcService, 1);

  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->retry_s = FIRST_RETRY_S;
  return self;
}

static void
drop_attempt (TwcService *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->attempt_id, g_source_remove);
}

static void
drop_connection (TwcService *self)
{
  if (self->connection == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_clear_object (&self->connection);
}

void
twc_service_free (TwcService *self)
{
  drop_attempt (self);
  drop_connection (self);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_free (self);
}

static gboolean
on_retry (gpointer user_data)
{
  TwcService *self = user_data;

  self->retry_id = 0;
  attempt (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (TwcService *self, const char *why)
{
  drop_attempt (self);
  drop_connection (self);
  self->retry_id = g_timeout_add_seconds (self->retry_s, on_retry, self);
  self->retry_s = MIN (2 * self->retry_s, LAST_RETRY_S);
  self->callbacks.lost (why, self->user_data);
}

static void
on_closed (GDBusConnection *connection, gboolean by_peer, GError *error, TwcService *self)
{
  retry_later (self, error != NULL ? error->message : "closed");
}

static gboolean
on_attempt_timed_out (gpointer user_data)
{
  TwcService *self = user_data;

  self->attempt_id = 0;
  retry_later (self, "the bus does not answer");
  return G_SOURCE_REMOVE;
}

static void
on_owner_known (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer =
               g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  TwcService *self = user_data;
  guint pid = 0;

  /* Cancelled: @user_data may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (answer != NULL)
    g_variant_get (answer, "(u)", &pid);
  drop_attempt (self);
  drop_connection (self);
  self->retry_id = g_timeout_add_seconds (self->retry_s, on_retry, self);
  self->retry_s = MIN (2 * self->retry_s, LAST_RETRY_S);
  self->callbacks.taken (pid, self->user_data);
}

static void
call_bus (TwcService *self,
          const char *method,
          GVariant *arguments,
          const char *type,
          GAsyncReadyCallback callback)
{
  g_dbus_connection_call (self->connection, BUS_NAME, BUS_PATH, BUS_NAME, method, arguments,
                          G_VARIANT_TYPE (type), G_DBUS_CALL_FLAGS_NONE, ATTEMPT_MS,
                          self->cancellable, callback, self);
}

static void
on_name_requested (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer =
               g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  TwcService *self = user_data;
  guint reply;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer == NULL)
    {
      retry_later (self, error->message);
      return;
    }

  g_variant_get (answer, "(u)", &reply);
  if (reply != REPLY_PRIMARY_OWNER)
    {
      call_bus (self, "GetConnectionUnixProcessID", g_variant_new ("(s)", TWC_DBUS_NAME), "(u)",
                on_owner_known);
      return;
    }

  drop_attempt (self);
  self->retry_s = FIRST_RETRY_S;
  self->callbacks.owned (self->user_data);
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_finish (result, &error);
  TwcService *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (connection == NULL)
    {
      retry_later (self, error->message);
      return;
    }

  self->connection = connection;
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), self);

  /* Objects first: who waits for the name finds them there. */
  self->callbacks.connected (connection, self->user_data);
  call_bus (self, "RequestName", g_variant_new ("(su)", TWC_DBUS_NAME, REQUEST_DO_NOT_QUEUE), "(u)",
            on_name_requested);
}

/* Never "autolaunch:", which would start a bus that nobody else is on. */
static char *
find_address (void)
{
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);
  g_autofree char *escaped = NULL;

  if (address != NULL && address[0] != '\0')
    return g_strdup (address);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;

  escaped = g_dbus_address_escape_value (path);
  return g_strconcat ("unix:path=", escaped, NULL);
}

static void
attempt (TwcService *self)
{
  g_autofree char *address = find_address ();

  if (address == NULL)
    {
      retry_later (self, "DBUS_SESSION_BUS_ADDRESS is not set");
      return;
    }

  self->cancellable = g_cancellable_new ();
  self->attempt_id = g_timeout_add (ATTEMPT_MS, on_attempt_timed_out, self);
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                       G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, self->cancellable, on_connected, self);
}

/**
 * twc_service_start:
 *
 * Looks for the bus, and asks it for the name.
 */
void
twc_service_start (TwcService *self)
{
  attempt (self);
}
