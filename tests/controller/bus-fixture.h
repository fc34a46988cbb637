/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A bus of its own, with the service and its caller in the test's one thread: calls spin the
 * main loop until they are answered. */
typedef struct
{
  GTestDBus *bus;
  GDBusConnection *server;
  GDBusConnection *client;
} BusFixture;

void bus_fixture_set_up (BusFixture *self);
void bus_fixture_tear_down (BusFixture *self);

GDBusConnection *bus_fixture_connect (BusFixture *self);
GVariant *bus_fixture_call (BusFixture *self,
                            GDBusConnection *client,
                            const char *path,
                            const char *method,
                            GVariant *arguments,
                            GError **error);
GVariant *bus_fixture_get (BusFixture *self, const char *path, const char *property);
void bus_fixture_settle (BusFixture *self);

G_END_DECLS
