/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-memory-store.h"

#include <string.h>

/* What a file may claim at most: more than a unit delivers in its life. */
#define MOST_WH 1e9
#define MOST_COST 1e9

/* How far back starts count (11.2). */
#define STARTS_S 3600

/* Two units that have gone may stand under one name, each with the most that the wire can say. */
#define MOST_CA (2 * G_MAXUINT16)

#define CHARGER(member) G_STRUCT_OFFSET (TwcChargerMemory, member)
#define GOAL(member) G_STRUCT_OFFSET (TwcGoalMemory, member)
#define MEMORY(member) G_STRUCT_OFFSET (TwcMemory, member)

static const TwcStoredField charger_fields[] = {
  { "on", TWC_STORED_TIME, CHARGER (on_us), 0, TWC_MEMORY_CHANGED },
  { "off", TWC_STORED_TIME, CHARGER (off_us), 0, TWC_MEMORY_CHANGED },
  { "queued", TWC_STORED_TIME, CHARGER (queued_us), 0, TWC_MEMORY_CHANGED },
  { "unconfirmed", TWC_STORED_COUNT, CHARGER (unconfirmed_ca), MOST_CA, TWC_MEMORY_MOVED },
  { "lowered", TWC_STORED_TIME, CHARGER (lowered_us), 0, TWC_MEMORY_SAME },
  { "yields", TWC_STORED_FLAG, CHARGER (yields), 0, TWC_MEMORY_CHANGED },
  { "commanded", TWC_STORED_FLAG, CHARGER (stopping.commanded), 0, TWC_MEMORY_CHANGED },
  { "silences", TWC_STORED_COUNT, CHARGER (stopping.n_silences), TWC_MEMORY_SILENCES,
    TWC_MEMORY_CHANGED },
  { "silent", TWC_STORED_TIME, CHARGER (stopping.silent_us), 0, TWC_MEMORY_CHANGED },

  { "total-wh", TWC_STORED_SUM, CHARGER (energy.total_wh), MOST_WH, TWC_MEMORY_MOVED },
  { "counted", TWC_STORED_TIME, CHARGER (energy.at_us), 0, TWC_MEMORY_SAME },
  { "counted-ca", TWC_STORED_COUNT, CHARGER (energy.draw_ca), TWC_CA (656), TWC_MEMORY_SAME },
  { "counter", TWC_STORED_TIME, CHARGER (energy.counter_us), 0, TWC_MEMORY_SAME },
  { "counter-kwh", TWC_STORED_COUNT, CHARGER (energy.counter_kwh), G_MAXUINT32, TWC_MEMORY_MOVED },
  { "counter-is-exact", TWC_STORED_FLAG, CHARGER (energy.exact), 0, TWC_MEMORY_MOVED },
  { "since-wh", TWC_STORED_SIGNED, CHARGER (energy.since_wh), MOST_WH, TWC_MEMORY_MOVED },
  { "silent-wh", TWC_STORED_SUM, CHARGER (energy.silent_wh), MOST_WH, TWC_MEMORY_MOVED },

  { "open", TWC_STORED_FLAG, CHARGER (stay.open), 0, TWC_MEMORY_CHANGED },
  { "finished", TWC_STORED_FLAG, CHARGER (stay.finished), 0, TWC_MEMORY_CHANGED },
  { "opened", TWC_STORED_TIME, CHARGER (stay.opened_us), 0, TWC_MEMORY_SAME },
  { "drawn", TWC_STORED_TIME, CHARGER (stay.drawn_us), 0, TWC_MEMORY_MOVED },
  { "arrived", TWC_STORED_TIME, CHARGER (stay.arrived_us), 0, TWC_MEMORY_CHANGED },
  { "has-first", TWC_STORED_FLAG, CHARGER (stay.has_first), 0, TWC_MEMORY_CHANGED },
  { "first-kwh", TWC_STORED_COUNT, CHARGER (stay.first_kwh), G_MAXUINT32, TWC_MEMORY_SAME },
  { "vin", TWC_STORED_VIN, CHARGER (stay.record.vin), 0, TWC_MEMORY_CHANGED },
  { "opened-utc", TWC_STORED_UTC, CHARGER (stay.record.opened_s), 0, TWC_MEMORY_SAME },
  { "drawn-utc", TWC_STORED_UTC, CHARGER (stay.record.drawn_s), 0, TWC_MEMORY_SAME },
  { "energy-wh", TWC_STORED_SUM, CHARGER (stay.record.energy_wh), MOST_WH, TWC_MEMORY_MOVED },
  { "solar-wh", TWC_STORED_SUM, CHARGER (stay.record.solar_wh), MOST_WH, TWC_MEMORY_SAME },
  { "cost", TWC_STORED_SIGNED, CHARGER (stay.record.cost), MOST_COST, TWC_MEMORY_SAME },
  { "solar-is-partial", TWC_STORED_FLAG, CHARGER (stay.record.solar_is_partial), 0,
    TWC_MEMORY_SAME },
  { "cost-is-partial", TWC_STORED_FLAG, CHARGER (stay.record.cost_is_partial), 0, TWC_MEMORY_SAME },

  { "limit-from-wh", TWC_STORED_SUM, CHARGER (limit.from_wh), MOST_WH, TWC_MEMORY_SAME },
  { "limit-percent", TWC_STORED_COUNT, CHARGER (limit.reached_percent), 100, TWC_MEMORY_CHANGED },
  { "limit-reached", TWC_STORED_FLAG, CHARGER (limit.reached), 0, TWC_MEMORY_CHANGED },
  { "limit-excused", TWC_STORED_FLAG, CHARGER (limit.excused), 0, TWC_MEMORY_CHANGED },
};

