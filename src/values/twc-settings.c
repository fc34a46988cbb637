/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-settings.h"

#include <string.h>

#include "values/twc-nick.h"

typedef enum {
  KIND_SECONDS, /* stored as given: seconds, volts, or anything else without a scale */
  KIND_AMPS,    /* whole amps outside, centiamperes inside */
  KIND_UTC,     /* 64 bit */
  KIND_MODE,
  KIND_PHASES,
} Kind;

/* One row per key of the schema org.twcmanager.TWCManager that the brain reads. A test holds
 * the ranges and defaults against the schema. */
typedef struct
{
  const char *key;
  Kind kind;
  gsize offset;
  gint64 min;
  gint64 max;
  gint64 initial;
} Row;

#define FIELD(name) G_STRUCT_OFFSET (TwcSettings, name)

static const Row rows[] = {
  /* Nobody's wiring is known before its owner says so: 0 A until then (G3). */
  { "wiring-max-amps-all", KIND_AMPS, FIELD (wiring_all_ca), 6, 240, 0 },
  { "wiring-max-amps-per-twc", KIND_AMPS, FIELD (wiring_twc_ca), 6, 80, 0 },
  { "phases", KIND_PHASES, FIELD (phases), 0, TWC_N_PHASES - 1, TWC_PHASES_SINGLE },
  { "nominal-voltage", KIND_SECONDS, FIELD (nominal_volts), 100, 290, 240 },
  { "min-amps-per-twc", KIND_AMPS, FIELD (min_ca), 0, 32, 0 },
  { "non-scheduled-mode", KIND_MODE, FIELD (mode), 0, TWC_N_MODES - 1, TWC_MODE_GREEN },
  { "non-scheduled-amps", KIND_AMPS, FIELD (fixed_ca), 0, 240, 0 },
  { "charge-now-amps", KIND_AMPS, FIELD (charge_now_ca), 0, 240, 0 },
  { "charge-now-until", KIND_UTC, FIELD (charge_now_until_s), 0, G_MAXINT64, 0 },
  { "comfort-interval", KIND_SECONDS, FIELD (comfort_interval_s), 1, 60, 5 },
  { "raise-interval", KIND_SECONDS, FIELD (raise_interval_s), 5, 120, 10 },
  { "min-on-seconds", KIND_SECONDS, FIELD (min_on_s), 30, 900, 60 },
  { "min-off-seconds", KIND_SECONDS, FIELD (min_off_s), 30, 900, 60 },
  { "confirm-min-seconds", KIND_SECONDS, FIELD (confirm_min_s), 5, 15, 5 },
  { "confirm-timeout", KIND_SECONDS, FIELD (confirm_timeout_s), 15, 120, 30 },
};

static const char *const keys[] = {
  "wiring-max-amps-all",
  "wiring-max-amps-per-twc",
  "phases",
  "nominal-voltage",
  "min-amps-per-twc",
  "non-scheduled-mode",
  "non-scheduled-amps",
  "charge-now-amps",
  "charge-now-until",
  "comfort-interval",
  "raise-interval",
  "min-on-seconds",
  "min-off-seconds",
  "confirm-min-seconds",
  "confirm-timeout",
  NULL,
};

static const char *const charger_keys[] = { "name", "max-amps", "paused", "allow-start-stop",
                                            NULL };

/* One more than there are, so that g_strjoinv() finds their end. */
static const char *const modes[TWC_N_MODES + 1] = {
  [TWC_MODE_GREEN] = "green",
  [TWC_MODE_FIXED] = "fixed",
  [TWC_MODE_OFF] = "off",
};

