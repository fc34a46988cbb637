/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean twc_port_tcp_is_name (const char *name);
void twc_port_tcp_connect_async (const char *name,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
int twc_port_tcp_connect_finish (GAsyncResult *result, GError **error);

G_END_DECLS
