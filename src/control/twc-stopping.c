/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-stopping.h"

#include <string.h>

#include "control/twc-exposure.h"

/* 11.4. */
#define TRY_S 30
#define ASK_EVERY_S 60
#define SILENCE_S 60

/* 7.5: the wiring is overloaded, and all methods are called for. */
#define TRY_IN_NEED_S 5

/* The first that knows the command (twc-protocol 8, question 25). */
static const guint8 full_firmware[3] = { 4, 5, 3 };

static TwcStopMethod
get_method (const TwcStep *step, guint index)
{
  return index < step->settings->n_stop_methods ? step->settings->stop_methods[index]
                                                : TWC_STOP_OFFER0;
}

/* One that is offered something again must hear of it. */
static gboolean
is_silent (const TwcStep *step, const TwcUnit *unit)
{
  const TwcStoppingMemory *stopping = &unit->memory->stopping;

  return unit->memory->offer_ca == 0 &&
         twc_step_is_before (step, twc_after_s (stopping->silent_us, SILENCE_S));
}

static gboolean
can_ask (const TwcStep *step, const TwcUnit *unit)
{
  const TwcVehicle *vehicle = twc_step_find_vehicle (step, unit);

  return vehicle && vehicle->can_command && vehicle->home;
}

/* A car on the CAN protocol refuses to start again until it is plugged in anew: only where the
 * owner allows it. */
static gboolean
can_command (const TwcUnit *unit)
{
  return unit->own && unit->own->may_start_stop && unit->state->protocol == 2 &&
         unit->state->has_firmware &&
         memcmp (unit->state->firmware, full_firmware, sizeof full_firmware) >= 0;
}

static gboolean
can_be_silent (const TwcUnit *unit)
{
  const TwcStoppingMemory *stopping = &unit->memory->stopping;

  return stopping->n_silences < TWC_MEMORY_SILENCES ||
         unit->memory->plugged_us > stopping->silent_us;
}

static gboolean
is_usable (const TwcStep *step, const TwcUnit *unit, TwcStopMethod method)
{
  switch (method)
    {
    case TWC_STOP_OFFER0:
      return TRUE;
    case TWC_STOP_VEHICLE:
      return can_ask (step, unit);
    case TWC_STOP_COMMAND:
      return can_command (unit);
    case TWC_STOP_SILENCE:
      return can_be_silent (unit);
    case TWC_N_STOP_METHODS:
      break;
    }
  g_return_val_if_reached (FALSE);
}

/* The first from @index on that can be used; past the last when there is none. */
static guint
find_usable (const TwcStep *step, const TwcUnit *unit, guint index)
{
  while (index < step->settings->n_stop_methods &&
         !is_usable (step, unit, get_method (step, index)))
    index++;

  return index;
}

static gint64
get_patience_us (const TwcStep *step, const TwcUnit *unit)
{
  return twc_after_s (unit->memory->stopping.tried_us,
                      step->memory->stopped ? TRY_IN_NEED_S : TRY_S);
}

static void
begin (const TwcStep *step, TwcUnit *unit)
{
  TwcStoppingMemory *stopping = &unit->memory->stopping;

  switch (get_method (step, stopping->index))
    {
    case TWC_STOP_OFFER0:
    case TWC_STOP_VEHICLE:
    case TWC_N_STOP_METHODS:
      break;
    case TWC_STOP_COMMAND:
      stopping->commanded = TRUE;
      break;
    case TWC_STOP_SILENCE:
      stopping->n_silences =
        unit->memory->plugged_us > stopping->silent_us ? 1 : stopping->n_silences + 1;
      stopping->silent_us = step->now.us;
      break;
    }
}

/* Its turn is over when it has not helped, and there is another. */
static void
try_next (const TwcStep *step, TwcUnit *unit)
{
  TwcStoppingMemory *stopping = &unit->memory->stopping;
  const guint next = find_usable (step, unit, stopping->index + 1);

  if (next >= step->settings->n_stop_methods ||
      twc_step_is_before (step, get_patience_us (step, unit)))
    return;

  stopping->index = next;
  stopping->tried_us = step->now.us;
  begin (step, unit);
}

