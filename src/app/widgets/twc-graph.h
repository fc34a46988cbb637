/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/twc-samples.h"

G_BEGIN_DECLS

/* The last ten minutes of one Wall Connector. Properties: samples (TwcSamples), rating-amps
 * (double: the height there is room for at least), summary (string: what a screen reader says of
 * it). */
#define TWC_TYPE_GRAPH (twc_graph_get_type ())
G_DECLARE_FINAL_TYPE (TwcGraph, twc_graph, TWC, GRAPH, GtkWidget)

GtkWidget *twc_graph_new (void);

G_END_DECLS
