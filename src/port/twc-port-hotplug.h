/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TwcPortHotplug TwcPortHotplug;

TwcPortHotplug *twc_port_hotplug_new (const char *path, GCallback appeared, gpointer user_data);
void twc_port_hotplug_free (TwcPortHotplug *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcPortHotplug, twc_port_hotplug_free)

G_END_DECLS
