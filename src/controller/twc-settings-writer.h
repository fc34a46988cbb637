/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "controller/twc-settings-reader.h"

G_BEGIN_DECLS

#define TWC_TYPE_SETTINGS_WRITER (twc_settings_writer_get_type ())
G_DECLARE_FINAL_TYPE (TwcSettingsWriter, twc_settings_writer, TWC, SETTINGS_WRITER, GObject)

TwcSettingsWriter *twc_settings_writer_new (GSettingsBackend *backend);

void twc_settings_writer_write_async (TwcSettingsWriter *self,
                                      guint16 charger,
                                      GVariant *values,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
twc_settings_writer_write_finish (TwcSettingsWriter *self, GAsyncResult *result, GError **error);

const char *twc_settings_writer_get_unsaved (TwcSettingsWriter *self);

G_END_DECLS
