/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-gate.h"
#include "bus/twc-receiver.h"
#include "values/twc-bus-health.h"
#include "values/twc-charger-state.h"
#include "values/twc-plan.h"

G_BEGIN_DECLS

/* A nibble above 9 cannot clash with the factory id of a newer unit; no C0, no DB (3.1). */
#define TWC_MASTER_DEFAULT_ID 0xA5A5
#define TWC_MASTER_SIGN 0x77

/**
 * TwcMaster:
 *
 * The bus's master (twc-protocol 4): bytes and time in, bodies and charger states out. It does
 * no I/O and reads no clock; its owner calls twc_master_step() at twc_master_get_deadline() and
 * after everything else that it tells it, until it returns 0.
 */
typedef struct _TwcMaster TwcMaster;

TwcMaster *twc_master_new (guint16 id, guint32 seed);
void twc_master_free (TwcMaster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcMaster, twc_master_free)

void twc_master_add_known (TwcMaster *self, const TwcKnownCharger *known, gint64 now_us);

void twc_master_connect (TwcMaster *self, gint64 now_us);
void twc_master_disconnect (TwcMaster *self, gint64 now_us);
void twc_master_receive (TwcMaster *self, const guint8 *bytes, gsize n_bytes, gint64 now_us);

gint64 twc_master_get_deadline (const TwcMaster *self);
gsize twc_master_step (TwcMaster *self, gint64 now_us, guint8 body[TWC_BODY_MAX]);

void twc_master_set_offer (TwcMaster *self, guint16 id, guint offer_ca, gint64 now_us);
void
twc_master_set_permission (TwcMaster *self, guint16 id, guint wiring_ca, gboolean may_start_stop);
void twc_master_set_stop_method (TwcMaster *self, guint16 id, TwcStopMethod method, gint64 now_us);
gboolean twc_master_queue_raw (TwcMaster *self, const guint8 *body, gsize n_body, GError **error);

guint twc_master_get_chargers (const TwcMaster *self, TwcChargerState states[TWC_MAX_CHARGERS]);
void twc_master_get_health (const TwcMaster *self, TwcBusHealth *health);
const TwcGate *twc_master_get_gate (const TwcMaster *self);

void twc_master_set_tap (TwcMaster *self, TwcChunkFunc func, gpointer user_data);

G_END_DECLS
