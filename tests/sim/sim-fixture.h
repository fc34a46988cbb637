/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-message.h"
#include "bus/twc-receiver.h"
#include "sim/twc-garage.h"
#include "values/twc-charger-state.h"

#define SIM_MASTER 0x7777
#define SIM_ID 0x1839

/* What the adapter delivered, with a verdict. */
typedef struct
{
  gint64 at_us;
  TwcVerdict verdict;
  gsize n_raw;
  TwcMessage message; /* of a good frame */
  gsize n_body;
  guint8 body[TWC_BODY_MAX];
} SimHeard;

/* A garage, its clock, and a master that says what the test tells it to say. */
typedef struct
{
  TwcGarage *garage;
  gint64 now_us;
  TwcReceiver receiver;
  GByteArray *bytes; /* all that came */
  GArray *heard;     /* of SimHeard */
} SimFixture;

TwcGarageConfig sim_config (TwcProfile profile);
void sim_fixture_init (SimFixture *self, const TwcGarageConfig *config);
void sim_fixture_clear (SimFixture *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimFixture, sim_fixture_clear)

void sim_wait (SimFixture *self, gint64 duration_us);
void sim_send (SimFixture *self, const guint8 *body, gsize n_body);
void sim_send_code (SimFixture *self, guint code, guint16 receiver);
const TwcMessage *sim_find (SimFixture *self, guint from, TwcMessageType type);
const TwcMessage *sim_ask (SimFixture *self, guint code, TwcMessageType reply);
const TwcMessage *sim_heartbeat (SimFixture *self, guint command, guint limit_ca);
const TwcMessage *sim_heartbeat_to (SimFixture *self, guint16 id, guint command, guint limit_ca);
const TwcMessage *sim_keep (SimFixture *self, guint command, guint limit_ca, guint seconds);
TwcSlaveReport sim_report (SimFixture *self);
guint sim_count (SimFixture *self, TwcViolationCode code);

void sim_link (SimFixture *self);
void sim_charge (SimFixture *self, guint limit_ca);
