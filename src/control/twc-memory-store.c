/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-memory-store.h"

#include "control/twc-civil.h"

#include <math.h>
#include <string.h>

/* Older than this nothing matters any more. */
#define OLDEST_S (366 * G_GINT64_CONSTANT (86400))

/* What a file may claim at most: more than a unit delivers in its life. */
#define MOST_WH 1e9
#define MOST_COST 1e9

typedef enum {
  KIND_FLAG,
  KIND_COUNT,
  KIND_SUM,    /* 0 … max */
  KIND_SIGNED, /* -max … max */
  KIND_TIME,   /* monotonic, stored as UTC: after a reboot it begins anew */
  KIND_UTC,
  KIND_VIN,
} Kind;

/* One member of a struct; what has its initial value is not stored. */
typedef struct
{
  const char *key;
  Kind kind;
  gsize offset;
  double max;
  TwcMemoryChange change; /* what it means when it differs */
} Field;

#define CHARGER(member) G_STRUCT_OFFSET (TwcChargerMemory, member)
#define MEMORY(member) G_STRUCT_OFFSET (TwcMemory, member)

static const Field charger_fields[] = {
  { "on", KIND_TIME, CHARGER (on_us), 0, TWC_MEMORY_CHANGED },
  { "off", KIND_TIME, CHARGER (off_us), 0, TWC_MEMORY_CHANGED },
  { "queued", KIND_TIME, CHARGER (queued_us), 0, TWC_MEMORY_CHANGED },
  { "yields", KIND_FLAG, CHARGER (yields), 0, TWC_MEMORY_CHANGED },

  { "total-wh", KIND_SUM, CHARGER (energy.total_wh), MOST_WH, TWC_MEMORY_MOVED },
  { "counted", KIND_TIME, CHARGER (energy.at_us), 0, TWC_MEMORY_SAME },
  { "counted-ca", KIND_COUNT, CHARGER (energy.draw_ca), TWC_CA (656), TWC_MEMORY_SAME },
  { "counter", KIND_TIME, CHARGER (energy.counter_us), 0, TWC_MEMORY_SAME },
  { "counter-kwh", KIND_COUNT, CHARGER (energy.counter_kwh), G_MAXUINT32, TWC_MEMORY_MOVED },
  { "counter-is-exact", KIND_FLAG, CHARGER (energy.exact), 0, TWC_MEMORY_MOVED },
  { "since-wh", KIND_SIGNED, CHARGER (energy.since_wh), MOST_WH, TWC_MEMORY_MOVED },
  { "silent-wh", KIND_SUM, CHARGER (energy.silent_wh), MOST_WH, TWC_MEMORY_MOVED },

  { "open", KIND_FLAG, CHARGER (stay.open), 0, TWC_MEMORY_CHANGED },
  { "finished", KIND_FLAG, CHARGER (stay.finished), 0, TWC_MEMORY_CHANGED },
  { "opened", KIND_TIME, CHARGER (stay.opened_us), 0, TWC_MEMORY_SAME },
  { "drawn", KIND_TIME, CHARGER (stay.drawn_us), 0, TWC_MEMORY_MOVED },
  { "arrived", KIND_TIME, CHARGER (stay.arrived_us), 0, TWC_MEMORY_CHANGED },
  { "has-first", KIND_FLAG, CHARGER (stay.has_first), 0, TWC_MEMORY_CHANGED },
  { "first-kwh", KIND_COUNT, CHARGER (stay.first_kwh), G_MAXUINT32, TWC_MEMORY_SAME },
  { "vin", KIND_VIN, CHARGER (stay.record.vin), 0, TWC_MEMORY_CHANGED },
  { "opened-utc", KIND_UTC, CHARGER (stay.record.opened_s), 0, TWC_MEMORY_SAME },
  { "drawn-utc", KIND_UTC, CHARGER (stay.record.drawn_s), 0, TWC_MEMORY_SAME },
  { "energy-wh", KIND_SUM, CHARGER (stay.record.energy_wh), MOST_WH, TWC_MEMORY_MOVED },
  { "solar-wh", KIND_SUM, CHARGER (stay.record.solar_wh), MOST_WH, TWC_MEMORY_SAME },
  { "cost", KIND_SIGNED, CHARGER (stay.record.cost), MOST_COST, TWC_MEMORY_SAME },
  { "solar-is-partial", KIND_FLAG, CHARGER (stay.record.solar_is_partial), 0, TWC_MEMORY_SAME },
  { "cost-is-partial", KIND_FLAG, CHARGER (stay.record.cost_is_partial), 0, TWC_MEMORY_SAME },

  { "limit-from-wh", KIND_SUM, CHARGER (limit.from_wh), MOST_WH, TWC_MEMORY_SAME },
  { "limit-percent", KIND_COUNT, CHARGER (limit.reached_percent), 100, TWC_MEMORY_CHANGED },
  { "limit-reached", KIND_FLAG, CHARGER (limit.reached), 0, TWC_MEMORY_CHANGED },
  { "limit-excused", KIND_FLAG, CHARGER (limit.excused), 0, TWC_MEMORY_CHANGED },
};

