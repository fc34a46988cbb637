/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph-chunks.h"

#include "app/widgets/twc-damage.h"

/* Thickness of the two lines, in pixels. */
#define LINE 2

struct _TwcGraphChunks
{
  TwcGraphSweep sweep;
  TwcGraphScale scale;
  TwcGraphInk ink;
  guint64 drawn_end;                        /* what is drawn is up to here */
  GskRenderNode *nodes[TWC_GRAPH_N_CHUNKS]; /* NULL = to be drawn again */
};

/* One column of pixels. */
typedef struct
{
  gboolean known; /* a sample lies here */
  int offered;    /* rows from the bottom */
  int drawn;
} Column;

TwcGraphChunks *
twc_graph_chunks_new (void)
{
  return g_new0 (TwcGraphChunks, 1);
}

void
twc_graph_chunks_free (TwcGraphChunks *self)
{
  twc_graph_chunks_clear (self);
  g_free (self);
}

void
twc_graph_chunks_clear (TwcGraphChunks *self)
{
  for (gsize i = 0; i < TWC_GRAPH_N_CHUNKS; i++)
    g_clear_pointer (&self->nodes[i], gsk_render_node_unref);
}

static gboolean
ink_equal (const TwcGraphInk *a, const TwcGraphInk *b)
{
  return gdk_rgba_equal (&a->area, &b->area) && gdk_rgba_equal (&a->edge, &b->edge) &&
         gdk_rgba_equal (&a->offer, &b->offer);
}

void
twc_graph_chunks_set_style (TwcGraphChunks *self,
                            const TwcGraphSweep *sweep,
                            const TwcGraphScale *scale,
                            const TwcGraphInk *ink)
{
  if (twc_graph_sweep_equal (&self->sweep, sweep) && twc_graph_scale_equal (&self->scale, scale) &&
      ink_equal (&self->ink, ink))
    return;

  twc_graph_chunks_clear (self);
  self->sweep = *sweep;
  self->scale = *scale;
  self->ink = *ink;
}

static int
get_first_column (TwcGraphChunks *self, int chunk)
{
  return chunk * self->sweep.width / TWC_GRAPH_N_CHUNKS;
}

/* The column after the last one of the sample is drawn from where that leaves off. */
static void
forget_sample (TwcGraphChunks *self, gint64 serial)
{
  int first, end;

  twc_graph_sweep_get_columns (&self->sweep, serial, &first, &end);
  for (int i = 0; i < TWC_GRAPH_N_CHUNKS; i++)
    if (get_first_column (self, i) <= end && get_first_column (self, i + 1) > first)
      g_clear_pointer (&self->nodes[i], gsk_render_node_unref);
}

/* What has come since, and what has left at the other end. */
static void
forget_changes (TwcGraphChunks *self, guint64 end)
{
  const gint64 before = twc_graph_sweep_get_shown (&self->sweep, self->drawn_end).first;

  if (end - self->drawn_end >= self->sweep.lap_s)
    {
      twc_graph_chunks_clear (self);
      return;
    }

  for (guint64 i = 0; i < end - self->drawn_end; i++)
    {
      forget_sample (self, (gint64) (self->drawn_end + i));
      forget_sample (self, before + (gint64) i);
    }
}

static Column
measure_column (TwcGraphChunks *self, TwcSamples *samples, int x)
{
  const TwcGraphSpan span =
    twc_graph_sweep_get_samples (&self->sweep, x, twc_samples_get_end (samples));
  const gint64 begin = (gint64) twc_samples_get_begin (samples);
  Column column = { FALSE, 0, 0 };

  for (gint64 serial = MAX (span.first, begin); serial < span.end; serial++)
    {
      const TwcSample sample = twc_samples_get (samples, (guint64) serial);
      const int offered = twc_graph_scale_get_row (&self->scale, sample.offered_ca);
      const int drawn = twc_graph_scale_get_row (&self->scale, sample.drawn_ca);

      column.known = TRUE;
      column.offered = MAX (column.offered, offered);
      column.drawn = MAX (column.drawn, drawn);
    }

  return column;
}

