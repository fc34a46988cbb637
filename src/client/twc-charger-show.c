/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-charger-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "client/twc-format.h"

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

  twc_facts_set_double (&self->facts, CHARGER_PROP_OFFER_AMPS, self->offer_ca / 100.0);
  twc_facts_set_double (&self->facts, CHARGER_PROP_DRAW_AMPS, self->draw_ca / 100.0);
  twc_facts_set_double (&self->facts, CHARGER_PROP_REPORTED_AMPS,
                        twc_format_read_ca (twc_dbus_charger1_get_reported_amps (proxy)) / 100.0);
  twc_facts_set_double (&self->facts, CHARGER_PROP_EXPOSURE_AMPS,
                        twc_format_read_ca (twc_dbus_charger1_get_exposure_amps (proxy)) / 100.0);
  twc_facts_set_double (&self->facts, CHARGER_PROP_RATING_AMPS,
                        twc_format_read_ca (twc_dbus_charger1_get_rating_amps (proxy)) / 100.0);
  twc_facts_set_double (&self->facts, CHARGER_PROP_POWER_WATTS,
                        isfinite (watts) ? MAX (watts, 0) : 0);
}

static char *
format_measured_text (TwcCharger *self)
{
  g_autofree char *amps = twc_format_measured (self->draw_ca);
  g_autofree char *power =
    twc_format_power (twc_facts_get_double (&self->facts, CHARGER_PROP_POWER_WATTS));

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
  const char *unknown = C_ ("unknown", "–");

  twc_facts_take_string (&self->facts, CHARGER_PROP_DRAW_TEXT,
                         self->heard ? twc_format_number (self->draw_ca) : g_strdup (unknown));
  /* Translators: %s is a current: what the Wall Connector was told */
  twc_facts_take_string (&self->facts, CHARGER_PROP_ASKED_TEXT,
                         g_strdup_printf (_ ("asked %s"), asked));
  twc_facts_take_string (&self->facts, CHARGER_PROP_MEASURED_TEXT, format_measured_text (self));
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
  twc_facts_set_boolean (&self->facts, CHARGER_PROP_ONLINE,
                         twc_dbus_charger1_get_online (self->proxy));
  twc_facts_set_boolean (&self->facts, CHARGER_PROP_PAUSED,
                         twc_dbus_charger1_get_paused (self->proxy));
  twc_facts_set_string (&self->facts, CHARGER_PROP_ACTIVITY, twc_activity_to_nick (activity));
  twc_facts_set_string (&self->facts, CHARGER_PROP_ACTIVITY_TEXT,
                        choose_activity_text (self, activity));
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

  twc_facts_set_string (&self->facts, CHARGER_PROP_ID, id);
  /* Translators: a Wall Connector without a name; %s is its id */
  twc_facts_take_string (&self->facts, CHARGER_PROP_TITLE,
                         name != NULL && name[0] != '\0'
                           ? g_strdup (name)
                           : g_strdup_printf (C_ ("charger", "TWC %s"), id != NULL ? id : "?"));
  twc_facts_take_string (&self->facts, CHARGER_PROP_VOLTS_TEXT, twc_format_volts (array, n_volts));
  twc_facts_set_string (&self->facts, CHARGER_PROP_VIN, twc_dbus_charger1_get_vin (proxy));
  twc_facts_set_string (&self->facts, CHARGER_PROP_FIRMWARE,
                        twc_dbus_charger1_get_firmware (proxy));
  twc_facts_set_string (&self->facts, CHARGER_PROP_SERIAL, twc_dbus_charger1_get_serial (proxy));
  twc_facts_take_string (&self->facts, CHARGER_PROP_SESSION_TEXT,
                         twc_format_session (twc_dbus_charger1_get_session_kwh (proxy)));
  twc_facts_take_string (&self->facts, CHARGER_PROP_TOTAL_TEXT,
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

/**
 * twc_charger_show_reason:
 *
 * Says the reason again: each second, for its countdown.
 */
void
twc_charger_show_reason (TwcCharger *self, gint64 now_us)
{
  twc_timed_reason_take (&self->reason, twc_dbus_charger1_get_reason (self->proxy), now_us);
  twc_facts_take_string (&self->facts, CHARGER_PROP_REASON_CODE,
                         twc_timed_reason_dup_code (&self->reason));
  twc_facts_take_string (&self->facts, CHARGER_PROP_REASON_TEXT, say_reason (self, now_us));
  twc_facts_set_string (&self->facts, CHARGER_PROP_STYLE, twc_style_to_nick (choose_style (self)));
}

/**
 * twc_charger_show:
 *
 * Makes all properties say what the controller says now.
 */
void
twc_charger_show (TwcCharger *self, gint64 now_us)
{
  g_object_freeze_notify (G_OBJECT (self));
  show_amps (self);
  show_state (self);
  show_amps_texts (self);
  show_about (self);
  twc_charger_show_reason (self, now_us);
  g_object_thaw_notify (G_OBJECT (self));
}
