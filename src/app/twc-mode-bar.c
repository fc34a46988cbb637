/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/twc-mode-bar.h"

#include <glib/gi18n.h>

#include "app/twc-charge-end.h"
#include "app/widgets/twc-amps-stepper.h"
#include "app/widgets/twc-columns.h"
#include "client/twc-client.h"

/**
 * TwcModeBar:
 *
 * Shows the controller's mode, never the finger's wish: a button lights up when the controller
 * says so. Amps are chosen on a second page of the bar, not in a popover, so that nothing grabs
 * the pointer and nothing is cut off on a small screen.
 */
struct _TwcModeBar
{
  AdwBin parent_instance;

  TwcClient *client;
  TwcChargeEnd end;

  GtkStack *stack;
  TwcAmpsStepper *fixed_amps;
  TwcAmpsStepper *now_amps;
};

enum {
  PROP_0,
  PROP_CLIENT,
  PROP_MODE,
  PROP_END,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TwcModeBar, twc_mode_bar, ADW_TYPE_BIN)

/* Latched by a person or by the overload guard. */
static gboolean
is_stopped (TwcModeBar *self, const char *reason_code)
{
  return g_strcmp0 (reason_code, "stop-all") == 0;
}

/* The mode waits behind what goes before it. */
static char **
get_bar_classes (TwcModeBar *self, gboolean charging_now, const char *reason_code)
{
  const gboolean waits = charging_now || is_stopped (self, reason_code);
  const char *const classes[] = { "bar", waits ? "overridden" : NULL, NULL };

  return g_strdupv ((char **) classes);
}

static char **
get_fixed_classes (TwcModeBar *self, const char *mode)
{
  const char *const classes[] = { g_strcmp0 (mode, "fixed") == 0 ? "active" : NULL, NULL };

  return g_strdupv ((char **) classes);
}

static char *
format_fixed (TwcModeBar *self, double amps)
{
  if (amps < 1)
    return g_strdup (C_ ("mode", "Fixed…"));

  /* Translators: the mode that always offers so many amperes */
  return g_strdup_printf (C_ ("mode", "Fixed %.0f A"), amps);
}

static char *
format_fix (TwcModeBar *self, int amps)
{
  /* Translators: a button that sets the mode of a fixed current */
  return g_strdup_printf (_ ("Always offer %d A"), amps);
}

static char *
format_charge (TwcModeBar *self, int amps)
{
  /* Translators: a button that starts the one-time charge */
  return g_strdup_printf (_ ("Charge now, %d A"), amps);
}

/* While everything is stopped it would promise what cannot be. */
static gboolean
may_charge_now (TwcModeBar *self, gboolean charging_now, const char *reason_code)
{
  return !charging_now && !is_stopped (self, reason_code);
}

static double
get_amps (TwcModeBar *self, const char *property)
{
  double amps = 0;

  if (self->client != NULL)
    g_object_get (self->client, property, &amps, NULL);

  return amps;
}

static void
on_asked (GObject *client, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(TwcModeBar) self = user_data; /* the reference that the action took */
  g_autoptr(GError) error = NULL;

  if (!twc_client_finish (TWC_CLIENT (client), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

static void
ask_for_mode (TwcModeBar *self, const char *mode, double amps)
{
  if (self->client != NULL)
    twc_client_set_mode_async (self->client, mode, amps, NULL, on_asked, g_object_ref (self));
}

/* What the wiring allows is the most that can be chosen; the controller checks it again. */
static void
prepare (TwcAmpsStepper *stepper, double wiring_amps, double amps)
{
  twc_amps_stepper_set_upper (stepper, MAX ((int) wiring_amps, 6));
  twc_amps_stepper_set_value (stepper, (int) (amps > 0 ? amps : wiring_amps));
}

static void
on_open (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TwcModeBar *self = TWC_MODE_BAR (widget);
  const double wiring_amps = get_amps (self, "wiring-amps");

  prepare (self->fixed_amps, wiring_amps, get_amps (self, "fixed-amps"));
  prepare (self->now_amps, wiring_amps, 0);
  gtk_stack_set_visible_child_name (self->stack, g_variant_get_string (parameter, NULL));
}

static void
show_modes (TwcModeBar *self)
{
  gtk_stack_set_visible_child_name (self->stack, "modes");
}

static void
on_fix (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TwcModeBar *self = TWC_MODE_BAR (widget);

  ask_for_mode (self, "fixed", twc_amps_stepper_get_value (self->fixed_amps));
  show_modes (self);
}

static void
on_charge (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TwcModeBar *self = TWC_MODE_BAR (widget);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  if (self->client != NULL)
    twc_client_charge_now_async (self->client, twc_amps_stepper_get_value (self->now_amps),
                                 twc_charge_end_compute (self->end, now), NULL, on_asked,
                                 g_object_ref (self));
  show_modes (self);
}

static void
on_cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TwcModeBar *self = TWC_MODE_BAR (widget);

  if (self->client != NULL)
    twc_client_cancel_charge_now_async (self->client, NULL, on_asked, g_object_ref (self));
}

/* Who stands before the window may have looked after the cause. */
static void
on_allow (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TwcModeBar *self = TWC_MODE_BAR (widget);

  if (self->client != NULL)
    twc_client_allow_charging_async (self->client, NULL, on_asked, g_object_ref (self));
}

static void
on_mode_changed (TwcModeBar *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
}

static void
set_client (TwcModeBar *self, TwcClient *client)
{
  TwcClient *old = self->client;

  if (old == client)
    return;

  self->client = client != NULL ? g_object_ref (client) : NULL;
  if (old != NULL)
    {
      g_signal_handlers_disconnect_by_data (old, self);
      g_object_unref (old);
    }
  if (client != NULL)
    g_signal_connect_object (client, "notify::mode", G_CALLBACK (on_mode_changed), self,
                             G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLIENT]);
  on_mode_changed (self);
}

static void
set_end (TwcModeBar *self, const char *nick)
{
  TwcChargeEnd end;

  if (!twc_charge_end_from_nick (nick, &end) || end == self->end)
    return;

  self->end = end;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_END]);
}

