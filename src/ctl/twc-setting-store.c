/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-setting-store.h"

#include <glib/gi18n-lib.h>

#include "ctl/twc-session.h"
#include "dbus/twc-dbus-names.h"

/* In memory a value would stick for as long as this program runs, and reach nobody: a success
 * that is none. */
static gboolean
check_storage (GSettings *settings, GError **error)
{
  g_autoptr(GObject) backend = NULL;
  const char *name;

  g_object_get (settings, "backend", &backend, NULL);
  name = G_OBJECT_TYPE_NAME (backend);
  /* It would warn on a line of its own, report success and save nothing. */
  if (g_str_equal (name, "DConfSettingsBackend") && !twc_session_has_bus ())
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("without a D-Bus session bus dconf saves nothing; log in as the user "
                             "who runs the controller, or set DBUS_SESSION_BUS_ADDRESS"));
      return FALSE;
    }
  if (!g_str_equal (name, "GMemorySettingsBackend") && !g_str_equal (name, "GNullSettingsBackend"))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _("settings are kept in memory only here, so nothing would reach the "
                         "controller; unset GSETTINGS_BACKEND and install dconf, or set "
                         "GSETTINGS_BACKEND=keyfile for the controller as well"));
  return FALSE;
}

static gboolean
has_stuck (GSettings *settings, const char *key, GVariant *value)
{
  g_autoptr(GVariant) stored = NULL;

  g_settings_sync ();
  stored = g_settings_get_value (settings, key);
  return g_variant_equal (stored, value);
}

/**
 * twc_setting_store:
 * @name: what to call it in @error
 *
 * Returns: %TRUE only when @value was read back (users 2.1, trap 3: GSettings itself reports
 *   success for what is never saved)
 */
gboolean
twc_setting_store (
  GSettings *settings, const char *key, const char *name, GVariant *value, GError **error)
{
  if (!check_storage (settings, error))
    return FALSE;

  if (!g_settings_is_writable (settings, key) || !g_settings_set_value (settings, key, value))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                 _("%s may not be changed here: it is locked, or its storage is read-only"), name);
  else if (!has_stuck (settings, key, value))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 _("%s did not keep the new value; is another program changing it, or the disk "
                   "full?"),
                    name);
  else
    return TRUE;

  return FALSE;
}

static gboolean
store_list (const TwcSettingFamily *family, GStrv children, GError **error)
{
  g_autoptr(GSettings) settings = g_settings_new (TWC_SCHEMA);
  g_autoptr(GVariant) value =
               g_variant_ref_sink (g_variant_new_strv ((const char *const *) children, -1));

  return twc_setting_store (settings, family->list, family->list, value, error);
}

/**
 * twc_setting_list_child:
 *
 * Adds @child to those that the controller reads.
 */
gboolean
twc_setting_list_child (const TwcSettingFamily *family, const char *child, GError **error)
{
  g_auto(GStrv) children = twc_setting_family_list_children (family);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) all = NULL;

  if (g_strv_contains ((const char *const *) children, child))
    return TRUE;
  if (g_strv_length (children) >= family->most)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _("%s: there are %u already; take those that are gone out of it first"),
                      family->list, family->most);
      return FALSE;
    }

  g_strv_builder_addv (builder, (const char **) children);
  g_strv_builder_add (builder, child);
  all = g_strv_builder_end (builder);
  return store_list (family, all, error);
}

/**
 * twc_setting_remove_child:
 *
 * Takes @child off the list, and forgets its settings.
 */
gboolean
twc_setting_remove_child (const TwcSettingFamily *family, const char *child, GError **error)
{
  g_auto(GStrv) children = twc_setting_family_list_children (family);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GSettings) settings = NULL;
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) rest = NULL;
  g_auto(GStrv) keys = NULL;

  for (guint i = 0; children[i] != NULL; i++)
    if (!g_str_equal (children[i], child))
      g_strv_builder_add (builder, children[i]);
  rest = g_strv_builder_end (builder);
  if (!store_list (family, rest, error))
    return FALSE;

  settings = twc_setting_family_open (family, child, error);
  if (settings == NULL)
    return FALSE;
  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (settings, keys[i]);
  g_settings_sync ();
  return TRUE;
}
