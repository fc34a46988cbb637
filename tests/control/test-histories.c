/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history.h"

/* TWC_HISTORIES sets how many there are, TWC_SEED the first one's seed, and TWC_SKIP what is left
 * out of it: a failure names those that repeat it. */

#ifdef __SANITIZE_ADDRESS__
#define N_HISTORIES 4000
#else
#define N_HISTORIES 20000
#endif

#define SEED 1

static guint64
get_number (const char *name, guint base, guint64 fallback)
{
  const char *text = g_getenv (name);

  return text ? g_ascii_strtoull (text, NULL, base) : fallback;
}

static void
test_histories (void)
{
  const guint32 first = (guint32) get_number ("TWC_SEED", 10, SEED);
  const guint64 skipped = get_number ("TWC_SKIP", 16, 0);
  const guint n_histories = (guint) get_number ("TWC_HISTORIES", 10, skipped ? 1 : N_HISTORIES);

  for (guint i = 0; i < n_histories; i++)
    history_run (first + i, skipped, HISTORY_SEARCH);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/control/histories", test_histories);

  return g_test_run ();
}
