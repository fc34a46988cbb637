/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-settings-check.h"

#include <string.h>

/* What contradicts what (charging-control 3, 5.2, 5.6, 14.1). Each value is valid by itself; the
 * one that gives way keeps what it was, or what is harmless when that will not do either. What
 * never gives way is a wiring limit: it counts downward at once. */

/**
 * twc_settings_faults_add:
 * @key: where it is, below the schema's path; cut when it is too long
 * @detail: what is wrong, and what is allowed
 */
void
twc_settings_faults_add (TwcSettingsFaults *self, const char *key, const char *detail)
{
  TwcSettingsFault *fault;
  const char *end;

  if (self->n == TWC_MAX_SETTINGS_FAULTS)
    return;

  fault = &self->items[self->n++];
  memset (fault, 0, sizeof *fault); /* faults are compared as bytes */
  g_strlcpy (fault->key, key, sizeof fault->key);
  g_strlcpy (fault->detail, detail, sizeof fault->detail);
  if (!g_utf8_validate (fault->detail, -1, &end))
    fault->detail[end - fault->detail] = '\0'; /* cut between characters, not within one */
}

static void report (TwcSettingsFaults *faults,
                    const char *folder,
                    const char *child,
                    const char *key,
                    const char *format,
                    ...) G_GNUC_PRINTF (5, 6);

static void
report (TwcSettingsFaults *faults,
        const char *folder,
        const char *child,
        const char *key,
        const char *format,
        ...)
{
  g_autofree char *path = child != NULL ? g_strconcat (folder, "/", child, "/", key, NULL) : NULL;
  g_autofree char *detail = NULL;
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  detail = g_strdup_vprintf (format, args);
  va_end (args);
  text = g_strconcat (key, ": ", detail, NULL);
  twc_settings_faults_add (faults, path != NULL ? path : key, text);
}

/* Amps that all share lie within the limit of all (charging-control 3: 0..W). */
static void
settle_amps (guint *amps_ca,
             guint last_ca,
             guint most_ca,
             const char *folder,
             const char *child,
             const char *key,
             TwcSettingsFaults *faults)
{
  if (most_ca == 0 || *amps_ca <= most_ca)
    return;

  report (faults, folder, child, key, "%u is more than wiring-max-amps-all; 0 to %u is allowed",
          *amps_ca / 100, most_ca / 100);
  *amps_ca = MIN (last_ca, most_ca);
}

static void
settle_shared_amps (TwcSettings *self, const TwcSettings *last, TwcSettingsFaults *faults)
{
  const guint most_ca = self->wiring_all_ca;

  settle_amps (&self->fixed_ca, last->fixed_ca, most_ca, NULL, NULL, "non-scheduled-amps", faults);
  settle_amps (&self->charge_now_ca, last->charge_now_ca, most_ca, NULL, NULL, "charge-now-amps",
               faults);
  settle_amps (&self->tariff.cheap_ca, last->tariff.cheap_ca, most_ca, NULL, NULL, "cheap-amps",
               faults);
  settle_amps (&self->house.fallback_ca, last->house.fallback_ca, most_ca, NULL, NULL,
               "dlm-fallback-amps", faults);
}

/* 0: no limit is set yet, and nothing is offered. */
static guint
get_least_limit (const TwcSettings *self)
{
  if (self->wiring_all_ca == 0 || self->wiring_twc_ca == 0)
    return self->wiring_all_ca + self->wiring_twc_ca;

  return MIN (self->wiring_all_ca, self->wiring_twc_ca);
}

static void
settle_minimum (TwcSettings *self, const TwcSettings *last, TwcSettingsFaults *faults)
{
  const guint limit_ca = get_least_limit (self);

  if (limit_ca == 0 || self->min_ca <= limit_ca)
    return;

  report (faults, NULL, NULL, "min-amps-per-twc",
          "%u is more than the wiring limit; 0, or 5 to %u is allowed", self->min_ca / 100,
          limit_ca / 100);
  self->min_ca = last->min_ca <= limit_ca ? last->min_ca : 0;
}

static void
settle_levels (TwcSettings *self, const TwcSettings *last, TwcSettingsFaults *faults)
{
  const guint limit = self->vehicle_limit_percent;

  if (limit == 0 || self->vehicle_min_percent <= limit)
    return;

  report (faults, NULL, NULL, "vehicle-min-soc",
          "%u is more than vehicle-limit-soc; 0 to %u is allowed", self->vehicle_min_percent,
          limit);
  self->vehicle_min_percent = last->vehicle_min_percent <= limit ? last->vehicle_min_percent : 0;
}

static const TwcScheduleEntry *
find_schedule (const TwcSettings *self, const char *name)
{
  for (guint i = 0; i < self->n_schedules; i++)
    if (strcmp (self->schedules[i].name, name) == 0)
      return &self->schedules[i];

  return NULL;
}

