/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-scenario.h"

#include <stdio.h>
#include <string.h>

#include "sim/twc-scenario-event.h"

/* A file of a garage, not of a year's readings. */
#define MAX_FILE_BYTES (16 * 1024 * 1024)

#define MAX_DEPTH 64

#define DEMO_WIRING_CA 4000
#define DEMO_PLUG_US TWC_SECONDS_US (40)

G_DEFINE_QUARK (twc - scenario - error - quark, twc_scenario_error)

static const char *const keys[] = {
  "start",     "duration_s", "timezone", "seed", "settings",
  "schedules", "chargers",   "events",   "line", NULL,
};

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  const TwcEvent *event_a = a, *event_b = b;

  return (event_a->at_us > event_b->at_us) - (event_a->at_us < event_b->at_us);
}

/* What its owner says of the wiring is what it bears. */
static void
set_wiring (TwcGarageConfig *garage, const TwcSettings *settings)
{
  garage->wiring_ca = settings->wiring_all_ca;
  for (guint i = 0; i < garage->n_slaves; i++)
    if (garage->slaves[i].wiring_ca == 0)
      garage->slaves[i].wiring_ca = settings->wiring_twc_ca;
}

/* Two alike would answer at once on the bus, and be one key of the summary. */
static gboolean
check_id (const TwcScenarioNode *charger,
          const TwcGarageConfig *garage,
          guint index,
          GError **error)
{
  for (guint i = 0; i < index; i++)
    if (garage->slaves[i].id == garage->slaves[index].id)
      {
        twc_scenario_node_set_error (charger, "id", error, "%04X is there already",
                                     garage->slaves[index].id);
        return FALSE;
      }

  return TRUE;
}

