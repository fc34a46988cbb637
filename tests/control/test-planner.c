/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "control/twc-planner.h"
#include "table.h"

/* Each file of fixtures/control-planner is a table of charging-control 14 and of the prices of
 * rank 5.
 *
 *   row DAYS START-END PRICE          of the weekly table
 *   announced START END PRICE         of a forecast, which then takes the table's place; UTC
 *   fetched DATE TIME                 when it was fetched, else in 2026-01
 *   price DATE TIME PRICE|unknown     the price at a time
 *   now DATE TIME, departure DATE TIME, energy KWH, power KW, gap PERCENT
 *   plan MINUTES N [late MINUTES] [cost C]   what comes of it, with N windows
 *   window I START END                its window I, from 0; UTC */

typedef struct
{
  Table table;
  TwcTariffRow rows[TWC_MAX_TARIFF_ROWS];
  guint n_rows;
  TwcForecast forecast;
  TwcPlannerQuestion question;
  TwcPlannerAnswer answer;
  TwcPriceSlot slots[TWC_MAX_SLOTS];
} Fixture;

static TwcPriceSource
get_source (const Fixture *self)
{
  return (TwcPriceSource){
    .forecast = self->forecast.n_rows > 0 ? &self->forecast : NULL,
    .n_rows = self->n_rows,
    .rows = self->rows,
    .zone = self->table.zone,
  };
}

static void
do_row (Table *table)
{
  Fixture *self = (Fixture *) table;
  TwcTariffRow *row = &self->rows[self->n_rows++];

  row->days = table_get_days (table, 1);
  table_get_span (table, 2, &row->start_min, &row->end_min);
  row->price = table_get_double (table, 3);
}

static void
do_announced (Table *table)
{
  Fixture *self = (Fixture *) table;
  TwcForecastRow *row = &self->forecast.rows[self->forecast.n_rows++];

  row->start_s = table_get_time (table, 1);
  row->end_s = table_get_time (table, 2);
  row->price = table_get_double (table, 3);
  if (self->forecast.fetched_s == 0)
    self->forecast.fetched_s = row->start_s;
}

static void
do_fetched (Table *table)
{
  ((Fixture *) table)->forecast.fetched_s = table_get_time (table, 1);
}

static void
do_price (Table *table)
{
  const TwcPriceSource source = get_source ((Fixture *) table);
  TwcPriceMemory memory = { 0 };
  double price = 0;
  gboolean known;

  known = twc_prices_find (&memory, &source, table_get_time (table, 1), &price);
  g_test_message ("%s:%u", table->path, table->line);
  g_assert_cmpint (known, ==, !table_has (table, 3, "unknown"));
  if (known)
    g_assert_cmpfloat_with_epsilon (price, table_get_double (table, 3), 1e-9);
}

static void
do_now (Table *table)
{
  ((Fixture *) table)->question.now_s = table_get_time (table, 1);
}

static void
do_departure (Table *table)
{
  ((Fixture *) table)->question.departure_s = table_get_time (table, 1);
}

static void
do_energy (Table *table)
{
  ((Fixture *) table)->question.energy_wh = 1000 * table_get_double (table, 1);
}

static void
do_power (Table *table)
{
  ((Fixture *) table)->question.power_w = (guint) lround (1000 * table_get_double (table, 1));
}

static void
do_gap (Table *table)
{
  ((Fixture *) table)->question.gap_percent = (guint) table_get_double (table, 1);
}

static void
do_plan (Table *table)
{
  Fixture *self = (Fixture *) table;
  const TwcPriceSource source = get_source (self);

  self->question.slots = self->slots;
  self->question.n_slots = twc_prices_cut (&source, self->question.now_s,
                                           twc_planner_get_end (&self->question), self->slots);
  self->answer = twc_planner_solve (&self->question);

  g_test_message ("%s:%u", table->path, table->line);
  g_assert_cmpuint (self->answer.duration_min, ==, (guint) table_get_double (table, 1));
  g_assert_cmpuint (self->answer.n_windows, ==, (guint) table_get_double (table, 2));
  g_assert_cmpuint (self->answer.late_min, ==,
                    table_has (table, 3, "late") ? (guint) table_get_double (table, 4) : 0);
  g_assert_cmpint (self->answer.has_cost, ==, table_has (table, 3, "cost"));
  if (self->answer.has_cost)
    g_assert_cmpfloat_with_epsilon (self->answer.cost, table_get_double (table, 4), 0.00005);
}

static void
do_window (Table *table)
{
  const Fixture *self = (Fixture *) table;
  const guint index = (guint) table_get_double (table, 1);

  g_test_message ("%s:%u", table->path, table->line);
  g_assert_cmpuint (index, <, self->answer.n_windows);
  g_assert_cmpint (self->answer.windows[index].start_s, ==, table_get_time (table, 2));
  g_assert_cmpint (self->answer.windows[index].end_s, ==, table_get_time (table, 3));
}

