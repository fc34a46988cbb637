/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-charger-object"

#include "controller/twc-charger-object.h"

#include "dbus/twc-dbus-names.h"

/* Counters from here on are damaged, though which way is not known (twc-protocol 3.9). */
#define COUNTER_LIMIT_KWH 1000000

#define WH_PER_KWH 1000.0

/* What is signalled whenever it changes; zeroed as a whole, so that it compares as one. */
typedef struct
{
  guint protocol, rating_ca, offer_ca;
  guint online, paused;
  guint wire_state, activity, reason_code;
  guint8 firmware[4];
  char serial[sizeof ((TwcChargerState *) NULL)->serial];
  char vin[sizeof ((TwcChargerState *) NULL)->vin];
  char name[sizeof ((TwcChargerSettings *) NULL)->name];
} Shown;

struct _TwcChargerObject
{
  TwcDBusObjectSkeleton *skeleton;
  TwcDBusCharger1 *charger1;
  gboolean is_filled;
  Shown shown;
  TwcReason reason;
  guint volts[3];
  TwcSampleStore samples;
};

TwcChargerObject *
twc_charger_object_new (guint16 id)
{
  TwcChargerObject *self = g_new0 (TwcChargerObject, 1);
  g_autofree char *path = NULL;
  char text[TWC_ID_TEXT_SIZE];

  twc_id_to_text (id, text);
  path = g_strconcat (TWC_DBUS_CHARGERS_PATH, "/", text, NULL);
  self->skeleton = twc_dbus_object_skeleton_new (path);
  self->charger1 = twc_dbus_charger1_skeleton_new ();
  twc_dbus_charger1_set_id (self->charger1, text);
  twc_dbus_object_skeleton_set_charger1 (self->skeleton, self->charger1);
  twc_sample_store_init (&self->samples);
  return self;
}

void
twc_charger_object_free (TwcChargerObject *self)
{
  g_object_unref (self->charger1);
  g_object_unref (self->skeleton);
  g_free (self);
}

static void
describe (Shown *shown,
          const TwcPublication *publication,
          const TwcChargerState *state,
          const TwcReason *reason)
{
  const TwcChargerSettings *own = twc_settings_find_charger (publication->settings, state->id);

  memset (shown, 0, sizeof *shown);
  shown->protocol = state->protocol;
  shown->rating_ca = state->rating_ca;
  shown->offer_ca = state->offer_ca;
  shown->online = state->online;
  shown->wire_state = state->state;
  shown->activity = state->reported ? state->activity : TWC_ACTIVITY_UNKNOWN;
  shown->reason_code = reason->code;
  if (state->has_firmware)
    memcpy (shown->firmware, state->firmware, sizeof shown->firmware);
  g_strlcpy (shown->serial, state->serial, sizeof shown->serial);
  g_strlcpy (shown->vin, state->vin, sizeof shown->vin);
  if (own != NULL)
    {
      shown->paused = own->paused;
      g_strlcpy (shown->name, own->name, sizeof shown->name);
    }
}

static char *
format_firmware (const guint8 firmware[4])
{
  if (firmware[0] == 0 && firmware[1] == 0 && firmware[2] == 0)
    return g_strdup ("");

  return g_strdup_printf ("%u.%u.%u.%u", firmware[0], firmware[1], firmware[2], firmware[3]);
}

static void
publish_state (TwcChargerObject *self)
{
  const Shown *shown = &self->shown;
  TwcDBusCharger1 *charger1 = self->charger1;
  g_autofree char *firmware = format_firmware (shown->firmware);

  twc_dbus_charger1_set_name (charger1, shown->name);
  twc_dbus_charger1_set_protocol (charger1, shown->protocol);
  twc_dbus_charger1_set_rating_amps (charger1, shown->rating_ca / 100.0);
  twc_dbus_charger1_set_online (charger1, shown->online);
  twc_dbus_charger1_set_paused (charger1, shown->paused);
  twc_dbus_charger1_set_state (charger1, shown->wire_state);
  twc_dbus_charger1_set_activity (charger1, twc_activity_to_nick (shown->activity));
  twc_dbus_charger1_set_offer_amps (charger1, shown->offer_ca / 100.0);
  twc_dbus_charger1_set_vin (charger1, shown->vin);
  twc_dbus_charger1_set_firmware (charger1, firmware);
  twc_dbus_charger1_set_serial (charger1, shown->serial);
}

