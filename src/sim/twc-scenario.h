/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "sim/twc-garage.h"
#include "sim/twc-house.h"
#include "values/twc-settings.h"

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
  TWC_EVENT_HOUSE,
  TWC_EVENT_SOURCE,   /* the house's meters fall silent, or speak again */
  TWC_EVENT_SETTINGS, /* from here on it is the owner who acts, not the garage */
  TWC_EVENT_MODE,
  TWC_EVENT_CHARGE_NOW,
  TWC_EVENT_CANCEL,
  TWC_EVENT_PAUSE,
  TWC_EVENT_RESUME,
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
  TwcHouse house; /* only what the event changes is known */
  gboolean is_silent;
  JsonObject *settings; /* owned by the scenario */
  TwcMode mode;
  guint amps_ca;
  guint energy_wh;
} TwcEvent;

/**
 * TwcScenario:
 *
 * A garage, the house around it, its owner's settings and what happens, read from a JSON file
 * (cli.md, "simulate"). The simulated garage alone has no use for house and owner.
 */
typedef struct
{
  TwcGarageConfig garage;
  gint64 duration_us; /* 0 = for ever */
  gint64 start_s;     /* UTC; 0 = whenever */
  GTimeZone *zone;    /* %NULL = UTC */
  TwcSettings settings;
  guint n_events;
  TwcEvent *events; /* in order of time */
} TwcScenario;

TwcScenario *twc_scenario_new_default (guint n_chargers, guint32 seed);
TwcScenario *twc_scenario_load (const char *path, GError **error);
TwcScenario *twc_scenario_parse (const char *json, gssize length, GError **error);
void twc_scenario_free (TwcScenario *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcScenario, twc_scenario_free)

void twc_scenario_apply (const TwcEvent *event, TwcGarage *garage);
void twc_scenario_apply_settings (const TwcEvent *event, TwcSettings *settings);

G_END_DECLS
