/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef gint64 (*TwcDeadlineFunc) (gpointer user_data); /* monotonic; TWC_NEVER = none */
typedef void (*TwcDueFunc) (gpointer user_data);

GSource *twc_deadline_source_new (TwcDeadlineFunc get_deadline, TwcDueFunc due, gpointer user_data);

G_END_DECLS
