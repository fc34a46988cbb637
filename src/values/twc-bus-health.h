/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

typedef enum {
  TWC_BUS_NO_ADAPTER,
  TWC_BUS_LISTENING, /* LISTEN or ANNOUNCE of twc-protocol 4.2 */
  TWC_BUS_OK,
  TWC_BUS_STANDBY, /* another master is on the bus: we transmit nothing */
  TWC_BUS_ERROR,   /* another node uses our id: we transmit nothing */
  TWC_N_BUS_STATES
} TwcBusState;

/* The receiver's verdicts on what came in (twc-protocol 1.5), in its order of tests. */
typedef enum {
  TWC_VERDICT_NOISE,
  TWC_VERDICT_ESCAPE,
  TWC_VERDICT_TYPE,
  TWC_VERDICT_LENGTH,
  TWC_VERDICT_CHECKSUM,
  TWC_VERDICT_OK,
  TWC_VERDICT_TRUNCATED,
  TWC_N_VERDICTS
} TwcVerdict;

/**
 * TwcBusHealth:
 *
 * How the bus is doing, for people and for the problems list. Counters run since start.
 */
typedef struct
{
  TwcBusState state;
  guint64 verdicts[TWC_N_VERDICTS];
  guint64 unexpected; /* good frames that fit nothing: unknown id, other receiver, odd command */
  guint64 echoes;
  guint64 sent;
  guint64 unanswered;
  gint64 last_frame_us;    /* TWC_NEVER before the first */
  guint16 foreign_master;  /* 0 = none */
  guint16 refused_charger; /* the fourth; 0 = none */
  guint16 invalid_charger; /* announced an impossible rating; 0 = none */
  guint invalid_rating_ca;
  gboolean not_answering; /* link-readies come in, answers do not */
  gboolean ratings_differ;
  guint latest_heartbeat_ms; /* the longest wait of a linked slave for its heartbeat */
} TwcBusHealth;

guint64 twc_bus_health_count_damaged (const TwcBusHealth *self);

const char *twc_bus_state_to_nick (TwcBusState state);
gboolean twc_bus_state_from_nick (const char *nick, TwcBusState *state);
const char *twc_verdict_to_nick (TwcVerdict verdict);

G_END_DECLS
