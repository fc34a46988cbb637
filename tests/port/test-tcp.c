/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port-owner.h"

#include <string.h>
#include <unistd.h>

/* A network serial server that is on or off, always at the same port. */
typedef struct
{
  GSocket *listener;
  GSocketAddress *address;
  char *name;
} Server;

static void
server_turn_on (Server *self)
{
  GError *error = NULL;

  self->listener =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_bind (self->listener, self->address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (self->listener, &error);
  g_assert_no_error (error);
}

static void
server_turn_off (Server *self)
{
  g_clear_object (&self->listener);
}

static void
server_init (Server *self)
{
  g_autoptr(GSocketAddress) bound = NULL;
  GError *error = NULL;

  *self = (Server){ .address = g_inet_socket_address_new_from_string ("127.0.0.1", 0) };
  server_turn_on (self);
  bound = g_socket_get_local_address (self->listener, &error);
  g_assert_no_error (error);

  g_set_object (&self->address, bound);
  self->name = g_strdup_printf (
    "tcp://localhost:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (self->address)));
}

static void
server_clear (Server *self)
{
  server_turn_off (self);
  g_clear_object (&self->address);
  g_free (self->name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Server, server_clear)

static GSocket *
server_accept (Server *self)
{
  GError *error = NULL;
  GSocket *socket = g_socket_accept (self->listener, NULL, &error);

  g_assert_no_error (error);
  return socket;
}

static void
test_exchange (void)
{
  g_auto(Server) server = { 0 };
  g_auto(PortOwner) owner = { 0 };
  g_autoptr(GSocket) far = NULL;

  server_init (&server);
  port_owner_init (&owner, server.name);
  port_owner_wait_opened (&owner, 1);
  far = server_accept (&server);

  g_assert_true (twc_port_send (owner.port, (const guint8 *) "question", 8, NULL));
  read_exactly (g_socket_get_fd (far), "question");
  write_text (g_socket_get_fd (far), "answer");
  port_owner_wait_received (&owner, "answer");
}

static void
test_refused_then_there (void)
{
  g_auto(Server) server = { 0 };
  g_auto(PortOwner) owner = { 0 };

  server_init (&server);
  server_turn_off (&server);
  port_owner_init (&owner, server.name);
  port_owner_wait_failed (&owner, 1);
  g_assert_error (owner.error, TWC_PORT_ERROR, TWC_PORT_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (owner.error->message, server.name));
  g_assert_nonnull (strstr (twc_port_error_get_detail (owner.error), "refused"));

  server_turn_on (&server);
  port_owner_wait_opened (&owner, 1);
  g_assert_cmpuint (owner.n_failed, ==, 1);
}

static void
test_dropped_then_back (void)
{
  g_auto(Server) server = { 0 };
  g_auto(PortOwner) owner = { 0 };
  g_autoptr(GSocket) far = NULL;

  server_init (&server);
  port_owner_init (&owner, server.name);
  port_owner_wait_opened (&owner, 1);

  far = server_accept (&server);
  g_clear_object (&far);
  port_owner_wait_failed (&owner, 1);
  g_assert_error (owner.error, TWC_PORT_ERROR, TWC_PORT_ERROR_UNREACHABLE);

  port_owner_wait_opened (&owner, 2);
  far = server_accept (&server);
  write_text (g_socket_get_fd (far), "again");
  port_owner_wait_received (&owner, "again");
}

static void
test_freed_while_connecting (void)
{
  g_auto(Server) server = { 0 };
  g_auto(PortOwner) owner = { 0 };

  server_init (&server);
  port_owner_init (&owner, server.name);
  g_main_context_iteration (NULL, TRUE); /* the attempt begins */
  g_clear_object (&owner.port);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_assert_cmpuint (owner.n_opened + owner.n_failed, ==, 0);
}

typedef struct
{
  const char *path;
  const char *name;
} WrongRow;

static const WrongRow wrong_rows[] = {
  { "/port/tcp/wrong/no-port", "tcp://garage" },
  { "/port/tcp/wrong/no-host", "tcp://:3333" },
  { "/port/tcp/wrong/port-0", "tcp://garage:0" },
  { "/port/tcp/wrong/port-too-big", "tcp://garage:70000" },
  { "/port/tcp/wrong/path", "tcp://garage:3333/dev/ttyUSB0" },
  { "/port/tcp/wrong/password", "tcp://me:secret@garage:3333" },
  { "/port/tcp/wrong/empty", "tcp://" },
};

static void
test_wrong (gconstpointer data)
{
  const WrongRow *row = data;
  g_auto(PortOwner) owner = { 0 };

  port_owner_init (&owner, row->name);
  port_owner_wait_failed (&owner, 1);
  g_assert_error (owner.error, TWC_PORT_ERROR, TWC_PORT_ERROR_NOT_SERIAL);
  g_assert_nonnull (strstr (owner.error->message, "tcp://host:port"));
  g_assert_nonnull (strstr (twc_port_error_get_detail (owner.error), "tcp://garage.local:4000"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/port/tcp/exchange", test_exchange);
  g_test_add_func ("/port/tcp/refused-then-there", test_refused_then_there);
  g_test_add_func ("/port/tcp/dropped-then-back", test_dropped_then_back);
  g_test_add_func ("/port/tcp/freed-while-connecting", test_freed_while_connecting);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong_rows); i++)
    g_test_add_data_func (wrong_rows[i].path, &wrong_rows[i], test_wrong);

  return g_test_run ();
}