static const TableVerb verbs[] = {
  { "row", do_row },         { "announced", do_announced },
  { "fetched", do_fetched }, { "price", do_price },
  { "now", do_now },         { "departure", do_departure },
  { "energy", do_energy },   { "power", do_power },
  { "gap", do_gap },         { "plan", do_plan },
  { "window", do_window },
};

static void
test_table (gconstpointer path)
{
  g_autofree Fixture *fixture = g_new0 (Fixture, 1);

  fixture->question.margin_min = 15;
  fixture->question.gap_percent = 2;
  table_run (&fixture->table, path, verbs, G_N_ELEMENTS (verbs));
}

/* A random market: prices in steps, some of them negative, some missing. */
static void
make_market (TwcPlannerQuestion *question, TwcPriceSlot slots[TWC_MAX_SLOTS])
{
  static const TwcPriceSource nobody;
  const guint length_min = (guint) g_test_rand_int_range (30, 3000);
  const gboolean has_gaps = g_test_rand_int_range (0, 3) == 0;
  double price = 0.3;

  *question = (TwcPlannerQuestion){
    .now_s = G_GINT64_CONSTANT (1780000000) + g_test_rand_int_range (0, 86400),
    .margin_min = (guint) g_test_rand_int_range (0, 121),
    .gap_percent = (guint) g_test_rand_int_range (0, 51),
    .energy_wh = g_test_rand_int_range (1, 60000),
    .power_w = (guint) g_test_rand_int_range (1200, 22000),
    .slots = slots,
  };
  question->departure_s = question->now_s + (gint64) (length_min + question->margin_min) * 60;
  question->n_slots =
    twc_prices_cut (&nobody, question->now_s, twc_planner_get_end (question), slots);
  for (guint i = 0; i < question->n_slots; i++)
    {
      if (g_test_rand_int_range (0, 3) == 0)
        price = g_test_rand_int_range (-5, 40) / 100.0;
      slots[i].priced = !has_gaps || g_test_rand_int_range (0, 10) > 0;
      slots[i].price = slots[i].priced ? price : 0;
    }
}

static gint64
sum_windows (const TwcPlannerAnswer *answer)
{
  gint64 sum_s = 0;

  for (guint i = 0; i < answer->n_windows; i++)
    sum_s += answer->windows[i].end_s - answer->windows[i].start_s;

  return sum_s;
}

/* Windows lie in order and within [now, T'], do not touch, and hold d: 14.3, 14.4. */
static void
test_windows (void)
{
  g_autofree TwcPriceSlot *slots = g_new (TwcPriceSlot, TWC_MAX_SLOTS);

  for (guint round = 0; round < 3000; round++)
    {
      TwcPlannerQuestion question;
      TwcPlannerAnswer answer;
      gint64 end_s;

      make_market (&question, slots);
      answer = twc_planner_solve (&question);
      end_s = twc_planner_get_end (&question);

      for (guint i = 0; i < answer.n_windows; i++)
        {
          g_assert_cmpint (answer.windows[i].start_s, <, answer.windows[i].end_s);
          g_assert_cmpint (answer.windows[i].start_s, >=,
                           i == 0 ? question.now_s : answer.windows[i - 1].end_s + 1);
          if (!answer.continuous)
            g_assert_cmpint (answer.windows[i].end_s, <=, end_s);
        }
      if (question.n_slots > 0 && slots[question.n_slots - 1].priced &&
          answer.n_windows < TWC_MAX_WINDOWS)
        g_assert_cmpint (sum_windows (&answer), ==, (gint64) answer.duration_min * 60);
    }
}

/* With the tolerance at 0 nothing unbroken is cheaper, and a tolerance never costs more than
 * it allows. */
static void
test_costs (void)
{
  g_autofree TwcPriceSlot *slots = g_new (TwcPriceSlot, TWC_MAX_SLOTS);

  for (guint round = 0; round < 3000; round++)
    {
      TwcPlannerQuestion question;
      TwcPlannerAnswer cheapest, answer;

      make_market (&question, slots);
      answer = twc_planner_solve (&question);
      question.gap_percent = 0;
      cheapest = twc_planner_solve (&question);

      g_assert_cmpint (answer.has_cost, ==, cheapest.has_cost);
      g_assert_cmpfloat (cheapest.cost, <=, answer.cost + 1e-9);
      g_assert_cmpfloat (answer.cost, <=, cheapest.cost + fabs (cheapest.cost) * 0.5 + 1e-9);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  table_add_tests ("control-planner", "/control/planner/", test_table);
  g_test_add_func ("/control/planner/property/windows", test_windows);
  g_test_add_func ("/control/planner/property/costs", test_costs);

  return g_test_run ();
}
