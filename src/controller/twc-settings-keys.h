/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gio.h>
#include <gio/gsettingsbackend.h>

#include "values/twc-settings-check.h"

G_BEGIN_DECLS

/**
 * TwcSettingsKeys:
 *
 * Reads what is stored under single keys, and remembers what was valid: an invalid value is a
 * fault and leaves the last valid one in force (G3).
 */
typedef struct
{
  GSettingsBackend *backend;
  GHashTable *valid; /* path of a key → the last value that was valid */
  GHashTable *seen;  /* the paths read since twc_settings_keys_begin() */
  TwcSettingsFaults faults;
  guint n_vanished;  /* keys that are not stored any more, but hold for a moment */
  gboolean is_final; /* none holds any longer */
} TwcSettingsKeys;

/* Takes over the value of a key; @child is the last part of the path of those that have one. */
typedef gboolean (*TwcSettingsApplyFunc) (
  TwcSettings *to, const char *child, const char *key, GVariant *value, GError **error);

void twc_settings_keys_init (TwcSettingsKeys *self, GSettingsBackend *backend);
void twc_settings_keys_clear (TwcSettingsKeys *self);

void twc_settings_keys_begin (TwcSettingsKeys *self);
void twc_settings_keys_read (TwcSettingsKeys *self,
                             GSettings *settings,
                             const char *key,
                             TwcSettingsApplyFunc apply,
                             TwcSettings *to,
                             const char *child);
GVariant *twc_settings_keys_read_list (TwcSettingsKeys *self, GSettings *settings, const char *key);
gboolean twc_settings_keys_outlive (TwcSettingsKeys *self);
void twc_settings_keys_add_fault (TwcSettingsKeys *self, const char *path, const char *detail);
void twc_settings_keys_end (TwcSettingsKeys *self);

G_END_DECLS
