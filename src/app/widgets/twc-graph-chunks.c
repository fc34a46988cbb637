/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph-chunks.h"

/* Thickness of the two lines, in pixels. */
#define LINE 2

/* What all columns of a chunk fill is drawn in bands of so many rows. */
#define BAND 8

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
  Slot slots[TWC_GRAPH_N_CHUNKS]; /* chunk n lies at n modulo their number */
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
  const gint64 n = TWC_GRAPH_N_CHUNKS;

  return &self->slots[(chunk % n + n) % n];
}

void
twc_graph_chunks_invalidate (TwcGraphChunks *self, guint64 serial)
{
  find_slot (self, twc_graph_scale_get_chunk (serial))->drawn = FALSE;
}

static Column
measure_column (TwcGraphChunks *self, TwcSamples *samples, gint64 chunk, int x)
{
  const guint64 begin = twc_samples_get_begin (samples), end = twc_samples_get_end (samples);
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

/* The bands that all columns fill. Wherever two chunks have the same ones, nothing is redrawn
 * when one takes the place of the other. */
static GskRenderNode *
draw_base (TwcGraphChunks *self, int base)
{
  g_autoptr(GPtrArray) nodes =
               g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);

  for (int low = 0; low < self->scale.height; low += BAND)
    add (nodes, &self->ink.area, self->scale.height, 0, self->scale.chunk_width, low,
         MIN (low + BAND, base));

  return put_together (nodes);
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

typedef struct
{
  int low;
  int up;
} Span;

/* The rows that a line passes through, in steps of bands: neighbours then mostly agree. */
static Span
find_span (const int *rows, int n_rows)
{
  Span span = { G_MAXINT, 0 };

  for (int i = 0; i < n_rows; i++)
    {
      span.low = MIN (span.low, rows[i]);
      span.up = MAX (span.up, rows[i]);
    }

  span.low = MAX (span.low - LINE, 0) / BAND * BAND;
  span.up = (MAX (span.up, LINE) + BAND - 1) / BAND * BAND;
  return span;
}

static void
fill (cairo_t *cr, const GdkRGBA *ink, int height, int x, int low, int up)
{
  gdk_cairo_set_source_rgba (cr, ink);
  cairo_rectangle (cr, x, height - up, 1, up - low);
  cairo_fill (cr);
}

/* A whole line as one picture: one difference to GTK, which gives up on the window's differences
 * when there are more than thirty. rows starts with the row before the first column. */
static GskRenderNode *
draw_line (
  TwcGraphChunks *self, const GdkRGBA *ink, const GdkRGBA *below, const int *rows, int base)
{
  const int width = self->scale.chunk_width, height = self->scale.height;
  const Span span = find_span (rows, width + 1);
  GskRenderNode *node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (
    0, (float) (height - span.up), (float) width, (float) (span.up - span.low)));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (int x = 0; x < width; x++)
    {
      const int before = CLAMP (rows[x], LINE, height), up = CLAMP (rows[x + 1], LINE, height);

      if (below != NULL)
        fill (cr, below, height, x, MIN (base, up), up);
      fill (cr, ink, height, x, MIN (up, before) - LINE, MAX (up, before));
    }
  cairo_destroy (cr);

  return node;
}

static GskRenderNode *
draw_full_chunk (TwcGraphChunks *self, const Column *columns, Column before)
{
  const int width = self->scale.chunk_width;
  g_autofree int *offered = g_new (int, width + 1), *drawn = g_new (int, width + 1);
  g_autoptr(GPtrArray) parts =
               g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
  int base;

  offered[0] = before.known ? before.offered : columns[0].offered;
  drawn[0] = before.known ? before.drawn : columns[0].drawn;
  for (int x = 0; x < width; x++)
    {
      offered[x + 1] = columns[x].offered;
      drawn[x + 1] = columns[x].drawn;
    }

  base = find_span (drawn, width + 1).low;
  g_ptr_array_add (parts, draw_base (self, base));
  g_ptr_array_add (parts, draw_line (self, &self->ink.offer, NULL, offered, 0));
  g_ptr_array_add (parts, draw_line (self, &self->ink.edge, &self->ink.area, drawn, base));
  return put_together (parts);
}

static gboolean
is_full (const Column *columns, int width)
{
  for (int x = 0; x < width; x++)
    if (!columns[x].known)
      return FALSE;

  return TRUE;
}

/* While seconds still come, each column is a node of its own, so that a new one is all that is
 * drawn. Afterwards the chunk only moves, and is as few nodes as possible. */
static GskRenderNode *
draw_chunk (TwcGraphChunks *self, TwcSamples *samples, gint64 chunk)
{
  const int width = self->scale.chunk_width;
  const gboolean growing = (gint64) twc_samples_get_end (samples) < (chunk + 1) * TWC_GRAPH_CHUNK_S;
  g_autofree Column *columns = g_new (Column, width);
  Column before = { FALSE, 0, 0 };

  for (int x = 0; x < width; x++)
    columns[x] = measure_column (self, samples, chunk, x);
  if (chunk > 0)
    before = measure_column (self, samples, chunk - 1, width - 1);

  if (!growing && is_full (columns, width))
    return draw_full_chunk (self, columns, before);

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
