/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-reason.h"

#include "values/twc-nick.h"

/* The wire carries 16 bits of 0.01 A; sums of three stay below this. */
#define MAX_AMPS 2000

static const char *const codes[TWC_N_REASONS] = {
  [TWC_REASON_NO_CHARGER] = "no-charger",
  [TWC_REASON_CONFIG] = "config",
  [TWC_REASON_ERROR] = "error",
  [TWC_REASON_LOST] = "lost",
  [TWC_REASON_STARTUP] = "startup",
  [TWC_REASON_WIRING_ALL] = "wiring-all",
  [TWC_REASON_WIRING_TWC] = "wiring-twc",
  [TWC_REASON_PAUSED] = "paused",
  [TWC_REASON_CHARGE_NOW] = "charge-now",
  [TWC_REASON_FIXED] = "fixed",
  [TWC_REASON_OFF] = "off",
  [TWC_REASON_STALE] = "stale",
  [TWC_REASON_QUEUED] = "queued",
  [TWC_REASON_MIN_ON] = "min-on",
  [TWC_REASON_MIN_OFF] = "min-off",
  [TWC_REASON_CONFIRM_WAIT] = "confirm-wait",
  [TWC_REASON_RAISE_WAIT] = "raise-wait",
  [TWC_REASON_FINISHED] = "finished",
  [TWC_REASON_NO_CAR] = "no-car",
  [TWC_REASON_SHUTDOWN] = "shutdown",
  [TWC_REASON_STILL_DRAWING] = "still-drawing",
  [TWC_REASON_STOP_ALL] = "stop-all",
  [TWC_REASON_ISLANDED] = "islanded",
  [TWC_REASON_EXTERNAL] = "external",
  [TWC_REASON_MAIN_FUSE] = "main-fuse",
  [TWC_REASON_GRID_IMPORT] = "grid-import",
  [TWC_REASON_DLM_STALE] = "dlm-stale",
  [TWC_REASON_BLOCKED_BY_SCHEDULE] = "blocked-by-schedule",
  [TWC_REASON_PLAN] = "plan",
  [TWC_REASON_SCHEDULE] = "schedule",
  [TWC_REASON_CHEAP] = "cheap",
  [TWC_REASON_GREEN] = "green",
  [TWC_REASON_GREEN_WAIT_START] = "green-wait-start",
  [TWC_REASON_GREEN_HOLD_MIN] = "green-hold-min",
  [TWC_REASON_STALE_HOLD] = "stale-hold",
  [TWC_REASON_PROBE] = "probe",
  [TWC_REASON_QUIRK] = "quirk",
  [TWC_REASON_LIMIT] = "limit",
  [TWC_REASON_VEHICLE_REFUSED] = "vehicle-refused",
  [TWC_REASON_CAR_LIMITED] = "car-limited",
  [TWC_REASON_STARTS] = "starts",
};

static const char *const numbers[TWC_N_NUMBERS] = {
  [TWC_NUMBER_AMPS] = "amps",
  [TWC_NUMBER_LIMIT_AMPS] = "limit_amps",
  [TWC_NUMBER_MINIMUM_AMPS] = "minimum_amps",
  [TWC_NUMBER_MEASURED_AMPS] = "measured_amps",
  [TWC_NUMBER_ROOM_AMPS] = "room_amps",
  [TWC_NUMBER_SECONDS_LEFT] = "seconds_left",
  [TWC_NUMBER_UNTIL] = "until",
  [TWC_NUMBER_POSITION] = "position",
  [TWC_NUMBER_SURPLUS_WATTS] = "surplus_w",
  [TWC_NUMBER_SOLAR_WATTS] = "solar_w",
  [TWC_NUMBER_HOUSE_WATTS] = "house_w",
  [TWC_NUMBER_GRID_WATTS] = "grid_w",
  [TWC_NUMBER_BATTERY_PERCENT] = "battery_percent",
  [TWC_NUMBER_AGE_SECONDS] = "age_seconds",
  [TWC_NUMBER_LEVEL_PERCENT] = "level_percent",
  [TWC_NUMBER_ENERGY_WH] = "energy_wh",
  [TWC_NUMBER_LIMIT_WH] = "limit_wh",
  [TWC_NUMBER_PRICE] = "price",
  [TWC_NUMBER_LINE] = "line",
};

