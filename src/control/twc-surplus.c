/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-surplus.h"

#include <string.h>

#include "control/twc-civil.h"

/* Some units show a quarter of an ampere at rest (6.2). */
#define AT_REST_CA TWC_CA (1)

#define HOUR_S 3600
#define DAY_S 86400

/* What the house's sources say now, by role. */
typedef struct
{
  TwcMeasure roles[TWC_N_ROLES];
} House;

static House
measure_house (const TwcSite *site, gint64 now_us)
{
  House self;

  for (guint role = 0; role < TWC_N_ROLES; role++)
    self.roles[role] = twc_measure_role (site, role, now_us);

  return self;
}

static gboolean
is_configured (const House *house, TwcRole role)
{
  return house->roles[role].is_configured;
}

static gboolean
is_usable (const House *house, TwcRole role)
{
  return house->roles[role].is_usable;
}

static gint64
get_second (gint64 us)
{
  return us / G_USEC_PER_SEC;
}

static void
note_draws (TwcSurplusMemory *self, const TwcTaker *takers, guint n_takers, TwcNow now)
{
  guint16 draw_ca[TWC_MAX_CHARGERS] = { 0 };

  for (guint i = 0; i < n_takers; i++)
    {
      guint place;

      if (takers[i].draw_ca >= AT_REST_CA && twc_draws_find (&self->draws, takers[i].id, &place))
        draw_ca[place] = (guint16) MIN (takers[i].draw_ca, G_MAXUINT16);
    }

  twc_draws_put (&self->draws, get_second (now.us), draw_ca);
}

static gboolean
claim_places (TwcSurplusMemory *self, const TwcTaker *takers, guint n_takers)
{
  guint16 ids[TWC_MAX_CHARGERS];

  for (guint i = 0; i < n_takers; i++)
    ids[i] = takers[i].id;

  return twc_draws_claim (&self->draws, ids, n_takers);
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
 * today against the meter of then is the main cause of oscillation (6.2). */
static void
set_draws (TwcSurplus *self, TwcSurplusMemory *memory)
{
  const gint64 second = get_second (self->at_us);

  if (twc_draws_reaches (&memory->draws, second) || memory->at_us != self->at_us)
    memcpy (memory->draw_ca, twc_draws_get (&memory->draws, second), sizeof memory->draw_ca);

  memory->at_us = self->at_us;
  memcpy (self->draw_ca, memory->draw_ca, sizeof self->draw_ca);
  self->power_w = sum_power_w (self, self->draw_ca);
}

/* An unknown level is below every threshold (charging-control 2). */
static gboolean
is_battery_first (const House *house, const TwcGreenSettings *settings)
{
  const TwcMeasure *battery = &house->roles[TWC_ROLE_BATTERY];

  return settings->battery_priority_percent > 0 &&
         (!battery->has_soc || battery->soc_percent < settings->battery_priority_percent);
}

static void
rest_on (TwcSurplus *self, const TwcMeasure *measure)
{
  self->until_us = MIN (self->until_us, measure->until_us);
}

/* Method A: what flows out to the grid, were it not for the chargers. What the house battery
 * gives is not the sun's; what it takes is free once it is full enough. */
static gboolean
try_grid (TwcSurplus *self,
          TwcSurplusMemory *memory,
          const House *house,
          const TwcGreenSettings *settings)
{
  const TwcMeasure *grid = &house->roles[TWC_ROLE_GRID];
  const TwcMeasure *battery = &house->roles[TWC_ROLE_BATTERY];

  if (!grid->is_usable || (battery->is_configured && !battery->is_usable))
    return FALSE;

  self->at_us = grid->at_us;
  rest_on (self, grid);
  set_draws (self, memory);
  self->watts = self->power_w - grid->watts - settings->reserve_w;
  if (!battery->is_configured)
    return TRUE;

  rest_on (self, battery);
  if (battery->watts > 0 || !is_battery_first (house, settings))
    self->watts -= battery->watts;
  return TRUE;
}

/* Without the chargers; a meter's rounding is no generation. */
static gint
get_house_w (const TwcSurplus *self, const House *house, const TwcGreenSettings *settings)
{
  const gint watts = house->roles[TWC_ROLE_CONSUMPTION].watts;

  return MAX (settings->consumption_includes_charger ? watts - self->power_w : watts, 0);
}

/* Method B: what is generated and not used. The battery matters only while it comes first. */
static gboolean
try_balance (TwcSurplus *self,
             TwcSurplusMemory *memory,
             const House *house,
             const TwcGreenSettings *settings)
{
  const TwcMeasure *generation = &house->roles[TWC_ROLE_GENERATION];
  const TwcMeasure *consumption = &house->roles[TWC_ROLE_CONSUMPTION];
  const TwcMeasure *battery = &house->roles[TWC_ROLE_BATTERY];
  const gboolean needs_battery = battery->is_configured && settings->battery_priority_percent > 0;

  if (!generation->is_usable || !consumption->is_usable || (needs_battery && !battery->is_usable))
    return FALSE;

  self->at_us = consumption->at_us;
  rest_on (self, generation);
  rest_on (self, consumption);
  set_draws (self, memory);
  self->watts = generation->watts - get_house_w (self, house, settings) - settings->reserve_w;
  if (!needs_battery)
    return TRUE;

  rest_on (self, battery);
  if (is_battery_first (house, settings))
    self->watts += MIN (battery->watts, 0);
  return TRUE;
}

/* Method C: the reserve stands for the house. */
static gboolean
try_generation (TwcSurplus *self,
                TwcSurplusMemory *memory,
                const House *house,
                const TwcGreenSettings *settings)
{
  const TwcMeasure *generation = &house->roles[TWC_ROLE_GENERATION];

  if (!generation->is_usable)
    return FALSE;

  self->at_us = generation->at_us;
  rest_on (self, generation);
  set_draws (self, memory);
  self->watts = generation->watts - settings->reserve_w;
  return TRUE;
}

/* Method D: the owner's own guess by the hour, in amperes for those that charge green. It knows
 * neither what others take nor what is to be kept. */
static gboolean
try_curve (TwcSurplus *self, const TwcSettings *settings, GTimeZone *zone, TwcNow now)
{
  gint64 local_s = now.unix_s;
  guint hour;

  if (!twc_civil_is_plausible (now.unix_s))
    return FALSE;
  if (zone)
    local_s += g_time_zone_get_offset (
      zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, now.unix_s));

  hour = (guint) (local_s % DAY_S / HOUR_S);
  self->at_us = now.us - TWC_SECONDS_US (local_s % HOUR_S);
  self->until_us = self->at_us + TWC_SECONDS_US (HOUR_S) - 1;
  self->watts = (gint) ((settings->green.curve_ca[hour] * self->most_wpa + 99) / 100);
  return TRUE;
}

