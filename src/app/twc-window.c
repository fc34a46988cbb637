/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/twc-window.h"

#include "app/twc-now-page.h"

/* From this size on, numbers are as large as they should be to be read from 2 m away; below the
 * other height, they give way to the graph. */
#define ROOMY_WIDTH 700
#define ROOMY_HEIGHT 540
#define SHORT_HEIGHT 420

struct _TwcWindow
{
  AdwApplicationWindow parent_instance;

  TwcClient *client;
  GSettings *settings;

  AdwToastOverlay *toasts;
  guint room_id;
};

enum {
  PROP_0,
  PROP_CLIENT,
  PROP_SETTINGS,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TwcWindow, twc_window, ADW_TYPE_APPLICATION_WINDOW)

static void
on_tell (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *markup = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);

  adw_toast_overlay_add_toast (TWC_WINDOW (widget)->toasts, adw_toast_new (markup));
}

static gboolean
is_roomy (int width, int height)
{
  return width >= ROOMY_WIDTH && height >= ROOMY_HEIGHT;
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
on_room_changed (gpointer user_data)
{
  const int width = gtk_widget_get_width (user_data), height = gtk_widget_get_height (user_data);

  TWC_WINDOW (user_data)->room_id = 0;
  set_class (user_data, "roomy", is_roomy (width, height));
  set_class (user_data, "short", height < SHORT_HEIGHT);
}

/* libadwaita 1.2 has no breakpoints. The classes change what is asked for, so not while it is
 * being given out. */
static void
twc_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwcWindow *self = TWC_WINDOW (widget);
  const gboolean is_right =
    gtk_widget_has_css_class (widget, "roomy") == is_roomy (width, height) &&
    gtk_widget_has_css_class (widget, "short") == (height < SHORT_HEIGHT);

  GTK_WIDGET_CLASS (twc_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (!is_right && self->room_id == 0)
    self->room_id = g_idle_add_once (on_room_changed, self);
}

static void
twc_window_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TwcWindow *self = TWC_WINDOW (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_window_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TwcWindow *self = TWC_WINDOW (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      if (g_set_object (&self->client, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_SETTINGS:
      if (g_set_object (&self->settings, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_window_dispose (GObject *object)
{
  TwcWindow *self = TWC_WINDOW (object);

  g_clear_handle_id (&self->room_id, g_source_remove);
  /* GTK keeps a focused widget beyond its page, and bindings must not outlive what they read. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TWC_TYPE_WINDOW);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (twc_window_parent_class)->dispose (object);
}

static void
twc_window_class_init (TwcWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = twc_window_get_property;
  object_class->set_property = twc_window_set_property;
  object_class->dispose = twc_window_dispose;
  widget_class->size_allocate = twc_window_size_allocate;

  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, TWC_TYPE_CLIENT, flags);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (TWC_TYPE_NOW_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/twcmanager/TWCManager/window.ui");
  gtk_widget_class_bind_template_child (widget_class, TwcWindow, toasts);
  gtk_widget_class_install_action (widget_class, "win.tell", "s", on_tell);
}

static void
twc_window_init (TwcWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
twc_window_new (GtkApplication *application, TwcClient *client, GSettings *settings)
{
  return g_object_new (TWC_TYPE_WINDOW, "application", application, "client", client, "settings",
                       settings, NULL);
}
