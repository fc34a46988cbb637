/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph-scale.h"

/* The tops that the y axis may have. It grows when it must: a scale that follows each sample
 * would redraw the whole plot. */
static const guint tops_ca[] = { 2000, 4000, 6000, 8000 };

/* Where grid lines may lie. */
static const guint ticks_ca[] = { 500, 1000, 2000, 4000 };

static guint
choose_top (guint peak_ca)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tops_ca); i++)
    if (peak_ca <= tops_ca[i])
      return tops_ca[i];

  /* Beyond every real Wall Connector; the number in the card still says what it was. */
  return tops_ca[G_N_ELEMENTS (tops_ca) - 1];
}

/**
 * twc_graph_scale_new:
 * @height: pixel rows there are for the plot
 * @peak_ca: the highest current to show
 */
TwcGraphScale
twc_graph_scale_new (int height, guint peak_ca)
{
  return (TwcGraphScale){ .height = MAX (height, 1), .max_ca = choose_top (peak_ca) };
}

gboolean
twc_graph_scale_equal (const TwcGraphScale *a, const TwcGraphScale *b)
{
  return a->height == b->height && a->max_ca == b->max_ca;
}

/**
 * twc_graph_scale_get_row:
 *
 * Returns: how many pixel rows from the bottom @ca reaches, up to the height
 */
int
twc_graph_scale_get_row (const TwcGraphScale *self, guint ca)
{
  const guint64 shown_ca = MIN (ca, self->max_ca);

  return (int) ((shown_ca * (guint64) self->height + self->max_ca / 2) / self->max_ca);
}

/**
 * twc_graph_scale_get_tick_ca:
 * @min_distance: pixels that two grid lines keep at least
 *
 * Returns: the current from one grid line to the next
 */
guint
twc_graph_scale_get_tick_ca (const TwcGraphScale *self, int min_distance)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ticks_ca); i++)
    if (self->max_ca % ticks_ca[i] == 0 &&
        twc_graph_scale_get_row (self, ticks_ca[i]) >= min_distance)
      return ticks_ca[i];

  return self->max_ca;
}