static gboolean
try_method (TwcSurplus *self,
            TwcSurplusMemory *memory,
            const House *house,
            const TwcSettings *settings,
            const TwcSite *site,
            TwcNow now)
{
  self->until_us = G_MAXINT64;
  switch (self->method)
    {
    case TWC_METHOD_GRID:
      return try_grid (self, memory, house, &settings->green);
    case TWC_METHOD_BALANCE:
      return try_balance (self, memory, house, &settings->green);
    case TWC_METHOD_GENERATION:
      return try_generation (self, memory, house, &settings->green);
    case TWC_METHOD_CURVE:
      return try_curve (self, settings, site->zone, now);
    case TWC_N_METHODS:
      break;
    }

  g_return_val_if_reached (FALSE);
}

/* Without a list of the owner's there is one method, and no other takes its place while its
 * sources are silent: that could be more than what is really there (P7). */
static guint
list_methods (const House *house, const TwcGreenSettings *settings, TwcMethod *methods)
{
  if (settings->n_methods > 0)
    {
      const guint n = MIN (settings->n_methods, TWC_N_METHODS);

      memcpy (methods, settings->methods, n * sizeof *methods);
      return n;
    }

  if (is_configured (house, TWC_ROLE_GRID))
    methods[0] = TWC_METHOD_GRID;
  else if (is_configured (house, TWC_ROLE_GENERATION) &&
           is_configured (house, TWC_ROLE_CONSUMPTION))
    methods[0] = TWC_METHOD_BALANCE;
  else if (is_configured (house, TWC_ROLE_GENERATION))
    methods[0] = TWC_METHOD_GENERATION;
  else
    return 0;

  return 1;
}

