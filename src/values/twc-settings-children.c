/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "values/twc-settings-private.h"
#include "values/twc-value.h"

/* The settings of which there are several, each at a path of its own (design §6). */

#define MAX_KWH 200

static const char *const charger_keys[] = { "name", "max-amps", "priority",         "active-phases",
                                            "line", "paused",   "allow-start-stop", NULL };
static const char *const schedule_keys[] = { "enabled", "days",     "start", "end",
                                             "amps",    "chargers", NULL };
static const char *const goal_keys[] = { "enabled",    "charger",        "vin",
                                         "energy-kwh", "target-percent", "departure",
                                         "days",       "date",           NULL };

/**
 * twc_settings_is_name:
 *
 * Returns: whether @name may be the last part of a schedule's, plan's or source's path
 */
gboolean
twc_settings_is_name (const char *name)
{
  const gsize length = strlen (name);

  return length >= 1 && length < TWC_SETTINGS_NAME_SIZE &&
         strspn (name, "abcdefghijklmnopqrstuvwxyz"
                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == length;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (twc_settings_is_name (name))
    return TRUE;

  g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_BAD_NAME,
               "a name has 1 to %d letters, digits, - or _ and nothing else",
               TWC_SETTINGS_NAME_SIZE - 1);
  return FALSE;
}

static gboolean
refuse_more (const char *what, guint most, const char *name, GError **error)
{
  g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_TOO_MANY,
               "%s: more than %u, %s is left out", what, most, name);
  return FALSE;
}

static gboolean
set_number (guint *field, const char *key, GVariant *value, gint64 min, gint64 max, GError **error)
{
  gint64 number;

  if (!twc_value_get_number (key, value, min, max, &number, error))
    return FALSE;

  *field = (guint) number;
  return TRUE;
}

static gboolean
set_amps (guint *field_ca, const char *key, GVariant *value, gint64 max, GError **error)
{
  gint64 amps;

  if (!twc_value_get_number (key, value, 0, max, &amps, error))
    return FALSE;

  *field_ca = TWC_CA (amps);
  return TRUE;
}

/**
 * twc_settings_ensure_charger:
 *
 * Returns: (transfer none) (nullable): the settings of @id, new ones when there were none
 */
TwcChargerSettings *
twc_settings_ensure_charger (TwcSettings *self, guint16 id, GError **error)
{
  for (guint i = 0; i < self->n_chargers; i++)
    if (self->chargers[i].id == id)
      return &self->chargers[i];

  if (self->n_chargers == TWC_SETTINGS_MAX_CHARGERS)
    {
      g_set_error (error, TWC_SETTINGS_ERROR, TWC_SETTINGS_ERROR_TOO_MANY_CHARGERS,
                   "settings of more than %d Wall Connectors: %04X is left out",
                   TWC_SETTINGS_MAX_CHARGERS, id);
      return NULL;
    }

  self->chargers[self->n_chargers] = (TwcChargerSettings){ .id = id };
  return &self->chargers[self->n_chargers++];
}

/* Its least is what any Wall Connector knows (twc-protocol 5.2). */
static gboolean
set_max_amps (TwcChargerSettings *self, const char *key, GVariant *value, GError **error)
{
  guint max_ca;

  if (!set_amps (&max_ca, key, value, 80, error))
    return FALSE;
  if (max_ca > 0 && max_ca < TWC_CA (5))
    return twc_value_refuse (key, error, "%u is neither 0 nor 5 to 80", max_ca / 100);

  self->max_ca = max_ca;
  return TRUE;
}

/**
 * twc_settings_set_charger:
 * @id: the Wall Connector
 * @key: a key of the schema's Charger child
 * @value: from outside and not yet trusted
 * @error: #TWC_SETTINGS_ERROR
 *
 * As twc_settings_set(), for one Wall Connector.
 */
