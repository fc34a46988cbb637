/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-stored.h"

#include "control/twc-civil.h"
#include "values/twc-vehicle.h"

#include <math.h>
#include <string.h>

/* Older than this nothing matters any more. */
#define OLDEST_S (366 * G_GINT64_CONSTANT (86400))

gint64
twc_stored_to_unix_s (gint64 us, TwcNow now)
{
  return now.unix_s - MAX (now.us - us, 0) / G_USEC_PER_SEC;
}

/**
 * twc_stored_from_unix_s:
 * @unix_s: from wherever
 * @now: the time of the start
 *
 * Without a clock to go by it happened just now: what protects a contactor then holds for too
 * long rather than for too short a time (G5), and no time is made up in which a car charged.
 *
 * Returns: the same instant in monotonic time, which may be negative
 */
gint64
twc_stored_from_unix_s (gint64 unix_s, TwcNow now)
{
  if (!twc_civil_is_plausible (now.unix_s) || !twc_civil_is_plausible (unix_s) ||
      unix_s > now.unix_s)
    return now.us;

  return now.us - TWC_SECONDS_US (MIN (now.unix_s - unix_s, OLDEST_S));
}

/* Returns: (nullable) (transfer floating): %NULL for what has its initial value */
static GVariant *
write_field (const TwcStoredField *field, gconstpointer member, TwcNow now)
{
  switch (field->kind)
    {
    case TWC_STORED_FLAG:
      return *(const gboolean *) member ? g_variant_new_boolean (TRUE) : NULL;
    case TWC_STORED_COUNT:
      return *(const guint *) member > 0 ? g_variant_new_uint32 (*(const guint *) member) : NULL;
    case TWC_STORED_STAMP:
      return *(const guint64 *) member > 0 ? g_variant_new_uint64 (*(const guint64 *) member)
                                           : NULL;
    case TWC_STORED_SUM:
    case TWC_STORED_SIGNED:
      return fabs (*(const double *) member) > 0 ? g_variant_new_double (*(const double *) member)
                                                 : NULL;
    case TWC_STORED_TIME:
      return *(const gint64 *) member != TWC_NEVER
               ? g_variant_new_int64 (twc_stored_to_unix_s (*(const gint64 *) member, now))
               : NULL;
    case TWC_STORED_UTC:
      return *(const gint64 *) member > 0 ? g_variant_new_int64 (*(const gint64 *) member) : NULL;
    case TWC_STORED_VIN:
      return *(const char *) member != '\0' ? g_variant_new_string (member) : NULL;
    }
  g_return_val_if_reached (NULL);
}

static gboolean
is_vin (const char *text)
{
  gsize length = 0;

  while (g_ascii_isalnum (text[length]))
    length++;

  return text[length] == '\0' && length < TWC_VIN_SIZE;
}

static gboolean
read_number (const TwcStoredField *field, GVariant *value, double *number)
{
  *number = g_variant_get_double (value);
  return isfinite (*number) && *number <= field->max &&
         *number >= (field->kind == TWC_STORED_SIGNED ? -field->max : 0);
}

static const GVariantType *
get_type (TwcStoredKind kind)
{
  switch (kind)
    {
    case TWC_STORED_FLAG:
      return G_VARIANT_TYPE_BOOLEAN;
    case TWC_STORED_COUNT:
      return G_VARIANT_TYPE_UINT32;
    case TWC_STORED_STAMP:
      return G_VARIANT_TYPE_UINT64;
    case TWC_STORED_SUM:
    case TWC_STORED_SIGNED:
      return G_VARIANT_TYPE_DOUBLE;
    case TWC_STORED_TIME:
    case TWC_STORED_UTC:
      return G_VARIANT_TYPE_INT64;
    case TWC_STORED_VIN:
      return G_VARIANT_TYPE_STRING;
    }
  g_return_val_if_reached (NULL);
}

/* Returns: whether @value, of the right type, can be believed. */
static gboolean
read_field (const TwcStoredField *field, GVariant *value, gpointer member, TwcNow now)
{
  switch (field->kind)
    {
    case TWC_STORED_FLAG:
      *(gboolean *) member = g_variant_get_boolean (value);
      return TRUE;
    case TWC_STORED_COUNT:
      *(guint *) member = g_variant_get_uint32 (value);
      return *(guint *) member <= field->max;
    case TWC_STORED_STAMP:
      *(guint64 *) member = g_variant_get_uint64 (value);
      return TRUE;
    case TWC_STORED_SUM:
    case TWC_STORED_SIGNED:
      return read_number (field, value, member);
    case TWC_STORED_TIME:
      *(gint64 *) member = twc_stored_from_unix_s (g_variant_get_int64 (value), now);
      return TRUE;
    case TWC_STORED_UTC:
      *(gint64 *) member = g_variant_get_int64 (value);
      return *(gint64 *) member >= 0;
    case TWC_STORED_VIN:
      g_strlcpy (member, g_variant_get_string (value, NULL), TWC_VIN_SIZE);
      return is_vin (g_variant_get_string (value, NULL));
    }
  g_return_val_if_reached (FALSE);
}

static gboolean
is_equal (const TwcStoredField *field, gconstpointer a, gconstpointer b)
{
  switch (field->kind)
    {
    case TWC_STORED_FLAG:
    case TWC_STORED_COUNT:
      return *(const guint *) a == *(const guint *) b;
    case TWC_STORED_STAMP:
      return *(const guint64 *) a == *(const guint64 *) b;
    case TWC_STORED_SUM:
    case TWC_STORED_SIGNED:
      return memcmp (a, b, sizeof (double)) == 0;
    case TWC_STORED_TIME:
    case TWC_STORED_UTC:
      return *(const gint64 *) a == *(const gint64 *) b;
    case TWC_STORED_VIN:
      return strcmp (a, b) == 0;
    }
  g_return_val_if_reached (FALSE);
}

void
twc_stored_write (GVariantBuilder *builder,
                  const TwcStoredField *fields,
                  gsize n_fields,
                  gconstpointer object,
                  TwcNow now)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      GVariant *value = write_field (&fields[i], (const char *) object + fields[i].offset, now);

      if (value)
        g_variant_builder_add (builder, "{sv}", fields[i].key, value);
    }
}

/**
 * twc_stored_read:
 * @dict: of type `a{sv}`, from wherever
 * @object: (inout): the struct; what is not there keeps its value
 *
 * Returns: %FALSE when something is there that cannot be; @object is spoilt then
 */
gboolean
twc_stored_read (
  GVariant *dict, const TwcStoredField *fields, gsize n_fields, gpointer object, TwcNow now)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      g_autoptr(GVariant) value = g_variant_lookup_value (dict, fields[i].key, NULL);

      if (value && (!g_variant_is_of_type (value, get_type (fields[i].kind)) ||
                    !read_field (&fields[i], value, (char *) object + fields[i].offset, now)))
        return FALSE;
    }

  return TRUE;
}

TwcMemoryChange
twc_stored_compare (const TwcStoredField *fields, gsize n_fields, gconstpointer a, gconstpointer b)
{
  TwcMemoryChange change = TWC_MEMORY_SAME;

  for (gsize i = 0; i < n_fields; i++)
    if (!is_equal (&fields[i], (const char *) a + fields[i].offset,
                   (const char *) b + fields[i].offset))
      change = MAX (change, fields[i].change);

  return change;
}
