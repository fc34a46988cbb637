/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sim/twc-scenario-event.h"

/* From here on a rating is an American one (twc-protocol 3.3). */
#define US_RATING_CA 4000

#define VIN_LENGTH 17
#define MAX_VOLTS 480
#define MAX_KWH 1000
#define MAX_DAY_S 86400
#define MILLION 1000000

static const char *const car_keys[] = {
  "plugged",  "max_a", "phases",        "needs_kwh",    "vin",      "tesla",   "quirk",
  "starts_s", "waits", "fails_at_zero", "hates_halves", "sleeps_s", "forgets", NULL,
};

static const char *const charger_keys[] = {
  "id",     "name",           "protocol",     "rating_a",    "profile",
  "phases", "volts",          "wiring_a",     "counter_kwh", "charging_a",
  "car",    "adopts_at_once", "link_ready_s", "settings",    NULL,
};

static const char *const fault_keys[] = {
  "bit_flip",           "dropped_byte", "lost_delimiter", "reply_loss", "runt",
  "max_reply_delay_ms", "echo",         "bursts",         NULL,
};

/* 17 characters, of which I, O and Q are none (twc-protocol 3.7). Its check digit may be wrong:
 * a master must bear that. */
static gboolean
is_vin (const char *text)
{
  return strlen (text) == VIN_LENGTH &&
         strspn (text, "0123456789ABCDEFGHJKLMNPRSTUVWXYZ") == VIN_LENGTH;
}

static gboolean
read_vin (const TwcScenarioNode *node, TwcCarConfig *car, GError **error)
{
  const char *vin = NULL;

  if (!twc_scenario_node_get_text (node, "vin", &vin, error))
    return FALSE;
  if (vin == NULL)
    return TRUE;
  if (!is_vin (vin))
    {
      twc_scenario_node_set_error (node, "vin", error,
                                   "must be 17 capital letters and digits without I, O and Q");
      return FALSE;
    }

  g_strlcpy (car->vin, vin, sizeof car->vin);
  return TRUE;
}

static gboolean
read_car_times (const TwcScenarioNode *node, TwcCarConfig *car, GError **error)
{
  gint64 starts_ms = car->start_delay_ms;

  if (!twc_scenario_node_get_scaled (node, "starts_s", 1000, MAX_DAY_S, &starts_ms, error) ||
      !twc_scenario_node_get_whole (node, "sleeps_s", MAX_DAY_S, &car->sleep_after_s, error))
    return FALSE;

  car->start_delay_ms = (guint) starts_ms;
  return TRUE;
}

/**
 * twc_scenario_read_car:
 *
 * A car is a Tesla unless the file says otherwise.
 */
gboolean
twc_scenario_read_car (const TwcScenarioNode *node, TwcCarConfig *car, GError **error)
{
  car->is_tesla = TRUE;

  return twc_scenario_node_check_keys (node, car_keys, error) &&
         twc_scenario_node_get_boolean (node, "plugged", &car->plugged, error) &&
         twc_scenario_node_get_amps (node, "max_a", &car->max_ca, error) &&
         twc_scenario_node_get_whole (node, "phases", 3, &car->phases, error) &&
         twc_scenario_node_get_scaled (node, "needs_kwh", 1000, MAX_KWH, &car->needs_wh, error) &&
         read_vin (node, car, error) && read_car_times (node, car, error) &&
         twc_scenario_node_get_boolean (node, "tesla", &car->is_tesla, error) &&
         twc_scenario_node_get_boolean (node, "quirk", &car->has_quirk, error) &&
         twc_scenario_node_get_boolean (node, "waits", &car->is_scheduled, error) &&
         twc_scenario_node_get_boolean (node, "fails_at_zero", &car->fails_at_zero, error) &&
         twc_scenario_node_get_boolean (node, "hates_halves", &car->hates_fractions, error) &&
         twc_scenario_node_get_boolean (node, "forgets", &car->forgets_vin_asleep, error);
}

/**
 * twc_scenario_read_faults:
 *
 * Chances are per million, as everywhere.
 */
