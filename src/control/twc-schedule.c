/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-schedule.h"

#include "control/twc-civil.h"

/* An entry of one weekday whose window the spring gap swallowed is active again within two
 * weeks. */
#define HORIZON_DAYS 15

/* A zone's rules may change under the same name: the calendar is looked at once in a while. */
#define HOLDS_S 900

#define NO_CHANGE G_MAXINT64

#define ALL_ENTRIES ((1u << TWC_MAX_SCHEDULES) - 1)

static guint
count_entries (const TwcSettings *settings)
{
  return MIN (settings->n_schedules, TWC_MAX_SCHEDULES);
}

/* Of what decides when entries are active; their amps and Wall Connectors are looked up. */
static guint64
get_stamp (const TwcSettings *settings, GTimeZone *zone)
{
  const guint64 prime = G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  guint64 stamp = count_entries (settings) + 1; /* never 0 */

  for (guint i = 0; i < count_entries (settings); i++)
    {
      const TwcScheduleEntry *entry = &settings->schedules[i];

      stamp = (stamp ^ (stamp >> 32)) * prime + entry->days;
      stamp = (stamp ^ (stamp >> 32)) * prime + (entry->enabled ? 1 : 0) +
              ((guint64) entry->start_min << 1) + ((guint64) entry->end_min << 32);
    }
  for (const char *name = zone ? g_time_zone_get_identifier (zone) : ""; *name; name++)
    stamp = (stamp ^ (stamp >> 32)) * prime + (guchar) *name;

  return stamp | 1;
}

static gboolean
get_window (
  const TwcScheduleEntry *entry, GTimeZone *zone, gint64 day, gint64 *start_s, gint64 *end_s)
{
  return entry->enabled && twc_civil_is_on (day, entry->days) &&
         twc_civil_get_window (zone, day, entry->start_min, entry->end_min, start_s, end_s);
}

/* 5.3: within the window of today's day or of yesterday's. */
static gboolean
is_active (const TwcScheduleEntry *entry, GTimeZone *zone, gint64 today, gint64 utc_s)
{
  for (gint64 day = today - 1; day <= today; day++)
    {
      gint64 start_s, end_s;

      if (get_window (entry, zone, day, &start_s, &end_s) && start_s <= utc_s && utc_s < end_s)
        return TRUE;
    }

  return FALSE;
}

/**
 * twc_schedule_find_active:
 *
 * Returns: the entries that are active at an instant (5.2, 5.3): bit i is settings->schedules[i]
 */
guint
twc_schedule_find_active (const TwcSettings *settings, GTimeZone *zone, gint64 utc_s)
{
  const gint64 today = twc_civil_get_day (zone, utc_s);
  guint active = 0;

  for (guint i = 0; i < count_entries (settings); i++)
    if (is_active (&settings->schedules[i], zone, today, utc_s))
      active |= 1u << i;

  return active;
}

/* The next start or end of a window, as far as it belongs to @day. */
static gint64
find_edge_of_day (
  const TwcSettings *settings, GTimeZone *zone, guint among, gint64 day, gint64 after_s)
{
  gint64 edge_s = NO_CHANGE;

  for (guint i = 0; i < count_entries (settings); i++)
    {
      gint64 start_s, end_s;

      if ((among >> i & 1) == 0 ||
          !get_window (&settings->schedules[i], zone, day, &start_s, &end_s))
        continue;
      if (start_s > after_s)
        edge_s = MIN (edge_s, start_s);
      else if (end_s > after_s)
        edge_s = MIN (edge_s, end_s);
    }

  return edge_s;
}

static gint64
find_edge (
  const TwcSettings *settings, GTimeZone *zone, guint among, gint64 after_s, gint64 last_day)
{
  gint64 edge_s = NO_CHANGE;

  /* A later day's windows are no sooner than that day. */
  for (gint64 day = twc_civil_get_day (zone, after_s) - 1;
       day <= last_day && twc_civil_to_utc (zone, day, 0) < edge_s; day++)
    edge_s = MIN (edge_s, find_edge_of_day (settings, zone, among, day, after_s));

  return edge_s;
}

/**
 * twc_schedule_find_change:
 * @among: a bit for each entry that is looked at
 *
 * Returns: when other entries are active than at @after_s, UTC; 0 = not within two weeks
 */
gint64
twc_schedule_find_change (const TwcSettings *settings, GTimeZone *zone, guint among, gint64 after_s)
{
  const gint64 last_day = twc_civil_get_day (zone, after_s) + HORIZON_DAYS;
  const guint active = twc_schedule_find_active (settings, zone, after_s);
  gint64 edge_s = find_edge (settings, zone, among, after_s, last_day);

  /* 00:00-24:00 each day begins anew, but changes nothing. */
  while (edge_s != NO_CHANGE &&
         ((twc_schedule_find_active (settings, zone, edge_s) ^ active) & among) == 0)
    edge_s = find_edge (settings, zone, among, edge_s, last_day);

  return edge_s == NO_CHANGE ? 0 : edge_s;
}

