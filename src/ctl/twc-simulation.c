/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-simulation.h"

/* Monotonic time does not begin at 0, and nothing may depend on where it begins. */
#define START_US TWC_SECONDS_US (1000)

/* 2026-06-21 05:00 UTC, where a scenario does not care. */
#define DEFAULT_START_S G_GINT64_CONSTANT (1782018000)

/* A meter of the usual kind. */
#define SAMPLE_EVERY_US TWC_SECONDS_US (5)
#define STALE_AFTER_S 60

/* A one-time charge whose end nobody names (charging-control 5.6). */
#define ONE_DAY_S 86400

struct _TwcSimulation
{
  const TwcScenario *scenario;
  TwcNow now;
  gint64 start_s;
  GTimeZone *zone;
  TwcRing *ring;
  TwcGarage *garage;
  TwcHouse house;
  TwcSettings settings;
  guint n_done; /* events */
  gint64 sample_us;
  TwcSimulationFunc observer;
  gpointer observer_data;
};

static void
set_time (TwcSimulation *self, gint64 us)
{
  self->now.us = us;
  self->now.unix_s = self->start_s + (us - START_US) / G_USEC_PER_SEC;
}

/**
 * twc_simulation_new:
 * @scenario: (transfer none): must live as long as this
 */
TwcSimulation *
twc_simulation_new (const TwcScenario *scenario)
{
  TwcSimulation *self = g_new0 (TwcSimulation, 1);

  self->scenario = scenario;
  self->settings = scenario->settings;
  self->start_s = scenario->start_s > 0 ? scenario->start_s : DEFAULT_START_S;
  self->zone = scenario->zone ? g_time_zone_ref (scenario->zone) : g_time_zone_new_utc ();
  self->sample_us = START_US;
  set_time (self, START_US);

  self->garage = twc_garage_new (&scenario->garage, self->now.us);
  self->ring = twc_ring_new (TWC_MASTER_DEFAULT_ID, scenario->garage.seed, NULL, 0, self->now);
  twc_ring_set_zone (self->ring, self->zone);
  twc_ring_set_settings (self->ring, &self->settings);
  twc_garage_return_adapter (self->garage);
  twc_ring_connect (self->ring, self->now);
  return self;
}

void
twc_simulation_free (TwcSimulation *self)
{
  twc_ring_free (self->ring);
  twc_garage_free (self->garage);
  g_time_zone_unref (self->zone);
  g_free (self);
}

void
twc_simulation_set_observer (TwcSimulation *self, TwcSimulationFunc func, gpointer user_data)
{
  self->observer = func;
  self->observer_data = user_data;
}

static void
observe (const TwcSimulation *self)
{
  if (self->observer != NULL)
    self->observer (self, self->observer_data);
}

/* What the port does: nothing reaches the line but through the gate. */
static void
send_due (TwcSimulation *self)
{
  const TwcGate *gate = twc_master_get_gate (twc_ring_get_master (self->ring));
  guint8 body[TWC_BODY_MAX];
  guint8 wire[TWC_WIRE_MAX];
  gsize n_body, n_wire;

  while ((n_body = twc_ring_step (self->ring, self->now, body)) > 0)
    if ((n_wire = twc_gate_encode (gate, body, n_body, wire, NULL)) > 0)
      twc_garage_write (self->garage, wire, n_wire, self->now.us);
}

static void
receive_due (TwcSimulation *self)
{
  guint8 bytes[512];
  gsize n_bytes;

  while ((n_bytes = twc_garage_read (self->garage, bytes, sizeof bytes, self->now.us)) > 0)
    twc_ring_receive (self->ring, bytes, n_bytes, self->now);
}

static guint
sum_power (const TwcGarage *garage)
{
  guint sum_w = 0;

  for (guint i = 0; i < twc_garage_get_n_slaves (garage); i++)
    {
      TwcSlaveReport slave;

      twc_garage_get_slave (garage, i, &slave);
      sum_w += slave.power_w;
    }

  return sum_w;
}

static void
sample (TwcSimulation *self)
{
  TwcReading readings[TWC_HOUSE_MAX_READINGS];
  const guint n_readings =
    twc_house_read (&self->house, sum_power (self->garage), self->now.us, STALE_AFTER_S, readings);

  for (guint i = 0; i < n_readings; i++)
    twc_ring_set_reading (self->ring, &readings[i]);
  self->sample_us = self->now.us + SAMPLE_EVERY_US;
}

static void
charge_now (TwcSimulation *self, const TwcEvent *event)
{
  const gint64 for_s = event->for_us > 0 ? event->for_us / G_USEC_PER_SEC : ONE_DAY_S;

  self->settings.charge_now_ca = event->amps_ca > 0 ? event->amps_ca : self->settings.wiring_all_ca;
  self->settings.charge_now_until_s = self->now.unix_s + for_s;
  self->settings.charge_now_wh = event->energy_wh;
}

static void
cancel (TwcSimulation *self)
{
  self->settings.charge_now_ca = 0;
  self->settings.charge_now_until_s = 0;
  self->settings.charge_now_wh = 0;
}

