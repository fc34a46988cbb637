/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-surplus.h"

#include <string.h>

#include "control/twc-civil.h"

/* Some units show a quarter of an ampere at rest (6.2). */
#define AT_REST_CA TWC_CA (1)

/* The logs of what is drawn reach back so far, with something to spare. */
#define LOG_S 120

#define HOUR_S 3600
#define DAY_S 86400

/* What a step knows. */
typedef struct
{
  const TwcSettings *settings;
  GTimeZone *zone;
  TwcMeasure roles[TWC_N_ROLES]; /* what the house's sources say */
  guint n_takers;
  const TwcTaker *takers;
  TwcNow now;
} Inputs;

static Inputs
inputs_new (const TwcSettings *settings,
            const TwcSite *site,
            const TwcTaker *takers,
            guint n_takers,
            TwcNow now)
{
  Inputs self = {
    .settings = settings,
    .zone = site->zone,
    .n_takers = n_takers,
    .takers = takers,
    .now = now,
  };

  for (guint role = 0; role < TWC_N_ROLES; role++)
    self.roles[role] = twc_measure_role (site, role, now.us);

  return self;
}

static gboolean
claim_places (TwcSurplusMemory *self, const Inputs *inputs)
{
  guint16 ids[TWC_MAX_CHARGERS];

  for (guint i = 0; i < inputs->n_takers; i++)
    ids[i] = inputs->takers[i].id;

  return twc_places_claim (&self->places, ids, inputs->n_takers);
}

static guint16
get_draw (const TwcTaker *taker, gint64 at_us)
{
  const guint draw_ca = twc_draw_log_get (taker->log, at_us);

  return draw_ca >= AT_REST_CA ? (guint16) MIN (draw_ca, G_MAXUINT16) : 0;
}

static void
find_draws (const TwcSurplusMemory *self, const Inputs *inputs, gint64 at_us, guint16 *draw_ca)
{
  guint place;

  memset (draw_ca, 0, TWC_MAX_CHARGERS * sizeof *draw_ca);
  for (guint i = 0; i < inputs->n_takers; i++)
    if (twc_places_find (&self->places, inputs->takers[i].id, &place))
      draw_ca[place] = get_draw (&inputs->takers[i], at_us);
}

static gint
sum_power_w (const TwcSurplus *self, const guint16 *draw_ca)
{
  guint cw = 0;

  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    cw += draw_ca[i] * self->wpa[i];

  return (gint) (cw / 100);
}

/* What was drawn when the sample was taken: a meter may be half a minute late, and the draw of
 * today against the meter of then is the main cause of oscillation (6.2). For a sample that has
 * grown older than the logs it stays what they said. */
static void
set_draws (TwcSurplus *self, TwcSurplusMemory *memory, const Inputs *inputs)
{
  if (memory->at_us != self->at_us || inputs->now.us - self->at_us < TWC_SECONDS_US (LOG_S))
    find_draws (memory, inputs, self->at_us, memory->draw_ca);

  memory->at_us = self->at_us;
  memcpy (self->draw_ca, memory->draw_ca, sizeof self->draw_ca);
  self->power_w = sum_power_w (self, self->draw_ca);
}

/* An unknown level is below every threshold (charging-control 2). */
static gboolean
is_battery_first (const Inputs *inputs)
{
  const TwcMeasure *battery = &inputs->roles[TWC_ROLE_BATTERY];
  const guint priority_percent = inputs->settings->green.battery_priority_percent;

  return priority_percent > 0 && (!battery->has_soc || battery->soc_percent < priority_percent);
}

static void
rest_on (TwcSurplus *self, const TwcMeasure *measure)
{
  self->until_us = MIN (self->until_us, measure->until_us);
}

/* Method A: what flows out to the grid, were it not for the chargers. What the house battery
 * gives is not the sun's; what it takes is free once it is full enough. */
static gboolean
try_grid (TwcSurplus *self, TwcSurplusMemory *memory, const Inputs *inputs)
{
  const TwcMeasure *grid = &inputs->roles[TWC_ROLE_GRID];
  const TwcMeasure *battery = &inputs->roles[TWC_ROLE_BATTERY];

  if (!grid->is_usable || (battery->is_configured && !battery->is_usable))
    return FALSE;

  self->at_us = grid->at_us;
  rest_on (self, grid);
  set_draws (self, memory, inputs);
  self->watts = self->power_w - grid->watts - inputs->settings->green.reserve_w;
  if (!battery->is_configured)
    return TRUE;

  rest_on (self, battery);
  if (battery->watts > 0 || !is_battery_first (inputs))
    self->watts -= battery->watts;
  return TRUE;
}

