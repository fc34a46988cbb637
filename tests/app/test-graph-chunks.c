/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph-chunks.h"

static const TwcGraphInk ink = { { 0, 1, 0, 1 }, { 0, 0.5f, 0, 1 }, { 0, 0, 1, 1 } };

static TwcSamples *
create_samples (guint n)
{
  TwcSamples *samples = twc_samples_new (660);

  for (guint i = 0; i < n; i++)
    twc_samples_append (samples, 1600, 1500 + i % 7);

  return samples;
}

static TwcGraphChunks *
create_chunks (int height)
{
  const TwcGraphScale scale = twc_graph_scale_new (660, height, 1600);
  TwcGraphChunks *chunks = twc_graph_chunks_new ();

  twc_graph_chunks_set_style (chunks, &scale, &ink);
  return chunks;
}

static void
get_all (TwcGraphChunks *chunks, TwcSamples *samples, gpointer *nodes)
{
  const gint64 first = twc_graph_scale_get_first_chunk (twc_samples_get_end (samples));

  for (int i = 0; i < TWC_GRAPH_N_CHUNKS; i++)
    nodes[i] = twc_graph_chunks_get (chunks, samples, first + i);
}

/* The whole point: a new second makes its own node anew and that of the second which it puts out
 * of sight; the nine others stay what they are, and where they are. */
static void
test_append_renews_two (void)
{
  g_autoptr(TwcSamples) samples = create_samples (630);
  g_autoptr(TwcGraphChunks) chunks = create_chunks (100);
  gpointer before[TWC_GRAPH_N_CHUNKS], after[TWC_GRAPH_N_CHUNKS];
  g_autoptr(GskRenderNode) last = NULL;
  g_autoptr(GskRenderNode) first = NULL;

  get_all (chunks, samples, before);
  /* Kept, so that their addresses cannot be used again. */
  first = gsk_render_node_ref (before[0]);
  last = gsk_render_node_ref (before[TWC_GRAPH_N_CHUNKS - 1]);
  twc_samples_append (samples, 1600, 1550);
  twc_graph_chunks_invalidate (chunks, twc_samples_get_end (samples) - 1);
  get_all (chunks, samples, after);

  for (int i = 1; i < TWC_GRAPH_N_CHUNKS - 1; i++)
    g_assert_true (before[i] == after[i]);
  g_assert_true (before[0] != after[0]);
  g_assert_true (before[TWC_GRAPH_N_CHUNKS - 1] != after[TWC_GRAPH_N_CHUNKS - 1]);
}

/* At a minute's turn nothing moves either. */
static void
test_turn_keeps_the_others (void)
{
  g_autoptr(TwcSamples) samples = create_samples (660);
  g_autoptr(TwcGraphChunks) chunks = create_chunks (100);
  gpointer before[TWC_GRAPH_N_CHUNKS], after[TWC_GRAPH_N_CHUNKS];

  get_all (chunks, samples, before);
  twc_samples_append (samples, 1600, 1550);
  twc_graph_chunks_invalidate (chunks, twc_samples_get_end (samples) - 1);
  get_all (chunks, samples, after);

  for (int i = 1; i < TWC_GRAPH_N_CHUNKS - 1; i++)
    g_assert_true (before[i + 1] == after[i]);
}

/* Columns in which a sample is drawn: the others have nodes too, which are empty. */
static guint
count_columns (TwcGraphChunks *chunks, TwcSamples *samples, gint64 chunk)
{
  GskRenderNode *node = twc_graph_chunks_get (chunks, samples, chunk);
  int last_x = -1;
  guint n = 0;

  for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
    {
      graphene_rect_t bounds;

      gsk_render_node_get_bounds (gsk_container_node_get_child (node, i), &bounds);
      if (bounds.size.height > 0 && (int) bounds.origin.x != last_x)
        {
          last_x = (int) bounds.origin.x;
          n++;
        }
    }

  return n;
}

/* Ten minutes are shown, not a second more: the oldest chunk gives way as the newest grows. */
static void
test_gap (void)
{
  g_autoptr(TwcSamples) samples = create_samples (660 + 20);
  g_autoptr(TwcGraphChunks) chunks = create_chunks (100);

  g_assert_cmpuint (count_columns (chunks, samples, 11), ==, 20);
  g_assert_cmpuint (count_columns (chunks, samples, 1), ==, 40);
  g_assert_cmpuint (count_columns (chunks, samples, 5), ==, 60);
}

static void
test_same_style_keeps_all (void)
{
  g_autoptr(TwcSamples) samples = create_samples (660);
  g_autoptr(TwcGraphChunks) chunks = create_chunks (100);
  const TwcGraphScale scale = twc_graph_scale_new (660, 100, 1600);
  gpointer before[TWC_GRAPH_N_CHUNKS], after[TWC_GRAPH_N_CHUNKS];

  get_all (chunks, samples, before);
  twc_graph_chunks_set_style (chunks, &scale, &ink);
  get_all (chunks, samples, after);

  for (int i = 0; i < TWC_GRAPH_N_CHUNKS; i++)
    g_assert_true (before[i] == after[i]);
}

/* What is drawn fills the plot's width and never leaves its height. */
static void
test_bounds (void)
{
  g_autoptr(TwcSamples) samples = create_samples (660);
  g_autoptr(TwcGraphChunks) chunks = create_chunks (100);
  GskRenderNode *node = twc_graph_chunks_get (chunks, samples, 3);
  graphene_rect_t bounds;

  gsk_render_node_get_bounds (node, &bounds);
  g_assert_cmpfloat_with_epsilon (bounds.size.width, 60, 0.01);
  g_assert_cmpfloat (bounds.origin.y, >=, 0);
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, 100);
}

static void
test_before_the_first_sample (void)
{
  g_autoptr(TwcSamples) samples = create_samples (0);
  g_autoptr(TwcGraphChunks) chunks = create_chunks (100);
  GskRenderNode *node = twc_graph_chunks_get (chunks, samples, -3);
  graphene_rect_t bounds;

  gsk_render_node_get_bounds (node, &bounds);
  g_assert_cmpfloat_with_epsilon (bounds.size.height * bounds.size.width, 0, 0.01);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);

  g_test_add_func ("/graph-chunks/append-renews-two", test_append_renews_two);
  g_test_add_func ("/graph-chunks/turn-keeps-the-others", test_turn_keeps_the_others);
  g_test_add_func ("/graph-chunks/gap", test_gap);
  g_test_add_func ("/graph-chunks/same-style-keeps-all", test_same_style_keeps_all);
  g_test_add_func ("/graph-chunks/bounds", test_bounds);
  g_test_add_func ("/graph-chunks/before-the-first-sample", test_before_the_first_sample);

  return g_test_run ();
}
