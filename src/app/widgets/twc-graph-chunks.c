/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph-chunks.h"

/* Thickness of the two lines, in pixels. */
#define LINE 2

typedef struct
{
  gint64 chunk;
  gboolean drawn;      /* FALSE: what is kept is out of date */
  GskRenderNode *node; /* NULL where nothing is to be drawn */
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

static void
fill (
  TwcGraphChunks *self, GtkSnapshot *snapshot, const GdkRGBA *ink, int x, int n, int low, int up)
{
  if (n > 0 && up > low)
    gtk_snapshot_append_color (snapshot, ink,
                               &GRAPHENE_RECT_INIT ((float) x, (float) (self->scale.height - up),
                                                    (float) n, (float) (up - low)));
}

/* A line of constant height, joined to the column before it. */
static void
draw_line (TwcGraphChunks *self,
           GtkSnapshot *snapshot,
           const GdkRGBA *ink,
           int x,
           int n,
           int row,
           int row_before)
{
  const int up = CLAMP (row, LINE, self->scale.height);

  fill (self, snapshot, ink, x, n, up - LINE, up);
  if (row_before >= 0)
    {
      const int before = CLAMP (row_before, LINE, self->scale.height);

      fill (self, snapshot, ink, x, LINE, MIN (up, before) - LINE, MAX (up, before));
    }
}

/* Rectangles on whole pixels: the display server fills them itself, so that no picture has to
 * cross the wire, and what flows is shown second by second as it was measured. */
static void
draw_run (TwcGraphChunks *self,
          GtkSnapshot *snapshot,
          int x,
          int n,
          const Column *column,
          const Column *before)
{
  if (!column->known)
    return;

  fill (self, snapshot, &self->ink.area, x, n, 0, column->drawn);
  draw_line (self, snapshot, &self->ink.offer, x, n, column->offered,
             before->known ? before->offered : -1);
  draw_line (self, snapshot, &self->ink.edge, x, n, column->drawn,
             before->known ? before->drawn : -1);
}

static GskRenderNode *
draw_chunk (TwcGraphChunks *self, TwcSamples *samples, gint64 chunk)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  const int width = self->scale.chunk_width;
  Column run = measure_column (self, samples, chunk, 0);
  Column before = { FALSE, 0, 0 };
  int start = 0;

  if (chunk > 0)
    before = measure_column (self, samples, chunk - 1, width - 1);
  for (int x = 1; x <= width; x++)
    {
      const Column column =
        x < width ? measure_column (self, samples, chunk, x) : (Column){ FALSE, -1, -1 };

      if (column.known == run.known && column.offered == run.offered && column.drawn == run.drawn)
        continue;
      draw_run (self, snapshot, start, x - start, &run, &before);
      before = run;
      run = column;
      start = x;
    }

  return gtk_snapshot_free_to_node (snapshot);
}

/**
 * twc_graph_chunks_get:
 * @chunk: of those that are visible: older ones have lost their place
 *
 * Returns: (transfer none) (nullable): what to draw at its place; the same as before while
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
