/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-state-store.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "control/twc-memory-store.h"

#define GOOD "[charger 9399]\nprotocol=2\nrating=3200\noffer=1600\n"

#define UNIX_S G_GINT64_CONSTANT (1790000000)

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

static TwcMemory
make_memory (double total_wh)
{
  TwcMemory memory = twc_memory_new (&unit, 1, (TwcNow){ 0, UNIX_S });

  memory.chargers[0].energy.total_wh = total_wh;
  return memory;
}

static void
update_memory (TwcStateStore *store, const TwcMemory *memory, gint64 now_us)
{
  twc_state_store_update (store, &unit, 1, memory,
                          (TwcNow){ now_us, UNIX_S + now_us / G_USEC_PER_SEC });
}

static void
update (TwcStateStore *store, const TwcKnownCharger *known, gint64 now_us)
{
  const TwcMemory memory = make_memory (0);

  twc_state_store_update (store, known, 1, &memory,
                          (TwcNow){ now_us, UNIX_S + now_us / G_USEC_PER_SEC });
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
  { "/state-store/load/memory-only", "[memory]\nstate={}\n", 0, FALSE },
  { "/state-store/load/memory-noise", GOOD "[memory]\nstate={'chargers': <[}\n", 1, TRUE },
  { "/state-store/load/memory-not-utf8", GOOD "[memory]\nstate={'\xff': <true>}\n", 1, TRUE },
  { "/state-store/load/memory-type", GOOD "[memory]\nstate=[1, 2]\n", 1, TRUE },
  { "/state-store/load/cut", "[charger 9399]\nprotocol=2\nrat", 0, TRUE },
  { "/state-store/load/cut-between", "[charger 9399]\nprotocol=2\nrating=3200\n", 0, TRUE },
  { "/state-store/load/noise", "\x01\x02\xff\xfe", 0, TRUE },
  { "/state-store/load/id", "[charger 93990]\nprotocol=2\nrating=3200\noffer=0\n", 0, TRUE },
  { "/state-store/load/id-zero", "[charger 0000]\nprotocol=2\nrating=3200\noffer=0\n", 0, TRUE },
  { "/state-store/load/protocol", "[charger 9399]\nprotocol=3\nrating=3200\noffer=0\n", 0, TRUE },
  { "/state-store/load/no-protocol", "[charger 9399]\nprotocol=0\nrating=3200\noffer=0\n", 0,
    TRUE },
  { "/state-store/load/rating", "[charger 9399]\nprotocol=2\nrating=8001\noffer=0\n", 0, TRUE },
  { "/state-store/load/small-rating", "[charger 9399]\nprotocol=2\nrating=499\noffer=0\n", 1,
    FALSE },
  { "/state-store/load/no-rating", "[charger 9399]\nprotocol=2\nrating=0\noffer=0\n", 0, TRUE },
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

/* 5.7: a stop among chargers that cannot be believed is still a stop. */
static void
test_memory_is_read_beside_noise (void)
{
  char *path = make_path ();
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);
  TwcKnownCharger known[TWC_MAX_CHARGERS];
  gboolean stop_all = FALSE;

  write_path (path, "[charger 9399]\nprotocol=7\n[memory]\nstate={'stop-all': <true>}\n");
  g_test_expect_message ("twc-state-store", G_LOG_LEVEL_MESSAGE, "*is ignored*");
  g_assert_cmpuint (twc_state_store_load (store, known), ==, 0);
  g_test_assert_expected_messages ();
  g_assert_nonnull (twc_state_store_get_memory (store));
  g_assert_true (g_variant_lookup (twc_state_store_get_memory (store), "stop-all", "b", &stop_all));
  g_assert_true (stop_all);

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

  update (store, &unit, 0);

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

  update (store, &unit, 0);
  g_remove (path);
  update (store, &unit, TWC_SECONDS_US (3600));
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

  update (store, &unit, 0);
  g_remove (path);
  update (store, &other, TWC_SECONDS_US (row->after_s));
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
  update (store, &unit, 0);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (twc_state_store_get_unsaved (store), ==, path);
  update (store, &unit, TWC_SECONDS_US (60));

  g_remove (folder);
  update (store, &unit, TWC_SECONDS_US (120));
  g_assert_null (twc_state_store_get_unsaved (store));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  remove_path (path);
}

static void
ignore (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

static guint
count_files (const char *folder)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &error);
  guint n_files = 0;

  g_assert_no_error (error);
  while (g_dir_read_name (dir) != NULL)
    n_files++;

  return n_files;
}

/* What a restart would find of it; negative when there is nothing. */
static double
load_total (const char *path)
{
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);
  TwcKnownCharger known[TWC_MAX_CHARGERS];
  const guint n_known = twc_state_store_load (store, known);
  const TwcNow now = { 0, UNIX_S };
  TwcMemory memory = twc_memory_new (known, n_known, now);
  GVariant *stored = twc_state_store_get_memory (store);

  if (n_known == 0 || stored == NULL || !twc_memory_from_variant (&memory, stored, now))
    return -1;

  return memory.chargers[0].energy.total_wh;
}

