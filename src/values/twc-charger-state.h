/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* What a slave says of itself in each heartbeat (twc-protocol 3.4). */
typedef enum {
  TWC_STATE_READY = 0x00,
  TWC_STATE_CHARGING = 0x01,
  TWC_STATE_ERROR = 0x02,
  TWC_STATE_PLUGGED = 0x03,
  TWC_STATE_WANTS_POWER = 0x04,
  TWC_STATE_BUSY = 0x05,
  TWC_STATE_RAISING = 0x06,
  TWC_STATE_LOWERING = 0x07,
  TWC_STATE_STARTING = 0x08,
  TWC_STATE_APPLYING_LIMIT = 0x09,
  TWC_STATE_ADJUSTED = 0x0A,
} TwcWireState;

/* What a person is told (twc-protocol 3.4, "classification for a UI"). */
typedef enum {
  TWC_ACTIVITY_UNKNOWN,
  TWC_ACTIVITY_NO_CAR,
  TWC_ACTIVITY_PLUGGED,
  TWC_ACTIVITY_STARTING,
  TWC_ACTIVITY_CHARGING,
  TWC_ACTIVITY_FAULT,
  TWC_N_ACTIVITIES
} TwcActivity;

const char *twc_activity_to_nick (TwcActivity activity);
gboolean twc_activity_from_nick (const char *nick, TwcActivity *activity);

/**
 * TwcChargerState:
 *
 * All that the master knows of one Wall Connector. What has not been heard is zero and its
 * time %TWC_NEVER; `reported` tells whether state, limit and draw are real.
 */
typedef struct
{
  guint16 id;
  guint protocol;        /* 1 or 2, by the length of its link-ready (twc-protocol 3.10) */
  guint rating_ca;       /* what its hardware can do; 0 = not usable (3.3) */
  gboolean online;       /* FALSE after 26 s without an answer, until it links again */
  gboolean duplicate_id; /* two units answer to this id: minimum only (4.5) */

  guint offer_ca; /* limit of the last heartbeat sent to it; 0 before the first */

  gboolean reported; /* it has answered a heartbeat since it linked */
  guint n_reports;   /* answers since it linked: tells a new report from a repeated one */
  gint64 heard_us;   /* its last answer */
  guint8 state;      /* TwcWireState, or what it said instead */
  TwcActivity activity;
  guint reported_ca; /* the limit that it says is in force */
  guint draw_ca;     /* measured, per phase */

  gint64 power_report_us; /* TWC_NEVER when it has sent none */
  guint32 counter_kwh;    /* raw; see 3.9 for what is not plausible */
  guint volts[3];
  gboolean has_line_currents;
  guint line_ca[3];

  gboolean has_firmware;
  guint8 firmware[4];
  char serial[12];     /* empty while unknown */
  char vin[18];        /* empty while unknown */
  gboolean vin_checks; /* its check digit holds */
} TwcChargerState;

/* The last acknowledged facts that let a restarted controller go on at once (G7). */
typedef struct
{
  guint16 id;
  guint protocol;
  guint rating_ca;
  guint offer_ca; /* counted as its exposure until it reports */
} TwcKnownCharger;

G_END_DECLS