/* The heartbeat's draw is per phase (twc-protocol 3.9). */
static double
compute_power_w (const TwcChargerState *state, const TwcSettings *settings)
{
  guint volts = state->volts[0] + state->volts[1] + state->volts[2];

  if (volts == 0)
    volts = settings->nominal_volts * (settings->phases == TWC_PHASES_THREE ? 3 : 1);

  return volts * (state->draw_ca / 100.0);
}

static void
publish_volts (TwcChargerObject *self, const TwcChargerState *state)
{
  double volts[3];

  if (self->is_filled && memcmp (self->volts, state->volts, sizeof self->volts) == 0)
    return;

  memcpy (self->volts, state->volts, sizeof self->volts);
  for (guint i = 0; i < G_N_ELEMENTS (volts); i++)
    volts[i] = state->volts[i];
  twc_dbus_charger1_set_volts (
    self->charger1,
    g_variant_new_fixed_array (G_VARIANT_TYPE_DOUBLE, volts,
                               state->power_report_us != TWC_NEVER ? G_N_ELEMENTS (volts) : 0,
                               sizeof *volts));
}

static void
publish_measurements (TwcChargerObject *self,
                      const TwcPublication *publication,
                      const TwcChargerState *state)
{
  const TwcPlanCharger *planned = twc_plan_find (publication->plan, state->id);
  const gboolean has_counter =
    state->power_report_us != TWC_NEVER && state->counter_kwh < COUNTER_LIMIT_KWH;
  const gboolean has_session = planned != NULL && planned->session.opened_s > 0;
  TwcDBusCharger1 *charger1 = self->charger1;

  twc_dbus_charger1_set_reported_amps (charger1, state->reported_ca / 100.0);
  twc_dbus_charger1_set_draw_amps (charger1, state->draw_ca / 100.0);
  twc_dbus_charger1_set_exposure_amps (charger1,
                                       planned != NULL ? planned->exposure_ca / 100.0 : 0);
  twc_dbus_charger1_set_power_watts (charger1, compute_power_w (state, publication->settings));
  twc_dbus_charger1_set_total_kwh (charger1, has_counter ? state->counter_kwh : -1.0);
  twc_dbus_charger1_set_session_kwh (charger1,
                                     has_session ? planned->session.energy_wh / WH_PER_KWH : -1.0);
  twc_dbus_charger1_set_last_heartbeat_monotonic (
    charger1, state->heard_us != TWC_NEVER ? state->heard_us : 0);
  publish_volts (self, state);
}

/* A new cause is news; a countdown within it is a measurement, and waits for the refresh. */
static void
publish_reason (TwcChargerObject *self, const TwcReason *reason, TwcRefresh refresh)
{
  if (self->is_filled && twc_reason_equal (&self->reason, reason))
    return;
  if (self->is_filled && self->reason.code == reason->code && refresh == TWC_REFRESH_STATE)
    return;

  self->reason = *reason;
  twc_dbus_charger1_set_reason (self->charger1, twc_reason_to_variant (reason));
}

/**
 * twc_charger_object_update:
 * @state: the unit as the master knows it
 * @refresh: whether measurements are due as well
 *
 * Takes a sample, and signals what changed.
 */
void
twc_charger_object_update (TwcChargerObject *self,
                           const TwcPublication *publication,
                           const TwcChargerState *state,
                           TwcRefresh refresh)
{
  const TwcPlanCharger *planned = twc_plan_find (publication->plan, state->id);
  const TwcReason reason = planned != NULL ? planned->reason : twc_reason_new (TWC_REASON_STARTUP);
  Shown shown;

  twc_sample_store_add (&self->samples, state->offer_ca, state->online ? state->draw_ca : 0,
                        publication->now.us);

  describe (&shown, publication, state, &reason);
  if (!self->is_filled || memcmp (&shown, &self->shown, sizeof shown) != 0)
    {
      self->shown = shown;
      publish_state (self);
    }

  publish_reason (self, &reason, refresh);
  if (refresh == TWC_REFRESH_ALL || !self->is_filled)
    publish_measurements (self, publication, state);
  self->is_filled = TRUE;
}

TwcDBusCharger1 *
twc_charger_object_get_charger1 (TwcChargerObject *self)
{
  return self->charger1;
}

const char *
twc_charger_object_get_path (TwcChargerObject *self)
{
  return g_dbus_object_get_object_path (G_DBUS_OBJECT (self->skeleton));
}

TwcDBusObjectSkeleton *
twc_charger_object_get_skeleton (TwcChargerObject *self)
{
  return self->skeleton;
}

const TwcSampleStore *
twc_charger_object_get_samples (TwcChargerObject *self)
{
  return &self->samples;
}
