/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-record.h"

#include <math.h>
#include <string.h>

void
twc_record_init (TwcRecord *self, TwcRecordStyle style)
{
  self->style = style;
  self->line = g_string_new (NULL);
}

void
twc_record_clear (TwcRecord *self)
{
  g_string_free (g_steal_pointer (&self->line), TRUE);
}

void
twc_record_begin (TwcRecord *self)
{
  g_string_assign (self->line, self->style == TWC_RECORD_JSON ? "{" : "");
}

void
twc_record_end (TwcRecord *self)
{
  g_string_append (self->line, self->style == TWC_RECORD_JSON ? "}\n" : "\n");
}

static gboolean
is_first (const GString *line)
{
  const char last = line->len > 0 ? line->str[line->len - 1] : '{';

  return last == '{' || last == '[';
}

static void
add_key (TwcRecord *self, const char *key)
{
  switch (self->style)
    {
    case TWC_RECORD_JSON:
      if (!is_first (self->line))
        g_string_append_c (self->line, ',');
      if (key != NULL)
        g_string_append_printf (self->line, "\"%s\":", key);
      return;
    case TWC_RECORD_TEXT:
      if (self->line->len > 0)
        g_string_append_c (self->line, ' ');
      g_string_append_printf (self->line, "%s=", key);
      return;
    }
}

/* "20.0", "1.34": the fewest digits that say it, and one behind the point all the same, so that
 * every current is the same kind of number. */
static void
append_current (GString *line, guint value_ca)
{
  const guint hundredths = value_ca % 100;

  g_string_append_printf (line, "%u.%u", value_ca / 100, hundredths / 10);
  if (hundredths % 10 != 0)
    g_string_append_printf (line, "%u", hundredths % 10);
}

static void
open_nested (TwcRecord *self, const char *key, char bracket)
{
  g_return_if_fail (self->style == TWC_RECORD_JSON);

  add_key (self, key);
  g_string_append_c (self->line, bracket);
}

void
twc_record_begin_object (TwcRecord *self, const char *key)
{
  open_nested (self, key, '{');
}

void
twc_record_end_object (TwcRecord *self)
{
  g_string_append_c (self->line, '}');
}

void
twc_record_begin_list (TwcRecord *self, const char *key)
{
  open_nested (self, key, '[');
}

void
twc_record_end_list (TwcRecord *self)
{
  g_string_append_c (self->line, ']');
}

/**
 * twc_record_add_null:
 *
 * Says that the field exists and is not known.
 */
void
twc_record_add_null (TwcRecord *self, const char *key)
{
  add_key (self, key);
  g_string_append (self->line, self->style == TWC_RECORD_JSON ? "null" : "?");
}

void
twc_record_add_flag (TwcRecord *self, const char *key, gboolean value)
{
  add_key (self, key);
  g_string_append (self->line, value ? "true" : "false");
}

void
twc_record_add_number (TwcRecord *self, const char *key, guint64 value)
{
  add_key (self, key);
  g_string_append_printf (self->line, "%" G_GUINT64_FORMAT, value);
}

void
twc_record_add_integer (TwcRecord *self, const char *key, gint64 value)
{
  add_key (self, key);
  g_string_append_printf (self->line, "%" G_GINT64_FORMAT, value);
}

/**
 * twc_record_add_double:
 * @value: in full; what is no number is unknown
 */
void
twc_record_add_double (TwcRecord *self, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value) || fabs (value) > 1e12)
    {
      twc_record_add_null (self, key);
      return;
    }

  add_key (self, key);
  g_string_append (self->line, g_ascii_formatd (text, sizeof text, "%.10g", value));
}

/**
 * twc_record_add_decimal:
 * @value: rounded to hundredths, which no source here can better; what is no number is unknown
 */
void
twc_record_add_decimal (TwcRecord *self, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  gsize length;

  if (!isfinite (value) || fabs (value) > 1e12)
    {
      twc_record_add_null (self, key);
      return;
    }

  g_ascii_formatd (text, sizeof text, "%.2f", value);
  length = strlen (text);
  if (text[length - 1] == '0')
    text[length - 1] = '\0';

  add_key (self, key);
  g_string_append (self->line, text);
}

static void
begin_list (TwcRecord *self, const char *key)
{
  add_key (self, key);
  if (self->style == TWC_RECORD_JSON)
    g_string_append_c (self->line, '[');
}

static void
separate (TwcRecord *self, guint i)
{
  if (i > 0)
    g_string_append_c (self->line, self->style == TWC_RECORD_JSON ? ',' : '/');
}

static void
end_list (TwcRecord *self)
{
  if (self->style == TWC_RECORD_JSON)
    g_string_append_c (self->line, ']');
}

void
twc_record_add_numbers (TwcRecord *self, const char *key, const guint *values, guint n_values)
{
  begin_list (self, key);
  for (guint i = 0; i < n_values; i++)
    {
      separate (self, i);
      g_string_append_printf (self->line, "%u", values[i]);
    }
  end_list (self);
}

/**
 * twc_record_add_current:
 * @value_ca: in 0.01 A; written in A
 */
void
twc_record_add_current (TwcRecord *self, const char *key, guint value_ca)
{
  add_key (self, key);
  append_current (self->line, value_ca);
}

void
twc_record_add_currents (TwcRecord *self, const char *key, const guint *values_ca, guint n_values)
{
  begin_list (self, key);
  for (guint i = 0; i < n_values; i++)
    {
      separate (self, i);
      append_current (self->line, values_ca[i]);
    }
  end_list (self);
}

static void
append_quoted (GString *line, const char *value)
{
  g_string_append_c (line, '"');
  for (const char *at = value; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      g_string_append_printf (line, "\\u%04x", (guint) *at);
    else if (*at == '"' || *at == '\\')
      g_string_append_printf (line, "\\%c", *at);
    else
      g_string_append_c (line, *at);
  g_string_append_c (line, '"');
}

/**
 * twc_record_add_string:
 * @value: (nullable): UTF-8; %NULL is unknown
 */
void
twc_record_add_string (TwcRecord *self, const char *key, const char *value)
{
  if (value == NULL)
    {
      twc_record_add_null (self, key);
      return;
    }

  add_key (self, key);
  switch (self->style)
    {
    case TWC_RECORD_JSON:
      append_quoted (self->line, value);
      return;
    case TWC_RECORD_TEXT:
      g_string_append (self->line, value);
      return;
    }
}
