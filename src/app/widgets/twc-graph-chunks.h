/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/widgets/twc-graph-scale.h"
#include "app/widgets/twc-graph-sweep.h"
#include "client/twc-samples.h"

G_BEGIN_DECLS

/* The colours of what is drawn; opaque, so that no two neighbours add up. */
typedef struct
{
  GdkRGBA area;  /* below what is drawn */
  GdkRGBA edge;  /* the upper edge of it */
  GdkRGBA offer; /* the line of what was offered */
} TwcGraphInk;

/* Parts of the plot, side by side. */
#define TWC_GRAPH_N_CHUNKS 12

/**
 * TwcGraphChunks:
 *
 * The drawn history as render nodes, one for each part of the plot, each kept until a sample comes
 * or goes in it. GTK compares nodes by address first, so what is kept costs nothing, neither here
 * nor on the wire to a remote display.
 */
typedef struct _TwcGraphChunks TwcGraphChunks;

TwcGraphChunks *twc_graph_chunks_new (void);
void twc_graph_chunks_free (TwcGraphChunks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcGraphChunks, twc_graph_chunks_free)

void twc_graph_chunks_clear (TwcGraphChunks *self);
void twc_graph_chunks_set_style (TwcGraphChunks *self,
                                 const TwcGraphSweep *sweep,
                                 const TwcGraphScale *scale,
                                 const TwcGraphInk *ink);
GskRenderNode *const *twc_graph_chunks_draw (TwcGraphChunks *self, TwcSamples *samples);

G_END_DECLS
