/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-settings-reader"

#include "controller/twc-settings-reader.h"

#include "dbus/twc-dbus-names.h"

/* Each key of the schema and of three Wall Connectors at most; more faults help nobody. */
#define MAX_FAULTS 32

/* An editor that empties the key file and writes it anew is done long before, and a limit that
 * is really taken away is gone within the second that design §6 allows. */
#define VANISH_MS 500

/**
 * TwcSettingsReader:
 *
 * The one place that turns GSettings into the validated snapshot (design §3). A change from any
 * process is noticed at once; all changes of one turn of the main loop make one new snapshot
 * and one #TwcSettingsReader::changed.
 */
struct _TwcSettingsReader
{
  GObject parent_instance;

  GSettingsBackend *backend;
  GSettingsSchema *charger_schema;
  GSettings *root;
  GHashTable *chargers; /* id → GSettings */
  GHashTable *valid;    /* path of a key → the last value that was valid (G3) */
  guint16 present[TWC_MAX_CHARGERS];
  guint n_present;
  guint reread_id;
  guint vanish_id;
  guint n_vanished;  /* keys that are not stored any more, but hold for a moment */
  gboolean is_final; /* none holds any longer */

  TwcSettings settings;
  char *port;
  GArray *faults;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwcSettingsReader, twc_settings_reader, G_TYPE_OBJECT)

static void
add_fault (TwcSettingsReader *self, const char *path, const char *detail)
{
  TwcSettingsFault fault = { 0 };
  const char *end;

  if (self->faults->len == MAX_FAULTS)
    return;

  g_strlcpy (fault.key, path + strlen (TWC_SCHEMA_PATH), sizeof fault.key);
  g_strlcpy (fault.detail, detail, sizeof fault.detail);
  if (!g_utf8_validate (fault.detail, -1, &end))
    fault.detail[end - fault.detail] = '\0'; /* cut between characters, not within one */
  g_array_append_val (self->faults, fault);
}

/* What anybody has stored under a key, or NULL. GSettings alone would not do: what is outside
 * the schema's range it hides behind the default, as if it had never been set (G3). The key file
 * backend gives even what is no value at all when asked for a text. */
static GVariant *
read_stored (TwcSettingsReader *self, GSettings *settings, const char *path, const char *key)
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

/* Sets one key of the main schema (id 0) or of a Wall Connector. */
static gboolean
apply (TwcSettings *to, guint16 id, const char *key, GVariant *value, GError **error)
{
  return id == 0 ? twc_settings_set (to, key, value, error)
                 : twc_settings_set_charger (to, id, key, value, error);
}

/* For a moment a key that is stored no more keeps its value: cars must not be switched off, nor a
 * port be closed, because the key file is just being written. */
static gboolean
outlives (TwcSettingsReader *self)
{
  if (self->is_final)
    return FALSE;

  self->n_vanished++;
  return TRUE;
}

static void
read_key (
  TwcSettingsReader *self, TwcSettings *to, GSettings *settings, guint16 id, const char *key)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GVariant) value = NULL;
  g_autoptr(GError) error = NULL;
  GVariant *last;

  g_object_get (settings, "path", &folder, NULL);
  path = g_strconcat (folder, key, NULL);
  value = read_stored (self, settings, path, key);
  last = g_hash_table_lookup (self->valid, path);

  if (value == NULL)
    {
      if (last != NULL && outlives (self))
        apply (to, id, key, last, NULL);
      else
        g_hash_table_remove (self->valid, path);
      return;
    }
  if (apply (to, id, key, value, &error))
    {
      g_hash_table_replace (self->valid, g_steal_pointer (&path), g_steal_pointer (&value));
      return;
    }

  add_fault (self, path, error->message);
  if (last != NULL)
    apply (to, id, key, last, NULL);
}

static void
read_keys (TwcSettingsReader *self,
           TwcSettings *to,
           GSettings *settings,
           guint16 id,
           const char *const *keys)
{
  for (; *keys != NULL; keys++)
    read_key (self, to, settings, id, *keys);
}

static void on_changed (TwcSettingsReader *self);

static void
read_charger (TwcSettingsReader *self, TwcSettings *to, guint16 id)
{
  GSettings *settings = g_hash_table_lookup (self->chargers, GUINT_TO_POINTER (id));

  if (twc_settings_find_charger (to, id) != NULL || to->n_chargers == TWC_SETTINGS_MAX_CHARGERS)
    return;

  if (settings == NULL)
    {
      char text[TWC_ID_TEXT_SIZE];
      g_autofree char *path = NULL;

      twc_id_to_text (id, text);
      path = g_strconcat (TWC_CHARGERS_PATH, text, "/", NULL);
      settings = g_settings_new_full (self->charger_schema, self->backend, path);
      g_signal_connect_object (settings, "changed", G_CALLBACK (on_changed), self,
                               G_CONNECT_SWAPPED);
      g_hash_table_insert (self->chargers, GUINT_TO_POINTER (id), settings);
    }

  to->chargers[to->n_chargers++].id = id;
  read_keys (self, to, settings, id, twc_settings_list_charger_keys ());
}

