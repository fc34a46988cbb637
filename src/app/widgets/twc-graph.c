/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph.h"

#include <glib/gi18n.h>

#include "app/widgets/twc-graph-chunks.h"

#define MIN_WIDTH 160
#define MIN_HEIGHT 72
#define NATURAL_HEIGHT 110
#define GAP 6

/* Grid lines are not closer than this many lines of text, so that their labels stay apart. */
#define MIN_TICK_DISTANCE 3

/**
 * TwcGraph:
 *
 * What was offered as a line, what was drawn as an area. The history is a row of cached render
 * nodes, grid and labels are others: a new second redraws two columns of pixels, its own and the
 * one of the second that it puts out of sight.
 */
struct _TwcGraph
{
  GtkWidget parent_instance;

  TwcSamples *samples;
  char *summary;

  TwcGraphChunks *chunks;
  GskRenderNode *backdrop; /* NULL = to be drawn again */
  GskRenderNode *clock;    /* likewise: the labels below */
  gint64 clock_chunk;      /* what is "now" there */
  TwcGraphScale scale;     /* what all are drawn for */
};

enum {
  PROP_0,
  PROP_SAMPLES,
  PROP_SUMMARY,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TwcGraph, twc_graph, GTK_TYPE_WIDGET)

/* Where the plot lies inside of the widget. */
typedef struct
{
  int left;
  int top;
  int width;
  int height;
  int text_height;
} Place;

static PangoLayout *
create_label (TwcGraph *self, const char *text)
{
  return gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
}

static char *
format_tick (guint ca)
{
  /* Translators: whole amperes at a line of the graph */
  return g_strdup_printf (C_ ("graph", "%u A"), ca / 100);
}

static Place
measure_place (TwcGraph *self)
{
  g_autoptr(PangoLayout) widest = create_label (self, "80 A");
  int text_width, text_height;
  Place place;

  pango_layout_get_pixel_size (widest, &text_width, &text_height);
  place.left = text_width + GAP;
  place.top = text_height / 2;
  place.width = gtk_widget_get_width (GTK_WIDGET (self)) - place.left;
  place.height = gtk_widget_get_height (GTK_WIDGET (self)) - place.top - text_height - GAP / 2;
  place.text_height = text_height;
  return place;
}

static guint
find_peak (TwcGraph *self)
{
  guint64 serial, end;
  guint peak_ca = 0;

  if (self->samples == NULL)
    return 0;

  end = twc_samples_get_end (self->samples);
  for (serial = twc_samples_get_begin (self->samples); serial < end; serial++)
    {
      const TwcSample sample = twc_samples_get (self->samples, serial);

      peak_ca = MAX (peak_ca, MAX (sample.offered_ca, sample.drawn_ca));
    }

  return peak_ca;
}

static GdkRGBA
look_up (TwcGraph *self, const char *name)
{
  GdkRGBA colour = { 0.5f, 0.5f, 0.5f, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), name, &colour);
  return colour;
}

static void
append_text (GtkSnapshot *snapshot, PangoLayout *layout, const GdkRGBA *ink, int x, int y)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, ink);
  gtk_snapshot_restore (snapshot);
}

static void
draw_current_axis (TwcGraph *self, GtkSnapshot *snapshot, const Place *place, const GdkRGBA *text)
{
  const GdkRGBA line = look_up (self, "graph_grid_color");
  const guint tick_ca =
    twc_graph_scale_get_tick_ca (&self->scale, MIN_TICK_DISTANCE * place->text_height);

  for (guint ca = 0; ca <= self->scale.max_ca; ca += tick_ca)
    {
      g_autofree char *words = format_tick (ca);
      g_autoptr(PangoLayout) layout = create_label (self, words);
      const int y = place->top + place->height - twc_graph_scale_get_row (&self->scale, ca);
      int width, height;

      pango_layout_get_pixel_size (layout, &width, &height);
      append_text (snapshot, layout, text, place->left - GAP - width, y - height / 2);
      gtk_snapshot_append_color (
        snapshot, &line,
        &GRAPHENE_RECT_INIT ((float) place->left, (float) y,
                             (float) twc_graph_scale_get_width (&self->scale), 1));
    }
}

