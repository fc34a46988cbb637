/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-watchers"

#include "controller/twc-watchers.h"

/* Some windows, some shells. Each costs a match rule, so a caller gone mad must not pile them up.
 */
#define MAX_WATCHERS 64

struct _TwcWatchers
{
  GHashTable *watch_ids; /* unique name → id of g_bus_watch_name_on_connection() */
  GPtrArray *names;      /* the same names, NULL-terminated: ready for each frame */
  void (*changed) (gpointer user_data);
  gpointer user_data;
};

/**
 * twc_watchers_new:
 * @changed: a `void (*) (gpointer user_data)`, called when somebody came or went
 */
TwcWatchers *
twc_watchers_new (GCallback changed, gpointer user_data)
{
  TwcWatchers *self = g_new0 (TwcWatchers, 1);

  self->watch_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->names = g_ptr_array_new ();
  g_ptr_array_add (self->names, NULL);
  self->changed = (void (*) (gpointer)) changed;
  self->user_data = user_data;
  return self;
}

static void
list_names (TwcWatchers *self)
{
  GHashTableIter iter;
  gpointer name;

  g_ptr_array_set_size (self->names, 0);
  g_hash_table_iter_init (&iter, self->watch_ids);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (self->names, name);
  g_ptr_array_add (self->names, NULL);
}

static void
drop_watches (TwcWatchers *self)
{
  GHashTableIter iter;
  gpointer watch_id;

  g_hash_table_iter_init (&iter, self->watch_ids);
  while (g_hash_table_iter_next (&iter, NULL, &watch_id))
    {
      g_bus_unwatch_name (GPOINTER_TO_UINT (watch_id));
      g_hash_table_iter_remove (&iter);
    }
  list_names (self);
}

void
twc_watchers_free (TwcWatchers *self)
{
  drop_watches (self);
  g_hash_table_unref (self->watch_ids);
  g_ptr_array_unref (self->names);
  g_free (self);
}

static void
on_name_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  twc_watchers_remove (user_data, name);
}

/**
 * twc_watchers_add:
 * @name: the caller's unique name
 *
 * Returns: %FALSE when there are too many already
 */
gboolean
twc_watchers_add (TwcWatchers *self, GDBusConnection *connection, const char *name)
{
  guint watch_id;

  if (g_hash_table_contains (self->watch_ids, name))
    return TRUE;
  if (g_hash_table_size (self->watch_ids) == MAX_WATCHERS)
    return FALSE;

  watch_id = g_bus_watch_name_on_connection (connection, name, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                             on_name_vanished, self, NULL);
  g_hash_table_insert (self->watch_ids, g_strdup (name), GUINT_TO_POINTER (watch_id));
  list_names (self);
  self->changed (self->user_data);
  return TRUE;
}

void
twc_watchers_remove (TwcWatchers *self, const char *name)
{
  gpointer watch_id;

  if (!g_hash_table_lookup_extended (self->watch_ids, name, NULL, &watch_id))
    return;

  g_bus_unwatch_name (GPOINTER_TO_UINT (watch_id));
  g_hash_table_remove (self->watch_ids, name);
  list_names (self);
  self->changed (self->user_data);
}

/**
 * twc_watchers_remove_all:
 *
 * Forgets everybody, because the bus they were on has gone.
 */
void
twc_watchers_remove_all (TwcWatchers *self)
{
  if (twc_watchers_get_n (self) == 0)
    return;

  drop_watches (self);
  self->changed (self->user_data);
}

guint
twc_watchers_get_n (const TwcWatchers *self)
{
  return g_hash_table_size (self->watch_ids);
}

/**
 * twc_watchers_get_names:
 *
 * Returns: (transfer none): unique names, %NULL-terminated
 */
const char *const *
twc_watchers_get_names (const TwcWatchers *self)
{
  return (const char *const *) self->names->pdata;
}
