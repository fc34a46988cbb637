/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-setting.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ctl/twc-near.h"
#include "ctl/twc-setting-store.h"
#include "ctl/twc-setting-text.h"
#include "ctl/twc-snapshot.h"
#include "dbus/twc-dbus-names.h"

#define KNOWN_CHARGERS "known-chargers"

/**
 * twc_setting_lookup_schema:
 *
 * Returns: (transfer full) (nullable): the installed schema @id
 */
GSettingsSchema *
twc_setting_lookup_schema (const char *id, GError **error)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  GSettingsSchema *schema =
    source != NULL ? g_settings_schema_source_lookup (source, id, TRUE) : NULL;

  if (schema == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("the settings schema %s is not installed; in a build tree set "
                   "GSETTINGS_SCHEMA_DIR to its data folder"),
                    id);
  return schema;
}

static gboolean
refuse_name (const char *name, GError **error)
{
  g_auto(GStrv) names = twc_setting_list_names (NULL);
  g_autofree char *near = names != NULL ? twc_near_join (name, (const char *const *) names) : NULL;

  if (near != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("there is no setting “%s”; did you mean %s?"), name, near);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("there is no setting “%s”; twcctl get lists them all"), name);
  return FALSE;
}

static gboolean
open_key (TwcSetting *self,
          const char *schema_id,
          const char *path,
          const char *key,
          const char *name,
          GError **error)
{
  g_autoptr(GSettingsSchema) schema = twc_setting_lookup_schema (schema_id, error);

  if (schema == NULL)
    return FALSE;
  if (!g_settings_schema_has_key (schema, key))
    return refuse_name (name, error);

  self->key = g_settings_schema_get_key (schema, key);
  self->settings = g_settings_new_full (schema, NULL, path);
  return TRUE;
}

/* "schedules/night/amps": the name of one of a family, and its key. */
static gboolean
open_child_key (TwcSetting *self, const char *name, GError **error)
{
  const char *rest = name + strlen (self->family->prefix);
  const char *slash = strchr (rest, '/');
  g_autofree char *typed = slash != NULL ? g_strndup (rest, (gsize) (slash - rest)) : NULL;
  g_autofree char *path = NULL;

  self->child = typed != NULL ? twc_setting_family_dup_child (self->family, typed) : NULL;
  if (self->child == NULL)
    {
      /* Translators: what was typed, and an example of what would be right */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _("“%s”: write it as %s"), name, self->family->example);
      return FALSE;
    }
  if (!twc_setting_family_check_child (self->family, self->child, error))
    return FALSE;

  path = g_strconcat (self->family->path, self->child, "/", NULL);
  self->name = g_strconcat (self->family->prefix, self->child, slash, NULL);
  return open_key (self, self->family->schema, path, slash + 1, name, error);
}

/**
 * twc_setting_open:
 * @name: what a person typed
 */
gboolean
twc_setting_open (TwcSetting *self, const char *name, GError **error)
{
  self->family = twc_setting_family_find (name);
  if (self->family != NULL)
    return open_child_key (self, name, error);

  self->name = g_strdup (name);
  return open_key (self, TWC_SCHEMA, NULL, name, name, error);
}

void
twc_setting_clear (TwcSetting *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->child, g_free);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->key, g_settings_schema_key_unref);
}

/* Those of each one that is listed. */
static gboolean
add_family_names (GStrvBuilder *builder, const TwcSettingFamily *family, GError **error)
{
  g_autoptr(GSettingsSchema) schema = twc_setting_lookup_schema (family->schema, error);
  g_auto(GStrv) children = NULL;
  g_auto(GStrv) keys = NULL;

  if (schema == NULL)
    return FALSE;

  children = twc_setting_family_list_children (family);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; children[i] != NULL; i++)
    for (guint j = 0; keys[j] != NULL; j++)
      {
        g_autofree char *name = g_strconcat (family->prefix, children[i], "/", keys[j], NULL);

        g_strv_builder_add (builder, name);
      }

  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * twc_setting_list_names:
 *
 * Returns: (transfer full) (nullable): the names of all settings, sorted
 */
