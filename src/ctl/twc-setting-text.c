/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-setting-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "values/twc-schedule-entry.h"

/* Between the parts of a list, and between its rows where a part may hold a comma. */
#define COMMA ","
#define SEMICOLON ";"

static gboolean
is_type (const GVariantType *type, const char *text)
{
  return g_variant_type_equal (type, G_VARIANT_TYPE (text));
}

static GVariant *
parse_integer (const GVariantType *type, const char *text)
{
  const gboolean is_32_bit = is_type (type, "i");
  gint64 number;

  if (!g_ascii_string_to_signed (text, 10, is_32_bit ? G_MININT32 : G_MININT64,
                                 is_32_bit ? G_MAXINT32 : G_MAXINT64, &number, NULL))
    return NULL;

  return is_32_bit ? g_variant_new_int32 ((gint32) number) : g_variant_new_int64 (number);
}

static gboolean
read_double (const char *text, double *number)
{
  char *end;

  /* No “inf”, “nan” or 0x: a person means a number. */
  if (text[0] == '\0' || strspn (text, "+-.0123456789eE") != strlen (text))
    return FALSE;

  *number = g_ascii_strtod (text, &end);
  return *end == '\0';
}

static GVariant *
parse_double (const char *text)
{
  double number;

  return read_double (text, &number) ? g_variant_new_double (number) : NULL;
}

static GVariant *
parse_boolean (const char *text)
{
  const char *const yes[] = { "true", "yes", "on", "1", NULL };
  const char *const no[] = { "false", "no", "off", "0", NULL };

  if (g_strv_contains (yes, text))
    return g_variant_new_boolean (TRUE);
  if (g_strv_contains (no, text))
    return g_variant_new_boolean (FALSE);

  return NULL;
}

static GStrv
split (const char *text, const char *at)
{
  GStrv items = g_strsplit (text, at, -1);

  for (guint i = 0; items[i] != NULL; i++)
    g_strstrip (items[i]);

  return items;
}

static GVariant *
parse_list (const char *text)
{
  g_auto(GStrv) items = split (text, COMMA);

  return g_variant_new_strv ((const char *const *) items, -1);
}

/* "mon-fri, sun" becomes each day by its own name, so that other programs need not know more. */
static GVariant *
parse_days (const char *text)
{
  g_auto(GStrv) items = split (text, COMMA);
  g_autofree char *names = NULL;
  guint all = 0, days;

  for (guint i = 0; items[i] != NULL; i++)
    {
      if (!twc_days_from_text (items[i], &days))
        return NULL;
      all |= days;
    }

  names = twc_days_to_text (all);
  return parse_list (names);
}

static GVariant *
parse_integers (const char *text)
{
  g_auto(GStrv) items = split (text, COMMA);
  g_autoptr(GVariantBuilder) builder = g_variant_builder_new (G_VARIANT_TYPE ("ai"));

  for (guint i = 0; items[i] != NULL; i++)
    {
      gint64 number;

      if (!g_ascii_string_to_signed (items[i], 10, G_MININT32, G_MAXINT32, &number, NULL))
        return NULL;
      g_variant_builder_add (builder, "i", (gint32) number);
    }

  return g_variant_builder_end (builder);
}

/* "5YJ3=allow, unknown=deny" */
static GVariant *
parse_pairs (const char *text)
{
  g_auto(GStrv) items = split (text, COMMA);
  g_autoptr(GVariantBuilder) builder = g_variant_builder_new (G_VARIANT_TYPE ("a(ss)"));

  for (guint i = 0; items[i] != NULL; i++)
    {
      char *equals = strchr (items[i], '=');

      if (equals == NULL)
        return NULL;
      *equals = '\0';
      g_variant_builder_add (builder, "(ss)", g_strstrip (items[i]), g_strstrip (equals + 1));
    }

  return g_variant_builder_end (builder);
}

/* "pool pump=300W, import=-2.8A" */
static GVariant *
parse_offsets (const char *text)
{
  g_auto(GStrv) items = split (text, COMMA);
  g_autoptr(GVariantBuilder) builder = g_variant_builder_new (G_VARIANT_TYPE ("a(sds)"));

  for (guint i = 0; items[i] != NULL; i++)
    {
      char *equals = strrchr (items[i], '=');
      const gsize length = strlen (items[i]);
      char unit[2] = { 0 };
      double amount;

      if (equals == NULL || equals[1] == '\0')
        return NULL;
      unit[0] = items[i][length - 1];
      items[i][length - 1] = '\0';
      *equals = '\0';
      if (!read_double (g_strstrip (equals + 1), &amount))
        return NULL;
      g_variant_builder_add (builder, "(sds)", g_strstrip (items[i]), amount, unit);
    }

  return g_variant_builder_end (builder);
}

