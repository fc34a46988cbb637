/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-confirm.h"

#include "control/twc-exposure.h"

/* 10.3: the exception for a car that stays steadily above its offer. */
#define STEADY_CA 80
#define STEADY_S 30

/* A car that follows loses 0.8 A in less (twc-protocol 7.3), and is heard of in between. */
#define FALLING_S 3

/* 7.5, not obeying. */
#define OVER_CA TWC_CA (2)
#define OVER_S 30

static gboolean
is_online (const TwcUnit *unit)
{
  return unit->state->online && unit->state->reported;
}

/* What its offer means to the unit: told 0, protocol 2 says and does 6.00 A (rule 8). */
static guint
get_in_force (const TwcUnit *unit)
{
  const guint reported_ca = unit->state->reported_ca;
  const guint offer_ca = unit->memory->offer_ca;

  if (unit->state->protocol != 1 && offer_ca < TWC_CLAMP_CA && reported_ca > 0 &&
      reported_ca <= TWC_CLAMP_CA)
    return TWC_CLAMP_CA;

  return offer_ca;
}

/* 10.1, at program start: what a unit that nobody knows says it was told, it was told. */
static void
adopt (const TwcUnit *unit)
{
  TwcChargerMemory *memory = unit->memory;
  const guint reported_ca = twc_amps_down (unit->state->reported_ca);

  memory->adopted = TRUE;
  if (reported_ca < unit->lowest_ca)
    return;

  memory->offer_ca = reported_ca;
  /* It was on before it said so: whoever is switched on in this very step comes after it (9.1). */
  memory->on_us = unit->state->heard_us - 1;
}

/* Another master, or the unit itself, may have set a limit above what it was told. */
static void
take_limit (const TwcUnit *unit)
{
  TwcChargerMemory *memory = unit->memory;
  const guint reported_ca = unit->state->reported_ca;

  if (reported_ca <= MAX (get_in_force (unit), memory->unconfirmed_ca))
    return;

  memory->unconfirmed_ca = reported_ca;
  memory->unasked = TRUE;
  memory->lowered_us = unit->state->heard_us;
  memory->n_confirms = 0;
}

/* Told 0, protocol 1 says that it charges no more (twc-protocol 5.4). One that is just starting
 * draws little, and may go on to draw more: not every car obeys a 0. */
static gboolean
has_stopped (const TwcUnit *unit)
{
  const guint8 state = unit->state->state;

  return unit->memory->offer_ca > 0 || unit->state->protocol != 1 ||
         (state != TWC_STATE_CHARGING && state != TWC_STATE_STARTING);
}

/* 10.3. A unit without a car may keep saying 0.00 whatever it is told (twc-protocol 7.4): less
 * than the offer confirms it, too. What has not been sent yet cannot be confirmed. */
static void
take_confirmation (const TwcUnit *unit)
{
  TwcChargerMemory *memory = unit->memory;
  const TwcChargerState *state = unit->state;
  const guint in_force_ca = get_in_force (unit);

  if (memory->unconfirmed_ca == 0)
    return;

  if (state->heard_us > memory->lowered_us && state->offer_ca <= memory->offer_ca &&
      state->reported_ca <= in_force_ca && state->draw_ca <= in_force_ca + TWC_TOLERANCE_CA &&
      has_stopped (unit))
    memory->n_confirms++;
  else
    memory->n_confirms = 0;
}

static void
take_draw (const TwcUnit *unit)
{
  TwcChargerMemory *memory = unit->memory;
  const guint draw_ca = unit->state->draw_ca;
  const guint moved_ca = MAX (draw_ca, memory->steady_ca) - MIN (draw_ca, memory->steady_ca);

  if (draw_ca + STEADY_CA < memory->fell_ca)
    memory->fell_us = unit->state->heard_us;
  if (draw_ca + STEADY_CA < memory->fell_ca || draw_ca > memory->fell_ca)
    memory->fell_ca = draw_ca;

  memory->draw_ca = draw_ca;
  twc_draw_log_take (&memory->draws, draw_ca, unit->state->heard_us);
  if (memory->steady_us == TWC_NEVER || moved_ca > STEADY_CA)
    {
      memory->steady_us = unit->state->heard_us;
      memory->steady_ca = draw_ca;
    }

  if (draw_ca <= get_in_force (unit) + OVER_CA)
    memory->over_us = TWC_NEVER;
  else if (memory->over_us == TWC_NEVER)
    memory->over_us = unit->state->heard_us;
}

/**
 * twc_confirm_take_report:
 *
 * Takes over what a fresh report says about limit and draw.
 */
void
twc_confirm_take_report (TwcUnit *unit)
{
  if (!unit->memory->adopted)
    adopt (unit);
  unit->memory->reported = TRUE;
  unit->memory->unheard_us = TWC_NEVER;
  take_limit (unit);
  take_draw (unit);
  take_confirmation (unit);
}

/**
 * twc_confirm_settle:
 *
 * Ends what time ends: a confirmed reduction, a slow one whose draw is steady (10.3), and the
 * exposure of a unit that has been silent for 90 s (10.1).
 */
