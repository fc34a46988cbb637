/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What people type, checked. All errors are TWC_USAGE_ERROR. */
gboolean twc_parse_amps (const char *text, guint *amps_a, GError **error);
gboolean twc_parse_duration (const char *text, gint64 *seconds, GError **error);
gboolean twc_parse_clock (const char *text, GDateTime *now, gint64 *unix_s, GError **error);
GBytes *twc_parse_hex (const char *const *texts, GError **error);

G_END_DECLS
