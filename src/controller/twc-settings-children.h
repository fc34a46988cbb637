/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "controller/twc-settings-keys.h"

G_BEGIN_DECLS

/**
 * TwcSettingsChildren:
 *
 * The settings of which there are several: Wall Connectors, schedules, plans, sources. Each has
 * a path of its own, and a list in the main schema names them (design §6).
 */
typedef struct _TwcSettingsChildren TwcSettingsChildren;

TwcSettingsChildren *twc_settings_children_new (TwcSettingsKeys *keys,
                                                GCallback changed,
                                                GObject *owner,
                                                GError **error);
void twc_settings_children_free (TwcSettingsChildren *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcSettingsChildren, twc_settings_children_free)

void twc_settings_children_read (TwcSettingsChildren *self,
                                 GSettings *root,
                                 const guint16 *present,
                                 guint n_present,
                                 TwcSettings *to);

GSettingsSchema *
twc_settings_look_up_schema (const char *id, const char *const *keys, GError **error);
extern const char *const twc_settings_children_lists[];

G_END_DECLS
