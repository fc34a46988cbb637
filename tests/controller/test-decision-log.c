/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-decision-log.h"

#define UNIX_S G_GINT64_CONSTANT (1790000000)

static TwcPlan
make_plan (guint offer_ca, TwcReasonCode why)
{
  TwcPlan plan = { .n_chargers = 1, .available_ca = offer_ca, .exposure_ca = offer_ca };

  plan.reason = twc_reason_new (TWC_REASON_FIXED);
  plan.chargers[0] = (TwcPlanCharger){ .id = 0x9399, .offer_ca = offer_ca };
  plan.chargers[0].reason = twc_reason_new (why);
  twc_reason_add (&plan.chargers[0].reason, TWC_NUMBER_LIMIT_AMPS, TWC_CA (40));
  return plan;
}

static TwcSite
make_site (guint draw_ca)
{
  TwcSite site = { .n_chargers = 1 };

  site.chargers[0] = (TwcChargerState){ .id = 0x9399, .draw_ca = draw_ca };
  return site;
}

static void
note (TwcDecisionLog *log, guint offer_ca, TwcReasonCode why, gint64 unix_s)
{
  const TwcPlan plan = make_plan (offer_ca, why);
  const TwcSite site = make_site (offer_ca / 2);

  twc_decision_log_note (log, &plan, &site, unix_s);
}

static TwcDecision
get (const TwcDecisionLog *log, gsize index)
{
  g_autoptr(GVariant) all = g_variant_ref_sink (twc_decision_log_to_variant (log));
  g_autoptr(GVariant) child = g_variant_get_child_value (all, index);
  TwcDecision decision;

  g_assert_true (twc_decision_from_variant (child, &decision));
  return decision;
}

static gsize
count (const TwcDecisionLog *log)
{
  g_autoptr(GVariant) all = g_variant_ref_sink (twc_decision_log_to_variant (log));

  return g_variant_n_children (all);
}

/* A decision is kept with its numbers; the same one again is none. */
static void
test_changes (void)
{
  TwcDecisionLog log = { 0 };
  TwcDecision first, last;

  note (&log, TWC_CA (16), TWC_REASON_FIXED, UNIX_S);
  note (&log, TWC_CA (16), TWC_REASON_FIXED, UNIX_S + 1);
  note (&log, TWC_CA (16), TWC_REASON_WIRING_ALL, UNIX_S + 2);
  note (&log, TWC_CA (20), TWC_REASON_WIRING_ALL, UNIX_S + 3);
  g_assert_cmpuint (count (&log), ==, 3);

  first = get (&log, 0);
  g_assert_cmpint (first.unix_s, ==, UNIX_S);
  g_assert_cmpuint (first.chargers[0].draw_ca, ==, TWC_CA (8));

  last = get (&log, 2);
  g_assert_cmpint (last.unix_s, ==, UNIX_S + 3);
  g_assert_cmphex (last.chargers[0].id, ==, 0x9399);
  g_assert_cmpuint (last.chargers[0].offer_ca, ==, TWC_CA (20));
  g_assert_cmpint (last.chargers[0].reason.code, ==, TWC_REASON_WIRING_ALL);
  g_assert_cmpint (last.chargers[0].reason.numbers[0].value, ==, TWC_CA (40));
}

/* Only the last ones are kept, oldest first. */
static void
test_bounded (void)
{
  TwcDecisionLog log = { 0 };

  for (guint i = 0; i < 3 * TWC_MAX_DECISIONS + 7; i++)
    note (&log, TWC_CA (6 + i % 2), TWC_REASON_FIXED, UNIX_S + i);

  g_assert_cmpuint (count (&log), ==, TWC_MAX_DECISIONS);
  g_assert_cmpint (get (&log, 0).unix_s, ==, UNIX_S + 2 * TWC_MAX_DECISIONS + 7);
  g_assert_cmpint (get (&log, TWC_MAX_DECISIONS - 1).unix_s, ==,
                   UNIX_S + 3 * TWC_MAX_DECISIONS + 6);
}

/* What another program says is no decision until it has been checked. */
static void
test_hostile (void)
{
  static const char *const texts[] = {
    "(int64 0, ('fixed', @a{sv} {}), 0.0, 0.0, [('XYZ', 0.0, 0.0, ('fixed', @a{sv} {}))])",
    "(int64 0, ('unheard-of', @a{sv} {}), 0.0, 0.0, @a(sdd(sa{sv})) [])",
    "(int64 0, ('fixed', @a{sv} {}), 0.0)",
    "'fixed'",
  };
  TwcDecision decision;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (texts[i]));

      g_assert_false (twc_decision_from_variant (variant, &decision));
    }
}

/* More units than a bus has, and currents that are none, are cut to what can be. */
static void
test_absurd (void)
{
  g_autoptr(GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (
    "(int64 5, ('fixed', @a{sv} {}), 1e300, -1.0, [('0001', 1.0, 1.0, ('fixed', @a{sv} {})),"
    "('0002', 1.0, 1.0, ('fixed', {})), ('0003', 1.0, 1.0, ('fixed', {})),"
    "('0004', 1.0, 1.0, ('fixed', {}))])"));
  TwcDecision decision;

  g_assert_true (twc_decision_from_variant (variant, &decision));
  g_assert_cmpuint (decision.n_chargers, ==, TWC_MAX_CHARGERS);
  g_assert_cmpuint (decision.available_ca, ==, 0);
  g_assert_cmpuint (decision.exposure_ca, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decision-log/changes", test_changes);
  g_test_add_func ("/decision-log/bounded", test_bounded);
  g_test_add_func ("/decision-log/hostile", test_hostile);
  g_test_add_func ("/decision-log/absurd", test_absurd);

  return g_test_run ();
}
