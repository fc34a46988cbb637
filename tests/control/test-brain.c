/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "toy.h"

typedef struct
{
  const char *path;
  guint wiring_ca;
  guint amps_ca;
  gint64 from_now_s;
  const char *refusal; /* part of the message; NULL: it is possible */
} ChargeNowRow;

/* Beside a unit of protocol 1 with an automatic minimum of 12 A. */
static const ChargeNowRow charge_now_rows[] = {
  { "/brain/charge-now/possible", 4000, 4000, 3600, NULL },
  { "/brain/charge-now/least", 4000, 1200, 1, NULL },
  { "/brain/charge-now/above-wiring", 4000, 5000, 3600, "50 A is more than" },
  { "/brain/charge-now/below-minimum", 4000, 1100, 3600, "11 A is less than" },
  { "/brain/charge-now/nothing", 4000, 0, 3600, "whole amps" },
  { "/brain/charge-now/half-an-ampere", 4000, 1250, 3600, "whole amps" },
  { "/brain/charge-now/over", 4000, 2000, 0, "in the past" },
  { "/brain/charge-now/long-over", 4000, 2000, -3600, "in the past" },
  { "/brain/charge-now/a-week", 4000, 2000, 7 * 86400, NULL },
  { "/brain/charge-now/more-than-a-week", 4000, 2000, 7 * 86400 + 1, "within 7 days" },
  { "/brain/charge-now/for-ever", 4000, 2000, G_MAXINT64 / 2, "within 7 days" },
  { "/brain/charge-now/no-limit", 0, 2000, 3600, "no wiring limit" },
};

static void
test_charge_now (gconstpointer data)
{
  const ChargeNowRow *row = data;
  g_autoptr(GError) error = NULL;
  gboolean possible;
  Toy toy;

  toy_init (&toy);
  toy_add (&toy, 0x1000, 1, TWC_CA (80));
  toy.settings.wiring_all_ca = row->wiring_ca;
  toy.settings.wiring_twc_ca = TWC_CA (32);
  toy_tick (&toy);

  possible = twc_brain_check_charge_now (&toy.settings, &toy.site, row->amps_ca,
                                         toy.now.unix_s + row->from_now_s, toy.now, &error);

  g_assert_cmpint (possible, ==, row->refusal == NULL);
  if (!row->refusal)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_OUT_OF_RANGE);
  g_assert_nonnull (strstr (error->message, row->refusal));
}

/* The first refusal that a person meets is not about a Wall Connector that is not there. */
static void
test_charge_now_without_charger (void)
{
  g_autoptr(GError) error = NULL;
  Toy toy;

  toy_init (&toy);
  toy.settings.wiring_all_ca = TWC_CA (20);
  toy_tick (&toy);

  g_assert_true (twc_brain_check_charge_now (&toy.settings, &toy.site, TWC_CA (6),
                                             toy.now.unix_s + 60, toy.now, &error));
  g_assert_no_error (error);
}

static void
test_no_charger (void)
{
  Toy toy;

  toy_init (&toy);
  toy.settings.wiring_all_ca = TWC_CA (20);
  toy_tick (&toy);

  g_assert_cmpint (toy.plan.reason.code, ==, TWC_REASON_NO_CHARGER);
  g_assert_cmpuint (toy.plan.n_chargers, ==, 0);
  g_assert_cmpuint (toy.plan.exposure_ca, ==, 0);
}