static const Field memory_fields[] = {
  { "stop-all", KIND_FLAG, MEMORY (stop_all), 0, TWC_MEMORY_CHANGED },
  { "stopped", KIND_FLAG, MEMORY (stopped), 0, TWC_MEMORY_CHANGED },
  { "turn", KIND_TIME, MEMORY (turn_us), 0, TWC_MEMORY_CHANGED },
  { "charge-now-amps", KIND_COUNT, MEMORY (charge_now.amps_ca), TWC_CA (240), TWC_MEMORY_CHANGED },
  { "charge-now-until", KIND_UTC, MEMORY (charge_now.until_s), 0, TWC_MEMORY_CHANGED },
  { "charge-now-most-wh", KIND_COUNT, MEMORY (charge_now.most_wh), G_MAXUINT32,
    TWC_MEMORY_CHANGED },
  { "charge-now-n-ids", KIND_COUNT, MEMORY (charge_now.n_ids), TWC_MAX_CHARGERS,
    TWC_MEMORY_CHANGED },
  { "charge-now-wh", KIND_SUM, MEMORY (charge_now.delivered_wh), MOST_WH, TWC_MEMORY_MOVED },
};

#define GOAL(member) G_STRUCT_OFFSET (TwcGoalMemory, member)

static const Field goal_fields[] = {
  { "departure", KIND_UTC, GOAL (departure_s), 0, TWC_MEMORY_CHANGED },
  { "charger", KIND_COUNT, GOAL (charger), G_MAXUINT16, TWC_MEMORY_CHANGED },
  { "from-wh", KIND_SUM, GOAL (from_wh), MOST_WH, TWC_MEMORY_SAME },
  { "taken-wh", KIND_SUM, GOAL (taken_wh), MOST_WH, TWC_MEMORY_MOVED },
  { "measured-watts", KIND_COUNT, GOAL (measured_w), G_MAXUINT32, TWC_MEMORY_SAME },
  { "active", KIND_FLAG, GOAL (active), 0, TWC_MEMORY_CHANGED },
  { "running-until", KIND_UTC, GOAL (running_until_s), 0, TWC_MEMORY_MOVED },
};

static gint64
to_unix_s (gint64 us, TwcNow now)
{
  return now.unix_s - MAX (now.us - us, 0) / G_USEC_PER_SEC;
}

/* Without a clock to go by it happened just now: what protects a contactor then holds for too
 * long rather than for too short a time (G5), and no time is made up in which a car charged. */
static gint64
from_unix_s (gint64 unix_s, TwcNow now)
{
  if (!twc_civil_is_plausible (now.unix_s) || !twc_civil_is_plausible (unix_s) ||
      unix_s > now.unix_s)
    return now.us;

  return now.us - TWC_SECONDS_US (MIN (now.unix_s - unix_s, OLDEST_S));
}

/* Returns: (nullable) (transfer floating): %NULL for what has its initial value */
static GVariant *
write_field (const Field *field, gconstpointer member, TwcNow now)
{
  switch (field->kind)
    {
    case KIND_FLAG:
      return *(const gboolean *) member ? g_variant_new_boolean (TRUE) : NULL;
    case KIND_COUNT:
      return *(const guint *) member > 0 ? g_variant_new_uint32 (*(const guint *) member) : NULL;
    case KIND_SUM:
    case KIND_SIGNED:
      return fabs (*(const double *) member) > 0 ? g_variant_new_double (*(const double *) member)
                                                 : NULL;
    case KIND_TIME:
      return *(const gint64 *) member != TWC_NEVER
               ? g_variant_new_int64 (to_unix_s (*(const gint64 *) member, now))
               : NULL;
    case KIND_UTC:
      return *(const gint64 *) member > 0 ? g_variant_new_int64 (*(const gint64 *) member) : NULL;
    case KIND_VIN:
      return *(const char *) member != '\0' ? g_variant_new_string (member) : NULL;
    }
  g_return_val_if_reached (NULL);
}