/* Without the chargers; a meter's rounding is no generation. */
static gint
get_house_w (const TwcSurplus *self, const Inputs *inputs)
{
  const gint watts = inputs->roles[TWC_ROLE_CONSUMPTION].watts;

  return MAX (inputs->settings->green.consumption_includes_charger ? watts - self->power_w : watts,
              0);
}

/* Method B: what is generated and not used. The battery matters only while it comes first. */
static gboolean
try_balance (TwcSurplus *self, TwcSurplusMemory *memory, const Inputs *inputs)
{
  const TwcMeasure *generation = &inputs->roles[TWC_ROLE_GENERATION];
  const TwcMeasure *consumption = &inputs->roles[TWC_ROLE_CONSUMPTION];
  const TwcMeasure *battery = &inputs->roles[TWC_ROLE_BATTERY];
  const gboolean needs_battery =
    battery->is_configured && inputs->settings->green.battery_priority_percent > 0;

  if (!generation->is_usable || !consumption->is_usable || (needs_battery && !battery->is_usable))
    return FALSE;

  self->at_us = consumption->at_us;
  rest_on (self, generation);
  rest_on (self, consumption);
  set_draws (self, memory, inputs);
  self->watts = generation->watts - get_house_w (self, inputs) - inputs->settings->green.reserve_w;
  if (!needs_battery)
    return TRUE;

  rest_on (self, battery);
  if (is_battery_first (inputs))
    self->watts += MIN (battery->watts, 0);
  return TRUE;
}

/* Method C: the reserve stands for the house. */
static gboolean
try_generation (TwcSurplus *self, TwcSurplusMemory *memory, const Inputs *inputs)
{
  const TwcMeasure *generation = &inputs->roles[TWC_ROLE_GENERATION];

  if (!generation->is_usable)
    return FALSE;

  self->at_us = generation->at_us;
  rest_on (self, generation);
  set_draws (self, memory, inputs);
  self->watts = generation->watts - inputs->settings->green.reserve_w;
  return TRUE;
}

/* Method D: the owner's own guess by the hour, in amperes for those that charge green. It knows
 * neither what others take nor what is to be kept. */
static gboolean
try_curve (TwcSurplus *self, const Inputs *inputs)
{
  const TwcNow now = inputs->now;
  gint64 local_s = now.unix_s;
  guint hour;

  if (!twc_civil_is_plausible (now.unix_s))
    return FALSE;
  if (inputs->zone)
    local_s += g_time_zone_get_offset (
      inputs->zone, g_time_zone_find_interval (inputs->zone, G_TIME_TYPE_UNIVERSAL, now.unix_s));

  hour = (guint) (local_s % DAY_S / HOUR_S);
  self->at_us = now.us - TWC_SECONDS_US (local_s % HOUR_S);
  self->until_us = self->at_us + TWC_SECONDS_US (HOUR_S) - 1;
  self->curve_ca = inputs->settings->green.curve_ca[hour];
  self->watts = (gint) (self->curve_ca * self->most_wpa / 100);
  return TRUE;
}

static gboolean
try_method (TwcSurplus *self, TwcSurplusMemory *memory, const Inputs *inputs)
{
  self->until_us = G_MAXINT64;
  switch (self->method)
    {
    case TWC_METHOD_GRID:
      return try_grid (self, memory, inputs);
    case TWC_METHOD_BALANCE:
      return try_balance (self, memory, inputs);
    case TWC_METHOD_GENERATION:
      return try_generation (self, memory, inputs);
    case TWC_METHOD_CURVE:
      return try_curve (self, inputs);
    case TWC_N_METHODS:
      break;
    }

  g_return_val_if_reached (FALSE);
}

/* Without a list of the owner's there is one method, and no other takes its place while its
 * sources are silent: that could be more than what is really there (P7). */
static guint
list_methods (const Inputs *inputs, TwcMethod *methods)
{
  const TwcGreenSettings *settings = &inputs->settings->green;

  if (settings->n_methods > 0)
    {
      const guint n = MIN (settings->n_methods, TWC_N_METHODS);

      memcpy (methods, settings->methods, n * sizeof *methods);
      return n;
    }

  if (inputs->roles[TWC_ROLE_GRID].is_configured)
    methods[0] = TWC_METHOD_GRID;
  else if (!inputs->roles[TWC_ROLE_GENERATION].is_configured)
    return 0;
  else if (inputs->roles[TWC_ROLE_CONSUMPTION].is_configured)
    methods[0] = TWC_METHOD_BALANCE;
  else
    methods[0] = TWC_METHOD_GENERATION;

  return 1;
}