/* 14.1: what a plan has charged so far, told by its stamp from a plan that was changed. */
static const TwcStoredField goal_fields[] = {
  { "goal", TWC_STORED_STAMP, GOAL (stamp), 0, TWC_MEMORY_CHANGED },
  { "departure", TWC_STORED_UTC, GOAL (departure_s), 0, TWC_MEMORY_CHANGED },
  { "charger", TWC_STORED_COUNT, GOAL (charger), G_MAXUINT16, TWC_MEMORY_CHANGED },
  { "from-wh", TWC_STORED_SUM, GOAL (from_wh), MOST_WH, TWC_MEMORY_SAME },
  { "taken-wh", TWC_STORED_SUM, GOAL (taken_wh), MOST_WH, TWC_MEMORY_MOVED },
  { "measured-watts", TWC_STORED_COUNT, GOAL (measured_w), G_MAXUINT32, TWC_MEMORY_SAME },
  { "active", TWC_STORED_FLAG, GOAL (active), 0, TWC_MEMORY_CHANGED },
  { "running-until", TWC_STORED_UTC, GOAL (running_until_s), 0, TWC_MEMORY_MOVED },
};

static const TwcStoredField memory_fields[] = {
  { "stop-all", TWC_STORED_FLAG, MEMORY (stop_all), 0, TWC_MEMORY_CHANGED },
  { "stopped", TWC_STORED_FLAG, MEMORY (stopped), 0, TWC_MEMORY_CHANGED },
  { "turn", TWC_STORED_TIME, MEMORY (turn_us), 0, TWC_MEMORY_CHANGED },
  { "charge-now-amps", TWC_STORED_COUNT, MEMORY (charge_now.amps_ca), TWC_CA (240),
    TWC_MEMORY_CHANGED },
  { "charge-now-until", TWC_STORED_UTC, MEMORY (charge_now.until_s), 0, TWC_MEMORY_CHANGED },
  { "charge-now-most-wh", TWC_STORED_COUNT, MEMORY (charge_now.most_wh), G_MAXUINT32,
    TWC_MEMORY_CHANGED },
  { "charge-now-n-ids", TWC_STORED_COUNT, MEMORY (charge_now.n_ids), TWC_MAX_CHARGERS,
    TWC_MEMORY_CHANGED },
  { "charge-now-wh", TWC_STORED_SUM, MEMORY (charge_now.delivered_wh), MOST_WH, TWC_MEMORY_MOVED },
};

/* 11.2 looks at one hour. Older ones are not kept: after a power cut the clock may not tell their
 * age, and all of them would have been just now. */
static GVariant *
write_starts (const TwcStartsMemory *starts, TwcNow now)
{
  gint64 unix_s[TWC_MEMORY_STARTS];
  guint n = 0;

  for (guint i = 0; i < starts->n; i++)
    if (now.us - starts->us[i] < TWC_SECONDS_US (STARTS_S))
      unix_s[n++] = twc_stored_to_unix_s (starts->us[i], now);

  return g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, unix_s, n, sizeof unix_s[0]);
}

/* 11.2. Each is no older than the one before, whatever a clock that jumped made of them. */
static gboolean
read_starts (TwcStartsMemory *starts, GVariant *dict, TwcNow now)
{
  g_autoptr(GVariant) value = g_variant_lookup_value (dict, "starts", G_VARIANT_TYPE ("ax"));
  const gint64 *unix_s;
  gsize n_starts = 0;

  if (!value)
    return TRUE;

  unix_s = g_variant_get_fixed_array (value, &n_starts, sizeof *unix_s);
  if (n_starts > TWC_MEMORY_STARTS)
    return FALSE;

  starts->n = (guint) n_starts;
  for (guint i = 0; i < starts->n; i++)
    {
      starts->us[i] = twc_stored_from_unix_s (unix_s[i], now);
      if (i > 0)
        starts->us[i] = MAX (starts->us[i], starts->us[i - 1]);
    }

  return TRUE;
}

