/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "values/twc-settings-private.h"
#include "values/twc-value.h"

/* The settings that hold a list (charging-control 3). Each is taken over as a whole or not
 * at all. */

#define MINUTES_PER_WEEK (TWC_DAYS_PER_WEEK * TWC_MINUTES_PER_DAY)
#define MAX_OFFSETS 16
#define MAX_OFFSET_W 10000
#define MAX_OFFSET_A 40 /* the same at 240 V */
#define MAX_CURVE_A 240
#define MAX_PRICE 100000

static const char *const methods[TWC_N_METHODS] = {
  [TWC_METHOD_GRID] = "grid",
  [TWC_METHOD_BALANCE] = "balance",
  [TWC_METHOD_GENERATION] = "generation",
  [TWC_METHOD_CURVE] = "curve",
};

static const char *const stop_methods[TWC_N_STOP_METHODS] = {
  [TWC_STOP_OFFER0] = "offer0",
  [TWC_STOP_VEHICLE] = "vehicle",
  [TWC_STOP_COMMAND] = "command",
  [TWC_STOP_SILENCE] = "silence",
};

typedef gboolean (*SetFunc) (TwcSettings *self, const char *key, GVariant *value, GError **error);

static gboolean
set_methods (TwcSettings *self, const char *key, GVariant *value, GError **error)
{
  return twc_value_get_nicks (key, value, methods, TWC_N_METHODS, self->green.methods,
                              &self->green.n_methods, error);
}

static gboolean
set_stop_methods (TwcSettings *self, const char *key, GVariant *value, GError **error)
{
  return twc_value_get_nicks (key, value, stop_methods, TWC_N_STOP_METHODS, self->stop_methods,
                              &self->n_stop_methods, error);
}

static gboolean
set_targets (TwcSettings *self, const char *key, GVariant *value, GError **error)
{
  return twc_value_get_ids (key, value, self->charge_now_ids, &self->n_charge_now_ids, error);
}

/* Amps by local hour, or nothing. */
static gboolean
set_curve (TwcSettings *self, const char *key, GVariant *value, GError **error)
{
  const gint32 *amps;
  guint curve_ca[G_N_ELEMENTS (self->green.curve_ca)] = { 0 };
  gsize n;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE ("ai")))
    return twc_value_refuse_type (key, value, error);

  amps = g_variant_get_fixed_array (value, &n, sizeof *amps);
  if (n != 0 && n != G_N_ELEMENTS (curve_ca))
    return twc_value_refuse (key, error, "24 values are needed, one for each hour, or none");
  for (gsize i = 0; i < n; i++)
    {
      if (amps[i] < 0 || amps[i] > MAX_CURVE_A)
        return twc_value_refuse (key, error, "%d is outside 0 to %d", amps[i], MAX_CURVE_A);
      curve_ca[i] = TWC_CA (amps[i]);
    }

  memcpy (self->green.curve_ca, curve_ca, sizeof curve_ca);
  return TRUE;
}

static gboolean
add_offset (
  const char *key, double amount, const char *unit, gint *sum_w, gint *sum_ca, GError **error)
{
  const gboolean is_watts = strcmp (unit, "W") == 0;
  const double most = is_watts ? MAX_OFFSET_W : MAX_OFFSET_A;

  if (!is_watts && strcmp (unit, "A") != 0)
    return twc_value_refuse (key, error, "“%.8s” is not one of W, A", unit);
  if (!(amount >= -most && amount <= most))
    return twc_value_refuse (key, error, "%g is outside %g to %g %s", amount, -most, most, unit);

  if (is_watts)
    *sum_w += (gint) lround (amount);
  else
    *sum_ca += (gint) lround (amount * 100);
  return TRUE;
}

static gboolean
set_offsets (TwcSettings *self, const char *key, GVariant *value, GError **error)
{
  GVariantIter iter;
  const char *name, *unit;
  double amount;
  gint sum_w = 0, sum_ca = 0;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE ("a(sds)")))
    return twc_value_refuse_type (key, value, error);
  if (g_variant_n_children (value) > MAX_OFFSETS)
    return twc_value_refuse (key, error, "at most %d offsets are allowed", MAX_OFFSETS);

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&sd&s)", &name, &amount, &unit))
    if (!add_offset (key, amount, unit, &sum_w, &sum_ca, error))
      return FALSE;

  self->green.offsets_w = sum_w;
  self->green.offsets_ca = sum_ca;
  return TRUE;
}