gboolean
twc_settings_set_charger (
  TwcSettings *self, guint16 id, const char *key, GVariant *value, GError **error)
{
  TwcChargerSettings *charger = twc_settings_ensure_charger (self, id, error);

  if (charger == NULL)
    return FALSE;

  if (strcmp (key, "name") == 0)
    return twc_value_get_text (key, value, charger->name, sizeof charger->name, error);
  if (strcmp (key, "max-amps") == 0)
    return set_max_amps (charger, key, value, error);
  if (strcmp (key, "priority") == 0)
    return set_number (&charger->priority, key, value, 0, 9, error);
  if (strcmp (key, "active-phases") == 0)
    return set_number (&charger->active_phases, key, value, 0, 3, error);
  if (strcmp (key, "line") == 0)
    return set_number (&charger->line, key, value, 0, 3, error);
  if (strcmp (key, "paused") == 0)
    return twc_value_get_boolean (key, value, &charger->paused, error);
  if (strcmp (key, "allow-start-stop") == 0)
    return twc_value_get_boolean (key, value, &charger->may_start_stop, error);

  return twc_value_refuse_key (key, error);
}

/**
 * twc_settings_find_charger:
 *
 * Returns: (transfer none) (nullable): the settings of @id, %NULL when it has none of its own
 */
const TwcChargerSettings *
twc_settings_find_charger (const TwcSettings *self, guint16 id)
{
  for (guint i = 0; i < self->n_chargers; i++)
    if (self->chargers[i].id == id)
      return &self->chargers[i];

  return NULL;
}

/**
 * twc_settings_ensure_schedule:
 *
 * Returns: (transfer none) (nullable): the entry @name; a new one has no days, and never acts
 */
TwcScheduleEntry *
twc_settings_ensure_schedule (TwcSettings *self, const char *name, GError **error)
{
  TwcScheduleEntry *entry;

  for (guint i = 0; i < self->n_schedules; i++)
    if (strcmp (self->schedules[i].name, name) == 0)
      return &self->schedules[i];

  if (!check_name (name, error) || (self->n_schedules == TWC_MAX_SCHEDULES &&
                                    !refuse_more ("schedules", TWC_MAX_SCHEDULES, name, error)))
    return NULL;

  entry = &self->schedules[self->n_schedules++];
  *entry = (TwcScheduleEntry){ .enabled = TRUE, .start_min = 23 * 60, .end_min = 5 * 60 };
  g_strlcpy (entry->name, name, sizeof entry->name);
  return entry;
}

/**
 * twc_settings_set_schedule:
 * @name: the last part of its path
 * @key: a key of the schema's Schedule child
 * @value: from outside and not yet trusted
 * @error: #TWC_SETTINGS_ERROR
 */
gboolean
twc_settings_set_schedule (
  TwcSettings *self, const char *name, const char *key, GVariant *value, GError **error)
{
  TwcScheduleEntry *entry = twc_settings_ensure_schedule (self, name, error);

  if (entry == NULL)
    return FALSE;

  if (strcmp (key, "enabled") == 0)
    return twc_value_get_boolean (key, value, &entry->enabled, error);
  if (strcmp (key, "days") == 0)
    return twc_value_get_days (key, value, &entry->days, error);
  if (strcmp (key, "start") == 0)
    return twc_value_get_minute (key, value, 0, TWC_MINUTES_PER_DAY - 1, &entry->start_min, error);
  if (strcmp (key, "end") == 0)
    return twc_value_get_minute (key, value, 1, TWC_MINUTES_PER_DAY, &entry->end_min, error);
  if (strcmp (key, "amps") == 0)
    return set_amps (&entry->amps_ca, key, value, 240, error);
  if (strcmp (key, "chargers") == 0)
    return twc_value_get_ids (key, value, entry->ids, &entry->n_ids, error);

  return twc_value_refuse_key (key, error);
}

/**
 * twc_settings_ensure_goal:
 *
 * Returns: (transfer none) (nullable): the plan @name; a new one has no day, and never acts
 */
