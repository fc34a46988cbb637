/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

#include "fuzz/fuzz.h"

/* Runs the corpus of one fuzz target as tests, a path for each file: what the fuzzer has once
 * found stays found, also where there is no fuzzer. */

static void
test_file (gconstpointer data)
{
  const char *path = data;
  g_autofree char *bytes = NULL;
  gsize n_bytes;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &bytes, &n_bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpint (LLVMFuzzerTestOneInput ((const uint8_t *) bytes, n_bytes), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = NULL;
  g_autoptr(GDir) dir = NULL;
  g_autoptr(GError) error = NULL;
  const char *name;
  guint n_files = 0;

  g_test_init (&argc, &argv, NULL);

  folder = g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", CORPUS, NULL);
  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  for (; (name = g_dir_read_name (dir)) != NULL; n_files++)
    {
      g_autofree char *test = g_strdup_printf ("/fuzz/" CORPUS "/%s", name);

      g_test_add_data_func_full (test, g_build_filename (folder, name, NULL), test_file, g_free);
    }
  g_assert_cmpuint (n_files, >, 0);

  return g_test_run ();
}
