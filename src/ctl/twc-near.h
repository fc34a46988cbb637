/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint twc_near_distance (const char *a, const char *b);
char *twc_near_join (const char *word, const char *const *names);

G_END_DECLS
