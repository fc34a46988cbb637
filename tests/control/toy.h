/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-brain.h"

G_BEGIN_DECLS

/* A Wall Connector with the idealised car of charging-control 17: an offer of tick t is said to
 * be in force at t + 1 and drawn at t + 2. */
typedef struct
{
  TwcChargerState state;
  gboolean silent;
  gboolean clamps;    /* of protocol 2 (twc-protocol rule 8) */
  guint car_ca;       /* the most that its car takes */
  gint stubborn_ca;   /* draws this, whatever it is told; -1: it obeys */
  gint echo_ca;       /* says that this limit is in force; -1: it is honest */
  guint n_alone_s;    /* how long its master has not spoken to it, to stop it (11.4) */
  guint stuck_ca;     /* its car takes no more than this until it is cured (12); 0: it is */
  guint cure_ca;      /* what cures it after 5 s; 0: nothing does */
  guint n_cure_s;     /* how long it has had that */
  gboolean unsent;    /* the bus does not get to sending it anything */
  guint offers_ca[2]; /* of the two ticks before */
} ToyUnit;

/* The house around them, as its meter sees it: what it takes itself, and what the cars take. */
typedef struct
{
  gboolean has_meter;
  gboolean silent;
  guint lag;           /* it tells so many seconds late */
  double late_a[8][3]; /* what it has not told yet, by seconds */
  gint32 line_ca[3];   /* of the house alone */
  gint32 watts;        /* likewise */
  TwcReading meter;
} ToyHouse;
/* What the house's meters show: green energy is given A(t) directly, and the grid meter of each
 * tick says what agrees with it and with what the cars draw in that tick. */
typedef struct
{
  gboolean is_set;
  gboolean is_dead;
  gint available_ca; /* A(t) */
  guint others;      /* a bit for each unit that takes its part before */
  gboolean has_battery;
  gboolean has_soc;
  guint soc_percent;
} ToySun;

/* The brain in a loop with such units, one tick a second. */
typedef struct
{
  TwcSettings settings;
  TwcMemory memory;
  TwcNow now;
  gboolean shutting_down;
  GTimeZone *zone; /* (nullable) (owned) */
  TwcForecast import_prices;
  guint n_vehicles;
  TwcVehicle vehicles[TWC_MAX_VEHICLES];
  gboolean islanded;
  TwcExternalLimit external;
  ToyHouse house;
  ToySun sun;
  guint n_units;
  ToyUnit units[TWC_MAX_CHARGERS + 1];
  TwcSite site;
  TwcPlan plan;
} Toy;

#define TOY_UNIX_S G_GINT64_CONSTANT (1790000000)
#define TOY_START_US TWC_SECONDS_US (1000)

void toy_init (Toy *self);
void toy_clear (Toy *self);
ToyUnit *toy_add (Toy *self, guint16 id, guint protocol, guint rating_ca);
ToyUnit *toy_find (Toy *self, guint16 id);
void toy_set_state (ToyUnit *unit, guint8 state);
void toy_tick (Toy *self);
const char *toy_find_difference (const TwcPlan *a, const TwcPlan *b);
const char *toy_find_any_difference (const TwcPlan *a, const TwcPlan *b);

G_END_DECLS
