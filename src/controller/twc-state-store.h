/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-charger-state.h"
#include "values/twc-units.h"

G_BEGIN_DECLS

/**
 * TwcStateStore:
 *
 * The Wall Connectors known last, on disk, so that a restarted controller sends them heartbeats
 * before they give up (G7). Nothing here is fatal: without it a start takes some seconds longer.
 */
typedef struct _TwcStateStore TwcStateStore;

TwcStateStore *twc_state_store_new (const char *path);
void twc_state_store_free (TwcStateStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcStateStore, twc_state_store_free)

guint twc_state_store_load (TwcStateStore *self, TwcKnownCharger known[TWC_MAX_CHARGERS]);
void twc_state_store_update (TwcStateStore *self,
                             const TwcKnownCharger *known,
                             guint n_known,
                             gint64 now_us);
void twc_state_store_flush (TwcStateStore *self);

G_END_DECLS
