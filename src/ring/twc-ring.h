/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-master.h"
#include "control/twc-brain.h"

G_BEGIN_DECLS

/**
 * TwcRing:
 *
 * The ring of the design, closed here and nowhere else: bytes → master → site → brain → plan →
 * offers → master → bodies. It does no I/O and reads no clock, so that a week of it runs in a
 * test in seconds; the controller drives it with a port and a main loop.
 */
typedef struct _TwcRing TwcRing;

TwcRing *twc_ring_new (
  guint16 master_id, guint32 seed, const TwcKnownCharger *known, guint n_known, TwcNow now);
void twc_ring_free (TwcRing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcRing, twc_ring_free)

gboolean twc_ring_restore (TwcRing *self, GVariant *memory, TwcNow now);
void twc_ring_set_settings (TwcRing *self, const TwcSettings *settings);
void twc_ring_connect (TwcRing *self, TwcNow now);
void twc_ring_disconnect (TwcRing *self, TwcNow now);
void twc_ring_receive (TwcRing *self, const guint8 *bytes, gsize n_bytes, TwcNow now);
void twc_ring_stop_all (TwcRing *self);
void twc_ring_allow_charging (TwcRing *self);
void twc_ring_shut_down (TwcRing *self);

/* What the brain looks at besides the bus; each is due for a decision at once. */
void twc_ring_set_reading (TwcRing *self, const TwcReading *reading);
void twc_ring_remove_reading (TwcRing *self, const char *id);
void twc_ring_set_vehicle (TwcRing *self, const TwcVehicle *vehicle);
void twc_ring_set_external (TwcRing *self, const TwcExternalLimit *limit, gint64 until_us);
void twc_ring_set_islanded (TwcRing *self, gboolean islanded);
void twc_ring_set_prices (TwcRing *self, const TwcForecast *import, const TwcForecast *export);
void twc_ring_set_zone (TwcRing *self, GTimeZone *zone);

gint64 twc_ring_get_deadline (const TwcRing *self);
gsize twc_ring_step (TwcRing *self, TwcNow now, guint8 body[TWC_BODY_MAX]);

const TwcSettings *twc_ring_get_settings (const TwcRing *self);
const TwcSite *twc_ring_get_site (const TwcRing *self);
const TwcPlan *twc_ring_get_plan (const TwcRing *self);
TwcMaster *twc_ring_get_master (TwcRing *self);
const TwcMemory *twc_ring_get_memory (const TwcRing *self);
guint twc_ring_get_known (const TwcRing *self, TwcKnownCharger known[TWC_MAX_CHARGERS]);

G_END_DECLS