static void
look_up (TwcScheduleMemory *self, const TwcSettings *settings, GTimeZone *zone, gint64 now_s)
{
  self->active = twc_schedule_find_active (settings, zone, now_s);
  self->next_change_s = twc_schedule_find_change (settings, zone, ALL_ENTRIES, now_s);
  if (self->next_change_s > 0)
    self->until_s = MIN (self->until_s, self->next_change_s);

  for (guint i = 0; self->active >> i != 0; i++)
    if ((self->active >> i & 1) != 0)
      self->ends_s[i] = twc_schedule_find_change (settings, zone, 1u << i, now_s);
}

/**
 * twc_schedule_update:
 * @zone: (nullable): the owner's
 * @now_s: UTC
 *
 * Makes the answers hold for now. While the clock cannot be right no entry is active (5.4).
 */
void
twc_schedule_update (TwcScheduleMemory *self,
                     const TwcSettings *settings,
                     GTimeZone *zone,
                     gint64 now_s)
{
  const guint64 stamp = get_stamp (settings, zone);

  if (self->stamp == stamp && self->from_s <= now_s && now_s < self->until_s)
    return;

  *self = (TwcScheduleMemory){ .stamp = stamp, .from_s = now_s, .until_s = now_s + HOLDS_S };
  if (!twc_civil_is_plausible (now_s))
    {
      self->until_s = now_s + 1;
      return;
    }

  look_up (self, settings, zone, now_s);
}

static gboolean
concerns (const TwcScheduleEntry *entry, guint16 id)
{
  for (guint i = 0; i < MIN (entry->n_ids, TWC_MAX_CHARGERS); i++)
    if (entry->ids[i] == id)
      return TRUE;

  return entry->n_ids == 0;
}

/**
 * twc_schedule_select:
 *
 * Returns: those of the active entries that concern one Wall Connector; who has the same set is
 *   in the same group (5.3)
 */
guint
twc_schedule_select (const TwcSettings *settings, guint active, guint16 id)
{
  guint selected = 0;

  for (guint i = 0; active >> i != 0; i++)
    if ((active >> i & 1) != 0 && concerns (&settings->schedules[i], id))
      selected |= 1u << i;

  return selected;
}

/**
 * twc_schedule_is_blocked:
 *
 * Returns: whether one of the @selected entries forbids charging: that one wins (5.3)
 */
gboolean
twc_schedule_is_blocked (const TwcSettings *settings, guint selected)
{
  for (guint i = 0; selected >> i != 0; i++)
    if ((selected >> i & 1) != 0 && settings->schedules[i].amps_ca == 0)
      return TRUE;

  return FALSE;
}

/**
 * twc_schedule_get_amps:
 *
 * Returns: the highest amps of the @selected entries, in centiamperes: they never add up (5.3)
 */
guint
twc_schedule_get_amps (const TwcSettings *settings, guint selected)
{
  guint amps_ca = 0;

  for (guint i = 0; selected >> i != 0; i++)
    if ((selected >> i & 1) != 0)
      amps_ca = MAX (amps_ca, settings->schedules[i].amps_ca);

  return amps_ca;
}

/**
 * twc_schedule_get_end:
 *
 * Returns: when the amps of the @selected entries end, UTC; 0 = not within two weeks
 */
gint64
twc_schedule_get_end (const TwcScheduleMemory *self, const TwcSettings *settings, guint selected)
{
  const gboolean is_blocked = twc_schedule_is_blocked (settings, selected);
  const guint amps_ca = is_blocked ? 0 : twc_schedule_get_amps (settings, selected);
  gint64 end_s = 0;

  for (guint i = 0; selected >> i != 0; i++)
    if ((selected >> i & 1) != 0 && settings->schedules[i].amps_ca == amps_ca)
      {
        if (self->ends_s[i] == 0)
          return 0;
        end_s = MAX (end_s, self->ends_s[i]);
      }

  return end_s;
}

/**
 * twc_schedule_must_resume:
 *
 * Returns: whether the instant has come at which green energy goes on (5.5), also when it
 *   passed while nothing ran
 */
gboolean
twc_schedule_must_resume (const TwcSettings *settings, gint64 now_s)
{
  return settings->mode != TWC_MODE_GREEN && settings->resume_green_s > 0 &&
         now_s >= settings->resume_green_s && twc_civil_is_plausible (now_s);
}