GStrv
twc_setting_list_names (GError **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GSettingsSchema) schema = twc_setting_lookup_schema (TWC_SCHEMA, error);
  g_auto(GStrv) keys = NULL;
  GStrv names;

  if (schema == NULL)
    return NULL;

  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_strv_builder_add (builder, keys[i]);
  for (guint i = 0; i < TWC_N_SETTING_FAMILIES; i++)
    if (!add_family_names (builder, &twc_setting_families[i], error))
      return NULL;

  names = g_strv_builder_end (builder);
  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  return names;
}

static char *
describe_range (const TwcSetting *self)
{
  g_autoptr(GVariant) range = g_settings_schema_key_get_range (self->key);
  g_autoptr(GVariant) detail = NULL;
  const char *kind;

  g_variant_get (range, "(&sv)", &kind, &detail);
  if (g_str_equal (kind, "range"))
    {
      g_autoptr(GVariant) min = g_variant_get_child_value (detail, 0);
      g_autoptr(GVariant) max = g_variant_get_child_value (detail, 1);
      g_autofree char *min_text = g_variant_print (min, FALSE);
      g_autofree char *max_text = g_variant_print (max, FALSE);

      /* Translators: the least and the largest number allowed */
      return g_strdup_printf (_("%s to %s"), min_text, max_text);
    }
  if (g_str_equal (kind, "enum"))
    {
      g_autofree const char **nicks = g_variant_get_strv (detail, NULL);
      g_autofree char *all = g_strjoinv (", ", (char **) nicks);

      /* Translators: the words allowed */
      return g_strdup_printf (_("one of %s"), all);
    }

  return g_strdup (twc_setting_text_describe (g_settings_schema_key_get_value_type (self->key),
                                              g_settings_schema_key_get_name (self->key)));
}

static gboolean
refuse_count (const TwcSettingFamily *family, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("%s: there can be %u at most"), family->list, family->most);
  return FALSE;
}

/* As the controller reads them: names, and not more than it keeps. */
static gboolean
check_list (const TwcSettingFamily *family, GVariant *value, GError **error)
{
  g_autofree const char **names = g_variant_get_strv (value, NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *child = twc_setting_family_dup_child (family, names[i]);

      if (child != NULL)
        continue;
      if (g_str_equal (family->list, KNOWN_CHARGERS))
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     _("known-chargers: “%s” is no id; each has four hex digits, such as "
                       "9399,032E"),
                        names[i]);
      else
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     _("%s: “%s” is no name; each has 1 to 31 letters, digits, - or _"),
                        family->list, names[i]);
      return FALSE;
    }

  return g_variant_n_children (value) <= family->most || refuse_count (family, error);
}

/* The wiring is what it is: a limit that others contradict is taken, and they give way. */
static gboolean
never_gives_way (const char *key)
{
  return g_str_has_prefix (key, "wiring-max-amps") || g_str_equal (key, "phases");
}

/* What the schema takes: type and range. */
static GVariant *
read_text (const TwcSetting *self, const char *text, GError **error)
{
  const GVariantType *type = g_settings_schema_key_get_value_type (self->key);
  GVariant *parsed =
    twc_setting_text_parse (type, g_settings_schema_key_get_name (self->key), text);
  g_autoptr(GVariant) value = parsed != NULL ? g_variant_take_ref (parsed) : NULL;

  if (value == NULL || !g_settings_schema_key_range_check (self->key, value))
    {
      g_autofree char *range = describe_range (self);

      /* Translators: a setting, the value given, and what is allowed */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("%s: “%s” is not allowed here, it takes %s"), self->name, text, range);
      return NULL;
    }

  return g_steal_pointer (&value);
}

/**
 * twc_setting_try:
 * @text: what was typed
 * @on: (inout): the settings to try it on, as the controller would
 *
 * What the controller would not use is refused here already, and leaves @on as it was.
 *
 * Returns: (transfer full) (nullable): the value
 */
GVariant *
twc_setting_try (const TwcSetting *self, const char *text, TwcSettings *on, GError **error)
{
  const char *key = g_settings_schema_key_get_name (self->key);
  const TwcSettingFamily *list = self->family == NULL ? twc_setting_family_of_list (key) : NULL;
  g_autoptr(GVariant) value = read_text (self, text, error);
  TwcSettings after = *on;

  if (value == NULL || (list != NULL && !check_list (list, value, error)) ||
      (list == NULL &&
       !twc_snapshot_apply (&after, self->family, self->child, key, value, error)) ||
      (!never_gives_way (key) && !twc_snapshot_check (on, &after, error)))
    return NULL;

  *on = after;
  return g_steal_pointer (&value);
}

