/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-figure.h"

#include "app/widgets/twc-damage.h"

/* Of the tenths, against the whole amperes: these are read from the door. */
#define SMALL 0.5

/**
 * TwcFigure:
 *
 * A label redraws all of its text when one letter changes: at this size 70 kB over a forwarded
 * display, each second. Here each character is a node of its own, so that only those that change
 * are drawn again. For digits and signs alone: letters that join would come apart.
 * What follows the whole number is smaller, as on a price.
 */
struct _TwcFigure
{
  GtkWidget parent_instance;

  char *text;
};

enum {
  PROP_0,
  PROP_TEXT,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TwcFigure, twc_figure, GTK_TYPE_WIDGET)

static PangoLayout *
create_character (TwcFigure *self, const char *at)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);

  pango_layout_set_text (layout, at, (int) (g_utf8_next_char (at) - at));
  if (at >= self->text + strspn (self->text, "0123456789"))
    {
      g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_scale_new (SMALL));
      pango_layout_set_attributes (layout, attributes);
    }
  return layout;
}

static int
measure_width (TwcFigure *self)
{
  int sum = 0;

  for (const char *at = self->text; *at != '\0'; at = g_utf8_next_char (at))
    {
      g_autoptr(PangoLayout) layout = create_character (self, at);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      sum += width;
    }

  return sum;
}

static int
get_baseline (PangoLayout *layout)
{
  return PANGO_PIXELS (pango_layout_get_baseline (layout));
}

static void
twc_figure_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  TwcFigure *self = TWC_FIGURE (widget);
  g_autoptr(PangoLayout) layout = NULL;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = *natural = measure_width (self);
      return;
    }

  /* As high when it is empty: what is below must not move. */
  layout = gtk_widget_create_pango_layout (widget, "0");
  pango_layout_get_pixel_size (layout, NULL, natural);
  *minimum = *natural;
  *minimum_baseline = *natural_baseline = get_baseline (layout);
}

static GskRenderNode *
draw_layout (PangoLayout *layout, const GdkRGBA *ink)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gtk_snapshot_append_layout (snapshot, layout, ink);
  return gtk_snapshot_free_to_node (snapshot);
}

/* All digits are drawn again alike: as high as the roundest. */
static void
append_character (GtkSnapshot *snapshot, PangoLayout *layout, const GdkRGBA *ink, gunichar content)
{
  g_autoptr(PangoLayout) roundest = pango_layout_copy (layout);
  g_autoptr(GskRenderNode) drawn = draw_layout (layout, ink), round = NULL, damage = NULL;
  graphene_rect_t bounds, band;

  if (drawn == NULL)
    return;

  pango_layout_set_text (roundest, "0", 1);
  round = draw_layout (roundest, ink);
  gsk_render_node_get_bounds (drawn, &bounds);
  gsk_render_node_get_bounds (round, &band);
  band.origin.x = bounds.origin.x;
  band.size.width = bounds.size.width;
  graphene_rect_union (&bounds, &band, &bounds);
  damage = twc_damage_new (&bounds, content);
  gtk_snapshot_append_node (snapshot, damage);
  gtk_snapshot_append_node (snapshot, drawn);
}

static void
twc_figure_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwcFigure *self = TWC_FIGURE (widget);
  g_autoptr(PangoLayout) large = gtk_widget_create_pango_layout (widget, "0");
  GdkRGBA ink;
  int x = 0;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  for (const char *at = self->text; *at != '\0'; at = g_utf8_next_char (at))
    {
      g_autoptr(PangoLayout) layout = create_character (self, at);
      const int y = get_baseline (large) - get_baseline (layout);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
      append_character (snapshot, layout, &ink, g_utf8_get_char (at));
      gtk_snapshot_restore (snapshot);
      x += width;
    }
}

static void
set_text (TwcFigure *self, const char *text)
{
  const int width = measure_width (self);

  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text != NULL ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text,
                                  -1);
  if (measure_width (self) != width)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
twc_figure_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, TWC_FIGURE (object)->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_figure_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TEXT:
      set_text (TWC_FIGURE (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_figure_finalize (GObject *object)
{
  g_free (TWC_FIGURE (object)->text);

  G_OBJECT_CLASS (twc_figure_parent_class)->finalize (object);
}

static void
twc_figure_class_init (TwcFigureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = twc_figure_get_property;
  object_class->set_property = twc_figure_set_property;
  object_class->finalize = twc_figure_finalize;
  widget_class->measure = twc_figure_measure;
  widget_class->snapshot = twc_figure_snapshot;

  properties[PROP_TEXT] = g_param_spec_string (
    "text", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "figure");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
twc_figure_init (TwcFigure *self)
{
  self->text = g_strdup ("");
}

GtkWidget *
twc_figure_new (void)
{
  return g_object_new (TWC_TYPE_FIGURE, NULL);
}
