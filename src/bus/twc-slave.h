/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-gate.h"
#include "bus/twc-heartbeat.h"
#include "bus/twc-inquiry.h"
#include "bus/twc-switch.h"
#include "values/twc-charger-state.h"
#include "values/twc-plan.h"

G_BEGIN_DECLS

/* Two units with one id announce themselves by turns when both lose the link, about twice a
 * minute; a flag that outlives a few turns does not flicker (twc-protocol 4.5). */
#define TWC_SLAVE_DUPLICATE_FOR_US TWC_SECONDS_US (600)

/**
 * TwcSlave:
 *
 * All that the master keeps of one slave: what it shows of it in `facts`, and what it needs to
 * talk to it. A plain value.
 */
typedef struct
{
  TwcChargerState facts;

  /* Announcements (twc-protocol 4.5). */
  gboolean has_sign;
  guint8 sign;
  guint8 former_sign;
  gint64 former_sign_us; /* when it gave way to the present one */
  gint64 duplicate_us;   /* when two signs alternated last */
  gint64 announced_us;   /* the last one */
  guint announced_ca;    /* its rating as it came, be it impossible */
  gint64 linked_us;      /* since when answers are expected */
  gint64 courted_us;     /* the first of the heartbeats that it never answered */
  gboolean not_answering;

  /* What it may have. */
  gboolean is_known; /* of a former run, and has not announced itself since */
  guint wiring_ca;
  gboolean may_start_stop;
  guint8 switched;    /* code of the last FCB1 or FCB2 to it; 0: none */
  gint64 switched_us; /* when that went out */
  gboolean has_offer;
  guint offer_ca;        /* as decided; facts.offer_ca is what went out */
  gboolean is_offer_new; /* it has not been in a heartbeat yet */
  gint64 offer_us;       /* when it changed */

  gboolean is_hushed; /* it is not spoken to, so that it opens its contactor (5.5) */
  TwcSwitch relay;

  /* Heartbeats (5.3). */
  gint64 heartbeat_us;
  gint64 due_us;
  guint n_lost;           /* heartbeats in a row without an answer */
  gboolean carried_limit; /* the last one did */
  gboolean is_greeted;    /* a heartbeat has gone out since its state became 08 */
  guint n_ignored;
  gint64 unfollowed_us; /* since when it does not show the limit it is sent */
  gint64 state_changed_us;
  gint64 odd_since_us; /* since when its state says nothing of the car (8.12) */

  TwcInquiry inquiry;
} TwcSlave;

gboolean twc_slave_is_valid_rating (guint rating_ca);

void twc_slave_init (TwcSlave *self, guint16 id, guint protocol, guint rating_ca, gint64 now_us);
void twc_slave_link_up (TwcSlave *self, gint64 now_us);
void twc_slave_resume (TwcSlave *self, gint64 now_us);
void twc_slave_expire (TwcSlave *self, gint64 now_us);
gint64 twc_slave_get_deadline (const TwcSlave *self);
gboolean twc_slave_is_forgotten (const TwcSlave *self, gint64 now_us);

void twc_slave_note_new_want (TwcSlave *self, gint64 since_us);
void twc_slave_set_offer (TwcSlave *self, guint offer_ca, gint64 now_us);
void twc_slave_set_permission (TwcSlave *self, guint wiring_ca, gboolean may_start_stop);
void twc_slave_set_stop_method (TwcSlave *self, TwcStopMethod method, gint64 now_us);
gboolean twc_slave_is_served (const TwcSlave *self);
guint twc_slave_get_want (const TwcSlave *self);
TwcGateCharger twc_slave_get_gate (const TwcSlave *self);
gboolean twc_slave_has_urgent_offer (const TwcSlave *self);
gboolean twc_slave_may_be_asked (const TwcSlave *self);

gsize twc_slave_build_heartbeat (TwcSlave *self,
                                 guint16 master,
                                 gint64 now_us,
                                 guint8 body[TWC_BODY_MAX]);

/* twc-slave-reports.c: what it says. */
void twc_slave_take_link_ready (TwcSlave *self, const TwcMessage *message, gint64 now_us);
void twc_slave_take_heartbeat (TwcSlave *self, const TwcMessage *message, gint64 now_us);
void twc_slave_take_silence (TwcSlave *self);
void twc_slave_take_answer (TwcSlave *self, const TwcMessage *message, gint64 now_us);

G_END_DECLS
