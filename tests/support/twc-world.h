/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ring/twc-ring.h"
#include "sim/twc-garage.h"

G_BEGIN_DECLS

/**
 * TwcWorld:
 *
 * The controller's ring and the simulated garage, wired together on one virtual clock.
 */
typedef struct
{
  TwcNow now;
  TwcRing *ring;
  TwcGarage *garage;
  gboolean connected;
  TwcKnownCharger known[TWC_MAX_CHARGERS]; /* what a restart would find on the disk */
  guint n_known;
  GVariant *memory; /* (nullable): likewise */
  guint64 n_steps;
} TwcWorld;

/* Always shares out all of @wiring_all_ca, on circuits of 32 A each. */
TwcSettings twc_world_fixed_settings (guint wiring_all_ca);

TwcWorld *twc_world_new (const TwcGarageConfig *garage, const TwcSettings *settings, guint32 seed);
TwcWorld *twc_world_new_known (const TwcGarageConfig *garage,
                               const TwcSettings *settings,
                               guint32 seed,
                               const TwcKnownCharger *known,
                               guint n_known);
void twc_world_free (TwcWorld *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcWorld, twc_world_free)

void twc_world_run (TwcWorld *self, gint64 for_us);
void twc_world_unplug_adapter (TwcWorld *self);
void twc_world_plug_adapter (TwcWorld *self);
void twc_world_stop_controller (TwcWorld *self);
void twc_world_start_controller (TwcWorld *self, const TwcSettings *settings, guint32 seed);
void twc_world_restart_controller (TwcWorld *self, const TwcSettings *settings, guint32 seed);
void twc_world_assert_safe (const TwcWorld *self);

G_END_DECLS
