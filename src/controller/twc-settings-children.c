/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-settings-children"

#include "controller/twc-settings-children.h"

#include "dbus/twc-dbus-names.h"

/* One kind of them. */
typedef struct
{
  const char *list; /* the key that names them */
  const char *schema;
  const char *path;
  const char *const *(*list_keys) (void);
  gboolean (*ensure) (TwcSettings *to, const char *child, GError **error);
  TwcSettingsApplyFunc apply;
} Family;

/* The first is different: its names are ids, and it is read unlisted too. */
#define CHARGERS 0
#define N_FAMILIES 4

struct _TwcSettingsChildren
{
  TwcSettingsKeys *keys;
  GCallback changed;
  GObject *owner; /* not owned: it owns this */
  GSettingsSchema *schemas[N_FAMILIES];
  GHashTable *settings; /* path → GSettings */
  GHashTable *used;     /* the paths of this reading */
};

static gboolean
refuse_id (const char *child, GError **error)
{
  g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_BAD_NAME,
               "“%.16s” is not four hex digits", child);
  return FALSE;
}

static gboolean
ensure_charger (TwcSettings *to, const char *child, GError **error)
{
  guint16 id;

  return twc_id_from_text (child, &id) ? twc_settings_ensure_charger (to, id, error) != NULL
                                       : refuse_id (child, error);
}

static gboolean
apply_charger (TwcSettings *to, const char *child, const char *key, GVariant *value, GError **error)
{
  guint16 id;

  return twc_id_from_text (child, &id) ? twc_settings_set_charger (to, id, key, value, error)
                                       : refuse_id (child, error);
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

static const Family families[N_FAMILIES] = {
  { "known-chargers", TWC_CHARGER_SCHEMA, TWC_CHARGERS_PATH, twc_settings_list_charger_keys,
    ensure_charger, apply_charger },
  { "schedules", TWC_SCHEDULE_SCHEMA, TWC_SCHEDULES_PATH, twc_settings_list_schedule_keys,
    ensure_schedule, twc_settings_set_schedule },
  { "plans", TWC_PLAN_SCHEMA, TWC_PLANS_PATH, twc_settings_list_goal_keys, ensure_goal,
    twc_settings_set_goal },
  { "sources", TWC_SOURCE_SCHEMA, TWC_SOURCES_PATH, twc_source_settings_list_keys, ensure_source,
    twc_settings_set_source },
};

const char *const twc_settings_children_lists[N_FAMILIES + 1] = { "known-chargers", "schedules",
                                                                  "plans", "sources", NULL };

/**
 * twc_settings_look_up_schema:
 *
 * An older schema left behind by an upgrade would end the program at the first unknown key.
 *
 * Returns: (transfer full) (nullable): the installed schema @id, if it has all @keys
 */
GSettingsSchema *
twc_settings_look_up_schema (const char *id, const char *const *keys, GError **error)
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
 * twc_settings_children_new:
 * @keys: must outlive it
 * @changed: called, with @owner as its only argument, whenever one of them may have changed
 * @error: %G_IO_ERROR_NOT_FOUND when a schema is missing or too old
 */
TwcSettingsChildren *
twc_settings_children_new (TwcSettingsKeys *keys, GCallback changed, GObject *owner, GError **error)
{
  g_autoptr(TwcSettingsChildren) self = g_new0 (TwcSettingsChildren, 1);

  self->keys = keys;
  self->changed = changed;
  self->owner = owner;
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < N_FAMILIES; i++)
    {
      self->schemas[i] =
        twc_settings_look_up_schema (families[i].schema, families[i].list_keys (), error);
      if (self->schemas[i] == NULL)
        return NULL;
    }

  return g_steal_pointer (&self);
}

void
twc_settings_children_free (TwcSettingsChildren *self)
{
  for (guint i = 0; i < N_FAMILIES; i++)
    g_clear_pointer (&self->schemas[i], g_settings_schema_unref);
  g_hash_table_unref (self->settings);
  g_hash_table_unref (self->used);
  g_free (self);
}

/* However its digits are written, a Wall Connector has one path. */
static char *
dup_name (guint family, const char *child)
{
  guint16 id;

  if (family != CHARGERS || !twc_id_from_text (child, &id))
    return g_strdup (child);

  return g_strdup_printf ("%04X", id);
}

static GSettings *
open_child (TwcSettingsChildren *self, guint family, const char *child)
{
  g_autofree char *path = g_strconcat (families[family].path, child, "/", NULL);
  GSettings *settings = g_hash_table_lookup (self->settings, path);

  g_hash_table_add (self->used, g_strdup (path));
  if (settings != NULL)
    return settings;

  settings = g_settings_new_full (self->schemas[family], self->keys->backend, path);
  g_signal_connect_object (settings, "changed", self->changed, self->owner, G_CONNECT_SWAPPED);
  g_hash_table_insert (self->settings, g_steal_pointer (&path), settings);
  return settings;
}

static gboolean
is_new (TwcSettingsChildren *self, guint family, const char *child)
{
  g_autofree char *path = g_strconcat (families[family].path, child, "/", NULL);

  return !g_hash_table_contains (self->used, path);
}

static gboolean
read_child (
  TwcSettingsChildren *self, guint family, const char *child, TwcSettings *to, GError **error)
{
  const char *const *keys = families[family].list_keys ();
  GSettings *settings;

  if (!is_new (self, family, child))
    return TRUE;
  if (!families[family].ensure (to, child, error))
    return FALSE;

  settings = open_child (self, family, child);
  for (; *keys != NULL; keys++)
    twc_settings_keys_read (self->keys, settings, *keys, families[family].apply, to, child);
  return TRUE;
}

static void
read_family (TwcSettingsChildren *self, guint family, GSettings *root, TwcSettings *to)
{
  const char *list = families[family].list;
  GVariant *names = twc_settings_keys_read_list (self->keys, root, list);
  GVariantIter iter;
  const char *child;

  if (names == NULL)
    return;

  g_variant_iter_init (&iter, names);
  while (self->keys->faults.n < TWC_MAX_SETTINGS_FAULTS &&
         g_variant_iter_next (&iter, "&s", &child))
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *name = dup_name (family, child);
      g_autofree char *path = NULL;
      g_autofree char *detail = NULL;

      if (read_child (self, family, name, to, &error))
        continue;

      path = g_strconcat (TWC_SCHEMA_PATH, list, NULL);
      detail = g_strdup_printf ("%s: %s", list, error->message);
      twc_settings_keys_add_fault (self->keys, path, detail);
      if (!g_error_matches (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_BAD_NAME))
        break; /* there is no room for those that follow either */
    }
}

static gboolean
is_unused (gpointer path, gpointer settings, gpointer used)
{
  return !g_hash_table_contains (used, path);
}

/**
 * twc_settings_children_read:
 * @present: the Wall Connectors on the bus, listed or not
 *
 * Reads all of them into @to. Those on the bus come first: their limits must never be crowded
 * out by those remembered.
 */
void
twc_settings_children_read (TwcSettingsChildren *self,
                            GSettings *root,
                            const guint16 *present,
                            guint n_present,
                            TwcSettings *to)
{
  g_hash_table_remove_all (self->used);

  for (guint i = 0; i < n_present; i++)
    {
      char id[TWC_ID_TEXT_SIZE];

      twc_id_to_text (present[i], id);
      read_child (self, CHARGERS, id, to, NULL);
    }
  for (guint i = 0; i < N_FAMILIES; i++)
    read_family (self, i, root, to);

  g_hash_table_foreach_remove (self->settings, is_unused, self->used);
}
