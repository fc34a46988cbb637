/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int twc_port_device_open (const char *name, GError **error);

G_END_DECLS
