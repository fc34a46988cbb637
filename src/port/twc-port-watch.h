/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwcPortWatchFunc:
 * @is_hung_up: the other side is gone; what it has left may still be read
 *
 * There is something to read, or there may be.
 */
typedef void (*TwcPortWatchFunc) (gboolean is_hung_up, gpointer user_data);

GSource *twc_port_watch_new (int fd, TwcPortWatchFunc func, gpointer user_data);
void twc_port_watch_hold (GSource *source, gint64 until_us);

G_END_DECLS
