/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-value.h"

#include <string.h>

#include "values/twc-nick.h"

/* How much of a hostile text is worth repeating. */
#define SHOWN "%.32s"

gboolean
twc_value_refuse_type (const char *key, GVariant *value, GError **error)
{
  g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_WRONG_TYPE,
               "%s: a value of type %.32s is of no use here", key,
               g_variant_get_type_string (value));
  return FALSE;
}

gboolean
twc_value_refuse_key (const char *key, GError **error)
{
  g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_UNKNOWN_KEY,
               "there is no setting “%s”", key);
  return FALSE;
}

/**
 * twc_value_refuse:
 * @format: what is wrong and what is allowed
 */
gboolean
twc_value_refuse (const char *key, GError **error, const char *format, ...)
{
  g_autofree char *detail = NULL;
  g_autofree char *valid = NULL;
  va_list args;

  va_start (args, format);
  detail = g_strdup_vprintf (format, args);
  va_end (args);
  valid = g_utf8_make_valid (detail, -1); /* what is shown may be cut within a character */
  g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_OUT_OF_RANGE, "%s: %s", key, valid);
  return FALSE;
}

gboolean
twc_value_get_number (
  const char *key, GVariant *value, gint64 min, gint64 max, gint64 *number, GError **error)
{
  gint64 given;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    given = g_variant_get_int32 (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    given = g_variant_get_int64 (value);
  else
    {
      g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_WRONG_TYPE,
                   "%s: a whole number of %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " is needed",
                   key, min, max);
      return FALSE;
    }

  if (given < min || given > max)
    return twc_value_refuse (
      key, error, "%" G_GINT64_FORMAT " is outside %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
      given, min, max);

  *number = given;
  return TRUE;
}

gboolean
twc_value_get_double (
  const char *key, GVariant *value, double min, double max, double *number, GError **error)
{
  double given;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    given = g_variant_get_double (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    given = g_variant_get_int32 (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    given = (double) g_variant_get_int64 (value);
  else
    {
      g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_WRONG_TYPE,
                   "%s: a number of %g to %g is needed", key, min, max);
      return FALSE;
    }

  /* Neither comparison holds for what is not a number. */
  if (!(given >= min && given <= max))
    return twc_value_refuse (key, error, "%g is outside %g to %g", given, min, max);

  *number = given;
  return TRUE;
}

gboolean
twc_value_get_boolean (const char *key, GVariant *value, gboolean *on, GError **error)
{
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return twc_value_refuse_type (key, value, error);

  *on = g_variant_get_boolean (value);
  return TRUE;
}

/**
 * twc_value_get_text:
 * @text: (out): what fits in @size bytes, cut between characters
 */
gboolean
twc_value_get_text (const char *key, GVariant *value, char *text, gsize size, GError **error)
{
  const char *end;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return twc_value_refuse_type (key, value, error);

  memset (text, 0, size);
  g_strlcpy (text, g_variant_get_string (value, NULL), size);
  if (!g_utf8_validate (text, -1, &end))
    text[end - text] = '\0';
  return TRUE;
}

static gboolean
find_nick (const char *key,
           const char *nick,
           const char *const nicks[],
           guint n_nicks,
           guint *found,
           GError **error)
{
  g_autoptr(GString) all = NULL;

  if (twc_nick_find (nicks, n_nicks, nick, found))
    return TRUE;

  all = g_string_new (NULL);
  for (guint i = 0; i < n_nicks; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", nicks[i]);
  return twc_value_refuse (key, error, "“" SHOWN "” is not one of %s", nick, all->str);
}

gboolean
twc_value_get_nick (const char *key,
                    GVariant *value,
                    const char *const nicks[],
                    guint n_nicks,
                    guint *found,
                    GError **error)
{
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return twc_value_refuse_type (key, value, error);

  return find_nick (key, g_variant_get_string (value, NULL), nicks, n_nicks, found, error);
}

/**
 * twc_value_get_nicks:
 * @value: `as`, each at most once
 * @found: (out): room for @n_nicks, in the order given
 */
gboolean
twc_value_get_nicks (const char *key,
                     GVariant *value,
                     const char *const nicks[],
                     guint n_nicks,
                     guint found[],
                     guint *n_found,
                     GError **error)
{
  g_autofree const char **texts = NULL;
  guint one, seen = 0, n = 0;
  guint list[32];

  g_return_val_if_fail (n_nicks <= G_N_ELEMENTS (list), FALSE);
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return twc_value_refuse_type (key, value, error);

  texts = g_variant_get_strv (value, NULL);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      if (!find_nick (key, texts[i], nicks, n_nicks, &one, error))
        return FALSE;
      if ((seen & 1u << one) != 0)
        return twc_value_refuse (key, error, "“%s” may be there once only", nicks[one]);
      seen |= 1u << one;
      list[n++] = one;
    }

  memcpy (found, list, n * sizeof *found);
  *n_found = n;
  return TRUE;
}

/**
 * twc_value_get_days:
 * @value: `as`, each as twc_days_from_text() takes it
 */
gboolean
twc_value_get_days (const char *key, GVariant *value, guint *days, GError **error)
{
  g_autofree const char **texts = NULL;
  guint all = 0, some;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return twc_value_refuse_type (key, value, error);

  texts = g_variant_get_strv (value, NULL);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      if (!twc_days_from_text (texts[i], &some))
        return twc_value_refuse (key, error,
                                 "“" SHOWN "” is no day: mon, tue, wed, thu, fri, sat, sun, "
                                 "mon-fri or daily",
                                 texts[i]);
      all |= some;
    }

  *days = all;
  return TRUE;
}

