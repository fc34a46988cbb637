/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The live graph: the last ten minutes, and two blank ones between the newest and the oldest. A lap
 * divides the hour, so that the same minutes always lie at the same places. */
#define TWC_GRAPH_LAP_S 720
#define TWC_GRAPH_GAP_S 120

/**
 * TwcGraphSweep:
 *
 * From seconds to pixel columns. Nothing that is drawn ever moves: time goes round, as on the
 * monitor beside a hospital bed, and each new second takes the place of an old one. A graph that
 * slides instead redraws all of itself, which over a forwarded display is 800 kB.
 *
 * Samples are counted by their serials, one a second.
 */
typedef struct
{
  guint lap_s;     /* from the left edge to the right one */
  guint gap_s;     /* of these, blank */
  int width;       /* pixel columns of the plot */
  gint64 origin_s; /* local time of the sample with serial 0, in seconds */
} TwcGraphSweep;

/* A range of serials: first ≤ serial < end. */
typedef struct
{
  gint64 first;
  gint64 end;
} TwcGraphSpan;

gboolean twc_graph_sweep_equal (const TwcGraphSweep *a, const TwcGraphSweep *b);
gboolean twc_graph_sweep_set_clock (TwcGraphSweep *self, guint64 end, gint64 local_s);

TwcGraphSpan twc_graph_sweep_get_shown (const TwcGraphSweep *self, guint64 end);
TwcGraphSpan twc_graph_sweep_get_samples (const TwcGraphSweep *self, int column, guint64 end);
void twc_graph_sweep_get_columns (const TwcGraphSweep *self, gint64 serial, int *first, int *end);
int twc_graph_sweep_get_cursor (const TwcGraphSweep *self, guint64 end);

guint twc_graph_sweep_get_mark_s (const TwcGraphSweep *self, int min_distance);
int twc_graph_sweep_get_mark_column (const TwcGraphSweep *self, guint second);
gint64 twc_graph_sweep_get_mark_serial (const TwcGraphSweep *self, guint second, guint64 end);

G_END_DECLS
