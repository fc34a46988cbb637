/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/twc-setting-family.h"

G_BEGIN_DECLS

/* Where settings are written, and what was written is read back. */
gboolean twc_setting_store (
  GSettings *settings, const char *key, const char *name, GVariant *value, GError **error);
gboolean twc_setting_list_child (const TwcSettingFamily *family, const char *child, GError **error);
gboolean
twc_setting_remove_child (const TwcSettingFamily *family, const char *child, GError **error);

G_END_DECLS
