/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/twc-programs.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

static char *
find_own_folder (void)
{
  g_autofree char *path = g_file_read_link ("/proc/self/exe", NULL);

  return path != NULL ? g_path_get_dirname (path) : g_strdup (".");
}

/**
 * twc_programs_use_build_tree:
 *
 * Lets a window that was not installed find the schema of its own build, and the programs that
 * it starts as well.
 */
void
twc_programs_use_build_tree (void)
{
  g_autofree char *own = find_own_folder ();
  g_autofree char *schemas = g_build_filename (own, "..", "..", "data", NULL);
  g_autofree char *compiled = g_build_filename (schemas, "gschemas.compiled", NULL);

  if (g_file_test (compiled, G_FILE_TEST_EXISTS))
    g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, FALSE);
}

/**
 * twc_programs_find:
 * @folder: where the build tree has it, below src/
 *
 * Returns: (transfer full) (nullable): beside this program, in its build tree, or on the PATH
 */
char *
twc_programs_find (const char *name, const char *folder)
{
  g_autofree char *own = find_own_folder ();
  g_autofree char *beside = g_build_filename (own, name, NULL);
  g_autofree char *built = g_build_filename (own, "..", folder, name, NULL);

  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  if (g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);

  return g_find_program_in_path (name);
}

/* In the child, between fork and exec. */
static void
end_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static void
leave_session (gpointer user_data)
{
  setsid ();
}

/**
 * twc_programs_spawn_bound:
 *
 * A child that ends when this program does, even when this program crashes.
 */
GSubprocess *
twc_programs_spawn_bound (GSubprocessLauncher *launcher, const char *const *argv, GError **error)
{
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  return g_subprocess_launcher_spawnv (launcher, argv, error);
}

/**
 * twc_programs_spawn_free:
 *
 * A child that goes on when this program ends or its terminal is closed.
 */
GSubprocess *
twc_programs_spawn_free (GSubprocessLauncher *launcher, const char *const *argv, GError **error)
{
  g_subprocess_launcher_set_child_setup (launcher, leave_session, NULL, NULL);
  return g_subprocess_launcher_spawnv (launcher, argv, error);
}
