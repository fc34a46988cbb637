/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schedules, plans and sources as the reader sees them: added, changed and taken away by other
 * programs while it runs. */
#include "controller/twc-settings-reader.h"

#include <glib/gstdio.h>

#include "dbus/twc-dbus-names.h"

#define ROOT "[org/twcmanager/TWCManager]\nwiring-max-amps-all=40\nwiring-max-amps-per-twc=32\n"
#define NIGHT "[org/twcmanager/TWCManager/schedules/night]\n"
#define CHILD(what) "[org/twcmanager/TWCManager/" what "]\n"

typedef struct
{
  char *path;
  GSettingsBackend *backend;
  TwcSettingsReader *reader;
  GSettings *root; /* another program's */
  const TwcSettings *settings;
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
  fixture->settings = twc_settings_reader_get_settings (fixture->reader);
  fixture->root = g_settings_new_with_backend (TWC_SCHEMA, fixture->backend);
  g_signal_connect_swapped (fixture->reader, "changed", G_CALLBACK (count_up), &fixture->n_changes);
}

static void
tear_down (Fixture *fixture)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_clear_object (&fixture->root);
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
store (Fixture *fixture, const char *path, const char *text)
{
  g_autofree char *whole = g_strconcat (TWC_SCHEMA_PATH, path, NULL);

  G_SETTINGS_BACKEND_GET_CLASS (fixture->backend)
    ->write (fixture->backend, whole, g_variant_new_parsed (text), NULL);
  spin ();
}

static const char *
get_fault (Fixture *fixture)
{
  guint n;
  const TwcSettingsFault *faults = twc_settings_reader_get_faults (fixture->reader, &n);

  g_assert_cmpuint (n, <=, 1);
  return n == 1 ? faults[0].key : NULL;
}

static void
test_stored_ones (void)
{
  Fixture fixture = { 0 };

  set_up (
    &fixture, ROOT
    "schedules=['night']\nplans=['work']\nsources=['roof']\n" NIGHT
    "days=['sun-thu']\nstart='22:30'\nend='24:00'\namps=24\n"
    "chargers=['9399']\n" CHILD (
      "plans/work") "charger='9399'\nenergy-kwh=20.5\ndeparture='06:45'\n"
                    "days=['mon-fri']\n" CHILD (
                      "sources/roof") "template='fronius'\nrole='generation'\npoll-seconds=30\n");

  g_assert_null (get_fault (&fixture));
  g_assert_cmpuint (fixture.settings->n_schedules, ==, 1);
  g_assert_cmpstr (fixture.settings->schedules[0].name, ==, "night");
  g_assert_cmphex (fixture.settings->schedules[0].days, ==, 0x4F);
  g_assert_cmpuint (fixture.settings->schedules[0].start_min, ==, 22 * 60 + 30);
  g_assert_cmpuint (fixture.settings->schedules[0].end_min, ==, 1440);
  g_assert_cmpuint (fixture.settings->schedules[0].amps_ca, ==, 2400);
  g_assert_cmphex (fixture.settings->schedules[0].ids[0], ==, 0x9399);

  g_assert_cmpuint (fixture.settings->tariff.n_goals, ==, 1);
  g_assert_cmpuint (fixture.settings->tariff.goals[0].energy_wh, ==, 20500);
  g_assert_cmpuint (fixture.settings->tariff.goals[0].departure_min, ==, 6 * 60 + 45);

  g_assert_cmpuint (fixture.settings->n_sources, ==, 1);
  g_assert_cmpstr (fixture.settings->sources[0].template, ==, "fronius");
  g_assert_cmpint (fixture.settings->sources[0].role, ==, TWC_ROLE_GENERATION);
  g_assert_cmpuint (twc_source_settings_get_stale_after (&fixture.settings->sources[0]), ==, 90);

  tear_down (&fixture);
}

static void
test_added_changed_taken_away (void)
{
  Fixture fixture = { 0 };
  g_autoptr(GSettings) night = NULL;

  set_up (&fixture, ROOT);
  night = g_settings_new_with_backend_and_path (TWC_SCHEDULE_SCHEMA, fixture.backend,
                                                TWC_SCHEDULES_PATH "night/");

  g_settings_set_value (fixture.root, "schedules", g_variant_new_parsed ("['night']"));
  spin ();
  g_assert_cmpuint (fixture.settings->n_schedules, ==, 1);
  g_assert_cmphex (fixture.settings->schedules[0].days, ==, 0);

  g_settings_set_int (night, "amps", 16);
  spin ();
  g_assert_cmpuint (fixture.settings->schedules[0].amps_ca, ==, 1600);

  g_settings_set_value (fixture.root, "schedules", g_variant_new_parsed ("@as []"));
  spin ();
  g_assert_cmpuint (fixture.settings->n_schedules, ==, 0);
  g_assert_cmpuint (fixture.n_changes, ==, 3);

  g_settings_set_int (night, "amps", 8);
  spin ();
  g_assert_cmpuint (fixture.n_changes, ==, 3);

  tear_down (&fixture);
}

