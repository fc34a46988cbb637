/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the graph shows: ten minutes. */
#define TWC_GRAPH_SPAN_S 600
/* Samples in a chunk. The graph is swept over as an oscilloscope's screen: a chunk stays where it
 * is until its place is needed again, after a gap that tells the newest from the oldest. One that
 * slid would move each of its pixels, and each would go over the wire to a remote display. */
#define TWC_GRAPH_CHUNK_S 60
#define TWC_GRAPH_N_CHUNKS (TWC_GRAPH_SPAN_S / TWC_GRAPH_CHUNK_S + 1)

/**
 * TwcGraphScale:
 *
 * From samples to pixels. All chunks have the same whole number of pixel columns.
 */
typedef struct
{
  int chunk_width; /* pixel columns of one chunk */
  int height;      /* pixel rows of the plot */
  guint max_ca;    /* the current at its top */
} TwcGraphScale;

TwcGraphScale twc_graph_scale_new (int width, int height, guint peak_ca);
gboolean twc_graph_scale_equal (const TwcGraphScale *a, const TwcGraphScale *b);

int twc_graph_scale_get_width (const TwcGraphScale *self);
int twc_graph_scale_get_row (const TwcGraphScale *self, guint ca);
void twc_graph_scale_get_samples (const TwcGraphScale *self, int column, guint *first, guint *end);
guint twc_graph_scale_get_tick_ca (const TwcGraphScale *self, int min_distance);

gint64 twc_graph_scale_get_first_chunk (guint64 end);
gint64 twc_graph_scale_get_chunk (guint64 serial);
int twc_graph_scale_get_place (gint64 chunk);

G_END_DECLS