static gboolean
read_policy (
  const char *key, const char *vin, const char *action, TwcVehiclePolicy *policy, GError **error)
{
  const gboolean is_unknown = strcmp (vin, "unknown") == 0;
  g_autofree char *upper = g_ascii_strup (vin, -1);

  if (!is_unknown && !twc_value_is_vin_start (upper))
    return twc_value_refuse (
      key, error, "“%.32s” is neither a VIN, nor the beginning of one, nor “unknown”", vin);
  if (strcmp (action, "allow") != 0 && strcmp (action, "deny") != 0)
    return twc_value_refuse (key, error, "“%.32s” is not one of allow, deny", action);

  *policy = (TwcVehiclePolicy){ .denied = action[0] == 'd' };
  if (!is_unknown)
    g_strlcpy (policy->vin, upper, sizeof policy->vin);
  return TRUE;
}

static gboolean
set_policies (TwcSettings *self, const char *key, GVariant *value, GError **error)
{
  TwcVehiclePolicy policies[TWC_MAX_POLICIES] = { 0 };
  GVariantIter iter;
  const char *vin, *action;
  guint n = 0;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE ("a(ss)")))
    return twc_value_refuse_type (key, value, error);
  if (g_variant_n_children (value) > TWC_MAX_POLICIES)
    return twc_value_refuse (key, error, "at most %d cars are allowed", TWC_MAX_POLICIES);

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s&s)", &vin, &action))
    {
      if (!read_policy (key, vin, action, &policies[n], error))
        return FALSE;
      for (guint i = 0; i < n; i++)
        if (strcmp (policies[i].vin, policies[n].vin) == 0)
          return twc_value_refuse (key, error, "“%.32s” is there twice", vin);
      n++;
    }

  memcpy (self->policies, policies, sizeof policies);
  self->n_policies = n;
  return TRUE;
}

/* One bit for each minute of the week: rows may wrap over midnight and over Sunday. */
static gboolean
claim (guint8 *week, const TwcTariffRow *row)
{
  const guint length = row->end_min > row->start_min
                         ? row->end_min - row->start_min
                         : row->end_min + TWC_MINUTES_PER_DAY - row->start_min;

  for (guint day = 0; day < TWC_DAYS_PER_WEEK; day++)
    for (guint i = 0; (row->days & 1u << day) != 0 && i < length; i++)
      {
        const guint minute = (day * TWC_MINUTES_PER_DAY + row->start_min + i) % MINUTES_PER_WEEK;

        if (week[minute] != 0)
          return FALSE;
        week[minute] = 1;
      }

  return TRUE;
}

static gboolean
read_price_row (const char *key, GVariant *value, TwcTariffRow *row, GError **error)
{
  g_autoptr(GVariant) days = g_variant_get_child_value (value, 0);
  g_autoptr(GVariant) from = g_variant_get_child_value (value, 1);
  g_autoptr(GVariant) to = g_variant_get_child_value (value, 2);
  g_autoptr(GVariant) price = g_variant_get_child_value (value, 3);

  if (!twc_value_get_days (key, days, &row->days, error) ||
      !twc_value_get_minute (key, from, 0, TWC_MINUTES_PER_DAY - 1, &row->start_min, error) ||
      !twc_value_get_minute (key, to, 0, TWC_MINUTES_PER_DAY, &row->end_min, error) ||
      !twc_value_get_double (key, price, -MAX_PRICE, MAX_PRICE, &row->price, error))
    return FALSE;
  if (row->days == 0)
    return twc_value_refuse (key, error, "a row without days: name them, or write daily");
  if (row->start_min == row->end_min)
    return twc_value_refuse (key, error,
                             "a row from %s to the same time: a whole day is "
                             "00:00 to 24:00",
                             g_variant_get_string (from, NULL));

  /* "22:00" to "00:00" ends where the day does. */
  if (row->end_min == 0)
    row->end_min = TWC_MINUTES_PER_DAY;
  return TRUE;
}

static gboolean
read_prices (const char *key, GVariant *value, TwcTariffRow *table, guint *n_rows, GError **error)
{
  g_autofree guint8 *week = g_new0 (guint8, MINUTES_PER_WEEK);
  TwcTariffRow read[TWC_MAX_TARIFF_ROWS] = { 0 };
  const gsize n = g_variant_is_of_type (value, G_VARIANT_TYPE ("a(asssd)"))
                    ? g_variant_n_children (value)
                    : G_MAXSIZE;

  if (n == G_MAXSIZE)
    return twc_value_refuse_type (key, value, error);
  if (n > TWC_MAX_TARIFF_ROWS)
    return twc_value_refuse (key, error, "at most %d rows are allowed", TWC_MAX_TARIFF_ROWS);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr(GVariant) row = g_variant_get_child_value (value, i);

      if (!read_price_row (key, row, &read[i], error))
        return FALSE;
      if (!claim (week, &read[i]))
        return twc_value_refuse (key, error,
                                 "row %u overlaps an earlier one: each minute of the week may "
                                 "have one price",
                                 (guint) i + 1);
    }

  memcpy (table, read, sizeof read);
  *n_rows = (guint) n;
  return TRUE;
}

