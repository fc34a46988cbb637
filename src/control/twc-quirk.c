/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-quirk.h"

#include <string.h>

#include "control/twc-confirm.h"
#include "control/twc-need.h"
#include "control/twc-sharing.h"

/* 12.1. */
#define STUCK_FROM_CA TWC_CA (2)
#define STUCK_BELOW_CA TWC_CA (2)
#define STUCK_S 10

/* 12.2, 12.4. */
#define CURE_S 8
#define PAUSE_S 60
#define HOUR_S 3600
#define MAX_VAIN 3

/* What a car must take more than before, once it has had the time to follow (10.3). */
#define EFFECT_CA 80
#define EFFECT_AFTER_S (CURE_S + 5)

/* Section 3, quirk-amps: what automatic means. */
#define STRONG_RATING_CA TWC_CA (40)
#define STRONG_CA TWC_CA (21)
#define WEAK_CA TWC_CA (16)

/**
 * twc_quirk_get_amps:
 *
 * Returns: q, by the unit's own rating
 */
guint
twc_quirk_get_amps (const TwcStep *step, const TwcUnit *unit)
{
  if (step->settings->quirk_ca > 0)
    return twc_amps_up (step->settings->quirk_ca);

  return unit->state->rating_ca >= STRONG_RATING_CA ? STRONG_CA : WEAK_CA;
}

static gint64
get_last_us (const TwcUnit *unit)
{
  const TwcQuirkMemory *quirk = &unit->memory->quirk;

  return quirk->n_cures > 0 ? quirk->cures_us[quirk->n_cures - 1] : TWC_NEVER;
}

/**
 * twc_quirk_get_end_us:
 *
 * Returns: when the last cure is over
 */
gint64
twc_quirk_get_end_us (const TwcUnit *unit)
{
  return twc_after_s (get_last_us (unit), CURE_S);
}

static gboolean
is_running (const TwcStep *step, const TwcUnit *unit)
{
  return unit->memory->quirk.curing && twc_step_is_before (step, twc_quirk_get_end_us (unit));
}

/* When its car is stuck, if it goes on like this (12.1); TWC_NEVER if it is not. One that has
 * been offered q, and does not take it, has another reason. */
static gint64
get_stuck_us (const TwcStep *step, const TwcUnit *unit)
{
  const TwcChargerMemory *memory = unit->memory;
  const guint q_ca = twc_quirk_get_amps (step, unit);

  if (memory->draw_ca <= STUCK_FROM_CA || memory->draw_ca > q_ca || memory->offer_ca >= q_ca ||
      memory->offer_ca <= memory->draw_ca + STUCK_BELOW_CA)
    return TWC_NEVER;

  return twc_after_s (MAX (memory->steady_us, memory->changed_us), STUCK_S);
}

static gboolean
is_stuck (const TwcStep *step, const TwcUnit *unit)
{
  const gint64 stuck_us = get_stuck_us (step, unit);

  return stuck_us != TWC_NEVER && !twc_step_is_before (step, stuck_us);
}

/* 12.4: from when on there may be another cure. */
static gint64
get_ready_us (const TwcUnit *unit)
{
  const TwcQuirkMemory *quirk = &unit->memory->quirk;
  const gint64 pause_us = twc_after_s (MAX (get_last_us (unit), quirk->blocked_us), PAUSE_S);

  if (quirk->n_cures < TWC_MEMORY_CURES)
    return pause_us;

  return MAX (pause_us, twc_after_s (quirk->cures_us[0], HOUR_S));
}

static gboolean
may_be_cured (const TwcStep *step, const TwcUnit *unit)
{
  return step->settings->quirk_mode != TWC_QUIRK_OFF && step->memory->guard_us == TWC_NEVER &&
         !step->site->shutting_down && unit->n_boxes == 1 && unit->class == TWC_CLASS_CHARGING &&
         unit->admitted && twc_quirk_get_amps (step, unit) <= unit->cap_ca &&
         !unit->memory->need.for_good && !twc_confirm_is_slow (step, unit) &&
         !twc_confirm_is_disobeying (step, unit);
}

/**
 * twc_quirk_take_report:
 *
 * Takes over whether the last cure has helped.
 */
void
twc_quirk_take_report (TwcUnit *unit)
{
  TwcQuirkMemory *quirk = &unit->memory->quirk;
  const gboolean is_other_car = unit->memory->plugged_us > get_last_us (unit);
  const gboolean is_over =
    unit->state->heard_us >= twc_after_s (get_last_us (unit), EFFECT_AFTER_S);

  if (quirk->n_vain > 0 &&
      (is_other_car || (is_over && unit->state->draw_ca > quirk->stuck_ca + EFFECT_CA)))
    quirk->n_vain = 0;
}

static void
settle (const TwcStep *step, TwcUnit *unit)
{
  TwcQuirkMemory *quirk = &unit->memory->quirk;
  const gint64 give_up_us = twc_after_s (quirk->room_us, PAUSE_S);

  if (quirk->room_us != TWC_NEVER && !twc_step_is_before (step, give_up_us))
    {
      quirk->blocked_us = give_up_us;
      quirk->room_us = TWC_NEVER;
    }

  if (quirk->n_vain >= MAX_VAIN && !unit->memory->need.for_good && is_stuck (step, unit) &&
      !is_running (step, unit))
    twc_need_limit_for_good (unit, get_stuck_us (step, unit));
}

/**
 * twc_quirk_settle:
 *
 * Ends what time ends: the wait for room that is not made, and the cures of a car that three have
 * not helped. It takes what it takes (12.4).
 */
void
twc_quirk_settle (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    settle (step, &step->units[i]);
}

