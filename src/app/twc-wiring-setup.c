/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/twc-wiring-setup.h"

#include <glib/gi18n.h>

#include "app/widgets/twc-amps-stepper.h"
#include "app/widgets/twc-columns.h"

#define KEY_ALL "wiring-max-amps-all"
#define KEY_EACH "wiring-max-amps-per-twc"

/**
 * TwcWiringSetup:
 *
 * The two limits without which nothing is offered (G3). Both start at the least there is, so
 * that each ampere above it was chosen by a person, and are confirmed before they count.
 */
struct _TwcWiringSetup
{
  AdwBin parent_instance;

  GSettings *settings;
  gboolean confirming; /* the second of two steps */

  TwcAmpsStepper *all;
  TwcAmpsStepper *each;
};

enum {
  PROP_0,
  PROP_SETTINGS,
  PROP_CONFIRMING,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TwcWiringSetup, twc_wiring_setup, ADW_TYPE_BIN)

/* What flows for hours may be 80 % of the breaker: so it must have 125 % of what flows. */
static int
compute_breaker (int amps)
{
  return (amps * 5 + 3) / 4;
}

static char *
format_all (TwcWiringSetup *self, int amps)
{
  /* Translators: two currents: the limit, and the breaker that this limit needs at least */
  return g_strdup_printf (_ ("All Wall Connectors together: %d A, needs a breaker of %d A or more"),
                             amps, compute_breaker (amps));
}

static char *
format_each (TwcWiringSetup *self, int amps)
{
  /* Translators: two currents: the limit, and the breaker that this limit needs at least */
  return g_strdup_printf (_ ("Each Wall Connector: %d A, needs a breaker of %d A or more"), amps,
                             compute_breaker (amps));
}

static char *
format_question (TwcWiringSetup *self, int all, int each)
{
  return g_strdup_printf (
    /* Translators: four currents: each limit, and the breaker that it needs at least */
    _ ("Up to %d A for hours on the shared supply (breaker of %d A or more), and up to %d A on the "
       "cable to each Wall Connector (breaker of %d A or more). A limit above what the wiring "
       "carries can start a fire. If in doubt, ask an electrician."),
       all, compute_breaker (all), each, compute_breaker (each));
}

static void
set_confirming (TwcWiringSetup *self, gboolean confirming)
{
  if (self->confirming == confirming)
    return;

  self->confirming = confirming;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONFIRMING]);
}

static void
on_check (GtkWidget *widget, const char *action, GVariant *parameter)
{
  set_confirming (TWC_WIRING_SETUP (widget), TRUE);
}

static void
on_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  set_confirming (TWC_WIRING_SETUP (widget), FALSE);
}

static gboolean
is_saved (TwcWiringSetup *self, const char *key, int amps)
{
  g_autoptr(GVariant) value = g_settings_get_user_value (self->settings, key);

  return value != NULL && g_variant_get_int32 (value) == amps;
}

/* A write without a session bus reports success and changes nothing: it is read back. */
static void
on_set (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TwcWiringSetup *self = TWC_WIRING_SETUP (widget);
  const int all = twc_amps_stepper_get_value (self->all);
  const int each = twc_amps_stepper_get_value (self->each);

  set_confirming (self, FALSE);
  if (self->settings == NULL)
    return;

  g_settings_set_int (self->settings, KEY_ALL, all);
  g_settings_set_int (self->settings, KEY_EACH, each);
  g_settings_sync ();
  if (!is_saved (self, KEY_ALL, all) || !is_saved (self, KEY_EACH, each))
    gtk_widget_activate_action (widget, "win.tell", "s",
                                _ ("The limits could not be saved. Start this program in a session with a D-Bus session bus."));
}

static void
twc_wiring_setup_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TwcWiringSetup *self = TWC_WIRING_SETUP (object);

  switch (prop_id)
    {
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_CONFIRMING:
      g_value_set_boolean (value, self->confirming);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_wiring_setup_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  TwcWiringSetup *self = TWC_WIRING_SETUP (object);

  switch (prop_id)
    {
    case PROP_SETTINGS:
      if (g_set_object (&self->settings, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_wiring_setup_dispose (GObject *object)
{
  g_clear_object (&TWC_WIRING_SETUP (object)->settings);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TWC_TYPE_WIRING_SETUP);

  G_OBJECT_CLASS (twc_wiring_setup_parent_class)->dispose (object);
}

static void
twc_wiring_setup_class_init (TwcWiringSetupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = twc_wiring_setup_get_property;
  object_class->set_property = twc_wiring_setup_set_property;
  object_class->dispose = twc_wiring_setup_dispose;

  properties[PROP_SETTINGS] =
    g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONFIRMING] = g_param_spec_boolean ("confirming", NULL, NULL, FALSE,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (TWC_TYPE_COLUMNS);
  g_type_ensure (TWC_TYPE_AMPS_STEPPER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/twcmanager/TWCManager/wiring-setup.ui");
  gtk_widget_class_bind_template_child (widget_class, TwcWiringSetup, all);
  gtk_widget_class_bind_template_child (widget_class, TwcWiringSetup, each);
  gtk_widget_class_bind_template_callback (widget_class, format_all);
  gtk_widget_class_bind_template_callback (widget_class, format_each);
  gtk_widget_class_bind_template_callback (widget_class, format_question);
  gtk_widget_class_install_action (widget_class, "wiring.check", NULL, on_check);
  gtk_widget_class_install_action (widget_class, "wiring.back", NULL, on_back);
  gtk_widget_class_install_action (widget_class, "wiring.set", NULL, on_set);
}

static void
twc_wiring_setup_init (TwcWiringSetup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
