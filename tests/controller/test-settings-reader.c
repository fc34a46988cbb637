/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-settings-reader.h"

#include <glib/gstdio.h>

#include "dbus/twc-dbus-names.h"

#define ROOT "[org/twcmanager/TWCManager]\n"
#define CHARGER "[org/twcmanager/TWCManager/chargers/9399]\n"

typedef struct
{
  char *path;
  GSettingsBackend *backend;
  TwcSettingsReader *reader;
  guint n_changes;
} Fixture;

static void
count_up (guint *count)
{
  (*count)++;
}

static void
set_up (Fixture *fixture, const char *contents)
{
  g_autofree char *folder = g_dir_make_tmp ("twc-settings-XXXXXX", NULL);
  g_autoptr(GError) error = NULL;

  fixture->path = g_build_filename (folder, "keyfile", NULL);
  g_file_set_contents (fixture->path, contents, -1, &error);
  g_assert_no_error (error);

  fixture->backend = g_keyfile_settings_backend_new (fixture->path, "/", NULL);
  fixture->reader = twc_settings_reader_new (fixture->backend, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (fixture->reader, "changed", G_CALLBACK (count_up), &fixture->n_changes);
}

static void
tear_down (Fixture *fixture)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_clear_object (&fixture->reader);
  g_clear_object (&fixture->backend);
  g_remove (fixture->path);
  g_rmdir (folder);
  g_free (fixture->path);
}

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

/* Past the schema's check, as `dconf write` or an editor does it. */
static void
store (Fixture *fixture, const char *path, GVariant *value)
{
  G_SETTINGS_BACKEND_GET_CLASS (fixture->backend)->write (fixture->backend, path, value, NULL);
  spin ();
}

typedef struct
{
  const char *path;
  const char *contents;
  guint wiring_ca;
  const char *fault; /* the key that the fault names; NULL = no fault */
} Row;

static const Row rows[] = {
  { "/settings-reader/start/unset", ROOT "phases='three'\n", 0, NULL },
  { "/settings-reader/start/valid", ROOT "wiring-max-amps-all=40\n", 4000, NULL },
  { "/settings-reader/start/least", ROOT "wiring-max-amps-all=6\n", 600, NULL },
  { "/settings-reader/start/absurd", ROOT "wiring-max-amps-all=99999\n", 0, "wiring-max-amps-all" },
  { "/settings-reader/start/negative", ROOT "wiring-max-amps-all=-5\n", 0, "wiring-max-amps-all" },
  { "/settings-reader/start/zero", ROOT "wiring-max-amps-all=0\n", 0, "wiring-max-amps-all" },
  { "/settings-reader/start/fraction", ROOT "wiring-max-amps-all=40.5\n", 0,
    "wiring-max-amps-all" },
  { "/settings-reader/start/text", ROOT "wiring-max-amps-all='forty'\n", 0, "wiring-max-amps-all" },
  { "/settings-reader/start/bare-word", ROOT "wiring-max-amps-all=forty\n", 0,
    "wiring-max-amps-all" },
  { "/settings-reader/start/nothing", ROOT "wiring-max-amps-all=\n", 0, "wiring-max-amps-all" },
  { "/settings-reader/start/unknown-mode", ROOT "non-scheduled-mode='turbo'\n", 0,
    "non-scheduled-mode" },
  { "/settings-reader/start/bad-id", ROOT "known-chargers=['99']\n", 0, "known-chargers" },
};

/* G3: no limit is 0 A, and so is one that nobody can make sense of. */
static void
test_start (gconstpointer data)
{
  const Row *row = data;
  Fixture fixture = { 0 };
  const TwcSettingsFault *faults;
  guint n_faults;

  set_up (&fixture, row->contents);
  faults = twc_settings_reader_get_faults (fixture.reader, &n_faults);

  g_assert_cmpuint (twc_settings_reader_get_settings (fixture.reader)->wiring_all_ca, ==,
                    row->wiring_ca);
  g_assert_cmpuint (n_faults, ==, row->fault != NULL ? 1 : 0);
  if (row->fault != NULL)
    {
      g_assert_cmpstr (faults[0].key, ==, row->fault);
      g_assert_nonnull (strstr (faults[0].detail, row->fault));
    }

  tear_down (&fixture);
}

static void
test_a_change_arrives_live (void)
{
  Fixture fixture = { 0 };
  g_autoptr(GSettings) other = NULL;

  set_up (&fixture, ROOT "wiring-max-amps-all=40\n");
  other = g_settings_new_with_backend (TWC_SCHEMA, fixture.backend);
  g_settings_set_int (other, "wiring-max-amps-all", 20);
  spin ();

  g_assert_cmpuint (twc_settings_reader_get_settings (fixture.reader)->wiring_all_ca, ==, 2000);
  g_assert_cmpuint (fixture.n_changes, ==, 1);

  tear_down (&fixture);
}

