/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "sim/twc-scenario-event.h"

#define MAX_WATTS 100000
#define MAX_AMPS 240

#define WIRING_KEY "wiring-max-amps-all"

/* What a scenario says about the clock, the owner's settings and the house. */

static const char *const schedule_keys[] = { "name", "amps",    "start",    "end",
                                             "days", "enabled", "chargers", NULL };
static const char *const charge_now_keys[] = { "amps", "for_s", "kwh", NULL };
static const char *const sources[] = { "ok", "stale", NULL };

/* Lists of anything but texts and whole numbers; the schema has their types. */
static const struct
{
  const char *key;
  const char *type;
} structured[] = {
  { "import-prices", "a(asssd)" },
  { "feed-in-prices", "a(asssd)" },
  { "green-offsets", "a(sds)" },
  { "vehicle-policy", "a(ss)" },
};

static const struct
{
  const char *key;
  TwcHouseValue value;
  gint min;
  gint max;
} house_values[] = {
  { "solar_w", TWC_HOUSE_SOLAR, 0, MAX_WATTS },
  { "house_w", TWC_HOUSE_USE, 0, MAX_WATTS },
  { "grid_w", TWC_HOUSE_GRID, -MAX_WATTS, MAX_WATTS },
  { "battery_w", TWC_HOUSE_BATTERY, -MAX_WATTS, MAX_WATTS },
  { "battery_soc", TWC_HOUSE_SOC, 0, 100 },
};

static const char *
find_type (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (structured); i++)
    if (strcmp (structured[i].key, key) == 0)
      return structured[i].type;

  return NULL;
}

static gboolean
is_list_of_numbers (JsonArray *list)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (json_node_get_value_type (json_array_get_element (list, i)) != G_TYPE_INT64)
      return FALSE;

  return json_array_get_length (list) > 0;
}

/* Returns: (nullable): the value as GSettings would have it */
static GVariant *
to_variant (const char *key, JsonNode *node)
{
  const char *type = find_type (key);

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      if (type == NULL)
        type = is_list_of_numbers (json_node_get_array (node)) ? "ai" : "as";
      return json_gvariant_deserialize (node, type, NULL);
    }
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  return json_gvariant_deserialize (node, NULL, NULL);
}

typedef gboolean (*SetFunc) (
  TwcSettings *settings, const char *where, const char *key, GVariant *value, GError **error);

/* JSON has no difference between 10 and 10.0; what takes kWh or prices takes both. */
static gboolean
set_number (TwcSettings *settings,
            const char *where,
            const char *key,
            GVariant *value,
            SetFunc set,
            GError **error)
{
  g_autoptr(GVariant) real = NULL;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    return set (settings, where, key, value, error);
  if (set (settings, where, key, value, NULL))
    return TRUE;

  real = g_variant_ref_sink (g_variant_new_double ((double) g_variant_get_int64 (value)));
  return set (settings, where, key, real, NULL) || set (settings, where, key, value, error);
}

/* The place in the file says the key already. */
static const char *
skip_key (const char *message, const char *key)
{
  const gsize length = strlen (key);

  return strncmp (message, key, length) == 0 && message[length] == ':' ? message + length + 2
                                                                       : message;
}

