/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "controller/twc-settings-keys.h"

G_BEGIN_DECLS

#define TWC_TYPE_SETTINGS_READER (twc_settings_reader_get_type ())
G_DECLARE_FINAL_TYPE (TwcSettingsReader, twc_settings_reader, TWC, SETTINGS_READER, GObject)

TwcSettingsReader *twc_settings_reader_new (GSettingsBackend *backend, GError **error);

const TwcSettings *twc_settings_reader_get_settings (TwcSettingsReader *self);
const char *twc_settings_reader_get_port (TwcSettingsReader *self);
const TwcSettingsFault *twc_settings_reader_get_faults (TwcSettingsReader *self, guint *n_faults);

void twc_settings_reader_set_present (TwcSettingsReader *self, const guint16 *ids, guint n_ids);

G_END_DECLS