static void
test_changes_of_one_turn_are_one (void)
{
  Fixture fixture = { 0 };
  g_autoptr(GSettings) other = NULL;

  set_up (&fixture, ROOT "wiring-max-amps-all=40\n");
  other = g_settings_new_with_backend (TWC_SCHEMA, fixture.backend);
  g_settings_set_int (other, "wiring-max-amps-all", 20);
  g_settings_set_int (other, "wiring-max-amps-per-twc", 16);
  g_settings_set_string (other, "non-scheduled-mode", "fixed");
  spin ();

  g_assert_cmpuint (fixture.n_changes, ==, 1);

  tear_down (&fixture);
}

static void
test_the_same_value_is_no_change (void)
{
  Fixture fixture = { 0 };
  g_autoptr(GSettings) other = NULL;

  set_up (&fixture, ROOT "wiring-max-amps-all=40\n");
  other = g_settings_new_with_backend (TWC_SCHEMA, fixture.backend);
  g_settings_set_int (other, "wiring-max-amps-all", 40);
  spin ();

  g_assert_cmpuint (fixture.n_changes, ==, 0);

  tear_down (&fixture);
}

/* Whole, with what is allowed: it is the only place where the owner is told. */
static void
test_a_fault_says_what_is_allowed (void)
{
  Fixture fixture = { 0 };
  const TwcSettingsFault *faults;
  guint n_faults;

  set_up (&fixture, ROOT "wiring-max-amps-all=99999\nwiring-max-amps-per-twc=forty\n");
  faults = twc_settings_reader_get_faults (fixture.reader, &n_faults);

  g_assert_cmpuint (n_faults, ==, 2);
  g_assert_cmpstr (faults[0].detail, ==, "wiring-max-amps-all: 99999 is outside 6 to 240");
  g_assert_cmpstr (faults[1].detail, ==,
                   "wiring-max-amps-per-twc: a whole number of 6 to 80 is needed");

  tear_down (&fixture);
}

/* G3: an invalid setting keeps the last valid one, and says so, until it is valid again. */
static void
test_an_absurd_value_keeps_the_last (void)
{
  Fixture fixture = { 0 };
  guint n_faults;

  set_up (&fixture, ROOT "wiring-max-amps-all=40\n");

  store (&fixture, TWC_SCHEMA_PATH "wiring-max-amps-all", g_variant_new_int32 (4000));
  twc_settings_reader_get_faults (fixture.reader, &n_faults);
  g_assert_cmpuint (twc_settings_reader_get_settings (fixture.reader)->wiring_all_ca, ==, 4000);
  g_assert_cmpuint (n_faults, ==, 1);
  g_assert_cmpuint (fixture.n_changes, ==, 1);

  store (&fixture, TWC_SCHEMA_PATH "wiring-max-amps-all", g_variant_new_int32 (32));
  twc_settings_reader_get_faults (fixture.reader, &n_faults);
  g_assert_cmpuint (twc_settings_reader_get_settings (fixture.reader)->wiring_all_ca, ==, 3200);
  g_assert_cmpuint (n_faults, ==, 0);

  tear_down (&fixture);
}

/* G3 again: who takes the limit away gets 0 A, not the last one. */
static void
test_a_reset_limit_is_none (void)
{
  Fixture fixture = { 0 };
  g_autoptr(GSettings) other = NULL;
  guint n_faults;

  set_up (&fixture, ROOT "wiring-max-amps-all=40\n");
  other = g_settings_new_with_backend (TWC_SCHEMA, fixture.backend);
  g_settings_reset (other, "wiring-max-amps-all");
  while (fixture.n_changes == 0)
    g_main_context_iteration (NULL, TRUE);

  twc_settings_reader_get_faults (fixture.reader, &n_faults);
  g_assert_cmpuint (twc_settings_reader_get_settings (fixture.reader)->wiring_all_ca, ==, 0);
  g_assert_cmpuint (n_faults, ==, 0);

  tear_down (&fixture);
}