const char *
twc_reason_code_to_nick (TwcReasonCode code)
{
  return twc_nick_get (codes, TWC_N_REASONS, code);
}

gboolean
twc_reason_code_from_nick (const char *nick, TwcReasonCode *code)
{
  guint value;

  if (!twc_nick_find (codes, TWC_N_REASONS, nick, &value))
    return FALSE;

  *code = (TwcReasonCode) value;
  return TRUE;
}

TwcReason
twc_reason_new (TwcReasonCode code)
{
  return (TwcReason){ .code = code };
}

void
twc_reason_add (TwcReason *self, TwcNumber key, gint64 value)
{
  g_return_if_fail (self->n_numbers < TWC_REASON_MAX_NUMBERS);

  self->numbers[self->n_numbers].key = key;
  self->numbers[self->n_numbers].value = value;
  self->n_numbers++;
}

/**
 * twc_reason_get:
 * @key: which number
 * @value: (out): in the unit that #TwcNumber names
 *
 * Returns: %FALSE when this reason does not carry @key
 */
gboolean
twc_reason_get (const TwcReason *self, TwcNumber key, gint64 *value)
{
  for (guint i = 0; i < self->n_numbers; i++)
    if (self->numbers[i].key == key)
      {
        *value = self->numbers[i].value;
        return TRUE;
      }

  return FALSE;
}

gboolean
twc_reason_equal (const TwcReason *a, const TwcReason *b)
{
  if (a->code != b->code || a->n_numbers != b->n_numbers)
    return FALSE;

  for (guint i = 0; i < a->n_numbers; i++)
    if (a->numbers[i].key != b->numbers[i].key || a->numbers[i].value != b->numbers[i].value)
      return FALSE;

  return TRUE;
}

const char *
twc_number_to_nick (TwcNumber key)
{
  return twc_nick_get (numbers, TWC_N_NUMBERS, key);
}

/**
 * twc_number_is_current:
 *
 * Returns: whether @key is centiamperes inside, hence amps (a double) at the edges
 */
gboolean
twc_number_is_current (TwcNumber key)
{
  return key <= TWC_NUMBER_ROOM_AMPS;
}

/**
 * twc_reason_to_variant:
 *
 * Returns: (transfer floating): `(sa{sv})`: the code, and each number by name, currents as
 *   amps (`d`), everything else as `x`
 */
GVariant *
twc_reason_to_variant (const TwcReason *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sv}"));
  for (guint i = 0; i < self->n_numbers; i++)
    {
      const TwcNumber key = self->numbers[i].key;
      const gint64 value = self->numbers[i].value;

      g_variant_builder_add (&builder, "{sv}", twc_number_to_nick (key),
                             twc_number_is_current (key)
                               ? g_variant_new_double ((double) value / 100)
                               : g_variant_new_int64 (value));
    }

  return g_variant_new ("(sa{sv})", twc_reason_code_to_nick (self->code), &builder);
}

/* What no current can be, and what is no number, is left out: neither fits a whole number. */
static void
add_amps (TwcReason *self, TwcNumber key, double amps)
{
  if (amps >= 0 && amps <= MAX_AMPS)
    twc_reason_add (self, key, (gint64) (amps * 100 + 0.5));
}

/**
 * twc_reason_from_variant:
 * @variant: `(sa{sv})`
 * @self: (out caller-allocates): the reason
 *
 * Numbers this version does not know are skipped, so that an older client can show what a
 * newer controller says.
 *
 * Returns: %FALSE when the code is unknown
 */
gboolean
twc_reason_from_variant (GVariant *variant, TwcReason *self)
{
  g_autoptr(GVariantIter) iter = NULL;
  const char *code, *name;
  GVariant *value;

  *self = twc_reason_new (TWC_REASON_CONFIG);
  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE ("(sa{sv})")))
    return FALSE;

  g_variant_get (variant, "(&sa{sv})", &code, &iter);
  if (!twc_reason_code_from_nick (code, &self->code))
    return FALSE;

  while (g_variant_iter_loop (iter, "{&sv}", &name, &value))
    {
      guint key;

      if (self->n_numbers == TWC_REASON_MAX_NUMBERS ||
          !twc_nick_find (numbers, TWC_N_NUMBERS, name, &key))
        continue;

      if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
        add_amps (self, key, g_variant_get_double (value));
      else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
        twc_reason_add (self, key, g_variant_get_int64 (value));
    }

  return TRUE;
}
