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
  g_test_add_func ("/settings/chargers-are-bounded", test_chargers_are_bounded);

  return g_test_run ();
}
