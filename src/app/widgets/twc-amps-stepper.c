/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-amps-stepper.h"

#include <glib/gi18n.h>

#include "app/widgets/twc-columns.h"

struct _TwcAmpsStepper
{
  AdwBin parent_instance;

  int value;
  int lower;
  int upper;
  char *label;
};

enum {
  PROP_0,
  PROP_VALUE,
  PROP_LOWER,
  PROP_UPPER,
  PROP_LABEL,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TwcAmpsStepper, twc_amps_stepper, ADW_TYPE_BIN)

static char *
format_value (TwcAmpsStepper *self, int value)
{
  /* Translators: whole amperes */
  return g_strdup_printf (C_ ("unit", "%d A"), value);
}

static gboolean
is_within (TwcAmpsStepper *self, int preset, int lower, int upper)
{
  return preset >= lower && preset <= upper;
}

static void
update (TwcAmpsStepper *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autofree char *text = format_value (self, self->value);

  gtk_widget_action_set_enabled (widget, "amps.less", self->value > self->lower);
  gtk_widget_action_set_enabled (widget, "amps.more", self->value < self->upper);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, (double) self->lower,
    GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) self->upper, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
    (double) self->value, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
set_number (TwcAmpsStepper *self, int *number, int value, guint prop_id)
{
  if (*number == value)
    return;

  *number = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
set_lower (TwcAmpsStepper *self, int lower)
{
  set_number (self, &self->lower, lower, PROP_LOWER);
  twc_amps_stepper_set_value (self, self->value);
  update (self);
}

static void
set_label (TwcAmpsStepper *self, const char *label)
{
  if (g_strcmp0 (self->label, label) == 0)
    return;

  g_free (self->label);
  self->label = g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label != NULL ? label : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
}

static void
on_less (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TwcAmpsStepper *self = TWC_AMPS_STEPPER (widget);

  twc_amps_stepper_set_value (self, self->value - 1);
}

static void
on_more (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TwcAmpsStepper *self = TWC_AMPS_STEPPER (widget);

  twc_amps_stepper_set_value (self, self->value + 1);
}

static void
on_set (GtkWidget *widget, const char *action, GVariant *parameter)
{
  twc_amps_stepper_set_value (TWC_AMPS_STEPPER (widget), g_variant_get_int32 (parameter));
}

static void
twc_amps_stepper_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TwcAmpsStepper *self = TWC_AMPS_STEPPER (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      g_value_set_int (value, self->value);
      break;
    case PROP_LOWER:
      g_value_set_int (value, self->lower);
      break;
    case PROP_UPPER:
      g_value_set_int (value, self->upper);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_amps_stepper_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  TwcAmpsStepper *self = TWC_AMPS_STEPPER (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      twc_amps_stepper_set_value (self, g_value_get_int (value));
      break;
    case PROP_LOWER:
      set_lower (self, g_value_get_int (value));
      break;
    case PROP_UPPER:
      twc_amps_stepper_set_upper (self, g_value_get_int (value));
      break;
    case PROP_LABEL:
      set_label (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_amps_stepper_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TWC_TYPE_AMPS_STEPPER);

  G_OBJECT_CLASS (twc_amps_stepper_parent_class)->dispose (object);
}

static void
twc_amps_stepper_finalize (GObject *object)
{
  g_free (TWC_AMPS_STEPPER (object)->label);

  G_OBJECT_CLASS (twc_amps_stepper_parent_class)->finalize (object);
}

static void
twc_amps_stepper_class_init (TwcAmpsStepperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = twc_amps_stepper_get_property;
  object_class->set_property = twc_amps_stepper_set_property;
  object_class->dispose = twc_amps_stepper_dispose;
  object_class->finalize = twc_amps_stepper_finalize;

  properties[PROP_VALUE] = g_param_spec_int ("value", NULL, NULL, 0, 240, 0, flags);
  properties[PROP_LOWER] = g_param_spec_int ("lower", NULL, NULL, 0, 240, 0, flags);
  properties[PROP_UPPER] = g_param_spec_int ("upper", NULL, NULL, 0, 240, 240, flags);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (TWC_TYPE_COLUMNS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/twcmanager/TWCManager/amps-stepper.ui");
  gtk_widget_class_bind_template_callback (widget_class, format_value);
  gtk_widget_class_bind_template_callback (widget_class, is_within);
  gtk_widget_class_install_action (widget_class, "amps.less", NULL, on_less);
  gtk_widget_class_install_action (widget_class, "amps.more", NULL, on_more);
  gtk_widget_class_install_action (widget_class, "amps.set", "i", on_set);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SPIN_BUTTON);
}

static void
twc_amps_stepper_init (TwcAmpsStepper *self)
{
  self->upper = 240;
  gtk_widget_init_template (GTK_WIDGET (self));
}

int
twc_amps_stepper_get_value (TwcAmpsStepper *self)
{
  g_return_val_if_fail (TWC_IS_AMPS_STEPPER (self), 0);

  return self->value;
}

/**
 * twc_amps_stepper_set_value:
 * @value: brought within the bounds
 */
void
twc_amps_stepper_set_value (TwcAmpsStepper *self, int value)
{
  g_return_if_fail (TWC_IS_AMPS_STEPPER (self));

  set_number (self, &self->value, MIN (MAX (value, self->lower), self->upper), PROP_VALUE);
  update (self);
}

void
twc_amps_stepper_set_upper (TwcAmpsStepper *self, int upper)
{
  g_return_if_fail (TWC_IS_AMPS_STEPPER (self));

  set_number (self, &self->upper, upper, PROP_UPPER);
  twc_amps_stepper_set_value (self, self->value);
}
