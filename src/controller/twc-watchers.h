/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwcWatchers:
 *
 * Who on the bus looks at one thing: callers by their unique names, each until it says so or
 * leaves the bus.
 */
typedef struct _TwcWatchers TwcWatchers;

TwcWatchers *twc_watchers_new (GCallback changed, gpointer user_data);
void twc_watchers_free (TwcWatchers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcWatchers, twc_watchers_free)

gboolean twc_watchers_add (TwcWatchers *self, GDBusConnection *connection, const char *name);
void twc_watchers_remove (TwcWatchers *self, const char *name);
void twc_watchers_remove_all (TwcWatchers *self);
guint twc_watchers_get_n (const TwcWatchers *self);
const char *const *twc_watchers_get_names (const TwcWatchers *self);

G_END_DECLS
