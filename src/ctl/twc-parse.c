/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-parse.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ctl/twc-command.h"

/* No supply of a house carries more; the wiring limits are the controller's to hold. */
#define MAX_AMPS 240

/* Who wants to charge for longer wants a mode, not a one-time charge. */
#define MAX_DURATION_S (7 * 24 * 3600)

/* Bodies have 13 to 20 bytes; a few more are let through to the gate, which says what is wrong. */
#define MAX_BYTES 64

static gboolean
refuse (GError **error, const char *format, const char *text)
{
  g_autofree char *escaped = g_strescape (text, NULL);

  g_set_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s”: %s", escaped, format);
  return FALSE;
}

/**
 * twc_parse_amps:
 * @text: "16" or "16A"
 * @amps_a: (out): whole amps, from 1
 */
gboolean
twc_parse_amps (const char *text, guint *amps_a, GError **error)
{
  const gsize length = strspn (text, "0123456789");
  guint64 number;

  if (length == 0 || length > 3 ||
      (text[length] != '\0' && g_ascii_strcasecmp (text + length, "a")))
    return refuse (error, _("give 1 to 240 whole amps, for example 16"), text);

  number = g_ascii_strtoull (text, NULL, 10);
  if (number == 0 || number > MAX_AMPS)
    return refuse (error, _("give 1 to 240 whole amps, for example 16"), text);

  *amps_a = (guint) number;
  return TRUE;
}

/* One "90m" of "1h90m". */
static gboolean
take_part (const char **text, gint64 *seconds)
{
  const gsize length = strspn (*text, "0123456789");
  gint64 number;

  if (length == 0 || length > 6)
    return FALSE;

  number = g_ascii_strtoll (*text, NULL, 10);
  switch (g_ascii_tolower ((*text)[length]))
    {
    case 'd':
      *seconds += number * 24 * 3600;
      break;
    case 'h':
      *seconds += number * 3600;
      break;
    case 'm':
      *seconds += number * 60;
      break;
    case 's':
      *seconds += number;
      break;
    default:
      return FALSE;
    }

  *text += length + 1;
  return TRUE;
}

/**
 * twc_parse_duration:
 * @text: "4h", "90m", "1h30m"
 * @seconds: (out): from 1 to a week
 */
gboolean
twc_parse_duration (const char *text, gint64 *seconds, GError **error)
{
  const char *rest = text;
  gint64 sum = 0;

  do
    if (!take_part (&rest, &sum))
      return refuse (error, _("give a duration, for example 4h, 90m or 1h30m"), text);
  while (*rest != '\0');

  if (sum == 0 || sum > MAX_DURATION_S)
    return refuse (error, _("give a duration of up to 7 days"), text);

  *seconds = sum;
  return TRUE;
}

static gboolean
read_clock (const char *text, int *hour, int *minute)
{
  const gsize n_hour = strspn (text, "0123456789");
  const char *rest = text + n_hour;

  if (n_hour < 1 || n_hour > 2 || rest[0] != ':' || strspn (rest + 1, "0123456789") != 2 ||
      rest[3] != '\0')
    return FALSE;

  *hour = (int) g_ascii_strtoull (text, NULL, 10);
  *minute = (int) g_ascii_strtoull (rest + 1, NULL, 10);
  return *hour <= 23 && *minute <= 59;
}

/* A local time inside the gap of the spring change means the first instant after it, as in
 * charging-control 5.4. */
static GDateTime *
on_day_of (GDateTime *day, int hour, int minute)
{
  return g_date_time_new (g_date_time_get_timezone (day), g_date_time_get_year (day),
                          g_date_time_get_month (day), g_date_time_get_day_of_month (day), hour,
                          minute, 0);
}

/**
 * twc_parse_clock:
 * @text: "06:00", local time
 * @now: the present, in the zone meant
 * @unix_s: (out): its next occurrence, strictly after @now
 */
gboolean
twc_parse_clock (const char *text, GDateTime *now, gint64 *unix_s, GError **error)
{
  g_autoptr(GDateTime) tomorrow = g_date_time_add_days (now, 1);
  g_autoptr(GDateTime) first = NULL;
  g_autoptr(GDateTime) second = NULL;
  int hour, minute;

  if (!read_clock (text, &hour, &minute))
    return refuse (error, _("give a time of day, for example 06:00"), text);

  first = on_day_of (now, hour, minute);
  second = on_day_of (tomorrow, hour, minute);
  *unix_s = g_date_time_to_unix (first) > g_date_time_to_unix (now) ? g_date_time_to_unix (first)
                                                                    : g_date_time_to_unix (second);
  return TRUE;
}

/**
 * twc_parse_hex:
 * @texts: (array zero-terminated=1): hex digits in pairs, spaces between them allowed
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *
twc_parse_hex (const char *const *texts, GError **error)
{
  g_autofree char *joined = g_strjoinv ("", (char **) texts);
  g_auto(GStrv) words = g_strsplit_set (joined, " \t:", -1);
  g_autofree char *digits = g_strjoinv ("", words);
  const gsize n_digits = strlen (digits);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  if (n_digits == 0 || n_digits % 2 != 0 || n_digits > 2 * MAX_BYTES)
    {
      refuse (error, _("give pairs of hexadecimal digits, at most 64 bytes"), joined);
      return NULL;
    }

  for (gsize i = 0; i < n_digits; i += 2)
    {
      const int high = g_ascii_xdigit_value (digits[i]);
      const int low = g_ascii_xdigit_value (digits[i + 1]);
      guint8 byte;

      if (high < 0 || low < 0)
        {
          refuse (error, _("only hexadecimal digits and spaces may stand here"), joined);
          return NULL;
        }
      byte = (guint8) (high << 4 | low);
      g_byte_array_append (bytes, &byte, 1);
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
