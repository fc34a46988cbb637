/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-reading.h"
#include "values/twc-schedule-entry.h"
#include "values/twc-source-settings.h"

G_BEGIN_DECLS

#define TWC_SETTINGS_ERROR (twc_settings_error_quark ())
GQuark twc_settings_error_quark (void);

typedef enum {
  TWC_SETTINGS_ERROR_UNKNOWN_KEY,
  TWC_SETTINGS_ERROR_WRONG_TYPE,
  TWC_SETTINGS_ERROR_OUT_OF_RANGE,
  TWC_SETTINGS_ERROR_TOO_MANY_CHARGERS,
  TWC_SETTINGS_ERROR_TOO_MANY, /* schedules, plans or sources */
  TWC_SETTINGS_ERROR_BAD_NAME, /* of a schedule, plan or source */
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

typedef enum {
  TWC_SHARE_EQUAL,
  TWC_SHARE_PRIORITY,
  TWC_N_SHARES
} TwcSharePolicy;

/* What green energy does when its sources fall silent, or the house when the grid is down. */
typedef enum {
  TWC_FALLBACK_STOP,
  TWC_FALLBACK_MINIMUM,
  TWC_FALLBACK_IGNORE, /* islanded only */
  TWC_N_FALLBACKS
} TwcFallback;

typedef enum {
  TWC_QUIRK_OFF,
  TWC_QUIRK_REACTIVE,
  TWC_QUIRK_PROACTIVE,
  TWC_N_QUIRK_MODES
} TwcQuirkMode;

/* Charging-control 11.4. */
typedef enum {
  TWC_STOP_OFFER0,
  TWC_STOP_VEHICLE,
  TWC_STOP_COMMAND,
  TWC_STOP_SILENCE,
  TWC_N_STOP_METHODS
} TwcStopMethod;

/* Charging-control 6.2. */
typedef enum {
  TWC_METHOD_GRID,
  TWC_METHOD_BALANCE, /* generation and consumption */
  TWC_METHOD_GENERATION,
  TWC_METHOD_CURVE, /* by hand, amps by local hour */
  TWC_N_METHODS
} TwcMethod;

/* Settings of one Wall Connector, kept also while it is away. */
typedef struct
{
  guint16 id;
  char name[64];           /* "Left bay"; empty = shown by its id */
  guint max_ca;            /* of its own circuit or cable; 0 = wiring-max-amps-per-twc */
  guint priority;          /* 0 … 9, larger is served first */
  guint active_phases;     /* its car uses fewer lines than it has; 0 = all */
  guint line;              /* which line of the house feeds it, 1 … 3; single phase only */
  gboolean paused;         /* a person stopped it; only a person resumes it */
  gboolean may_start_stop; /* the owner allows FCB1 and FCB2 to it (twc-protocol 5.5) */
} TwcChargerSettings;

/* Connectors come and go over the years; more than these are not remembered. */
#define TWC_SETTINGS_MAX_CHARGERS 16
#define TWC_MAX_POLICIES 16

/* Whether a car may charge here at all; an empty VIN stands for all that are not known. */
typedef struct
{
  char vin[18]; /* or the beginning of it */
  gboolean denied;
} TwcVehiclePolicy;

/* Charging-control 6. Delays are seconds, levels percent. */
typedef struct
{
  guint n_methods; /* 0: the first whose sources are set up */
  TwcMethod methods[TWC_N_METHODS];
  guint curve_ca[24];
  gint reserve_w;     /* with the offsets: R of 6.2 */
  gint own_reserve_w; /* what reserve_w is the sum of */
  gint offsets_w;
  gint offsets_ca; /* at the nominal voltage */
  gboolean consumption_includes_charger;
  guint start_delay_s;
  guint stop_delay_s;
  guint raise_delay_s;
  guint lower_window_s;
  guint flex_ca;
  gboolean flex_start;
  guint floor_ca;
  guint stale_hold_s;
  TwcFallback stale_action;
  guint battery_priority_percent;
  guint battery_buffer_percent;
  guint battery_start_percent;
} TwcGreenSettings;

/* The house's own connection, charging-control 7.3. */
typedef struct
{
  guint fuse_ca; /* per line; 0 = off */
  guint margin_ca;
  guint max_import_w; /* 0 = off */
  guint stale_s;
  guint fallback_ca;
  guint raise_delay_s;
} TwcHouseSettings;

/* Charging-control 14. */
typedef struct
{
  double cheap_price;
  guint cheap_ca; /* 0 = off */
  guint margin_min;
  guint gap_percent;
  guint n_goals;
  TwcPlanGoal goals[TWC_MAX_GOALS];
  guint n_import_rows;
  TwcTariffRow import_rows[TWC_MAX_TARIFF_ROWS];
  guint n_export_rows; /* the feed-in price */
  TwcTariffRow export_rows[TWC_MAX_TARIFF_ROWS];
  char currency[4]; /* ISO 4217; empty = the locale's */
} TwcTariffSettings;

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
  TwcHouseSettings house;

  TwcMode mode;
  guint fixed_ca;
  gint64 resume_green_s;     /* UTC; -1 = none (5.5) */
  guint charge_now_ca;       /* 0 = none */
  gint64 charge_now_until_s; /* UTC */
  guint charge_now_wh;       /* 0 = without such an end */
  guint n_charge_now_ids;    /* 0 = all */
  guint16 charge_now_ids[TWC_MAX_CHARGERS];
  guint n_schedules;
  TwcScheduleEntry schedules[TWC_MAX_SCHEDULES];

  TwcGreenSettings green;
  TwcFallback islanded_action;
  TwcTariffSettings tariff;

  TwcSharePolicy share_policy;
  guint rotate_min; /* 0 = never */
  guint probe_min;  /* 0 = never */
  guint comfort_interval_s;
  guint raise_interval_s;
  guint min_on_s;
  guint min_off_s;
  guint max_starts_per_hour;
  guint confirm_min_s;
  guint confirm_timeout_s;
  guint n_stop_methods;
  TwcStopMethod stop_methods[TWC_N_STOP_METHODS];
  TwcQuirkMode quirk_mode;
  guint quirk_ca; /* 0 = automatic */

  guint vehicle_min_percent;   /* 0 = off */
  guint vehicle_limit_percent; /* 0 = off */
  guint session_limit_wh;      /* 0 = off */
  guint n_policies;
  TwcVehiclePolicy policies[TWC_MAX_POLICIES];

  guint n_sources;
  TwcSourceSettings sources[TWC_MAX_READINGS];
  guint n_chargers;
  TwcChargerSettings chargers[TWC_SETTINGS_MAX_CHARGERS];
} TwcSettings;