/* Below the middle of a chunk's place, and inside of the plot. */
static void
append_time (
  TwcGraph *self, GtkSnapshot *snapshot, const Place *place, gint64 chunk, const char *words)
{
  const GdkRGBA ink = look_up (self, "graph_text_color");
  const int plot = twc_graph_scale_get_width (&self->scale), step = self->scale.chunk_width;
  const int middle = twc_graph_scale_get_place (chunk) * step + step / 2;
  g_autoptr(PangoLayout) layout = create_label (self, words);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  append_text (snapshot, layout, &ink,
               place->left + CLAMP (middle - width / 2, 0, MAX (plot - width, 0)),
               place->top + place->height + GAP / 2);
}

static GskRenderNode *
draw_clock (TwcGraph *self, const Place *place)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  /* Translators: below the newest minute of the graph */
  append_time (self, snapshot, place, self->clock_chunk, C_ ("graph", "now"));
  /* Translators: below what was five minutes ago */
  append_time (self, snapshot, place, self->clock_chunk - 5, C_ ("graph", "−5 min"));
  return gtk_snapshot_free_to_node (snapshot);
}

static GskRenderNode *
draw_backdrop (TwcGraph *self, const Place *place)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  const GdkRGBA text = look_up (self, "graph_text_color");

  draw_current_axis (self, snapshot, place, &text);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
forget_drawing (TwcGraph *self)
{
  twc_graph_chunks_clear (self->chunks);
  g_clear_pointer (&self->backdrop, gsk_render_node_unref);
  g_clear_pointer (&self->clock, gsk_render_node_unref);
}

/* In the order of the places, so that GTK finds each chunk where it was. */
static void
draw_history (TwcGraph *self, GtkSnapshot *snapshot, const Place *place)
{
  const gint64 first = twc_graph_scale_get_first_chunk (twc_samples_get_end (self->samples));
  const int offset = TWC_GRAPH_N_CHUNKS - twc_graph_scale_get_place (first);

  for (int i = 0; i < TWC_GRAPH_N_CHUNKS; i++)
    {
      const gint64 chunk = first + (i + offset) % TWC_GRAPH_N_CHUNKS;
      GskRenderNode *node = twc_graph_chunks_get (self->chunks, self->samples, chunk);

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (
        snapshot, &GRAPHENE_POINT_INIT ((float) (place->left + i * self->scale.chunk_width),
                                        (float) place->top));
      gtk_snapshot_append_node (snapshot, node);
      gtk_snapshot_restore (snapshot);
    }
}

static gint64
get_newest_chunk (TwcGraph *self)
{
  const guint64 end = self->samples != NULL ? twc_samples_get_end (self->samples) : 0;

  return twc_graph_scale_get_first_chunk (end) + TWC_GRAPH_N_CHUNKS - 1;
}

static void
twc_graph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwcGraph *self = TWC_GRAPH (widget);
  Place place = measure_place (self);
  const TwcGraphScale scale = twc_graph_scale_new (place.width, place.height, find_peak (self));
  const TwcGraphInk ink = { look_up (self, "graph_area_color"), look_up (self, "graph_edge_color"),
                            look_up (self, "graph_offer_color") };

  /* The plot ends where the card's text ends; what the division left goes to the other side. */
  place.left += place.width - twc_graph_scale_get_width (&scale);
  if (!twc_graph_scale_equal (&scale, &self->scale))
    {
      g_clear_pointer (&self->backdrop, gsk_render_node_unref);
      g_clear_pointer (&self->clock, gsk_render_node_unref);
    }
  self->scale = scale;
  twc_graph_chunks_set_style (self->chunks, &scale, &ink);
  if (self->backdrop == NULL)
    self->backdrop = draw_backdrop (self, &place);
  if (self->clock == NULL || self->clock_chunk != get_newest_chunk (self))
    {
      g_clear_pointer (&self->clock, gsk_render_node_unref);
      self->clock_chunk = get_newest_chunk (self);
      self->clock = draw_clock (self, &place);
    }

  if (self->backdrop != NULL)
    gtk_snapshot_append_node (snapshot, self->backdrop);
  if (self->clock != NULL)
    gtk_snapshot_append_node (snapshot, self->clock);
  if (self->samples != NULL)
    draw_history (self, snapshot, &place);
}

