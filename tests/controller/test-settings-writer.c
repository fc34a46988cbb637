/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-settings-writer.h"

#include "dbus/twc-dbus-error.h"
#include "dbus/twc-dbus-names.h"

/* Says yes to everything and keeps nothing: what dconf is without a session bus. */
#define TEST_TYPE_LOSSY_BACKEND (test_lossy_backend_get_type ())
G_DECLARE_FINAL_TYPE (TestLossyBackend, test_lossy_backend, TEST, LOSSY_BACKEND, GSettingsBackend)

struct _TestLossyBackend
{
  GSettingsBackend parent_instance;
};

G_DEFINE_FINAL_TYPE (TestLossyBackend, test_lossy_backend, G_TYPE_SETTINGS_BACKEND)

static GVariant *
read_nothing (GSettingsBackend *backend,
              const char *key,
              const GVariantType *expected_type,
              gboolean default_value)
{
  return NULL;
}

static gboolean
get_writable (GSettingsBackend *backend, const char *key)
{
  return TRUE;
}

static gboolean
write_nothing (GSettingsBackend *backend, GTree *tree, gpointer origin_tag)
{
  return TRUE;
}

static void
test_lossy_backend_class_init (TestLossyBackendClass *klass)
{
  GSettingsBackendClass *backend_class = G_SETTINGS_BACKEND_CLASS (klass);

  backend_class->read = read_nothing;
  backend_class->get_writable = get_writable;
  backend_class->write_tree = write_nothing;
}

static void
test_lossy_backend_init (TestLossyBackend *self)
{
}

static void
on_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
write_now (TwcSettingsWriter *writer, guint16 charger, GVariant *values, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  twc_settings_writer_write_async (writer, charger, values, on_written, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return twc_settings_writer_write_finish (writer, result, error);
}

static void
test_both_keys_arrive_at_once (void)
{
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(TwcSettingsWriter) writer = twc_settings_writer_new (backend);
  g_autoptr(GSettings) settings = g_settings_new_with_backend (TWC_SCHEMA, backend);
  g_autoptr(GError) error = NULL;

  write_now (writer, 0,
             g_variant_new_parsed ("{'charge-now-amps': <16>,"
                                   " 'charge-now-until': <int64 4102444800>}"),
             &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_settings_get_int (settings, "charge-now-amps"), ==, 16);
  g_assert_cmpint (g_settings_get_int64 (settings, "charge-now-until"), ==, 4102444800);
  g_assert_null (twc_settings_writer_get_unsaved (writer));
}

static void
test_settings_of_a_charger (void)
{
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(TwcSettingsWriter) writer = twc_settings_writer_new (backend);
  g_autoptr(GSettings) settings = g_settings_new_with_backend_and_path (
    TWC_CHARGER_SCHEMA, backend, TWC_CHARGERS_PATH "9399/");
  g_autoptr(GError) error = NULL;

  write_now (writer, 0x9399, g_variant_new_parsed ("{'paused': <true>}"), &error);

  g_assert_no_error (error);
  g_assert_true (g_settings_get_boolean (settings, "paused"));
}

/* One bad value, and nothing is written. */
static void
test_out_of_range_changes_nothing (void)
{
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(TwcSettingsWriter) writer = twc_settings_writer_new (backend);
  g_autoptr(GSettings) settings = g_settings_new_with_backend (TWC_SCHEMA, backend);
  g_autoptr(GError) error = NULL;

  write_now (writer, 0,
             g_variant_new_parsed ("{'non-scheduled-mode': <'fixed'>,"
                                   " 'non-scheduled-amps': <100000>}"),
             &error);

  g_assert_error (error, TWC_DBUS_ERROR, TWC_DBUS_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "non-scheduled-amps"));
  g_assert_null (g_settings_get_user_value (settings, "non-scheduled-mode"));
}

/* users 2.1, trap 3: the write returned success, and the value is the old one. */
static void
test_a_write_that_does_not_stick_is_said (void)
{
  g_autoptr(GSettingsBackend) backend = g_object_new (TEST_TYPE_LOSSY_BACKEND, NULL);
  g_autoptr(TwcSettingsWriter) writer = twc_settings_writer_new (backend);
  g_autoptr(GError) error = NULL;

  write_now (writer, 0, g_variant_new_parsed ("{'non-scheduled-mode': <'off'>}"), &error);

  g_assert_error (error, TWC_DBUS_ERROR, TWC_DBUS_ERROR_NOT_SAVED);
  g_assert_cmpstr (twc_settings_writer_get_unsaved (writer), ==, "non-scheduled-mode");
}

static void
test_a_locked_setting_is_said (void)
{
  g_autoptr(GSettingsBackend) backend = g_null_settings_backend_new ();
  g_autoptr(TwcSettingsWriter) writer = twc_settings_writer_new (backend);
  g_autoptr(GError) error = NULL;

  write_now (writer, 0, g_variant_new_parsed ("{'non-scheduled-mode': <'off'>}"), &error);

  g_assert_error (error, TWC_DBUS_ERROR, TWC_DBUS_ERROR_NOT_SAVED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings-writer/both-keys-arrive-at-once", test_both_keys_arrive_at_once);
  g_test_add_func ("/settings-writer/settings-of-a-charger", test_settings_of_a_charger);
  g_test_add_func ("/settings-writer/out-of-range-changes-nothing",
                   test_out_of_range_changes_nothing);
  g_test_add_func ("/settings-writer/a-write-that-does-not-stick-is-said",
                   test_a_write_that_does_not_stick_is_said);
  g_test_add_func ("/settings-writer/a-locked-setting-is-said", test_a_locked_setting_is_said);

  return g_test_run ();
}
