/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-problem-list.h"

/* A slave calls every ten seconds (twc-protocol 4.1); three of its calls may get lost. */
#define QUIET_BUS_US TWC_SECONDS_US (35)
/* A good line loses nearly nothing; from here on its ends or its pair want a look. */
#define NOISY_PER_MILLE 20
/* Half of what a slave waits before it complains (twc-protocol 4.1). */
#define LATE_HEARTBEAT_MS 5000

/**
 * twc_problem_list_add:
 * @problem: what is wrong; taken over once, however often it is added
 */
void
twc_problem_list_add (TwcProblemList *self, const TwcProblem *problem)
{
  if (self->n_items < TWC_PROBLEM_LIST_MAX && twc_problem_list_find (self, problem) == NULL)
    self->items[self->n_items++] = *problem;
}

static void
add_valued (TwcProblemList *self, TwcProblemCode code, guint16 charger, gint64 value)
{
  TwcProblem problem = twc_problem_new (code, charger, NULL);

  problem.value = value;
  twc_problem_list_add (self, &problem);
}

static void
add_if (TwcProblemList *self, gboolean condition, TwcProblemCode code, guint16 charger)
{
  if (condition)
    add_valued (self, code, charger, 0);
}

static void
derive_bus (TwcProblemList *self, const TwcProblemFacts *facts)
{
  const TwcBusHealth *health = facts->health;
  const gboolean open = facts->port_open_us != TWC_NEVER;

  if (health->state == TWC_BUS_STANDBY)
    {
      char id[TWC_ID_TEXT_SIZE];
      TwcProblem problem;

      twc_id_to_text (health->foreign_master, id);
      problem = twc_problem_new (TWC_PROBLEM_FOREIGN_MASTER, 0, id);
      twc_problem_list_add (self, &problem);
    }

  add_if (self, health->state == TWC_BUS_ERROR, TWC_PROBLEM_OWN_ID_IN_USE, 0);
  add_if (self, open && health->not_answering, TWC_PROBLEM_NOT_ANSWERING, 0);
  add_if (self, health->refused_charger != 0, TWC_PROBLEM_FOURTH_CHARGER, health->refused_charger);
  add_if (self, health->ratings_differ, TWC_PROBLEM_RATINGS_DIFFER, 0);
  add_if (self, health->echoes > 0, TWC_PROBLEM_ECHO, 0);
  add_if (self,
          open && !health->not_answering && facts->site->n_chargers == 0 &&
            health->state != TWC_BUS_STANDBY && health->state != TWC_BUS_ERROR &&
            facts->now.us - facts->port_open_us >= QUIET_BUS_US,
          TWC_PROBLEM_NO_CHARGER, 0);

  if (health->invalid_charger != 0)
    add_valued (self, TWC_PROBLEM_RATING_INVALID, health->invalid_charger,
                health->invalid_rating_ca);
  if (open && facts->damaged_per_mille >= NOISY_PER_MILLE)
    add_valued (self, TWC_PROBLEM_BUS_NOISE, 0, facts->damaged_per_mille);
  if (open && health->latest_heartbeat_ms >= LATE_HEARTBEAT_MS)
    add_valued (self, TWC_PROBLEM_LATE_HEARTBEAT, 0, health->latest_heartbeat_ms);
}

/* Whole amps: a measured value that trembles is not another problem each second. */
static gint64
round_current (guint current_ca)
{
  return (current_ca + 50) / 100 * 100;
}

/* Without both limits every unit is unusable and the wiring too small: what is missing says why. */
static gboolean
is_wiring_set (const TwcSettings *settings)
{
  return settings->wiring_all_ca > 0 && settings->wiring_twc_ca > 0;
}