static gboolean
read_chargers (const TwcScenarioNode *root,
               TwcGarageConfig *garage,
               TwcSettings *settings,
               GError **error)
{
  JsonArray *list;

  if (!twc_scenario_node_get_list (root, "chargers", &list, error))
    return FALSE;

  garage->n_slaves = list != NULL ? json_array_get_length (list) : 0;
  if (garage->n_slaves > TWC_GARAGE_MAX_SLAVES)
    {
      twc_scenario_node_set_error (root, "chargers", error, "there can be %u at most",
                                   TWC_GARAGE_MAX_SLAVES);
      return FALSE;
    }

  for (guint i = 0; i < garage->n_slaves; i++)
    {
      g_auto(TwcScenarioNode) charger = { 0 };

      if (!twc_scenario_node_get_element (root, "chargers", list, i, &charger, error) ||
          !twc_scenario_read_charger (&charger, &garage->slaves[i], error) ||
          !check_id (&charger, garage, i, error) ||
          !twc_scenario_read_charger_settings (&charger, garage->slaves[i].id, settings, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_events (const TwcScenarioNode *root,
             const TwcGarageConfig *garage,
             const TwcSettings *initial,
             GArray *events,
             GError **error)
{
  TwcSettings settings = *initial;
  JsonArray *list;

  if (!twc_scenario_node_get_list (root, "events", &list, error))
    return FALSE;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      g_auto(TwcScenarioNode) event = { 0 };

      if (!twc_scenario_node_get_element (root, "events", list, i, &event, error) ||
          !twc_scenario_read_event (&event, garage, &settings, events, error))
        return FALSE;
    }

  /* Stable: what happens at one time keeps the file's order. */
  g_array_sort (events, compare_times);
  return TRUE;
}

static gboolean
read_line (const TwcScenarioNode *root, TwcGarageConfig *garage, GError **error)
{
  g_auto(TwcScenarioNode) line = { 0 };

  if (!twc_scenario_node_get_child (root, "line", &line, error))
    return FALSE;
  return line.object == NULL || twc_scenario_read_faults (&line, &garage->faults, error);
}

static gboolean
read_all (const TwcScenarioNode *root, TwcScenario *self, GArray *events, GError **error)
{
  guint seed = 1;

  if (!twc_scenario_node_check_keys (root, keys, error) ||
      !twc_scenario_node_get_scaled (root, "duration_s", G_USEC_PER_SEC, TWC_SCENARIO_MAX_S,
                                     &self->duration_us, error) ||
      !twc_scenario_node_get_whole (root, "seed", G_MAXUINT32, &seed, error) ||
      !read_chargers (root, &self->garage, &self->settings, error) ||
      !twc_scenario_read_site (root, self, error) || !read_line (root, &self->garage, error) ||
      !read_events (root, &self->garage, &self->settings, events, error))
    return FALSE;

  set_wiring (&self->garage, &self->settings);
  self->garage.seed = seed;
  return TRUE;
}

static TwcScenario *
scenario_new (void)
{
  TwcScenario *self = g_new0 (TwcScenario, 1);

  self->settings = twc_settings_default ();
  return self;
}

static void
event_clear (gpointer data)
{
  TwcEvent *event = data;

  g_clear_pointer (&event->settings, json_object_unref);
}

/* json-glib descends without end, and so its stack ends. Brackets in texts are counted too: none
 * that is meant well has so many. */
static gboolean
is_too_deep (const char *json, gsize length)
{
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (json[i] == '[' || json[i] == '{')
        depth++;
      else if ((json[i] == ']' || json[i] == '}') && depth > 0)
        depth--;
      if (depth > MAX_DEPTH)
        return TRUE;
    }

  return FALSE;
}

/* json-glib says "<data>:3:14: Parse error: …"; the place is worth keeping. */
static void
set_syntax_error (const GError *reason, GError **error)
{
  int line = 0, column = 0, n_place = 0;

  if (sscanf (reason->message, "<data>:%d:%d: %n", &line, &column, &n_place) < 2)
    n_place = 0;
  g_set_error (error, TWC_SCENARIO_ERROR, TWC_SCENARIO_ERROR_SYNTAX, "line %d, column %d: %s", line,
               column, reason->message + n_place);
}

/**
 * twc_scenario_parse:
 * @length: -1 for a NUL-terminated text
 *
 * Returns: (nullable): %NULL with an error of one line that says where in the text it is wrong,
 *   and what may stand there
 */
TwcScenario *
twc_scenario_parse (const char *json, gssize length, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) reason = NULL;
  g_autoptr(GArray) events = g_array_new (FALSE, FALSE, sizeof (TwcEvent));
  g_autoptr(TwcScenario) self = scenario_new ();
  g_auto(TwcScenarioNode) root = { 0 };
  JsonNode *node;

  g_array_set_clear_func (events, event_clear);
  if (is_too_deep (json, length < 0 ? strlen (json) : (gsize) length))
    {
      g_set_error (error, TWC_SCENARIO_ERROR, TWC_SCENARIO_ERROR_SYNTAX,
                   "more than %d brackets are open at once", MAX_DEPTH);
      return NULL;
    }
  if (!json_parser_load_from_data (parser, json, length, &reason))
    {
      set_syntax_error (reason, error);
      return NULL;
    }

  node = json_parser_get_root (parser);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, TWC_SCENARIO_ERROR, TWC_SCENARIO_ERROR_SYNTAX,
                   "a scenario is an object, {\"chargers\":[…], \"events\":[…]}");
      return NULL;
    }

  root.path = g_strdup ("");
  root.object = json_node_dup_object (node);
  if (!read_all (&root, self, events, error))
    return NULL;

  g_array_set_clear_func (events, NULL);
  self->n_events = events->len;
  self->events = (TwcEvent *) (gpointer) g_array_free (g_steal_pointer (&events), FALSE);
  return g_steal_pointer (&self);
}

/**
 * twc_scenario_load:
 *
 * Returns: (nullable): as twc_scenario_parse(); the message begins with @path
 */
TwcScenario *
twc_scenario_load (const char *path, GError **error)
{
  g_autofree char *json = NULL;
  gsize length;
  TwcScenario *self;

  if (!g_file_get_contents (path, &json, &length, error))
    return NULL;
  if (length > MAX_FILE_BYTES)
    {
      g_set_error (error, TWC_SCENARIO_ERROR, TWC_SCENARIO_ERROR_VALUE,
                   "%s: a scenario has at most 16 MB", path);
      return NULL;
    }

  self = twc_scenario_parse (json, (gssize) length, error);
  if (self == NULL)
    g_prefix_error (error, "%s: ", path);
  return self;
}

