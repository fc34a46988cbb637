/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "values/twc-settings.h"

G_BEGIN_DECLS

/**
 * TwcSettingFamily:
 *
 * Settings of which there are several, each below a path of its own: "schedules/night/amps".
 */
typedef struct
{
  const char *prefix; /* "schedules/" */
  const char *list;   /* the key that names them */
  const char *schema;
  const char *path;
  const char *example; /* of a key's name */
  const char *verb;    /* that makes one; NULL = setting any of its keys does */
  guint most;
  gboolean (*apply) (
    TwcSettings *to, const char *child, const char *key, GVariant *value, GError **error);
  gboolean (*ensure) (TwcSettings *to, const char *child, GError **error);
} TwcSettingFamily;

#define TWC_N_SETTING_FAMILIES 4
extern const TwcSettingFamily twc_setting_families[TWC_N_SETTING_FAMILIES];
#define TWC_SETTING_SCHEDULES (&twc_setting_families[1])
#define TWC_SETTING_PLANS (&twc_setting_families[2])
#define TWC_SETTING_SOURCES (&twc_setting_families[3])

const TwcSettingFamily *twc_setting_family_find (const char *name);
const TwcSettingFamily *twc_setting_family_of_list (const char *key);

char *twc_setting_family_dup_child (const TwcSettingFamily *self, const char *typed);
GStrv twc_setting_family_list_children (const TwcSettingFamily *self);
gboolean
twc_setting_family_check_child (const TwcSettingFamily *self, const char *child, GError **error);
GSettings *
twc_setting_family_open (const TwcSettingFamily *self, const char *child, GError **error);

G_END_DECLS
