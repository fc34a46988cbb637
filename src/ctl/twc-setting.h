/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwcSetting:
 *
 * One GSettings key by the name that a person types: "wiring-max-amps-all", or
 * "chargers/9399/name" for one Wall Connector's.
 */
typedef struct
{
  char *name; /* as typed, its id in upper case */
  GSettings *settings;
  GSettingsSchemaKey *key;
  guint16 charger; /* 0 = of all */
} TwcSetting;

gboolean twc_setting_open (TwcSetting *self, const char *name, GError **error);
void twc_setting_clear (TwcSetting *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwcSetting, twc_setting_clear)

GStrv twc_setting_list_names (GError **error);
GVariant *twc_setting_parse (const TwcSetting *self, const char *text, GError **error);
char *twc_setting_print (GVariant *value);
gboolean twc_setting_write (const TwcSetting *self, GVariant *value, GError **error);

G_END_DECLS