gboolean
twc_scenario_read_faults (const TwcScenarioNode *node, TwcLineFaults *faults, GError **error)
{
  return twc_scenario_node_check_keys (node, fault_keys, error) &&
         twc_scenario_node_get_whole (node, "bit_flip", MILLION, &faults->bit_flip, error) &&
         twc_scenario_node_get_whole (node, "dropped_byte", MILLION, &faults->dropped_byte,
                                      error) &&
         twc_scenario_node_get_whole (node, "lost_delimiter", MILLION, &faults->lost_delimiter,
                                      error) &&
         twc_scenario_node_get_whole (node, "reply_loss", MILLION, &faults->reply_loss, error) &&
         twc_scenario_node_get_whole (node, "runt", MILLION, &faults->runt, error) &&
         twc_scenario_node_get_whole (node, "max_reply_delay_ms", 400, &faults->max_reply_delay_ms,
                                      error) &&
         twc_scenario_node_get_boolean (node, "echo", &faults->echo, error) &&
         twc_scenario_node_get_boolean (node, "bursts", &faults->bursts, error);
}

/* By name, or by protocol and rating as in cli.md. */
static gboolean
read_profile (const TwcScenarioNode *node, TwcSlaveConfig *charger, GError **error)
{
  const char *nick = NULL;
  guint protocol = 2;

  if (!twc_scenario_node_get_text (node, "profile", &nick, error) ||
      !twc_scenario_node_get_whole (node, "protocol", 2, &protocol, error))
    return FALSE;

  if (nick != NULL && !twc_profile_from_nick (nick, &charger->profile))
    {
      twc_scenario_node_set_error (node, "profile", error,
                                   "must be p1-us, p1-eu, p2-us or p2-eu, not \"%s\"", nick);
      return FALSE;
    }
  if (protocol == 0)
    {
      twc_scenario_node_set_error (node, "protocol", error, "must be 1 or 2");
      return FALSE;
    }

  if (nick == NULL && protocol == 1)
    charger->profile = charger->rating_ca >= US_RATING_CA ? TWC_PROFILE_P1_US : TWC_PROFILE_P1_EU;
  else if (nick == NULL)
    charger->profile = charger->rating_ca >= US_RATING_CA ? TWC_PROFILE_P2_US : TWC_PROFILE_P2_EU;
  return TRUE;
}

static gboolean
read_link_ready (const TwcScenarioNode *node, TwcSlaveConfig *charger, GError **error)
{
  gint64 after_ms = 0;

  if (!twc_scenario_node_get_scaled (node, "link_ready_s", 1000, MAX_DAY_S, &after_ms, error))
    return FALSE;

  charger->link_ready_ms = (guint) after_ms;
  return TRUE;
}

static gboolean
read_charger_car (const TwcScenarioNode *node, TwcSlaveConfig *charger, GError **error)
{
  g_auto(TwcScenarioNode) car = { 0 };

  charger->car.is_tesla = TRUE;
  if (!twc_scenario_node_get_child (node, "car", &car, error))
    return FALSE;
  return car.object == NULL || twc_scenario_read_car (&car, &charger->car, error);
}

gboolean
twc_scenario_read_charger (const TwcScenarioNode *node, TwcSlaveConfig *charger, GError **error)
{
  guint counter_kwh = 0;
  const char *name = NULL; /* for the screen alone */

  if (!twc_scenario_node_check_keys (node, charger_keys, error))
    return FALSE;
  if (!twc_scenario_node_has (node, "id"))
    {
      twc_scenario_node_set_error (node, "id", error, "is missing; such as \"9399\"");
      return FALSE;
    }

  if (!twc_scenario_node_get_id (node, "id", &charger->id, error) ||
      !twc_scenario_node_get_text (node, "name", &name, error) ||
      !twc_scenario_node_get_amps (node, "rating_a", &charger->rating_ca, error) ||
      !read_profile (node, charger, error) ||
      !twc_scenario_node_get_whole (node, "phases", 3, &charger->phases, error) ||
      !twc_scenario_node_get_whole (node, "volts", MAX_VOLTS, &charger->volts, error) ||
      !twc_scenario_node_get_amps (node, "wiring_a", &charger->wiring_ca, error) ||
      !twc_scenario_node_get_whole (node, "counter_kwh", G_MAXUINT32, &counter_kwh, error) ||
      !twc_scenario_node_get_amps (node, "charging_a", &charger->charging_ca, error) ||
      !twc_scenario_node_get_boolean (node, "adopts_at_once", &charger->adopts_at_once, error))
    return FALSE;

  charger->counter_kwh = counter_kwh;
  return read_link_ready (node, charger, error) && read_charger_car (node, charger, error);
}
