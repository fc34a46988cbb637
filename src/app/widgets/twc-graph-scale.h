/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the graph shows: ten minutes, and the part of the next step that has already passed. */
#define TWC_GRAPH_SPAN_S 600
/* Samples in a chunk. The graph moves on by whole chunks: one that slid every second would move
 * each pixel every second. */
#define TWC_GRAPH_CHUNK_S 60
#define TWC_GRAPH_N_CHUNKS (TWC_GRAPH_SPAN_S / TWC_GRAPH_CHUNK_S + 1)

/**
 * TwcGraphScale:
 *
 * From samples to pixels. All chunks have the same whole number of pixel columns, so that one
 * drawn once fits at every place that it moves to.
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

G_END_DECLS
