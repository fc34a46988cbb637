/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-nick.h"

/**
 * twc_nick_get:
 * @nicks: the public names, in the enum's order
 * @n_nicks: how many there are
 * @value: an enum value
 *
 * Returns: (transfer none): the public name of @value
 */
const char *
twc_nick_get (const char *const nicks[], guint n_nicks, guint value)
{
  g_return_val_if_fail (value < n_nicks, nicks[0]);

  return nicks[value];
}

/**
 * twc_nick_find:
 * @nicks: the public names, in the enum's order
 * @n_nicks: how many there are
 * @nick: a name from outside, not yet trusted
 * @value: (out): the enum value
 *
 * Returns: %FALSE when no value has that name; @value is untouched then
 */
gboolean
twc_nick_find (const char *const nicks[], guint n_nicks, const char *nick, guint *value)
{
  for (guint i = 0; i < n_nicks; i++)
    if (g_strcmp0 (nicks[i], nick) == 0)
      {
        *value = i;
        return TRUE;
      }

  return FALSE;
}
