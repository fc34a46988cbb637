/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-snapshot.h"

#include <gio/gio.h>
#include <string.h>

#include "dbus/twc-dbus-names.h"

/**
 * twc_snapshot_apply:
 * @family: (nullable): %NULL for a key of the main schema
 * @error: why the controller would not use @value
 */
gboolean
twc_snapshot_apply (TwcSettings *settings,
                    const TwcSettingFamily *family,
                    const char *child,
                    const char *key,
                    GVariant *value,
                    GError **error)
{
  if (family != NULL)
    return family->apply (settings, child, key, value, error);
  if (!g_strv_contains (twc_settings_list_keys (), key))
    return TRUE;

  return twc_settings_set (settings, key, value, error);
}

static void
read_keys (TwcSettings *to, GSettings *settings, const TwcSettingFamily *family, const char *child)
{
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) keys = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(GVariant) value = g_settings_get_user_value (settings, keys[i]);

      if (value != NULL)
        twc_snapshot_apply (to, family, child, keys[i], value, NULL);
    }
}

/**
 * twc_snapshot_read:
 *
 * What is stored and of no use is left out, as the controller does.
 */
void
twc_snapshot_read (TwcSettings *settings)
{
  g_autoptr(GSettings) root = g_settings_new (TWC_SCHEMA);

  *settings = twc_settings_default ();
  read_keys (settings, root, NULL, NULL);

  for (guint i = 0; i < TWC_N_SETTING_FAMILIES; i++)
    {
      const TwcSettingFamily *family = &twc_setting_families[i];
      g_auto(GStrv) children = twc_setting_family_list_children (family);

      for (guint j = 0; children[j] != NULL; j++)
        {
          g_autoptr(GSettings) child = twc_setting_family_open (family, children[j], NULL);

          if (child != NULL && family->ensure (settings, children[j], NULL))
            read_keys (settings, child, family, children[j]);
        }
    }
}

static gboolean
has_fault (const TwcSettingsFaults *faults, const char *key)
{
  for (guint i = 0; i < faults->n; i++)
    if (strcmp (faults->items[i].key, key) == 0)
      return TRUE;

  return FALSE;
}

/**
 * twc_snapshot_check:
 *
 * Whether a change contradicts nothing, or nothing that it did not contradict @before.
 */
gboolean
twc_snapshot_check (const TwcSettings *before, const TwcSettings *after, GError **error)
{
  TwcSettings old = *before, next = *after;
  TwcSettingsFaults old_faults = { 0 }, faults = { 0 };

  twc_settings_settle (&old, before, &old_faults);
  twc_settings_settle (&next, before, &faults);

  for (guint i = 0; i < faults.n; i++)
    if (!has_fault (&old_faults, faults.items[i].key))
      {
        const char *slash = strrchr (faults.items[i].key, '/');

        /* With the whole name of the key, as it is typed. */
        g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_OUT_OF_RANGE, "%.*s%s",
                     slash != NULL ? (int) (slash - faults.items[i].key + 1) : 0,
                     faults.items[i].key, faults.items[i].detail);
        return FALSE;
      }

  return TRUE;
}