TwcPlanGoal *
twc_settings_ensure_goal (TwcSettings *self, const char *name, GError **error)
{
  TwcPlanGoal *goal;

  for (guint i = 0; i < self->tariff.n_goals; i++)
    if (strcmp (self->tariff.goals[i].name, name) == 0)
      return &self->tariff.goals[i];

  if (!check_name (name, error) ||
      (self->tariff.n_goals == TWC_MAX_GOALS && !refuse_more ("plans", TWC_MAX_GOALS, name, error)))
    return NULL;

  goal = &self->tariff.goals[self->tariff.n_goals++];
  *goal = (TwcPlanGoal){ .enabled = TRUE, .departure_min = 7 * 60 };
  g_strlcpy (goal->name, name, sizeof goal->name);
  return goal;
}

static gboolean
set_goal_charger (TwcPlanGoal *self, const char *key, GVariant *value, GError **error)
{
  char text[8];
  guint16 id = 0;

  if (!twc_value_get_text (key, value, text, sizeof text, error))
    return FALSE;
  if (text[0] != '\0' && !twc_id_from_text (text, &id))
    return twc_value_refuse (key, error, "“%s” is not four hex digits", text);

  self->charger = id;
  return TRUE;
}

static gboolean
set_goal_vin (TwcPlanGoal *self, const char *key, GVariant *value, GError **error)
{
  g_autofree char *upper = NULL;
  char text[32];

  if (!twc_value_get_text (key, value, text, sizeof text, error))
    return FALSE;

  upper = g_ascii_strup (text, -1);
  if (upper[0] != '\0' &&
      (strlen (upper) != sizeof self->vin - 1 || !twc_value_is_vin_start (upper)))
    return twc_value_refuse (key, error, "“%s” is no VIN of 17 letters and digits", text);

  memset (self->vin, 0, sizeof self->vin);
  g_strlcpy (self->vin, upper, sizeof self->vin);
  return TRUE;
}

static gboolean
set_goal_energy (TwcPlanGoal *self, const char *key, GVariant *value, GError **error)
{
  double kwh;

  if (!twc_value_get_double (key, value, 0, MAX_KWH, &kwh, error))
    return FALSE;

  self->energy_wh = (guint) (kwh * 1000 + 0.5);
  return TRUE;
}

static gboolean
read_date (const char *text, guint *date)
{
  guint year, month, day;

  if (strlen (text) != 10 || strspn (text, "0123456789-") != 10 || text[4] != '-' || text[7] != '-')
    return FALSE;

  year = (guint) g_ascii_strtoull (text, NULL, 10);
  month = (guint) g_ascii_strtoull (text + 5, NULL, 10);
  day = (guint) g_ascii_strtoull (text + 8, NULL, 10);
  if (year < 2000 || month < 1 || month > 12 ||
      !g_date_valid_dmy ((GDateDay) MIN (day, 32), (GDateMonth) month, (GDateYear) year))
    return FALSE;

  *date = year * 10000 + month * 100 + day;
  return TRUE;
}

static gboolean
set_goal_date (TwcPlanGoal *self, const char *key, GVariant *value, GError **error)
{
  char text[16];
  guint date = 0;

  if (!twc_value_get_text (key, value, text, sizeof text, error))
    return FALSE;
  if (text[0] != '\0' && !read_date (text, &date))
    return twc_value_refuse (key, error, "“%s” is no date such as 2026-12-31", text);

  self->date = date;
  return TRUE;
}

/**
 * twc_settings_set_goal:
 * @name: the last part of its path
 * @key: a key of the schema's Plan child
 * @value: from outside and not yet trusted
 * @error: #TWC_SETTINGS_ERROR
 */
gboolean
twc_settings_set_goal (
  TwcSettings *self, const char *name, const char *key, GVariant *value, GError **error)
{
  TwcPlanGoal *goal = twc_settings_ensure_goal (self, name, error);

  if (goal == NULL)
    return FALSE;

  if (strcmp (key, "enabled") == 0)
    return twc_value_get_boolean (key, value, &goal->enabled, error);
  if (strcmp (key, "charger") == 0)
    return set_goal_charger (goal, key, value, error);
  if (strcmp (key, "vin") == 0)
    return set_goal_vin (goal, key, value, error);
  if (strcmp (key, "energy-kwh") == 0)
    return set_goal_energy (goal, key, value, error);
  if (strcmp (key, "target-percent") == 0)
    return set_number (&goal->target_percent, key, value, 0, 100, error);
  if (strcmp (key, "departure") == 0)
    return twc_value_get_minute (key, value, 0, TWC_MINUTES_PER_DAY - 1, &goal->departure_min,
                                 error);
  if (strcmp (key, "days") == 0)
    return twc_value_get_days (key, value, &goal->days, error);
  if (strcmp (key, "date") == 0)
    return set_goal_date (goal, key, value, error);

  return twc_value_refuse_key (key, error);
}

