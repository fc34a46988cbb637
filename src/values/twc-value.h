/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-settings.h"

G_BEGIN_DECLS

/* What a setting's value holds, checked. Whatever is wrong is a TWC_SETTINGS_ERROR that names
 * the key and what is allowed; the result is untouched then. */
gboolean twc_value_get_number (
  const char *key, GVariant *value, gint64 min, gint64 max, gint64 *number, GError **error);
gboolean twc_value_get_double (
  const char *key, GVariant *value, double min, double max, double *number, GError **error);
gboolean twc_value_get_boolean (const char *key, GVariant *value, gboolean *on, GError **error);
gboolean
twc_value_get_text (const char *key, GVariant *value, char *text, gsize size, GError **error);
gboolean twc_value_get_nick (const char *key,
                             GVariant *value,
                             const char *const nicks[],
                             guint n_nicks,
                             guint *found,
                             GError **error);
gboolean twc_value_get_nicks (const char *key,
                              GVariant *value,
                              const char *const nicks[],
                              guint n_nicks,
                              guint found[],
                              guint *n_found,
                              GError **error);
gboolean twc_value_get_days (const char *key, GVariant *value, guint *days, GError **error);
gboolean twc_value_get_minute (
  const char *key, GVariant *value, guint min, guint max, guint *minute, GError **error);
gboolean twc_value_get_ids (
  const char *key, GVariant *value, guint16 ids[TWC_MAX_CHARGERS], guint *n_ids, GError **error);
gboolean twc_value_is_vin_start (const char *text);

gboolean twc_value_refuse_type (const char *key, GVariant *value, GError **error);
gboolean twc_value_refuse (const char *key, GError **error, const char *format, ...)
  G_GNUC_PRINTF (3, 4);
gboolean twc_value_refuse_key (const char *key, GError **error);

G_END_DECLS