/* One at a time, the one that is being cured before all others. */
static TwcUnit *
find_patient (TwcStep *step)
{
  TwcUnit *patient = NULL;

  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];

      if (!may_be_cured (step, unit))
        continue;
      if (is_running (step, unit))
        return unit;
      if (!patient && is_stuck (step, unit) && !twc_step_is_before (step, get_ready_us (unit)))
        patient = unit;
    }

  return patient;
}

static TwcUnit *
find_giver (TwcStep *step, const TwcUnit *patient)
{
  TwcUnit *giver = NULL;

  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];

      if (unit != patient && unit->level_ca > unit->min_ca &&
          (!giver || unit->level_ca > giver->level_ca))
        giver = unit;
    }

  return giver;
}

/* 12.3: the others give what they have above their minimum. If that is not enough they keep it. */
static gboolean
make_room (TwcStep *step, TwcUnit *patient, guint q_ca)
{
  guint levels_ca[TWC_MAX_CHARGERS];
  TwcUnit *giver = NULL;
  gboolean fits;

  for (guint i = 0; i < step->n_units; i++)
    levels_ca[i] = step->units[i].level_ca;

  while (!(fits = twc_sharing_fits (step, patient, q_ca)) && (giver = find_giver (step, patient)))
    giver->level_ca -= TWC_CA (1);
  if (fits)
    return TRUE;

  for (patient->most_ca = q_ca; patient->most_ca > 0; patient->most_ca -= TWC_CA (1))
    if (twc_sharing_fits (step, patient, patient->most_ca))
      break;
  for (guint i = 0; i < step->n_units; i++)
    step->units[i].level_ca = levels_ca[i];
  return FALSE;
}

/* Room that others have to make is waited for, for a while. */
static void
treat (TwcStep *step, TwcUnit *unit)
{
  TwcQuirkMemory *quirk = &unit->memory->quirk;
  const guint q_ca = twc_quirk_get_amps (step, unit);

  if (!make_room (step, unit, q_ca))
    {
      quirk->room_us = TWC_NEVER;
      return;
    }

  unit->spike_ca = q_ca;
  if (!quirk->curing && quirk->room_us == TWC_NEVER)
    quirk->room_us = step->now.us;
}

static gboolean
is_about_to_rise (const TwcStep *step, const TwcUnit *unit)
{
  return may_be_cured (step, unit) && !unit->memory->quirk.curing && unit->memory->offer_ca > 0 &&
         unit->level_ca > unit->memory->offer_ca &&
         unit->level_ca < twc_quirk_get_amps (step, unit) &&
         !twc_step_is_before (step, get_ready_us (unit));
}

/* Proactive: every raise that ends below q goes there first, where there is room as it is. */
static void
prevent (TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    {
      TwcUnit *unit = step->order[i];
      const guint q_ca = twc_quirk_get_amps (step, unit);

      if (!is_about_to_rise (step, unit) || !twc_sharing_fits (step, unit, q_ca))
        continue;

      unit->spike_ca = q_ca;
      return;
    }
}

/**
 * twc_quirk_set:
 *
 * Sets who is to be offered q for a moment, and lowers the levels of those who make room for it.
 * What is shared is exceeded for that long, what the wiring and the house hold never is (12.2).
 */
void
twc_quirk_set (TwcStep *step)
{
  TwcUnit *patient = find_patient (step);

  for (guint i = 0; i < step->n_units; i++)
    if (&step->units[i] != patient)
      step->units[i].memory->quirk.room_us = TWC_NEVER;

  if (patient)
    treat (step, patient);
  else if (step->settings->quirk_mode == TWC_QUIRK_PROACTIVE)
    prevent (step);
}

/**
 * twc_quirk_begin:
 *
 * @unit is about to be offered its spike.
 */
void
twc_quirk_begin (const TwcStep *step, TwcUnit *unit)
{
  TwcQuirkMemory *quirk = &unit->memory->quirk;

  if (is_stuck (step, unit))
    {
      quirk->n_vain++;
      quirk->stuck_ca = unit->memory->draw_ca;
    }

  if (quirk->n_cures == TWC_MEMORY_CURES)
    memmove (quirk->cures_us, quirk->cures_us + 1, --quirk->n_cures * sizeof quirk->cures_us[0]);
  quirk->cures_us[quirk->n_cures++] = step->now.us;
  quirk->curing = TRUE;
  quirk->room_us = TWC_NEVER;
}

/**
 * twc_quirk_end:
 *
 * @unit has what is meant for it again.
 */
void
twc_quirk_end (TwcUnit *unit)
{
  unit->memory->quirk.curing = FALSE;
}

static gint64
get_deadline (const TwcStep *step, const TwcUnit *unit)
{
  const TwcQuirkMemory *quirk = &unit->memory->quirk;
  const gint64 stuck_us = get_stuck_us (step, unit);
  gint64 next_us = quirk->curing ? twc_quirk_get_end_us (unit) : TWC_NEVER;

  next_us = twc_step_sooner (step, next_us, twc_after_s (quirk->room_us, PAUSE_S));
  next_us = twc_step_sooner (step, next_us, stuck_us);
  if (stuck_us == TWC_NEVER && step->settings->quirk_mode != TWC_QUIRK_PROACTIVE)
    return next_us;

  return twc_step_sooner (step, next_us, get_ready_us (unit));
}

/**
 * twc_quirk_get_deadline:
 *
 * Returns: when time alone begins or ends a cure, %TWC_NEVER if it does not
 */
gint64
twc_quirk_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < step->n_units && step->settings->quirk_mode != TWC_QUIRK_OFF; i++)
    next_us = twc_step_sooner (step, next_us, get_deadline (step, &step->units[i]));

  return next_us;
}
