/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "toy.h"

#include <string.h>

#include <string.h>

void
toy_init (Toy *self)
{
  *self = (Toy){ .now = { .us = TOY_START_US, .unix_s = TOY_UNIX_S } };
  self->settings = twc_settings_default ();
  self->memory = twc_memory_new (NULL, 0, self->now);
  self->house.meter = twc_reading_new ("meter", TWC_ROLE_GRID, 0, 60);
}

void
toy_clear (Toy *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
}

ToyUnit *
toy_add (Toy *self, guint16 id, guint protocol, guint rating_ca)
{
  ToyUnit *unit = &self->units[self->n_units++];

  g_assert_cmpuint (self->n_units, <=, TWC_MAX_CHARGERS);
  *unit = (ToyUnit){
    .state = { .id = id,
               .protocol = protocol,
               .rating_ca = rating_ca,
               .online = TRUE,
               .power_report_us = TWC_NEVER },
    .car_ca = TWC_CA (80),
    .stubborn_ca = -1,
    .echo_ca = -1,
  };
  toy_set_state (unit, TWC_STATE_WANTS_POWER);
  return unit;
}

ToyUnit *
toy_find (Toy *self, guint16 id)
{
  for (guint i = 0; i < self->n_units; i++)
    if (self->units[i].state.id == id)
      return &self->units[i];

  g_error ("no unit %04X", id);
}

void
toy_set_state (ToyUnit *unit, guint8 state)
{
  unit->state.state = state;
}

static TwcActivity
classify (const TwcChargerState *state)
{
  if (state->state == TWC_STATE_ERROR)
    return TWC_ACTIVITY_FAULT;
  if (state->draw_ca >= 100)
    return TWC_ACTIVITY_CHARGING;
  if (state->state == TWC_STATE_READY && state->reported_ca == 0)
    return TWC_ACTIVITY_NO_CAR;
  return TWC_ACTIVITY_PLUGGED;
}

/* The 6 A quirk: what cures is enough current for a moment. */
static guint
get_most (ToyUnit *unit, guint limit_ca)
{
  unit->n_cure_s = unit->cure_ca > 0 && limit_ca >= unit->cure_ca ? unit->n_cure_s + 1 : 0;
  if (unit->n_cure_s >= 5)
    unit->stuck_ca = 0;

  return unit->stuck_ca > 0 ? MIN (unit->stuck_ca, unit->car_ca) : unit->car_ca;
}

static void
report (ToyUnit *unit, gint64 now_us)
{
  TwcChargerState *state = &unit->state;
  guint drawn_ca = unit->offers_ca[1];

  state->reported_ca = unit->offers_ca[0];
  if (unit->clamps && state->state != TWC_STATE_READY)
    {
      state->reported_ca = MAX (state->reported_ca, TWC_CA (6));
      drawn_ca = MAX (drawn_ca, TWC_CA (6));
    }

  if (unit->echo_ca >= 0)
    state->reported_ca = (guint) unit->echo_ca;

  state->draw_ca =
    unit->stubborn_ca >= 0 ? (guint) unit->stubborn_ca : MIN (drawn_ca, get_most (unit, drawn_ca));
  state->activity = classify (state);
  state->online = state->reported = TRUE;
  state->n_reports++;
  state->heard_us = now_us;
}

/* Without a master a unit opens its contactor, whatever the car (twc-protocol 4.1). */
#define ALONE_S 25

static void
take_offer (Toy *self, ToyUnit *unit)
{
  const TwcPlanCharger *planned = twc_plan_find (&self->plan, unit->state.id);

  g_assert_nonnull (planned);
  unit->n_alone_s = planned->stop_method == TWC_STOP_SILENCE ? unit->n_alone_s + 1 : 0;
  if (unit->n_alone_s == ALONE_S)
    unit->stubborn_ca = 0;
  unit->offers_ca[1] = unit->offers_ca[0];
  if (!unit->silent && !unit->unsent)
    unit->offers_ca[0] = unit->state.offer_ca = planned->offer_ca;
}