static GVariant *
parse_price_row (const char *text)
{
  g_auto(GStrv) words = g_strsplit_set (text, " \t", -1);
  const char *parts[3] = { NULL };
  g_autofree char *from = NULL;
  const char *dash;
  GVariant *days;
  double price;
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      {
        if (n == G_N_ELEMENTS (parts))
          return NULL;
        parts[n++] = words[i];
      }
  dash = n == G_N_ELEMENTS (parts) ? strchr (parts[1], '-') : NULL;
  if (dash == NULL || !read_double (parts[2], &price))
    return NULL;
  days = parse_days (parts[0]);
  if (days == NULL)
    return NULL;

  from = g_strndup (parts[1], (gsize) (dash - parts[1]));
  return g_variant_new ("(@asssd)", days, from, dash + 1, price);
}

/* "mon-fri 06:00-22:00 0.31; sat,sun 00:00-24:00 0.22" */
static GVariant *
parse_prices (const char *text)
{
  g_auto(GStrv) rows = split (text, SEMICOLON);
  g_autoptr(GVariantBuilder) builder = g_variant_builder_new (G_VARIANT_TYPE ("a(asssd)"));

  for (guint i = 0; rows[i] != NULL; i++)
    {
      GVariant *row = rows[i][0] != '\0' ? parse_price_row (rows[i]) : NULL;

      if (row == NULL && (rows[i][0] != '\0' || rows[i + 1] != NULL))
        return NULL;
      if (row != NULL)
        g_variant_builder_add_value (builder, row);
    }

  return g_variant_builder_end (builder);
}

/**
 * twc_setting_text_parse:
 * @key: its name, for those whose text has a meaning of its own
 * @text: without quotes around it, and without GVariant syntax, but for the lists of lists, which
 *   may come as gsettings prints them
 *
 * Returns: (transfer floating) (nullable): the value; %NULL when it can be none
 */
GVariant *
twc_setting_text_parse (const GVariantType *type, const char *key, const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  if (is_type (type, "s"))
    return g_variant_new_string (text);
  if (is_type (type, "b"))
    return parse_boolean (text);
  if (is_type (type, "d"))
    return parse_double (text);
  if (is_type (type, "as"))
    return g_str_equal (key, "days") ? parse_days (text) : parse_list (text);
  if (text[0] == '[' || text[0] == '@')
    return g_variant_parse (type, text, NULL, NULL, NULL);
  if (is_type (type, "ai"))
    return parse_integers (text);
  if (is_type (type, "a(ss)"))
    return parse_pairs (text);
  if (is_type (type, "a(sds)"))
    return parse_offsets (text);
  if (is_type (type, "a(asssd)"))
    return parse_prices (text);

  return parse_integer (type, text);
}

/**
 * twc_setting_text_describe:
 * @key: its name, as in twc_setting_text_parse()
 *
 * Returns: what a value of @type looks like, for those that have no range
 */
const char *
twc_setting_text_describe (const GVariantType *type, const char *key)
{
  if (g_str_equal (key, "days"))
    return _("days, such as mon-fri,sun or daily");
  if (is_type (type, "b"))
    return _("true or false");
  if (is_type (type, "ai"))
    return _("whole numbers with commas between them");
  if (is_type (type, "a(ss)"))
    return _("names and allow or deny, such as 5YJ3=allow,unknown=deny");
  if (is_type (type, "a(sds)"))
    return _("names and amounts, such as pump=300W,fridge=0.5A");
  if (is_type (type, "a(asssd)"))
    return _("days, times and prices, such as “mon-fri 06:00-22:00 0.31; sat,sun 00:00-24:00 "
             "0.22”");

  return _("text");
}

static void
append_number (GString *text, double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, g_ascii_formatd (digits, sizeof digits, "%.10g", number));
}

