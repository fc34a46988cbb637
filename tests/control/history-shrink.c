/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "history.h"

/* In a process of its own, for a history that fails may fail in any way. */
static gboolean
fails (guint32 seed, guint64 skipped)
{
  const pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      close (STDERR_FILENO);
      close (STDOUT_FILENO);
      history_run (seed, skipped, HISTORY_TRY);
      _exit (EXIT_SUCCESS);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return !WIFEXITED (status) || WEXITSTATUS (status) != EXIT_SUCCESS;
}

/**
 * history_shrink:
 *
 * Leaves out one event after the other for as long as some promise is still broken.
 *
 * Returns: what can be left out
 */
guint64
history_shrink (guint32 seed, guint64 skipped)
{
  gboolean smaller;

  do
    {
      smaller = FALSE;
      for (guint i = HISTORY_MAX_EVENTS; i-- > 0;)
        {
          const guint64 bit = G_GUINT64_CONSTANT (1) << i;

          if ((skipped & bit) == 0 && fails (seed, skipped | bit))
            {
              skipped |= bit;
              smaller = TRUE;
            }
        }
    }
  while (smaller);

  return skipped;
}