static void
test_the_memory_is_stored (void)
{
  char *path = make_path ();
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);
  const TwcMemory memory = make_memory (1234.5);

  update_memory (store, &memory, 0);

  g_assert_cmpfloat_with_epsilon (load_total (path), 1234.5, 0.001);

  remove_path (path);
}

/* Charging-control 4: while it charges, once a minute; a stop, at once: the power may fail next. */
static void
test_the_pace_of_the_memory (void)
{
  char *path = make_path ();
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);
  TwcMemory memory = make_memory (1);

  update_memory (store, &memory, 0);
  memory.chargers[0].energy.total_wh = 2;
  update_memory (store, &memory, TWC_SECONDS_US (59));
  g_assert_cmpfloat_with_epsilon (load_total (path), 1, 0.001);
  update_memory (store, &memory, TWC_SECONDS_US (60));
  g_assert_cmpfloat_with_epsilon (load_total (path), 2, 0.001);

  memory.chargers[0].energy.total_wh = 3;
  memory.stopped = TRUE;
  update_memory (store, &memory, TWC_SECONDS_US (60) + 1);
  g_assert_cmpfloat_with_epsilon (load_total (path), 3, 0.001);

  remove_path (path);
}

/* A file that is cut anywhere gives what it says in full, or nothing. */
static void
test_a_file_that_is_cut (void)
{
  char *path = make_path ();
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);
  const TwcMemory memory = make_memory (1234.5);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  update_memory (store, &memory, 0);
  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  g_log_set_handler ("twc-state-store", G_LOG_LEVEL_MESSAGE, ignore, NULL);

  for (gsize n = 0; n <= length; n++)
    {
      double total;

      g_file_set_contents (path, text, (gssize) n, &error);
      g_assert_no_error (error);
      total = load_total (path);
      if (total >= 0)
        g_assert_cmpfloat_with_epsilon (total, 1234.5, 0.001);
    }

  remove_path (path);
}

/* A child writes, and is killed by the kernel once @n_bytes of a file are written. */
static gboolean
write_and_die (TwcStateStore *store, const TwcMemory *memory, gsize n_bytes)
{
  const struct rlimit limit = { n_bytes, n_bytes };
  const struct rlimit no_core = { 0, 0 };
  const pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      setrlimit (RLIMIT_CORE, &no_core);
      setrlimit (RLIMIT_FSIZE, &limit);
      update_memory (store, memory, TWC_SECONDS_US (60));
      _exit (0);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return WIFEXITED (status);
}

/* G7: whenever the power is cut in the middle of a write, the state before is still there. */
static void
test_killed_at_each_byte (void)
{
  char *path = make_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);
  const TwcMemory old = make_memory (1), new = make_memory (2);
  gboolean is_whole = FALSE;

  update_memory (store, &old, 0);
  for (gsize n = 0; !is_whole; n++)
    {
      is_whole = write_and_die (store, &new, n);
      g_assert_cmpfloat_with_epsilon (load_total (path), is_whole ? 2 : 1, 0.001);
    }

  /* What was left unfinished does not pile up. */
  g_assert_cmpuint (count_files (folder), ==, 1);

  remove_path (path);
}

/* The disk is full after so many bytes: the old state stays, and the next write succeeds. */
static void
test_full_at_each_byte (void)
{
  char *path = make_path ();
  g_autoptr(TwcStateStore) store = twc_state_store_new (path);
  const TwcMemory old = make_memory (1), new = make_memory (2);
  struct rlimit before, limit;

  update_memory (store, &old, 0);
  g_log_set_handler ("twc-state-store", G_LOG_LEVEL_MESSAGE, ignore, NULL);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  for (gsize n = 0; n < 200; n++)
    {
      limit = (struct rlimit){ n, before.rlim_max };
      setrlimit (RLIMIT_FSIZE, &limit);
      update_memory (store, &new, TWC_SECONDS_US (60 * (gint64) (n + 1)));
      setrlimit (RLIMIT_FSIZE, &before);
      g_assert_cmpfloat_with_epsilon (load_total (path), 1, 0.001);
    }

  update_memory (store, &new, TWC_SECONDS_US (60 * 300));
  g_assert_cmpfloat_with_epsilon (load_total (path), 2, 0.001);

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
  g_test_add_func ("/state-store/memory-is-read-beside-noise", test_memory_is_read_beside_noise);
  g_test_add_func ("/state-store/too-long-a-file-is-not-read", test_too_long_a_file_is_not_read);
  g_test_add_func ("/state-store/what-is-stored-is-loaded", test_what_is_stored_is_loaded);
  g_test_add_func ("/state-store/nothing-new-is-not-written", test_nothing_new_is_not_written);
  g_test_add_func ("/state-store/the-memory-is-stored", test_the_memory_is_stored);
  g_test_add_func ("/state-store/the-pace-of-the-memory", test_the_pace_of_the_memory);
  g_test_add_func ("/state-store/a-file-that-is-cut", test_a_file_that_is_cut);
  g_test_add_func ("/state-store/killed-at-each-byte", test_killed_at_each_byte);
  g_test_add_func ("/state-store/full-at-each-byte", test_full_at_each_byte);
  g_test_add_func ("/state-store/a-disk-that-refuses-is-survived",
                   test_a_disk_that_refuses_is_survived);

  return g_test_run ();
}
