/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-settings.h"

G_BEGIN_DECLS

/* The keys whose value is a list; twc-settings.c knows those that are one number or word. */
gboolean twc_settings_is_list (const char *key);
gboolean
twc_settings_set_list (TwcSettings *self, const char *key, GVariant *value, GError **error);
gboolean twc_settings_lists_equal (const TwcSettings *a, const TwcSettings *b);
gboolean twc_settings_children_equal (const TwcSettings *a, const TwcSettings *b);
#define TWC_SETTINGS_N_LISTS 9
extern const char *const twc_settings_list_names[TWC_SETTINGS_N_LISTS];

G_END_DECLS
