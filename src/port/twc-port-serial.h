/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean twc_port_serial_is_one (const char *device);
int twc_port_serial_open (const char *device);

G_END_DECLS
