/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-capacity.h"

#include "control/twc-house.h"

static void
lower (TwcCapacity *capacity, guint limit_ca, TwcReasonCode why)
{
  if (limit_ca >= capacity->down_ca)
    return;

  capacity->down_ca = limit_ca;
  capacity->why = why;
}

/* In watts or in amps; each unit's watts differ a little, and the most of them is the safe one. */
static void
lower_to_external (TwcStep *step)
{
  const TwcExternalLimit *external = &step->site->external;

  if (external->has_amps)
    lower (&step->limit, twc_amps_down (external->amps_ca), TWC_REASON_EXTERNAL);
  if (external->has_watts)
    lower (&step->limit, TWC_CA (external->watts / twc_step_get_site_wpa (step)),
           TWC_REASON_EXTERNAL);
}

static guint
get_left (const TwcHouse *house)
{
  return (guint) CLAMP (house->left_ca, 0, TWC_CA (G_MAXUINT8));
}

/* The window begins anew when the meter falls silent and when it speaks again (7.4), be it that
 * no step noticed. */
static void
fill_window (TwcStep *step)
{
  const TwcHouse *house = &step->house;
  TwcHouseMemory *memory = &step->memory->house;
  const gboolean is_gap = house->usable && step->now.us > memory->fresh_until_us;

  if (house->usable != memory->usable || is_gap || !house->guarded)
    memory->window = twc_low_window_new ();
  memory->usable = house->usable;
  if (house->usable)
    memory->fresh_until_us = twc_after_s (house->at_us, step->settings->house.stale_s);
  if (house->guarded)
    twc_low_window_hold (&memory->window,
                         (house->usable ? get_left (house) : step->settings->house.fallback_ca) /
                           TWC_CA (1),
                         step->now.us);
}

/* 7.1 and 7.4: what is measured counts at once downwards, and upwards once it has persisted. So
 * does what stands in for it while the meter is silent: S48 says that nothing is raised before
 * 30 s of fresh values, and that is more than the fallback, which holds without any. Else a car
 * that comes to a house with a broken meter would never have what its owner allows for it. That
 * it counts upwards only when the silence has lasted for dlm-raise-delay is for a house that had
 * nothing left when its meter was heard last. */
static void
lower_to_house (TwcStep *step)
{
  TwcCapacity *limit = &step->limit;
  guint amps;

  fill_window (step);
  limit->stale = step->house.guarded && !step->house.usable;
  limit->up_ca = limit->down_ca;
  limit->rise_us = TWC_NEVER;
  if (!step->house.guarded)
    return;

  if (limit->stale)
    lower (limit, twc_amps_down (step->settings->house.fallback_ca), TWC_REASON_DLM_STALE);
  else
    {
      lower (limit, twc_amps_down (get_left (&step->house)), step->house.why);
      limit->line = limit->why == TWC_REASON_MAIN_FUSE ? step->house.line : 0;
    }

  twc_low_window_get (&step->memory->house.window, step->settings->house.raise_delay_s, &amps,
                      &limit->rise_us);
  limit->up_ca = MIN (limit->down_ca, TWC_CA (amps));
}

/**
 * twc_capacity_set:
 *
 * Sets what all Wall Connectors together may be offered, and how far one may be raised now.
 */
void
twc_capacity_set (TwcStep *step)
{
  step->limit = (TwcCapacity){ .down_ca = step->wiring_ca, .why = TWC_REASON_WIRING_ALL };
  lower_to_external (step);
  lower_to_house (step);
}

/**
 * twc_capacity_get_house_reason:
 *
 * Returns: which of the house's limits is the lowest, or that its meter is silent
 */
TwcReasonCode
twc_capacity_get_house_reason (const TwcStep *step)
{
  return step->limit.stale ? TWC_REASON_DLM_STALE : step->house.why;
}

static gboolean
is_anybody_waiting (const TwcStep *step)
{
  for (guint i = 0; i < step->n_units; i++)
    if (step->units[i].memory->offer_ca < MAX (step->units[i].level_ca, step->units[i].spike_ca))
      return TRUE;

  return FALSE;
}

/**
 * twc_capacity_get_deadline:
 *
 * Returns: when the meter has been silent for too long, or what it leaves has persisted for
 *   those that wait for it; %TWC_NEVER if neither can be
 */
gint64
twc_capacity_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  if (step->house.usable)
    next_us = step->memory->house.fresh_until_us + 1;
  if (is_anybody_waiting (step))
    next_us = twc_step_sooner (step, next_us, step->limit.rise_us);

  return next_us;
}
