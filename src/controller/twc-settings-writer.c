/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-settings-writer"

#include "controller/twc-settings-writer.h"

#include <glib/gi18n.h>

#include "dbus/twc-dbus-error.h"
#include "dbus/twc-dbus-names.h"

/**
 * TwcSettingsWriter:
 *
 * The one way in which the controller changes settings. A write that GSettings takes may still
 * never reach the disk (users 2.1, trap 3: without a session bus dconf warns, returns success
 * and keeps the old value), so each is read back before anybody is told that it is done.
 */
struct _TwcSettingsWriter
{
  GObject parent_instance;

  GSettingsBackend *backend;
  char *unsaved; /* the last key that did not stick; NULL when the last write did */
};

G_DEFINE_FINAL_TYPE (TwcSettingsWriter, twc_settings_writer, G_TYPE_OBJECT)

typedef struct
{
  GSettings *settings;
  GVariant *values; /* a{sv} */
} Change;

static void
change_free (Change *change)
{
  g_object_unref (change->settings);
  g_variant_unref (change->values);
  g_free (change);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

static void
twc_settings_writer_finalize (GObject *object)
{
  TwcSettingsWriter *self = TWC_SETTINGS_WRITER (object);

  g_clear_object (&self->backend);
  g_free (self->unsaved);

  G_OBJECT_CLASS (twc_settings_writer_parent_class)->finalize (object);
}

static void
twc_settings_writer_class_init (TwcSettingsWriterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = twc_settings_writer_finalize;
}

static void
twc_settings_writer_init (TwcSettingsWriter *self)
{
}

/**
 * twc_settings_writer_new:
 * @backend: (nullable): where the settings are stored, %NULL for the default
 */
TwcSettingsWriter *
twc_settings_writer_new (GSettingsBackend *backend)
{
  TwcSettingsWriter *self = g_object_new (TWC_TYPE_SETTINGS_WRITER, NULL);

  self->backend = backend != NULL ? g_object_ref (backend) : g_settings_backend_get_default ();
  return self;
}

/* A fresh object for each write: it collects the keys and applies them as one change, so that
 * nobody sees the amps of a charge without its end. */
static GSettings *
open_settings (TwcSettingsWriter *self, guint16 charger)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autofree char *path = NULL;
  char id[TWC_ID_TEXT_SIZE];
  GSettings *settings;

  if (charger == 0)
    {
      schema = g_settings_schema_source_lookup (source, TWC_SCHEMA, TRUE);
      settings = g_settings_new_full (schema, self->backend, NULL);
    }
  else
    {
      twc_id_to_text (charger, id);
      path = g_strconcat (TWC_CHARGERS_PATH, id, "/", NULL);
      schema = g_settings_schema_source_lookup (source, TWC_CHARGER_SCHEMA, TRUE);
      settings = g_settings_new_full (schema, self->backend, path);
    }

  g_settings_delay (settings);
  return settings;
}

static gboolean
set_value (GSettings *settings, const char *key, GVariant *value, GError **error)
{
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GSettingsSchemaKey) schema_key = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  schema_key = g_settings_schema_get_key (schema, key);

  if (!g_settings_schema_key_range_check (schema_key, value))
    {
      g_autofree char *text = g_variant_print (value, FALSE);

      g_set_error (error, TWC_DBUS_ERROR, TWC_DBUS_ERROR_INVALID_ARGUMENT,
                   _("%s is outside what the setting “%s” allows"), text, key);
      return FALSE;
    }
  if (!g_settings_is_writable (settings, key) || !g_settings_set_value (settings, key, value))
    {
      g_set_error (error, TWC_DBUS_ERROR, TWC_DBUS_ERROR_NOT_SAVED,
                   _("The setting “%s” may not be changed here: it is locked, or its storage is "
                     "read-only"),
                      key);
      return FALSE;
    }

  return TRUE;
}

static gboolean
set_values (GSettings *settings, GVariant *values, GError **error)
{
  GVariantIter iter;
  GVariant *value;
  const char *key;
  gboolean done = TRUE;

  g_variant_iter_init (&iter, values);
  while (done && g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      done = set_value (settings, key, value, error);
      g_variant_unref (value);
    }

  return done;
}

/* Returns: (nullable): the first key that does not hold what was written */
static const char *
find_unsaved (GSettings *settings, GVariant *values)
{
  GVariantIter iter;
  GVariant *wanted;
  const char *key;

  g_variant_iter_init (&iter, values);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &wanted))
    {
      g_autoptr(GVariant) owned = wanted;
      g_autoptr(GVariant) stored = g_settings_get_value (settings, key);

      if (!g_variant_equal (stored, owned))
        return key;
    }

  return NULL;
}

/* dconf answers only when its service has written: up to seconds on a worn SD card. That wait
 * must not be the main loop's, from which heartbeats go out. */
static void
wait_for_storage (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_settings_sync ();
  g_task_return_boolean (task, TRUE);
}

/* Keeps the key for the problems list, as long as the task's owner has not looked. */
static void
remember_unsaved (TwcSettingsWriter *self, const char *key)
{
  g_free (self->unsaved);
  self->unsaved = g_strdup (key);
}

/**
 * twc_settings_writer_write_async:
 * @charger: 0 for the main settings, else a Wall Connector's own
 * @values: (transfer floating): `a{sv}`: all of them are changed, or none is
 *
 * Writes settings, and answers when they are known to be stored.
 */
void
twc_settings_writer_write_async (TwcSettingsWriter *self,
                                 guint16 charger,
                                 GVariant *values,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr(GTask) task = NULL;
  Change *change = g_new0 (Change, 1);
  GError *error = NULL;

  g_return_if_fail (TWC_IS_SETTINGS_WRITER (self));

  task = g_task_new (self, NULL, callback, user_data);
  change->settings = open_settings (self, charger);
  change->values = g_variant_ref_sink (values);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);

  if (!set_values (change->settings, change->values, &error))
    {
      g_settings_revert (change->settings);
      g_task_return_error (task, error);
      return;
    }

  g_settings_apply (change->settings);
  g_task_run_in_thread (task, wait_for_storage);
}

/**
 * twc_settings_writer_write_finish:
 * @error: #TWC_DBUS_ERROR
 *
 * Returns: whether all values are stored
 */
gboolean
twc_settings_writer_write_finish (TwcSettingsWriter *self, GAsyncResult *result, GError **error)
{
  const Change *change;
  const char *key;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  change = g_task_get_task_data (G_TASK (result));
  key = find_unsaved (change->settings, change->values);
  remember_unsaved (self, key);
  if (key == NULL)
    return TRUE;

  g_set_error (error, TWC_DBUS_ERROR, TWC_DBUS_ERROR_NOT_SAVED,
               _("The setting “%s” was not saved: check the free space and the owner of "
                 "~/.config, and that a session bus is running"),
                  key);
  return FALSE;
}

/**
 * twc_settings_writer_get_unsaved:
 *
 * Returns: (transfer none) (nullable): the key that the last write could not save
 */
const char *
twc_settings_writer_get_unsaved (TwcSettingsWriter *self)
{
  g_return_val_if_fail (TWC_IS_SETTINGS_WRITER (self), NULL);

  return self->unsaved;
}
