/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

char *twc_port_find_holder (const char *device);
char *twc_port_find_session (dev_t terminal);

G_END_DECLS
