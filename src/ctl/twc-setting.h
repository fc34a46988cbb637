/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/twc-setting-family.h"

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
  const TwcSettingFamily *family; /* NULL = of the main schema */
  char *child;
} TwcSetting;

gboolean twc_setting_open (TwcSetting *self, const char *name, GError **error);
void twc_setting_clear (TwcSetting *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwcSetting, twc_setting_clear)

GStrv twc_setting_list_names (GError **error);
GVariant *
twc_setting_try (const TwcSetting *self, const char *text, TwcSettings *on, GError **error);
GVariant *twc_setting_parse (const TwcSetting *self, const char *text, GError **error);
gboolean twc_setting_write (const TwcSetting *self, GVariant *value, GError **error);

GSettingsSchema *twc_setting_lookup_schema (const char *id, GError **error);

/* One key of a new schedule or plan, and what was typed for it. */
typedef struct
{
  const char *key;
  const char *text;
} TwcSettingPart;

GPtrArray *twc_setting_try_child (const TwcSettingFamily *family,
                                  const char *child,
                                  const TwcSettingPart parts[],
                                  guint n_parts,
                                  TwcSettings *on,
                                  GError **error);
gboolean twc_setting_add_child (const TwcSettingFamily *family,
                                const char *child,
                                const TwcSettingPart parts[],
                                guint n_parts,
                                GError **error);

G_END_DECLS
