/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

#include "control/twc-brain.h"
#include "control/twc-memory-store.h"
#include "fuzz/fuzz.h"

/* The brain's memory as a file claims it. Whatever it says, the next steps keep within the
 * limits, and what they leave can be stored and read again. */

#define UNIX_S G_GINT64_CONSTANT (1790000000)
#define LIMIT_CA TWC_CA (20)

static TwcSettings
make_settings (void)
{
  TwcSettings settings = twc_settings_default ();

  settings.wiring_all_ca = settings.wiring_twc_ca = LIMIT_CA;
  settings.mode = TWC_MODE_FIXED;
  settings.fixed_ca = LIMIT_CA;
  settings.session_limit_wh = 10000;
  return settings;
}

static TwcSite
make_site (guint n_reports, gint64 now_us)
{
  TwcSite site = { .n_chargers = 2 };

  for (guint i = 0; i < site.n_chargers; i++)
    site.chargers[i] = (TwcChargerState){
      .id = (guint16) (0x9399 + i),
      .protocol = 1,
      .rating_ca = TWC_CA (32),
      .online = TRUE,
      .reported = TRUE,
      .n_reports = n_reports,
      .heard_us = now_us,
      .state = TWC_STATE_WANTS_POWER,
      .activity = TWC_ACTIVITY_PLUGGED,
      .power_report_us = now_us,
      .counter_kwh = 1204,
    };

  return site;
}

static void
check_steps (TwcMemory *memory)
{
  const TwcSettings settings = make_settings ();
  TwcNow now = { TWC_SECONDS_US (50), UNIX_S };

  for (guint i = 0; i < 100; i++)
    {
      const TwcSite site = make_site (i + 1, now.us);
      const TwcPlan plan = twc_brain_decide (&settings, &site, memory, now);

      g_assert_cmpuint (plan.chargers[0].offer_ca + plan.chargers[1].offer_ca, <=, LIMIT_CA);
      g_assert_cmpuint (plan.n_closed, <=, G_N_ELEMENTS (plan.closed));
      now.us += TWC_SECONDS_US (1 + i % 40);
      now.unix_s += 1 + i % 40;
    }
}

static void
check_stored (const TwcMemory *memory, TwcNow now)
{
  g_autoptr(GVariant) stored = g_variant_ref_sink (twc_memory_to_variant (memory, now));
  TwcMemory again = twc_memory_new (NULL, 0, now);

  g_assert_true (twc_memory_from_variant (&again, stored, now));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_data)
{
  const TwcKnownCharger known = { 0x9399, 1, TWC_CA (32), TWC_CA (16) };
  const TwcNow now = { TWC_SECONDS_US (50), UNIX_S };
  g_autofree char *text = g_strndup ((const char *) data, n_data);
  g_autoptr(GVariant) variant = NULL;
  TwcMemory memory = twc_memory_new (&known, 1, now);

  if (g_str_is_ascii (text)) /* as the controller reads it */
    variant = g_variant_parse (NULL, text, NULL, NULL, NULL);
  if (variant != NULL && twc_memory_from_variant (&memory, variant, now))
    check_stored (&memory, now);
  check_steps (&memory);
  check_stored (&memory, (TwcNow){ TWC_SECONDS_US (9000), UNIX_S + 9000 });
  return 0;
}