static gboolean
have_same_starts (const TwcStartsMemory *a, const TwcStartsMemory *b)
{
  return a->n == b->n && memcmp (a->us, b->us, a->n * sizeof a->us[0]) == 0;
}

static GVariant *
write_charger (const TwcChargerMemory *charger, TwcNow now)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "id", g_variant_new_uint16 (charger->id));
  twc_stored_write (&builder, charger_fields, G_N_ELEMENTS (charger_fields), charger, now);
  if (charger->starts.n > 0)
    g_variant_builder_add (&builder, "{sv}", "starts", write_starts (&charger->starts, now));
  return g_variant_builder_end (&builder);
}

static GVariant *
write_goals (const TwcDepartureMemory *departure, TwcNow now)
{
  GVariantBuilder goals;

  g_variant_builder_init (&goals, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < TWC_MAX_GOALS; i++)
    {
      GVariantBuilder builder;

      if (departure->goals[i].stamp == 0)
        continue;
      g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
      twc_stored_write (&builder, goal_fields, G_N_ELEMENTS (goal_fields), &departure->goals[i],
                        now);
      g_variant_builder_add_value (&goals, g_variant_builder_end (&builder));
    }

  return g_variant_builder_end (&goals);
}

/* In order of their ids, so that the same memory is always the same text. */
static const TwcChargerMemory *
find_next (const TwcMemory *self, guint above)
{
  const TwcChargerMemory *next = NULL;

  for (guint i = 0; i < self->n_chargers; i++)
    if (self->chargers[i].id > above && (!next || self->chargers[i].id < next->id))
      next = &self->chargers[i];

  return next;
}

static GVariant *
write_ids (const TwcChargeNowMemory *charge)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_UINT16, charge->ids, charge->n_ids,
                                    sizeof charge->ids[0]);
}

/**
 * twc_memory_to_variant:
 * @now: the time of its last step
 *
 * Returns: (transfer floating): what is worth keeping, of type `a{sv}`
 */
GVariant *
twc_memory_to_variant (const TwcMemory *self, TwcNow now)
{
  GVariantBuilder builder, chargers;

  g_variant_builder_init (&chargers, G_VARIANT_TYPE ("aa{sv}"));
  for (const TwcChargerMemory *charger = find_next (self, 0); charger;
       charger = find_next (self, charger->id))
    g_variant_builder_add_value (&chargers, write_charger (charger, now));

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  twc_stored_write (&builder, memory_fields, G_N_ELEMENTS (memory_fields), self, now);
  g_variant_builder_add (&builder, "{sv}", "charge-now-ids", write_ids (&self->charge_now));
  g_variant_builder_add (&builder, "{sv}", "plans", write_goals (&self->departure, now));
  g_variant_builder_add (&builder, "{sv}", "chargers", g_variant_builder_end (&chargers));
  return g_variant_builder_end (&builder);
}

/* What it is told now decides. Whoever was stored the other way round has been switched since,
 * at a time that nobody knows: hence just now (11.1, G5). */
static void
restore_switch (TwcChargerMemory *charger, TwcNow now)
{
  if (charger->offer_ca > 0)
    {
      charger->off_us = TWC_NEVER;
      if (charger->on_us == TWC_NEVER)
        charger->on_us = now.us;
    }
  else
    {
      if (charger->on_us != TWC_NEVER)
        charger->off_us = now.us;
      charger->on_us = TWC_NEVER;
    }
}

static gboolean
is_consistent (const TwcChargerMemory *charger)
{
  const TwcStay *stay = &charger->stay;

  return !stay->open || (stay->record.opened_s > 0 && stay->opened_us != TWC_NEVER &&
                         stay->drawn_us != TWC_NEVER && stay->drawn_us >= stay->opened_us &&
                         stay->record.drawn_s >= stay->record.opened_s);
}

static gboolean
read_charger (TwcMemory *self, GVariant *dict, TwcNow now)
{
  TwcChargerMemory *charger;
  guint16 id;

  if (!g_variant_lookup (dict, "id", "q", &id) || id == 0)
    return FALSE;

  charger = twc_memory_find (self, id);
  if (!charger && self->n_chargers < TWC_MEMORY_CHARGERS)
    charger = twc_memory_add (self, id, now);
  if (!charger)
    return FALSE;

  charger->on_us = charger->off_us = TWC_NEVER;
  if (!twc_stored_read (dict, charger_fields, G_N_ELEMENTS (charger_fields), charger, now) ||
      !read_starts (&charger->starts, dict, now))
    return FALSE;

  restore_switch (charger, now);
  charger->stay.record.charger = id;
  return is_consistent (charger);
}

