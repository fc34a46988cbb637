/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph-scale.h"

typedef struct
{
  const char *path;
  guint peak_ca;
  guint top_ca;
} TopRow;

static const TopRow top_rows[] = {
  { "/graph-scale/top/nothing", 0, 2000 },     { "/graph-scale/top/just-fits", 2000, 2000 },
  { "/graph-scale/top/one-more", 2001, 4000 }, { "/graph-scale/top/american", 8000, 8000 },
  { "/graph-scale/top/absurd", 65535, 8000 },
};

static void
test_top (gconstpointer data)
{
  const TopRow *row = data;
  const TwcGraphScale scale = twc_graph_scale_new (100, row->peak_ca);

  g_assert_cmpuint (scale.max_ca, ==, row->top_ca);
}

typedef struct
{
  const char *path;
  guint ca;
  int row;
} HeightRow;

static const HeightRow height_rows[] = {
  { "/graph-scale/row/zero", 0, 0 },          { "/graph-scale/row/half", 2000, 100 },
  { "/graph-scale/row/top", 4000, 200 },      { "/graph-scale/row/beyond", 65535, 200 },
  { "/graph-scale/row/rounds-up", 1010, 51 }, { "/graph-scale/row/rounds-down", 1009, 50 },
};

static void
test_row (gconstpointer data)
{
  const HeightRow *row = data;
  const TwcGraphScale scale = twc_graph_scale_new (200, 4000);

  g_assert_cmpint (twc_graph_scale_get_row (&scale, row->ca), ==, row->row);
}

typedef struct
{
  const char *path;
  int height;
  guint tick_ca;
} TickRow;

static const TickRow tick_rows[] = {
  { "/graph-scale/tick/tall", 400, 500 },
  { "/graph-scale/tick/usual", 200, 1000 },
  { "/graph-scale/tick/low", 90, 2000 },
  { "/graph-scale/tick/ends-alone", 50, 4000 },
};

static void
test_tick (gconstpointer data)
{
  const TickRow *row = data;
  const TwcGraphScale scale = twc_graph_scale_new (row->height, 4000);

  g_assert_cmpuint (twc_graph_scale_get_tick_ca (&scale, 40), ==, row->tick_ca);
}

#define ADD(rows, test)                           \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) \
  g_test_add_data_func (rows[i].path, &rows[i], test)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD (top_rows, test_top);
  ADD (height_rows, test_row);
  ADD (tick_rows, test_tick);

  return g_test_run ();
}