/* G7: after a restart the same offers go on at once, and nothing is raised before they report. */
static void
test_known (void)
{
  const TwcKnownCharger known[] = { { 0x1000, 1, TWC_CA (80), TWC_CA (20) },
                                    { 0x1001, 1, TWC_CA (80), TWC_CA (8) } };
  Toy toy;

  toy_init (&toy);
  toy.settings.wiring_all_ca = TWC_CA (40);
  toy.settings.wiring_twc_ca = TWC_CA (32);
  toy.settings.min_ca = TWC_CA (6);
  toy.settings.mode = TWC_MODE_FIXED;
  toy.settings.fixed_ca = TWC_CA (40);
  toy.memory = twc_memory_new (known, G_N_ELEMENTS (known), toy.now);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    toy_add (&toy, known[i].id, 1, known[i].rating_ca)->silent = TRUE;
  toy.units[0].state.heard_us = toy.units[1].state.heard_us = toy.now.us;

  toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[0].offer_ca, ==, TWC_CA (20));
  g_assert_cmpuint (toy.plan.chargers[1].offer_ca, ==, TWC_CA (8));
  g_assert_cmpuint (toy.plan.exposure_ca, ==, TWC_CA (28));
  g_assert_cmpint (toy.plan.chargers[1].reason.code, ==, TWC_REASON_STARTUP);

  /* What was to be confirmed is forgotten: 15 s are not enough when they have not spoken. */
  for (guint i = 0; i < 20; i++)
    toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[1].offer_ca, ==, TWC_CA (8));
  g_assert_cmpint (toy.plan.chargers[1].reason.code, ==, TWC_REASON_STARTUP);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      toy.units[i].silent = FALSE;
      toy.units[i].offers_ca[0] = toy.units[i].offers_ca[1] = known[i].offer_ca;
    }
  toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[1].offer_ca, ==, TWC_CA (20));
}

/* A unit that takes a new id every second keeps all its old exposures for 90 s (10.1), in
 * however many slots there are. */
static void
test_many_ids (void)
{
  Toy toy;

  toy_init (&toy);
  toy.settings.wiring_all_ca = TWC_CA (240);
  toy.settings.wiring_twc_ca = TWC_CA (10);
  toy.settings.min_ca = TWC_CA (6);
  toy.settings.mode = TWC_MODE_FIXED;
  toy.settings.fixed_ca = TWC_CA (240);
  toy_add (&toy, 0x2000, 1, TWC_CA (80));
  toy_tick (&toy);
  toy.memory.started_us -= TWC_SECONDS_US (60);

  for (guint16 i = 1; i <= 20; i++)
    {
      toy_tick (&toy);
      g_assert_cmpuint (toy.plan.exposure_ca, ==, TWC_CA (10) * i);
      toy.units[0].state.id++;
      toy.units[0].offers_ca[0] = toy.units[0].offers_ca[1] = 0;
    }
  g_assert_cmpuint (toy.memory.n_chargers, <=, TWC_MEMORY_CHARGERS);

  for (guint i = 0; i < 90; i++)
    toy_tick (&toy);
  g_assert_cmpuint (toy.plan.exposure_ca, ==, TWC_CA (10));
  g_assert_cmpuint (toy.memory.n_chargers, ==, 1);
}

/* A unit that links, gets heartbeats and never answers keeps the limit that it has
 * (twc-protocol 4.6): its 90 s begin anew. */
static void
test_links_without_a_word (void)
{
  ToyUnit *unit;
  Toy toy;

  toy_init (&toy);
  toy.settings.wiring_all_ca = toy.settings.wiring_twc_ca = TWC_CA (20);
  toy.settings.mode = TWC_MODE_FIXED;
  toy.settings.fixed_ca = TWC_CA (20);
  unit = toy_add (&toy, 0x1000, 1, TWC_CA (80));
  for (guint i = 0; i < 30; i++)
    toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[0].exposure_ca, ==, TWC_CA (20));

  unit->silent = TRUE;
  for (guint i = 0; i < 60; i++)
    toy_tick (&toy);
  g_assert_cmpint (toy.plan.chargers[0].reason.code, ==, TWC_REASON_LOST);

  unit->state.online = TRUE;
  unit->state.reported = FALSE;
  unit->state.n_reports = 0;
  unit->state.heard_us = toy.now.us;
  toy_tick (&toy);
  for (guint i = 0; i < 88; i++)
    toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[0].exposure_ca, ==, TWC_CA (20));

  toy_tick (&toy);
  toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[0].exposure_ca, ==, 0);
}

/* A lost unit may draw what it was told until 90 s are over (charging-control 10.1). When the limit
 * is lowered meanwhile, the others make room for it at once (G1). */
