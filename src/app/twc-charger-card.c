/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/twc-charger-card.h"

#include <glib/gi18n.h>

#include "app/widgets/twc-figure.h"
#include "app/widgets/twc-graph.h"
#include "app/widgets/twc-wordwise.h"
#include "client/twc-charger.h"

struct _TwcChargerCard
{
  AdwBin parent_instance;

  TwcCharger *charger;
};

enum {
  PROP_0,
  PROP_CHARGER,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TwcChargerCard, twc_charger_card, ADW_TYPE_BIN)

static char **
get_card_classes (TwcChargerCard *self, const char *style)
{
  g_autofree char *state = g_strconcat ("is-", style != NULL ? style : "idle", NULL);
  const char *const classes[] = { "panel", state, NULL };

  return g_strdupv ((char **) classes);
}

static void
append_part (GString *line, const char *text)
{
  if (text == NULL || text[0] == '\0')
    return;

  if (line->len > 0)
    g_string_append (line, " · ");
  g_string_append (line, text);
}

/* "TWC 9399 · 241 V · 4.2 kWh this time", without what the title says already. */
static char *
format_subtitle (
  TwcChargerCard *self, const char *id, const char *title, const char *volts, const char *session)
{
  g_autoptr(GString) line = g_string_new (NULL);
  g_autofree char *name = NULL;

  if (id == NULL)
    return g_strdup ("");

  /* Translators: a Wall Connector without a name; %s is its id */
  name = g_strdup_printf (C_ ("charger", "TWC %s"), id);
  if (g_strcmp0 (name, title) != 0)
    append_part (line, name);
  append_part (line, volts);
  append_part (line, session);

  return g_string_free (g_steal_pointer (&line), FALSE);
}

static char *
format_summary (TwcChargerCard *self, const char *asked, const char *measured)
{
  if (asked == NULL || measured == NULL)
    return g_strdup (_ ("Graph of the last ten minutes"));

  /* Translators: for screen readers: "…: asked 17 A, measured 16.2 A, 3.9 kW" */
  return g_strdup_printf (_ ("Graph of the last ten minutes: %s, %s"), asked, measured);
}

static gboolean
is_running (TwcChargerCard *self, gboolean paused)
{
  return !paused;
}

static void
on_asked (GObject *charger, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(TwcChargerCard) self = user_data; /* the reference that the action took */
  g_autoptr(GError) error = NULL;

  if (!twc_charger_finish (TWC_CHARGER (charger), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

static void
on_pause (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TwcChargerCard *self = TWC_CHARGER_CARD (widget);

  if (self->charger != NULL)
    twc_charger_pause_async (self->charger, NULL, on_asked, g_object_ref (self));
}

static void
on_resume (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TwcChargerCard *self = TWC_CHARGER_CARD (widget);

  if (self->charger != NULL)
    twc_charger_resume_async (self->charger, NULL, on_asked, g_object_ref (self));
}

static void
on_title_changed (TwcChargerCard *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  twc_charger_get_title (self->charger), -1);
}

static void
set_charger (TwcChargerCard *self, TwcCharger *charger)
{
  TwcCharger *old = self->charger;

  if (old == charger)
    return;

  self->charger = charger != NULL ? g_object_ref (charger) : NULL;
  if (old != NULL)
    {
      g_signal_handlers_disconnect_by_data (old, self);
      g_object_unref (old);
    }
  if (charger != NULL)
    {
      g_signal_connect_object (charger, "notify::title", G_CALLBACK (on_title_changed), self,
                               G_CONNECT_SWAPPED);
      on_title_changed (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHARGER]);
}

static void
twc_charger_card_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TwcChargerCard *self = TWC_CHARGER_CARD (object);

  switch (prop_id)
    {
    case PROP_CHARGER:
      g_value_set_object (value, self->charger);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_charger_card_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  TwcChargerCard *self = TWC_CHARGER_CARD (object);

  switch (prop_id)
    {
    case PROP_CHARGER:
      set_charger (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_charger_card_dispose (GObject *object)
{
  set_charger (TWC_CHARGER_CARD (object), NULL);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TWC_TYPE_CHARGER_CARD);

  G_OBJECT_CLASS (twc_charger_card_parent_class)->dispose (object);
}

static void
twc_charger_card_class_init (TwcChargerCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = twc_charger_card_get_property;
  object_class->set_property = twc_charger_card_set_property;
  object_class->dispose = twc_charger_card_dispose;

  properties[PROP_CHARGER] =
    g_param_spec_object ("charger", NULL, NULL, TWC_TYPE_CHARGER,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (TWC_TYPE_FIGURE);
  g_type_ensure (TWC_TYPE_GRAPH);
  g_type_ensure (TWC_TYPE_WORDWISE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/twcmanager/TWCManager/charger-card.ui");
  gtk_widget_class_bind_template_callback (widget_class, get_card_classes);
  gtk_widget_class_bind_template_callback (widget_class, format_subtitle);
  gtk_widget_class_bind_template_callback (widget_class, format_summary);
  gtk_widget_class_bind_template_callback (widget_class, is_running);
  gtk_widget_class_set_css_name (widget_class, "chargercard");
  gtk_widget_class_install_action (widget_class, "charger.pause", NULL, on_pause);
  gtk_widget_class_install_action (widget_class, "charger.resume", NULL, on_resume);
}

static void
twc_charger_card_init (TwcChargerCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
