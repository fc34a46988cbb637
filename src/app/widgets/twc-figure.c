/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-figure.h"

/**
 * TwcFigure:
 *
 * A label redraws all of its text when one letter changes: at this size 70 kB over a forwarded
 * display, each second. Here each character is a node of its own, so that only those that change
 * are drawn again. For digits and signs alone: letters that join would come apart.
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
  *minimum_baseline = *natural_baseline = PANGO_PIXELS (pango_layout_get_baseline (layout));
}

static void
twc_figure_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwcFigure *self = TWC_FIGURE (widget);
  GdkRGBA ink;
  int x = 0;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  for (const char *at = self->text; *at != '\0'; at = g_utf8_next_char (at))
    {
      g_autoptr(PangoLayout) layout = create_character (self, at);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, 0));
      gtk_snapshot_append_layout (snapshot, layout, &ink);
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