/* Those on the bus come first: their limits must never be crowded out by those remembered. */
static void
read_chargers (TwcSettingsReader *self, TwcSettings *to)
{
  g_auto(GStrv) known = g_settings_get_strv (self->root, "known-chargers");

  for (guint i = 0; i < self->n_present; i++)
    read_charger (self, to, self->present[i]);

  for (guint i = 0; known[i] != NULL; i++)
    {
      g_autofree char *detail = NULL;
      guint16 id;

      if (!twc_id_from_text (known[i], &id))
        detail = g_strdup_printf ("known-chargers: “%.16s” is not four hex digits", known[i]);
      else if (to->n_chargers == TWC_SETTINGS_MAX_CHARGERS &&
               twc_settings_find_charger (to, id) == NULL)
        detail = g_strdup_printf ("known-chargers: more than %d, %s is left out",
                                  TWC_SETTINGS_MAX_CHARGERS, known[i]);
      else
        read_charger (self, to, id);

      if (detail != NULL)
        add_fault (self, TWC_SCHEMA_PATH "known-chargers", detail);
    }
}

static gboolean
is_forgotten (gpointer id, gpointer settings, gpointer user_data)
{
  const TwcSettings *kept = user_data;

  return twc_settings_find_charger (kept, (guint16) GPOINTER_TO_UINT (id)) == NULL;
}

static gboolean
have_same_faults (const GArray *a, const GArray *b)
{
  if (a == NULL || a->len != b->len)
    return FALSE;

  return a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (TwcSettingsFault)) == 0;
}

static char *
read_port (TwcSettingsReader *self, const char *old_port)
{
  g_autofree char *port = g_settings_get_string (self->root, "port");

  if (port[0] == '\0' && old_port != NULL && old_port[0] != '\0' && outlives (self))
    return g_strdup (old_port);

  return g_steal_pointer (&port);
}

/* Returns whether anything that somebody can see has changed. */
static gboolean
read_all (TwcSettingsReader *self)
{
  g_autoptr(GArray) old_faults = g_steal_pointer (&self->faults);
  g_autofree char *old_port = g_steal_pointer (&self->port);
  const TwcSettings old = self->settings;

  self->faults = g_array_new (FALSE, TRUE, sizeof (TwcSettingsFault));
  self->n_vanished = 0;
  self->port = read_port (self, old_port);
  self->settings = twc_settings_default ();
  read_keys (self, &self->settings, self->root, 0, twc_settings_list_keys ());
  read_chargers (self, &self->settings);
  g_hash_table_foreach_remove (self->chargers, is_forgotten, &self->settings);

  return !twc_settings_equal (&old, &self->settings) || g_strcmp0 (old_port, self->port) != 0 ||
         !have_same_faults (old_faults, self->faults);
}

static void reread (TwcSettingsReader *self);

static gboolean
on_vanished (gpointer user_data)
{
  TwcSettingsReader *self = user_data;

  self->vanish_id = 0;
  self->is_final = TRUE;
  reread (self);
  self->is_final = FALSE;
  return G_SOURCE_REMOVE;
}

