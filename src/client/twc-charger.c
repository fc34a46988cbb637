/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-charger-private.h"

#include "client/twc-call.h"

static GParamSpec *properties[N_CHARGER_PROPS];

static const TwcFact table[N_CHARGER_PROPS] = {
  [CHARGER_PROP_ID] = { "id", G_TYPE_STRING },
  [CHARGER_PROP_TITLE] = { "title", G_TYPE_STRING },
  [CHARGER_PROP_ONLINE] = { "online", G_TYPE_BOOLEAN },
  [CHARGER_PROP_PAUSED] = { "paused", G_TYPE_BOOLEAN },
  [CHARGER_PROP_ACTIVITY] = { "activity", G_TYPE_STRING },
  [CHARGER_PROP_ACTIVITY_TEXT] = { "activity-text", G_TYPE_STRING },
  [CHARGER_PROP_OFFER_AMPS] = { "offer-amps", G_TYPE_DOUBLE },
  [CHARGER_PROP_REPORTED_AMPS] = { "reported-amps", G_TYPE_DOUBLE },
  [CHARGER_PROP_DRAW_AMPS] = { "draw-amps", G_TYPE_DOUBLE },
  [CHARGER_PROP_EXPOSURE_AMPS] = { "exposure-amps", G_TYPE_DOUBLE },
  [CHARGER_PROP_RATING_AMPS] = { "rating-amps", G_TYPE_DOUBLE },
  [CHARGER_PROP_POWER_WATTS] = { "power-watts", G_TYPE_DOUBLE },
  [CHARGER_PROP_DRAW_TEXT] = { "draw-text", G_TYPE_STRING },
  [CHARGER_PROP_ASKED_TEXT] = { "asked-text", G_TYPE_STRING },
  [CHARGER_PROP_MEASURED_TEXT] = { "measured-text", G_TYPE_STRING },
  [CHARGER_PROP_REASON_CODE] = { "reason-code", G_TYPE_STRING },
  [CHARGER_PROP_REASON_TEXT] = { "reason-text", G_TYPE_STRING },
  [CHARGER_PROP_STYLE] = { "style", G_TYPE_STRING },
  [CHARGER_PROP_VOLTS_TEXT] = { "volts-text", G_TYPE_STRING },
  [CHARGER_PROP_VIN] = { "vin", G_TYPE_STRING },
  [CHARGER_PROP_FIRMWARE] = { "firmware", G_TYPE_STRING },
  [CHARGER_PROP_SERIAL] = { "serial", G_TYPE_STRING },
  [CHARGER_PROP_SESSION_TEXT] = { "session-text", G_TYPE_STRING },
  [CHARGER_PROP_TOTAL_TEXT] = { "total-text", G_TYPE_STRING },
};

G_DEFINE_FINAL_TYPE (TwcCharger, twc_charger, G_TYPE_OBJECT)

static void
on_properties_changed (TwcCharger *self)
{
  twc_charger_show (self, g_get_monotonic_time ());
}

static void
twc_charger_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TwcCharger *self = TWC_CHARGER (object);

  if (prop_id == CHARGER_PROP_SAMPLES)
    g_value_set_object (value, self->samples);
  else
    twc_facts_get (&self->facts, prop_id, value);
}

static void
twc_charger_dispose (GObject *object)
{
  TwcCharger *self = TWC_CHARGER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->proxy);
  g_clear_object (&self->samples);

  G_OBJECT_CLASS (twc_charger_parent_class)->dispose (object);
}

static void
twc_charger_finalize (GObject *object)
{
  TwcCharger *self = TWC_CHARGER (object);

  g_clear_object (&self->cancellable);
  twc_timed_reason_clear (&self->reason);
  twc_facts_clear (&self->facts);

  G_OBJECT_CLASS (twc_charger_parent_class)->finalize (object);
}

static void
twc_charger_class_init (TwcChargerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = twc_charger_get_property;
  object_class->dispose = twc_charger_dispose;
  object_class->finalize = twc_charger_finalize;

  twc_facts_add_specs (table, N_CHARGER_PROPS, properties);
  properties[CHARGER_PROP_SAMPLES] = g_param_spec_object (
    "samples", NULL, NULL, TWC_TYPE_SAMPLES, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_CHARGER_PROPS, properties);
}

static void
twc_charger_init (TwcCharger *self)
{
  twc_facts_init (&self->facts, self, properties, N_CHARGER_PROPS);
  self->cancellable = g_cancellable_new ();
  self->samples = twc_samples_new (TWC_CHARGER_SAMPLES);
}

/**
 * twc_charger_new:
 * @proxy: of this Wall Connector, ready
 */
TwcCharger *
twc_charger_new (TwcDBusCharger1 *proxy, gint64 now_us)
{
  TwcCharger *self = g_object_new (TWC_TYPE_CHARGER, NULL);

  self->proxy = g_object_ref (proxy);
  g_signal_connect_object (proxy, "g-properties-changed", G_CALLBACK (on_properties_changed), self,
                           G_CONNECT_SWAPPED);
  twc_charger_show (self, now_us);

  return self;
}

const char *
twc_charger_get_id (TwcCharger *self)
{
  g_return_val_if_fail (TWC_IS_CHARGER (self), NULL);

  return twc_facts_get_string (&self->facts, CHARGER_PROP_ID);
}

const char *
twc_charger_get_title (TwcCharger *self)
{
  g_return_val_if_fail (TWC_IS_CHARGER (self), NULL);

  return twc_facts_get_string (&self->facts, CHARGER_PROP_TITLE);
}

TwcSamples *
twc_charger_get_samples (TwcCharger *self)
{
  g_return_val_if_fail (TWC_IS_CHARGER (self), NULL);

  return self->samples;
}

TwcDBusCharger1 *
twc_charger_get_proxy (TwcCharger *self)
{
  g_return_val_if_fail (TWC_IS_CHARGER (self), NULL);

  return self->proxy;
}

guint
twc_charger_get_offer_ca (TwcCharger *self)
{
  return self->offer_ca;
}

guint
twc_charger_get_draw_ca (TwcCharger *self)
{
  return self->draw_ca;
}

gboolean
twc_charger_is_online (TwcCharger *self)
{
  return twc_facts_get_boolean (&self->facts, CHARGER_PROP_ONLINE);
}

/* Whether anything has been measured there at all. */
gboolean
twc_charger_is_heard (TwcCharger *self)
{
  return self->heard;
}

gboolean
twc_charger_is_paused (TwcCharger *self)
{
  return twc_facts_get_boolean (&self->facts, CHARGER_PROP_PAUSED);
}

/**
 * twc_charger_pause_async:
 *
 * Asks for 0 A here until somebody resumes it. That the car has stopped is known only when the
 * measured amps say so.
 */
void
twc_charger_pause_async (TwcCharger *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (TWC_IS_CHARGER (self));

  twc_call_async (G_DBUS_PROXY (self->proxy), "Pause", NULL,
                  g_task_new (self, cancellable, callback, user_data));
}

void
twc_charger_resume_async (TwcCharger *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (TWC_IS_CHARGER (self));

  twc_call_async (G_DBUS_PROXY (self->proxy), "Resume", NULL,
                  g_task_new (self, cancellable, callback, user_data));
}

gboolean
twc_charger_finish (TwcCharger *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
