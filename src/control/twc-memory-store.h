/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-memory.h"

G_BEGIN_DECLS

/* What of the brain's memory outlives a restart: charging-control 4, last paragraph. */

/* How much a memory differs from one that was stored. */
typedef enum {
  TWC_MEMORY_SAME,
  TWC_MEMORY_MOVED,   /* energies alone: once a minute is often enough */
  TWC_MEMORY_CHANGED, /* worth a write at once */
} TwcMemoryChange;

GVariant *twc_memory_to_variant (const TwcMemory *self, TwcNow now);
gboolean twc_memory_from_variant (TwcMemory *self, GVariant *variant, TwcNow now);
TwcMemoryChange twc_memory_compare (const TwcMemory *self, const TwcMemory *stored);

G_END_DECLS