void
twc_confirm_settle (const TwcStep *step, TwcUnit *unit)
{
  const TwcSettings *settings = step->settings;
  TwcChargerMemory *memory = unit->memory;

  if (!unit->state->online && twc_exposure_is_over (memory, step->now.us))
    {
      memory->unconfirmed_ca = 0;
      memory->draw_ca = 0;
      twc_draw_log_take (&memory->draws, 0, twc_exposure_end_us (memory));
      memory->over_us = TWC_NEVER;
    }

  if (memory->unconfirmed_ca == 0)
    return;

  if (memory->n_confirms >= 2 &&
      !twc_step_is_before (step, twc_after_s (memory->lowered_us, settings->confirm_min_s)))
    memory->unconfirmed_ca = 0;
  else if (memory->n_confirms == 0 && twc_confirm_is_slow (step, unit) && is_online (unit) &&
           unit->state->reported_ca <= get_in_force (unit) &&
           !twc_step_is_before (step, twc_after_s (memory->steady_us, STEADY_S)))
    memory->unconfirmed_ca =
      MIN (memory->unconfirmed_ca, twc_amps_up (memory->draw_ca) + TWC_TOLERANCE_CA);
}

/**
 * twc_confirm_is_pending:
 *
 * Returns: whether it was lowered less than confirm-timeout ago and has not confirmed: no one
 *   is raised then (10.4)
 */
gboolean
twc_confirm_is_pending (const TwcStep *step, const TwcChargerMemory *memory)
{
  return memory->unconfirmed_ca > 0 &&
         twc_step_is_before (step,
                             twc_after_s (memory->lowered_us, step->settings->confirm_timeout_s));
}

static gint64
get_unheard_us (const TwcStep *step, const TwcChargerMemory *memory)
{
  return twc_after_s (MAX (memory->lowered_us, memory->heard_us), step->settings->confirm_min_s);
}

/**
 * twc_confirm_is_astray:
 *
 * Returns: whether what is to be confirmed is no lowering that is under way: it was never
 *   offered, its unit has fallen silent since, or it takes too long
 */
gboolean
twc_confirm_is_astray (const TwcStep *step, const TwcUnit *unit)
{
  const TwcChargerMemory *memory = unit->memory;

  return memory->unconfirmed_ca > 0 && (memory->unasked || !twc_confirm_is_pending (step, memory) ||
                                        !twc_step_is_before (step, get_unheard_us (step, memory)));
}

/* A car has some seconds to begin (10.3), and then its draw falls. */
static gboolean
is_falling (const TwcStep *step, const TwcChargerMemory *memory)
{
  return twc_step_is_before (step, twc_after_s (memory->fell_us, FALLING_S));
}

/**
 * twc_confirm_get_stuck_ca:
 *
 * Returns: how much of its draw @unit will keep, as it seems, though it was told less; 0 while it
 *   follows. Told 0, not every car stops, but none goes on with more than 6 A (twc-protocol 5.4).
 *   The overload guard has a time of its own for those that it sends to their minimum (7.5)
 */
guint
twc_confirm_get_stuck_ca (const TwcStep *step, const TwcUnit *unit)
{
  const TwcChargerMemory *memory = unit->memory;
  const guint most_ca = get_in_force (unit) + TWC_TOLERANCE_CA;
  const gint64 begin_us = twc_after_s (memory->lowered_us, step->settings->confirm_min_s);

  if (memory->unconfirmed_ca == 0 || memory->draw_ca <= most_ca ||
      twc_step_is_before (step, begin_us))
    return 0;
  if (memory->offer_ca == 0 && is_falling (step, memory))
    return MIN (memory->draw_ca, TWC_CLAMP_CA);
  if (memory->offer_ca > 0 && (is_falling (step, memory) || step->memory->guard_us != TWC_NEVER))
    return 0;

  return memory->draw_ca;
}

gboolean
twc_confirm_is_slow (const TwcStep *step, const TwcUnit *unit)
{
  return unit->state->online && unit->memory->unconfirmed_ca > 0 &&
         !twc_confirm_is_pending (step, unit->memory);
}

/**
 * twc_confirm_is_unstoppable:
 *
 * Returns: whether @unit was told 0, has had the time to follow, and draws (9.5)
 */
gboolean
twc_confirm_is_unstoppable (const TwcStep *step, const TwcUnit *unit)
{
  return unit->state->online && unit->memory->offer_ca == 0 && twc_exposure_is_drawing (unit) &&
         !twc_confirm_is_pending (step, unit->memory);
}

gboolean
twc_confirm_is_disobeying (const TwcStep *step, const TwcUnit *unit)
{
  return unit->state->online && unit->memory->over_us != TWC_NEVER &&
         !twc_step_is_before (step, twc_after_s (unit->memory->over_us, OVER_S));
}

static gint64
get_deadline (const TwcStep *step, const TwcChargerMemory *memory)
{
  const TwcSettings *settings = step->settings;
  const TwcUnit *unit = twc_step_find_unit (step, memory);
  gint64 next_us = TWC_NEVER;

  if (memory->unconfirmed_ca > 0)
    {
      const gint64 slow_us = twc_after_s (memory->lowered_us, settings->confirm_timeout_s);

      next_us =
        twc_step_sooner (step, slow_us, twc_after_s (memory->lowered_us, settings->confirm_min_s));
      next_us = twc_step_sooner (step, next_us, twc_after_s (memory->steady_us, STEADY_S));
      next_us = twc_step_sooner (step, next_us, get_unheard_us (step, memory));
      next_us = twc_step_sooner (step, next_us, twc_after_s (memory->fell_us, FALLING_S));
    }

  if (!unit || !unit->state->online)
    return twc_step_sooner (step, next_us, twc_exposure_end_us (memory));

  return twc_step_sooner (step, next_us, twc_after_s (memory->over_us, OVER_S));
}

/**
 * twc_confirm_get_deadline:
 *
 * Returns: when time alone may change an exposure, %TWC_NEVER if it may not
 */
gint64
twc_confirm_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < step->memory->n_chargers; i++)
    next_us = twc_step_sooner (step, next_us, get_deadline (step, &step->memory->chargers[i]));

  return next_us;
}
