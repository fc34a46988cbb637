/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-setting.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ctl/twc-near.h"
#include "ctl/twc-session.h"
#include "dbus/twc-dbus-names.h"
#include "values/twc-settings.h"

#define CHARGER_PREFIX "chargers/"
#define KNOWN_CHARGERS "known-chargers"

static GSettingsSchema *
lookup_schema (const char *id, GError **error)
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
  g_autoptr(GSettingsSchema) schema = lookup_schema (schema_id, error);

  if (schema == NULL)
    return FALSE;
  if (!g_settings_schema_has_key (schema, key))
    return refuse_name (name, error);

  self->key = g_settings_schema_get_key (schema, key);
  self->settings = g_settings_new_full (schema, NULL, path);
  return TRUE;
}

static gboolean
open_charger_key (TwcSetting *self, const char *name, GError **error)
{
  const char *rest = name + strlen (CHARGER_PREFIX);
  const char *slash = strchr (rest, '/');
  g_autofree char *typed = slash != NULL ? g_strndup (rest, (gsize) (slash - rest)) : NULL;
  g_autofree char *path = NULL;
  char id[TWC_ID_TEXT_SIZE];

  if (typed == NULL || !twc_id_from_text (typed, &self->charger))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _("“%s”: write it as chargers/9399/name, with the four digits of its id"),
                      name);
      return FALSE;
    }

  twc_id_to_text (self->charger, id);
  path = g_strconcat (TWC_CHARGERS_PATH, id, "/", NULL);
  self->name = g_strconcat (CHARGER_PREFIX, id, slash, NULL);
  return open_key (self, TWC_CHARGER_SCHEMA, path, slash + 1, name, error);
}

/**
 * twc_setting_open:
 * @name: what a person typed
 */
gboolean
twc_setting_open (TwcSetting *self, const char *name, GError **error)
{
  if (g_str_has_prefix (name, CHARGER_PREFIX))
    return open_charger_key (self, name, error);

  self->name = g_strdup (name);
  return open_key (self, TWC_SCHEMA, NULL, name, name, error);
}

void
twc_setting_clear (TwcSetting *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->key, g_settings_schema_key_unref);
}

static GStrv
list_known_chargers (void)
{
  g_autoptr(GSettings) settings = g_settings_new (TWC_SCHEMA);

  return g_settings_get_strv (settings, KNOWN_CHARGERS);
}

/* Those of each Wall Connector that has settings of its own. */
static void
add_charger_names (GStrvBuilder *builder, GSettingsSchema *schema)
{
  g_auto(GStrv) ids = list_known_chargers ();
  g_auto(GStrv) keys = g_settings_schema_list_keys (schema);

  for (guint i = 0; ids[i] != NULL; i++)
    for (guint j = 0; keys[j] != NULL; j++)
      {
        g_autofree char *name = g_strconcat (CHARGER_PREFIX, ids[i], "/", keys[j], NULL);

        g_strv_builder_add (builder, name);
      }
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
  g_autoptr(GSettingsSchema) schema = lookup_schema (TWC_SCHEMA, error);
  g_autoptr(GSettingsSchema) charger_schema =
               schema != NULL ? lookup_schema (TWC_CHARGER_SCHEMA, error) : NULL;
  g_auto(GStrv) keys = NULL;
  GStrv names;

  if (charger_schema == NULL)
    return NULL;

  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_strv_builder_add (builder, keys[i]);
  add_charger_names (builder, charger_schema);

  names = g_strv_builder_end (builder);
  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  return names;
}

static GVariant *
parse_integer (const GVariantType *type, const char *text)
{
  const gboolean is_32_bit = g_variant_type_equal (type, G_VARIANT_TYPE_INT32);
  gint64 number;

  if (!g_ascii_string_to_signed (text, 10, is_32_bit ? G_MININT32 : G_MININT64,
                                 is_32_bit ? G_MAXINT32 : G_MAXINT64, &number, NULL))
    return NULL;

  return is_32_bit ? g_variant_new_int32 ((gint32) number) : g_variant_new_int64 (number);
}

static GVariant *
parse_boolean (const char *text)
{
  const char *const yes[] = { "true", "yes", "on", "1", NULL };
  const char *const no[] = { "false", "no", "off", "0", NULL };

  if (g_strv_contains (yes, text))
    return g_variant_new_boolean (TRUE);
  if (g_strv_contains (no, text))
    return g_variant_new_boolean (FALSE);

  return NULL;
}

