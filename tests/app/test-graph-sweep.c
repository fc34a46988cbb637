/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph-sweep.h"

/* Any time that begins a lap. */
#define LAP_BEGIN 1000080

static TwcGraphSweep
create_sweep (int width)
{
  return (TwcGraphSweep){ TWC_GRAPH_LAP_S, TWC_GRAPH_GAP_S, width, LAP_BEGIN };
}

typedef struct
{
  const char *path;
  int width;
  guint64 end;
} WidthRow;

static const WidthRow width_rows[] = {
  { "/graph-sweep/columns/tiny", 13, 5000 },
  { "/graph-sweep/columns/narrow", 131, 5000 },
  { "/graph-sweep/columns/one-to-one", 720, 5000 },
  { "/graph-sweep/columns/usual", 936, 5000 },
  { "/graph-sweep/columns/wide", 1900, 5000 },
  { "/graph-sweep/columns/end-of-lap", 936, 7 * 720 },
  { "/graph-sweep/columns/begin-of-lap", 936, 7 * 720 + 1 },
  { "/graph-sweep/columns/first-second", 936, 1 },
};

/* Each of the last ten minutes' seconds is somewhere, and nothing else is. */
static void
test_all_are_shown (gconstpointer data)
{
  const WidthRow *row = data;
  const TwcGraphSweep sweep = create_sweep (row->width);
  const TwcGraphSpan shown = twc_graph_sweep_get_shown (&sweep, row->end);
  gboolean seen[TWC_GRAPH_LAP_S - TWC_GRAPH_GAP_S] = { FALSE };

  g_assert_cmpint (shown.end - shown.first, ==, G_N_ELEMENTS (seen));
  for (int x = 0; x < row->width; x++)
    {
      const TwcGraphSpan span = twc_graph_sweep_get_samples (&sweep, x, row->end);

      g_assert_cmpint (span.first, >=, shown.first);
      g_assert_cmpint (span.end, <=, shown.end);
      for (gint64 serial = span.first; serial < span.end; serial++)
        seen[serial - shown.first] = TRUE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (seen); i++)
    g_assert_true (seen[i]);
}

/* The whole point: where a second lies does not change while time goes on. */
static void
test_nothing_moves (gconstpointer data)
{
  const WidthRow *row = data;
  const TwcGraphSweep sweep = create_sweep (row->width);
  const TwcGraphSpan shown = twc_graph_sweep_get_shown (&sweep, row->end + 1);
  int n_changed = 0;

  for (int x = 0; x < row->width; x++)
    {
      const TwcGraphSpan before = twc_graph_sweep_get_samples (&sweep, x, row->end);
      const TwcGraphSpan after = twc_graph_sweep_get_samples (&sweep, x, row->end + 1);
      const gboolean comes = after.end == shown.end && after.end > after.first;
      const gboolean goes = before.first == shown.first - 1 && before.end > before.first;

      if (comes || goes)
        n_changed++;
      else if (before.first < before.end || after.first < after.end)
        g_assert_cmpmem (&before, sizeof before, &after, sizeof after);
    }

  g_assert_cmpint (n_changed, <=, 2 * (row->width / TWC_GRAPH_LAP_S + 1));
}

/* Both ways, column to second and second to column, agree. */
static void
test_there_and_back (gconstpointer data)
{
  const WidthRow *row = data;
  const TwcGraphSweep sweep = create_sweep (row->width);
  const TwcGraphSpan shown = twc_graph_sweep_get_shown (&sweep, row->end);

  for (int x = 0; x < row->width; x++)
    {
      const TwcGraphSpan span = twc_graph_sweep_get_samples (&sweep, x, row->end);

      for (gint64 serial = span.first; serial < span.end; serial++)
        {
          int first, end;

          twc_graph_sweep_get_columns (&sweep, serial, &first, &end);
          g_assert_cmpint (x, >=, first);
          g_assert_cmpint (x, <, end);
        }
    }
  g_assert_cmpint (twc_graph_sweep_get_cursor (&sweep, shown.end), <=, row->width);
}

typedef struct
{
  const char *path;
  guint64 end;
  int cursor;
} CursorRow;