static void
reread (TwcSettingsReader *self)
{
  const gboolean is_new = read_all (self);

  if (self->n_vanished > 0 && self->vanish_id == 0)
    self->vanish_id = g_timeout_add (VANISH_MS, on_vanished, self);
  if (is_new)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
on_reread (gpointer user_data)
{
  TwcSettingsReader *self = user_data;

  self->reread_id = 0;
  reread (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (TwcSettingsReader *self)
{
  if (self->reread_id == 0)
    self->reread_id = g_idle_add_full (G_PRIORITY_HIGH, on_reread, self, NULL);
}

static void
twc_settings_reader_dispose (GObject *object)
{
  TwcSettingsReader *self = TWC_SETTINGS_READER (object);

  g_clear_handle_id (&self->reread_id, g_source_remove);
  g_clear_handle_id (&self->vanish_id, g_source_remove);
  g_clear_object (&self->root);
  g_clear_pointer (&self->chargers, g_hash_table_unref);
  g_clear_pointer (&self->valid, g_hash_table_unref);
  g_clear_pointer (&self->charger_schema, g_settings_schema_unref);
  g_clear_object (&self->backend);

  G_OBJECT_CLASS (twc_settings_reader_parent_class)->dispose (object);
}

static void
twc_settings_reader_finalize (GObject *object)
{
  TwcSettingsReader *self = TWC_SETTINGS_READER (object);

  g_free (self->port);
  g_clear_pointer (&self->faults, g_array_unref);

  G_OBJECT_CLASS (twc_settings_reader_parent_class)->finalize (object);
}

static void
twc_settings_reader_class_init (TwcSettingsReaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = twc_settings_reader_dispose;
  object_class->finalize = twc_settings_reader_finalize;

  /**
   * TwcSettingsReader::changed:
   *
   * The snapshot, the port's name or the faults are not what they were.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
twc_settings_reader_init (TwcSettingsReader *self)
{
  self->chargers = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->valid =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->settings = twc_settings_default ();
}

/* An older schema left behind by an upgrade would end the program at the first unknown key. */
static GSettingsSchema *
look_up_schema (const char *id, const char *const *keys, GError **error)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, id, TRUE);
  if (schema == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "the settings schema %s is not installed: install TWC Manager, or set "
                   "GSETTINGS_SCHEMA_DIR to the build tree's data folder",
                   id);
      return NULL;
    }

  for (; *keys != NULL; keys++)
    if (!g_settings_schema_has_key (schema, *keys))
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                     "the installed settings schema %s lacks “%s”: it is of another version, "
                     "install TWC Manager again",
                     id, *keys);
        return NULL;
      }

  return g_steal_pointer (&schema);
}

/**
 * twc_settings_reader_new:
 * @backend: (nullable): where the settings are stored, %NULL for the default
 * @error: %G_IO_ERROR_NOT_FOUND when the schema is missing or too old
 *
 * Returns: (transfer full) (nullable): a reader that has read everything once
 */
TwcSettingsReader *
twc_settings_reader_new (GSettingsBackend *backend, GError **error)
{
  const char *const more_keys[] = { "port", "known-chargers", NULL };
  g_autoptr(TwcSettingsReader) self = NULL;
  g_autoptr(GSettingsSchema) schema = NULL, charger_schema = NULL;

  schema = look_up_schema (TWC_SCHEMA, twc_settings_list_keys (), error);
  if (schema == NULL)
    return NULL;
  g_clear_pointer (&schema, g_settings_schema_unref);
  schema = look_up_schema (TWC_SCHEMA, more_keys, error);
  if (schema == NULL)
    return NULL;
  charger_schema = look_up_schema (TWC_CHARGER_SCHEMA, twc_settings_list_charger_keys (), error);
  if (charger_schema == NULL)
    return NULL;

  self = g_object_new (TWC_TYPE_SETTINGS_READER, NULL);
  self->backend = backend != NULL ? g_object_ref (backend) : g_settings_backend_get_default ();
  self->charger_schema = g_steal_pointer (&charger_schema);
  self->root = g_settings_new_full (schema, self->backend, NULL);
  g_signal_connect_object (self->root, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  read_all (self);

  return g_steal_pointer (&self);
}

/**
 * twc_settings_reader_get_settings:
 *
 * Returns: (transfer none): the snapshot; it changes only with #TwcSettingsReader::changed
 */
const TwcSettings *
twc_settings_reader_get_settings (TwcSettingsReader *self)
{
  g_return_val_if_fail (TWC_IS_SETTINGS_READER (self), NULL);

  return &self->settings;
}

/**
 * twc_settings_reader_get_port:
 *
 * Returns: (transfer none): the `port` setting; empty = choose one
 */
const char *
twc_settings_reader_get_port (TwcSettingsReader *self)
{
  g_return_val_if_fail (TWC_IS_SETTINGS_READER (self), NULL);

  return self->port;
}

const TwcSettingsFault *
twc_settings_reader_get_faults (TwcSettingsReader *self, guint *n_faults)
{
  g_return_val_if_fail (TWC_IS_SETTINGS_READER (self), NULL);

  *n_faults = self->faults->len;
  return (const TwcSettingsFault *) self->faults->data;
}

/**
 * twc_settings_reader_set_present:
 * @ids: the Wall Connectors on the bus, in any order
 *
 * Reads the settings of these too, whether or not `known-chargers` names them, before it
 * returns: a unit's own limit must be known before the unit is offered anything.
 */
void
twc_settings_reader_set_present (TwcSettingsReader *self, const guint16 *ids, guint n_ids)
{
  g_return_if_fail (TWC_IS_SETTINGS_READER (self));
  g_return_if_fail (n_ids <= TWC_MAX_CHARGERS);

  if (n_ids == self->n_present && memcmp (ids, self->present, n_ids * sizeof *ids) == 0)
    return;

  memcpy (self->present, ids, n_ids * sizeof *ids);
  self->n_present = n_ids;
  reread (self);
}
