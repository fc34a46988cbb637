/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-settings-reader"

#include "controller/twc-settings-reader.h"

#include "controller/twc-settings-children.h"
#include "dbus/twc-dbus-names.h"

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

  TwcSettingsKeys keys;
  TwcSettingsChildren *children;
  GSettings *root;
  guint16 present[TWC_MAX_CHARGERS];
  guint n_present;
  guint reread_id;
  guint vanish_id;

  TwcSettings settings;
  char *port;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwcSettingsReader, twc_settings_reader, G_TYPE_OBJECT)

static gboolean
apply (TwcSettings *to, const char *child, const char *key, GVariant *value, GError **error)
{
  return twc_settings_set (to, key, value, error);
}

static char *
read_port (TwcSettingsReader *self, const char *old_port)
{
  g_autofree char *port = g_settings_get_string (self->root, "port");

  if (port[0] == '\0' && old_port != NULL && old_port[0] != '\0' &&
      twc_settings_keys_outlive (&self->keys))
    return g_strdup (old_port);

  return g_steal_pointer (&port);
}

static gboolean
have_same_faults (const TwcSettingsFaults *a, const TwcSettingsFaults *b)
{
  return a->n == b->n && memcmp (a->items, b->items, a->n * sizeof *a->items) == 0;
}

/* @last: what has been in force; NULL at the start, when what contradicts another setting is
 * cut to what is allowed. */
static void
read_settings (TwcSettingsReader *self, const TwcSettings *last)
{
  TwcSettings next = twc_settings_default (), first;

  for (const char *const *key = twc_settings_list_keys (); *key != NULL; key++)
    twc_settings_keys_read (&self->keys, self->root, *key, apply, &next, NULL);
  twc_settings_children_read (self->children, self->root, self->present, self->n_present, &next);

  first = next;
  twc_settings_settle (&next, last != NULL ? last : &first, &self->keys.faults);
  self->settings = next;
}

/* Returns whether anything that somebody can see has changed. */
static gboolean
read_all (TwcSettingsReader *self)
{
  const gboolean is_first = self->port == NULL;
  g_autofree char *old_port = g_steal_pointer (&self->port);
  const TwcSettings old = self->settings;
  const TwcSettingsFaults old_faults = self->keys.faults;

  twc_settings_keys_begin (&self->keys);
  self->port = read_port (self, old_port);
  read_settings (self, is_first ? NULL : &old);
  twc_settings_keys_end (&self->keys);

  return !twc_settings_equal (&old, &self->settings) || g_strcmp0 (old_port, self->port) != 0 ||
         !have_same_faults (&old_faults, &self->keys.faults);
}

static void reread (TwcSettingsReader *self);

static gboolean
on_vanished (gpointer user_data)
{
  TwcSettingsReader *self = user_data;

  self->vanish_id = 0;
  self->keys.is_final = TRUE;
  reread (self);
  self->keys.is_final = FALSE;
  return G_SOURCE_REMOVE;
}

static void
reread (TwcSettingsReader *self)
{
  const gboolean is_new = read_all (self);

  if (self->keys.n_vanished > 0 && self->vanish_id == 0)
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
  g_clear_pointer (&self->children, twc_settings_children_free);
  twc_settings_keys_clear (&self->keys);

  G_OBJECT_CLASS (twc_settings_reader_parent_class)->dispose (object);
}

static void
twc_settings_reader_finalize (GObject *object)
{
  TwcSettingsReader *self = TWC_SETTINGS_READER (object);

  g_free (self->port);

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
  self->settings = twc_settings_default ();
}

/* Returns: (transfer full) (nullable): the main schema, if it has every key that is read */
static GSettingsSchema *
look_up_root (GError **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) keys = NULL;

  g_strv_builder_add (builder, "port");
  g_strv_builder_addv (builder, (const char **) twc_settings_list_keys ());
  g_strv_builder_addv (builder, (const char **) twc_settings_children_lists);
  keys = g_strv_builder_end (builder);

  return twc_settings_look_up_schema (TWC_SCHEMA, (const char *const *) keys, error);
}

/**
 * twc_settings_reader_new:
 * @backend: (nullable): where the settings are stored, %NULL for the default
 * @error: %G_IO_ERROR_NOT_FOUND when a schema is missing or too old
 *
 * Returns: (transfer full) (nullable): a reader that has read everything once
 */
TwcSettingsReader *
twc_settings_reader_new (GSettingsBackend *backend, GError **error)
{
  g_autoptr(TwcSettingsReader) self = g_object_new (TWC_TYPE_SETTINGS_READER, NULL);
  g_autoptr(GSettingsBackend) storage =
               backend != NULL ? g_object_ref (backend) : g_settings_backend_get_default ();
  g_autoptr(GSettingsSchema) schema = look_up_root (error);

  if (schema == NULL)
    return NULL;

  twc_settings_keys_init (&self->keys, storage);
  self->children =
    twc_settings_children_new (&self->keys, G_CALLBACK (on_changed), G_OBJECT (self), error);
  if (self->children == NULL)
    return NULL;

  self->root = g_settings_new_full (schema, storage, NULL);
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

  *n_faults = self->keys.faults.n;
  return self->keys.faults.items;
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
