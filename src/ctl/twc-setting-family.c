/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-setting-family.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ctl/twc-near.h"
#include "ctl/twc-setting.h"
#include "dbus/twc-dbus-names.h"

static gboolean
apply_charger (TwcSettings *to, const char *child, const char *key, GVariant *value, GError **error)
{
  guint16 id = 0;

  twc_id_from_text (child, &id);
  return twc_settings_set_charger (to, id, key, value, error);
}

static gboolean
ensure_charger (TwcSettings *to, const char *child, GError **error)
{
  guint16 id = 0;

  twc_id_from_text (child, &id);
  return twc_settings_ensure_charger (to, id, error) != NULL;
}

static gboolean
ensure_schedule (TwcSettings *to, const char *child, GError **error)
{
  return twc_settings_ensure_schedule (to, child, error) != NULL;
}

static gboolean
ensure_goal (TwcSettings *to, const char *child, GError **error)
{
  return twc_settings_ensure_goal (to, child, error) != NULL;
}

static gboolean
ensure_source (TwcSettings *to, const char *child, GError **error)
{
  return twc_settings_ensure_source (to, child, error) != NULL;
}

const TwcSettingFamily twc_setting_families[TWC_N_SETTING_FAMILIES] = {
  { "chargers/", "known-chargers", TWC_CHARGER_SCHEMA, TWC_CHARGERS_PATH, "chargers/9399/name",
    NULL, TWC_SETTINGS_MAX_CHARGERS, apply_charger, ensure_charger },
  { "schedules/", "schedules", TWC_SCHEDULE_SCHEMA, TWC_SCHEDULES_PATH, "schedules/night/amps",
    "twcctl schedule add", TWC_MAX_SCHEDULES, twc_settings_set_schedule, ensure_schedule },
  { "plans/", "plans", TWC_PLAN_SCHEMA, TWC_PLANS_PATH, "plans/work/departure", "twcctl plan add",
    TWC_MAX_GOALS, twc_settings_set_goal, ensure_goal },
  { "sources/", "sources", TWC_SOURCE_SCHEMA, TWC_SOURCES_PATH, "sources/roof/role",
    "twcctl source add", TWC_MAX_READINGS, twc_settings_set_source, ensure_source },
};

/**
 * twc_setting_family_find:
 * @name: what a person typed
 *
 * Returns: (nullable): the family that "schedules/night/amps" is of
 */
const TwcSettingFamily *
twc_setting_family_find (const char *name)
{
  for (guint i = 0; i < TWC_N_SETTING_FAMILIES; i++)
    if (g_str_has_prefix (name, twc_setting_families[i].prefix))
      return &twc_setting_families[i];

  return NULL;
}

const TwcSettingFamily *
twc_setting_family_of_list (const char *key)
{
  for (guint i = 0; i < TWC_N_SETTING_FAMILIES; i++)
    if (g_str_equal (key, twc_setting_families[i].list))
      return &twc_setting_families[i];

  return NULL;
}

static gboolean
has_ids (const TwcSettingFamily *self)
{
  return self == &twc_setting_families[0];
}

/**
 * twc_setting_family_dup_child:
 *
 * Returns: (transfer full) (nullable): @typed as its path has it, %NULL when it can be no name
 */
char *
twc_setting_family_dup_child (const TwcSettingFamily *self, const char *typed)
{
  guint16 id;

  if (!has_ids (self))
    return twc_settings_is_name (typed) ? g_strdup (typed) : NULL;

  return twc_id_from_text (typed, &id) ? g_strdup_printf ("%04X", id) : NULL;
}

/**
 * twc_setting_family_list_children:
 *
 * Returns: (transfer full): those that are listed, as far as the controller reads them
 */
GStrv
twc_setting_family_list_children (const TwcSettingFamily *self)
{
  g_autoptr(GSettings) settings = g_settings_new (TWC_SCHEMA);
  g_auto(GStrv) stored = g_settings_get_strv (settings, self->list);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; stored[i] != NULL && i < self->most; i++)
    {
      g_autofree char *child = twc_setting_family_dup_child (self, stored[i]);

      if (child != NULL)
        g_strv_builder_add (builder, child);
    }

  return g_strv_builder_end (builder);
}

/**
 * twc_setting_family_check_child:
 *
 * Whether the keys of @child may be set: a slip of the finger must not become an entry of its
 * own, except where ids are known before anybody has set anything.
 */
gboolean
twc_setting_family_check_child (const TwcSettingFamily *self, const char *child, GError **error)
{
  g_auto(GStrv) children = twc_setting_family_list_children (self);
  g_autofree char *near = NULL;

  if (has_ids (self) || g_strv_contains ((const char *const *) children, child))
    return TRUE;

  near = twc_near_join (child, (const char *const *) children);
  if (near != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("%s has no “%s”; did you mean %s?"), self->list, child, near);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("%s has no “%s”; %s makes one"), self->list, child, self->verb);
  return FALSE;
}

GSettings *
twc_setting_family_open (const TwcSettingFamily *self, const char *child, GError **error)
{
  g_autoptr(GSettingsSchema) schema = twc_setting_lookup_schema (self->schema, error);
  g_autofree char *path = g_strconcat (self->path, child, "/", NULL);

  return schema != NULL ? g_settings_new_full (schema, NULL, path) : NULL;
}
