/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-state-store.h"

#include <glib/gstdio.h>

#define GOOD "[charger 9399]\nprotocol=2\nrating=3200\noffer=1600\n"

static const TwcKnownCharger unit = { 0x9399, 2, 3200, 1600 };

static char *
make_path (void)
{
  g_autofree char *folder = g_dir_make_tmp ("twc-state-XXXXXX", NULL);

  return g_build_filename (folder, "twcmanager", "chargers.ini", NULL);
}

static void
remove_path (char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *above = g_path_get_dirname (folder);

  g_remove (path);
  g_rmdir (folder);
  g_rmdir (above);
  g_free (path);
}

static void
write_path (const char *path, const char *contents)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, contents, -1, &error);
  g_assert_no_error (error);
}

typedef struct
{
  const char *path;
  const char *contents; /* NULL = no file */
  guint n_known;
  gboolean is_told; /* a line in the log */
} Row;

static const Row rows[] = {
  { "/state-store/load/nothing", NULL, 0, FALSE },
  { "/state-store/load/empty", "", 0, FALSE },
  { "/state-store/load/good", GOOD, 1, FALSE },
  { "/state-store/load/three",
    GOOD "[charger 0001]\nprotocol=1\nrating=8000\noffer=0\n"
         "[charger ABCD]\nprotocol=2\nrating=600\noffer=600\n",
    3, FALSE },
  { "/state-store/load/cut", "[charger 9399]\nprotocol=2\nrat", 0, TRUE },
  { "/state-store/load/cut-between", "[charger 9399]\nprotocol=2\nrating=3200\n", 0, TRUE },
  { "/state-store/load/noise", "\x01\x02\xff\xfe", 0, TRUE },
  { "/state-store/load/id", "[charger 93990]\nprotocol=2\nrating=3200\noffer=0\n", 0, TRUE },
  { "/state-store/load/id-zero", "[charger 0000]\nprotocol=2\nrating=3200\noffer=0\n", 0, TRUE },
  { "/state-store/load/protocol", "[charger 9399]\nprotocol=3\nrating=3200\noffer=0\n", 0, TRUE },
  { "/state-store/load/no-protocol", "[charger 9399]\nprotocol=0\nrating=3200\noffer=0\n", 0,
    TRUE },
  { "/state-store/load/rating", "[charger 9399]\nprotocol=2\nrating=8001\noffer=0\n", 0, TRUE },
  { "/state-store/load/small-rating", "[charger 9399]\nprotocol=2\nrating=499\noffer=0\n", 0,
    TRUE },
  { "/state-store/load/offer", "[charger 9399]\nprotocol=2\nrating=3200\noffer=3201\n", 0, TRUE },
  { "/state-store/load/negative", "[charger 9399]\nprotocol=2\nrating=3200\noffer=-1\n", 0, TRUE },
  { "/state-store/load/huge",
    "[charger 9399]\nprotocol=2\nrating=3200\n"
    "offer=99999999999999999999999\n",
    0, TRUE },
  { "/state-store/load/fourth",
    GOOD "[charger 0001]\nprotocol=1\nrating=8000\noffer=0\n"
         "[charger 0002]\nprotocol=1\nrating=8000\noffer=0\n"
         "[charger 0003]\nprotocol=1\nrating=8000\noffer=0\n",
    0, TRUE },
};

static void
test_load (gconstpointer data)
{
  const Row *row = data;
  char *path = make_path ();
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);
  TwcKnownCharger known[TWC_MAX_CHARGERS];

  if (row->contents != NULL)
    write_path (path, row->contents);
  if (row->is_told)
    g_test_expect_message ("twc-state-store", G_LOG_LEVEL_MESSAGE, "*is ignored*");

  /* What is wrong in one place may be wrong in all: a slower start, never a wrong one. */
  g_assert_cmpuint (twc_state_store_load (store, known), ==, row->n_known);
  g_test_assert_expected_messages ();

  remove_path (path);
}

