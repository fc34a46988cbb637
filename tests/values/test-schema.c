/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema and the snapshot agree: same keys, same ranges, same defaults (design 6). */
#include <gio/gio.h>
#include <string.h>

#include "values/twc-settings.h"

#define SCHEMA "org.twcmanager.TWCManager"

static GSettingsSchema *
load (const char *id)
{
  g_autoptr(GSettingsSchemaSource) source = NULL;
  g_autoptr(GError) error = NULL;
  GSettingsSchema *schema;

  source = g_settings_schema_source_new_from_directory (g_getenv ("GSETTINGS_SCHEMA_DIR"), NULL,
                                                        TRUE, &error);
  g_assert_no_error (error);
  schema = g_settings_schema_source_lookup (source, id, FALSE);
  g_assert_nonnull (schema);
  return schema;
}

static gboolean
is_limit (const char *key)
{
  return g_str_has_prefix (key, "wiring-max-amps");
}

static void
test_defaults_are_the_snapshots (void)
{
  g_autoptr(GSettingsSchema) schema = load (SCHEMA);
  const TwcSettings fresh = twc_settings_default ();

  for (const char *const *key = twc_settings_list_keys (); *key != NULL; key++)
    {
      g_autoptr(GSettingsSchemaKey) schema_key = g_settings_schema_get_key (schema, *key);
      g_autoptr(GVariant) value = g_settings_schema_key_get_default_value (schema_key);
      g_autoptr(GError) error = NULL;
      TwcSettings settings = fresh;

      g_assert_true (twc_settings_set (&settings, *key, value, &error));
      g_assert_no_error (error);

      /* G3: a limit's default in the schema is never an offer; unset is 0 in the snapshot. */
      g_assert_cmpint (twc_settings_equal (&settings, &fresh), ==, !is_limit (*key));
    }
}

static void
test_ranges_are_the_snapshots (void)
{
  g_autoptr(GSettingsSchema) schema = load (SCHEMA);

  for (const char *const *key = twc_settings_list_keys (); *key != NULL; key++)
    {
      g_autoptr(GSettingsSchemaKey) schema_key = g_settings_schema_get_key (schema, *key);
      g_autoptr(GVariant) range = g_settings_schema_key_get_range (schema_key);
      g_autoptr(GVariant) inner = NULL;
      g_autoptr(GVariant) below = NULL;
      g_autoptr(GVariant) above = NULL;
      TwcSettings settings = twc_settings_default ();
      const char *kind;
      gint32 min, max;
      double least, most;

      g_variant_get (range, "(&sv)", &kind, &inner);
      if (strcmp (kind, "range") != 0)
        continue;
      if (g_variant_is_of_type (inner, G_VARIANT_TYPE ("(ii)")))
        {
          g_variant_get (inner, "(ii)", &min, &max);
          below = g_variant_ref_sink (g_variant_new_int32 (min - 1));
          above = g_variant_ref_sink (g_variant_new_int32 (max + 1));
        }
      else if (g_variant_is_of_type (inner, G_VARIANT_TYPE ("(dd)")))
        {
          g_variant_get (inner, "(dd)", &least, &most);
          below = g_variant_ref_sink (g_variant_new_double (least - 0.01));
          above = g_variant_ref_sink (g_variant_new_double (most + 0.01));
        }
      else
        continue;

      g_assert_false (twc_settings_set (&settings, *key, below, NULL));
      g_assert_false (twc_settings_set (&settings, *key, above, NULL));
    }
}

typedef gboolean (*SetFunc) (
  TwcSettings *self, const char *name, const char *key, GVariant *value, GError **error);

typedef struct
{
  const char *path;
  const char *schema;
  const char *const *(*list_keys) (void);
  SetFunc set;
} ChildRow;

static gboolean
set_charger (TwcSettings *self, const char *name, const char *key, GVariant *value, GError **error)
{
  return twc_settings_set_charger (self, 0x9399, key, value, error);
}

static const ChildRow child_rows[] = {
  { "/schema/children/charger", SCHEMA ".Charger", twc_settings_list_charger_keys, set_charger },
  { "/schema/children/schedule", SCHEMA ".Schedule", twc_settings_list_schedule_keys,
    twc_settings_set_schedule },
  { "/schema/children/plan", SCHEMA ".Plan", twc_settings_list_goal_keys, twc_settings_set_goal },
  { "/schema/children/source", SCHEMA ".Source", twc_source_settings_list_keys,
    twc_settings_set_source },
};

static void
check_child_range (const ChildRow *row, const char *key, GVariant *range)
{
  g_autoptr(GVariant) detail = NULL;
  TwcSettings settings = twc_settings_default ();
  const char *kind;
  gint32 min, max;

  g_variant_get (range, "(&sv)", &kind, &detail);
  if (strcmp (kind, "range") != 0 || !g_variant_is_of_type (detail, G_VARIANT_TYPE ("(ii)")))
    return;

  g_variant_get (detail, "(ii)", &min, &max);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GVariant) beyond =
                   g_variant_ref_sink (g_variant_new_int32 (i == 0 ? min - 1 : max + 1));

      g_assert_false (row->set (&settings, "a", key, beyond, NULL));
    }
}

/* The same keys on both sides; each default is what a new child has. */
static void
test_children (gconstpointer data)
{
  const ChildRow *row = data;
  g_autoptr(GSettingsSchema) schema = load (row->schema);
  g_auto(GStrv) all = g_settings_schema_list_keys (schema);
  guint n = 0;

  for (const char *const *key = row->list_keys (); *key != NULL; key++, n++)
    {
      g_autoptr(GSettingsSchemaKey) schema_key = NULL;
      g_autoptr(GVariant) value = NULL;
      g_autoptr(GVariant) range = NULL;
      g_autoptr(GVariant) enabled = g_variant_ref_sink (g_variant_new_boolean (TRUE));
      g_autoptr(GError) error = NULL;
      TwcSettings settings = twc_settings_default (), fresh;

      row->set (&settings, "a", "enabled", enabled, NULL);
      fresh = settings;

      g_assert_true (g_settings_schema_has_key (schema, *key));
      schema_key = g_settings_schema_get_key (schema, *key);
      value = g_settings_schema_key_get_default_value (schema_key);
      range = g_settings_schema_key_get_range (schema_key);
      g_assert_true (row->set (&settings, "a", *key, value, &error));
      g_assert_no_error (error);
      g_assert_true (twc_settings_equal (&settings, &fresh));
      check_child_range (row, *key, range);
    }
  g_assert_cmpuint (n, ==, g_strv_length (all));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/schema/defaults-are-the-snapshots", test_defaults_are_the_snapshots);
  g_test_add_func ("/schema/ranges-are-the-snapshots", test_ranges_are_the_snapshots);
  for (gsize i = 0; i < G_N_ELEMENTS (child_rows); i++)
    g_test_add_data_func (child_rows[i].path, &child_rows[i], test_children);

  return g_test_run ();
}
