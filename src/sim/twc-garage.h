/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* The kinds of unit of twc-protocol 7.1. */
typedef enum {
  TWC_PROFILE_P1_US,
  TWC_PROFILE_P1_EU,
  TWC_PROFILE_P2_US,
  TWC_PROFILE_P2_EU,
  TWC_N_PROFILES
} TwcProfile;

/* A car's habits (7.2 to 7.4). Zero-initialised fields take the defaults of 7.3. */
typedef struct {
  gboolean plugged;     /* from the start */
  guint max_ca;         /* its onboard charger's limit; 0 = 3200 */
  guint phases;         /* 0 = 1 */
  gint64 needs_wh;      /* full after that much; 0 = never */
  gboolean is_tesla;
  char vin[18];         /* empty = none on the wire */
  gboolean has_quirk;   /* 5.7 */
  guint start_delay_ms; /* 0 = 5 to 10 s */
} TwcCarConfig;

typedef struct {
  guint16 id;
  TwcProfile profile;
  guint wiring_ca;     /* of its own circuit: more is a violation; 0 = its rating */
  guint32 counter_kwh; /* where its energy counter starts */
  TwcCarConfig car;
} TwcSlaveConfig;

/* Line faults (7.6), as chances per million of what they may hit. */
typedef struct {
  guint bit_flip;       /* per frame */
  guint dropped_byte;   /* per frame */
  guint lost_delimiter; /* per frame */
  guint reply_loss;     /* per frame that asks for a reply */
  guint runt;           /* per frame */
  guint max_reply_delay_ms; /* 0 = 20 to 60 */
  gboolean echo;        /* the adapter returns what the master sends */
  gboolean bursts;      /* the adapter delivers every 16 ms */
} TwcLineFaults;

typedef struct {
  guint32 seed;
  guint wiring_ca; /* of all together: more is a violation; 0 = not watched */
  guint n_slaves;
  TwcSlaveConfig slaves[4]; /* the fourth only to be refused */
  TwcLineFaults faults;
} TwcGarageConfig;

/* What must never happen, as seen from the wall (G1, G2, G5). */
typedef enum {
  TWC_VIOLATION_FORBIDDEN_FRAME,  /* G2 */
  TWC_VIOLATION_OVER_RATING,      /* an offer above the unit's rating */
  TWC_VIOLATION_OVER_WIRING,      /* an offer above its own circuit */
  TWC_VIOLATION_OVER_TOTAL,       /* G1: the sum of offers in force and draws */
  TWC_VIOLATION_BELOW_MINIMUM,    /* an offer between 0 and the protocol's minimum */
  TWC_VIOLATION_CHATTER,          /* G5: more than two contactor operations in 60 s */
  TWC_VIOLATION_LATE_HEARTBEAT,   /* a linked unit waited more than 5 s */
  TWC_N_VIOLATIONS
} TwcViolationCode;

typedef struct {
  TwcViolationCode code;
  gint64 at_us;
  guint16 charger;
  guint value; /* centiamperes, or the frame's first two bytes, or milliseconds */
} TwcViolation;

/* What a unit really does, for tests and the scenario's report. */
typedef struct {
  guint16 id;
  gboolean linked;
  gboolean contactor_closed;
  guint limit_ca;
  guint draw_ca;
  guint8 state;
  guint n_contactor_operations;
  guint n_heartbeats;      /* received from a master */
  gint64 first_heartbeat_us;
  gint64 longest_gap_us;   /* between two heartbeats while linked */
  gint64 energy_wh;
} TwcSlaveReport;

/**
 * TwcGarage:
 *
 * The simulated garage (twc-protocol 7): Wall Connectors, cars and an RS-485 line on a clock
 * that its owner moves. The same seed and calls give the same bytes.
 */
typedef struct _TwcGarage TwcGarage;

TwcGarage *twc_garage_new (const TwcGarageConfig *config, gint64 now_us);
void twc_garage_free (TwcGarage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcGarage, twc_garage_free)

/* The line: what a master writes, and what its adapter delivers at @now_us. */
void twc_garage_write (TwcGarage *self, const guint8 *bytes, gsize n_bytes, gint64 now_us);
gsize twc_garage_read (TwcGarage *self, guint8 *bytes, gsize size, gint64 now_us);
gint64 twc_garage_get_deadline (const TwcGarage *self);
void twc_garage_step (TwcGarage *self, gint64 now_us);

/* What happens in it. Verbs on an unknown id return FALSE. */
gboolean twc_garage_plug_in (TwcGarage *self, guint16 id, const TwcCarConfig *car);
gboolean twc_garage_unplug (TwcGarage *self, guint16 id);
gboolean twc_garage_fill (TwcGarage *self, guint16 id);          /* the car is full */
gboolean twc_garage_go_silent (TwcGarage *self, guint16 id, gint64 for_us);
gboolean twc_garage_reset_unit (TwcGarage *self, guint16 id);    /* power cycle: new sign */
gboolean twc_garage_fault (TwcGarage *self, guint16 id);         /* state 02 */
gboolean twc_garage_ask_raise (TwcGarage *self, guint16 id);     /* the driver restarts: state 08 */
void twc_garage_make_noise (TwcGarage *self, gsize n_bytes);     /* random bytes at wire speed */
void twc_garage_inject (TwcGarage *self, const guint8 *bytes, gsize n_bytes);
void twc_garage_foreign_master (TwcGarage *self, guint16 id, gint64 for_us);
void twc_garage_set_faults (TwcGarage *self, const TwcLineFaults *faults);
void twc_garage_set_wiring (TwcGarage *self, guint wiring_ca); /* lowering: judged after 10 s */

guint twc_garage_get_n_slaves (const TwcGarage *self);
void twc_garage_get_slave (const TwcGarage *self, guint index, TwcSlaveReport *report);
const TwcViolation *twc_garage_get_violations (const TwcGarage *self, guint *n_violations);

const char *twc_violation_code_to_nick (TwcViolationCode code);
const char *twc_profile_to_nick (TwcProfile profile);
gboolean twc_profile_from_nick (const char *nick, TwcProfile *profile);

G_END_DECLS