static void
derive_charger (TwcProblemList *self, const TwcProblemFacts *facts, const TwcChargerState *charger)
{
  const TwcPlanCharger *planned = twc_plan_find (facts->plan, charger->id);
  const gint64 measured = round_current (charger->draw_ca);

  add_if (self, charger->duplicate_id, TWC_PROBLEM_DUPLICATE_ID, charger->id);
  /* While the port is away all are silent, and that is one problem, not four. */
  add_if (self, !charger->online && facts->port_open_us != TWC_NEVER, TWC_PROBLEM_CHARGER_LOST,
          charger->id);
  add_if (self, charger->online && charger->activity == TWC_ACTIVITY_FAULT,
          TWC_PROBLEM_CHARGER_FAULT, charger->id);
  if (planned == NULL)
    return;

  add_if (self, planned->unusable && is_wiring_set (facts->settings), TWC_PROBLEM_CHARGER_UNUSABLE,
          charger->id);
  if (planned->not_obeying)
    add_valued (self, TWC_PROBLEM_NOT_OBEYING, charger->id, measured);
  else if (planned->slow_to_reduce)
    add_valued (self, TWC_PROBLEM_SLOW_TO_REDUCE, charger->id, measured);
}

static void
derive_site (TwcProblemList *self, const TwcPlan *plan)
{
  add_if (self, plan->stopped_for_overload, TWC_PROBLEM_OVERLOAD_STOP, 0);
  add_if (self, plan->stop_all && !plan->stopped_for_overload, TWC_PROBLEM_STOP_ALL, 0);
  add_if (self, plan->overload && !plan->stop_all, TWC_PROBLEM_OVERLOAD, 0);
  add_if (self, plan->dlm_is_stale, TWC_PROBLEM_DLM_STALE, 0);
  add_if (self, plan->clock_is_wrong, TWC_PROBLEM_CLOCK_WRONG, 0);
}

/**
 * twc_problem_list_derive:
 *
 * Adds what follows from the state of the bus and the plan alone. What has a memory of its own,
 * the port and the settings, its owners add.
 */
void
twc_problem_list_derive (TwcProblemList *self, const TwcProblemFacts *facts)
{
  const gboolean is_set = is_wiring_set (facts->settings);

  add_if (self, !is_set, TWC_PROBLEM_WIRING_UNSET, 0);
  derive_site (self, facts->plan);
  derive_bus (self, facts);
  for (guint i = 0; i < facts->site->n_chargers; i++)
    derive_charger (self, facts, &facts->site->chargers[i]);
  add_if (self, facts->plan->wiring_too_small && is_set, TWC_PROBLEM_WIRING_TOO_SMALL, 0);
}

/**
 * twc_problem_list_find:
 *
 * Returns: (transfer none) (nullable): the problem that is the same as @problem
 */
const TwcProblem *
twc_problem_list_find (const TwcProblemList *self, const TwcProblem *problem)
{
  for (guint i = 0; i < self->n_items; i++)
    if (twc_problem_is_same (&self->items[i], problem))
      return &self->items[i];

  return NULL;
}

/**
 * twc_problem_list_merge:
 * @next: what is wrong now; gets the times from which on it was
 * @unix_s: now
 *
 * Replaces @self by @next. What is in both keeps its beginning.
 *
 * Returns: whether anything is new, over, or has other details
 */
gboolean
twc_problem_list_merge (TwcProblemList *self, TwcProblemList *next, gint64 unix_s)
{
  gboolean changed = self->n_items != next->n_items;

  for (guint i = 0; i < next->n_items; i++)
    {
      TwcProblem *item = &next->items[i];
      const TwcProblem *before = twc_problem_list_find (self, item);

      item->since_unix_s = before != NULL ? before->since_unix_s : unix_s;
      changed |= before == NULL || before->value != item->value ||
                 !g_str_equal (before->detail, item->detail);
    }

  if (changed)
    {
      self->n_items = next->n_items;
      memcpy (self->items, next->items, next->n_items * sizeof *next->items);
    }

  return changed;
}

/**
 * twc_problem_list_to_variant:
 *
 * Returns: (transfer floating): `a(ssxa{sv})`
 */
GVariant *
twc_problem_list_to_variant (const TwcProblemList *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssxa{sv})"));
  for (guint i = 0; i < self->n_items; i++)
    g_variant_builder_add_value (&builder, twc_problem_to_variant (&self->items[i]));

  return g_variant_builder_end (&builder);
}
