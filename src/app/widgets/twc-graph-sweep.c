/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph-sweep.h"

/* Samples come by the monotonic clock, and now and then two at once. The plot turns only when the
 * wall clock was set. */
#define MAX_DRIFT_S 5

/* Where time may be marked, in seconds. Each divides the next, and the last a day. */
static const guint marks_s[] = { 120, 360, 720, 3600, 7200, 21600, 43200 };

/* Never negative. */
static guint
wrap (gint64 n, guint lap)
{
  return (guint) ((n % lap + lap) % lap);
}

gboolean
twc_graph_sweep_equal (const TwcGraphSweep *a, const TwcGraphSweep *b)
{
  return a->lap_s == b->lap_s && a->gap_s == b->gap_s && a->width == b->width &&
         a->origin_s == b->origin_s;
}

/**
 * twc_graph_sweep_set_clock:
 * @end: the serial after the newest sample, which is of now
 * @local_s: the wall clock: seconds since 1970, as if here were Greenwich
 *
 * Returns: whether the clock and the samples had drifted so far apart that all places are new
 */
gboolean
twc_graph_sweep_set_clock (TwcGraphSweep *self, guint64 end, gint64 local_s)
{
  const gint64 origin_s = local_s - (gint64) end;

  if (ABS (self->origin_s - origin_s) <= MAX_DRIFT_S)
    return FALSE;

  self->origin_s = origin_s;
  return TRUE;
}

/**
 * twc_graph_sweep_get_shown:
 *
 * Returns: the serials that are visible; they may begin below 0
 */
TwcGraphSpan
twc_graph_sweep_get_shown (const TwcGraphSweep *self, guint64 end)
{
  return (TwcGraphSpan){ (gint64) end - (gint64) (self->lap_s - self->gap_s), (gint64) end };
}

/**
 * twc_graph_sweep_get_samples:
 * @column: from 0
 *
 * Every visible sample lies in at least one column, so that no short peak is lost on a narrow
 * graph; and no column lies between two samples, so that no hole opens in a wide one.
 *
 * Returns: the visible samples in a column; none (first = end) in the gap
 */
TwcGraphSpan
twc_graph_sweep_get_samples (const TwcGraphSweep *self, int column, guint64 end)
{
  const gint64 lap = self->lap_s, width = self->width;
  const gint64 from = column * lap / width;
  const gint64 to = MAX ((column + 1) * lap / width, from + 1);
  /* The lap that the newest sample is in: what lies behind the newest is of the one before. */
  const gint64 newest = (gint64) end - 1;
  const gint64 lap_begin = newest - wrap (newest + self->origin_s, self->lap_s);
  const TwcGraphSpan shown = twc_graph_sweep_get_shown (self, end);
  TwcGraphSpan span = { lap_begin + from, MIN (lap_begin + to, shown.end) };

  if (span.first >= shown.end)
    span = (TwcGraphSpan){ lap_begin + from - lap, lap_begin + to - lap };

  span.first = MAX (span.first, shown.first);
  span.end = MAX (span.end, span.first);
  return span;
}

/**
 * twc_graph_sweep_get_columns:
 * @serial: of a sample, be it visible or not
 * @first: (out): the first column that it lies in
 * @end: (out): the one after its last
 */
void
twc_graph_sweep_get_columns (const TwcGraphSweep *self, gint64 serial, int *first, int *end)
{
  const gint64 lap = self->lap_s, width = self->width;
  const gint64 place = wrap (serial + self->origin_s, self->lap_s);

  *end = (int) (((place + 1) * width - 1) / lap) + 1;
  *first = width > lap ? (int) ((place * width + lap - 1) / lap) : *end - 1;
}

/**
 * twc_graph_sweep_get_cursor:
 *
 * Returns: the column after the newest sample, from 0 up to the width
 */
int
twc_graph_sweep_get_cursor (const TwcGraphSweep *self, guint64 end)
{
  int first, cursor;

  if (end == 0)
    return 0;

  twc_graph_sweep_get_columns (self, (gint64) end - 1, &first, &cursor);
  return cursor;
}

/**
 * twc_graph_sweep_get_mark_s:
 * @min_distance: pixels that two marks keep at least
 *
 * Returns: the seconds from one mark on the time axis to the next
 */
guint
twc_graph_sweep_get_mark_s (const TwcGraphSweep *self, int min_distance)
{
  for (gsize i = 0; i < G_N_ELEMENTS (marks_s); i++)
    if (self->lap_s % marks_s[i] == 0 &&
        twc_graph_sweep_get_mark_column (self, marks_s[i]) >= min_distance)
      return marks_s[i];

  return self->lap_s;
}

/* @second: from the left edge. */
int
twc_graph_sweep_get_mark_column (const TwcGraphSweep *self, guint second)
{
  return (int) ((gint64) second * self->width / self->lap_s);
}

/**
 * twc_graph_sweep_get_mark_serial:
 * @second: from the left edge
 *
 * Returns: the newest sample that lies there; it may be in the gap
 */
gint64
twc_graph_sweep_get_mark_serial (const TwcGraphSweep *self, guint second, guint64 end)
{
  const gint64 newest = (gint64) end - 1;
  const guint at = wrap (newest + self->origin_s, self->lap_s);

  return newest - wrap ((gint64) at - second, self->lap_s);
}
