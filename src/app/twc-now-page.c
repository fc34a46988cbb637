/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/twc-now-page.h"

#include "app/twc-banner.h"
#include "app/twc-charger-card.h"
#include "app/twc-mode-bar.h"
#include "app/twc-wiring-setup.h"
#include "app/widgets/twc-columns.h"
#include "app/widgets/twc-wordwise.h"
#include "client/twc-client.h"

struct _TwcNowPage
{
  AdwBin parent_instance;

  TwcClient *client;
  GSettings *settings;

  TwcColumns *cards;
};

enum {
  PROP_0,
  PROP_CLIENT,
  PROP_SETTINGS,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TwcNowPage, twc_now_page, ADW_TYPE_BIN)

static char **
get_headline_classes (TwcNowPage *self, const char *style)
{
  g_autofree char *state = style != NULL ? g_strconcat ("is-", style, NULL) : NULL;
  const char *const classes[] = { "headline", state, NULL };

  return g_strdupv ((char **) classes);
}

static char **
get_bus_classes (TwcNowPage *self, const char *state)
{
  const gboolean ok = g_strcmp0 (state, "ok") == 0;
  const gboolean listening = g_strcmp0 (state, "listening") == 0;
  const char *const classes[] = { "bus", ok ? "is-ok" : listening ? "is-wait" : "is-error", NULL };

  return g_strdupv ((char **) classes);
}

/* The client has a title for the empty state exactly while there is nothing to show. */
static gboolean
has_chargers (TwcNowPage *self, const char *empty_title)
{
  return empty_title == NULL || empty_title[0] == '\0';
}

static gboolean
has_no_chargers (TwcNowPage *self, const char *empty_title)
{
  return !has_chargers (self, empty_title);
}

static gboolean
is_wiring_unset (TwcNowPage *self, gboolean connected, double wiring_amps)
{
  return connected && wiring_amps < 1;
}

/* The empty state says it already, and larger. */
static char *
choose_why (TwcNowPage *self, const char *empty_title, const char *reason)
{
  return g_strdup (has_chargers (self, empty_title) && reason != NULL ? reason : "");
}

/* Nothing can be offered before: then no button may look as if it could. */
static gboolean
is_ready (TwcNowPage *self, gboolean connected, double wiring_amps)
{
  return connected && wiring_amps >= 1;
}

static void
on_chargers_changed (
  TwcNowPage *self, guint position, guint n_removed, guint n_added, GListModel *chargers)
{
  for (guint i = 0; i < n_removed; i++)
    twc_columns_remove (self->cards, position);
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(TwcCharger) charger = g_list_model_get_item (chargers, i);

      twc_columns_insert (self->cards,
                          g_object_new (TWC_TYPE_CHARGER_CARD, "charger", charger, NULL), i);
    }
}

static void
set_client (TwcNowPage *self, TwcClient *client)
{
  GListModel *chargers;

  if (self->client == client)
    return;

  if (self->client != NULL)
    {
      chargers = twc_client_get_chargers (self->client);
      g_signal_handlers_disconnect_by_data (chargers, self);
      on_chargers_changed (self, 0, g_list_model_get_n_items (chargers), 0, chargers);
    }
  g_set_object (&self->client, client);
  if (client != NULL)
    {
      chargers = twc_client_get_chargers (client);
      g_signal_connect_object (chargers, "items-changed", G_CALLBACK (on_chargers_changed), self,
                               G_CONNECT_SWAPPED);
      on_chargers_changed (self, 0, 0, g_list_model_get_n_items (chargers), chargers);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLIENT]);
}

static void
twc_now_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TwcNowPage *self = TWC_NOW_PAGE (object);

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
twc_now_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TwcNowPage *self = TWC_NOW_PAGE (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      set_client (self, g_value_get_object (value));
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
twc_now_page_dispose (GObject *object)
{
  TwcNowPage *self = TWC_NOW_PAGE (object);

  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (twc_client_get_chargers (self->client), self);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TWC_TYPE_NOW_PAGE);

  G_OBJECT_CLASS (twc_now_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (TWC_TYPE_BANNER);
  g_type_ensure (TWC_TYPE_CHARGER_CARD);
  g_type_ensure (TWC_TYPE_COLUMNS);
  g_type_ensure (TWC_TYPE_MODE_BAR);
  g_type_ensure (TWC_TYPE_WIRING_SETUP);
  g_type_ensure (TWC_TYPE_WORDWISE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/twcmanager/TWCManager/now-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TwcNowPage, cards);
  gtk_widget_class_bind_template_callback (widget_class, get_headline_classes);
  gtk_widget_class_bind_template_callback (widget_class, get_bus_classes);
  gtk_widget_class_bind_template_callback (widget_class, choose_why);
  gtk_widget_class_bind_template_callback (widget_class, has_chargers);
  gtk_widget_class_bind_template_callback (widget_class, has_no_chargers);
  gtk_widget_class_bind_template_callback (widget_class, is_wiring_unset);
  gtk_widget_class_bind_template_callback (widget_class, is_ready);
}

static void
twc_now_page_class_init (TwcNowPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = twc_now_page_get_property;
  object_class->set_property = twc_now_page_set_property;
  object_class->dispose = twc_now_page_dispose;

  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, TWC_TYPE_CLIENT, flags);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
twc_now_page_init (TwcNowPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
