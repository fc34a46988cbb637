/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ring-world.h"

#define START_US TWC_SECONDS_US (1000)
#define START_UNIX_S 1700000000

TwcGarageConfig
ring_world_garage (void)
{
  return (TwcGarageConfig){
    .seed = 1,
    .wiring_ca = 4000,
    .n_slaves = 3,
    .slaves = {
      { .id = 0x9399, .profile = TWC_PROFILE_P2_EU, .car = { .plugged = TRUE } },
      { .id = 0x032E, .profile = TWC_PROFILE_P2_US, .car = { .plugged = TRUE } },
      { .id = 0x5AC1, .profile = TWC_PROFILE_P1_US, .car = { .plugged = TRUE, .is_tesla = TRUE } },
    },
  };
}

TwcSettings
ring_world_settings (void)
{
  TwcSettings settings = twc_settings_default ();

  settings.wiring_all_ca = 4000;
  settings.wiring_twc_ca = 3200;
  settings.min_ca = 600;
  settings.mode = TWC_MODE_FIXED;
  settings.fixed_ca = 4000;
  return settings;
}

void
ring_world_set_up (RingWorld *self, const TwcGarageConfig *config)
{
  *self = (RingWorld){ .now = { START_US, START_UNIX_S }, .start_unix_s = START_UNIX_S };
  self->garage = twc_garage_new (config, self->now.us);
}

void
ring_world_tear_down (RingWorld *self)
{
  g_clear_pointer (&self->ring, twc_ring_free);
  g_clear_pointer (&self->garage, twc_garage_free);
}

/* As twcmanagerd at its start; again = a restart, of which the garage knows nothing. */
void
ring_world_start (RingWorld *self, const TwcKnownCharger *known, guint n_known)
{
  const TwcSettings settings = ring_world_settings ();

  g_clear_pointer (&self->ring, twc_ring_free);
  self->ring = twc_ring_new (TWC_MASTER_DEFAULT_ID, 1, known, n_known, self->now);
  twc_ring_set_settings (self->ring, &settings);
  twc_ring_connect (self->ring, self->now);
}

static void
send_bodies (RingWorld *self)
{
  guint8 body[TWC_BODY_MAX], wire[TWC_WIRE_MAX];
  gsize n_body;

  while ((n_body = twc_ring_step (self->ring, self->now, body)) > 0)
    {
      const gsize n_wire = twc_gate_encode (twc_master_get_gate (twc_ring_get_master (self->ring)),
                                            body, n_body, wire, NULL);

      self->n_refused += n_wire == 0;
      self->n_sent++;
      twc_garage_write (self->garage, wire, n_wire, self->now.us);
    }
}

/* To the next moment at which anything is due on either side. */
static void
advance (RingWorld *self, gint64 end_us)
{
  guint8 bytes[256];
  gsize n_bytes;
  gint64 next_us = twc_garage_get_deadline (self->garage);

  if (next_us == TWC_NEVER || next_us > end_us)
    next_us = end_us;
  next_us = MIN (next_us, MAX (twc_ring_get_deadline (self->ring), self->now.us + 1000));

  self->now.us = MAX (next_us, self->now.us + 1);
  self->now.unix_s = self->start_unix_s + (self->now.us - START_US) / G_USEC_PER_SEC;

  twc_garage_step (self->garage, self->now.us);
  while ((n_bytes = twc_garage_read (self->garage, bytes, sizeof bytes, self->now.us)) > 0)
    twc_ring_receive (self->ring, bytes, n_bytes, self->now);
  send_bodies (self);
}

void
ring_world_run (RingWorld *self, gint64 for_us)
{
  const gint64 end_us = self->now.us + for_us;

  send_bodies (self);
  while (self->now.us < end_us)
    advance (self, end_us);
}

void
ring_world_assert_safe (RingWorld *self)
{
  guint n_violations;
  const TwcViolation *violations = twc_garage_get_violations (self->garage, &n_violations);

  if (n_violations > 0)
    g_error ("%u violations, the first: %s %04X value %u at %" G_GINT64_FORMAT, n_violations,
             twc_violation_code_to_nick (violations[0].code), violations[0].charger,
             violations[0].value, violations[0].at_us);
  g_assert_cmpuint (self->n_refused, ==, 0);
}