static GVariant *
parse_list (const char *text)
{
  g_auto(GStrv) items = g_strsplit (text, ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    g_strstrip (items[i]);

  return g_variant_new_strv ((const char *const *) items, -1);
}

/* As people type it: no quotes around text, no GVariant syntax. */
static GVariant *
parse_leniently (const GVariantType *type, const char *text)
{
  if (g_variant_type_equal (type, G_VARIANT_TYPE_STRING))
    return g_utf8_validate (text, -1, NULL) ? g_variant_new_string (text) : NULL;
  if (g_variant_type_equal (type, G_VARIANT_TYPE_BOOLEAN))
    return parse_boolean (text);
  if (g_variant_type_equal (type, G_VARIANT_TYPE_STRING_ARRAY))
    return g_utf8_validate (text, -1, NULL) ? parse_list (text) : NULL;

  return parse_integer (type, text);
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
  if (g_variant_type_equal (g_settings_schema_key_get_value_type (self->key),
                            G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (_("true or false"));

  return g_strdup (_("text"));
}

/* As the controller reads them: ids, and not more than it keeps. */
static gboolean
check_known_chargers (GVariant *value, GError **error)
{
  g_autofree const char **ids = g_variant_get_strv (value, NULL);
  guint16 id;

  for (guint i = 0; ids[i] != NULL; i++)
    if (!twc_id_from_text (ids[i], &id))
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     _("known-chargers: “%s” is no id; each has four hex digits, such as "
                       "9399,032E"),
                        ids[i]);
        return FALSE;
      }
  if (g_variant_n_children (value) <= TWC_SETTINGS_MAX_CHARGERS)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("known-chargers: there can be %d at most"), TWC_SETTINGS_MAX_CHARGERS);
  return FALSE;
}

/* The controller would not use a value that the schema alone lets through: say so now. */
static gboolean
check_as_controller (const TwcSetting *self, GVariant *value, GError **error)
{
  const char *key = g_settings_schema_key_get_name (self->key);
  TwcSettings settings = twc_settings_default ();

  if (self->charger != 0)
    return twc_settings_set_charger (&settings, self->charger, key, value, error);
  if (g_str_equal (key, KNOWN_CHARGERS))
    return check_known_chargers (value, error);
  if (!g_strv_contains (twc_settings_list_keys (), key))
    return TRUE;

  return twc_settings_set (&settings, key, value, error);
}

/**
 * twc_setting_parse:
 * @text: "40", "fixed", "Left bay", "true", "9399,032E"
 *
 * Returns: (transfer full) (nullable): a value that the controller will use
 */
GVariant *
twc_setting_parse (const TwcSetting *self, const char *text, GError **error)
{
  const GVariantType *type = g_settings_schema_key_get_value_type (self->key);
  GVariant *parsed = parse_leniently (type, text);
  g_autoptr(GVariant) value = parsed != NULL ? g_variant_ref_sink (parsed) : NULL;

  if (value == NULL || !g_settings_schema_key_range_check (self->key, value))
    {
      g_autofree char *range = describe_range (self);

      /* Translators: a setting, the value given, and what is allowed */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("%s: “%s” is not allowed here, it takes %s"), self->name, text, range);
      return NULL;
    }
  if (!check_as_controller (self, value, error))
    return NULL;

  return g_steal_pointer (&value);
}

/**
 * twc_setting_print:
 *
 * Returns: (transfer full): @value as twc_setting_parse() takes it
 */
char *
twc_setting_print (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      g_autofree const char **items = g_variant_get_strv (value, NULL);

      return g_strjoinv (",", (char **) items);
    }

  return g_variant_print (value, FALSE);
}

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

static gboolean
write_value (
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

/* The controller reads the settings of those Wall Connectors alone that are listed. */
static gboolean
list_charger (guint16 charger, GError **error)
{
  g_autoptr(GSettings) settings = g_settings_new (TWC_SCHEMA);
  g_auto(GStrv) ids = g_settings_get_strv (settings, KNOWN_CHARGERS);
  const guint n_ids = g_strv_length (ids);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) all = NULL;
  g_autoptr(GVariant) value = NULL;
  char id[TWC_ID_TEXT_SIZE];

  twc_id_to_text (charger, id);
  if (g_strv_contains ((const char *const *) ids, id))
    return TRUE;
  if (n_ids >= TWC_SETTINGS_MAX_CHARGERS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _("there are settings of %u Wall Connectors already; take those that are gone "
                     "out of known-chargers first"),
                      n_ids);
      return FALSE;
    }

  g_strv_builder_addv (builder, (const char **) ids);
  g_strv_builder_add (builder, id);
  all = g_strv_builder_end (builder);
  value = g_variant_ref_sink (g_variant_new_strv ((const char *const *) all, -1));
  return write_value (settings, KNOWN_CHARGERS, KNOWN_CHARGERS, value, error);
}

/**
 * twc_setting_write:
 *
 * Returns: %TRUE only when @value was read back (users 2.1, trap 3: GSettings itself reports
 *   success for what is never saved)
 */
gboolean
twc_setting_write (const TwcSetting *self, GVariant *value, GError **error)
{
  const char *key = g_settings_schema_key_get_name (self->key);

  return write_value (self->settings, key, self->name, value, error) &&
         (self->charger == 0 || list_charger (self->charger, error));
}
