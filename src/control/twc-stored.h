/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-site.h"

G_BEGIN_DECLS

/* Structs as tables of the members that are worth storing. */

/* How much something differs from what was stored of it. */
typedef enum {
  TWC_MEMORY_SAME,
  TWC_MEMORY_MOVED,   /* energies alone: once a minute is often enough */
  TWC_MEMORY_CHANGED, /* worth a write at once */
} TwcMemoryChange;

typedef enum {
  TWC_STORED_FLAG,   /* gboolean */
  TWC_STORED_COUNT,  /* guint, 0 … max */
  TWC_STORED_STAMP,  /* guint64 */
  TWC_STORED_SUM,    /* double, 0 … max */
  TWC_STORED_SIGNED, /* double, -max … max */
  TWC_STORED_TIME,   /* gint64, monotonic; stored as UTC: after a reboot it begins anew */
  TWC_STORED_UTC,    /* gint64 */
  TWC_STORED_VIN,    /* char[TWC_VIN_SIZE] */
} TwcStoredKind;

/* One member of a struct. What has its initial value is not stored. */
typedef struct
{
  const char *key;
  TwcStoredKind kind;
  gsize offset;
  double max;
  TwcMemoryChange change; /* what it means when it differs */
} TwcStoredField;

void twc_stored_write (GVariantBuilder *builder,
                       const TwcStoredField *fields,
                       gsize n_fields,
                       gconstpointer object,
                       TwcNow now);
gboolean twc_stored_read (
  GVariant *dict, const TwcStoredField *fields, gsize n_fields, gpointer object, TwcNow now);
TwcMemoryChange
twc_stored_compare (const TwcStoredField *fields, gsize n_fields, gconstpointer a, gconstpointer b);

gint64 twc_stored_to_unix_s (gint64 us, TwcNow now);
gint64 twc_stored_from_unix_s (gint64 unix_s, TwcNow now);

G_END_DECLS
