/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwcGraphScale:
 *
 * From currents to pixel rows.
 */
typedef struct
{
  int height;   /* pixel rows of the plot */
  guint max_ca; /* the current at its top */
} TwcGraphScale;

TwcGraphScale twc_graph_scale_new (int height, guint peak_ca);
gboolean twc_graph_scale_equal (const TwcGraphScale *a, const TwcGraphScale *b);

int twc_graph_scale_get_row (const TwcGraphScale *self, guint ca);
guint twc_graph_scale_get_tick_ca (const TwcGraphScale *self, int min_distance);

G_END_DECLS
