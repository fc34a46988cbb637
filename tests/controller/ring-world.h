/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "controller/twc-ring.h"
#include "sim/twc-garage.h"

G_BEGIN_DECLS

/* A ring and a garage on one virtual clock: what the controller, the port and an adapter are in
 * the real one. */
typedef struct
{
  TwcGarage *garage;
  TwcRing *ring;
  TwcNow now;
  gint64 start_unix_s;
  guint n_refused; /* bodies that the gate did not let out */
  guint n_sent;
} RingWorld;

/* Three units of different kinds with a car each, on a circuit of 40 A. */
TwcGarageConfig ring_world_garage (void);
TwcSettings ring_world_settings (void);

void ring_world_set_up (RingWorld *self, const TwcGarageConfig *config);
void ring_world_tear_down (RingWorld *self);

void ring_world_start (RingWorld *self, const TwcKnownCharger *known, guint n_known);
void ring_world_run (RingWorld *self, gint64 for_us);
void ring_world_assert_safe (RingWorld *self);

G_END_DECLS
