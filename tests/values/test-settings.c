/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "values/twc-settings.h"

static void
test_new_installation_offers_nothing (void)
{
  const TwcSettings settings = twc_settings_default ();

  /* G3: no limit configured means 0 A. */
  g_assert_cmpuint (settings.wiring_all_ca, ==, 0);
  g_assert_cmpuint (settings.wiring_twc_ca, ==, 0);
  g_assert_cmpuint (settings.min_on_s, ==, 60);
}

typedef struct
{
  const char *path;
  const char *key;
  const char *value; /* GVariant text */
  int error;         /* -1 = accepted */
} Row;

static const Row rows[] = {
  { "/settings/set/limit", "wiring-max-amps-all", "40", -1 },
  { "/settings/set/least-limit", "wiring-max-amps-all", "6", -1 },
  { "/settings/set/limit-too-low", "wiring-max-amps-all", "5", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/absurd-limit", "wiring-max-amps-all", "99999", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/negative-limit", "wiring-max-amps-per-twc", "-1",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/text-for-number", "wiring-max-amps-all", "'40'", TWC_SETTINGS_ERROR_WRONG_TYPE },
  { "/settings/set/minimum-automatic", "min-amps-per-twc", "0", -1 },
  { "/settings/set/minimum-too-low", "min-amps-per-twc", "4", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  /* G5: a contactor rests for a minute. */
  { "/settings/set/minute-on", "min-on-seconds", "60", -1 },
  { "/settings/set/less-than-a-minute-on", "min-on-seconds", "59",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/less-than-a-minute-off", "min-off-seconds", "59",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/mode", "non-scheduled-mode", "'fixed'", -1 },
  { "/settings/set/unknown-mode", "non-scheduled-mode", "'turbo'",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/until", "charge-now-until", "int64 4102444800", -1 },
  { "/settings/set/fuse-off", "main-fuse-amps", "0", -1 },
  { "/settings/set/fuse-least", "main-fuse-amps", "10", -1 },
  { "/settings/set/fuse-in-the-gap", "main-fuse-amps", "9", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/import-in-the-gap", "max-grid-import", "499", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/quirk-in-the-gap", "quirk-amps", "9", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/limit-level-in-the-gap", "vehicle-limit-soc", "19",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/reserve-below-0", "green-reserve-watts", "-5000", -1 },
  { "/settings/set/reserve-too-low", "green-reserve-watts", "-5001",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/stale-ignore", "green-stale-action", "'ignore'",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/islanded-ignore", "islanded-action", "'ignore'", -1 },
  { "/settings/set/short-pause", "min-off-seconds", "59", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/no-resume", "resume-green-at", "int64 -1", -1 },
  { "/settings/set/resume-before-time", "resume-green-at", "int64 -2",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/kwh", "charge-now-kwh", "12.5", -1 },
  { "/settings/set/kwh-whole", "session-limit-kwh", "12", -1 },
  { "/settings/set/kwh-negative", "charge-now-kwh", "-0.1", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/kwh-absurd", "session-limit-kwh", "1e9", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/kwh-no-number", "session-limit-kwh", "@d nan", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/price-infinite", "cheap-price-limit", "@d inf",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/price-below-0", "cheap-price-limit", "-0.02", -1 },
  { "/settings/set/boolean", "green-flex-start", "true", -1 },
  { "/settings/set/number-for-boolean", "green-flex-start", "1", TWC_SETTINGS_ERROR_WRONG_TYPE },

  { "/settings/set/methods", "green-methods", "['curve', 'grid']", -1 },
  { "/settings/set/method-twice", "green-methods", "['grid', 'grid']",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/unknown-method", "green-methods", "['moon']", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/no-curve", "green-curve", "@ai []", -1 },
  { "/settings/set/short-curve", "green-curve", "[1, 2]", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/negative-curve", "green-curve",
    "[-1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]", TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/offset-unit", "green-offsets", "[('pump', 1.0, 'kW')]",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/offset-absurd", "green-offsets", "[('pump', 10001.0, 'W')]",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/offset-no-number", "green-offsets", "[('pump', nan, 'A')]",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/stop-methods", "stop-methods", "['offer0', 'silence']", -1 },
  { "/settings/set/unknown-stop-method", "stop-methods", "['axe']",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/targets", "charge-now-targets", "['9399', '032e']", -1 },
  { "/settings/set/target-twice", "charge-now-targets", "['032E', '032e']",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/target-no-id", "charge-now-targets", "['left']",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/four-targets", "charge-now-targets", "['0001', '0002', '0003', '0004']",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/policy", "vehicle-policy", "[('5yj3', 'allow'), ('unknown', 'deny')]", -1 },
  { "/settings/set/policy-action", "vehicle-policy", "[('5YJ3', 'maybe')]",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/policy-no-vin", "vehicle-policy", "[('my car', 'allow')]",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/policy-twice", "vehicle-policy", "[('5YJ3', 'allow'), ('5yj3', 'deny')]",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/currency", "price-currency", "'EUR'", -1 },
  { "/settings/set/currency-word", "price-currency", "'euro'", TWC_SETTINGS_ERROR_OUT_OF_RANGE },

  { "/settings/set/prices", "import-prices",
    "[(['mon-fri'], '06:00', '22:00', 0.31), (['daily'], '22:00', '06:00', -0.02)]", -1 },
  { "/settings/set/prices-touch", "feed-in-prices",
    "[(['sun'], '12:00', '24:00', 0.1), (['mon'], '00:00', '12:00', 0.2)]", -1 },
  { "/settings/set/prices-overlap", "import-prices",
    "[(['mon-fri'], '06:00', '22:00', 0.31), (['wed'], '21:59', '23:00', 0.2)]",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/prices-overlap-over-sunday", "import-prices",
    "[(['sun'], '22:00', '06:00', 0.2), (['mon'], '05:00', '07:00', 0.3)]",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/prices-empty-row", "import-prices", "[(['mon'], '06:00', '06:00', 0.31)]",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/prices-without-day", "import-prices", "[(@as [], '06:00', '08:00', 0.31)]",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/prices-no-number", "import-prices", "[(['mon'], '06:00', '08:00', nan)]",
    TWC_SETTINGS_ERROR_OUT_OF_RANGE },
  { "/settings/set/prices-text", "import-prices", "'cheap'", TWC_SETTINGS_ERROR_WRONG_TYPE },

  { "/settings/set/unknown-key", "wiring-max", "40", TWC_SETTINGS_ERROR_UNKNOWN_KEY },
};

static void
test_set (gconstpointer data)
{
  const Row *row = data;
  const TwcSettings before = twc_settings_default ();
  TwcSettings settings = before;
  g_autoptr(GVariant) value = g_variant_ref_sink (g_variant_new_parsed (row->value));
  g_autoptr(GError) error = NULL;

  if (row->error < 0)
    {
      g_assert_true (twc_settings_set (&settings, row->key, value, &error));
      g_assert_no_error (error);
      return;
    }

  /* G3: an invalid setting keeps what was there, and the message names the key. */
  g_assert_false (twc_settings_set (&settings, row->key, value, &error));
  g_assert_error (error, TWC_SETTINGS_ERROR, row->error);
  g_assert_nonnull (strstr (error->message, row->key));
  g_assert_true (twc_settings_equal (&settings, &before));
}

static void
set (TwcSettings *settings, const char *key, const char *text)
{
  g_autoptr(GVariant) value = g_variant_ref_sink (g_variant_new_parsed (text));
  g_autoptr(GError) error = NULL;

  g_assert_true (twc_settings_set (settings, key, value, &error));
  g_assert_no_error (error);
}

/* Charging-control 6.2 and 15.5: R is the sum, amps count at the nominal voltage, and that in
 * whatever order the keys are read. */
static void
test_offsets_are_summed (void)
{
  TwcSettings settings = twc_settings_default ();

  set (&settings, "green-offsets", "[('pump', 300.0, 'W'), ('import', -2.8, 'A')]");
  set (&settings, "green-reserve-watts", "100");
  g_assert_cmpint (settings.green.reserve_w, ==, 100 + 300 - 672);

  set (&settings, "nominal-voltage", "230");
  set (&settings, "phases", "'three'");
  g_assert_cmpint (settings.green.reserve_w, ==, 100 + 300 - 1932);
}

static void
test_lists_are_taken_over (void)
{
  TwcSettings settings = twc_settings_default ();

  set (&settings, "green-methods", "['curve', 'grid']");
  set (&settings, "charge-now-targets", "['9399', '032e']");
  set (&settings, "vehicle-policy", "[('5yj3', 'allow'), ('unknown', 'deny')]");
  set (&settings, "feed-in-prices", "[(['sat', 'sun'], '22:00', '24:00', 0.08)]");
  set (&settings, "charge-now-kwh", "12.5");

  g_assert_cmpuint (settings.green.n_methods, ==, 2);
  g_assert_cmpint (settings.green.methods[0], ==, TWC_METHOD_CURVE);
  g_assert_cmpuint (settings.n_charge_now_ids, ==, 2);
  g_assert_cmphex (settings.charge_now_ids[1], ==, 0x032E);
  g_assert_cmpuint (settings.n_policies, ==, 2);
  g_assert_cmpstr (settings.policies[0].vin, ==, "5YJ3");
  g_assert_false (settings.policies[0].denied);
  g_assert_cmpstr (settings.policies[1].vin, ==, "");
  g_assert_true (settings.policies[1].denied);
  g_assert_cmpuint (settings.tariff.n_export_rows, ==, 1);
  g_assert_cmphex (settings.tariff.export_rows[0].days, ==, 0x60);
  g_assert_cmpuint (settings.tariff.export_rows[0].end_min, ==, 1440);
  g_assert_cmpuint (settings.charge_now_wh, ==, 12500);
}

static void
test_chargers_are_bounded (void)
{
  TwcSettings settings = twc_settings_default ();
  g_autoptr(GVariant) paused = g_variant_ref_sink (g_variant_new_boolean (TRUE));
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < TWC_SETTINGS_MAX_CHARGERS; i++)
    g_assert_true (
      twc_settings_set_charger (&settings, (guint16) (0x1000 + i), "paused", paused, NULL));

  g_assert_false (twc_settings_set_charger (&settings, 0x2000, "paused", paused, &error));
  g_assert_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_TOO_MANY_CHARGERS);
  g_assert_true (twc_settings_find_charger (&settings, 0x1003)->paused);
  g_assert_null (twc_settings_find_charger (&settings, 0x2000));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings/new-installation-offers-nothing",
                   test_new_installation_offers_nothing);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_set);
  g_test_add_func ("/settings/offsets-are-summed", test_offsets_are_summed);
  g_test_add_func ("/settings/lists-are-taken-over", test_lists_are_taken_over);
  g_test_add_func ("/settings/chargers-are-bounded", test_chargers_are_bounded);

  return g_test_run ();
}
