/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-fixture.h"

GDBusConnection *
bus_fixture_connect (BusFixture *self)
{
  g_autoptr(GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (self->bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

void
bus_fixture_set_up (BusFixture *self)
{
  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->server = bus_fixture_connect (self);
  self->client = bus_fixture_connect (self);
}

void
bus_fixture_tear_down (BusFixture *self)
{
  g_clear_object (&self->server);
  g_clear_object (&self->client);
  g_test_dbus_stop (self->bus);
  g_clear_object (&self->bus);
}

static void
on_answered (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* The method with its interface: "org.twcmanager.Controller1.Watch". */
GVariant *
bus_fixture_call (BusFixture *self,
                  GDBusConnection *client,
                  const char *path,
                  const char *method,
                  GVariant *arguments,
                  GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  const char *dot = strrchr (method, '.');
  g_autofree char *interface = g_strndup (method, (gsize) (dot - method));

  g_dbus_connection_call (client, g_dbus_connection_get_unique_name (self->server), path, interface,
                          dot + 1, arguments, NULL, G_DBUS_CALL_FLAGS_NONE, 10000, NULL,
                          on_answered, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_dbus_connection_call_finish (client, result, error);
}

/* Returns: (transfer full): the value of "org.twcmanager.Charger1.OfferAmps" */
GVariant *
bus_fixture_get (BusFixture *self, const char *path, const char *property)
{
  const char *dot = strrchr (property, '.');
  g_autofree char *interface = g_strndup (property, (gsize) (dot - property));
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GError) error = NULL;
  GVariant *value;

  answer = bus_fixture_call (self, self->client, path, "org.freedesktop.DBus.Properties.Get",
                             g_variant_new ("(ss)", interface, dot + 1), &error);
  g_assert_no_error (error);
  g_variant_get (answer, "(v)", &value);
  return value;
}

/* All that the service has emitted so far has arrived: its answer comes after it. */
void
bus_fixture_settle (BusFixture *self)
{
  g_autoptr(GVariant) answer = NULL;

  while (g_main_context_iteration (NULL, FALSE))
    continue;
  answer = bus_fixture_call (self, self->client, "/", "org.freedesktop.DBus.Peer.Ping", NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}