static const char *const phases[TWC_N_PHASES + 1] = {
  [TWC_PHASES_SINGLE] = "single",
  [TWC_PHASES_SPLIT] = "split",
  [TWC_PHASES_THREE] = "three",
};

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
store (TwcSettings *self, const Row *row, gint64 value)
{
  gpointer field = G_STRUCT_MEMBER_P (self, row->offset);

  switch (row->kind)
    {
    case KIND_SECONDS:
      *(guint *) field = (guint) value;
      break;
    case KIND_AMPS:
      *(guint *) field = TWC_CA (value);
      break;
    case KIND_UTC:
      *(gint64 *) field = value;
      break;
    case KIND_MODE:
      *(TwcMode *) field = (TwcMode) value;
      break;
    case KIND_PHASES:
      *(TwcPhases *) field = (TwcPhases) value;
      break;
    }
}

static gboolean
wrong_type (const char *key, GVariant *value, GError **error)
{
  g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_WRONG_TYPE,
               "%s: a value of type %s is of no use here", key, g_variant_get_type_string (value));
  return FALSE;
}

static gboolean
unknown_key (const char *key, GError **error)
{
  g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_UNKNOWN_KEY,
               "there is no setting “%s”", key);
  return FALSE;
}

static gboolean
no_number (const char *key, gint64 min, gint64 max, GError **error)
{
  g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_WRONG_TYPE,
               "%s: a whole number of %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " is needed", key,
               min, max);
  return FALSE;
}

static gboolean
parse_number (
  const char *key, GVariant *value, gint64 min, gint64 max, gint64 *number, GError **error)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    *number = g_variant_get_int32 (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    *number = g_variant_get_int64 (value);
  else
    return no_number (key, min, max, error);

  return TRUE;
}

static gboolean
parse_nick (const char *key,
            GVariant *value,
            const char *const nicks[],
            guint n_nicks,
            gint64 *number,
            GError **error)
{
  guint found;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return wrong_type (key, value, error);

  if (!twc_nick_find (nicks, n_nicks, g_variant_get_string (value, NULL), &found))
    {
      g_autofree char *all = g_strjoinv (", ", (char **) nicks);

      g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_OUT_OF_RANGE,
                   "%s: “%s” is not one of %s", key, g_variant_get_string (value, NULL), all);
      return FALSE;
    }

  *number = found;
  return TRUE;
}

static gboolean
parse (const Row *row, GVariant *value, gint64 *number, GError **error)
{
  switch (row->kind)
    {
    case KIND_MODE:
      return parse_nick (row->key, value, modes, TWC_N_MODES, number, error);
    case KIND_PHASES:
      return parse_nick (row->key, value, phases, TWC_N_PHASES, number, error);
    case KIND_SECONDS:
    case KIND_AMPS:
    case KIND_UTC:
      return parse_number (row->key, value, row->min, row->max, number, error);
    }
  g_return_val_if_reached (FALSE);
}

static gboolean
check_range (const char *key, gint64 number, gint64 min, gint64 max, GError **error)
{
  if (number >= min && number <= max)
    return TRUE;

  g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_OUT_OF_RANGE,
               "%s: %" G_GINT64_FORMAT " is outside %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, key,
               number, min, max);
  return FALSE;
}

/**
 * twc_settings_default:
 *
 * Returns: what a new installation has: no wiring limit, hence no offer (G3)
 */
TwcSettings
twc_settings_default (void)
{
  TwcSettings self = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    store (&self, &rows[i], rows[i].initial);

  return self;
}

/**
 * twc_settings_set:
 * @key: a key of the schema
 * @value: `i`, `x` or `s`, from outside and not yet trusted
 * @error: #TWC_SETTINGS_ERROR
 *
 * Takes over one setting when it is valid. When it is not, @self keeps what it had, and
 * @error says which key, which value and what is allowed (G3).
 */
gboolean
twc_settings_set (TwcSettings *self, const char *key, GVariant *value, GError **error)
{
  const Row *row = find_row (key);
  gint64 number = 0;

  if (row == NULL)
    return unknown_key (key, error);
  if (!parse (row, value, &number, error))
    return FALSE;

  /* 5 A is the least any Wall Connector knows; 1 to 4 A make cars refuse (twc-protocol 5.2). */
  if (row->offset == FIELD (min_ca) && number > 0 && number < 5)
    return check_range (key, number, 5, row->max, error);
  if (!check_range (key, number, row->min, row->max, error))
    return FALSE;

  store (self, row, number);
  return TRUE;
}

