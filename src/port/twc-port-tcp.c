/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port/twc-port-tcp.h"

#include "port/twc-port-error.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define SCHEME "tcp"
#define CONNECT_TIMEOUT_S 5

/* A slave gives up on a master after 26 s (twc-protocol 4.4): a dead line must be known before. */
#define DEAD_AFTER_MS 10000
#define KEEPALIVE_IDLE_S 5
#define KEEPALIVE_INTERVAL_S 2
#define KEEPALIVE_PROBES 3

gboolean
twc_port_tcp_is_name (const char *name)
{
  return g_ascii_strncasecmp (name, SCHEME "://", strlen (SCHEME "://")) == 0;
}

static GSocketConnectable *
parse (const char *name, GError **error)
{
  g_autoptr(GUri) uri = g_uri_parse (name, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  const char *path = uri != NULL ? g_uri_get_path (uri) : "";
  const int port = uri != NULL ? g_uri_get_port (uri) : -1;

  if (host == NULL || host[0] == '\0' || port <= 0 || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_query (uri) != NULL || !(path[0] == '\0' || g_str_equal (path, "/")))
    {
      const char *why = "a network adapter is written tcp://host:port, such as "
                        "tcp://garage.local:4000";

      twc_port_set_error (error, TWC_PORT_ERROR_NOT_SERIAL, why, "%s: %s", name, why);
      return NULL;
    }

  return g_network_address_new (host, (guint16) port);
}

/* Some are hints that a system may refuse: none is worth giving the line up for. */
static void
tune (GSocket *socket)
{
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_S, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_PROBES, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, DEAD_AFTER_MS, NULL);
}

static void
return_unreachable (GTask *task, const char *why)
{
  g_task_return_error (task, twc_port_error_new (TWC_PORT_ERROR_UNREACHABLE, why, "%s: %s",
                                                 (const char *) g_task_get_task_data (task), why));
}

static void
on_connected (GObject *client, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection =
               g_socket_client_connect_finish (G_SOCKET_CLIENT (client), result, &error);
  GSocket *socket;
  int fd;

  if (connection == NULL)
    {
      return_unreachable (task, error->message);
      return;
    }

  socket = g_socket_connection_get_socket (connection);
  tune (socket);
  fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0);
  if (fd < 0)
    return_unreachable (task, g_strerror (errno));
  else
    g_task_return_int (task, fd);
}

/**
 * twc_port_tcp_connect_async:
 * @name: `tcp://host:port`
 *
 * Connects to a network serial server such as ser2net. Neither that nor the look-up of the host
 * blocks; an address that does not answer is given up after %CONNECT_TIMEOUT_S.
 */
void
twc_port_tcp_connect_async (const char *name,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnectable) address = NULL;
  GError *error = NULL;

  g_task_set_task_data (task, g_strdup (name), g_free);
  g_task_set_check_cancellable (task, FALSE); /* a descriptor must reach its owner, to be closed */
  address = parse (name, &error);
  if (address == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, CONNECT_TIMEOUT_S);
  g_socket_client_connect_async (client, address, cancellable, on_connected, g_object_ref (task));
}

/**
 * twc_port_tcp_connect_finish:
 *
 * Returns: a non-blocking descriptor, also when the cancellation came too late; or -1 with @error
 *   set
 */
int
twc_port_tcp_connect_finish (GAsyncResult *result, GError **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}
