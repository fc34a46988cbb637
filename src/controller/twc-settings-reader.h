/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gio.h>
#include <gio/gsettingsbackend.h>

#include "values/twc-settings.h"

G_BEGIN_DECLS

/* A stored value that was not taken over: its last valid one is kept (G3). */
typedef struct
{
  char key[64]; /* "chargers/9399/max-amps" for those of one Wall Connector */
  char detail[160];
} TwcSettingsFault;

#define TWC_TYPE_SETTINGS_READER (twc_settings_reader_get_type ())
G_DECLARE_FINAL_TYPE (TwcSettingsReader, twc_settings_reader, TWC, SETTINGS_READER, GObject)

TwcSettingsReader *twc_settings_reader_new (GSettingsBackend *backend, GError **error);

const TwcSettings *twc_settings_reader_get_settings (TwcSettingsReader *self);
const char *twc_settings_reader_get_port (TwcSettingsReader *self);
const TwcSettingsFault *twc_settings_reader_get_faults (TwcSettingsReader *self, guint *n_faults);

void twc_settings_reader_set_present (TwcSettingsReader *self, const guint16 *ids, guint n_ids);

G_END_DECLS
