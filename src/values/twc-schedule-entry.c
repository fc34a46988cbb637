/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-schedule-entry.h"

#include <string.h>

/* In full; three letters are enough. */
static const char *const day_names[TWC_DAYS_PER_WEEK] = {
  "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
};

static gboolean
find_day (const char *text, gsize length, guint *day)
{
  for (guint i = 0; i < TWC_DAYS_PER_WEEK; i++)
    if ((length == 3 || length == strlen (day_names[i])) &&
        g_ascii_strncasecmp (text, day_names[i], length) == 0)
      {
        *day = i;
        return TRUE;
      }

  return FALSE;
}

/**
 * twc_days_from_text:
 * @text: "mon", "Monday", "mon-fri", "fri-mon" (over the weekend) or "daily"
 * @days: (out): a set, bit 0 = Monday
 */
gboolean
twc_days_from_text (const char *text, guint *days)
{
  const char *dash = strchr (text, '-');
  guint first, last;

  if (g_ascii_strcasecmp (text, "daily") == 0)
    {
      *days = TWC_EVERY_DAY;
      return TRUE;
    }
  if (!find_day (text, dash != NULL ? (gsize) (dash - text) : strlen (text), &first))
    return FALSE;
  last = first;
  if (dash != NULL && !find_day (dash + 1, strlen (dash + 1), &last))
    return FALSE;

  *days = 0;
  for (guint day = first; day != last; day = (day + 1) % TWC_DAYS_PER_WEEK)
    *days |= 1u << day;
  *days |= 1u << last;
  return TRUE;
}

/**
 * twc_days_to_text:
 *
 * Returns: (transfer full): "mon,tue,sat": each day by its own name, as settings hold them
 */
char *
twc_days_to_text (guint days)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < TWC_DAYS_PER_WEEK; i++)
    if ((days & 1u << i) != 0)
      g_string_append_printf (text, "%s%.3s", text->len > 0 ? "," : "", day_names[i]);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * twc_minute_from_text:
 * @text: "5:00", "05:00" or "24:00"
 * @minute: (out): 0 to 1440
 */
gboolean
twc_minute_from_text (const char *text, guint *minute)
{
  const gsize n_hour = strspn (text, "0123456789");
  const char *rest = text + n_hour;
  guint hour, part;

  if (n_hour < 1 || n_hour > 2 || rest[0] != ':' || strspn (rest + 1, "0123456789") != 2 ||
      rest[3] != '\0')
    return FALSE;

  hour = (guint) g_ascii_strtoull (text, NULL, 10);
  part = (guint) g_ascii_strtoull (rest + 1, NULL, 10);
  if (part > 59 || hour * 60 + part > TWC_MINUTES_PER_DAY)
    return FALSE;

  *minute = hour * 60 + part;
  return TRUE;
}

void
twc_minute_to_text (guint minute, char text[TWC_MINUTE_TEXT_SIZE])
{
  minute = MIN (minute, TWC_MINUTES_PER_DAY);
  g_snprintf (text, TWC_MINUTE_TEXT_SIZE, "%02u:%02u", minute / 60, minute % 60);
}
