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
  const TwcGraphScale scale = twc_graph_scale_new (440, 100, row->peak_ca);

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
  const TwcGraphScale scale = twc_graph_scale_new (440, 200, 4000);

  g_assert_cmpint (twc_graph_scale_get_row (&scale, row->ca), ==, row->row);
}

typedef struct
{
  const char *path;
  int width;
} WidthRow;

static const WidthRow width_rows[] = {
  { "/graph-scale/columns/one-pixel-chunks", 11 }, { "/graph-scale/columns/narrow", 130 },
  { "/graph-scale/columns/one-to-one", 660 },      { "/graph-scale/columns/wide", 1900 },
  { "/graph-scale/columns/too-small", 3 },
};

/* Every sample is in some column, in order, and no column is without one. */
static void
test_columns (gconstpointer data)
{
  const WidthRow *row = data;
  const TwcGraphScale scale = twc_graph_scale_new (row->width, 100, 0);
  guint covered = 0;

  g_assert_cmpint (scale.chunk_width, >=, 1);
  for (int x = 0; x < scale.chunk_width; x++)
    {
      guint first, end;

      twc_graph_scale_get_samples (&scale, x, &first, &end);
      g_assert_cmpuint (first, <, end);
      g_assert_cmpuint (first, <=, covered);
      covered = end;
    }
  g_assert_cmpuint (covered, ==, TWC_GRAPH_CHUNK_S);
}

typedef struct
{
  const char *path;
  guint64 end;
  gint64 first;
} StepRow;

static const StepRow step_rows[] = {
  { "/graph-scale/step/nothing-yet", 0, -10 },
  { "/graph-scale/step/first-second", 1, -10 },
  { "/graph-scale/step/first-chunk-full", TWC_GRAPH_CHUNK_S, -10 },
  { "/graph-scale/step/second-chunk", TWC_GRAPH_CHUNK_S + 1, -9 },
  { "/graph-scale/step/ten-minutes", TWC_GRAPH_SPAN_S, -1 },
  { "/graph-scale/step/a-day", 86400, 1429 },
};

/* The oldest stays for a whole chunk. */
static void
test_step (gconstpointer data)
{
  const StepRow *row = data;

  g_assert_cmpint (twc_graph_scale_get_first_chunk (row->end), ==, row->first);
}

/* A chunk keeps its place, and its successor lies to the right of it, or at the left again. */
static void
test_places (void)
{
  for (gint64 chunk = -TWC_GRAPH_N_CHUNKS; chunk < 3 * TWC_GRAPH_N_CHUNKS; chunk++)
    {
      const int place = twc_graph_scale_get_place (chunk);

      g_assert_cmpint (place, >=, 0);
      g_assert_cmpint (place, <, TWC_GRAPH_N_CHUNKS);
      g_assert_cmpint (twc_graph_scale_get_place (chunk + 1), ==, (place + 1) % TWC_GRAPH_N_CHUNKS);
    }
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
  const TwcGraphScale scale = twc_graph_scale_new (440, row->height, 4000);

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
  ADD (width_rows, test_columns);
  ADD (step_rows, test_step);
  ADD (tick_rows, test_tick);

  g_test_add_func ("/graph-scale/places", test_places);

  return g_test_run ();
}