static void
test_too_long_a_file_is_not_read (void)
{
  char *path = make_path ();
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);
  g_autofree char *contents = g_strnfill (100000, '\n');
  TwcKnownCharger known[TWC_MAX_CHARGERS];

  write_path (path, contents);
  g_test_expect_message ("twc-state-store", G_LOG_LEVEL_MESSAGE, "*is ignored*");
  g_assert_cmpuint (twc_state_store_load (store, known), ==, 0);
  g_test_assert_expected_messages ();

  remove_path (path);
}

static void
test_what_is_stored_is_loaded (void)
{
  char *path = make_path ();
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);
  g_autoptr(TwcStateStore) again = twc_state_store_new (path);
  TwcKnownCharger known[TWC_MAX_CHARGERS];
  GStatBuf status;

  twc_state_store_update (store, &unit, 1, 0);

  g_assert_cmpuint (twc_state_store_load (again, known), ==, 1);
  g_assert_cmphex (known[0].id, ==, 0x9399);
  g_assert_cmpuint (known[0].protocol, ==, 2);
  g_assert_cmpuint (known[0].rating_ca, ==, 3200);
  g_assert_cmpuint (known[0].offer_ca, ==, 1600);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);

  remove_path (path);
}

/* 0 bytes to the disk while nothing changes: the file stays away once removed. */
static void
test_nothing_new_is_not_written (void)
{
  char *path = make_path ();
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);

  twc_state_store_update (store, &unit, 1, 0);
  g_remove (path);
  twc_state_store_update (store, &unit, 1, TWC_SECONDS_US (3600));
  twc_state_store_flush (store);

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  remove_path (path);
}

typedef struct
{
  const char *path;
  guint offer_ca;
  guint rating_ca;
  gint64 after_s;
  gboolean is_written;
} PaceRow;

static const PaceRow pace_rows[] = {
  { "/state-store/pace/offer-waits", 1700, 3200, 59, FALSE },
  { "/state-store/pace/offer-is-due", 1700, 3200, 60, TRUE },
  { "/state-store/pace/off-waits", 0, 3200, 4, FALSE },
  { "/state-store/pace/off-is-due", 0, 3200, 5, TRUE },
  { "/state-store/pace/unit-waits", 1600, 4000, 4, FALSE },
  { "/state-store/pace/unit-is-due", 1600, 4000, 5, TRUE },
};

static void
test_pace (gconstpointer data)
{
  const PaceRow *row = data;
  char *path = make_path ();
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);
  const TwcKnownCharger other = { 0x9399, 2, row->rating_ca, row->offer_ca };

  twc_state_store_update (store, &unit, 1, 0);
  g_remove (path);
  twc_state_store_update (store, &other, 1, TWC_SECONDS_US (row->after_s));
  g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, row->is_written);

  /* At the end everything is written, whatever the pace. */
  twc_state_store_flush (store);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  remove_path (path);
}

/* G6: a disk that takes nothing is said once and tried again; a file in place of the folder
 * fails for root too. */
static void
test_a_disk_that_refuses_is_survived (void)
{
  char *path = make_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (folder, "", -1, &error);
  g_assert_no_error (error);

  g_test_expect_message ("twc-state-store", G_LOG_LEVEL_MESSAGE, "*cannot be written*");
  twc_state_store_update (store, &unit, 1, 0);
  g_test_assert_expected_messages ();
  twc_state_store_update (store, &unit, 1, TWC_SECONDS_US (60));

  g_remove (folder);
  twc_state_store_update (store, &unit, 1, TWC_SECONDS_US (120));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  remove_path (path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_load);
  for (gsize i = 0; i < G_N_ELEMENTS (pace_rows); i++)
    g_test_add_data_func (pace_rows[i].path, &pace_rows[i], test_pace);
  g_test_add_func ("/state-store/too-long-a-file-is-not-read", test_too_long_a_file_is_not_read);
  g_test_add_func ("/state-store/what-is-stored-is-loaded", test_what_is_stored_is_loaded);
  g_test_add_func ("/state-store/nothing-new-is-not-written", test_nothing_new_is_not_written);
  g_test_add_func ("/state-store/a-disk-that-refuses-is-survived",
                   test_a_disk_that_refuses_is_survived);

  return g_test_run ();
}
