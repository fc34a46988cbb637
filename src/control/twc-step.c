/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-step.h"

#include <string.h>

/* Twc-protocol 5.2. */
#define LOWEST_P1_CA TWC_CA (5)
#define LOWEST_P2_CA TWC_CA (6)

/* A line that reports less is not connected, more is an error (section 1). */
#define PLAUSIBLE_FROM_V 90
#define PLAUSIBLE_TO_V 290

/* A report is new when its number or its time is: the number starts again at each link. */
static gboolean
is_fresh (const TwcChargerState *state, const TwcChargerMemory *memory)
{
  return state->reported &&
         (state->n_reports != memory->n_reports_seen || state->heard_us != memory->heard_us);
}

/* A link-ready is a sign of life as well: from then on it gets heartbeats again, which keep an
 * old limit alive (twc-protocol 4.6). */
static void
note_life (const TwcStep *step, const TwcUnit *unit)
{
  const gboolean linking = unit->state->online && !unit->state->reported;
  TwcChargerMemory *memory = unit->memory;

  if (unit->fresh)
    {
      memory->n_reports_seen = unit->state->n_reports;
      memory->heard_us = unit->state->heard_us;
    }
  else if (linking && !memory->linking)
    {
      memory->heard_us = step->now.us;
      if (memory->unheard_us == TWC_NEVER)
        memory->unheard_us = step->now.us;
    }

  memory->linking = linking;
}

static TwcUnit
unit_new (const TwcStep *step, const TwcChargerState *state)
{
  TwcUnit self = {
    .state = state,
    .own = twc_settings_find_charger (step->settings, state->id),
    .memory = twc_memory_find (step->memory, state->id),
    .n_boxes = state->duplicate_id ? 2 : 1,
    .lowest_ca = state->protocol == 1 ? LOWEST_P1_CA : LOWEST_P2_CA,
  };

  self.fresh = is_fresh (state, self.memory);
  note_life (step, &self);
  return self;
}

/**
 * twc_step_init:
 *
 * Opens a step: every Wall Connector of @site gets its entry in @memory, and fresh reports are
 * marked.
 */
void
twc_step_init (
  TwcStep *self, const TwcSettings *settings, const TwcSite *site, TwcMemory *memory, TwcNow now)
{
  *self = (TwcStep){
    .settings = settings,
    .site = site,
    .memory = memory,
    .now = now,
    .wiring_ca = twc_amps_down (settings->wiring_all_ca),
    .n_units = MIN (site->n_chargers, TWC_MAX_CHARGERS),
  };

  twc_memory_sync (memory, site, now);
  for (guint i = 0; i < self->n_units; i++)
    {
      self->units[i] = unit_new (self, &site->chargers[i]);
      self->order[i] = &self->units[i];
    }
}

/**
 * twc_step_find_unit:
 *
 * Returns: (nullable): whose memory it is; %NULL when that unit has left the site
 */
const TwcUnit *
twc_step_find_unit (const TwcStep *self, const TwcChargerMemory *memory)
{
  for (guint i = 0; i < self->n_units; i++)
    if (self->units[i].memory == memory)
      return &self->units[i];

  return NULL;
}

/**
 * twc_step_seconds_to:
 *
 * Returns: the whole seconds until @us, rounded up: a countdown ends with 1
 */
gint64
twc_step_seconds_to (const TwcStep *self, gint64 us)
{
  return twc_step_is_before (self, us) ? (us - self->now.us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC
                                       : 0;
}

static guint
get_phases (const TwcStep *self, const TwcUnit *unit)
{
  const guint active = unit->own ? unit->own->active_phases : 0;

  if (self->settings->phases != TWC_PHASES_THREE)
    return 1;

  return active > 0 ? active : 3;
}

/**
 * twc_step_get_wpa:
 *
 * Returns: the watts of one ampere at @unit (section 1): the sum of its lines' voltages, as far
 *   as they are reported and plausible, else the nominal one
 */
guint
twc_step_get_wpa (const TwcStep *self, const TwcUnit *unit)
{
  const guint n_phases = get_phases (self, unit);
  guint n_lines = 0, sum = 0;

  for (guint i = 0; i < 3 && n_lines < n_phases; i++)
    if (unit->state->volts[i] >= PLAUSIBLE_FROM_V && unit->state->volts[i] <= PLAUSIBLE_TO_V)
      {
        sum += unit->state->volts[i];
        n_lines++;
      }

  return sum > 0 ? sum : n_phases * self->settings->nominal_volts;
}

/**
 * twc_step_get_site_wpa:
 *
 * Returns: the most watts that one ampere takes at any unit, for limits in watts that hold for all
 */
guint
twc_step_get_site_wpa (const TwcStep *self)
{
  const guint n_phases = self->settings->phases == TWC_PHASES_THREE ? 3 : 1;
  guint most = 0;

  for (guint i = 0; i < self->n_units; i++)
    most = MAX (most, twc_step_get_wpa (self, &self->units[i]));

  return most > 0 ? most : n_phases * self->settings->nominal_volts;
}

/**
 * twc_step_find_vehicle:
 *
 * Returns: (nullable): what its maker says of the car that is known to be at @unit
 */
const TwcVehicle *
twc_step_find_vehicle (const TwcStep *self, const TwcUnit *unit)
{
  const TwcSite *site = self->site;

  if (unit->state->vin[0] == '\0' || !unit->state->vin_checks)
    return NULL;

  for (guint i = 0; i < MIN (site->n_vehicles, TWC_MAX_VEHICLES); i++)
    if (strcmp (site->vehicles[i].vin, unit->state->vin) == 0 &&
        site->vehicles[i].at_us != TWC_NEVER)
      return &site->vehicles[i];

  return NULL;
}
