/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-settings.h"

#include <string.h>

#include "values/twc-nick.h"
#include "values/twc-settings-private.h"
#include "values/twc-value.h"

typedef enum {
  KIND_NUMBER, /* as given: seconds, volts, watts, or anything else without a scale */
  KIND_AMPS,   /* whole amps outside, centiamperes inside */
  KIND_UTC,    /* 64 bit */
  KIND_KWH,    /* a double outside, watt-hours inside */
  KIND_PRICE,  /* a double */
  KIND_BOOLEAN,
  KIND_NICK, /* an enum */
} Kind;

/* One row per key of the schema org.twcmanager.TWCManager that holds one number or word
 * (charging-control 3). A test holds the ranges and defaults against the schema. */
typedef struct
{
  const char *key;
  Kind kind;
  gsize offset;
  gint64 min;
  gint64 max;
  gint64 initial;
  gint64 least;             /* of those above 0; 0 = no gap above it */
  const char *const *nicks; /* of KIND_NICK; max + 1 of them */
} Row;

static const char *const modes[TWC_N_MODES] = {
  [TWC_MODE_GREEN] = "green",
  [TWC_MODE_FIXED] = "fixed",
  [TWC_MODE_OFF] = "off",
};

static const char *const phases[TWC_N_PHASES] = {
  [TWC_PHASES_SINGLE] = "single",
  [TWC_PHASES_SPLIT] = "split",
  [TWC_PHASES_THREE] = "three",
};

static const char *const shares[TWC_N_SHARES] = {
  [TWC_SHARE_EQUAL] = "equal",
  [TWC_SHARE_PRIORITY] = "priority",
};

static const char *const fallbacks[TWC_N_FALLBACKS] = {
  [TWC_FALLBACK_STOP] = "stop",
  [TWC_FALLBACK_MINIMUM] = "minimum",
  [TWC_FALLBACK_IGNORE] = "ignore",
};

static const char *const quirk_modes[TWC_N_QUIRK_MODES] = {
  [TWC_QUIRK_OFF] = "off",
  [TWC_QUIRK_REACTIVE] = "reactive",
  [TWC_QUIRK_PROACTIVE] = "proactive",
};

/* A year of charging at 22 kW is not what one means by one charge. */
#define MAX_KWH 200
#define MAX_PRICE 100000

#define FIELD(name) G_STRUCT_OFFSET (TwcSettings, name)

