/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  TWC_RECORD_JSON, /* one object, as scripts rely on it */
  TWC_RECORD_TEXT, /* key=value, for people */
} TwcRecordStyle;

/**
 * TwcRecord:
 *
 * One line of output with named fields. Currents are written here and not by json-glib, which
 * prints 1.34 as 1.3400000000000001.
 */
typedef struct
{
  TwcRecordStyle style;
  GString *line;
} TwcRecord;

void twc_record_init (TwcRecord *self, TwcRecordStyle style);
void twc_record_clear (TwcRecord *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwcRecord, twc_record_clear)

void twc_record_begin (TwcRecord *self);
void twc_record_end (TwcRecord *self);

/* Nested JSON; a key is NULL inside a list. */
void twc_record_begin_object (TwcRecord *self, const char *key);
void twc_record_end_object (TwcRecord *self);
void twc_record_begin_list (TwcRecord *self, const char *key);
void twc_record_end_list (TwcRecord *self);

void twc_record_add_null (TwcRecord *self, const char *key);
void twc_record_add_flag (TwcRecord *self, const char *key, gboolean value);
void twc_record_add_integer (TwcRecord *self, const char *key, gint64 value);
void twc_record_add_decimal (TwcRecord *self, const char *key, double value);
void twc_record_add_double (TwcRecord *self, const char *key, double value);
void twc_record_add_number (TwcRecord *self, const char *key, guint64 value);
void twc_record_add_numbers (TwcRecord *self, const char *key, const guint *values, guint n_values);
void twc_record_add_current (TwcRecord *self, const char *key, guint value_ca);
void
twc_record_add_currents (TwcRecord *self, const char *key, const guint *values_ca, guint n_values);
void twc_record_add_string (TwcRecord *self, const char *key, const char *value);

G_END_DECLS
