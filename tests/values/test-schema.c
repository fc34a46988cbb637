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

      g_variant_get (range, "(&sv)", &kind, &inner);
      if (strcmp (kind, "range") != 0 || !g_variant_is_of_type (inner, G_VARIANT_TYPE ("(ii)")))
        continue;

      g_variant_get (inner, "(ii)", &min, &max);
      below = g_variant_ref_sink (g_variant_new_int32 (min - 1));
      above = g_variant_ref_sink (g_variant_new_int32 (max + 1));
      g_assert_false (twc_settings_set (&settings, *key, below, NULL));
      g_assert_false (twc_settings_set (&settings, *key, above, NULL));
    }
}

static void
test_charger_keys_exist (void)
{
  g_autoptr(GSettingsSchema) schema = load (SCHEMA ".Charger");

  for (const char *const *key = twc_settings_list_charger_keys (); *key != NULL; key++)
    {
      g_autoptr(GSettingsSchemaKey) schema_key = NULL;
      g_autoptr(GVariant) value = NULL;
      g_autoptr(GError) error = NULL;
      TwcSettings settings = twc_settings_default ();

      g_assert_true (g_settings_schema_has_key (schema, *key));
      schema_key = g_settings_schema_get_key (schema, *key);
      value = g_settings_schema_key_get_default_value (schema_key);
      g_assert_true (twc_settings_set_charger (&settings, 0x9399, *key, value, &error));
      g_assert_no_error (error);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/schema/defaults-are-the-snapshots", test_defaults_are_the_snapshots);
  g_test_add_func ("/schema/ranges-are-the-snapshots", test_ranges_are_the_snapshots);
  g_test_add_func ("/schema/charger-keys-exist", test_charger_keys_exist);

  return g_test_run ();
}
