/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-solar.h"

#include "control/twc-sharing.h"

/**
 * twc_solar_measure:
 *
 * Takes over what the house's sources say, with what the Wall Connectors drew at that time.
 */
void
twc_solar_measure (TwcStep *step)
{
  TwcTaker takers[TWC_MAX_CHARGERS];

  for (guint i = 0; i < step->n_units; i++)
    takers[i] = (TwcTaker){
      .id = step->units[i].state->id,
      .wpa = twc_step_get_wpa (step, &step->units[i]),
      .log = &step->units[i].memory->draws,
    };

  step->surplus = twc_surplus_update (&step->memory->surplus, step->settings, step->site, takers,
                                      step->n_units, step->now, &step->green_view);
}

static TwcGroup *
find_group (TwcStep *step)
{
  for (guint i = 0; i < step->n_groups; i++)
    if (step->groups[i].rank == TWC_RANK_GREEN)
      return &step->groups[i];

  return NULL;
}

static TwcGreenGroup
collect (TwcStep *step, const TwcGroup *group)
{
  TwcGreenMember members[TWC_MAX_CHARGERS];
  guint n = 0;

  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcUnit *unit = step->order[i];

      if (!group || unit->group != group)
        continue;
      members[n++] = (TwcGreenMember){
        .id = unit->state->id,
        .min_ca = unit->n_boxes * unit->min_ca,
        .wpa = twc_step_get_wpa (step, unit),
        .is_idle = unit->class == TWC_CLASS_IDLE && !unit->probed,
        .is_offered = unit->memory->offer_ca > 0,
      };
    }

  return twc_green_group_new (members, n, &step->settings->green, &step->surplus,
                              &step->memory->surplus.places);
}

static TwcReasonCode
get_reason (TwcGreenPhase phase)
{
  switch (phase)
    {
    case TWC_GREEN_WAITS:
      return TWC_REASON_GREEN_WAIT_START;
    case TWC_GREEN_CHARGES:
      return TWC_REASON_GREEN;
    case TWC_GREEN_HOLDS:
      return TWC_REASON_GREEN_HOLD_MIN;
    case TWC_GREEN_HOLDS_STALE:
      return TWC_REASON_STALE_HOLD;
    case TWC_GREEN_IS_STALE:
      break;
    }

  return TWC_REASON_STALE;
}

static void
apply (TwcStep *step, TwcGroup *group)
{
  const TwcGreen *green = &step->green;

  group->why = get_reason (green->phase);
  group->budget_ca = green->budget_ca;
  group->n_most = green->n;
  group->is_frozen = !step->surplus.is_usable;
}

/**
 * twc_solar_set_budget:
 *
 * Sets what those in rank 7 share, and how many of them may charge. What is measured is noted
 * in every mode: who comes to green energy finds its history there (6.9).
 */
void
twc_solar_set_budget (TwcStep *step)
{
  TwcGroup *group = find_group (step);
  TwcGreenGroup members;

  twc_sharing_sort (step);
  members = collect (step, group);
  step->green = twc_green_update (&step->memory->green, &step->settings->green, &step->surplus,
                                  &members, step->now.us);
  step->green_view.available_ca = step->green.available_ca;
  if (group)
    apply (step, group);
  if (step->usual.rank == TWC_RANK_GREEN)
    apply (step, &step->usual);
}

static void
add_seconds (const TwcStep *step, TwcReason *reason)
{
  if (twc_step_is_before (step, step->green.until_us))
    twc_reason_add (reason, TWC_NUMBER_SECONDS_LEFT,
                    twc_step_seconds_to (step, step->green.until_us));
}

/* How long nothing that can be used has been heard of the sources; not where nobody has set one
 * up. Whole minutes from the first one on: who shows it counts on by itself. */
static void
add_age (const TwcStep *step, TwcReason *reason)
{
  const gint64 heard_us = step->memory->surplus.at_us;
  const gint64 since_us = heard_us != 0 ? heard_us : step->memory->started_us;
  const gint64 age_s = MAX (step->now.us - since_us, 0) / G_USEC_PER_SEC;

  if (step->site->n_readings > 0)
    twc_reason_add (reason, TWC_NUMBER_AGE_SECONDS, age_s < 60 ? age_s : age_s / 60 * 60);
}

/**
 * twc_solar_explain:
 * @reason: (inout): of a group of rank 7; gets the numbers of its phase
 */
void
twc_solar_explain (const TwcStep *step, TwcReason *reason)
{
  const TwcGreenGroup *group = &step->memory->green.group;
  const guint n = CLAMP (step->green.n, 1, TWC_MAX_CHARGERS);

  if (step->surplus.is_usable)
    twc_reason_add (reason, TWC_NUMBER_SURPLUS_WATTS, step->surplus.watts);
  add_seconds (step, reason);

  switch (step->green.phase)
    {
    case TWC_GREEN_WAITS:
      twc_reason_add (reason, TWC_NUMBER_ROOM_AMPS, MAX (step->green.available_ca, 0));
      if (group->n_members > 0)
        twc_reason_add (reason, TWC_NUMBER_MINIMUM_AMPS, twc_green_group_get_sum (group, 1));
      break;
    case TWC_GREEN_HOLDS:
      twc_reason_add (reason, TWC_NUMBER_MINIMUM_AMPS, twc_green_group_get_sum (group, n));
      break;
    case TWC_GREEN_IS_STALE:
      add_age (step, reason);
      break;
    case TWC_GREEN_CHARGES:
    case TWC_GREEN_HOLDS_STALE:
      break;
    }
}

/**
 * twc_solar_get_deadline:
 *
 * Returns: when time alone changes what green energy does, %TWC_NEVER if it does not
 */
gint64
twc_solar_get_deadline (const TwcStep *step)
{
  return twc_green_get_deadline (&step->memory->green, &step->settings->green, step->now.us);
}
