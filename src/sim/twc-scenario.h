/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/twc-garage.h"

G_BEGIN_DECLS

#define TWC_SCENARIO_MAX_S 315360000 /* ten years */

#define TWC_SCENARIO_ERROR (twc_scenario_error_quark ())
GQuark twc_scenario_error_quark (void);

typedef enum {
  TWC_SCENARIO_ERROR_SYNTAX,
  TWC_SCENARIO_ERROR_UNKNOWN_KEY,
  TWC_SCENARIO_ERROR_VALUE,
} TwcScenarioError;

typedef enum {
  TWC_EVENT_PLUG,
  TWC_EVENT_UNPLUG,
  TWC_EVENT_FULL,
  TWC_EVENT_START, /* the driver starts the car */
  TWC_EVENT_SILENCE,
  TWC_EVENT_RESET,
  TWC_EVENT_FAULT,
  TWC_EVENT_NOISE,
  TWC_EVENT_ADAPTER_GONE,
  TWC_EVENT_FOREIGN_MASTER,
  TWC_EVENT_LINE_FAULTS,
  TWC_EVENT_WIRING,
  TWC_EVENT_ADAPTER_BACK, /* made from adapter_gone and its for_s */
} TwcEventType;

typedef struct
{
  gint64 at_us; /* since the scenario's start */
  TwcEventType type;
  guint16 charger;
  gint64 for_us; /* 0 = for ever */
  gsize n_bytes;
  guint16 master;
  gboolean has_car; /* else the one that the unit was configured with */
  TwcCarConfig car;
  TwcLineFaults faults;
  guint wiring_ca;
} TwcEvent;

/**
 * TwcScenario:
 *
 * A garage and what happens in it, read from a JSON file (cli.md, "simulate"). What only a
 * simulation of the brain needs (settings, schedules, sun and house) is passed over.
 */
typedef struct
{
  TwcGarageConfig garage;
  gint64 duration_us; /* 0 = for ever */
  guint n_events;
  TwcEvent *events; /* in order of time */
} TwcScenario;

TwcScenario *twc_scenario_new_default (guint n_chargers, guint32 seed);
TwcScenario *twc_scenario_load (const char *path, GError **error);
TwcScenario *twc_scenario_parse (const char *json, gssize length, GError **error);
void twc_scenario_free (TwcScenario *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcScenario, twc_scenario_free)

void twc_scenario_apply (const TwcEvent *event, TwcGarage *garage);

G_END_DECLS
