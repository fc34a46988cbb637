/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-graph-axes.h"

#include <glib/gi18n.h>

#include "client/twc-format.h"

#define GAP 6

/* Grid lines are not closer than this many lines of text, so that their labels stay apart. */
#define MIN_TICK_DISTANCE 3

/* Of the line at now, and of the ticks on the time axis, in pixels. */
#define CURSOR 2
#define TICK 4

/* A label of the time axis: where it begins and ends. */
typedef struct
{
  PangoLayout *layout;
  int x;
  int end;
} Label;

static char *
format_tick (guint ca)
{
  /* Translators: whole amperes at a line of the graph */
  return g_strdup_printf (C_ ("graph", "%u A"), ca / 100);
}

GdkRGBA
twc_graph_axes_look_up (GtkWidget *widget, const char *name)
{
  GdkRGBA colour = { 0.5f, 0.5f, 0.5f, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &colour);
  return colour;
}

TwcGraphPlace
twc_graph_axes_measure (GtkWidget *widget)
{
  g_autofree char *words = format_tick (8000);
  g_autoptr(PangoLayout) widest = gtk_widget_create_pango_layout (widget, words);
  int text_width, text_height;
  TwcGraphPlace place;

  pango_layout_get_pixel_size (widest, &text_width, &text_height);
  place.left = text_width + GAP;
  place.top = text_height / 2;
  place.width = MAX (gtk_widget_get_width (widget) - place.left, 1);
  place.height = gtk_widget_get_height (widget) - place.top - text_height - GAP / 2;
  place.text_height = text_height;
  return place;
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
append_box (GtkSnapshot *snapshot, const GdkRGBA *ink, int x, int y, int width, int height)
{
  gtk_snapshot_append_color (
    snapshot, ink, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

static PangoLayout *
create_clock (GtkWidget *widget, const TwcGraphSweep *sweep, gint64 serial)
{
  /* Local time already: Greenwich leaves it as it is. */
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (sweep->origin_s + serial);
  g_autofree char *words = twc_format_clock (sweep->origin_s + serial, time);

  return gtk_widget_create_pango_layout (widget, words);
}

static guint
choose_mark_s (GtkWidget *widget, const TwcGraphSweep *sweep)
{
  g_autoptr(PangoLayout) layout = create_clock (widget, sweep, 0);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return twc_graph_sweep_get_mark_s (sweep, width + 2 * GAP);
}

static void
draw_currents (GtkWidget *widget,
               GtkSnapshot *snapshot,
               const TwcGraphPlace *place,
               const TwcGraphScale *scale)
{
  const GdkRGBA line = twc_graph_axes_look_up (widget, "graph_grid_color");
  const GdkRGBA text = twc_graph_axes_look_up (widget, "graph_text_color");
  const guint tick_ca = twc_graph_scale_get_tick_ca (scale, MIN_TICK_DISTANCE * place->text_height);

  for (guint ca = 0; ca <= scale->max_ca; ca += tick_ca)
    {
      g_autofree char *words = format_tick (ca);
      g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (widget, words);
      const int y = place->top + place->height - twc_graph_scale_get_row (scale, ca);
      int width, height;

      pango_layout_get_pixel_size (layout, &width, &height);
      append_text (snapshot, layout, &text, place->left - GAP - width, y - height / 2);
      append_box (snapshot, &line, place->left, y, place->width, 1);
    }
}

/**
 * twc_graph_axes_draw_grid:
 *
 * Returns: (transfer full) (nullable): what lies behind the history, and stays
 */
GskRenderNode *
twc_graph_axes_draw_grid (GtkWidget *widget,
                          const TwcGraphPlace *place,
                          const TwcGraphScale *scale,
                          const TwcGraphSweep *sweep)
{
  const GdkRGBA text = twc_graph_axes_look_up (widget, "graph_text_color");
  const guint mark_s = choose_mark_s (widget, sweep);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  draw_currents (widget, snapshot, place, scale);
  for (guint second = 0; second < sweep->lap_s; second += mark_s)
    append_box (snapshot, &text, place->left + twc_graph_sweep_get_mark_column (sweep, second),
                place->top + place->height, 1, TICK);

  return gtk_snapshot_free_to_node (snapshot);
}

static Label
place_label (PangoLayout *layout, int x, int right)
{
  Label label = { layout, x, x };
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  label.x = MIN (x, right - width);
  label.end = label.x + width;
  return label;
}

/* One node for each label, an empty one where there is no room: GTK compares two lists of nodes in
 * their order, and what only moved up in it would be drawn again. */
static GskRenderNode *
draw_label (const Label *label, const GdkRGBA *ink, int y, gboolean visible)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) text = NULL;

  if (visible)
    append_text (snapshot, label->layout, ink, label->x, y);
  text = gtk_snapshot_free_to_node (snapshot);

  return gsk_container_node_new (&text, text != NULL ? 1 : 0);
}

/* The line at now, over the full height: one rectangle together with the columns that it
 * uncovers. GTK gives up on the differences of two frames at thirty rectangles. */
static GskRenderNode *
draw_cursor (const TwcGraphPlace *place, const GdkRGBA *ink, int cursor)
{
  const int x = place->left + MIN (cursor, place->width - CURSOR);

  return gsk_color_node_new (
    ink, &GRAPHENE_RECT_INIT ((float) x, (float) place->top, CURSOR, (float) place->height));
}

/**
 * twc_graph_axes_draw_times:
 *
 * Returns: (transfer full): the line at now, and the time of day at each mark that is not in the
 *   gap
 */
GskRenderNode *
twc_graph_axes_draw_times (GtkWidget *widget,
                           const TwcGraphPlace *place,
                           const TwcGraphSweep *sweep,
                           TwcSamples *samples)
{
  /* Translators: below the newest second of the graph */
  g_autoptr(PangoLayout) now = gtk_widget_create_pango_layout (widget, C_ ("graph", "now"));
  g_autoptr(GPtrArray) nodes =
               g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
  const GdkRGBA ink = twc_graph_axes_look_up (widget, "graph_text_color");
  const guint64 end = twc_samples_get_end (samples);
  const gint64 oldest =
    MAX (twc_graph_sweep_get_shown (sweep, end).first, (gint64) twc_samples_get_begin (samples));
  const int right = place->left + place->width, y = place->top + place->height + TICK;
  const int cursor = twc_graph_sweep_get_cursor (sweep, end);
  const Label now_label = place_label (now, place->left + cursor, right);
  const guint mark_s = choose_mark_s (widget, sweep);

  g_ptr_array_add (nodes, draw_cursor (place, &ink, cursor));
  g_ptr_array_add (nodes, draw_label (&now_label, &ink, y, TRUE));
  for (guint second = 0; second < sweep->lap_s; second += mark_s)
    {
      const gint64 serial = twc_graph_sweep_get_mark_serial (sweep, second, end);
      g_autoptr(PangoLayout) layout = create_clock (widget, sweep, serial);
      const Label label =
        place_label (layout, place->left + twc_graph_sweep_get_mark_column (sweep, second), right);
      const gboolean apart = label.end + GAP <= now_label.x || now_label.end + GAP <= label.x;

      g_ptr_array_add (nodes, draw_label (&label, &ink, y, serial >= oldest && apart));
    }

  return gsk_container_node_new ((GskRenderNode **) nodes->pdata, nodes->len);
}
