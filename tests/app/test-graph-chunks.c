/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph-chunks.h"

static const TwcGraphInk ink = { { 0, 1, 0, 1 }, { 0, 0.5f, 0, 1 }, { 0, 0, 1, 1 } };

static TwcSamples *
create_samples (guint n)
{
  TwcSamples *samples = twc_samples_new (3600);

  for (guint i = 0; i < n; i++)
    twc_samples_append (samples, 1600, 1500 + i % 7);

  return samples;
}

static TwcGraphChunks *
create_chunks (void)
{
  const TwcGraphSweep sweep = { TWC_GRAPH_LAP_S, TWC_GRAPH_GAP_S, 936, 0 };
  const TwcGraphScale scale = twc_graph_scale_new (100, 1600);
  TwcGraphChunks *chunks = twc_graph_chunks_new ();

  twc_graph_chunks_set_style (chunks, &sweep, &scale, &ink);
  return chunks;
}

/* With a reference to each, so that no address is used again. */
static GPtrArray *
draw (TwcGraphChunks *chunks, TwcSamples *samples)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
  GskRenderNode *const *drawn = twc_graph_chunks_draw (chunks, samples);

  for (int i = 0; i < TWC_GRAPH_N_CHUNKS; i++)
    g_ptr_array_add (nodes, gsk_render_node_ref (drawn[i]));

  return nodes;
}

static double
measure_area (GskRenderNode *node)
{
  graphene_rect_t bounds;

  gsk_render_node_get_bounds (node, &bounds);
  return (double) bounds.size.width * (double) bounds.size.height;
}

typedef struct
{
  const char *path;
  guint n_samples;
  guint n_more;
  guint renewed; /* a bit for each chunk */
} RenewRow;

/* A lap is twelve chunks of a minute; ten of them are shown. */
static const RenewRow renew_rows[] = {
  { "/graph-chunks/renewed/nothing-new", 700, 0, 0 },
  { "/graph-chunks/renewed/middle-of-a-minute", 750, 1, 1 << 0 | 1 << 2 },
  { "/graph-chunks/renewed/minute-turns", 780, 1, 1 << 1 | 1 << 3 },
  { "/graph-chunks/renewed/minute-ends", 779, 1, 1 << 0 | 1 << 1 | 1 << 2 | 1 << 3 },
  { "/graph-chunks/renewed/lap-turns", 720, 1, 1 << 0 | 1 << 2 },
  { "/graph-chunks/renewed/two-at-once", 750, 2, 1 << 0 | 1 << 2 },
  { "/graph-chunks/renewed/a-hole", 750, 1000, 0xfff },
};

/* The whole point: what a new second does not touch stays the node that it was. */
static void
test_renewed (gconstpointer data)
{
  const RenewRow *row = data;
  g_autoptr(TwcSamples) samples = create_samples (row->n_samples);
  g_autoptr(TwcGraphChunks) chunks = create_chunks ();
  g_autoptr(GPtrArray) before = draw (chunks, samples), after = NULL;
  guint renewed = 0;

  for (guint i = 0; i < row->n_more; i++)
    twc_samples_append (samples, 1600, 1550);
  after = draw (chunks, samples);

  for (guint i = 0; i < TWC_GRAPH_N_CHUNKS; i++)
    renewed |= before->pdata[i] != after->pdata[i] ? 1u << i : 0;
  g_assert_cmphex (renewed, ==, row->renewed);
}

/* What is kept is what a first drawing of the same samples shows. */
static void
test_same_as_drawn_anew (void)
{
  g_autoptr(TwcSamples) samples = create_samples (650);
  g_autoptr(TwcGraphChunks) chunks = create_chunks (), fresh = create_chunks ();

  for (guint i = 0; i < 200; i++)
    {
      twc_samples_append (samples, 1600 - i % 300, i * 37 % 1600);
      twc_graph_chunks_draw (chunks, samples);
    }

  for (int i = 0; i < TWC_GRAPH_N_CHUNKS; i++)
    {
      g_autoptr(GBytes) kept =
                   gsk_render_node_serialize (twc_graph_chunks_draw (chunks, samples)[i]);
      g_autoptr(GBytes) anew =
                   gsk_render_node_serialize (twc_graph_chunks_draw (fresh, samples)[i]);

      g_assert_cmpint (g_bytes_compare (kept, anew), ==, 0);
    }
}

static void
test_same_style_keeps_all (void)
{
  g_autoptr(TwcSamples) samples = create_samples (660);
  g_autoptr(TwcGraphChunks) chunks = create_chunks ();
  const TwcGraphSweep sweep = { TWC_GRAPH_LAP_S, TWC_GRAPH_GAP_S, 936, 0 };
  const TwcGraphScale same = twc_graph_scale_new (100, 1600), other = twc_graph_scale_new (90, 0);
  g_autoptr(GPtrArray) before = draw (chunks, samples), kept = NULL, renewed = NULL;

  twc_graph_chunks_set_style (chunks, &sweep, &same, &ink);
  kept = draw (chunks, samples);
  twc_graph_chunks_set_style (chunks, &sweep, &other, &ink);
  renewed = draw (chunks, samples);

  for (guint i = 0; i < TWC_GRAPH_N_CHUNKS; i++)
    {
      g_assert_true (before->pdata[i] == kept->pdata[i]);
      g_assert_true (before->pdata[i] != renewed->pdata[i]);
    }
}

/* A minute in the plot fills its width and never leaves its height; one in the gap is empty. */
static void
test_bounds (void)
{
  g_autoptr(TwcSamples) samples = create_samples (780);
  g_autoptr(TwcGraphChunks) chunks = create_chunks ();
  GskRenderNode *const *nodes = twc_graph_chunks_draw (chunks, samples);
  graphene_rect_t bounds;

  gsk_render_node_get_bounds (nodes[4], &bounds);
  g_assert_cmpfloat_with_epsilon (bounds.origin.x, 4 * 78, 0.01);
  g_assert_cmpfloat_with_epsilon (bounds.size.width, 78, 0.01);
  g_assert_cmpfloat (bounds.origin.y, >=, 0);
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, 100);
  g_assert_cmpfloat_with_epsilon (measure_area (nodes[1]), 0, 0.01);
  g_assert_cmpfloat_with_epsilon (measure_area (nodes[2]), 0, 0.01);
}

static void
test_before_the_first_sample (void)
{
  g_autoptr(TwcSamples) samples = create_samples (0);
  g_autoptr(TwcGraphChunks) chunks = create_chunks ();
  GskRenderNode *const *nodes = twc_graph_chunks_draw (chunks, samples);

  for (guint i = 0; i < TWC_GRAPH_N_CHUNKS; i++)
    g_assert_cmpfloat_with_epsilon (measure_area (nodes[i]), 0, 0.01);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (renew_rows); i++)
    g_test_add_data_func (renew_rows[i].path, &renew_rows[i], test_renewed);
  g_test_add_func ("/graph-chunks/same-as-drawn-anew", test_same_as_drawn_anew);
  g_test_add_func ("/graph-chunks/same-style-keeps-all", test_same_style_keeps_all);
  g_test_add_func ("/graph-chunks/bounds", test_bounds);
  g_test_add_func ("/graph-chunks/before-the-first-sample", test_before_the_first_sample);

  return g_test_run ();
}