/* The largest of all: so that no ampere is granted for too few watts. */
static void
set_wpa (TwcSurplus *self,
         const TwcSurplusMemory *memory,
         const TwcSettings *settings,
         const TwcTaker *takers,
         guint n_takers)
{
  if (n_takers == 0)
    self->most_wpa = settings->nominal_volts * (settings->phases == TWC_PHASES_THREE ? 3 : 1);

  for (guint i = 0; i < n_takers; i++)
    {
      guint place;

      if (twc_draws_find (&memory->draws, takers[i].id, &place))
        self->wpa[place] = takers[i].wpa;
      self->most_wpa = MAX (self->most_wpa, takers[i].wpa);
    }
}

/**
 * twc_surplus_update:
 * @takers: (array length=n_takers): at most %TWC_MAX_CHARGERS
 *
 * Computes what is left now by the first method of the settings that has all its readings.
 */
TwcSurplus
twc_surplus_update (TwcSurplusMemory *self,
                    const TwcSettings *settings,
                    const TwcSite *site,
                    const TwcTaker *takers,
                    guint n_takers,
                    TwcNow now)
{
  const House house = measure_house (site, now.us);
  const TwcMeasure *battery = &house.roles[TWC_ROLE_BATTERY];
  TwcSurplus surplus = { .at_us = TWC_NEVER, .until_us = TWC_NEVER };
  TwcMethod methods[TWC_N_METHODS];
  guint n_methods;

  surplus.is_moved = claim_places (self, takers, n_takers);
  note_draws (self, takers, n_takers, now);
  set_wpa (&surplus, self, settings, takers, n_takers);
  surplus.power_w = sum_power_w (&surplus, twc_draws_get (&self->draws, self->draws.last_s));

  n_methods = list_methods (&house, &settings->green, methods);
  for (guint i = 0; i < n_methods && !surplus.is_usable; i++)
    {
      surplus.method = methods[i];
      surplus.is_usable = try_method (&surplus, self, &house, settings, site, now);
    }

  surplus.has_soc = battery->is_usable && battery->has_soc;
  surplus.soc_percent = surplus.has_soc ? battery->soc_percent : 0;
  if (!surplus.is_usable)
    surplus.until_us = TWC_NEVER;
  else if (surplus.has_soc)
    rest_on (&surplus, battery);
  return surplus;
}

static void
view_house (TwcGreenView *view,
            const TwcSurplus *self,
            const House *house,
            const TwcGreenSettings *settings)
{
  const gint battery_w = view->has_battery ? view->battery_w : 0;

  view->has_house = is_usable (house, TWC_ROLE_CONSUMPTION) || (view->has_grid && view->has_solar);
  if (is_usable (house, TWC_ROLE_CONSUMPTION))
    view->house_w = get_house_w (self, house, settings);
  else if (view->has_house)
    view->house_w = MAX (view->solar_w + view->grid_w + battery_w - self->power_w, 0);
}

/**
 * twc_surplus_view:
 *
 * Returns: for people: what is measured now, whether or not the method looks at it
 */
TwcGreenView
twc_surplus_view (const TwcSurplus *self,
                  const TwcSettings *settings,
                  const TwcSite *site,
                  TwcNow now)
{
  const House house = measure_house (site, now.us);
  TwcGreenView view = {
    .usable = self->is_usable,
    .method = self->method,
    .at_us = self->at_us,
    .surplus_w = self->watts,
    .has_grid = is_usable (&house, TWC_ROLE_GRID),
    .has_solar = is_usable (&house, TWC_ROLE_GENERATION),
    .has_battery = is_usable (&house, TWC_ROLE_BATTERY),
    .has_soc = self->has_soc,
    .soc_percent = self->soc_percent,
  };

  view.grid_w = view.has_grid ? house.roles[TWC_ROLE_GRID].watts : 0;
  view.solar_w = view.has_solar ? house.roles[TWC_ROLE_GENERATION].watts : 0;
  view.battery_w = view.has_battery ? house.roles[TWC_ROLE_BATTERY].watts : 0;
  view_house (&view, self, &house, &settings->green);
  return view;
}
