/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

#define TWC_SETTINGS_ERROR (twc_settings_error_quark ())
GQuark twc_settings_error_quark (void);

typedef enum {
  TWC_SETTINGS_ERROR_UNKNOWN_KEY,
  TWC_SETTINGS_ERROR_WRONG_TYPE,
  TWC_SETTINGS_ERROR_OUT_OF_RANGE,
  TWC_SETTINGS_ERROR_TOO_MANY_CHARGERS,
} TwcSettingsError;

/* What to do at all times that no schedule and no charge-now claims. */
typedef enum {
  TWC_MODE_GREEN,
  TWC_MODE_FIXED,
  TWC_MODE_OFF,
  TWC_N_MODES
} TwcMode;

typedef enum {
  TWC_PHASES_SINGLE,
  TWC_PHASES_SPLIT,
  TWC_PHASES_THREE,
  TWC_N_PHASES
} TwcPhases;

/* Settings of one Wall Connector, kept also while it is away. */
typedef struct
{
  guint16 id;
  char name[64];           /* "Left bay"; empty = shown by its id */
  guint max_ca;            /* of its own circuit or cable; 0 = wiring-max-amps-per-twc */
  gboolean paused;         /* a person stopped it; only a person resumes it */
  gboolean may_start_stop; /* the owner allows FCB1 and FCB2 to it (twc-protocol 5.5) */
} TwcChargerSettings;

/* Connectors come and go over the years; more than these are not remembered. */
#define TWC_SETTINGS_MAX_CHARGERS 16

/**
 * TwcSettings:
 *
 * The validated, immutable snapshot that the brain works from (charging-control 3). Limits
 * that nobody has set are 0, and 0 means that nothing is offered (G3).
 */
typedef struct
{
  guint wiring_all_ca;
  guint wiring_twc_ca;
  TwcPhases phases;
  guint nominal_volts;
  guint min_ca; /* 0 = automatic: 12 A, three phase 6 A */
  TwcMode mode;
  guint fixed_ca;
  guint charge_now_ca;       /* 0 = none */
  gint64 charge_now_until_s; /* UTC */
  guint comfort_interval_s;
  guint raise_interval_s;
  guint min_on_s;
  guint min_off_s;
  guint confirm_min_s;
  guint confirm_timeout_s;
  guint n_chargers;
  TwcChargerSettings chargers[TWC_SETTINGS_MAX_CHARGERS];
} TwcSettings;

TwcSettings twc_settings_default (void);

gboolean twc_settings_set (TwcSettings *self, const char *key, GVariant *value, GError **error);
gboolean twc_settings_set_charger (
  TwcSettings *self, guint16 id, const char *key, GVariant *value, GError **error);

const TwcChargerSettings *twc_settings_find_charger (const TwcSettings *self, guint16 id);
gboolean twc_settings_equal (const TwcSettings *a, const TwcSettings *b);

const char *const *twc_settings_list_keys (void);
const char *const *twc_settings_list_charger_keys (void);

const char *twc_mode_to_nick (TwcMode mode);
gboolean twc_mode_from_nick (const char *nick, TwcMode *mode);

G_END_DECLS
