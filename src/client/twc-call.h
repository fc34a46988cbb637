/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void twc_call_async (GDBusProxy *proxy, const char *method, GVariant *arguments, GTask *task);

G_END_DECLS