static const char *
find_difference (const TwcPlanCharger *a, const TwcPlanCharger *b)
{
  if (a->id != b->id)
    return "id";
  if (a->offer_ca != b->offer_ca)
    return "offer";
  if (a->target_ca != b->target_ca)
    return "target";
  if (a->exposure_ca != b->exposure_ca)
    return "exposure";
  if (a->stop_method != b->stop_method || a->wake != b->wake || a->asked_us != b->asked_us)
    return "what its car is asked";
  if (a->slow_to_reduce != b->slow_to_reduce || a->not_obeying != b->not_obeying ||
      a->unusable != b->unusable)
    return "a charger's flag";
  if (a->reason.code != b->reason.code)
    return "reason";
  if (memcmp (&a->session, &b->session, sizeof a->session) != 0)
    return "session";
  return NULL;
}

/**
 * toy_find_difference:
 *
 * Returns: (nullable): what differs between two plans, apart from countdowns and deadlines
 */
const char *
toy_find_difference (const TwcPlan *a, const TwcPlan *b)
{
  if (a->n_chargers != b->n_chargers)
    return "number of chargers";
  for (guint i = 0; i < a->n_chargers; i++)
    if (find_difference (&a->chargers[i], &b->chargers[i]))
      return find_difference (&a->chargers[i], &b->chargers[i]);

  if (a->reason.code != b->reason.code)
    return "reason of the site";
  if (a->available_ca != b->available_ca || a->exposure_ca != b->exposure_ca ||
      a->capacity_ca != b->capacity_ca)
    return "sums";
  if (a->overload != b->overload || a->stopped_for_overload != b->stopped_for_overload ||
      a->may_end != b->may_end || a->wiring_too_small != b->wiring_too_small)
    return "a flag of the site";
  return NULL;
}

/**
 * toy_find_any_difference:
 *
 * Returns: (nullable): what differs between two plans of the same time
 */
const char *
toy_find_any_difference (const TwcPlan *a, const TwcPlan *b)
{
  if (toy_find_difference (a, b))
    return toy_find_difference (a, b);
  if (a->next_us != b->next_us)
    return "next step";
  if (memcmp (&a->green, &b->green, sizeof a->green) != 0)
    return "green energy";
  if (a->next_change_s != b->next_change_s || a->clock_is_wrong != b->clock_is_wrong ||
      a->resume_green != b->resume_green)
    return "the calendar";
  if (a->n_windows != b->n_windows ||
      memcmp (a->windows, b->windows, a->n_windows * sizeof a->windows[0]) != 0)
    return "the plans' windows";
  for (guint i = 0; i < a->n_departures; i++)
    if (a->departures[i].active != b->departures[i].active ||
        a->departures[i].departure_s != b->departures[i].departure_s)
      return "a departure";
  if (!twc_reason_equal (&a->reason, &b->reason))
    return "numbers of the site's reason";
  if (a->n_closed != b->n_closed ||
      memcmp (a->closed, b->closed, a->n_closed * sizeof a->closed[0]) != 0 ||
      a->charge_now_is_over != b->charge_now_is_over)
    return "what has ended";
  for (guint i = 0; i < a->n_chargers; i++)
    if (!twc_reason_equal (&a->chargers[i].reason, &b->chargers[i].reason))
      return "numbers of a reason";
  return NULL;
}

static gboolean
is_on_line (const Toy *self, const ToyUnit *unit, guint line)
{
  const TwcChargerSettings *own = twc_settings_find_charger (&self->settings, unit->state.id);

  switch (self->settings.phases)
    {
    case TWC_PHASES_SINGLE:
      return line == (own && own->line > 0 ? own->line : 1);
    case TWC_PHASES_SPLIT:
      return line <= 2;
    case TWC_PHASES_THREE:
    case TWC_N_PHASES:
      break;
    }

  return TRUE;
}