static void
test_limit_lowered_beside_lost (void)
{
  ToyUnit *lost;
  Toy toy;

  toy_init (&toy);
  toy.settings.wiring_all_ca = toy.settings.wiring_twc_ca = TWC_CA (40);
  toy.settings.min_ca = TWC_CA (6);
  toy.settings.mode = TWC_MODE_FIXED;
  toy.settings.fixed_ca = TWC_CA (40);
  lost = toy_add (&toy, 0x1000, 1, TWC_CA (80));
  toy_add (&toy, 0x1001, 1, TWC_CA (80));
  for (guint i = 0; i < 120; i++)
    toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[0].offer_ca, ==, TWC_CA (20));
  g_assert_cmpuint (toy.plan.chargers[1].offer_ca, ==, TWC_CA (20));

  lost->silent = TRUE;
  for (guint i = 0; i < 30; i++)
    toy_tick (&toy);
  g_assert_cmpint (toy.plan.chargers[0].reason.code, ==, TWC_REASON_LOST);
  g_assert_cmpuint (toy.plan.chargers[1].offer_ca, ==, TWC_CA (20));

  toy.settings.wiring_all_ca = TWC_CA (30);
  toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[1].offer_ca, ==, TWC_CA (10));
  toy.settings.wiring_all_ca = TWC_CA (24);
  toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[1].offer_ca, ==, 0);

  for (guint i = 0; i < 120; i++)
    toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[1].offer_ca, ==, TWC_CA (24));
  g_assert_false (toy.plan.stopped_for_overload);
}

/* 7.5 stops everything until a person comes, if the minimum does not end an overload. What a lost
 * unit said last is no proof of that. */
static void
test_no_stop_for_old_news (void)
{
  ToyUnit *lost;
  Toy toy;

  toy_init (&toy);
  toy.settings.wiring_all_ca = toy.settings.wiring_twc_ca = TWC_CA (40);
  toy.settings.min_ca = TWC_CA (6);
  toy.settings.mode = TWC_MODE_FIXED;
  toy.settings.fixed_ca = TWC_CA (40);
  lost = toy_add (&toy, 0x1000, 1, TWC_CA (80));
  toy_add (&toy, 0x1001, 1, TWC_CA (80));
  for (guint i = 0; i < 120; i++)
    toy_tick (&toy);

  lost->silent = TRUE;
  for (guint i = 0; i < 30; i++)
    toy_tick (&toy);
  toy.settings.wiring_all_ca = TWC_CA (16);
  for (guint i = 0; i < 50; i++)
    {
      toy_tick (&toy);
      g_assert_cmpuint (toy.plan.chargers[1].offer_ca, ==, 0);
      g_assert_false (toy.plan.stopped_for_overload);
    }

  for (guint i = 0; i < 400; i++)
    toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[1].offer_ca, ==, TWC_CA (16));
}

/* The clock of the wall may jump: only charge-now looks at it. */
static void
test_clock_jumps (void)
{
  Toy toy;

  toy_init (&toy);
  toy.settings.wiring_all_ca = toy.settings.wiring_twc_ca = TWC_CA (20);
  toy.settings.mode = TWC_MODE_OFF;
  toy.settings.charge_now_ca = TWC_CA (20);
  toy.settings.charge_now_until_s = G_MAXINT64;
  toy_add (&toy, 0x1000, 1, TWC_CA (80));
  for (guint i = 0; i < 30; i++)
    toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[0].offer_ca, ==, TWC_CA (20));

  toy.now.unix_s = 0;
  toy_tick (&toy);
  g_assert_cmpuint (toy.plan.chargers[0].offer_ca, ==, TWC_CA (20));
  g_assert_cmpint (toy.plan.next_us, >, toy.now.us - G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (charge_now_rows); i++)
    g_test_add_data_func (charge_now_rows[i].path, &charge_now_rows[i], test_charge_now);
  g_test_add_func ("/brain/charge-now/without-charger", test_charge_now_without_charger);
  g_test_add_func ("/brain/no-charger", test_no_charger);
  g_test_add_func ("/brain/known", test_known);
  g_test_add_func ("/brain/many-ids", test_many_ids);
  g_test_add_func ("/brain/links-without-a-word", test_links_without_a_word);
  g_test_add_func ("/brain/limit-lowered-beside-lost", test_limit_lowered_beside_lost);
  g_test_add_func ("/brain/no-stop-for-old-news", test_no_stop_for_old_news);
  g_test_add_func ("/brain/clock-jumps", test_clock_jumps);

  return g_test_run ();
}