static gboolean
is_vin (const char *text)
{
  gsize length = 0;

  while (g_ascii_isalnum (text[length]))
    length++;

  return text[length] == '\0' && length < TWC_VIN_SIZE;
}

static gboolean
read_number (const Field *field, GVariant *value, double *number)
{
  *number = g_variant_get_double (value);
  return isfinite (*number) && *number <= field->max &&
         *number >= (field->kind == KIND_SIGNED ? -field->max : 0);
}

static const GVariantType *
get_type (Kind kind)
{
  switch (kind)
    {
    case KIND_FLAG:
      return G_VARIANT_TYPE_BOOLEAN;
    case KIND_COUNT:
      return G_VARIANT_TYPE_UINT32;
    case KIND_SUM:
    case KIND_SIGNED:
      return G_VARIANT_TYPE_DOUBLE;
    case KIND_TIME:
    case KIND_UTC:
      return G_VARIANT_TYPE_INT64;
    case KIND_VIN:
      return G_VARIANT_TYPE_STRING;
    }
  g_return_val_if_reached (NULL);
}

/* Returns: whether @value, of the right type, can be believed. */
static gboolean
read_field (const Field *field, GVariant *value, gpointer member, TwcNow now)
{
  switch (field->kind)
    {
    case KIND_FLAG:
      *(gboolean *) member = g_variant_get_boolean (value);
      return TRUE;
    case KIND_COUNT:
      *(guint *) member = g_variant_get_uint32 (value);
      return *(guint *) member <= field->max;
    case KIND_SUM:
    case KIND_SIGNED:
      return read_number (field, value, member);
    case KIND_TIME:
      *(gint64 *) member = from_unix_s (g_variant_get_int64 (value), now);
      return TRUE;
    case KIND_UTC:
      *(gint64 *) member = g_variant_get_int64 (value);
      return *(gint64 *) member >= 0;
    case KIND_VIN:
      g_strlcpy (member, g_variant_get_string (value, NULL), TWC_VIN_SIZE);
      return is_vin (g_variant_get_string (value, NULL));
    }
  g_return_val_if_reached (FALSE);
}

static gboolean
is_equal (const Field *field, gconstpointer a, gconstpointer b)
{
  switch (field->kind)
    {
    case KIND_FLAG:
    case KIND_COUNT:
      return *(const guint *) a == *(const guint *) b;
    case KIND_SUM:
    case KIND_SIGNED:
      return memcmp (a, b, sizeof (double)) == 0;
    case KIND_TIME:
    case KIND_UTC:
      return *(const gint64 *) a == *(const gint64 *) b;
    case KIND_VIN:
      return strcmp (a, b) == 0;
    }
  g_return_val_if_reached (FALSE);
}

static void
write_fields (
  GVariantBuilder *builder, const Field *fields, gsize n_fields, gconstpointer object, TwcNow now)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      GVariant *value = write_field (&fields[i], (const char *) object + fields[i].offset, now);

      if (value)
        g_variant_builder_add (builder, "{sv}", fields[i].key, value);
    }
}

/* What is not there keeps its value; what is there and cannot be, spoils all. */
static gboolean
read_fields (GVariant *dict, const Field *fields, gsize n_fields, gpointer object, TwcNow now)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      g_autoptr(GVariant) value = g_variant_lookup_value (dict, fields[i].key, NULL);

      if (value && (!g_variant_is_of_type (value, get_type (fields[i].kind)) ||
                    !read_field (&fields[i], value, (char *) object + fields[i].offset, now)))
        return FALSE;
    }

  return TRUE;
}

