/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-memory.h"
#include "control/twc-stored.h"

G_BEGIN_DECLS

/* What of the brain's memory outlives a restart: charging-control 4, last paragraph. */

GVariant *twc_memory_to_variant (const TwcMemory *self, TwcNow now);
gboolean twc_memory_from_variant (TwcMemory *self, GVariant *variant, TwcNow now);
TwcMemoryChange twc_memory_compare (const TwcMemory *self, const TwcMemory *stored);

G_END_DECLS