static void
add_demo_charger (TwcGarageConfig *garage, guint16 id, TwcProfile profile, const char *vin)
{
  TwcSlaveConfig *charger = &garage->slaves[garage->n_slaves++];

  charger->id = id;
  charger->profile = profile;
  charger->counter_kwh = 900 + 111 * garage->n_slaves;
  charger->car.plugged = TRUE;
  charger->car.is_tesla = TRUE;
  g_strlcpy (charger->car.vin, vin, sizeof charger->car.vin);
}

/**
 * twc_scenario_new_default:
 * @n_chargers: 1 to 4; a master refuses the fourth
 *
 * Returns: a garage to look at. A car is there and wants power, and another plugs in after 40 s;
 *   the third unit is an older one. All share 40 A.
 */
TwcScenario *
twc_scenario_new_default (guint n_chargers, guint32 seed)
{
  TwcScenario *self = scenario_new ();
  TwcGarageConfig *garage = &self->garage;

  garage->seed = seed;
  garage->wiring_ca = DEMO_WIRING_CA;
  add_demo_charger (garage, 0x2433, TWC_PROFILE_P2_EU, "5YJ3E7EA0LF000000");
  add_demo_charger (garage, 0x9399, TWC_PROFILE_P2_EU, "5YJSA7E21HF000000");
  add_demo_charger (garage, 0x022C, TWC_PROFILE_P1_EU, "");
  add_demo_charger (garage, 0x8725, TWC_PROFILE_P2_EU, "");
  garage->n_slaves = CLAMP (n_chargers, 1, TWC_GARAGE_MAX_SLAVES);

  if (n_chargers > 1)
    {
      garage->slaves[1].car.plugged = FALSE;
      self->n_events = 1;
      self->events = g_new0 (TwcEvent, 1);
      self->events[0].at_us = DEMO_PLUG_US;
      self->events[0].type = TWC_EVENT_PLUG;
      self->events[0].charger = garage->slaves[1].id;
    }

  return self;
}

void
twc_scenario_free (TwcScenario *self)
{
  for (guint i = 0; i < self->n_events; i++)
    event_clear (&self->events[i]);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->events);
  g_free (self);
}

/**
 * twc_scenario_apply:
 *
 * Makes @event happen now, as far as it concerns the garage. When that is, its owner decides.
 */
void
twc_scenario_apply (const TwcEvent *event, TwcGarage *garage)
{
  switch (event->type)
    {
    case TWC_EVENT_PLUG:
      twc_garage_plug_in (garage, event->charger, event->has_car ? &event->car : NULL);
      break;
    case TWC_EVENT_UNPLUG:
      twc_garage_unplug (garage, event->charger);
      break;
    case TWC_EVENT_FULL:
      twc_garage_fill (garage, event->charger);
      break;
    case TWC_EVENT_START:
      twc_garage_ask_raise (garage, event->charger);
      break;
    case TWC_EVENT_SILENCE:
      twc_garage_go_silent (garage, event->charger, event->for_us);
      break;
    case TWC_EVENT_RESET:
      twc_garage_reset_unit (garage, event->charger);
      break;
    case TWC_EVENT_FAULT:
      twc_garage_fault (garage, event->charger);
      break;
    case TWC_EVENT_NOISE:
      twc_garage_make_noise (garage, event->n_bytes);
      break;
    case TWC_EVENT_ADAPTER_GONE:
      twc_garage_remove_adapter (garage);
      break;
    case TWC_EVENT_ADAPTER_BACK:
      twc_garage_return_adapter (garage);
      break;
    case TWC_EVENT_FOREIGN_MASTER:
      twc_garage_foreign_master (garage, event->master, event->for_us);
      break;
    case TWC_EVENT_LINE_FAULTS:
      twc_garage_set_faults (garage, &event->faults);
      break;
    case TWC_EVENT_HOUSE:
    case TWC_EVENT_SOURCE:
    case TWC_EVENT_SETTINGS:
    case TWC_EVENT_MODE:
    case TWC_EVENT_CHARGE_NOW:
    case TWC_EVENT_CANCEL:
    case TWC_EVENT_PAUSE:
    case TWC_EVENT_RESUME:
      break;
    case TWC_EVENT_WIRING:
      twc_garage_set_wiring (garage, event->wiring_ca);
      break;
    }
}
