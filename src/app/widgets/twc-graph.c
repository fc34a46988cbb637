/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph.h"

#include "app/widgets/twc-graph-axes.h"
#include "app/widgets/twc-graph-chunks.h"

#define MIN_WIDTH 160
#define MIN_HEIGHT 72
#define NATURAL_HEIGHT 110
/**
 * TwcGraph:
 *
 * What was offered as a line, what was drawn as an area. Time goes round (see TwcGraphSweep): a new
 * second draws one or two columns of pixels beside the line at now, and blanks as many of the
 * oldest.
 */
struct _TwcGraph
{
  GtkWidget parent_instance;

  TwcSamples *samples;
  double rating_a;
  char *summary;

  TwcGraphChunks *chunks;
  GskRenderNode *grid; /* NULL = to be drawn again */
  TwcGraphScale scale; /* what both are drawn for */
  TwcGraphSweep sweep;
};

enum {
  PROP_0,
  PROP_SAMPLES,
  PROP_RATING_AMPS,
  PROP_SUMMARY,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TwcGraph, twc_graph, GTK_TYPE_WIDGET)

/* At least what the Wall Connector can do: a scale that follows the samples would now and then draw
 * the whole plot again. */
static guint
find_peak (TwcGraph *self)
{
  guint64 serial, end;
  guint peak_ca = (guint) (self->rating_a * 100);

  if (self->samples == NULL)
    return peak_ca;

  end = twc_samples_get_end (self->samples);
  for (serial = twc_samples_get_begin (self->samples); serial < end; serial++)
    {
      const TwcSample sample = twc_samples_get (self->samples, serial);

      peak_ca = MAX (peak_ca, MAX (sample.offered_ca, sample.drawn_ca));
    }

  return peak_ca;
}

static void
forget_drawing (TwcGraph *self)
{
  twc_graph_chunks_clear (self->chunks);
  g_clear_pointer (&self->grid, gsk_render_node_unref);
}

static void
draw_history (TwcGraph *self, GtkSnapshot *snapshot, const TwcGraphPlace *place)
{
  GskRenderNode *const *nodes = twc_graph_chunks_draw (self->chunks, self->samples);
  g_autoptr(GskRenderNode) times =
               twc_graph_axes_draw_times (GTK_WIDGET (self), place, &self->sweep, self->samples);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) place->left, (float) place->top));
  for (int i = 0; i < TWC_GRAPH_N_CHUNKS; i++)
    gtk_snapshot_append_node (snapshot, nodes[i]);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_append_node (snapshot, times);
}

/* Takes over size and scale; what was drawn for others is forgotten. */
static void
adjust (TwcGraph *self, const TwcGraphPlace *place)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const TwcGraphScale scale = twc_graph_scale_new (place->height, find_peak (self));
  const TwcGraphInk ink = { twc_graph_axes_look_up (widget, "graph_area_color"),
                            twc_graph_axes_look_up (widget, "graph_edge_color"),
                            twc_graph_axes_look_up (widget, "graph_offer_color") };

  if (!twc_graph_scale_equal (&scale, &self->scale) || place->width != self->sweep.width)
    g_clear_pointer (&self->grid, gsk_render_node_unref);
  self->scale = scale;
  self->sweep.width = place->width;
  twc_graph_chunks_set_style (self->chunks, &self->sweep, &scale, &ink);
}

static void
twc_graph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwcGraph *self = TWC_GRAPH (widget);
  const TwcGraphPlace place = twc_graph_axes_measure (widget);

  adjust (self, &place);
  if (self->grid == NULL)
    self->grid = twc_graph_axes_draw_grid (widget, &place, &self->scale, &self->sweep);

  if (self->grid != NULL)
    gtk_snapshot_append_node (snapshot, self->grid);
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
on_appended (TwcGraph *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  const gint64 local_s =
    g_date_time_to_unix (now) + g_date_time_get_utc_offset (now) / G_TIME_SPAN_SECOND;

  if (self->samples != NULL)
    twc_graph_sweep_set_clock (&self->sweep, twc_samples_get_end (self->samples), local_s);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_reset (TwcGraph *self)
{
  twc_graph_chunks_clear (self->chunks);
  on_appended (self);
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
set_rating (TwcGraph *self, double rating_a)
{
  if (ABS (self->rating_a - rating_a) < 0.01)
    return;

  self->rating_a = rating_a;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATING_AMPS]);
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
    case PROP_RATING_AMPS:
      g_value_set_double (value, self->rating_a);
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
    case PROP_RATING_AMPS:
      set_rating (self, g_value_get_double (value));
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
  properties[PROP_RATING_AMPS] =
    g_param_spec_double ("rating-amps", NULL, NULL, 0, G_MAXUINT16, 0, flags);
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "graph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
twc_graph_init (TwcGraph *self)
{
  self->chunks = twc_graph_chunks_new ();
  self->sweep.lap_s = TWC_GRAPH_LAP_S;
  self->sweep.gap_s = TWC_GRAPH_GAP_S;
}

GtkWidget *
twc_graph_new (void)
{
  return g_object_new (TWC_TYPE_GRAPH, NULL);
}