/* clang-format off */
static const Row rows[] = {
  /* Nobody's wiring is known before its owner says so: 0 A until then (G3). */
  { "wiring-max-amps-all", KIND_AMPS, FIELD (wiring_all_ca), 6, 240, 0, 0, NULL },
  { "wiring-max-amps-per-twc", KIND_AMPS, FIELD (wiring_twc_ca), 6, 80, 0, 0, NULL },
  { "phases", KIND_NICK, FIELD (phases), 0, TWC_PHASES_THREE, TWC_PHASES_SINGLE, 0, phases },
  { "nominal-voltage", KIND_NUMBER, FIELD (nominal_volts), 100, 290, 240, 0, NULL },
  /* 5 A is the least any Wall Connector knows; 1 to 4 A make cars refuse (twc-protocol 5.2). */
  { "min-amps-per-twc", KIND_AMPS, FIELD (min_ca), 0, 32, 0, 5, NULL },

  { "main-fuse-amps", KIND_AMPS, FIELD (house.fuse_ca), 0, 400, 0, 10, NULL },
  { "main-fuse-margin", KIND_AMPS, FIELD (house.margin_ca), 0, 20, 2, 0, NULL },
  { "max-grid-import", KIND_NUMBER, FIELD (house.max_import_w), 0, 100000, 0, 500, NULL },
  { "dlm-stale-seconds", KIND_NUMBER, FIELD (house.stale_s), 5, 120, 15, 0, NULL },
  { "dlm-fallback-amps", KIND_AMPS, FIELD (house.fallback_ca), 0, 240, 0, 0, NULL },
  { "dlm-raise-delay", KIND_NUMBER, FIELD (house.raise_delay_s), 10, 600, 30, 0, NULL },

  { "non-scheduled-mode", KIND_NICK, FIELD (mode), 0, TWC_MODE_OFF, TWC_MODE_GREEN, 0, modes },
  { "non-scheduled-amps", KIND_AMPS, FIELD (fixed_ca), 0, 240, 0, 0, NULL },
  { "resume-green-at", KIND_UTC, FIELD (resume_green_s), -1, G_MAXINT64, -1, 0, NULL },
  { "charge-now-amps", KIND_AMPS, FIELD (charge_now_ca), 0, 240, 0, 0, NULL },
  { "charge-now-until", KIND_UTC, FIELD (charge_now_until_s), 0, G_MAXINT64, 0, 0, NULL },
  { "charge-now-kwh", KIND_KWH, FIELD (charge_now_wh), 0, MAX_KWH, 0, 0, NULL },

  { "green-reserve-watts", KIND_NUMBER, FIELD (green.own_reserve_w), -5000, 10000, 0, 0, NULL },
  { "consumption-includes-charger", KIND_BOOLEAN, FIELD (green.consumption_includes_charger),
    0, 1, 1, 0, NULL },
  { "green-start-delay", KIND_NUMBER, FIELD (green.start_delay_s), 10, 3600, 60, 0, NULL },
  { "green-stop-delay", KIND_NUMBER, FIELD (green.stop_delay_s), 30, 3600, 180, 0, NULL },
  { "green-raise-delay", KIND_NUMBER, FIELD (green.raise_delay_s), 10, 600, 30, 0, NULL },
  { "green-lower-window", KIND_NUMBER, FIELD (green.lower_window_s), 1, 120, 20, 0, NULL },
  { "green-flex-amps", KIND_AMPS, FIELD (green.flex_ca), 0, 32, 0, 0, NULL },
  { "green-flex-start", KIND_BOOLEAN, FIELD (green.flex_start), 0, 1, 0, 0, NULL },
  { "green-floor-amps", KIND_AMPS, FIELD (green.floor_ca), 0, 32, 0, 0, NULL },
  { "green-stale-hold", KIND_NUMBER, FIELD (green.stale_hold_s), 0, 900, 120, 0, NULL },
  { "green-stale-action", KIND_NICK, FIELD (green.stale_action), 0, TWC_FALLBACK_MINIMUM,
    TWC_FALLBACK_STOP, 0, fallbacks },
  { "battery-priority-soc", KIND_NUMBER, FIELD (green.battery_priority_percent), 0, 100, 0, 0,
    NULL },
  { "battery-buffer-soc", KIND_NUMBER, FIELD (green.battery_buffer_percent), 0, 100, 0, 0, NULL },
  { "battery-buffer-start-soc", KIND_NUMBER, FIELD (green.battery_start_percent), 0, 100, 0, 0,
    NULL },
  { "islanded-action", KIND_NICK, FIELD (islanded_action), 0, TWC_FALLBACK_IGNORE,
    TWC_FALLBACK_STOP, 0, fallbacks },

  { "cheap-price-limit", KIND_PRICE, FIELD (tariff.cheap_price), -MAX_PRICE, MAX_PRICE, 0, 0,
    NULL },
  { "cheap-amps", KIND_AMPS, FIELD (tariff.cheap_ca), 0, 240, 0, 0, NULL },
  { "plan-margin-minutes", KIND_NUMBER, FIELD (tariff.margin_min), 0, 120, 15, 0, NULL },
  { "plan-gap-tolerance", KIND_NUMBER, FIELD (tariff.gap_percent), 0, 50, 2, 0, NULL },

  { "share-policy", KIND_NICK, FIELD (share_policy), 0, TWC_SHARE_PRIORITY, TWC_SHARE_EQUAL, 0,
    shares },
  { "rotate-minutes", KIND_NUMBER, FIELD (rotate_min), 0, 240, 30, 0, NULL },
  { "probe-minutes", KIND_NUMBER, FIELD (probe_min), 0, 240, 15, 0, NULL },
  { "comfort-interval", KIND_NUMBER, FIELD (comfort_interval_s), 1, 60, 5, 0, NULL },
  { "raise-interval", KIND_NUMBER, FIELD (raise_interval_s), 5, 120, 10, 0, NULL },
  /* At least a minute, whatever anybody wants of his contactors (G5). */
  { "min-on-seconds", KIND_NUMBER, FIELD (min_on_s), 60, 900, 60, 0, NULL },
  { "min-off-seconds", KIND_NUMBER, FIELD (min_off_s), 60, 900, 60, 0, NULL },
  { "max-starts-per-hour", KIND_NUMBER, FIELD (max_starts_per_hour), 2, 30, 6, 0, NULL },
  { "confirm-min-seconds", KIND_NUMBER, FIELD (confirm_min_s), 5, 15, 5, 0, NULL },
  { "confirm-timeout", KIND_NUMBER, FIELD (confirm_timeout_s), 15, 120, 30, 0, NULL },
  { "quirk-mode", KIND_NICK, FIELD (quirk_mode), 0, TWC_QUIRK_PROACTIVE, TWC_QUIRK_REACTIVE, 0,
    quirk_modes },
  { "quirk-amps", KIND_AMPS, FIELD (quirk_ca), 0, 40, 0, 10, NULL },

  { "vehicle-min-soc", KIND_NUMBER, FIELD (vehicle_min_percent), 0, 80, 0, 0, NULL },
  { "vehicle-limit-soc", KIND_NUMBER, FIELD (vehicle_limit_percent), 0, 100, 0, 20, NULL },
  { "session-limit-kwh", KIND_KWH, FIELD (session_limit_wh), 0, MAX_KWH, 0, 0, NULL },
};
/* clang-format on */

