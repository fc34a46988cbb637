/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/twc-setting-family.h"
#include "values/twc-settings-check.h"

G_BEGIN_DECLS

/* The settings as the controller would read them, to try a change on. */
void twc_snapshot_read (TwcSettings *settings);
gboolean twc_snapshot_apply (TwcSettings *settings,
                             const TwcSettingFamily *family,
                             const char *child,
                             const char *key,
                             GVariant *value,
                             GError **error);
gboolean twc_snapshot_check (const TwcSettings *before, const TwcSettings *after, GError **error);

G_END_DECLS
