/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-status-json.h"

#include "client/twc-problem-item.h"
#include "client/twc-words.h"
#include "ctl/twc-decision-record.h"

/* Scripts rely on these names: fields may be added, never renamed or removed. What is not known
 * is null, never 0. */

/* Empty is how D-Bus says unknown. */
static void
add_text (TwcRecord *record, const char *key, const char *text)
{
  twc_record_add_string (record, key, text != NULL && text[0] != '\0' ? text : NULL);
}

static void
add_decimal_if (TwcRecord *record, const char *key, gboolean is_known, double value)
{
  if (is_known)
    twc_record_add_decimal (record, key, value);
  else
    twc_record_add_null (record, key);
}

static void
add_age (TwcRecord *record, const char *key, gint64 monotonic_us)
{
  add_decimal_if (record, key, monotonic_us > 0,
                  (double) MAX (g_get_monotonic_time () - monotonic_us, 0) / G_USEC_PER_SEC);
}

static void
add_reason (TwcRecord *record, GVariant *variant, gpointer words)
{
  g_autofree char *code = NULL;
  g_autofree char *text = NULL;
  TwcReason reason;

  g_object_get (words, "reason-code", &code, "reason-text", &text, NULL);
  twc_record_begin_object (record, "reason");
  add_text (record, "code", code);
  if (variant != NULL && twc_reason_from_variant (variant, &reason))
    twc_record_add_reason_numbers (record, &reason, NULL);
  add_text (record, "text", text);
  twc_record_end_object (record);
}

static void
add_bus (TwcRecord *record, TwcDBusController1 *proxy)
{
  twc_record_begin_object (record, "bus");
  add_text (record, "state", twc_dbus_controller1_get_bus_state (proxy));
  add_text (record, "port", twc_dbus_controller1_get_port (proxy));
  twc_record_add_number (record, "frames", twc_dbus_controller1_get_frames (proxy));
  twc_record_add_number (record, "bad_frames", twc_dbus_controller1_get_bad_frames (proxy));
  add_age (record, "last_frame_age_s", twc_dbus_controller1_get_last_frame_monotonic (proxy));
  twc_record_end_object (record);
}

static void
add_site (TwcRecord *record, TwcDBusController1 *proxy)
{
  static const char *const keys[] = { "solar_w",     "house_w",   "grid_w", "battery_w",
                                      "battery_soc", "surplus_w", NULL };
  g_auto(GVariantDict) energy = G_VARIANT_DICT_INIT (twc_dbus_controller1_get_energy (proxy));
  gint64 at_us = 0;

  twc_record_begin_object (record, "site");
  for (const char *const *key = keys; *key != NULL; key++)
    {
      double value = 0;
      const gboolean is_known = g_variant_dict_lookup (&energy, *key, "d", &value);

      add_decimal_if (record, *key, is_known, value);
    }
  g_variant_dict_lookup (&energy, "at", "x", &at_us);
  add_age (record, "age_s", at_us);
  twc_record_end_object (record);
}

/* Energy sources and vehicles have their places already, so that a script need not change. */
static void
add_empty_list (TwcRecord *record, const char *key)
{
  twc_record_begin_list (record, key);
  twc_record_end_list (record);
}

static void
add_volts (TwcRecord *record, TwcDBusCharger1 *proxy)
{
  GVariant *volts = twc_dbus_charger1_get_volts (proxy);
  const double *values = NULL;
  gsize n_values = 0;

  if (volts != NULL && g_variant_is_of_type (volts, G_VARIANT_TYPE ("ad")))
    values = g_variant_get_fixed_array (volts, &n_values, sizeof *values);
  if (n_values == 0)
    {
      twc_record_add_null (record, "volts");
      return;
    }

  twc_record_begin_list (record, "volts");
  for (gsize i = 0; i < MIN (n_values, 3); i++)
    twc_record_add_decimal (record, NULL, values[i]);
  twc_record_end_list (record);
}

/* Measured, as long as it answers: what was last heard of a silent one is no measurement. */
static void
add_measurements (TwcRecord *record, TwcDBusCharger1 *proxy)
{
  const gboolean is_live = twc_dbus_charger1_get_online (proxy) &&
                           twc_dbus_charger1_get_last_heartbeat_monotonic (proxy) > 0;
  TwcActivity activity = TWC_ACTIVITY_UNKNOWN;

  if (is_live)
    twc_activity_from_nick (twc_dbus_charger1_get_activity (proxy), &activity);

  if (is_live)
    twc_record_add_number (record, "state", twc_dbus_charger1_get_state (proxy));
  else
    twc_record_add_null (record, "state");
  twc_record_add_string (record, "activity", twc_activity_to_nick (activity));
  twc_record_add_decimal (record, "offer_a", twc_dbus_charger1_get_offer_amps (proxy));
  add_decimal_if (record, "reported_a", is_live, twc_dbus_charger1_get_reported_amps (proxy));
  add_decimal_if (record, "draw_a", is_live, twc_dbus_charger1_get_draw_amps (proxy));
  add_decimal_if (record, "power_w", is_live, twc_dbus_charger1_get_power_watts (proxy));
}

/**
 * twc_status_json_add_charger:
 * @key: (nullable): %NULL inside a list
 */
