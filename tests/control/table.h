/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A data file of pure arithmetic: each line is a verb and its words. Times are "DATE TIME" in
 * the zone of the table, or "…Z" in UTC. */
typedef struct
{
  const char *path; /* for messages */
  guint line;
  GStrv words; /* of the line */
  guint n_words;
  GTimeZone *zone; /* (nullable): UTC */
} Table;

typedef struct
{
  const char *verb;
  void (*act) (Table *table);
} TableVerb;

void table_add_tests (const char *folder, const char *prefix, GTestDataFunc run);
void table_run (Table *self, const char *path, const TableVerb *verbs, gsize n_verbs);

G_NORETURN void table_fail (const Table *self, const char *why);
gboolean table_has (const Table *self, guint index, const char *word);
const char *table_get_word (const Table *self, guint index);
double table_get_double (const Table *self, guint index);
gint64 table_parse_time (GTimeZone *zone, const char *date, const char *clock);

guint table_get_days (const Table *self, guint index);
void table_get_span (const Table *self, guint index, guint *start_min, guint *end_min);
guint table_get_date (const Table *self, guint index);
gint64 table_get_time (const Table *self, guint index);

G_END_DECLS
