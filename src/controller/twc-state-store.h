/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-memory.h"
#include "values/twc-charger-state.h"

G_BEGIN_DECLS

/**
 * TwcStateStore:
 *
 * The Wall Connectors known last, and what the brain remembers of them, on disk: a restarted
 * controller sends them heartbeats before they give up, and goes on with their sessions (G7).
 * Nothing here is fatal: without it a start takes some seconds longer.
 */
typedef struct _TwcStateStore TwcStateStore;

TwcStateStore *twc_state_store_new (const char *path);
void twc_state_store_free (TwcStateStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcStateStore, twc_state_store_free)

guint twc_state_store_load (TwcStateStore *self, TwcKnownCharger known[TWC_MAX_CHARGERS]);
GVariant *twc_state_store_get_memory (TwcStateStore *self);
void twc_state_store_update (TwcStateStore *self,
                             const TwcKnownCharger *known,
                             guint n_known,
                             const TwcMemory *memory,
                             TwcNow now);
void twc_state_store_flush (TwcStateStore *self);
const char *twc_state_store_get_unsaved (const TwcStateStore *self);

G_END_DECLS