/* Not G_DEFINE_QUARK: clang-format puts spaces into the name. */
GQuark
twc_settings_error_quark (void)
{
  return g_quark_from_static_string ("twc-settings-error-quark");
}

static const Row *
find_row (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].key, key) == 0)
      return &rows[i];

  return NULL;
}

static void
store (TwcSettings *self, const Row *row, double value)
{
  gpointer field = G_STRUCT_MEMBER_P (self, row->offset);

  switch (row->kind)
    {
    case KIND_KWH:
      *(guint *) field = (guint) (value * 1000 + 0.5);
      break;
    case KIND_PRICE:
      *(double *) field = value;
      break;
    case KIND_NUMBER:
    case KIND_AMPS:
    case KIND_UTC:
    case KIND_BOOLEAN:
    case KIND_NICK:
      g_return_if_reached ();
    }
}

static void
store_whole (TwcSettings *self, const Row *row, gint64 value)
{
  gpointer field = G_STRUCT_MEMBER_P (self, row->offset);

  switch (row->kind)
    {
    case KIND_NUMBER:
    case KIND_BOOLEAN:
    case KIND_NICK:
      *(gint *) field = (gint) value;
      break;
    case KIND_AMPS:
      *(guint *) field = TWC_CA (value);
      break;
    case KIND_UTC:
      *(gint64 *) field = value;
      break;
    case KIND_KWH:
    case KIND_PRICE:
      store (self, row, (double) value);
      break;
    }
}

static gboolean
set_whole (TwcSettings *self, const Row *row, GVariant *value, GError **error)
{
  gint64 number;

  if (!twc_value_get_number (row->key, value, row->min, row->max, &number, error))
    return FALSE;
  if (number > 0 && number < row->least)
    return twc_value_refuse (row->key, error,
                             "%" G_GINT64_FORMAT " is neither 0 nor %" G_GINT64_FORMAT
                             " to %" G_GINT64_FORMAT,
                             number, row->least, row->max);

  store_whole (self, row, number);
  return TRUE;
}

static gboolean
set_fraction (TwcSettings *self, const Row *row, GVariant *value, GError **error)
{
  double number;

  if (!twc_value_get_double (row->key, value, (double) row->min, (double) row->max, &number, error))
    return FALSE;

  store (self, row, number);
  return TRUE;
}

static gboolean
set_nick (TwcSettings *self, const Row *row, GVariant *value, GError **error)
{
  guint found;

  if (!twc_value_get_nick (row->key, value, row->nicks, (guint) row->max + 1, &found, error))
    return FALSE;

  store_whole (self, row, found);
  return TRUE;
}

static gboolean
set_boolean (TwcSettings *self, const Row *row, GVariant *value, GError **error)
{
  gboolean on;

  if (!twc_value_get_boolean (row->key, value, &on, error))
    return FALSE;

  store_whole (self, row, on);
  return TRUE;
}