static TwcMemoryChange
compare_fields (const Field *fields, gsize n_fields, gconstpointer a, gconstpointer b)
{
  TwcMemoryChange change = TWC_MEMORY_SAME;

  for (gsize i = 0; i < n_fields; i++)
    if (!is_equal (&fields[i], (const char *) a + fields[i].offset,
                   (const char *) b + fields[i].offset))
      change = MAX (change, fields[i].change);

  return change;
}

static GVariant *
write_starts (const TwcStartsMemory *starts, TwcNow now)
{
  gint64 unix_s[TWC_MEMORY_STARTS];

  for (guint i = 0; i < starts->n; i++)
    unix_s[i] = to_unix_s (starts->us[i], now);

  return g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, unix_s, starts->n, sizeof unix_s[0]);
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
      starts->us[i] = from_unix_s (unix_s[i], now);
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
  write_fields (&builder, charger_fields, G_N_ELEMENTS (charger_fields), charger, now);
  if (charger->starts.n > 0)
    g_variant_builder_add (&builder, "{sv}", "starts", write_starts (&charger->starts, now));
  return g_variant_builder_end (&builder);
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

static gboolean
has_goals (const TwcDepartureMemory *departure)
{
  for (guint i = 0; i < TWC_MAX_GOALS; i++)
    if (departure->goals[i].stamp != 0)
      return TRUE;

  return FALSE;
}

static GVariant *
write_goals (const TwcDepartureMemory *departure, TwcNow now)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < TWC_MAX_GOALS; i++)
    {
      const TwcGoalMemory *goal = &departure->goals[i];

      if (goal->stamp == 0)
        continue;

      g_variant_builder_open (&builder, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&builder, "{sv}", "goal", g_variant_new_uint64 (goal->stamp));
      write_fields (&builder, goal_fields, G_N_ELEMENTS (goal_fields), goal, now);
      g_variant_builder_close (&builder);
    }

  return g_variant_builder_end (&builder);
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
  write_fields (&builder, memory_fields, G_N_ELEMENTS (memory_fields), self, now);
  g_variant_builder_add (&builder, "{sv}", "charge-now-ids", write_ids (&self->charge_now));
  if (has_goals (&self->departure))
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
  if (!read_fields (dict, charger_fields, G_N_ELEMENTS (charger_fields), charger, now) ||
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

/* Which goal of the settings each one belongs to is found when they are looked at. */
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
      TwcGoalMemory goal = { .stretch_us = TWC_NEVER };

      if (!g_variant_lookup (dict, "goal", "t", &goal.stamp) ||
          !read_fields (dict, goal_fields, G_N_ELEMENTS (goal_fields), &goal, now))
        return FALSE;
      departure->goals[i] = goal;
    }

  return TRUE;
}

/**
 * twc_memory_from_variant:
 * @self: (inout): as twc_memory_new() made it; unchanged when @variant cannot be believed
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
      !read_fields (variant, memory_fields, G_N_ELEMENTS (memory_fields), &memory, now) ||
      !read_ids (&memory.charge_now, variant) || !read_goals (&memory.departure, variant, now) ||
      !read_chargers (&memory, variant, now))
    return FALSE;

  *self = memory;
  return TRUE;
}

static TwcMemoryChange
compare_goals (const TwcDepartureMemory *a, const TwcDepartureMemory *b)
{
  TwcMemoryChange change = TWC_MEMORY_SAME;

  for (guint i = 0; i < TWC_MAX_GOALS; i++)
    {
      if (a->goals[i].stamp != b->goals[i].stamp)
        return TWC_MEMORY_CHANGED;
      change = MAX (change, compare_fields (goal_fields, G_N_ELEMENTS (goal_fields), &a->goals[i],
                                            &b->goals[i]));
    }

  return change;
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
    compare_fields (memory_fields, G_N_ELEMENTS (memory_fields), self, stored);

  if (self->n_chargers != stored->n_chargers)
    return TWC_MEMORY_CHANGED;

  change = MAX (change, compare_goals (&self->departure, &stored->departure));
  for (guint i = 0; i < self->n_chargers; i++)
    {
      if (self->chargers[i].id != stored->chargers[i].id ||
          !have_same_starts (&self->chargers[i].starts, &stored->chargers[i].starts))
        return TWC_MEMORY_CHANGED;
      change = MAX (change, compare_fields (charger_fields, G_N_ELEMENTS (charger_fields),
                                            &self->chargers[i], &stored->chargers[i]));
    }

  return change;
}