static void
write_in_place (Fixture *fixture, const char *contents)
{
  FILE *file = g_fopen (fixture->path, "w");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (contents, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* An editor empties the file before it writes it. Cars charge on meanwhile, and the last valid
 * limit is still known when what comes is of no use (G3). */
static void
test_a_file_written_in_place (void)
{
  Fixture fixture = { 0 };
  g_autoptr(GSettings) other = NULL;
  const TwcSettings *settings;

  set_up (&fixture, ROOT "port='/dev/ttyUSB0'\nwiring-max-amps-all=40\n");
  settings = twc_settings_reader_get_settings (fixture.reader);
  other = g_settings_new_with_backend (TWC_SCHEMA, fixture.backend);

  g_settings_reset (other, "wiring-max-amps-all");
  g_settings_reset (other, "port");
  spin ();
  g_assert_cmpuint (fixture.n_changes, ==, 0);
  g_assert_cmpuint (settings->wiring_all_ca, ==, 4000);
  g_assert_cmpstr (twc_settings_reader_get_port (fixture.reader), ==, "/dev/ttyUSB0");

  write_in_place (&fixture, ROOT "port='/dev/ttyUSB0'\nwiring-max-amps-all='forty'\n");
  while (fixture.n_changes == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (settings->wiring_all_ca, ==, 4000);
  g_assert_cmpstr (twc_settings_reader_get_port (fixture.reader), ==, "/dev/ttyUSB0");

  tear_down (&fixture);
}

static void
test_known_charger (void)
{
  Fixture fixture = { 0 };
  const TwcChargerSettings *charger;

  set_up (&fixture, ROOT "known-chargers=['9399']\n" CHARGER "max-amps=16\npaused=true\n"
                         "name='Left bay'\n");
  charger = twc_settings_find_charger (twc_settings_reader_get_settings (fixture.reader), 0x9399);

  g_assert_nonnull (charger);
  g_assert_cmpuint (charger->max_ca, ==, 1600);
  g_assert_true (charger->paused);
  g_assert_cmpstr (charger->name, ==, "Left bay");

  store (&fixture, TWC_CHARGERS_PATH "9399/max-amps", g_variant_new_int32 (400));
  charger = twc_settings_find_charger (twc_settings_reader_get_settings (fixture.reader), 0x9399);
  g_assert_cmpuint (charger->max_ca, ==, 1600);

  tear_down (&fixture);
}

/* A unit's own limit holds from its first second on the bus, listed or not. */
static void
test_present_charger (void)
{
  Fixture fixture = { 0 };
  const guint16 ids[] = { 0x9399 };
  const TwcSettings *settings;

  set_up (&fixture, ROOT "wiring-max-amps-all=40\n" CHARGER "max-amps=16\n");
  settings = twc_settings_reader_get_settings (fixture.reader);
  g_assert_null (twc_settings_find_charger (settings, 0x9399));

  twc_settings_reader_set_present (fixture.reader, ids, G_N_ELEMENTS (ids));
  g_assert_nonnull (twc_settings_find_charger (settings, 0x9399));
  g_assert_cmpuint (twc_settings_find_charger (settings, 0x9399)->max_ca, ==, 1600);
  g_assert_cmpuint (fixture.n_changes, ==, 1);

  tear_down (&fixture);
}

static void
test_too_many_chargers (void)
{
  Fixture fixture = { 0 };
  g_autoptr(GString) contents = g_string_new (ROOT "known-chargers=['1000'");
  const guint16 ids[] = { 0x9399 };
  const TwcSettings *settings;
  guint n_faults;

  for (guint i = 1; i < 40; i++)
    g_string_append_printf (contents, ",'10%02u'", i);
  g_string_append (contents, "]\n" CHARGER "max-amps=16\n");

  set_up (&fixture, contents->str);
  twc_settings_reader_set_present (fixture.reader, ids, G_N_ELEMENTS (ids));
  settings = twc_settings_reader_get_settings (fixture.reader);
  twc_settings_reader_get_faults (fixture.reader, &n_faults);

  g_assert_cmpuint (settings->n_chargers, ==, TWC_SETTINGS_MAX_CHARGERS);
  g_assert_nonnull (twc_settings_find_charger (settings, 0x9399));
  g_assert_cmpuint (n_faults, >, 0);

  tear_down (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_start);
  g_test_add_func ("/settings-reader/a-change-arrives-live", test_a_change_arrives_live);
  g_test_add_func ("/settings-reader/changes-of-one-turn-are-one",
                   test_changes_of_one_turn_are_one);
  g_test_add_func ("/settings-reader/the-same-value-is-no-change",
                   test_the_same_value_is_no_change);
  g_test_add_func ("/settings-reader/a-fault-says-what-is-allowed",
                   test_a_fault_says_what_is_allowed);
  g_test_add_func ("/settings-reader/an-absurd-value-keeps-the-last",
                   test_an_absurd_value_keeps_the_last);
  g_test_add_func ("/settings-reader/a-reset-limit-is-none", test_a_reset_limit_is_none);
  g_test_add_func ("/settings-reader/a-file-written-in-place", test_a_file_written_in_place);
  g_test_add_func ("/settings-reader/known-charger", test_known_charger);
  g_test_add_func ("/settings-reader/present-charger", test_present_charger);
  g_test_add_func ("/settings-reader/too-many-chargers", test_too_many_chargers);

  return g_test_run ();
}