/* A whole day is 00:00 to 24:00; what starts when it ends may mean that or nothing. */
static void
settle_schedule (TwcSettings *self, const TwcSettings *last, guint i, TwcSettingsFaults *faults)
{
  TwcScheduleEntry *entry = &self->schedules[i];
  const TwcScheduleEntry *old = find_schedule (last, entry->name);

  settle_amps (&entry->amps_ca, old != NULL ? old->amps_ca : self->wiring_all_ca,
               self->wiring_all_ca, "schedules", entry->name, "amps", faults);

  if (entry->start_min != entry->end_min)
    return;

  report (faults, "schedules", entry->name, "end",
          "it is the start as well; 00:01 to 24:00 is allowed, a whole day is 00:00 to 24:00");
  if (old != NULL && old->start_min != old->end_min)
    {
      entry->start_min = old->start_min;
      entry->end_min = old->end_min;
    }
  else
    entry->enabled = FALSE;
}

static guint
get_n_lines (const TwcSettings *self)
{
  switch (self->phases)
    {
    case TWC_PHASES_SINGLE:
      return 1;
    case TWC_PHASES_SPLIT:
      return 2;
    case TWC_PHASES_THREE:
    case TWC_N_PHASES:
      return 3;
    }
  g_return_val_if_reached (1);
}

/* Wall Connectors of one site have one count of phases (charging-control 1). */
static void
settle_charger (TwcSettings *self, const TwcSettings *last, guint i, TwcSettingsFaults *faults)
{
  TwcChargerSettings *charger = &self->chargers[i];
  const TwcChargerSettings *old = twc_settings_find_charger (last, charger->id);
  const guint n_lines = get_n_lines (self);
  char id[TWC_ID_TEXT_SIZE];

  twc_id_to_text (charger->id, id);
  if (charger->active_phases > n_lines)
    {
      report (faults, "chargers", id, "active-phases",
              "%u is more than the supply has; 0 to %u is allowed, see phases",
              charger->active_phases, n_lines);
      charger->active_phases =
        old != NULL && old->active_phases <= n_lines ? old->active_phases : 0;
    }
  if (charger->line > 0 && self->phases != TWC_PHASES_SINGLE)
    {
      report (faults, "chargers", id, "line",
              "a Wall Connector on one line only does not go with phases other than single; 0 is "
              "allowed");
      charger->line = 0;
    }
}

static const TwcPlanGoal *
find_goal (const TwcSettings *self, const char *name)
{
  for (guint i = 0; i < self->tariff.n_goals; i++)
    if (strcmp (self->tariff.goals[i].name, name) == 0)
      return &self->tariff.goals[i];

  return NULL;
}

/* Returns: (nullable): what it lacks, and in @key where that belongs */
static const char *
find_goal_fault (const TwcPlanGoal *goal, const char **key)
{
  if (goal->days != 0 && goal->date != 0)
    {
      *key = "date";
      return "days are given as well; one of the two is allowed";
    }
  if (goal->charger == 0 && goal->vin[0] == '\0')
    {
      *key = "charger";
      return "neither charger nor vin is given; one of the two is needed";
    }
  if (goal->energy_wh == 0 && goal->target_percent == 0)
    {
      *key = "energy-kwh";
      return "neither energy-kwh nor target-percent is given; one of the two is needed";
    }

  return NULL;
}

/* A plan without a day is just being written. */
static void
settle_goal (TwcSettings *self, const TwcSettings *last, guint i, TwcSettingsFaults *faults)
{
  TwcPlanGoal *goal = &self->tariff.goals[i];
  const TwcPlanGoal *old = find_goal (last, goal->name);
  const gboolean is_in_use = goal->enabled && (goal->days != 0 || goal->date != 0);
  const char *key = NULL;
  const char *fault = is_in_use ? find_goal_fault (goal, &key) : NULL;

  if (fault == NULL)
    return;

  report (faults, "plans", goal->name, key, "%s", fault);
  if (old != NULL && find_goal_fault (old, &key) == NULL)
    *goal = *old;
  else
    goal->enabled = FALSE;
}

/**
 * twc_settings_settle:
 * @last: what has been in force
 * @faults: what contradicts another setting is added
 *
 * Makes of values that are valid one by one a whole that is: what contradicts another setting
 * stays as it was in @last (G3).
 */
void
twc_settings_settle (TwcSettings *self, const TwcSettings *last, TwcSettingsFaults *faults)
{
  settle_minimum (self, last, faults);
  settle_shared_amps (self, last, faults);
  settle_levels (self, last, faults);
  for (guint i = 0; i < self->n_schedules; i++)
    settle_schedule (self, last, i, faults);
  for (guint i = 0; i < self->n_chargers; i++)
    settle_charger (self, last, i, faults);
  for (guint i = 0; i < self->tariff.n_goals; i++)
    settle_goal (self, last, i, faults);
}