static void
pause_charger (TwcSimulation *self, guint16 id, gboolean paused)
{
  g_autoptr(GVariant) value = g_variant_ref_sink (g_variant_new_boolean (paused));

  twc_settings_set_charger (&self->settings, id, "paused", value, NULL);
}

/* What the owner does; the rest is the garage's affair. */
static void
act (TwcSimulation *self, const TwcEvent *event)
{
  switch (event->type)
    {
    case TWC_EVENT_HOUSE:
      twc_house_merge (&self->house, &event->house);
      sample (self);
      return;
    case TWC_EVENT_SOURCE:
      self->house.silent = event->is_silent;
      return;
    case TWC_EVENT_SETTINGS:
      twc_scenario_apply_settings (event, &self->settings);
      return;
    case TWC_EVENT_MODE:
      self->settings.mode = event->mode;
      return;
    case TWC_EVENT_CHARGE_NOW:
      charge_now (self, event);
      return;
    case TWC_EVENT_CANCEL:
      cancel (self);
      return;
    case TWC_EVENT_PAUSE:
    case TWC_EVENT_RESUME:
      pause_charger (self, event->charger, event->type == TWC_EVENT_PAUSE);
      return;
    case TWC_EVENT_ADAPTER_GONE:
      twc_scenario_apply (event, self->garage);
      twc_ring_disconnect (self->ring, self->now);
      return;
    case TWC_EVENT_ADAPTER_BACK:
      twc_scenario_apply (event, self->garage);
      twc_ring_connect (self->ring, self->now);
      return;
    case TWC_EVENT_PLUG:
    case TWC_EVENT_UNPLUG:
    case TWC_EVENT_FULL:
    case TWC_EVENT_START:
    case TWC_EVENT_SILENCE:
    case TWC_EVENT_RESET:
    case TWC_EVENT_FAULT:
    case TWC_EVENT_NOISE:
    case TWC_EVENT_FOREIGN_MASTER:
    case TWC_EVENT_LINE_FAULTS:
    case TWC_EVENT_WIRING:
      twc_scenario_apply (event, self->garage);
      return;
    }
}

static gint64
get_event_us (const TwcSimulation *self)
{
  return self->n_done < self->scenario->n_events
           ? START_US + self->scenario->events[self->n_done].at_us
           : G_MAXINT64;
}

static void
act_due (TwcSimulation *self)
{
  while (get_event_us (self) <= self->now.us)
    act (self, &self->scenario->events[self->n_done++]);

  twc_ring_set_settings (self->ring, &self->settings);
}

/* What the controller stores when the plan says that something is over (5.5, 5.6). */
static void
store (TwcSimulation *self)
{
  const TwcPlan *plan = twc_ring_get_plan (self->ring);

  if (!plan->resume_green && !plan->charge_now_is_over)
    return;
  if (plan->resume_green)
    {
      self->settings.mode = TWC_MODE_GREEN;
      self->settings.resume_green_s = -1;
    }
  if (plan->charge_now_is_over)
    cancel (self);
  twc_ring_set_settings (self->ring, &self->settings);
}

static void
step (TwcSimulation *self)
{
  twc_garage_step (self->garage, self->now.us);
  if (get_event_us (self) <= self->now.us)
    act_due (self);
  if (self->now.us >= self->sample_us)
    sample (self);
  receive_due (self);
  send_due (self);
  store (self);
  observe (self);
}

static gint64
get_next_us (const TwcSimulation *self)
{
  const gint64 garage_us = twc_garage_get_deadline (self->garage);
  gint64 next_us = MIN (twc_ring_get_deadline (self->ring), get_event_us (self));

  next_us = MIN (next_us, self->sample_us);
  return garage_us != TWC_NEVER ? MIN (next_us, garage_us) : next_us;
}

/**
 * twc_simulation_run:
 * @until_us: since the scenario's start
 */
void
twc_simulation_run (TwcSimulation *self, gint64 until_us)
{
  const gint64 end_us = START_US + until_us;

  for (gint64 next_us = self->now.us; next_us < end_us; next_us = get_next_us (self))
    {
      set_time (self, MAX (next_us, self->now.us));
      step (self);
    }

  set_time (self, end_us);
  twc_garage_step (self->garage, end_us);
}

gint64
twc_simulation_get_elapsed_us (const TwcSimulation *self)
{
  return self->now.us - START_US;
}

gint64
twc_simulation_get_unix_s (const TwcSimulation *self)
{
  return self->now.unix_s;
}

GTimeZone *
twc_simulation_get_zone (const TwcSimulation *self)
{
  return self->zone;
}

const TwcSettings *
twc_simulation_get_settings (const TwcSimulation *self)
{
  return &self->settings;
}

const TwcPlan *
twc_simulation_get_plan (const TwcSimulation *self)
{
  return twc_ring_get_plan (self->ring);
}

const TwcSite *
twc_simulation_get_site (const TwcSimulation *self)
{
  return twc_ring_get_site (self->ring);
}

const TwcGarage *
twc_simulation_get_garage (const TwcSimulation *self)
{
  return self->garage;
}
