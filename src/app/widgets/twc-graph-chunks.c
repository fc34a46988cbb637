/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph-chunks.h"

/* Thickness of the two lines, in pixels. */
#define LINE 2

typedef struct
{
  gint64 chunk;
  gboolean drawn; /* FALSE: what is kept is out of date */
  GskRenderNode *node;
} Slot;

struct _TwcGraphChunks
{
  TwcGraphScale scale;
  TwcGraphInk ink;
  Slot slots[TWC_GRAPH_N_CHUNKS]; /* by their places */
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
    {
      g_clear_pointer (&self->slots[i].node, gsk_render_node_unref);
      self->slots[i].drawn = FALSE;
    }
}

static gboolean
ink_equal (const TwcGraphInk *a, const TwcGraphInk *b)
{
  return gdk_rgba_equal (&a->area, &b->area) && gdk_rgba_equal (&a->edge, &b->edge) &&
         gdk_rgba_equal (&a->offer, &b->offer);
}

void
twc_graph_chunks_set_style (TwcGraphChunks *self,
                            const TwcGraphScale *scale,
                            const TwcGraphInk *ink)
{
  if (twc_graph_scale_equal (&self->scale, scale) && ink_equal (&self->ink, ink))
    return;

  twc_graph_chunks_clear (self);
  self->scale = *scale;
  self->ink = *ink;
}

static Slot *
find_slot (TwcGraphChunks *self, gint64 chunk)
{
  return &self->slots[twc_graph_scale_get_place (chunk)];
}

/**
 * twc_graph_chunks_invalidate:
 * @serial: of a new sample: its chunk changes, and the one that loses its oldest to it
 */
void
twc_graph_chunks_invalidate (TwcGraphChunks *self, guint64 serial)
{
  find_slot (self, twc_graph_scale_get_chunk (serial))->drawn = FALSE;
  if (serial >= TWC_GRAPH_SPAN_S)
    find_slot (self, twc_graph_scale_get_chunk (serial - TWC_GRAPH_SPAN_S))->drawn = FALSE;
}

static Column
measure_column (TwcGraphChunks *self, TwcSamples *samples, gint64 chunk, int x)
{
  const guint64 end = twc_samples_get_end (samples);
  const guint64 begin =
    MAX (twc_samples_get_begin (samples), end - MIN (end, (guint64) TWC_GRAPH_SPAN_S));
  Column column = { FALSE, 0, 0 };
  guint first, last;

  twc_graph_scale_get_samples (&self->scale, x, &first, &last);
  for (guint i = first; i < last; i++)
    {
      const gint64 serial = chunk * TWC_GRAPH_CHUNK_S + i;
      TwcSample sample;

      if (serial < (gint64) begin || serial >= (gint64) end)
        continue;
      sample = twc_samples_get (samples, (guint64) serial);
      column.known = TRUE;
      column.offered =
        MAX (column.offered, twc_graph_scale_get_row (&self->scale, sample.offered_ca));
      column.drawn = MAX (column.drawn, twc_graph_scale_get_row (&self->scale, sample.drawn_ca));
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

/* Rectangles on whole pixels: nothing blurs, and what flows is shown second by second as it was
 * measured. */
static void
add_column (
  TwcGraphChunks *self, GPtrArray *nodes, int x, const Column *column, const Column *before)
{
  const int height = self->scale.height;
  const Column *from = before->known ? before : column;

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

static GskRenderNode *
put_together (GPtrArray *nodes)
{
  return gsk_container_node_new ((GskRenderNode **) nodes->pdata, nodes->len);
}

static GskRenderNode *
draw_columns (TwcGraphChunks *self, const Column *columns, Column before)
{
  g_autoptr(GPtrArray) nodes =
               g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);

  for (int x = 0; x < self->scale.chunk_width; x++)
    {
      add_column (self, nodes, x, &columns[x], &before);
      before = columns[x];
    }

  return put_together (nodes);
}

/* Each column is a node of its own, so that a new second, and the one that gives way to it, are
 * all that is drawn. */
static GskRenderNode *
draw_chunk (TwcGraphChunks *self, TwcSamples *samples, gint64 chunk)
{
  const int width = self->scale.chunk_width;
  g_autofree Column *columns = g_new (Column, width);
  Column before = { FALSE, 0, 0 };

  for (int x = 0; x < width; x++)
    columns[x] = measure_column (self, samples, chunk, x);
  if (chunk > 0)
    before = measure_column (self, samples, chunk - 1, width - 1);

  return draw_columns (self, columns, before);
}

/**
 * twc_graph_chunks_get:
 * @chunk: of those that are visible: older ones have lost their place
 *
 * Returns: (transfer none): what to draw at its place; the same as before while
 *   nothing in it has changed
 */
GskRenderNode *
twc_graph_chunks_get (TwcGraphChunks *self, TwcSamples *samples, gint64 chunk)
{
  Slot *slot = find_slot (self, chunk);

  if (slot->drawn && slot->chunk == chunk)
    return slot->node;

  g_clear_pointer (&slot->node, gsk_render_node_unref);
  slot->chunk = chunk;
  slot->drawn = TRUE;
  slot->node = draw_chunk (self, samples, chunk);
  return slot->node;
}