static void
twc_mode_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TwcModeBar *self = TWC_MODE_BAR (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_MODE:
      if (self->client != NULL)
        g_object_get_property (G_OBJECT (self->client), "mode", value);
      if (g_value_get_string (value) == NULL) /* an action's state cannot be NULL */
        g_value_set_static_string (value, "");
      break;
    case PROP_END:
      g_value_set_static_string (value, twc_charge_end_to_nick (self->end));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_mode_bar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TwcModeBar *self = TWC_MODE_BAR (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      set_client (self, g_value_get_object (value));
      break;
    case PROP_MODE:
      ask_for_mode (self, g_value_get_string (value), 0);
      break;
    case PROP_END:
      set_end (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_mode_bar_dispose (GObject *object)
{
  set_client (TWC_MODE_BAR (object), NULL);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TWC_TYPE_MODE_BAR);

  G_OBJECT_CLASS (twc_mode_bar_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (TWC_TYPE_COLUMNS);
  g_type_ensure (TWC_TYPE_AMPS_STEPPER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/twcmanager/TWCManager/mode-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TwcModeBar, stack);
  gtk_widget_class_bind_template_child (widget_class, TwcModeBar, fixed_amps);
  gtk_widget_class_bind_template_child (widget_class, TwcModeBar, now_amps);
  gtk_widget_class_bind_template_callback (widget_class, get_bar_classes);
  gtk_widget_class_bind_template_callback (widget_class, get_fixed_classes);
  gtk_widget_class_bind_template_callback (widget_class, format_fixed);
  gtk_widget_class_bind_template_callback (widget_class, format_fix);
  gtk_widget_class_bind_template_callback (widget_class, format_charge);
  gtk_widget_class_bind_template_callback (widget_class, is_stopped);
  gtk_widget_class_bind_template_callback (widget_class, may_charge_now);
}

static void
twc_mode_bar_class_init (TwcModeBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = twc_mode_bar_get_property;
  object_class->set_property = twc_mode_bar_set_property;
  object_class->dispose = twc_mode_bar_dispose;

  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, TWC_TYPE_CLIENT, flags);
  properties[PROP_MODE] = g_param_spec_string ("mode", NULL, NULL, "", flags);
  properties[PROP_END] = g_param_spec_string ("end", NULL, NULL, "4h", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  bind_template (widget_class);
  gtk_widget_class_install_property_action (widget_class, "mode.choose", "mode");
  gtk_widget_class_install_property_action (widget_class, "mode.end", "end");
  gtk_widget_class_install_action (widget_class, "mode.open", "s", on_open);
  gtk_widget_class_install_action (widget_class, "mode.fix", NULL, on_fix);
  gtk_widget_class_install_action (widget_class, "mode.charge", NULL, on_charge);
  gtk_widget_class_install_action (widget_class, "mode.cancel", NULL, on_cancel);
  gtk_widget_class_install_action (widget_class, "mode.allow", NULL, on_allow);
}

static void
twc_mode_bar_init (TwcModeBar *self)
{
  self->end = TWC_CHARGE_END_4H;
  gtk_widget_init_template (GTK_WIDGET (self));
}