/* An editor empties the file before it writes it: a night's charge must not stop for that. */
static void
test_a_list_that_vanishes (void)
{
  Fixture fixture = { 0 };

  set_up (&fixture, ROOT "schedules=['night']\n" NIGHT "days=['daily']\namps=16\n");

  g_settings_reset (fixture.root, "schedules");
  spin ();
  g_assert_cmpuint (fixture.n_changes, ==, 0);
  g_assert_cmpuint (fixture.settings->n_schedules, ==, 1);

  while (fixture.n_changes == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture.settings->n_schedules, ==, 0);

  tear_down (&fixture);
}

typedef struct
{
  const char *path;
  const char *key;
  const char *value;
  const char *fault;
} Row;

static const Row rows[] = {
  { "/settings-reader/children/days", "schedules/night/days", "['someday']",
    "schedules/night/days" },
  { "/settings-reader/children/start", "schedules/night/start", "'25:00'",
    "schedules/night/start" },
  { "/settings-reader/children/start-is-end", "schedules/night/start", "'05:00'",
    "schedules/night/end" },
  { "/settings-reader/children/amps", "schedules/night/amps", "100000", "schedules/night/amps" },
  { "/settings-reader/children/beyond-the-limit", "schedules/night/amps", "41",
    "schedules/night/amps" },
  { "/settings-reader/children/amps-as-text", "schedules/night/amps", "'16'",
    "schedules/night/amps" },
  { "/settings-reader/children/chargers", "schedules/night/chargers", "['all']",
    "schedules/night/chargers" },
  { "/settings-reader/children/a-bad-name", "schedules", "['night', '../../x']", "schedules" },
  { "/settings-reader/children/a-list-of-numbers", "schedules", "[1, 2]", "schedules" },
  { "/settings-reader/children/limit-above", "min-amps-per-twc", "32", NULL },
  { "/settings-reader/children/fixed", "non-scheduled-amps", "41", "non-scheduled-amps" },
  { "/settings-reader/children/prices", "import-prices",
    "[(['mon'], '00:00', '12:00', 0.1), (['mon'], '11:00', '13:00', 0.2)]", "import-prices" },
};

/* G3: what is of no use, or contradicts, leaves in force what was there, and is named by key. */
static void
test_hostile_values (gconstpointer data)
{
  const Row *row = data;
  Fixture fixture = { 0 };
  TwcSettings before;

  set_up (&fixture, ROOT "schedules=['night']\n" NIGHT "days=['daily']\namps=16\n");
  before = *fixture.settings;

  store (&fixture, row->key, row->value);

  g_assert_cmpstr (get_fault (&fixture), ==, row->fault);
  if (row->fault != NULL)
    g_assert_true (twc_settings_equal (fixture.settings, &before));

  tear_down (&fixture);
}

static void
test_far_too_many (void)
{
  Fixture fixture = { 0 };
  g_autoptr(GString) contents = g_string_new (ROOT "schedules=['s'");

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (contents, ",'s%u'", i);
  g_string_append (contents, "]\n");
  set_up (&fixture, contents->str);

  g_assert_cmpuint (fixture.settings->n_schedules, ==, TWC_MAX_SCHEDULES);
  g_assert_cmpstr (get_fault (&fixture), ==, "schedules");

  tear_down (&fixture);
}

/* What an entry was set to before it was taken away is not what a new one of its name begins
 * with when its values are of no use. */
static void
test_an_old_name_begins_anew (void)
{
  Fixture fixture = { 0 };

  set_up (&fixture, ROOT "schedules=['night']\n" NIGHT "days=['daily']\namps=16\n");
  store (&fixture, "schedules", "@as []");
  store (&fixture, "schedules/night/amps", "-1");
  store (&fixture, "schedules", "['night']");

  g_assert_cmpuint (fixture.settings->schedules[0].amps_ca, ==, 0);
  g_assert_cmpstr (get_fault (&fixture), ==, "schedules/night/amps");

  tear_down (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings-reader/children/stored-ones", test_stored_ones);
  g_test_add_func ("/settings-reader/children/added-changed-taken-away",
                   test_added_changed_taken_away);
  g_test_add_func ("/settings-reader/children/a-list-that-vanishes", test_a_list_that_vanishes);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_hostile_values);
  g_test_add_func ("/settings-reader/children/far-too-many", test_far_too_many);
  g_test_add_func ("/settings-reader/children/an-old-name-begins-anew",
                   test_an_old_name_begins_anew);

  return g_test_run ();
}