/**
 * twc_setting_parse:
 * @text: "40", "fixed", "Left bay", "true", "9399,032E", "mon-fri"
 *
 * Returns: (transfer full) (nullable): a value that the controller will use
 */
GVariant *
twc_setting_parse (const TwcSetting *self, const char *text, GError **error)
{
  TwcSettings now;

  twc_snapshot_read (&now);
  return twc_setting_try (self, text, &now, error);
}

/**
 * twc_setting_write:
 *
 * Stores it, and makes sure that the controller reads it.
 */
gboolean
twc_setting_write (const TwcSetting *self, GVariant *value, GError **error)
{
  const char *key = g_settings_schema_key_get_name (self->key);

  return twc_setting_store (self->settings, key, self->name, value, error) &&
         (self->family == NULL || twc_setting_list_child (self->family, self->child, error));
}

static gboolean
check_new (const TwcSettingFamily *family, const char *child, GError **error)
{
  g_auto(GStrv) children = twc_setting_family_list_children (family);

  if (!twc_settings_is_name (child))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _("“%s” is no name; it has 1 to 31 letters, digits, - or _"), child);
  else if (g_strv_contains ((const char *const *) children, child))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                 _("there is “%s” already; twcctl set %s%s/… changes it"), child, family->prefix,
                    child);
  else
    return TRUE;

  return FALSE;
}

/* Reads what was typed for each key, and tries it on the settings that there are. */
static GPtrArray *
read_parts (const TwcSettingFamily *family,
            const char *child,
            const TwcSettingPart parts[],
            guint n_parts,
            TwcSettings *after,
            GError **error)
{
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  for (guint i = 0; i < n_parts; i++)
    {
      g_auto(TwcSetting) setting = { .family = family };
      g_autofree char *path = g_strconcat (family->path, child, "/", NULL);
      GVariant *value;

      setting.name = g_strconcat (family->prefix, child, "/", parts[i].key, NULL);
      if (!open_key (&setting, family->schema, path, parts[i].key, setting.name, error))
        return NULL;
      value = read_text (&setting, parts[i].text, error);
      if (value == NULL)
        return NULL;
      g_ptr_array_add (values, value);
      if (!twc_snapshot_apply (after, family, child, parts[i].key, value, error))
        return NULL;
    }

  return g_steal_pointer (&values);
}

/**
 * twc_setting_try_child:
 * @parts: what was typed for its keys
 * @on: (inout): the settings to try it on
 *
 * Returns: (transfer full) (nullable): the values of its keys
 */
GPtrArray *
twc_setting_try_child (const TwcSettingFamily *family,
                       const char *child,
                       const TwcSettingPart parts[],
                       guint n_parts,
                       TwcSettings *on,
                       GError **error)
{
  TwcSettings after = *on;
  g_autoptr(GPtrArray) values = NULL;

  if (!check_new (family, child, error))
    return NULL;

  values = read_parts (family, child, parts, n_parts, &after, error);
  if (values == NULL || !twc_snapshot_check (on, &after, error))
    return NULL;

  *on = after;
  return g_steal_pointer (&values);
}

/**
 * twc_setting_add_child:
 * @parts: what was typed for its keys
 *
 * Makes a new schedule or plan, whole or not at all: it is listed last.
 */
gboolean
twc_setting_add_child (const TwcSettingFamily *family,
                       const char *child,
                       const TwcSettingPart parts[],
                       guint n_parts,
                       GError **error)
{
  g_autoptr(GPtrArray) values = NULL;
  g_autoptr(GSettings) settings = NULL;
  TwcSettings now;

  twc_snapshot_read (&now);
  values = twc_setting_try_child (family, child, parts, n_parts, &now, error);
  if (values == NULL)
    return FALSE;

  settings = twc_setting_family_open (family, child, error);
  for (guint i = 0; settings != NULL && i < n_parts; i++)
    if (!twc_setting_store (settings, parts[i].key, parts[i].key, values->pdata[i], error))
      return FALSE;

  return settings != NULL && twc_setting_list_child (family, child, error);
}