static const CursorRow cursor_rows[] = {
  { "/graph-sweep/cursor/nothing-yet", 0, 0 }, { "/graph-sweep/cursor/first-second", 1, 2 },
  { "/graph-sweep/cursor/half", 360, 720 },    { "/graph-sweep/cursor/right-edge", 720, 1440 },
  { "/graph-sweep/cursor/round", 721, 2 },
};

static void
test_cursor (gconstpointer data)
{
  const CursorRow *row = data;
  const TwcGraphSweep sweep = create_sweep (1440);

  g_assert_cmpint (twc_graph_sweep_get_cursor (&sweep, row->end), ==, row->cursor);
}

typedef struct
{
  const char *path;
  gint64 drift_s;
  gboolean turns;
} ClockRow;

static const ClockRow clock_rows[] = {
  { "/graph-sweep/clock/same", 0, FALSE },           { "/graph-sweep/clock/two-at-once", 1, FALSE },
  { "/graph-sweep/clock/late", -5, FALSE },          { "/graph-sweep/clock/was-set", 6, TRUE },
  { "/graph-sweep/clock/summer-ends", -3600, TRUE },
};

static void
test_clock (gconstpointer data)
{
  const ClockRow *row = data;
  TwcGraphSweep sweep = create_sweep (936);

  g_assert_cmpint (twc_graph_sweep_set_clock (&sweep, 500, LAP_BEGIN + 500 + row->drift_s), ==,
                   row->turns);
  g_assert_cmpint (sweep.origin_s, ==, LAP_BEGIN + (row->turns ? row->drift_s : 0));
}

typedef struct
{
  const char *path;
  guint second;
  guint64 end;
  gint64 serial;
} MarkRow;

static const MarkRow mark_rows[] = {
  { "/graph-sweep/mark/just-passed", 120, 841, 840 },
  { "/graph-sweep/mark/ahead", 240, 841, 240 },
  { "/graph-sweep/mark/left-edge", 0, 841, 720 },
  { "/graph-sweep/mark/before-all", 600, 1, -120 },
};

static void
test_mark (gconstpointer data)
{
  const MarkRow *row = data;
  const TwcGraphSweep sweep = create_sweep (936);

  g_assert_cmpint (twc_graph_sweep_get_mark_serial (&sweep, row->second, row->end), ==,
                   row->serial);
}

typedef struct
{
  const char *path;
  guint lap_s;
  int width;
  guint mark_s;
} DistanceRow;

static const DistanceRow distance_rows[] = {
  { "/graph-sweep/marks/usual", TWC_GRAPH_LAP_S, 936, 120 },
  { "/graph-sweep/marks/narrow", TWC_GRAPH_LAP_S, 250, 360 },
  { "/graph-sweep/marks/one-alone", TWC_GRAPH_LAP_S, 60, TWC_GRAPH_LAP_S },
  { "/graph-sweep/marks/a-day", 86400, 936, 7200 },
};

static void
test_marks (gconstpointer data)
{
  const DistanceRow *row = data;
  TwcGraphSweep sweep = create_sweep (row->width);

  sweep.lap_s = row->lap_s;
  g_assert_cmpuint (twc_graph_sweep_get_mark_s (&sweep, 45), ==, row->mark_s);
}

#define ADD(rows, test)                           \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) \
  g_test_add_data_func (rows[i].path, &rows[i], test)

static void
add_for_each_width (const char *name, GTestDataFunc test)
{
  for (gsize i = 0; i < G_N_ELEMENTS (width_rows); i++)
    {
      g_autofree char *path = g_strconcat (width_rows[i].path, name, NULL);

      g_test_add_data_func (path, &width_rows[i], test);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_for_each_width ("/all-are-shown", test_all_are_shown);
  add_for_each_width ("/nothing-moves", test_nothing_moves);
  add_for_each_width ("/there-and-back", test_there_and_back);
  ADD (cursor_rows, test_cursor);
  ADD (clock_rows, test_clock);
  ADD (mark_rows, test_mark);
  ADD (distance_rows, test_marks);

  return g_test_run ();
}
