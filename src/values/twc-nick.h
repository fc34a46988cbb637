/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one table shape behind every enum that has a public name (D-Bus, JSON, settings). */
const char *twc_nick_get (const char *const nicks[], guint n_nicks, guint value);
gboolean twc_nick_find (const char *const nicks[], guint n_nicks, const char *nick, guint *value);

G_END_DECLS
