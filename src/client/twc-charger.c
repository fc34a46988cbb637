/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-charger"

#include "client/twc-charger-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "client/twc-call.h"
#include "client/twc-facts.h"
#include "client/twc-format.h"
#include "client/twc-timed-reason.h"

/* An hour in the window's memory is 14 kB a Wall Connector. */
#define SAMPLES_KEPT 3600

/* A longer hole in the ticks is not filled with what was last known, but asked for. */
#define MAX_HOLE_US (10 * G_USEC_PER_SEC)

struct _TwcCharger
{
  GObject parent_instance;

  TwcDBusCharger1 *proxy;
  GCancellable *cancellable;
  TwcFacts facts;
  TwcTimedReason reason;

  TwcSamples *samples;
  gboolean fetching;
  gint64 sampled_us; /* up to here there are samples; 0 = not yet */

  guint offer_ca;
  guint draw_ca;
  gboolean heard; /* it has answered at least once */
};

enum {
  PROP_0,
  PROP_ID,
  PROP_TITLE,
  PROP_ONLINE,
  PROP_PAUSED,
  PROP_ACTIVITY,
  PROP_ACTIVITY_TEXT,
  PROP_OFFER_AMPS,
  PROP_REPORTED_AMPS,
  PROP_DRAW_AMPS,
  PROP_EXPOSURE_AMPS,
  PROP_RATING_AMPS,
  PROP_POWER_WATTS,
  PROP_DRAW_TEXT,
  PROP_ASKED_TEXT,
  PROP_MEASURED_TEXT,
  PROP_REASON_CODE,
  PROP_REASON_TEXT,
  PROP_STYLE,
  PROP_VOLTS_TEXT,
  PROP_VIN,
  PROP_FIRMWARE,
  PROP_SERIAL,
  PROP_TOTAL_TEXT,
  PROP_SAMPLES,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

static const TwcFact table[N_PROPS] = {
  [PROP_ID] = { "id", G_TYPE_STRING },
  [PROP_TITLE] = { "title", G_TYPE_STRING },
  [PROP_ONLINE] = { "online", G_TYPE_BOOLEAN },
  [PROP_PAUSED] = { "paused", G_TYPE_BOOLEAN },
  [PROP_ACTIVITY] = { "activity", G_TYPE_STRING },
  [PROP_ACTIVITY_TEXT] = { "activity-text", G_TYPE_STRING },
  [PROP_OFFER_AMPS] = { "offer-amps", G_TYPE_DOUBLE },
  [PROP_REPORTED_AMPS] = { "reported-amps", G_TYPE_DOUBLE },
  [PROP_DRAW_AMPS] = { "draw-amps", G_TYPE_DOUBLE },
  [PROP_EXPOSURE_AMPS] = { "exposure-amps", G_TYPE_DOUBLE },
  [PROP_RATING_AMPS] = { "rating-amps", G_TYPE_DOUBLE },
  [PROP_POWER_WATTS] = { "power-watts", G_TYPE_DOUBLE },
  [PROP_DRAW_TEXT] = { "draw-text", G_TYPE_STRING },
  [PROP_ASKED_TEXT] = { "asked-text", G_TYPE_STRING },
  [PROP_MEASURED_TEXT] = { "measured-text", G_TYPE_STRING },
  [PROP_REASON_CODE] = { "reason-code", G_TYPE_STRING },
  [PROP_REASON_TEXT] = { "reason-text", G_TYPE_STRING },
  [PROP_STYLE] = { "style", G_TYPE_STRING },
  [PROP_VOLTS_TEXT] = { "volts-text", G_TYPE_STRING },
  [PROP_VIN] = { "vin", G_TYPE_STRING },
  [PROP_FIRMWARE] = { "firmware", G_TYPE_STRING },
  [PROP_SERIAL] = { "serial", G_TYPE_STRING },
  [PROP_TOTAL_TEXT] = { "total-text", G_TYPE_STRING },
};

G_DEFINE_FINAL_TYPE (TwcCharger, twc_charger, G_TYPE_OBJECT)

static gboolean
is_drawing (TwcCharger *self)
{
  return self->draw_ca >= TWC_DRAWING_FROM_CA;
}

/* Asked for nothing, and yet amps flow: whatever the reason, that comes first. */
static gboolean
is_unstopped (TwcCharger *self)
{
  return self->offer_ca == 0 && is_drawing (self);
}

static void
show_amps (TwcCharger *self)
{
  TwcDBusCharger1 *proxy = self->proxy;
  const double watts = twc_dbus_charger1_get_power_watts (proxy);

  self->offer_ca = twc_format_read_ca (twc_dbus_charger1_get_offer_amps (proxy));
  self->draw_ca = twc_format_read_ca (twc_dbus_charger1_get_draw_amps (proxy));
  self->heard = twc_dbus_charger1_get_last_heartbeat_monotonic (proxy) > 0;

  twc_facts_set_double (&self->facts, PROP_OFFER_AMPS, self->offer_ca / 100.0);
  twc_facts_set_double (&self->facts, PROP_DRAW_AMPS, self->draw_ca / 100.0);
  twc_facts_set_double (&self->facts, PROP_REPORTED_AMPS,
                        twc_format_read_ca (twc_dbus_charger1_get_reported_amps (proxy)) / 100.0);
  twc_facts_set_double (&self->facts, PROP_EXPOSURE_AMPS,
                        twc_format_read_ca (twc_dbus_charger1_get_exposure_amps (proxy)) / 100.0);
  twc_facts_set_double (&self->facts, PROP_RATING_AMPS,
                        twc_format_read_ca (twc_dbus_charger1_get_rating_amps (proxy)) / 100.0);
  twc_facts_set_double (&self->facts, PROP_POWER_WATTS, isfinite (watts) ? MAX (watts, 0) : 0);
}

static char *
format_measured_text (TwcCharger *self)
{
  g_autofree char *amps = twc_format_measured (self->draw_ca);
  g_autofree char *power = twc_format_power (twc_facts_get_double (&self->facts, PROP_POWER_WATTS));

  if (!self->heard)
    return g_strdup (_ ("not measured yet"));
  if (!twc_charger_is_online (self))
    /* Translators: %s is a current; it may have changed since */
    return g_strdup_printf (_ ("last measured %s"), amps);
  if (!is_drawing (self))
    /* Translators: %s is a current */
    return g_strdup_printf (_ ("measured %s"), amps);

  /* Translators: a current and a power: "measured 16.2 A, 3.9 kW" */
  return g_strdup_printf (_ ("measured %s, %s"), amps, power);
}

static void
show_amps_texts (TwcCharger *self)
{
  g_autofree char *asked = twc_format_amps (self->offer_ca);

  /* Translators: what stands where a current is not known */
  twc_facts_take_string (&self->facts, PROP_DRAW_TEXT,
                         self->heard ? twc_format_number (self->draw_ca)
                                     : g_strdup (C_ ("unknown", "–")));
  /* Translators: %s is a current: what the Wall Connector was told */
  twc_facts_take_string (&self->facts, PROP_ASKED_TEXT, g_strdup_printf (_ ("asked %s"), asked));
  twc_facts_take_string (&self->facts, PROP_MEASURED_TEXT, format_measured_text (self));
}

static const char *
choose_activity_text (TwcCharger *self, TwcActivity activity)
{
  if (!twc_charger_is_online (self))
    return C_ ("activity", "Not answering");
  if (is_unstopped (self))
    return C_ ("activity", "Still drawing");
  if (is_drawing (self))
    return C_ ("activity", "Charging");
  if (twc_charger_is_paused (self))
    return C_ ("activity", "Paused");

  return twc_words_activity (activity);
}

static void
show_state (TwcCharger *self)
{
  TwcActivity activity = TWC_ACTIVITY_UNKNOWN;

  twc_activity_from_nick (twc_dbus_charger1_get_activity (self->proxy), &activity);
  twc_facts_set_boolean (&self->facts, PROP_ONLINE, twc_dbus_charger1_get_online (self->proxy));
  twc_facts_set_boolean (&self->facts, PROP_PAUSED, twc_dbus_charger1_get_paused (self->proxy));
  twc_facts_set_string (&self->facts, PROP_ACTIVITY, twc_activity_to_nick (activity));
  twc_facts_set_string (&self->facts, PROP_ACTIVITY_TEXT, choose_activity_text (self, activity));
}

static void
show_about (TwcCharger *self)
{
  TwcDBusCharger1 *proxy = self->proxy;
  const char *id = twc_dbus_charger1_get_id (proxy);
  const char *name = twc_dbus_charger1_get_name (proxy);
  GVariant *volts = twc_dbus_charger1_get_volts (proxy);
  const double *array = NULL;
  gsize n_volts = 0;

  if (volts != NULL && g_variant_is_of_type (volts, G_VARIANT_TYPE ("ad")))
    array = g_variant_get_fixed_array (volts, &n_volts, sizeof *array);

  twc_facts_set_string (&self->facts, PROP_ID, id);
  /* Translators: a Wall Connector without a name; %s is its id */
  twc_facts_take_string (&self->facts, PROP_TITLE,
                         name != NULL && name[0] != '\0'
                           ? g_strdup (name)
                           : g_strdup_printf (C_ ("charger", "TWC %s"), id != NULL ? id : "?"));
  twc_facts_take_string (&self->facts, PROP_VOLTS_TEXT, twc_format_volts (array, n_volts));
  twc_facts_set_string (&self->facts, PROP_VIN, twc_dbus_charger1_get_vin (proxy));
  twc_facts_set_string (&self->facts, PROP_FIRMWARE, twc_dbus_charger1_get_firmware (proxy));
  twc_facts_set_string (&self->facts, PROP_SERIAL, twc_dbus_charger1_get_serial (proxy));
  twc_facts_take_string (&self->facts, PROP_TOTAL_TEXT,
                         twc_format_energy (twc_dbus_charger1_get_total_kwh (proxy)));
}

static char *
say_reason (TwcCharger *self, gint64 now_us)
{
  TwcReason still_drawing = twc_reason_new (TWC_REASON_STILL_DRAWING);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  const TwcReasonContext context = {
    .now = now,
    .elapsed_s = twc_timed_reason_get_elapsed_s (&self->reason, now_us),
    .offer_ca = self->offer_ca,
  };

  if (is_unstopped (self))
    {
      twc_reason_add (&still_drawing, TWC_NUMBER_MEASURED_AMPS, self->draw_ca);
      return twc_words_charger_reason (&still_drawing, &context);
    }
  if (self->reason.variant == NULL)
    return g_strdup ("");
  if (!self->reason.known)
    return g_strdup (_ ("This program is older than the controller and does not know its reason."));

  return twc_words_charger_reason (&self->reason.reason, &context);
}

static TwcStyle
choose_style (TwcCharger *self)
{
  const TwcStyle style =
    self->reason.known ? twc_words_reason_style (&self->reason.reason) : TWC_STYLE_WAIT;

  if (!twc_charger_is_online (self))
    return TWC_STYLE_ERROR;
  if (is_unstopped (self))
    return TWC_STYLE_WARNING;
  if (style == TWC_STYLE_ERROR || style == TWC_STYLE_WARNING)
    return style;
  if (is_drawing (self))
    return TWC_STYLE_OK;

  /* Power is on offer and nobody takes it: that is no success yet. */
  return style == TWC_STYLE_OK ? TWC_STYLE_IDLE : style;
}

static void
show_reason (TwcCharger *self, gint64 now_us)
{
  twc_timed_reason_take (&self->reason, twc_dbus_charger1_get_reason (self->proxy), now_us);
  twc_facts_take_string (&self->facts, PROP_REASON_CODE, twc_timed_reason_dup_code (&self->reason));
  twc_facts_take_string (&self->facts, PROP_REASON_TEXT, say_reason (self, now_us));
  twc_facts_set_string (&self->facts, PROP_STYLE, twc_style_to_nick (choose_style (self)));
}

static void
refresh (TwcCharger *self, gint64 now_us)
{
  g_object_freeze_notify (G_OBJECT (self));
  show_amps (self);
  show_state (self);
  show_amps_texts (self);
  show_about (self);
  show_reason (self, now_us);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
on_properties_changed (TwcCharger *self)
{
  refresh (self, g_get_monotonic_time ());
}

/* What the controller kept, newest SAMPLES_KEPT at most; the arrays are not yet trusted. */
static void
take_samples (TwcCharger *self, GVariant *offered, GVariant *drawn)
{
  gsize n_offered, n_drawn;
  const guint16 *offers = g_variant_get_fixed_array (offered, &n_offered, sizeof *offers);
  const guint16 *draws = g_variant_get_fixed_array (drawn, &n_drawn, sizeof *draws);
  const guint n = (guint) MIN (MIN (n_offered, n_drawn), SAMPLES_KEPT);
  g_autofree TwcSample *samples = g_new (TwcSample, n);

  for (guint i = 0; i < n; i++)
    samples[i] = (TwcSample){ offers[n_offered - n + i], draws[n_drawn - n + i] };

  twc_samples_reset (self->samples, samples, n);
}

static void
on_samples_fetched (GObject *proxy, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(TwcCharger) self = user_data; /* the reference that fetching took */
  g_autoptr(GVariant) offered = NULL, drawn = NULL;
  g_autoptr(GError) error = NULL;
  const gint64 now_us = g_get_monotonic_time ();
  gint64 end_us = now_us;

  self->fetching = FALSE;
  if (twc_dbus_charger1_call_get_samples_finish (TWC_DBUS_CHARGER1 (proxy), &end_us, &offered,
                                                 &drawn, result, &error))
    take_samples (self, offered, drawn);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("no samples of %s: %s", twc_charger_get_id (self), error->message);

  self->sampled_us = end_us > now_us - MAX_HOLE_US && end_us <= now_us ? end_us : now_us;
}

/* Asks for the past of the graph; until it is there, nothing is appended. */
void
twc_charger_fetch_samples (TwcCharger *self)
{
  if (self->fetching)
    return;

  self->fetching = TRUE;
  twc_dbus_charger1_call_get_samples (self->proxy, SAMPLES_KEPT, self->cancellable,
                                      on_samples_fetched, g_object_ref (self));
}

/**
 * twc_charger_tick:
 *
 * Appends one sample for each second that has passed, and lets countdowns go on.
 */
void
twc_charger_tick (TwcCharger *self, gint64 now_us)
{
  show_reason (self, now_us);

  if (self->fetching || self->sampled_us == 0)
    return;
  if (now_us - self->sampled_us > MAX_HOLE_US)
    {
      twc_charger_fetch_samples (self);
      return;
    }

  /* What nobody measures is drawn as nothing, by the controller as well. */
  for (; now_us - self->sampled_us >= G_USEC_PER_SEC; self->sampled_us += G_USEC_PER_SEC)
    twc_samples_append (self->samples, self->offer_ca,
                        twc_charger_is_online (self) ? self->draw_ca : 0);
}

static void
twc_charger_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TwcCharger *self = TWC_CHARGER (object);

  if (prop_id == PROP_SAMPLES)
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

  twc_facts_add_specs (table, N_PROPS, properties);
  properties[PROP_SAMPLES] = g_param_spec_object ("samples", NULL, NULL, TWC_TYPE_SAMPLES,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
twc_charger_init (TwcCharger *self)
{
  twc_facts_init (&self->facts, self, properties, N_PROPS);
  self->cancellable = g_cancellable_new ();
  self->samples = twc_samples_new (SAMPLES_KEPT);
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
  refresh (self, now_us);

  return self;
}

const char *
twc_charger_get_id (TwcCharger *self)
{
  g_return_val_if_fail (TWC_IS_CHARGER (self), NULL);

  return twc_facts_get_string (&self->facts, PROP_ID);
}

const char *
twc_charger_get_title (TwcCharger *self)
{
  g_return_val_if_fail (TWC_IS_CHARGER (self), NULL);

  return twc_facts_get_string (&self->facts, PROP_TITLE);
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
  return twc_facts_get_boolean (&self->facts, PROP_ONLINE);
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
  return twc_facts_get_boolean (&self->facts, PROP_PAUSED);
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