/* Of a schedule, plan or source, with its NUL. */
#define TWC_SETTINGS_NAME_SIZE 32

TwcSettings twc_settings_default (void);

gboolean twc_settings_set (TwcSettings *self, const char *key, GVariant *value, GError **error);
gboolean twc_settings_set_charger (
  TwcSettings *self, guint16 id, const char *key, GVariant *value, GError **error);

const TwcChargerSettings *twc_settings_find_charger (const TwcSettings *self, guint16 id);
gboolean twc_settings_set_schedule (
  TwcSettings *self, const char *name, const char *key, GVariant *value, GError **error);
gboolean twc_settings_set_goal (
  TwcSettings *self, const char *name, const char *key, GVariant *value, GError **error);
gboolean twc_settings_set_source (
  TwcSettings *self, const char *name, const char *key, GVariant *value, GError **error);
gboolean twc_settings_is_name (const char *name);
TwcScheduleEntry *
twc_settings_ensure_schedule (TwcSettings *self, const char *name, GError **error);
TwcPlanGoal *twc_settings_ensure_goal (TwcSettings *self, const char *name, GError **error);
TwcSourceSettings *twc_settings_ensure_source (TwcSettings *self, const char *name, GError **error);
TwcChargerSettings *twc_settings_ensure_charger (TwcSettings *self, guint16 id, GError **error);

gboolean twc_settings_equal (const TwcSettings *a, const TwcSettings *b);

const char *const *twc_settings_list_keys (void);
const char *const *twc_settings_list_charger_keys (void);
const char *const *twc_settings_list_schedule_keys (void);
const char *const *twc_settings_list_goal_keys (void);

const char *twc_mode_to_nick (TwcMode mode);
gboolean twc_mode_from_nick (const char *nick, TwcMode *mode);

G_END_DECLS