/* The meter sees in the same second what the house and the cars take. */
static void
read_meter (Toy *self)
{
  const guint n_phases = self->settings.phases == TWC_PHASES_THREE ? 3 : 1;
  ToyHouse *house = &self->house;
  double amps[3], watts = house->watts;

  for (guint k = 0; k < 3; k++)
    amps[k] = house->line_ca[k] / 100.0;
  for (guint i = 0; i < self->n_units; i++)
    {
      const double draw = self->units[i].state.draw_ca / 100.0;

      watts += draw * n_phases * self->settings.nominal_volts;
      for (guint k = 0; k < 3; k++)
        amps[k] += is_on_line (self, &self->units[i], k + 1) ? draw : 0.0;
    }

  g_assert_true (twc_reading_set_watts (&house->meter, watts, self->now.us));
  memmove (house->late_a[1], house->late_a[0], sizeof house->late_a - sizeof house->late_a[0]);
  memcpy (house->late_a[0], amps, sizeof amps);
  g_assert_true (twc_reading_set_lines (&house->meter, house->late_a[house->lag]));
}

static void
look_outside (Toy *self)
{
  self->site.islanded = self->islanded;
  self->site.external = self->external;
  if (!self->house.has_meter)
    return;

  if (!self->house.silent)
    read_meter (self);
  self->site.readings[self->site.n_readings++] = self->house.meter;
}

#define WPA 240

static void
add_reading (Toy *self, TwcRole role, gint watts)
{
  TwcReading reading = twc_reading_new (twc_role_to_nick (role), role, 0, 15);

  twc_reading_set_watts (&reading, watts, self->now.us);
  if (role == TWC_ROLE_BATTERY && self->sun.has_soc)
    twc_reading_set_soc (&reading, self->sun.soc_percent);
  if (self->sun.is_dead)
    reading.at_us = self->now.us - TWC_SECONDS_US (15) - 1;
  self->site.readings[self->site.n_readings++] = reading;
}

static void
read_meters (Toy *self)
{
  gint watts = -self->sun.available_ca * WPA / 100;

  if (!self->sun.is_set)
    return;

  for (guint i = 0; i < self->n_units; i++)
    if ((self->sun.others >> i & 1) == 0 && self->units[i].state.draw_ca >= 100)
      watts += (gint) (self->units[i].state.draw_ca * WPA / 100);

  add_reading (self, TWC_ROLE_GRID, watts);
  if (self->sun.has_battery)
    add_reading (self, TWC_ROLE_BATTERY, 0);
}

/**
 * toy_tick:
 *
 * Has every unit report, the brain decide and the units hear of it; then a second passes.
 */
void
toy_tick (Toy *self)
{
  TwcMemory copy;
  TwcPlan again;

  self->site = (TwcSite){
    .shutting_down = self->shutting_down,
    .zone = self->zone,
    .import_prices = self->import_prices.n_rows > 0 ? &self->import_prices : NULL,
    .n_vehicles = self->n_vehicles,
    .n_chargers = self->n_units,
  };
  memcpy (self->site.vehicles, self->vehicles, sizeof self->vehicles);
  for (guint i = 0; i < self->n_units; i++)
    {
      ToyUnit *unit = &self->units[i];

      if (!unit->silent && unit->n_alone_s == 0)
        report (unit, self->now.us);
      else if (self->now.us - unit->state.heard_us >= TWC_SECONDS_US (26))
        unit->state.online = FALSE;
      self->site.chargers[i] = unit->state;
    }
  look_outside (self);

  read_meters (self);
  self->plan = twc_brain_decide (&self->settings, &self->site, &self->memory, self->now);
  copy = self->memory;
  again = twc_brain_decide (&self->settings, &self->site, &copy, self->now);
  g_assert_cmpstr (toy_find_any_difference (&self->plan, &again), ==, NULL);

  if (self->plan.resume_green)
    {
      self->settings.mode = TWC_MODE_GREEN;
      self->settings.resume_green_s = -1;
    }
  for (guint i = 0; i < self->n_units; i++)
    take_offer (self, &self->units[i]);
  self->now.us += G_USEC_PER_SEC;
  self->now.unix_s++;
}
