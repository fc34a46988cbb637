/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-scenario-event.h"

#define MAX_NOISE (16 * 1024 * 1024)

/* In the order in which a list of them reads well. */
static const char *const event_keys[] = {
  "at_s",       "plug",    "car",     "unplug",       "full",           "start",       "reset",
  "fault",      "silence", "noise",   "adapter_gone", "foreign_master", "for_s",       "line",
  "set",        "solar_w", "house_w", "grid_w",       "battery_w",      "battery_soc", "source",
  "charge_now", "cancel",  "mode",    "pause",        "resume",         NULL,
};

typedef struct
{
  const char *key;
  TwcEventType type;
} UnitEvent;

/* Those whose value is a unit's id. */
static const UnitEvent unit_events[] = {
  { "plug", TWC_EVENT_PLUG },   { "unplug", TWC_EVENT_UNPLUG },   { "full", TWC_EVENT_FULL },
  { "start", TWC_EVENT_START }, { "silence", TWC_EVENT_SILENCE }, { "reset", TWC_EVENT_RESET },
  { "fault", TWC_EVENT_FAULT }, { "pause", TWC_EVENT_PAUSE },     { "resume", TWC_EVENT_RESUME },
};

static void
add (GArray *events, const TwcEvent *base, TwcEventType type)
{
  TwcEvent event = *base;

  event.type = type;
  g_array_append_val (events, event);
}

static gboolean
check_unit (const TwcScenarioNode *node,
            const char *key,
            const TwcGarageConfig *garage,
            guint16 id,
            GError **error)
{
  g_autoptr(GString) known = g_string_new (NULL);
  char text[TWC_ID_TEXT_SIZE];

  for (guint i = 0; i < garage->n_slaves; i++)
    {
      if (garage->slaves[i].id == id)
        return TRUE;
      twc_id_to_text (garage->slaves[i].id, text);
      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", text);
    }

  twc_id_to_text (id, text);
  twc_scenario_node_set_error (node, key, error, "there is no charger %s; there is: %s", text,
                               known->len > 0 ? known->str : "none");
  return FALSE;
}

static gboolean
read_unit_events (const TwcScenarioNode *node,
                  const TwcGarageConfig *garage,
                  TwcEvent *event,
                  GArray *events,
                  GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (unit_events); i++)
    {
      const char *key = unit_events[i].key;

      if (!twc_scenario_node_has (node, key))
        continue;
      if (!twc_scenario_node_get_id (node, key, &event->charger, error) ||
          !check_unit (node, key, garage, event->charger, error))
        return FALSE;
      add (events, event, unit_events[i].type);
    }

  return TRUE;
}

static gboolean
read_noise (const TwcScenarioNode *node, TwcEvent *event, GArray *events, GError **error)
{
  guint n_bytes = 0;

  if (!twc_scenario_node_has (node, "noise"))
    return TRUE;
  if (!twc_scenario_node_get_whole (node, "noise", MAX_NOISE, &n_bytes, error))
    return FALSE;

  event->n_bytes = n_bytes;
  add (events, event, TWC_EVENT_NOISE);
  return TRUE;
}

static gboolean
read_adapter_gone (const TwcScenarioNode *node, TwcEvent *event, GArray *events, GError **error)
{
  gboolean is_gone = FALSE;

  if (!twc_scenario_node_get_boolean (node, "adapter_gone", &is_gone, error))
    return FALSE;
  if (!is_gone)
    return TRUE;

  add (events, event, TWC_EVENT_ADAPTER_GONE);
  if (event->for_us > 0)
    {
      TwcEvent back = *event;

      back.at_us += event->for_us;
      add (events, &back, TWC_EVENT_ADAPTER_BACK);
    }
  return TRUE;
}

static gboolean
read_foreign_master (const TwcScenarioNode *node, TwcEvent *event, GArray *events, GError **error)
{
  if (!twc_scenario_node_has (node, "foreign_master"))
    return TRUE;
  if (!twc_scenario_node_get_id (node, "foreign_master", &event->master, error))
    return FALSE;

  add (events, event, TWC_EVENT_FOREIGN_MASTER);
  return TRUE;
}

static gboolean
read_line (const TwcScenarioNode *node, TwcEvent *event, GArray *events, GError **error)
{
  g_auto(TwcScenarioNode) line = { 0 };

  if (!twc_scenario_node_get_child (node, "line", &line, error))
    return FALSE;
  if (line.object == NULL)
    return TRUE;
  if (!twc_scenario_read_faults (&line, &event->faults, error))
    return FALSE;

  add (events, event, TWC_EVENT_LINE_FAULTS);
  return TRUE;
}

static gboolean
read_new_car (const TwcScenarioNode *node, TwcEvent *event, GError **error)
{
  g_auto(TwcScenarioNode) car = { 0 };

  if (!twc_scenario_node_get_child (node, "car", &car, error))
    return FALSE;
  if (car.object == NULL)
    return TRUE;
  if (!twc_scenario_node_has (node, "plug"))
    {
      twc_scenario_node_set_error (node, "car", error, "belongs to \"plug\", which is missing");
      return FALSE;
    }

  event->has_car = TRUE;
  return twc_scenario_read_car (&car, &event->car, error);
}

/**
 * twc_scenario_read_event:
 * @garage: the units that an event may name
 * @settings: those that hold before it; they are changed as it says
 * @events: gets what happens at that time
 */
gboolean
twc_scenario_read_event (const TwcScenarioNode *node,
                         const TwcGarageConfig *garage,
                         TwcSettings *settings,
                         GArray *events,
                         GError **error)
{
  TwcEvent event = { 0 };

  if (!twc_scenario_node_check_keys (node, event_keys, error))
    return FALSE;
  if (!twc_scenario_node_has (node, "at_s"))
    {
      twc_scenario_node_set_error (node, "at_s", error, "is missing; seconds since the start");
      return FALSE;
    }

  return twc_scenario_node_get_scaled (node, "at_s", G_USEC_PER_SEC, TWC_SCENARIO_MAX_S,
                                       &event.at_us, error) &&
         twc_scenario_node_get_scaled (node, "for_s", G_USEC_PER_SEC, TWC_SCENARIO_MAX_S,
                                       &event.for_us, error) &&
         read_new_car (node, &event, error) &&
         read_unit_events (node, garage, &event, events, error) &&
         read_noise (node, &event, events, error) &&
         read_adapter_gone (node, &event, events, error) &&
         read_foreign_master (node, &event, events, error) &&
         read_line (node, &event, events, error) &&
         twc_scenario_read_site_event (node, &event, settings, events, error);
}
