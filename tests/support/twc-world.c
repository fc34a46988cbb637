/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/twc-world.h"

#include "control/twc-memory-store.h"

/* 2026-06-21 05:00 UTC: any plausible date will do. */
#define EPOCH_S G_GINT64_CONSTANT (1782018000)

/* A step that neither sends nor moves a deadline would spin for ever in the real main loop. */
#define MAX_STEPS_AT_ONCE 10000

static void
set_time (TwcWorld *self, gint64 us)
{
  self->now = (TwcNow){ .us = us, .unix_s = EPOCH_S + us / G_USEC_PER_SEC };
}

/* What the port does: nothing reaches the line but through the gate. */
static void
send_due (TwcWorld *self)
{
  guint8 body[TWC_BODY_MAX];
  gsize n_body;

  while ((n_body = twc_ring_step (self->ring, self->now, body)) > 0)
    {
      guint8 wire[TWC_WIRE_MAX];
      g_autoptr(GError) error = NULL;
      const TwcGate *gate = twc_master_get_gate (twc_ring_get_master (self->ring));
      const gsize n_wire = twc_gate_encode (gate, body, n_body, wire, &error);

      g_assert_no_error (error);
      g_assert_true (self->connected);
      twc_garage_write (self->garage, wire, n_wire, self->now.us);
    }
}

static void
receive_due (TwcWorld *self)
{
  guint8 bytes[512];
  gsize n_bytes;

  while ((n_bytes = twc_garage_read (self->garage, bytes, sizeof bytes, self->now.us)) > 0)
    if (self->ring != NULL && self->connected)
      twc_ring_receive (self->ring, bytes, n_bytes, self->now);
}

/* While nobody runs, nobody holds the adapter: the garage does not blame the controller. */
static void
connect_ring (TwcWorld *self)
{
  twc_garage_return_adapter (self->garage);
  twc_ring_connect (self->ring, self->now);
}

static gint64
next_time (TwcWorld *self)
{
  const gint64 garage = twc_garage_get_deadline (self->garage);
  const gint64 ring = self->ring != NULL ? twc_ring_get_deadline (self->ring) : TWC_NEVER;

  if (garage == TWC_NEVER)
    return ring;
  if (ring == TWC_NEVER)
    return garage;
  return MIN (garage, ring);
}

TwcSettings
twc_world_fixed_settings (guint wiring_all_ca)
{
  TwcSettings settings = twc_settings_default ();

  settings.wiring_all_ca = wiring_all_ca;
  settings.wiring_twc_ca = TWC_CA (32);
  settings.mode = TWC_MODE_FIXED;
  settings.fixed_ca = wiring_all_ca;

  return settings;
}

TwcWorld *
twc_world_new (const TwcGarageConfig *garage, const TwcSettings *settings, guint32 seed)
{
  return twc_world_new_known (garage, settings, seed, NULL, 0);
}

/**
 * twc_world_new_known:
 * @known: what the controller finds on the disk at its first start
 */
TwcWorld *
twc_world_new_known (const TwcGarageConfig *garage,
                     const TwcSettings *settings,
                     guint32 seed,
                     const TwcKnownCharger *known,
                     guint n_known)
{
  TwcWorld *self = g_new0 (TwcWorld, 1);

  g_assert_cmpuint (n_known, <=, G_N_ELEMENTS (self->known));
  for (self->n_known = 0; self->n_known < n_known; self->n_known++)
    self->known[self->n_known] = known[self->n_known];

  set_time (self, TWC_SECONDS_US (1000));
  self->garage = twc_garage_new (garage, self->now.us);
  self->connected = TRUE;
  twc_world_start_controller (self, settings, seed);

  return self;
}

void
twc_world_free (TwcWorld *self)
{
  g_clear_pointer (&self->ring, twc_ring_free);
  g_clear_pointer (&self->memory, g_variant_unref);
  twc_garage_free (self->garage);
  g_free (self);
}

/**
 * twc_world_run:
 * @for_us: how far to move the clock
 *
 * Moves from deadline to deadline. Asserts that time always goes on.
 */
void
twc_world_run (TwcWorld *self, gint64 for_us)
{
  const gint64 end_us = self->now.us + for_us;
  guint n_at_once = 0;

  for (;;)
    {
      gint64 due;

      twc_garage_step (self->garage, self->now.us);
      receive_due (self);
      if (self->ring != NULL)
        send_due (self);
      self->n_steps++;

      due = next_time (self);
      if (due == TWC_NEVER || due > end_us)
        break;

      n_at_once = due > self->now.us ? 0 : n_at_once + 1;
      g_assert_cmpuint (n_at_once, <, MAX_STEPS_AT_ONCE);
      set_time (self, MAX (due, self->now.us));
    }

  /* What happens next in the garage happens at this time. */
  set_time (self, end_us);
  twc_garage_step (self->garage, self->now.us);
}

void
twc_world_unplug_adapter (TwcWorld *self)
{
  if (!self->connected)
    return;

  self->connected = FALSE;
  twc_garage_remove_adapter (self->garage);
  if (self->ring != NULL)
    twc_ring_disconnect (self->ring, self->now);
}

void
twc_world_plug_adapter (TwcWorld *self)
{
  if (self->connected)
    return;

  self->connected = TRUE;
  if (self->ring != NULL)
    connect_ring (self);
}

static void
kill_ring (TwcWorld *self)
{
  self->n_known = twc_ring_get_known (self->ring, self->known);
  g_clear_pointer (&self->memory, g_variant_unref);
  self->memory =
    g_variant_ref_sink (twc_memory_to_variant (twc_ring_get_memory (self->ring), self->now));
  g_clear_pointer (&self->ring, twc_ring_free);
}

/**
 * twc_world_stop_controller:
 *
 * As kill -9 does: what it knew of the Wall Connectors is what it had on disk.
 */
void
twc_world_stop_controller (TwcWorld *self)
{
  if (self->ring == NULL)
    return;

  kill_ring (self);
  twc_garage_remove_adapter (self->garage);
}

void
twc_world_start_controller (TwcWorld *self, const TwcSettings *settings, guint32 seed)
{
  g_assert_null (self->ring);

  self->ring = twc_ring_new (TWC_MASTER_DEFAULT_ID, seed, self->known, self->n_known, self->now);
  if (self->memory != NULL)
    g_assert_true (twc_ring_restore (self->ring, self->memory, self->now));
  twc_ring_set_settings (self->ring, settings);
  if (self->connected)
    connect_ring (self);
}

/**
 * twc_world_restart_controller:
 *
 * Stops and starts it at one moment. The garage knows nothing of it, and so makes none of the
 * allowances that it makes after an adapter has been away.
 */
void
twc_world_restart_controller (TwcWorld *self, const TwcSettings *settings, guint32 seed)
{
  kill_ring (self);
  twc_world_start_controller (self, settings, seed);
}

/**
 * twc_world_assert_safe:
 *
 * Asserts that the garage has seen no violation so far.
 */
void
twc_world_assert_safe (const TwcWorld *self)
{
  guint n_violations;
  const TwcViolation *violations = twc_garage_get_violations (self->garage, &n_violations);

  if (n_violations > 0)
    g_error ("%u violations, the first: %s %04X value %u at %" G_GINT64_FORMAT, n_violations,
             twc_violation_code_to_nick (violations[0].code), violations[0].charger,
             violations[0].value, violations[0].at_us);
}