static gboolean
set_import_prices (TwcSettings *self, const char *key, GVariant *value, GError **error)
{
  return read_prices (key, value, self->tariff.import_rows, &self->tariff.n_import_rows, error);
}

static gboolean
set_export_prices (TwcSettings *self, const char *key, GVariant *value, GError **error)
{
  return read_prices (key, value, self->tariff.export_rows, &self->tariff.n_export_rows, error);
}

static gboolean
set_currency (TwcSettings *self, const char *key, GVariant *value, GError **error)
{
  char text[8];

  if (!twc_value_get_text (key, value, text, sizeof text, error))
    return FALSE;
  if (text[0] != '\0' && (strlen (text) != 3 || !g_ascii_isupper (text[0]) ||
                          !g_ascii_isupper (text[1]) || !g_ascii_isupper (text[2])))
    return twc_value_refuse (key, error, "“%s” is no currency: three capital letters, such as EUR",
                             text);

  g_strlcpy (self->tariff.currency, text, sizeof self->tariff.currency);
  return TRUE;
}

static const SetFunc set_funcs[] = {
  set_methods,  set_curve,         set_offsets,       set_stop_methods, set_targets,
  set_policies, set_import_prices, set_export_prices, set_currency,
};

const char *const twc_settings_list_names[TWC_SETTINGS_N_LISTS] = {
  "green-methods",  "green-curve",   "green-offsets",  "stop-methods",   "charge-now-targets",
  "vehicle-policy", "import-prices", "feed-in-prices", "price-currency",
};

static gsize
find (const char *key)
{
  gsize i = 0;

  while (i < TWC_SETTINGS_N_LISTS && strcmp (twc_settings_list_names[i], key) != 0)
    i++;

  return i;
}

gboolean
twc_settings_is_list (const char *key)
{
  return find (key) < TWC_SETTINGS_N_LISTS;
}

gboolean
twc_settings_set_list (TwcSettings *self, const char *key, GVariant *value, GError **error)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (set_funcs) == TWC_SETTINGS_N_LISTS);
  const gsize i = find (key);

  g_return_val_if_fail (i < TWC_SETTINGS_N_LISTS, FALSE);

  return set_funcs[i](self, key, value, error);
}

static gboolean
prices_equal (const TwcTariffRow *a, guint n_a, const TwcTariffRow *b, guint n_b)
{
  if (n_a != n_b)
    return FALSE;

  for (guint i = 0; i < n_a; i++)
    if (a[i].days != b[i].days || a[i].start_min != b[i].start_min ||
        a[i].end_min != b[i].end_min || memcmp (&a[i].price, &b[i].price, sizeof a[i].price) != 0)
      return FALSE;

  return TRUE;
}

static gboolean
green_lists_equal (const TwcGreenSettings *a, const TwcGreenSettings *b)
{
  return a->n_methods == b->n_methods &&
         memcmp (a->methods, b->methods, a->n_methods * sizeof *a->methods) == 0 &&
         memcmp (a->curve_ca, b->curve_ca, sizeof a->curve_ca) == 0 &&
         a->offsets_w == b->offsets_w && a->offsets_ca == b->offsets_ca &&
         a->reserve_w == b->reserve_w;
}

static gboolean
policies_equal (const TwcSettings *a, const TwcSettings *b)
{
  if (a->n_policies != b->n_policies)
    return FALSE;

  for (guint i = 0; i < a->n_policies; i++)
    if (strcmp (a->policies[i].vin, b->policies[i].vin) != 0 ||
        a->policies[i].denied != b->policies[i].denied)
      return FALSE;

  return TRUE;
}

gboolean
twc_settings_lists_equal (const TwcSettings *a, const TwcSettings *b)
{
  const TwcTariffSettings *from = &a->tariff, *to = &b->tariff;

  return green_lists_equal (&a->green, &b->green) && policies_equal (a, b) &&
         a->n_stop_methods == b->n_stop_methods &&
         memcmp (a->stop_methods, b->stop_methods, a->n_stop_methods * sizeof *a->stop_methods) ==
           0 &&
         a->n_charge_now_ids == b->n_charge_now_ids &&
         memcmp (a->charge_now_ids, b->charge_now_ids,
                 a->n_charge_now_ids * sizeof *a->charge_now_ids) == 0 &&
         prices_equal (from->import_rows, from->n_import_rows, to->import_rows,
                       to->n_import_rows) &&
         prices_equal (from->export_rows, from->n_export_rows, to->export_rows,
                       to->n_export_rows) &&
         strcmp (from->currency, to->currency) == 0;
}