static void
twc_graph_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  const gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = horizontal ? MIN_WIDTH : MIN_HEIGHT;
  *natural = horizontal ? MIN_WIDTH : NATURAL_HEIGHT;
}

static void
twc_graph_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (twc_graph_parent_class)->css_changed (widget, change);

  /* Light to dark, or another text size. */
  forget_drawing (TWC_GRAPH (widget));
  gtk_widget_queue_draw (widget);
}

static void
on_appended (TwcGraph *self, guint64 serial)
{
  twc_graph_chunks_invalidate (self->chunks, serial);
  /* The line to a chunk's first sample starts in the chunk before, but is drawn in its own. */
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_reset (TwcGraph *self)
{
  twc_graph_chunks_clear (self->chunks);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_samples (TwcGraph *self, TwcSamples *samples)
{
  TwcSamples *old = self->samples;

  if (old == samples)
    return;

  self->samples = samples != NULL ? g_object_ref (samples) : NULL;
  if (old != NULL)
    {
      g_signal_handlers_disconnect_by_data (old, self);
      g_object_unref (old);
    }
  if (samples != NULL)
    {
      g_signal_connect_object (samples, "appended", G_CALLBACK (on_appended), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (samples, "reset", G_CALLBACK (on_reset), self, G_CONNECT_SWAPPED);
    }

  on_reset (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAMPLES]);
}

static void
set_summary (TwcGraph *self, const char *summary)
{
  if (g_strcmp0 (self->summary, summary) == 0)
    return;

  g_free (self->summary);
  self->summary = g_strdup (summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  summary != NULL ? summary : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
twc_graph_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TwcGraph *self = TWC_GRAPH (object);

  switch (prop_id)
    {
    case PROP_SAMPLES:
      g_value_set_object (value, self->samples);
      break;
    case PROP_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_graph_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TwcGraph *self = TWC_GRAPH (object);

  switch (prop_id)
    {
    case PROP_SAMPLES:
      set_samples (self, g_value_get_object (value));
      break;
    case PROP_SUMMARY:
      set_summary (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_graph_dispose (GObject *object)
{
  TwcGraph *self = TWC_GRAPH (object);

  if (self->samples != NULL)
    g_signal_handlers_disconnect_by_data (self->samples, self);
  g_clear_object (&self->samples);
  forget_drawing (self);

  G_OBJECT_CLASS (twc_graph_parent_class)->dispose (object);
}

static void
twc_graph_finalize (GObject *object)
{
  TwcGraph *self = TWC_GRAPH (object);

  g_free (self->summary);
  twc_graph_chunks_free (self->chunks);

  G_OBJECT_CLASS (twc_graph_parent_class)->finalize (object);
}

static void
twc_graph_class_init (TwcGraphClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = twc_graph_get_property;
  object_class->set_property = twc_graph_set_property;
  object_class->dispose = twc_graph_dispose;
  object_class->finalize = twc_graph_finalize;
  widget_class->snapshot = twc_graph_snapshot;
  widget_class->measure = twc_graph_measure;
  widget_class->css_changed = twc_graph_css_changed;

  properties[PROP_SAMPLES] = g_param_spec_object ("samples", NULL, NULL, TWC_TYPE_SAMPLES, flags);
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "graph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
twc_graph_init (TwcGraph *self)
{
  self->chunks = twc_graph_chunks_new ();
}

GtkWidget *
twc_graph_new (void)
{
  return g_object_new (TWC_TYPE_GRAPH, NULL);
}