static gboolean
read_chargers (TwcMemory *self, GVariant *variant, TwcNow now)
{
  g_autoptr(GVariant) chargers =
               g_variant_lookup_value (variant, "chargers", G_VARIANT_TYPE ("aa{sv}"));
  GVariantIter iter;
  GVariant *dict;
  gboolean good = TRUE;

  if (!chargers || g_variant_n_children (chargers) > TWC_MEMORY_CHARGERS)
    return FALSE;

  g_variant_iter_init (&iter, chargers);
  while (good && (dict = g_variant_iter_next_value (&iter)))
    {
      good = read_charger (self, dict, now);
      g_variant_unref (dict);
    }

  return good;
}

static gboolean
read_goals (TwcDepartureMemory *departure, GVariant *variant, TwcNow now)
{
  g_autoptr(GVariant) goals = g_variant_lookup_value (variant, "plans", G_VARIANT_TYPE ("aa{sv}"));
  const gsize n_goals = goals ? g_variant_n_children (goals) : 0;

  if (n_goals > TWC_MAX_GOALS)
    return FALSE;

  for (gsize i = 0; i < n_goals; i++)
    {
      g_autoptr(GVariant) dict = g_variant_get_child_value (goals, i);

      /* Which goal of the settings it belongs to is found when they are looked at. */
      departure->goals[i] = (TwcGoalMemory){ .stretch_us = TWC_NEVER };
      if (!twc_stored_read (dict, goal_fields, G_N_ELEMENTS (goal_fields), &departure->goals[i],
                            now) ||
          departure->goals[i].stamp == 0)
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_ids (TwcChargeNowMemory *charge, GVariant *variant)
{
  g_autoptr(GVariant) value =
               g_variant_lookup_value (variant, "charge-now-ids", G_VARIANT_TYPE ("aq"));
  gconstpointer ids;
  gsize n_ids;

  if (!value)
    return charge->n_ids == 0;

  ids = g_variant_get_fixed_array (value, &n_ids, sizeof charge->ids[0]);
  if (n_ids != charge->n_ids)
    return FALSE;

  if (n_ids > 0)
    memcpy (charge->ids, ids, n_ids * sizeof charge->ids[0]);
  return TRUE;
}

/* 5.7: a stop is ended by a person, not by a fault in what else was stored. */
static void
keep_stop (TwcMemory *self, GVariant *variant)
{
  gboolean stop_all = FALSE;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT) ||
      !g_variant_lookup (variant, "stop-all", "b", &stop_all) || !stop_all)
    return;

  twc_memory_latch_stop (self);
  g_variant_lookup (variant, "stopped", "b", &self->stopped);
}

/**
 * twc_memory_from_variant:
 * @self: (inout): as twc_memory_new() made it; of a @variant that cannot be believed it takes
 *   over a stop, and nothing else
 * @variant: from wherever: a file may be cut, old, or edited by hand
 * @now: the time of the start
 *
 * Continues where a former run ended. What only time can settle is taken as the more careful of
 * two cases when the clock does not tell.
 *
 * Returns: whether @variant was taken over
 */
gboolean
twc_memory_from_variant (TwcMemory *self, GVariant *variant, TwcNow now)
{
  TwcMemory memory = *self;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT) ||
      !twc_stored_read (variant, memory_fields, G_N_ELEMENTS (memory_fields), &memory, now) ||
      !read_ids (&memory.charge_now, variant) || !read_goals (&memory.departure, variant, now) ||
      !read_chargers (&memory, variant, now))
    {
      keep_stop (self, variant);
      return FALSE;
    }

  *self = memory;
  return TRUE;
}

/**
 * twc_memory_compare:
 * @stored: an earlier state of @self that is on disk
 *
 * Returns: whether @self is worth a write, and how soon
 */
TwcMemoryChange
twc_memory_compare (const TwcMemory *self, const TwcMemory *stored)
{
  TwcMemoryChange change =
    twc_stored_compare (memory_fields, G_N_ELEMENTS (memory_fields), self, stored);

  if (self->n_chargers != stored->n_chargers)
    return TWC_MEMORY_CHANGED;

  for (guint i = 0; i < TWC_MAX_GOALS; i++)
    change =
      MAX (change, twc_stored_compare (goal_fields, G_N_ELEMENTS (goal_fields),
                                       &self->departure.goals[i], &stored->departure.goals[i]));

  for (guint i = 0; i < self->n_chargers; i++)
    {
      if (self->chargers[i].id != stored->chargers[i].id ||
          !have_same_starts (&self->chargers[i].starts, &stored->chargers[i].starts))
        return TWC_MEMORY_CHANGED;
      change = MAX (change, twc_stored_compare (charger_fields, G_N_ELEMENTS (charger_fields),
                                                &self->chargers[i], &stored->chargers[i]));
    }

  return change;
}
