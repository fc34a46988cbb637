/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-wordwise.h"

static GskRenderNode *
draw (const char *text)
{
  static const GdkRGBA ink = { 0, 0, 0, 1 };
  g_autoptr(GtkWidget) label = g_object_ref_sink (gtk_label_new (NULL));
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (label, text);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (5, 7));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  return gtk_snapshot_free_to_node (snapshot);
}

/* The nodes of the first text below, whatever the label puts around it. */
static GskRenderNode *
find_words (GskRenderNode *node)
{
  while (gsk_render_node_get_node_type (node) == GSK_TRANSFORM_NODE)
    node = gsk_transform_node_get_child (node);
  g_assert_cmpint (gsk_render_node_get_node_type (node), ==, GSK_CONTAINER_NODE);

  return node;
}

static gboolean
is_same (GskRenderNode *a, GskRenderNode *b)
{
  g_autoptr(GBytes) bytes_a = gsk_render_node_serialize (a);
  g_autoptr(GBytes) bytes_b = gsk_render_node_serialize (b);

  return g_bytes_equal (bytes_a, bytes_b);
}

typedef struct
{
  const char *path;
  const char *text;
  guint n_words;
} CountRow;

static const CountRow count_rows[] = {
  { "/wordwise/count/one", "23.4", 1 },
  { "/wordwise/count/sentence", "measured 23.4 A, 5.4 kW", 5 },
  { "/wordwise/count/blanks", "  a  b ", 2 },
};

/* Two nodes for each word: the invisible one, and its letters. */
static void
test_count (gconstpointer data)
{
  const CountRow *row = data;
  g_autoptr(GskRenderNode) whole = draw (row->text);
  g_autoptr(GskRenderNode) split = twc_wordwise_split (whole);

  g_assert_cmpuint (gsk_container_node_get_n_children (find_words (split)), ==, 2 * row->n_words);
}

/* The whole point: one number changes, and all other words stay what they are. */
static void
test_one_word_changes (void)
{
  g_autoptr(GskRenderNode) before = draw ("measured 23.4 A, 5.4 kW");
  g_autoptr(GskRenderNode) after = draw ("measured 21.4 A, 5.4 kW");
  g_autoptr(GskRenderNode) old = twc_wordwise_split (before), new = twc_wordwise_split (after);

  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (is_same (gsk_container_node_get_child (find_words (old), i),
                              gsk_container_node_get_child (find_words (new), i)),
                     ==, i / 2 != 1);
}

/* No letter is drawn elsewhere, and what is drawn again encloses its word. */
static void
test_bounds (void)
{
  g_autoptr(GskRenderNode) whole = draw ("measured 23.4 A, 5.4 kW");
  g_autoptr(GskRenderNode) split = twc_wordwise_split (whole);
  GskRenderNode *words = find_words (split);
  graphene_rect_t before, after;

  gsk_render_node_get_bounds (whole, &before);
  gsk_render_node_get_bounds (split, &after);
  g_assert_cmpfloat_with_epsilon (after.origin.x, before.origin.x, 1.01);
  g_assert_cmpfloat_with_epsilon (after.size.width, before.size.width, 2.01);

  for (guint i = 0; i < gsk_container_node_get_n_children (words); i += 2)
    {
      graphene_rect_t damage, letters;

      gsk_render_node_get_bounds (gsk_container_node_get_child (words, i), &damage);
      gsk_render_node_get_bounds (gsk_container_node_get_child (words, i + 1), &letters);
      g_assert_true (graphene_rect_contains_rect (&damage, &letters));
    }
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (count_rows); i++)
    g_test_add_data_func (count_rows[i].path, &count_rows[i], test_count);
  g_test_add_func ("/wordwise/one-word-changes", test_one_word_changes);
  g_test_add_func ("/wordwise/bounds", test_bounds);

  return g_test_run ();
}
