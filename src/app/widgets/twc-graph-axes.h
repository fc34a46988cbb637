/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/widgets/twc-graph-scale.h"
#include "app/widgets/twc-graph-sweep.h"
#include "client/twc-samples.h"

G_BEGIN_DECLS

/* Where the plot lies inside of the widget, in pixels. */
typedef struct
{
  int left;
  int top;
  int width;
  int height;
  int text_height;
} TwcGraphPlace;

TwcGraphPlace twc_graph_axes_measure (GtkWidget *widget);
GskRenderNode *twc_graph_axes_draw_grid (GtkWidget *widget,
                                         const TwcGraphPlace *place,
                                         const TwcGraphScale *scale,
                                         const TwcGraphSweep *sweep);
GskRenderNode *twc_graph_axes_draw_times (GtkWidget *widget,
                                          const TwcGraphPlace *place,
                                          const TwcGraphSweep *sweep,
                                          TwcSamples *samples);
GdkRGBA twc_graph_axes_look_up (GtkWidget *widget, const char *name);

G_END_DECLS