static TwcChargerSettings *
ensure_charger (TwcSettings *self, guint16 id, GError **error)
{
  for (guint i = 0; i < self->n_chargers; i++)
    if (self->chargers[i].id == id)
      return &self->chargers[i];

  if (self->n_chargers == TWC_SETTINGS_MAX_CHARGERS)
    {
      g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_TOO_MANY_CHARGERS,
                   "settings of more than %d Wall Connectors: %04X is left out",
                   TWC_SETTINGS_MAX_CHARGERS, id);
      return NULL;
    }

  self->chargers[self->n_chargers].id = id;
  return &self->chargers[self->n_chargers++];
}

/**
 * twc_settings_set_charger:
 * @id: the Wall Connector
 * @key: a key of the schema's Charger child
 * @value: `s`, `i` or `b`, from outside and not yet trusted
 * @error: #TWC_SETTINGS_ERROR
 *
 * As twc_settings_set(), for one Wall Connector.
 */
gboolean
twc_settings_set_charger (
  TwcSettings *self, guint16 id, const char *key, GVariant *value, GError **error)
{
  TwcChargerSettings *charger = ensure_charger (self, id, error);
  gint64 number;

  if (charger == NULL)
    return FALSE;

  if (strcmp (key, "name") == 0)
    {
      if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
        return wrong_type (key, value, error);
      g_utf8_strncpy (charger->name, g_variant_get_string (value, NULL),
                      (sizeof charger->name - 1) / 4);
      return TRUE;
    }
  if (strcmp (key, "max-amps") == 0)
    {
      if (!parse_number (key, value, 0, 80, &number, error) ||
          (number != 0 && !check_range (key, number, 5, 80, error)))
        return FALSE;
      charger->max_ca = TWC_CA (number);
      return TRUE;
    }
  if (strcmp (key, "paused") == 0 || strcmp (key, "allow-start-stop") == 0)
    {
      gboolean *field = key[0] == 'p' ? &charger->paused : &charger->may_start_stop;

      if (!g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
        return wrong_type (key, value, error);
      *field = g_variant_get_boolean (value);
      return TRUE;
    }

  return unknown_key (key, error);
}

/**
 * twc_settings_find_charger:
 *
 * Returns: (transfer none) (nullable): the settings of @id, %NULL when it has none of its own
 */
const TwcChargerSettings *
twc_settings_find_charger (const TwcSettings *self, guint16 id)
{
  for (guint i = 0; i < self->n_chargers; i++)
    if (self->chargers[i].id == id)
      return &self->chargers[i];

  return NULL;
}

static gboolean
charger_equal (const TwcChargerSettings *a, const TwcChargerSettings *b)
{
  return a->id == b->id && strcmp (a->name, b->name) == 0 && a->max_ca == b->max_ca &&
         a->paused == b->paused && a->may_start_stop == b->may_start_stop;
}

gboolean
twc_settings_equal (const TwcSettings *a, const TwcSettings *b)
{
  if (a->n_chargers != b->n_chargers || a->charge_now_until_s != b->charge_now_until_s)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].kind != KIND_UTC &&
        G_STRUCT_MEMBER (guint, a, rows[i].offset) != G_STRUCT_MEMBER (guint, b, rows[i].offset))
      return FALSE;

  for (guint i = 0; i < a->n_chargers; i++)
    if (!charger_equal (&a->chargers[i], &b->chargers[i]))
      return FALSE;

  return TRUE;
}

/**
 * twc_settings_list_keys:
 *
 * Returns: (transfer none): the keys that twc_settings_set() takes, %NULL-terminated
 */
const char *const *
twc_settings_list_keys (void)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (keys) == G_N_ELEMENTS (rows) + 1);

  return keys;
}

const char *const *
twc_settings_list_charger_keys (void)
{
  return charger_keys;
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