gboolean
twc_value_get_minute (
  const char *key, GVariant *value, guint min, guint max, guint *minute, GError **error)
{
  char first[TWC_MINUTE_TEXT_SIZE], last[TWC_MINUTE_TEXT_SIZE];
  const char *text;
  guint given;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return twc_value_refuse_type (key, value, error);

  text = g_variant_get_string (value, NULL);
  twc_minute_to_text (min, first);
  twc_minute_to_text (max, last);
  if (!twc_minute_from_text (text, &given) || given < min || given > max)
    return twc_value_refuse (key, error, "“" SHOWN "” is no time of %s to %s", text, first, last);

  *minute = given;
  return TRUE;
}

/**
 * twc_value_get_ids:
 * @value: `as`, each four hex digits; empty = all Wall Connectors
 */
gboolean
twc_value_get_ids (
  const char *key, GVariant *value, guint16 ids[TWC_MAX_CHARGERS], guint *n_ids, GError **error)
{
  g_autofree const char **texts = NULL;
  guint16 list[TWC_MAX_CHARGERS] = { 0 };
  guint n = 0;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return twc_value_refuse_type (key, value, error);

  texts = g_variant_get_strv (value, NULL);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      if (n == TWC_MAX_CHARGERS)
        return twc_value_refuse (key, error, "at most %d Wall Connectors may be named",
                                 TWC_MAX_CHARGERS);
      if (!twc_id_from_text (texts[i], &list[n]))
        return twc_value_refuse (key, error, "“" SHOWN "” is not four hex digits", texts[i]);
      for (guint j = 0; j < n; j++)
        if (list[j] == list[n])
          return twc_value_refuse (key, error, "%s is there twice", texts[i]);
      n++;
    }

  memcpy (ids, list, sizeof list);
  *n_ids = n;
  return TRUE;
}

/**
 * twc_value_is_vin_start:
 *
 * Returns: whether @text may be a VIN, or what one begins with
 */
gboolean
twc_value_is_vin_start (const char *text)
{
  const gsize length = strlen (text);

  return length >= 1 && length <= 17 &&
         strspn (text, "0123456789ABCDEFGHJKLMNPRSTUVWXYZ") == length;
}
