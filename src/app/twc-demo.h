/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A simulated garage with a controller of its own, on a bus and with settings of their own: what
 * the owner has set up is neither read nor changed. Ends with this program. */
typedef struct _TwcDemo TwcDemo;

TwcDemo *twc_demo_start (GError **error);
void twc_demo_free (TwcDemo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcDemo, twc_demo_free)

GDBusConnection *twc_demo_get_connection (TwcDemo *self);
GSettings *twc_demo_get_settings (TwcDemo *self);

G_END_DECLS
