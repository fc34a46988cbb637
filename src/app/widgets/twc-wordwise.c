/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-wordwise.h"

#include <math.h>

#include "app/widgets/twc-damage.h"

/**
 * TwcWordwise:
 *
 * A label is one node for each line of text: where a digit changes, all of the line is drawn again,
 * up to 36 kB over a forwarded display. Here each word is a node, and GTK finds the one that
 * differs. The words come from the label's own drawing, so that wrapping, ellipses, colours and
 * letters that join are its own.
 */
struct _TwcWordwise
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (TwcWordwise, twc_wordwise, ADW_TYPE_BIN)

static gboolean
is_blank (PangoFont *font, const PangoGlyphInfo *glyph)
{
  PangoRectangle ink;

  pango_font_get_glyph_extents (font, glyph->glyph, &ink, NULL);
  return ink.width == 0;
}

/* From the highest letter of the line to the lowest of the font: the same for all words of a line,
 * and mostly for those of the label beside it. */
static graphene_rect_t
measure_word (GskRenderNode *word, GskRenderNode *line)
{
  PangoFontMetrics *metrics = pango_font_get_metrics (gsk_text_node_get_font (word), NULL);
  const float down = ceilf ((float) pango_font_metrics_get_descent (metrics) / PANGO_SCALE);
  const float bottom = gsk_text_node_get_offset (word)->y + down;
  graphene_rect_t bounds, band;

  gsk_render_node_get_bounds (word, &bounds);
  gsk_render_node_get_bounds (line, &band);
  band =
    GRAPHENE_RECT_INIT (bounds.origin.x, band.origin.y, bounds.size.width, bottom - band.origin.y);
  graphene_rect_union (&bounds, &band, &bounds);
  pango_font_metrics_unref (metrics);
  return bounds;
}

static guint
hash_word (const PangoGlyphString *word)
{
  guint hash = 0;

  for (int i = 0; i < word->num_glyphs; i++)
    hash = hash * 31 + word->glyphs[i].glyph;

  return hash;
}

static void
add_word (GPtrArray *nodes, GskRenderNode *text, PangoGlyphString *word, float x)
{
  const graphene_point_t at = { x, gsk_text_node_get_offset (text)->y };
  GskRenderNode *drawn =
    gsk_text_node_new (gsk_text_node_get_font (text), word, gsk_text_node_get_color (text), &at);
  graphene_rect_t bounds;

  if (drawn == NULL) /* a blank alone */
    return;

  bounds = measure_word (drawn, text);
  g_ptr_array_add (nodes, twc_damage_new (&bounds, hash_word (word)));
  g_ptr_array_add (nodes, drawn);
}

static GskRenderNode *
split_text (GskRenderNode *text)
{
  g_autoptr(GPtrArray) nodes =
               g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
  guint n_glyphs;
  const PangoGlyphInfo *glyphs = gsk_text_node_get_glyphs (text, &n_glyphs);
  float x = gsk_text_node_get_offset (text)->x;

  for (guint first = 0, end; first < n_glyphs; first = end)
    {
      int width = 0;

      for (end = first; end < n_glyphs; end++)
        {
          if (end > first && is_blank (gsk_text_node_get_font (text), &glyphs[end - 1]))
            break;
          width += glyphs[end].geometry.width;
        }
      add_word (nodes, text,
                &(PangoGlyphString){ .num_glyphs = (int) (end - first),
                                     .glyphs = (PangoGlyphInfo *) &glyphs[first] },
                x);
      x += (float) width / PANGO_SCALE;
    }

  return gsk_container_node_new ((GskRenderNode **) nodes->pdata, nodes->len);
}

static GskRenderNode *
split_children (GskRenderNode *node)
{
  const guint n = gsk_container_node_get_n_children (node);
  g_autoptr(GPtrArray) children =
               g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (children, twc_wordwise_split (gsk_container_node_get_child (node, i)));

  return gsk_container_node_new ((GskRenderNode **) children->pdata, n);
}

/**
 * twc_wordwise_split:
 *
 * Returns: (transfer full): the same drawing, with a node for each word of its text
 */
GskRenderNode *
twc_wordwise_split (GskRenderNode *node)
{
  const GskRenderNodeType type = gsk_render_node_get_node_type (node);

  if (type == GSK_TEXT_NODE)
    return split_text (node);
  if (type == GSK_CONTAINER_NODE)
    return split_children (node);
  if (type == GSK_TRANSFORM_NODE)
    {
      g_autoptr(GskRenderNode) child = twc_wordwise_split (gsk_transform_node_get_child (node));

      return gsk_transform_node_new (child, gsk_transform_node_get_transform (node));
    }

  return gsk_render_node_ref (node);
}

static void
twc_wordwise_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GtkSnapshot *plain = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL, split = NULL;

  GTK_WIDGET_CLASS (twc_wordwise_parent_class)->snapshot (widget, plain);
  node = gtk_snapshot_free_to_node (plain);
  if (node == NULL)
    return;

  split = twc_wordwise_split (node);
  gtk_snapshot_append_node (snapshot, split);
}

static void
twc_wordwise_class_init (TwcWordwiseClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = twc_wordwise_snapshot;
  gtk_widget_class_set_css_name (widget_class, "wordwise");
}

static void
twc_wordwise_init (TwcWordwise *self)
{
}
