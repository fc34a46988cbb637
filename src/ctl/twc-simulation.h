/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ring/twc-ring.h"
#include "sim/twc-scenario.h"

G_BEGIN_DECLS

/**
 * TwcSimulation:
 *
 * The ring, the simulated garage and the house around it on one virtual clock: a day of the real
 * program, through the real wire codec, in a second. The same scenario gives the same day.
 */
typedef struct _TwcSimulation TwcSimulation;

/**
 * TwcSimulationFunc:
 *
 * Called each time that the brain has decided or an event has happened.
 */
typedef void (*TwcSimulationFunc) (const TwcSimulation *simulation, gpointer user_data);

TwcSimulation *twc_simulation_new (const TwcScenario *scenario);
void twc_simulation_free (TwcSimulation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcSimulation, twc_simulation_free)

void twc_simulation_set_observer (TwcSimulation *self, TwcSimulationFunc func, gpointer user_data);
void twc_simulation_run (TwcSimulation *self, gint64 until_us);

gint64 twc_simulation_get_elapsed_us (const TwcSimulation *self);
gint64 twc_simulation_get_unix_s (const TwcSimulation *self);
GTimeZone *twc_simulation_get_zone (const TwcSimulation *self);
const TwcSettings *twc_simulation_get_settings (const TwcSimulation *self);
const TwcPlan *twc_simulation_get_plan (const TwcSimulation *self);
const TwcSite *twc_simulation_get_site (const TwcSimulation *self);
const TwcGarage *twc_simulation_get_garage (const TwcSimulation *self);

G_END_DECLS
