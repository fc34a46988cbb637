/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-near.h"

#include <string.h>

/* A slip or two of the finger; more is another word. */
#define MAX_DISTANCE 3
#define MAX_NAMES 4
#define MAX_LENGTH 64

/**
 * twc_near_distance:
 *
 * Returns: how many letters must be put in, taken out or changed to get from @a to @b
 */
guint
twc_near_distance (const char *a, const char *b)
{
  const gsize n_a = strlen (a), n_b = strlen (b);
  guint row[MAX_LENGTH + 1];

  if (n_a > MAX_LENGTH || n_b > MAX_LENGTH)
    return G_MAXUINT;

  for (guint j = 0; j <= n_b; j++)
    row[j] = j;
  for (guint i = 1; i <= n_a; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (guint j = 1; j <= n_b; j++)
        {
          const guint changed = diagonal + (a[i - 1] != b[j - 1] ? 1 : 0);

          diagonal = row[j];
          row[j] = MIN (changed, MIN (row[j], row[j - 1]) + 1);
        }
    }

  return row[n_b];
}

static gboolean
is_near (const char *word, const char *name)
{
  return (word[0] != '\0' && strstr (name, word) != NULL) ||
         twc_near_distance (word, name) <= MAX_DISTANCE;
}

/**
 * twc_near_join:
 * @word: what somebody typed
 * @names: (array zero-terminated=1): what there is
 *
 * Returns: (transfer full) (nullable): those that may have been meant, joined; %NULL = none
 */
char *
twc_near_join (const char *word, const char *const *names)
{
  g_autoptr(GString) all = g_string_new (NULL);
  guint n = 0;

  for (; *names != NULL && n < MAX_NAMES; names++)
    if (is_near (word, *names))
      g_string_append_printf (all, "%s%s", n++ > 0 ? ", " : "", *names);

  return n > 0 ? g_strdup (all->str) : NULL;
}
