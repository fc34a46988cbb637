/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-need.h"

#include "control/twc-exposure.h"

/* 8.4. The first sample stands for a second of the minute (section 1: tick). */
#define SHORT_CA TWC_CA (2)
#define SHORT_S 59
#define REOPEN_CA TWC_CA (1)
#define REOPEN_S 900

static void
reopen (TwcNeedMemory *need)
{
  *need = (TwcNeedMemory){ .short_us = TWC_NEVER, .limited_us = TWC_NEVER };
}

/* What it takes, rounded up, and one more: for a whole number two more, or what it takes would
 * itself be the sign that it could take more. */
static guint
get_need (guint most_ca)
{
  return twc_amps_down (most_ca) + TWC_CA (2);
}

/**
 * twc_need_take_report:
 *
 * Takes over what a fresh report says about what the car makes of its offer.
 */
void
twc_need_take_report (TwcUnit *unit)
{
  TwcChargerMemory *memory = unit->memory;
  TwcNeedMemory *need = &memory->need;
  const guint draw_ca = unit->state->draw_ca;

  if (need->need_ca > 0 &&
      (draw_ca + REOPEN_CA >= need->need_ca || memory->plugged_us > need->limited_us))
    reopen (need);

  /* Not before a cure has had its chance. */
  if (memory->quirk.curing || memory->quirk.room_us != TWC_NEVER || draw_ca < TWC_DRAWING_CA ||
      memory->offer_ca <= draw_ca + SHORT_CA)
    {
      need->short_us = TWC_NEVER;
      return;
    }

  need->most_ca = need->short_us == TWC_NEVER ? draw_ca : MAX (need->most_ca, draw_ca);
  if (need->short_us == TWC_NEVER)
    need->short_us = unit->state->heard_us;
}

/**
 * twc_need_settle:
 *
 * Limits what is kept for the car after a minute, and lets it have all again after a quarter of
 * an hour: it may only have waited for its battery to warm up.
 */
void
twc_need_settle (const TwcStep *step, TwcUnit *unit)
{
  TwcNeedMemory *need = &unit->memory->need;
  const gint64 limited_us = twc_after_s (need->short_us, SHORT_S);

  if (need->need_ca > 0 && !need->for_good &&
      !twc_step_is_before (step, twc_after_s (need->limited_us, REOPEN_S)))
    reopen (need);

  if (need->need_ca > 0 || need->short_us == TWC_NEVER || twc_step_is_before (step, limited_us))
    return;

  need->need_ca = get_need (need->most_ca);
  need->limited_us = limited_us;
}

/**
 * twc_need_limit_for_good:
 *
 * Three cures have not helped (12.4): until it is plugged in anew, or takes more by itself, the
 * car has what it takes.
 */
void
twc_need_limit_for_good (TwcUnit *unit, gint64 now_us)
{
  TwcNeedMemory *need = &unit->memory->need;

  need->need_ca = get_need (unit->memory->draw_ca);
  need->limited_us = now_us;
  need->for_good = TRUE;
}

gboolean
twc_need_is_limited (const TwcUnit *unit)
{
  return unit->memory->need.need_ca > 0 &&
         MAX (unit->memory->need.need_ca, unit->min_ca) < unit->cap_ca;
}

/**
 * twc_need_get:
 *
 * Returns: need_i: the most that is of use to its car, from its minimum to its cap
 */
guint
twc_need_get (const TwcUnit *unit)
{
  const guint need_ca = unit->memory->need.need_ca;

  return need_ca > 0 ? MIN (MAX (need_ca, unit->min_ca), unit->cap_ca) : unit->cap_ca;
}

/**
 * twc_need_get_deadline:
 *
 * Returns: when time alone changes what is kept for a car, %TWC_NEVER if it does not
 */
gint64
twc_need_get_deadline (const TwcStep *step)
{
  gint64 next_us = TWC_NEVER;

  for (guint i = 0; i < step->n_units; i++)
    {
      const TwcNeedMemory *need = &step->units[i].memory->need;

      if (need->need_ca == 0)
        next_us = twc_step_sooner (step, next_us, twc_after_s (need->short_us, SHORT_S));
      else if (!need->for_good)
        next_us = twc_step_sooner (step, next_us, twc_after_s (need->limited_us, REOPEN_S));
    }

  return next_us;
}
