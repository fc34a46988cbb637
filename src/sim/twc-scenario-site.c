/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-scenario-event.h"

#define MAX_WATTS 1e6
#define MAX_AMPS 240

/* What a scenario says about the house, the clock and the owner. The garage needs none of it, but a
 * typo in it is one all the same: a file that is taken without a word is believed. */

static const char *const schedule_keys[] = { "name", "amps", "start", "end", "days", NULL };
static const char *const charge_now_keys[] = { "amps", "for_s", NULL };
static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL };
static const char *const sources[] = { "ok", "stale", NULL };
static const char *const modes[] = { "green", "fixed", "off", NULL };

static gboolean
check_word (const TwcScenarioNode *node,
            const char *key,
            const char *const allowed[],
            GError **error)
{
  const char *word = NULL;
  g_autofree char *all = NULL;

  if (!twc_scenario_node_get_text (node, key, &word, error))
    return FALSE;
  if (word == NULL || g_strv_contains (allowed, word))
    return TRUE;

  all = g_strjoinv (", ", (char **) allowed);
  twc_scenario_node_set_error (node, key, error, "must be one of %s", all);
  return FALSE;
}

static gboolean
check_start (const TwcScenarioNode *root, GError **error)
{
  const char *text = NULL;
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = NULL;

  if (!twc_scenario_node_get_text (root, "start", &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  time = g_date_time_new_from_iso8601 (text, utc);
  if (time == NULL)
    twc_scenario_node_set_error (root, "start", error,
                                 "must be a time such as \"2026-06-21T05:00:00+02:00\"");
  return time != NULL;
}

static gboolean
check_timezone (const TwcScenarioNode *root, GError **error)
{
  const char *text = NULL;
  g_autoptr(GTimeZone) zone = NULL;

  if (!twc_scenario_node_get_text (root, "timezone", &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  zone = g_time_zone_new_identifier (text);
  if (zone == NULL)
    twc_scenario_node_set_error (root, "timezone", error,
                                 "must be a time zone of this computer, such as "
                                 "\"Europe/Berlin\"");
  return zone != NULL;
}

static gboolean
check_clock (const TwcScenarioNode *node, const char *key, GError **error)
{
  const char *text = NULL;

  if (!twc_scenario_node_get_text (node, key, &text, error))
    return FALSE;
  if (text == NULL || g_regex_match_simple ("^([01][0-9]|2[0-3]):[0-5][0-9]$", text, 0, 0))
    return TRUE;

  twc_scenario_node_set_error (node, key, error, "must be a time of day such as \"23:00\"");
  return FALSE;
}

static gboolean
check_days (const TwcScenarioNode *schedule, GError **error)
{
  JsonArray *list;

  if (!twc_scenario_node_get_list (schedule, "days", &list, error))
    return FALSE;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *day = json_array_get_element (list, i);
      const char *text = JSON_NODE_HOLDS_VALUE (day) ? json_node_get_string (day) : NULL;

      if (text == NULL || !g_strv_contains (days, text))
        {
          twc_scenario_node_set_error (schedule, "days", error,
                                       "must be a list of mon, tue, wed, thu, fri, sat, sun");
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_schedule (const TwcScenarioNode *schedule, GError **error)
{
  const char *name = NULL;
  guint amps = 0;

  return twc_scenario_node_check_keys (schedule, schedule_keys, error) &&
         twc_scenario_node_get_text (schedule, "name", &name, error) &&
         twc_scenario_node_get_whole (schedule, "amps", MAX_AMPS, &amps, error) &&
         check_clock (schedule, "start", error) && check_clock (schedule, "end", error) &&
         check_days (schedule, error);
}

static gboolean
check_schedules (const TwcScenarioNode *root, GError **error)
{
  JsonArray *list;

  if (!twc_scenario_node_get_list (root, "schedules", &list, error))
    return FALSE;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      g_auto(TwcScenarioNode) schedule = { 0 };

      if (!twc_scenario_node_get_element (root, "schedules", list, i, &schedule, error) ||
          !check_schedule (&schedule, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * twc_scenario_check_settings:
 *
 * The brain's settings are many, and the brain knows them better: only that each has a value.
 */
gboolean
twc_scenario_check_settings (const TwcScenarioNode *settings, GError **error)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  json_object_iter_init (&iter, settings->object);
  while (json_object_iter_next (&iter, &key, &value))
    if (!JSON_NODE_HOLDS_VALUE (value) && !JSON_NODE_HOLDS_ARRAY (value))
      {
        twc_scenario_node_set_error (settings, key, error,
                                     "must be a number, a text, true or false, or a list");
        return FALSE;
      }

  return TRUE;
}

/**
 * twc_scenario_check_site:
 * @root: the whole file
 */
gboolean
twc_scenario_check_site (const TwcScenarioNode *root, GError **error)
{
  return check_start (root, error) && check_timezone (root, error) && check_schedules (root, error);
}

static gboolean
check_charge_now (const TwcScenarioNode *event, GError **error)
{
  g_auto(TwcScenarioNode) charge = { 0 };
  guint amps = 0;
  gint64 for_s = 0;

  if (!twc_scenario_node_get_child (event, "charge_now", &charge, error))
    return FALSE;

  return charge.object == NULL ||
         (twc_scenario_node_check_keys (&charge, charge_now_keys, error) &&
          twc_scenario_node_get_whole (&charge, "amps", MAX_AMPS, &amps, error) &&
          twc_scenario_node_get_scaled (&charge, "for_s", 1, TWC_SCENARIO_MAX_S, &for_s, error));
}

/**
 * twc_scenario_check_event:
 *
 * What an event does to the house and what its owner does.
 */
gboolean
twc_scenario_check_event (const TwcScenarioNode *event, GError **error)
{
  gint64 percent = 0;
  gboolean is_cancelled = FALSE;
  guint16 id = 0;

  return twc_scenario_node_check_number (event, "solar_w", 0, MAX_WATTS, error) &&
         twc_scenario_node_check_number (event, "house_w", 0, MAX_WATTS, error) &&
         twc_scenario_node_check_number (event, "grid_w", -MAX_WATTS, MAX_WATTS, error) &&
         twc_scenario_node_check_number (event, "battery_w", -MAX_WATTS, MAX_WATTS, error) &&
         twc_scenario_node_get_scaled (event, "battery_soc", 1, 100, &percent, error) &&
         check_word (event, "source", sources, error) && check_word (event, "mode", modes, error) &&
         twc_scenario_node_get_boolean (event, "cancel", &is_cancelled, error) &&
         twc_scenario_node_get_id (event, "pause", &id, error) &&
         twc_scenario_node_get_id (event, "resume", &id, error) && check_charge_now (event, error);
}