/**
 * twc_settings_ensure_source:
 *
 * Returns: (transfer none) (nullable): the energy source @name, a new one when there was none
 */
TwcSourceSettings *
twc_settings_ensure_source (TwcSettings *self, const char *name, GError **error)
{
  TwcSourceSettings *source;

  for (guint i = 0; i < self->n_sources; i++)
    if (strcmp (self->sources[i].name, name) == 0)
      return &self->sources[i];

  if (!check_name (name, error) || (self->n_sources == TWC_MAX_READINGS &&
                                    !refuse_more ("sources", TWC_MAX_READINGS, name, error)))
    return NULL;

  source = &self->sources[self->n_sources++];
  *source = twc_source_settings_default ();
  g_strlcpy (source->name, name, sizeof source->name);
  return source;
}

gboolean
twc_settings_set_source (
  TwcSettings *self, const char *name, const char *key, GVariant *value, GError **error)
{
  TwcSourceSettings *source = twc_settings_ensure_source (self, name, error);

  return source != NULL && twc_source_settings_set (source, key, value, error);
}

static gboolean
charger_equal (const TwcChargerSettings *a, const TwcChargerSettings *b)
{
  return a->id == b->id && strcmp (a->name, b->name) == 0 && a->max_ca == b->max_ca &&
         a->priority == b->priority && a->active_phases == b->active_phases && a->line == b->line &&
         a->paused == b->paused && a->may_start_stop == b->may_start_stop;
}

static gboolean
schedule_equal (const TwcScheduleEntry *a, const TwcScheduleEntry *b)
{
  return strcmp (a->name, b->name) == 0 && a->enabled == b->enabled && a->days == b->days &&
         a->start_min == b->start_min && a->end_min == b->end_min && a->amps_ca == b->amps_ca &&
         a->n_ids == b->n_ids && memcmp (a->ids, b->ids, a->n_ids * sizeof *a->ids) == 0;
}

static gboolean
goal_equal (const TwcPlanGoal *a, const TwcPlanGoal *b)
{
  return strcmp (a->name, b->name) == 0 && a->enabled == b->enabled && a->charger == b->charger &&
         strcmp (a->vin, b->vin) == 0 && a->energy_wh == b->energy_wh &&
         a->target_percent == b->target_percent && a->departure_min == b->departure_min &&
         a->days == b->days && a->date == b->date;
}

gboolean
twc_settings_children_equal (const TwcSettings *a, const TwcSettings *b)
{
  if (a->n_chargers != b->n_chargers || a->n_schedules != b->n_schedules ||
      a->tariff.n_goals != b->tariff.n_goals || a->n_sources != b->n_sources)
    return FALSE;

  for (guint i = 0; i < a->n_chargers; i++)
    if (!charger_equal (&a->chargers[i], &b->chargers[i]))
      return FALSE;
  for (guint i = 0; i < a->n_schedules; i++)
    if (!schedule_equal (&a->schedules[i], &b->schedules[i]))
      return FALSE;
  for (guint i = 0; i < a->tariff.n_goals; i++)
    if (!goal_equal (&a->tariff.goals[i], &b->tariff.goals[i]))
      return FALSE;
  for (guint i = 0; i < a->n_sources; i++)
    if (!twc_source_settings_equal (&a->sources[i], &b->sources[i]))
      return FALSE;

  return TRUE;
}

const char *const *
twc_settings_list_charger_keys (void)
{
  return charger_keys;
}

const char *const *
twc_settings_list_schedule_keys (void)
{
  return schedule_keys;
}

const char *const *
twc_settings_list_goal_keys (void)
{
  return goal_keys;
}
