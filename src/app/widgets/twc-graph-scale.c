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
 * @width: pixels there are for the plot; up to 10 of them may stay unused
 * @peak_ca: the highest current to show
 */
TwcGraphScale
twc_graph_scale_new (int width, int height, guint peak_ca)
{
  return (TwcGraphScale){
    .chunk_width = MAX (width / TWC_GRAPH_N_CHUNKS, 1),
    .height = MAX (height, 1),
    .max_ca = choose_top (peak_ca),
  };
}

gboolean
twc_graph_scale_equal (const TwcGraphScale *a, const TwcGraphScale *b)
{
  return a->chunk_width == b->chunk_width && a->height == b->height && a->max_ca == b->max_ca;
}

int
twc_graph_scale_get_width (const TwcGraphScale *self)
{
  return self->chunk_width * TWC_GRAPH_N_CHUNKS;
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
 * twc_graph_scale_get_samples:
 * @column: of a chunk, from 0
 * @first: (out): the first sample of the chunk that lies in it
 * @end: (out): the one after its last
 *
 * Every sample lies in at least one column and every column has at least one sample, so that
 * no short peak is lost on a narrow graph and no gap opens in a wide one.
 */
void
twc_graph_scale_get_samples (const TwcGraphScale *self, int column, guint *first, guint *end)
{
  const guint width = (guint) self->chunk_width;
  const guint at = (guint) column;

  *first = at * TWC_GRAPH_CHUNK_S / width;
  *end = ((at + 1) * TWC_GRAPH_CHUNK_S + width - 1) / width;
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

gint64
twc_graph_scale_get_chunk (guint64 serial)
{
  return (gint64) (serial / TWC_GRAPH_CHUNK_S);
}

/**
 * twc_graph_scale_get_first_chunk:
 * @end: the serial after the newest sample
 *
 * Returns: the oldest chunk that is shown; negative ones lie before the first sample
 */
gint64
twc_graph_scale_get_first_chunk (guint64 end)
{
  const gint64 last = end == 0 ? 0 : twc_graph_scale_get_chunk (end - 1);

  return last - (TWC_GRAPH_N_CHUNKS - 1);
}

/**
 * twc_graph_scale_get_place:
 *
 * Returns: where @chunk is drawn, in chunks from the left
 */
int
twc_graph_scale_get_place (gint64 chunk)
{
  const gint64 n = TWC_GRAPH_N_CHUNKS;

  return (int) ((chunk % n + n) % n);
}
