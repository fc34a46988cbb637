/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-exposure.h"

#include "control/twc-confirm.h"
#include "control/twc-relay.h"
#include "control/twc-reserve.h"

/* A unit without heartbeats opens its contactor after 20 to 30 s; the rest is caution (10.1). */
#define LOST_FOR_S 90

/**
 * twc_exposure_raise:
 *
 * Offers more: it counts from now on, whenever it will be sent.
 */
void
twc_exposure_raise (const TwcStep *step, TwcUnit *unit, guint offer_ca)
{
  TwcChargerMemory *memory = unit->memory;

  g_return_if_fail (offer_ca > memory->offer_ca);

  if (memory->offer_ca == 0)
    twc_relay_note_on (unit, step->now.us);
  memory->offer_ca = offer_ca;
  memory->changed_us = step->now.us;
}

/**
 * twc_exposure_lower:
 *
 * Offers less: what was offered before counts until the unit is seen to have followed.
 */
void
twc_exposure_lower (const TwcStep *step, TwcUnit *unit, guint offer_ca)
{
  TwcChargerMemory *memory = unit->memory;

  g_return_if_fail (offer_ca < memory->offer_ca);

  memory->unasked &= memory->unconfirmed_ca > memory->offer_ca;
  memory->unconfirmed_ca = MAX (memory->unconfirmed_ca, memory->offer_ca);
  memory->lowered_us = step->now.us;
  memory->n_confirms = 0;
  memory->offer_ca = offer_ca;
  memory->changed_us = step->now.us;
  if (offer_ca > 0)
    return;

  twc_relay_note_off (unit, step->now.us);
  memory->interrupted = unit->class == TWC_CLASS_CHARGING || unit->class == TWC_CLASS_WANTING;
}

static guint
get_part_of (guint draw_ca)
{
  return draw_ca <= TWC_TOLERANCE_CA ? 0 : twc_amps_up (draw_ca - TWC_TOLERANCE_CA);
}

/**
 * twc_exposure_of_gone:
 *
 * Returns: the most that a unit that is no longer there may draw
 */
guint
twc_exposure_of_gone (const TwcChargerMemory *memory)
{
  return MAX (MAX (memory->offer_ca, memory->unconfirmed_ca), get_part_of (memory->draw_ca));
}

/* Its contactor is closed, as it says, be it that nothing flows at this moment. */
static gboolean
is_on (const TwcUnit *unit)
{
  return twc_exposure_is_drawing (unit) || unit->memory->stable_state == TWC_STATE_CHARGING ||
         unit->memory->stable_state == TWC_STATE_STARTING;
}

/* What @unit counts with by itself, without what is kept free for it. */
static guint
get_own (const TwcStep *step, const TwcUnit *unit)
{
  const guint clamp_ca = unit->may_draw && is_on (unit) ? TWC_CLAMP_CA : 0;

  if (!unit->state->online && twc_exposure_is_over (unit->memory, step->now.us))
    return 0;

  return unit->n_boxes * MAX (twc_exposure_of_gone (unit->memory), clamp_ca);
}

static void
get_all (const TwcStep *step, guint own_ca[TWC_MAX_CHARGERS])
{
  for (guint i = 0; i < step->n_units; i++)
    own_ca[i] = get_own (step, &step->units[i]);
}

/**
 * twc_exposure_of:
 *
 * Returns: e_i of 10.1: the most that @unit may draw now
 */
guint
twc_exposure_of (const TwcStep *step, const TwcUnit *unit)
{
  guint own_ca[TWC_MAX_CHARGERS];

  get_all (step, own_ca);
  return twc_reserve_of (step, own_ca, (guint) (unit - step->units));
}

static guint
sum_gone (const TwcStep *step)
{
  guint sum_ca = 0;

  for (guint i = 0; i < step->memory->n_chargers; i++)
    if (!twc_step_find_unit (step, &step->memory->chargers[i]))
      sum_ca += twc_exposure_of_gone (&step->memory->chargers[i]);

  return sum_ca;
}

/**
 * twc_exposure_sum:
 *
 * Returns: what G1 keeps within the wiring's limit, with those that left within 90 s
 */
guint
twc_exposure_sum (const TwcStep *step)
{
  guint own_ca[TWC_MAX_CHARGERS];

  get_all (step, own_ca);
  return twc_reserve_sum (step, own_ca) + sum_gone (step);
}

/**
 * twc_exposure_sum_beside:
 *
 * Returns: the sum of the others' exposures once @unit is offered @offer_ca
 */
guint
twc_exposure_sum_beside (const TwcStep *step, const TwcUnit *unit, guint offer_ca)
{
  const guint index = (guint) (unit - step->units);
  guint own_ca[TWC_MAX_CHARGERS];

  get_all (step, own_ca);
  own_ca[index] = MAX (own_ca[index], unit->n_boxes * offer_ca);
  return twc_reserve_sum (step, own_ca) + sum_gone (step) - own_ca[index];
}

/**
 * twc_exposure_base:
 *
 * Returns: what @unit will go on drawing, or may, even when it is offered nothing: it is
 *   counted before anyone is admitted (9.5), so that the others make room for it at once. A lost
 *   one hears nothing, so all that it was told counts; a lowering that is under way does not.
 */
guint
twc_exposure_base (const TwcStep *step, const TwcUnit *unit)
{
  const guint stuck_ca = get_part_of (twc_confirm_get_stuck_ca (step, unit));
  const guint clamp_ca = unit->may_draw && is_on (unit) ? TWC_CLAMP_CA : 0;

  if (!unit->state->online || twc_confirm_is_astray (step, unit) ||
      twc_confirm_is_disobeying (step, unit) || twc_confirm_is_unstoppable (step, unit))
    return get_own (step, unit);

  return unit->n_boxes * MAX (stuck_ca, clamp_ca);
}

/**
 * twc_exposure_end_us:
 *
 * Returns: when a unit that has fallen silent can no longer draw
 */
gint64
twc_exposure_end_us (const TwcChargerMemory *memory)
{
  return twc_after_s (memory->heard_us, LOST_FOR_S);
}

gboolean
twc_exposure_is_over (const TwcChargerMemory *memory, gint64 now_us)
{
  return now_us >= twc_exposure_end_us (memory);
}

gboolean
twc_exposure_is_drawing (const TwcUnit *unit)
{
  return unit->memory->draw_ca >= TWC_DRAWING_CA;
}