/* The largest of all: so that no ampere is granted for too few watts. */
static void
set_wpa (TwcSurplus *self, const TwcSurplusMemory *memory, const Inputs *inputs)
{
  const TwcSettings *settings = inputs->settings;
  guint place;

  if (inputs->n_takers == 0)
    self->most_wpa = settings->nominal_volts * (settings->phases == TWC_PHASES_THREE ? 3 : 1);

  for (guint i = 0; i < inputs->n_takers; i++)
    if (twc_places_find (&memory->places, inputs->takers[i].id, &place))
      {
        self->wpa[place] = inputs->takers[i].wpa;
        self->most_wpa = MAX (self->most_wpa, inputs->takers[i].wpa);
      }
}

static void
set_soc (TwcSurplus *self, const TwcMeasure *battery)
{
  self->has_soc = battery->is_usable && battery->has_soc;
  if (!self->has_soc)
    return;

  self->soc_percent = battery->soc_percent;
  rest_on (self, battery);
}

static TwcSurplus
compute (TwcSurplusMemory *memory, const Inputs *inputs)
{
  TwcSurplus self = { .is_moved = claim_places (memory, inputs) };
  TwcMethod methods[TWC_N_METHODS];
  const guint n_methods = list_methods (inputs, methods);
  guint16 draw_ca[TWC_MAX_CHARGERS];

  set_wpa (&self, memory, inputs);
  find_draws (memory, inputs, inputs->now.us, draw_ca);
  self.power_w = sum_power_w (&self, draw_ca);

  for (guint i = 0; i < n_methods && !self.is_usable; i++)
    {
      self.method = methods[i];
      self.is_usable = try_method (&self, memory, inputs);
    }

  set_soc (&self, &inputs->roles[TWC_ROLE_BATTERY]);
  if (!self.is_usable)
    self.at_us = self.until_us = TWC_NEVER;
  return self;
}

static void
set_house (TwcGreenView *view, const TwcSurplus *self, const Inputs *inputs)
{
  const gint battery_w = view->has_battery ? view->battery_w : 0;
  const gboolean is_metered = inputs->roles[TWC_ROLE_CONSUMPTION].is_usable;

  view->has_house = is_metered || (view->has_grid && view->has_solar);
  if (is_metered)
    view->house_w = get_house_w (self, inputs);
  else if (view->has_house)
    view->house_w = MAX (view->solar_w + view->grid_w + battery_w - self->power_w, 0);
}

/* For people: what is measured, whether or not the method looks at it. */
static TwcGreenView
view_new (const TwcSurplus *self, const Inputs *inputs)
{
  const TwcMeasure *grid = &inputs->roles[TWC_ROLE_GRID];
  const TwcMeasure *generation = &inputs->roles[TWC_ROLE_GENERATION];
  const TwcMeasure *battery = &inputs->roles[TWC_ROLE_BATTERY];
  TwcGreenView view = {
    .usable = self->is_usable,
    .method = self->method,
    .at_us = self->at_us,
    .surplus_w = self->is_usable ? self->watts : 0,
    .has_grid = grid->is_usable,
    .grid_w = grid->is_usable ? grid->watts : 0,
    .has_solar = generation->is_usable,
    .solar_w = generation->is_usable ? generation->watts : 0,
    .has_battery = battery->is_usable,
    .battery_w = battery->is_usable ? battery->watts : 0,
    .has_soc = self->has_soc,
    .soc_percent = self->soc_percent,
  };

  set_house (&view, self, inputs);
  return view;
}

/**
 * twc_surplus_update:
 * @takers: (array length=n_takers): at most %TWC_MAX_CHARGERS
 * @view: (out): what is measured now
 *
 * Returns: what is left now by the first method of the settings that has all its readings
 */
TwcSurplus
twc_surplus_update (TwcSurplusMemory *self,
                    const TwcSettings *settings,
                    const TwcSite *site,
                    const TwcTaker *takers,
                    guint n_takers,
                    TwcNow now,
                    TwcGreenView *view)
{
  const Inputs inputs = inputs_new (settings, site, takers, n_takers, now);
  const TwcSurplus surplus = compute (self, &inputs);

  *view = view_new (&surplus, &inputs);
  return surplus;
}
