/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

gboolean twc_port_tty_is_pty (dev_t device);
int twc_port_tty_open (const char *device);

G_END_DECLS
