/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-settings-keys"

#include "controller/twc-settings-keys.h"

#include "dbus/twc-dbus-names.h"
#include "values/twc-value.h"

void
twc_settings_keys_init (TwcSettingsKeys *self, GSettingsBackend *backend)
{
  self->backend = g_object_ref (backend);
  self->valid =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
twc_settings_keys_clear (TwcSettingsKeys *self)
{
  g_clear_object (&self->backend);
  g_clear_pointer (&self->valid, g_hash_table_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
}

/**
 * twc_settings_keys_begin:
 *
 * Everything is going to be read anew.
 */
void
twc_settings_keys_begin (TwcSettingsKeys *self)
{
  self->faults.n = 0;
  self->n_vanished = 0;
  g_hash_table_remove_all (self->seen);
}

static gboolean
is_unseen (gpointer path, gpointer value, gpointer user_data)
{
  const TwcSettingsKeys *self = user_data;

  return !g_hash_table_contains (self->seen, path);
}

/**
 * twc_settings_keys_end:
 *
 * Forgets what is no longer read: who adds and removes entries for years fills no memory, and
 * an old name that comes back begins anew.
 */
void
twc_settings_keys_end (TwcSettingsKeys *self)
{
  g_hash_table_foreach_remove (self->valid, is_unseen, self);
}

void
twc_settings_keys_add_fault (TwcSettingsKeys *self, const char *path, const char *detail)
{
  twc_settings_faults_add (&self->faults, path + strlen (TWC_SCHEMA_PATH), detail);
}

/**
 * twc_settings_keys_outlive:
 *
 * Whether a key that is stored no more keeps its value for a moment: cars must not be switched
 * off, nor a port be closed, because the key file is just being written.
 */
gboolean
twc_settings_keys_outlive (TwcSettingsKeys *self)
{
  if (self->is_final)
    return FALSE;

  self->n_vanished++;
  return TRUE;
}

/* What anybody has stored under a key, or NULL. GSettings alone would not do: what is outside
 * the schema's range it hides behind the default, as if it had never been set (G3). The key file
 * backend gives even what is no value at all when asked for a text. */
static GVariant *
read_stored (TwcSettingsKeys *self, GSettings *settings, const char *path, const char *key)
{
  GSettingsBackendClass *backend_class = G_SETTINGS_BACKEND_GET_CLASS (self->backend);
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GSettingsSchemaKey) schema_key = NULL;
  GVariant *value = g_settings_get_user_value (settings, key);

  if (value != NULL)
    return value;

  g_object_get (settings, "settings-schema", &schema, NULL);
  schema_key = g_settings_schema_get_key (schema, key);
  value = backend_class->read (self->backend, path,
                               g_settings_schema_key_get_value_type (schema_key), FALSE);
  if (value == NULL)
    value = backend_class->read (self->backend, path, G_VARIANT_TYPE_STRING, FALSE);

  return value != NULL ? g_variant_take_ref (value) : NULL;
}

static char *
dup_path (TwcSettingsKeys *self, GSettings *settings, const char *key)
{
  g_autofree char *folder = NULL;
  char *path;

  g_object_get (settings, "path", &folder, NULL);
  path = g_strconcat (folder, key, NULL);
  g_hash_table_add (self->seen, g_strdup (path));
  return path;
}

/**
 * twc_settings_keys_read:
 * @apply: takes over what is stored, when it is valid
 *
 * Sets in @to what is stored under @key, else what was valid before. What is not stored at all
 * keeps the default that is there.
 */
void
twc_settings_keys_read (TwcSettingsKeys *self,
                        GSettings *settings,
                        const char *key,
                        TwcSettingsApplyFunc apply,
                        TwcSettings *to,
                        const char *child)
{
  g_autofree char *path = dup_path (self, settings, key);
  g_autoptr(GVariant) value = read_stored (self, settings, path, key);
  g_autoptr(GError) error = NULL;
  GVariant *last = g_hash_table_lookup (self->valid, path);

  if (value == NULL)
    {
      if (last != NULL && twc_settings_keys_outlive (self))
        apply (to, child, key, last, NULL);
      else
        g_hash_table_remove (self->valid, path);
      return;
    }
  if (apply (to, child, key, value, &error))
    {
      g_hash_table_replace (self->valid, g_steal_pointer (&path), g_steal_pointer (&value));
      return;
    }

  twc_settings_keys_add_fault (self, path, error->message);
  if (last != NULL)
    apply (to, child, key, last, NULL);
}

static gboolean
check_list (TwcSettings *to, const char *child, const char *key, GVariant *value, GError **error)
{
  return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY) ||
         twc_value_refuse_type (key, value, error);
}

/**
 * twc_settings_keys_read_list:
 *
 * Returns: (transfer none) (nullable): the names stored under @key, else what was valid before;
 *   it lives until the next reading
 */
GVariant *
twc_settings_keys_read_list (TwcSettingsKeys *self, GSettings *settings, const char *key)
{
  g_autofree char *path = dup_path (self, settings, key);

  twc_settings_keys_read (self, settings, key, check_list, NULL, NULL);
  return g_hash_table_lookup (self->valid, path);
}