static void
append_price_row (GString *text, GVariant *row)
{
  g_autoptr(GVariant) days = NULL;
  g_autofree const char **names = NULL;
  g_autofree char *joined = NULL;
  const char *from, *to;
  double price;

  g_variant_get (row, "(@as&s&sd)", &days, &from, &to, &price);
  names = g_variant_get_strv (days, NULL);
  joined = g_strjoinv (COMMA, (char **) names);
  g_string_append_printf (text, "%s %s-%s ", joined, from, to);
  append_number (text, price);
}

static void
append_row (GString *text, GVariant *row)
{
  const char *name, *word;
  double amount;

  if (g_variant_is_of_type (row, G_VARIANT_TYPE_INT32))
    g_string_append_printf (text, "%d", g_variant_get_int32 (row));
  else if (g_variant_is_of_type (row, G_VARIANT_TYPE ("(ss)")))
    {
      g_variant_get (row, "(&s&s)", &name, &word);
      g_string_append_printf (text, "%s=%s", name, word);
    }
  else if (g_variant_is_of_type (row, G_VARIANT_TYPE ("(sds)")))
    {
      g_variant_get (row, "(&sd&s)", &name, &amount, &word);
      g_string_append_printf (text, "%s=", name);
      append_number (text, amount);
      g_string_append (text, word);
    }
  else
    append_price_row (text, row);
}

/**
 * twc_setting_text_print:
 *
 * Returns: (transfer full): @value as twc_setting_text_parse() takes it
 */
char *
twc_setting_text_print (GVariant *value)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const char *between = g_variant_is_of_type (value, G_VARIANT_TYPE ("a(asssd)")) ? "; " : COMMA;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      g_autofree const char **items = g_variant_get_strv (value, NULL);

      return g_strjoinv (COMMA, (char **) items);
    }
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    append_number (text, g_variant_get_double (value));
  else if (!g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY))
    return g_variant_print (value, FALSE);
  else
    for (gsize i = 0; i < g_variant_n_children (value); i++)
      {
        g_autoptr(GVariant) row = g_variant_get_child_value (value, i);

        g_string_append (text, i > 0 ? between : "");
        append_row (text, row);
      }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_price_row (TwcRecord *record, GVariant *row)
{
  g_autoptr(GVariant) days = NULL;
  const char *from, *to;
  double price;

  g_variant_get (row, "(@as&s&sd)", &days, &from, &to, &price);
  twc_record_begin_object (record, NULL);
  twc_setting_text_add (record, "days", days);
  twc_record_add_string (record, "from", from);
  twc_record_add_string (record, "to", to);
  twc_record_add_double (record, "price", price);
  twc_record_end_object (record);
}

static void
add_row (TwcRecord *record, GVariant *row)
{
  const char *name, *word;
  double amount;

  if (g_variant_is_of_type (row, G_VARIANT_TYPE ("(ss)")))
    {
      g_variant_get (row, "(&s&s)", &name, &word);
      twc_record_begin_object (record, NULL);
      twc_record_add_string (record, "vin", name);
      twc_record_add_string (record, "policy", word);
      twc_record_end_object (record);
    }
  else if (g_variant_is_of_type (row, G_VARIANT_TYPE ("(sds)")))
    {
      g_variant_get (row, "(&sd&s)", &name, &amount, &word);
      twc_record_begin_object (record, NULL);
      twc_record_add_string (record, "name", name);
      twc_record_add_double (record, "value", amount);
      twc_record_add_string (record, "unit", word);
      twc_record_end_object (record);
    }
  else if (g_variant_is_of_type (row, G_VARIANT_TYPE ("(asssd)")))
    add_price_row (record, row);
  else
    twc_setting_text_add (record, NULL, row);
}

/**
 * twc_setting_text_add:
 * @name: (nullable): %NULL within a list
 *
 * Adds @value to what is printed as JSON.
 */
void
twc_setting_text_add (TwcRecord *record, const char *name, GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    twc_record_add_string (record, name, g_variant_get_string (value, NULL));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    twc_record_add_flag (record, name, g_variant_get_boolean (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    twc_record_add_integer (record, name, g_variant_get_int32 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    twc_record_add_integer (record, name, g_variant_get_int64 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    twc_record_add_double (record, name, g_variant_get_double (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY))
    {
      twc_record_begin_list (record, name);
      for (gsize i = 0; i < g_variant_n_children (value); i++)
        {
          g_autoptr(GVariant) row = g_variant_get_child_value (value, i);

          add_row (record, row);
        }
      twc_record_end_list (record);
    }
}