void
twc_status_json_add_charger (TwcRecord *record, const char *key, TwcCharger *charger)
{
  TwcDBusCharger1 *proxy = twc_charger_get_proxy (charger);
  const guint protocol = twc_dbus_charger1_get_protocol (proxy);
  const double rating = twc_dbus_charger1_get_rating_amps (proxy);
  const double session = twc_dbus_charger1_get_session_kwh (proxy);
  const double total = twc_dbus_charger1_get_total_kwh (proxy);

  twc_record_begin_object (record, key);
  twc_record_add_string (record, "id", twc_charger_get_id (charger));
  add_text (record, "name", twc_dbus_charger1_get_name (proxy));
  if (protocol > 0)
    twc_record_add_number (record, "protocol", protocol);
  else
    twc_record_add_null (record, "protocol");
  add_decimal_if (record, "rating_a", rating > 0, rating);
  add_measurements (record, proxy);
  add_decimal_if (record, "exposure_a", TRUE, twc_dbus_charger1_get_exposure_amps (proxy));
  add_decimal_if (record, "session_kwh", session >= 0, session);
  add_decimal_if (record, "total_kwh", total >= 0, total);
  add_volts (record, proxy);
  add_text (record, "vin", twc_dbus_charger1_get_vin (proxy));
  add_text (record, "firmware", twc_dbus_charger1_get_firmware (proxy));
  add_text (record, "serial", twc_dbus_charger1_get_serial (proxy));
  twc_record_add_flag (record, "online", twc_dbus_charger1_get_online (proxy));
  twc_record_add_flag (record, "paused", twc_dbus_charger1_get_paused (proxy));
  add_age (record, "last_heartbeat_age_s", twc_dbus_charger1_get_last_heartbeat_monotonic (proxy));
  add_reason (record, twc_dbus_charger1_get_reason (proxy), charger);
  twc_record_end_object (record);
}

static void
add_chargers (TwcRecord *record, TwcClient *client)
{
  GListModel *chargers = twc_client_get_chargers (client);

  twc_record_begin_list (record, "chargers");
  for (guint i = 0; i < g_list_model_get_n_items (chargers); i++)
    {
      g_autoptr(TwcCharger) charger = g_list_model_get_item (chargers, i);

      twc_status_json_add_charger (record, NULL, charger);
    }
  twc_record_end_list (record);
}

static void
add_problem (TwcRecord *record, TwcProblemItem *item)
{
  const TwcProblem *problem = twc_problem_item_get_problem (item);
  const TwcSeverity severity = twc_problem_code_get_severity (problem->code);
  g_autofree char *text = twc_words_problem_text (problem);
  char id[TWC_ID_TEXT_SIZE] = "";

  if (problem->charger != 0)
    twc_id_to_text (problem->charger, id);

  twc_record_begin_object (record, NULL);
  twc_record_add_string (record, "code", twc_problem_code_to_nick (problem->code));
  twc_record_add_string (record, "severity", twc_severity_to_nick (severity));
  twc_record_add_time (record, "since", problem->since_unix_s, NULL);
  add_text (record, "charger", id);
  twc_record_add_string (record, "text", text);
  twc_record_end_object (record);
}

static void
add_problems (TwcRecord *record, TwcClient *client)
{
  GListModel *problems = twc_client_get_problems (client);

  twc_record_begin_list (record, "problems");
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(TwcProblemItem) item = g_list_model_get_item (problems, i);

      add_problem (record, item);
    }
  twc_record_end_list (record);
}

/* No chargers: it is for all of them. */
static void
add_charge_now (TwcRecord *record, TwcDBusController1 *proxy)
{
  const double amps = twc_dbus_controller1_get_charge_now_amps (proxy);
  const double kwh = twc_dbus_controller1_get_charge_now_kwh (proxy);
  const char *const *ids = twc_dbus_controller1_get_charge_now_chargers (proxy);

  if (!(amps > 0))
    {
      twc_record_add_null (record, "charge_now");
      return;
    }

  twc_record_begin_object (record, "charge_now");
  twc_record_add_decimal (record, "amps", amps);
  twc_record_add_time (record, "until", twc_dbus_controller1_get_charge_now_until_time (proxy),
                       NULL);
  if (kwh > 0)
    twc_record_add_decimal (record, "kwh", kwh);
  else
    twc_record_add_null (record, "kwh");
  twc_record_begin_list (record, "chargers");
  for (; ids != NULL && *ids != NULL; ids++)
    twc_record_add_string (record, NULL, *ids);
  twc_record_end_list (record);
  twc_record_end_object (record);
}

/**
 * twc_status_json_fill:
 * @client: connected
 *
 * One object with everything that `twcctl status` knows.
 */
void
twc_status_json_fill (TwcRecord *record, TwcClient *client)
{
  TwcDBusController1 *proxy = twc_client_get_proxy (client);
  const double wiring = twc_dbus_controller1_get_wiring_amps (proxy);

  twc_record_begin (record);
  add_text (record, "version", twc_dbus_controller1_get_version (proxy));
  add_bus (record, proxy);
  add_text (record, "mode", twc_dbus_controller1_get_mode (proxy));
  add_reason (record, twc_dbus_controller1_get_reason (proxy), client);
  twc_record_add_decimal (record, "available_a", twc_dbus_controller1_get_available_amps (proxy));
  /* 0 = nobody has set it */
  add_decimal_if (record, "wiring_a", wiring > 0, wiring);
  add_site (record, proxy);
  add_chargers (record, client);
  add_empty_list (record, "sources");
  add_empty_list (record, "vehicles");
  add_problems (record, client);
  add_charge_now (record, proxy);
  twc_record_end (record);
}