static gboolean
set_row (TwcSettings *self, const Row *row, GVariant *value, GError **error)
{
  switch (row->kind)
    {
    case KIND_NUMBER:
    case KIND_AMPS:
    case KIND_UTC:
      return set_whole (self, row, value, error);
    case KIND_KWH:
    case KIND_PRICE:
      return set_fraction (self, row, value, error);
    case KIND_BOOLEAN:
      return set_boolean (self, row, value, error);
    case KIND_NICK:
      return set_nick (self, row, value, error);
    }
  g_return_val_if_reached (FALSE);
}

/* R of charging-control 6.2: offsets in amps count at the nominal voltage. */
static void
sum_reserve (TwcSettings *self)
{
  const gint n_lines = self->phases == TWC_PHASES_THREE ? 3 : 1;
  const gint wpa = (gint) self->nominal_volts * n_lines;

  self->green.reserve_w =
    self->green.own_reserve_w + self->green.offsets_w + self->green.offsets_ca * wpa / 100;
}

/**
 * twc_settings_default:
 *
 * Returns: what a new installation has: no wiring limit, hence no offer (G3)
 */
TwcSettings
twc_settings_default (void)
{
  TwcSettings self = {
    .n_stop_methods = 2,
    .stop_methods = { TWC_STOP_OFFER0, TWC_STOP_VEHICLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    store_whole (&self, &rows[i], rows[i].initial);

  return self;
}

/**
 * twc_settings_set:
 * @key: a key of the schema
 * @value: from outside and not yet trusted
 * @error: #TWC_SETTINGS_ERROR
 *
 * Takes over one setting when it is valid. When it is not, @self keeps what it had, and
 * @error says which key, which value and what is allowed (G3). What contradicts another
 * setting is found by twc_settings_check().
 */
gboolean
twc_settings_set (TwcSettings *self, const char *key, GVariant *value, GError **error)
{
  const Row *row = find_row (key);
  gboolean done;

  if (row != NULL)
    done = set_row (self, row, value, error);
  else if (twc_settings_is_list (key))
    done = twc_settings_set_list (self, key, value, error);
  else
    done = twc_value_refuse_key (key, error);

  sum_reserve (self);
  return done;
}

static gboolean
row_equal (const Row *row, const TwcSettings *a, const TwcSettings *b)
{
  gsize size = 0;

  switch (row->kind)
    {
    case KIND_NUMBER:
    case KIND_AMPS:
    case KIND_KWH:
    case KIND_BOOLEAN:
    case KIND_NICK:
      size = sizeof (guint);
      break;
    case KIND_UTC:
      size = sizeof (gint64);
      break;
    case KIND_PRICE:
      size = sizeof (double);
      break;
    }

  return memcmp (G_STRUCT_MEMBER_P (a, row->offset), G_STRUCT_MEMBER_P (b, row->offset), size) == 0;
}

gboolean
twc_settings_equal (const TwcSettings *a, const TwcSettings *b)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (!row_equal (&rows[i], a, b))
      return FALSE;

  return twc_settings_lists_equal (a, b) && twc_settings_children_equal (a, b);
}

/**
 * twc_settings_list_keys:
 *
 * Returns: (transfer none): the keys that twc_settings_set() takes, %NULL-terminated
 */
const char *const *
twc_settings_list_keys (void)
{
  static const char *keys[G_N_ELEMENTS (rows) + TWC_SETTINGS_N_LISTS + 1];

  if (keys[0] == NULL)
    {
      for (gsize i = 0; i < TWC_SETTINGS_N_LISTS; i++)
        keys[G_N_ELEMENTS (rows) + i] = twc_settings_list_names[i];
      for (gsize i = G_N_ELEMENTS (rows); i > 0; i--)
        keys[i - 1] = rows[i - 1].key;
    }

  return keys;
}

const char *
twc_mode_to_nick (TwcMode mode)
{
  return twc_nick_get (modes, TWC_N_MODES, mode);
}

gboolean
twc_mode_from_nick (const char *nick, TwcMode *mode)
{
  guint value;

  if (!twc_nick_find (modes, TWC_N_MODES, nick, &value))
    return FALSE;

  *mode = (TwcMode) value;
  return TRUE;
}
