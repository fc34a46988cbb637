/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean twc_remote_is_forwarded (const char *ssh_connection, const char *display);
gboolean twc_remote_prepare (void);

G_END_DECLS
