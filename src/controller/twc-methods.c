/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-methods"

#include "controller/twc-methods.h"

#include <glib/gi18n.h>

#include "controller/twc-charge-request.h"
#include "controller/twc-clock.h"
#include "controller/twc-limit-request.h"
#include "controller/twc-source-desk.h"
#include "dbus/twc-dbus-error.h"

#define MAX_RESUME_S (7 * 24 * 3600)

struct _TwcMethods
{
  TwcPublisher *publisher;
  TwcRing *ring;
  TwcSettingsWriter *writer;
};

typedef TwcDBusController1 Controller1;
typedef TwcDBusCharger1 Charger1;
typedef GDBusMethodInvocation Invocation;

static gboolean
refuse (Invocation *invocation, TwcDBusError code, const char *message)
{
  g_dbus_method_invocation_return_error_literal (invocation, TWC_DBUS_ERROR, (int) code, message);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* All our methods that answer later, and most others, return nothing but that it is done. */
static gboolean
accept_call (Invocation *invocation)
{
  g_dbus_method_invocation_return_value (invocation, NULL);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
on_written (GObject *writer, GAsyncResult *result, gpointer user_data)
{
  Invocation *invocation = user_data;
  g_autoptr(GError) error = NULL;

  if (twc_settings_writer_write_finish (TWC_SETTINGS_WRITER (writer), result, &error))
    accept_call (invocation);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
}

static gboolean
write_settings (TwcMethods *self, guint16 charger, GVariant *values, Invocation *invocation)
{
  twc_settings_writer_write_async (self->writer, charger, values, on_written, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
charge_now (TwcMethods *self, TwcChargeRequest *request, Invocation *invocation)
{
  g_autoptr(GError) error = NULL;
  GVariant *values =
    twc_charge_request_to_settings (request, self->ring, twc_clock_read (), &error);

  if (values == NULL)
    return refuse (invocation, (TwcDBusError) error->code, error->message);

  return write_settings (self, 0, values, invocation);
}

static gboolean
on_charge_now (
  Controller1 *controller1, Invocation *invocation, double amps, gint64 until_s, gpointer data)
{
  TwcChargeRequest request = { .until_s = until_s };
  g_autoptr(GError) error = NULL;

  if (!twc_charge_request_parse_amps (amps, &request.amps_a, &error))
    return refuse (invocation, (TwcDBusError) error->code, error->message);

  return charge_now (data, &request, invocation);
}

static gboolean
on_charge_now_for (Controller1 *controller1,
                   Invocation *invocation,
                   GVariant *options,
                   gpointer data)
{
  TwcChargeRequest request = { 0 };
  g_autoptr(GError) error = NULL;

  if (!twc_charge_request_parse (&request, options, &error))
    return refuse (invocation, (TwcDBusError) error->code, error->message);

  return charge_now (data, &request, invocation);
}

static gboolean
on_cancel_charge_now (Controller1 *controller1, Invocation *invocation, gpointer data)
{
  return write_settings (data, 0, twc_charge_request_no_settings (), invocation);
}

static gboolean
check_fixed (const TwcSettings *settings, guint whole_a, GError **error)
{
  if (settings->wiring_all_ca == 0 || TWC_CA (whole_a) <= settings->wiring_all_ca)
    return TRUE;

  g_set_error (error, TWC_DBUS_ERROR, TWC_DBUS_ERROR_REFUSED,
               _("%u A is more than the limit of all Wall Connectors together, %u A: choose less, "
                 "or correct wiring-max-amps-all if the wiring allows more"),
                  whole_a, settings->wiring_all_ca / 100);
  return FALSE;
}

/* Returns: (transfer full) (nullable): the settings of a mode, to be written */
static GVariantDict *
describe_mode (TwcMethods *self, const char *nick, double amps, GError **error)
{
  g_autoptr(GVariantDict) values = g_variant_dict_new (NULL);
  TwcMode mode;
  guint whole_a;

  if (!twc_mode_from_nick (nick, &mode))
    {
      g_set_error_literal (error, TWC_DBUS_ERROR, TWC_DBUS_ERROR_INVALID_ARGUMENT,
                           _("There are the modes green, fixed and off"));
      return NULL;
    }

  g_variant_dict_insert (values, "non-scheduled-mode", "s", nick);
  if (mode == TWC_MODE_FIXED)
    {
      if (!twc_charge_request_parse_amps (amps, &whole_a, error) ||
          !check_fixed (twc_ring_get_settings (self->ring), whole_a, error))
        return NULL;
      g_variant_dict_insert (values, "non-scheduled-amps", "i", (int) whole_a);
    }
  /* Going back to green by hand clears it (charging-control 5.5). */
  if (mode == TWC_MODE_GREEN)
    g_variant_dict_insert (values, "resume-green-at", "x", (gint64) -1);

  return g_steal_pointer (&values);
}

static gboolean
on_set_mode (
  Controller1 *controller1, Invocation *invocation, const char *nick, double amps, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariantDict) values = describe_mode (data, nick, amps, &error);

  if (values == NULL)
    return refuse (invocation, (TwcDBusError) error->code, error->message);

  return write_settings (data, 0, g_variant_dict_end (values), invocation);
}

static gboolean
on_set_mode_until (Controller1 *controller1,
                   Invocation *invocation,
                   const char *nick,
                   double amps,
                   gint64 resume_s,
                   gpointer data)
{
  const gint64 now_s = twc_clock_read ().unix_s;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariantDict) values = describe_mode (data, nick, amps, &error);

  if (values == NULL)
    return refuse (invocation, (TwcDBusError) error->code, error->message);
  if (resume_s != 0 && g_str_equal (nick, "green"))
    return refuse (invocation, TWC_DBUS_ERROR_INVALID_ARGUMENT,
                   _("The mode is green at once: give no time at which it becomes so"));
  if (resume_s != 0 && (resume_s <= now_s || resume_s - now_s > MAX_RESUME_S))
    return refuse (invocation, TWC_DBUS_ERROR_INVALID_ARGUMENT,
                   _("Give a time within the next 7 days at which the mode becomes green"));

  g_variant_dict_insert (values, "resume-green-at", "x", resume_s != 0 ? resume_s : -1);
  return write_settings (data, 0, g_variant_dict_end (values), invocation);
}

static gboolean
on_stop_all (Controller1 *controller1, Invocation *invocation, gpointer data)
{
  TwcMethods *self = data;

  g_message ("everything is stopped, as somebody asked");
  twc_ring_stop_all (self->ring);
  return accept_call (invocation);
}

static gboolean
on_allow_charging (Controller1 *controller1, Invocation *invocation, gpointer data)
{
  TwcMethods *self = data;

  g_message ("charging is allowed, as somebody asked");
  twc_ring_allow_charging (self->ring);
  return accept_call (invocation);
}

static gboolean
on_push_reading (Controller1 *controller1,
                 Invocation *invocation,
                 const char *source,
                 GVariant *values,
                 gpointer data)
{
  TwcMethods *self = data;
  g_autoptr(GError) error = NULL;

  if (!twc_source_desk_push (self->ring, source, values, twc_clock_read ().us, &error))
    return refuse (invocation, TWC_DBUS_ERROR_INVALID_ARGUMENT, error->message);

  return accept_call (invocation);
}

static gboolean
on_set_external_limit (
  Controller1 *controller1, Invocation *invocation, GVariant *values, guint seconds, gpointer data)
{
  TwcMethods *self = data;
  const gint64 now_us = twc_clock_read ().us;
  TwcExternalLimit limit = { 0 };
  g_autoptr(GError) error = NULL;

  if (!twc_limit_request_parse (values, &limit, &error))
    return refuse (invocation, TWC_DBUS_ERROR_INVALID_ARGUMENT, error->message);

  twc_ring_set_external (self->ring, &limit,
                         seconds > 0 ? now_us + TWC_SECONDS_US (seconds) : TWC_NEVER);
  return accept_call (invocation);
}

static gboolean
on_get_decisions (Controller1 *controller1, Invocation *invocation, gpointer data)
{
  TwcMethods *self = data;
  const TwcDecisionLog *decisions = twc_publisher_get_decisions (self->publisher);

  twc_dbus_controller1_complete_get_decisions (controller1, invocation,
                                               twc_decision_log_to_variant (decisions));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* G2: whatever anybody wants to send, the gate has the last word. */
static gboolean
on_send (Controller1 *controller1, Invocation *invocation, GVariant *bytes, gpointer data)
{
  TwcMethods *self = data;
  g_autoptr(GError) error = NULL;
  gsize n_body;
  const guint8 *body = g_variant_get_fixed_array (bytes, &n_body, 1);
  TwcBusHealth health;

  twc_master_get_health (twc_ring_get_master (self->ring), &health);
  if (health.state != TWC_BUS_OK)
    return refuse (invocation, TWC_DBUS_ERROR_REFUSED,
                   _("Nothing can be sent now: the bus is not in use by this controller, see its "
                     "problems"));
  if (n_body == 0)
    return refuse (invocation, TWC_DBUS_ERROR_NOT_ALLOWED, _("There is nothing to send"));
  if (!twc_master_queue_raw (twc_ring_get_master (self->ring), body, n_body, &error))
    return refuse (invocation, TWC_DBUS_ERROR_NOT_ALLOWED, error->message);

  return accept_call (invocation);
}

static gboolean
begin_to_watch (TwcWatchers *watchers, Invocation *invocation)
{
  const char *sender = g_dbus_method_invocation_get_sender (invocation);

  if (!twc_watchers_add (watchers, g_dbus_method_invocation_get_connection (invocation), sender))
    return refuse (invocation, TWC_DBUS_ERROR_REFUSED,
                   _("Too many programs watch already: close some of them"));

  return accept_call (invocation);
}

static gboolean
end_to_watch (TwcWatchers *watchers, Invocation *invocation)
{
  twc_watchers_remove (watchers, g_dbus_method_invocation_get_sender (invocation));
  return accept_call (invocation);
}

static gboolean
on_watch (Controller1 *controller1, Invocation *invocation, gpointer data)
{
  TwcMethods *self = data;

  return begin_to_watch (twc_publisher_get_watchers (self->publisher), invocation);
}

static gboolean
on_unwatch (Controller1 *controller1, Invocation *invocation, gpointer data)
{
  TwcMethods *self = data;

  return end_to_watch (twc_publisher_get_watchers (self->publisher), invocation);
}

static gboolean
on_monitor (Controller1 *controller1, Invocation *invocation, gboolean on, gpointer data)
{
  TwcMethods *self = data;
  TwcWatchers *monitors = twc_publisher_get_monitors (self->publisher);

  return on ? begin_to_watch (monitors, invocation) : end_to_watch (monitors, invocation);
}

static guint16
get_id (Charger1 *charger1)
{
  guint16 id = 0;

  twc_id_from_text (twc_dbus_charger1_get_id (charger1), &id);
  return id;
}

/* So that it stays paused, and listed, when it is away at the next start. */
static void
remember_charger (TwcMethods *self, Charger1 *charger1)
{
  const TwcSettings *settings = twc_ring_get_settings (self->ring);
  g_autofree const char **ids = g_new0 (const char *, TWC_SETTINGS_MAX_CHARGERS + 2);
  char texts[TWC_SETTINGS_MAX_CHARGERS][TWC_ID_TEXT_SIZE];
  const char *id = twc_dbus_charger1_get_id (charger1);
  guint n_ids = 0;

  for (guint i = 0; i < settings->n_chargers; i++)
    {
      twc_id_to_text (settings->chargers[i].id, texts[i]);
      ids[n_ids++] = texts[i];
    }
  if (!g_strv_contains (ids, id))
    ids[n_ids++] = id;

  twc_settings_writer_write_async (
    self->writer, 0, g_variant_new_parsed ("{'known-chargers': <%^as>}", ids), NULL, NULL);
}

static gboolean
on_pause (Charger1 *charger1, Invocation *invocation, gpointer data)
{
  remember_charger (data, charger1);
  return write_settings (data, get_id (charger1), g_variant_new_parsed ("{'paused': <true>}"),
                         invocation);
}

static gboolean
on_resume (Charger1 *charger1, Invocation *invocation, gpointer data)
{
  return write_settings (data, get_id (charger1), g_variant_new_parsed ("{'paused': <false>}"),
                         invocation);
}

static gboolean
on_get_samples (Charger1 *charger1, Invocation *invocation, guint n_seconds, gpointer data)
{
  TwcMethods *self = data;
  const TwcSampleStore *samples = twc_publisher_get_samples (self->publisher, get_id (charger1));

  if (samples == NULL)
    return refuse (invocation, TWC_DBUS_ERROR_REFUSED,
                   _("This Wall Connector is no longer there"));

  twc_dbus_charger1_complete_get_samples (charger1, invocation,
                                          MAX (samples->end_s, 0) * G_USEC_PER_SEC,
                                          twc_sample_store_get_offered (samples, n_seconds),
                                          twc_sample_store_get_drawn (samples, n_seconds));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
on_charger_added (Charger1 *charger1, guint16 id, gpointer user_data)
{
  g_signal_connect (charger1, "handle-pause", G_CALLBACK (on_pause), user_data);
  g_signal_connect (charger1, "handle-resume", G_CALLBACK (on_resume), user_data);
  g_signal_connect (charger1, "handle-get-samples", G_CALLBACK (on_get_samples), user_data);
}

/**
 * twc_methods_new:
 * @publisher: whose objects get their methods; must be freed before the methods are
 * @ring: what they ask
 * @writer: where settings go
 */
TwcMethods *
twc_methods_new (TwcPublisher *publisher, TwcRing *ring, TwcSettingsWriter *writer)
{
  TwcMethods *self = g_new0 (TwcMethods, 1);
  Controller1 *controller1 = twc_publisher_get_controller1 (publisher);
  const struct
  {
    const char *signal;
    GCallback callback;
  } rows[] = {
    { "handle-charge-now", G_CALLBACK (on_charge_now) },
    { "handle-charge-now-for", G_CALLBACK (on_charge_now_for) },
    { "handle-cancel-charge-now", G_CALLBACK (on_cancel_charge_now) },
    { "handle-set-mode", G_CALLBACK (on_set_mode) },
    { "handle-set-mode-until", G_CALLBACK (on_set_mode_until) },
    { "handle-push-reading", G_CALLBACK (on_push_reading) },
    { "handle-set-external-limit", G_CALLBACK (on_set_external_limit) },
    { "handle-get-decisions", G_CALLBACK (on_get_decisions) },
    { "handle-stop-all", G_CALLBACK (on_stop_all) },
    { "handle-allow-charging", G_CALLBACK (on_allow_charging) },
    { "handle-send", G_CALLBACK (on_send) },
    { "handle-watch", G_CALLBACK (on_watch) },
    { "handle-unwatch", G_CALLBACK (on_unwatch) },
    { "handle-monitor", G_CALLBACK (on_monitor) },
  };

  self->publisher = publisher;
  self->ring = ring;
  self->writer = g_object_ref (writer);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_signal_connect (controller1, rows[i].signal, rows[i].callback, self);
  twc_publisher_set_charger_func (publisher, on_charger_added, self);
  return self;
}

void
twc_methods_free (TwcMethods *self)
{
  g_object_unref (self->writer);
  g_free (self);
}