static void
ask (const TwcStep *step, TwcUnit *unit)
{
  const gint64 next_us = twc_after_s (unit->memory->asked_us, ASK_EVERY_S);

  if (get_method (step, unit->memory->stopping.index) == TWC_STOP_VEHICLE && can_ask (step, unit) &&
      !twc_step_is_before (step, next_us))
    unit->memory->asked_us = step->now.us;
}

static void
forget (TwcUnit *unit)
{
  unit->memory->stopping.index = 0;
  unit->memory->stopping.tried_us = TWC_NEVER;
}

/* Offered nothing, and it draws: what S52 calls unstoppable, from the first second on. */
static gboolean
has_to_stop (const TwcUnit *unit)
{
  return unit->state->online && unit->state->reported && unit->memory->offer_ca == 0 &&
         twc_exposure_is_drawing (unit);
}

static void
update (const TwcStep *step, TwcUnit *unit)
{
  TwcChargerMemory *memory = unit->memory;

  if (is_silent (step, unit))
    return;
  if (memory->offer_ca > 0)
    memory->stopping.commanded = FALSE;

  if (!has_to_stop (unit) || get_method (step, memory->stopping.index) == TWC_STOP_SILENCE)
    forget (unit);
  if (!has_to_stop (unit))
    return;

  if (memory->stopping.tried_us == TWC_NEVER)
    {
      memory->stopping.index = find_usable (step, unit, 0);
      memory->stopping.tried_us = MAX (memory->off_us, memory->drawing_us);
      begin (step, unit);
    }
  else
    try_next (step, unit);
  ask (step, unit);
}

/**
 * twc_stopping_update:
 *
 * Goes on to the next of the configured methods where the last has not stopped a car within 30 s.
 * Where all have failed the car goes on at its minimum; it is shown and counted (9.5).
 */
void
twc_stopping_update (TwcStep *step)
{
  for (guint i = 0; i < step->n_units && !step->site->shutting_down; i++)
    update (step, &step->units[i]);
}

/**
 * twc_stopping_get_method:
 *
 * Returns: how @unit is being stopped now. A command holds until it is offered something again
 */
TwcStopMethod
twc_stopping_get_method (const TwcStep *step, const TwcUnit *unit)
{
  const TwcStoppingMemory *stopping = &unit->memory->stopping;

  if (is_silent (step, unit))
    return TWC_STOP_SILENCE;
  if (stopping->commanded)
    return TWC_STOP_COMMAND;

  return stopping->tried_us != TWC_NEVER ? get_method (step, stopping->index) : TWC_STOP_OFFER0;
}

static gint64
get_deadline (const TwcStep *step, const TwcUnit *unit)
{
  const TwcStoppingMemory *stopping = &unit->memory->stopping;
  gint64 next_us = twc_after_s (stopping->silent_us, SILENCE_S);

  if (stopping->tried_us == TWC_NEVER || is_silent (step, unit))
    return next_us;

  if (find_usable (step, unit, stopping->index + 1) < step->settings->n_stop_methods)
    next_us = twc_step_sooner (step, next_us, get_patience_us (step, unit));
  if (get_method (step, stopping->index) == TWC_STOP_VEHICLE)
    next_us = twc_step_sooner (step, next_us, twc_after_s (unit->memory->asked_us, ASK_EVERY_S));
  return next_us;
}

/**
 * twc_stopping_get_deadline:
 *
 * Returns: when the next method is tried, or the car asked again; %TWC_NEVER if there is nothing
 *   to stop
 */
gint64
twc_stopping_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < step->n_units; i++)
    next_us = twc_step_sooner (step, next_us, get_deadline (step, &step->units[i]));

  return next_us;
}
