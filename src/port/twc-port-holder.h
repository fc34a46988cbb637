/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *twc_port_find_holder (const char *device);

G_END_DECLS