static gboolean
set_all (const TwcScenarioNode *node,
         TwcSettings *settings,
         const char *where,
         const char *const skipped[],
         SetFunc set,
         GError **error)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *json;

  json_object_iter_init (&iter, node->object);
  while (json_object_iter_next (&iter, &key, &json))
    {
      g_autoptr(GVariant) value = NULL;
      g_autoptr(GError) reason = NULL;

      if (skipped != NULL && g_strv_contains (skipped, key))
        continue;
      value = to_variant (key, json);
      if (value == NULL)
        {
          twc_scenario_node_set_error (node, key, error,
                                       "must be a number, a text, true or false, or a list");
          return FALSE;
        }
      g_variant_ref_sink (value);
      if (!set_number (settings, where, key, value, set, &reason))
        {
          twc_scenario_node_set_error (node, key, error, "%s", skip_key (reason->message, key));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
set_setting (
  TwcSettings *settings, const char *where, const char *key, GVariant *value, GError **error)
{
  return twc_settings_set (settings, key, value, error);
}

static gboolean
set_schedule (
  TwcSettings *settings, const char *where, const char *key, GVariant *value, GError **error)
{
  return twc_settings_set_schedule (settings, where, key, value, error);
}

static gboolean
set_charger (
  TwcSettings *settings, const char *where, const char *key, GVariant *value, GError **error)
{
  guint16 id = 0;

  twc_id_from_text (where, &id);
  return twc_settings_set_charger (settings, id, key, value, error);
}

static gboolean
read_settings (const TwcScenarioNode *root, TwcSettings *settings, GError **error)
{
  g_auto(TwcScenarioNode) node = { 0 };

  if (!twc_scenario_node_get_child (root, "settings", &node, error))
    return FALSE;

  return node.object == NULL ||
         (twc_scenario_node_check_similar (&node, twc_settings_list_keys (), error) &&
          set_all (&node, settings, NULL, NULL, set_setting, error));
}

/* Charging-control 5.2. */
static gboolean
has_length (const TwcSettings *settings, const char *name)
{
  for (guint i = 0; i < settings->n_schedules; i++)
    if (strcmp (settings->schedules[i].name, name) == 0)
      return settings->schedules[i].start_min != settings->schedules[i].end_min;

  return TRUE;
}

static gboolean
read_schedule (const TwcScenarioNode *node, guint index, TwcSettings *settings, GError **error)
{
  static const char *const skipped[] = { "name", NULL };
  g_autofree char *default_name = g_strdup_printf ("entry-%u", index + 1);
  const char *name = default_name;

  if (!twc_scenario_node_check_keys (node, schedule_keys, error) ||
      !twc_scenario_node_get_text (node, "name", &name, error) ||
      !set_all (node, settings, name, skipped, set_schedule, error))
    return FALSE;
  if (!has_length (settings, name))
    {
      twc_scenario_node_set_error (node, "end", error,
                                   "must differ from \"start\"; the whole day is 00:00 to 24:00");
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_schedules (const TwcScenarioNode *root, TwcSettings *settings, GError **error)
{
  JsonArray *list;

  if (!twc_scenario_node_get_list (root, "schedules", &list, error))
    return FALSE;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      g_auto(TwcScenarioNode) schedule = { 0 };

      if (!twc_scenario_node_get_element (root, "schedules", list, i, &schedule, error) ||
          !read_schedule (&schedule, i, settings, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_start (const TwcScenarioNode *root, gint64 *start_s, GError **error)
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
    {
      twc_scenario_node_set_error (root, "start", error,
                                   "must be a time such as \"2026-06-21T05:00:00+02:00\"");
      return FALSE;
    }

  *start_s = g_date_time_to_unix (time);
  return TRUE;
}

static gboolean
read_timezone (const TwcScenarioNode *root, GTimeZone **zone, GError **error)
{
  const char *text = NULL;

  if (!twc_scenario_node_get_text (root, "timezone", &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  *zone = g_time_zone_new_identifier (text);
  if (*zone == NULL)
    twc_scenario_node_set_error (root, "timezone", error,
                                 "must be a time zone of this computer, such as "
                                 "\"Europe/Berlin\"");
  return *zone != NULL;
}

/**
 * twc_scenario_read_charger_settings:
 * @node: a charger; its "settings" are those of the schema's Charger child
 */
gboolean
twc_scenario_read_charger_settings (const TwcScenarioNode *node,
                                    guint16 id,
                                    TwcSettings *settings,
                                    GError **error)
{
  g_auto(TwcScenarioNode) child = { 0 };
  char text[TWC_ID_TEXT_SIZE];

  if (!twc_scenario_node_get_child (node, "settings", &child, error))
    return FALSE;

  twc_id_to_text (id, text);
  return child.object == NULL || set_all (&child, settings, text, NULL, set_charger, error);
}

/**
 * twc_scenario_read_site:
 * @root: the whole file
 */
gboolean
twc_scenario_read_site (const TwcScenarioNode *root, TwcScenario *self, GError **error)
{
  return read_start (root, &self->start_s, error) && read_timezone (root, &self->zone, error) &&
         read_settings (root, &self->settings, error) &&
         read_schedules (root, &self->settings, error);
}

static void
add (GArray *events, const TwcEvent *base, TwcEventType type)
{
  TwcEvent event = *base;

  event.type = type;
  g_array_append_val (events, event);
}

static gboolean
read_house (const TwcScenarioNode *node, const TwcEvent *base, GArray *events, GError **error)
{
  TwcEvent event = *base;

  for (gsize i = 0; i < G_N_ELEMENTS (house_values); i++)
    {
      double number = 0;

      if (!twc_scenario_node_has (node, house_values[i].key))
        continue;
      if (!twc_scenario_node_get_real (node, house_values[i].key, house_values[i].min,
                                       house_values[i].max, &number, error))
        return FALSE;
      twc_house_set (&event.house, house_values[i].value, (gint) lround (number));
    }

  if (event.house.known != 0)
    add (events, &event, TWC_EVENT_HOUSE);
  return TRUE;
}

static gboolean
read_source (const TwcScenarioNode *node, const TwcEvent *base, GArray *events, GError **error)
{
  const char *word = NULL;
  TwcEvent event = *base;

  if (!twc_scenario_node_get_text (node, "source", &word, error))
    return FALSE;
  if (word == NULL)
    return TRUE;
  if (!g_strv_contains (sources, word))
    {
      twc_scenario_node_set_error (node, "source", error, "must be ok or stale");
      return FALSE;
    }

  event.is_silent = strcmp (word, "stale") == 0;
  add (events, &event, TWC_EVENT_SOURCE);
  return TRUE;
}

/* A change is tried on the settings as they are after all that came before it in the file. */
static gboolean
read_set (const TwcScenarioNode *node,
          const TwcEvent *base,
          TwcSettings *settings,
          GArray *events,
          GError **error)
{
  g_auto(TwcScenarioNode) set = { 0 };
  TwcEvent event = *base;

  if (!twc_scenario_node_get_child (node, "set", &set, error))
    return FALSE;
  if (set.object == NULL)
    return TRUE;
  if (!twc_scenario_node_check_similar (&set, twc_settings_list_keys (), error) ||
      !set_all (&set, settings, NULL, NULL, set_setting, error))
    return FALSE;

  if (twc_scenario_node_has (&set, WIRING_KEY))
    {
      event.wiring_ca = settings->wiring_all_ca;
      add (events, &event, TWC_EVENT_WIRING);
    }
  event.settings = json_object_ref (set.object);
  add (events, &event, TWC_EVENT_SETTINGS);
  return TRUE;
}

static gboolean
read_mode (const TwcScenarioNode *node, const TwcEvent *base, GArray *events, GError **error)
{
  const char *word = NULL;
  TwcEvent event = *base;

  if (!twc_scenario_node_get_text (node, "mode", &word, error))
    return FALSE;
  if (word == NULL)
    return TRUE;
  if (!twc_mode_from_nick (word, &event.mode))
    {
      twc_scenario_node_set_error (node, "mode", error, "must be one of green, fixed, off");
      return FALSE;
    }

  add (events, &event, TWC_EVENT_MODE);
  return TRUE;
}

static gboolean
read_charge_now (const TwcScenarioNode *node, const TwcEvent *base, GArray *events, GError **error)
{
  g_auto(TwcScenarioNode) charge = { 0 };
  TwcEvent event = *base;
  gint64 wh = 0;
  guint amps = 0;

  if (!twc_scenario_node_get_child (node, "charge_now", &charge, error))
    return FALSE;
  if (charge.object == NULL)
    return TRUE;
  if (!twc_scenario_node_check_keys (&charge, charge_now_keys, error) ||
      !twc_scenario_node_get_whole (&charge, "amps", MAX_AMPS, &amps, error) ||
      !twc_scenario_node_get_scaled (&charge, "kwh", 1000, 1000, &wh, error) ||
      !twc_scenario_node_get_scaled (&charge, "for_s", G_USEC_PER_SEC, TWC_SCENARIO_MAX_S,
                                     &event.for_us, error))
    return FALSE;

  event.amps_ca = TWC_CA (amps);
  event.energy_wh = (guint) wh;
  add (events, &event, TWC_EVENT_CHARGE_NOW);
  return TRUE;
}

static gboolean
read_cancel (const TwcScenarioNode *node, const TwcEvent *base, GArray *events, GError **error)
{
  gboolean is_cancelled = FALSE;

  if (!twc_scenario_node_get_boolean (node, "cancel", &is_cancelled, error))
    return FALSE;
  if (is_cancelled)
    add (events, base, TWC_EVENT_CANCEL);

  return TRUE;
}

/**
 * twc_scenario_read_site_event:
 * @base: its time
 * @settings: those that hold before it; they are changed as the event says
 * @events: gets what it does to the house, and what its owner does
 */
gboolean
twc_scenario_read_site_event (const TwcScenarioNode *node,
                              const TwcEvent *base,
                              TwcSettings *settings,
                              GArray *events,
                              GError **error)
{
  return read_house (node, base, events, error) && read_source (node, base, events, error) &&
         read_set (node, base, settings, events, error) && read_mode (node, base, events, error) &&
         read_charge_now (node, base, events, error) && read_cancel (node, base, events, error);
}

/**
 * twc_scenario_apply_settings:
 * @event: %TWC_EVENT_SETTINGS; the reader has tried it, but another order of events may not fit
 */
void
twc_scenario_apply_settings (const TwcEvent *event, TwcSettings *settings)
{
  g_auto(TwcScenarioNode)
            node = { .path = g_strdup ("set"), .object = json_object_ref (event->settings) };
  g_autoptr(GError) error = NULL;

  if (!set_all (&node, settings, NULL, NULL, set_setting, &error))
    g_warning ("%s", error->message);
}