/* Always adds a node, if need be an empty one: GTK compares two lists of nodes in their order, and
 * gives up on a whole list after twenty insertions. */
static void
add (GPtrArray *nodes, const GdkRGBA *ink, int height, int x, int n, int low, int up)
{
  const int n_rows = MAX (up - low, 0);
  const graphene_rect_t place = GRAPHENE_RECT_INIT (
    (float) x, (float) (height - (n_rows > 0 ? up : 0)), (float) n, (float) n_rows);

  g_ptr_array_add (nodes, gsk_color_node_new (ink, &place));
}

/* One column of a line: from where the column before it left off. */
static void
add_line (GPtrArray *nodes, const GdkRGBA *ink, int height, int x, int row, int row_before)
{
  const int up = CLAMP (row, LINE, height);
  const int before = CLAMP (row_before, LINE, height);

  add (nodes, ink, height, x, 1, MIN (up, before) - LINE, MAX (up, before));
}

/* The whole height is drawn again where anything in the column changes, as for the line at now. */
static void
add_damage (GPtrArray *nodes, int height, int x, const Column *column, const Column *from)
{
  const int content[] = { column->offered, column->drawn, from->offered, from->drawn };
  const float n_rows = column->known ? (float) height : 0;
  guint hash = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (content); i++)
    hash = hash * 31 + (guint) content[i];
  g_ptr_array_add (
    nodes,
    twc_damage_new (&GRAPHENE_RECT_INIT ((float) x, (float) height - n_rows, 1, n_rows), hash));
}

/* Rectangles on whole pixels: nothing blurs, and what flows is shown second by second as it was
 * measured. */
static void
add_column (
  TwcGraphChunks *self, GPtrArray *nodes, int x, const Column *column, const Column *before)
{
  const int height = self->scale.height;
  const Column *from = before->known ? before : column;

  add_damage (nodes, height, x, column, from);
  if (!column->known)
    {
      for (int i = 0; i < 3; i++)
        add (nodes, &self->ink.area, height, x, 1, 0, 0);
      return;
    }

  add (nodes, &self->ink.area, height, x, 1, 0, column->drawn);
  add_line (nodes, &self->ink.offer, height, x, column->offered, from->offered);
  add_line (nodes, &self->ink.edge, height, x, column->drawn, from->drawn);
}

/* Each column is some nodes of its own, so that a new one is all that is drawn. */
static GskRenderNode *
draw_chunk (TwcGraphChunks *self, TwcSamples *samples, int chunk)
{
  g_autoptr(GPtrArray) nodes =
               g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
  const int end = get_first_column (self, chunk + 1);
  int x = get_first_column (self, chunk);
  Column before = { FALSE, 0, 0 };

  if (x > 0)
    before = measure_column (self, samples, x - 1);
  for (; x < end; x++)
    {
      const Column column = measure_column (self, samples, x);

      add_column (self, nodes, x, &column, &before);
      before = column;
    }

  return gsk_container_node_new ((GskRenderNode **) nodes->pdata, nodes->len);
}

/**
 * twc_graph_chunks_draw:
 *
 * Returns: (transfer none) (array fixed-size=12): what to draw, from the left edge of the plot;
 *   the same nodes as before where nothing has changed
 */
GskRenderNode *const *
twc_graph_chunks_draw (TwcGraphChunks *self, TwcSamples *samples)
{
  const guint64 end = twc_samples_get_end (samples);

  forget_changes (self, end);
  self->drawn_end = end;
  for (int i = 0; i < TWC_GRAPH_N_CHUNKS; i++)
    if (self->nodes[i] == NULL)
      self->nodes[i] = draw_chunk (self, samples, i);

  return self->nodes;
}
