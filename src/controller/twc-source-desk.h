/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ring/twc-ring.h"

G_BEGIN_DECLS

/* Where what is measured comes in, and goes to the ring: one reading for each enabled source of
 * the settings, whoever brings it. */

void twc_source_desk_sync (TwcRing *ring, const TwcSettings *settings);
gboolean twc_source_desk_push (
  TwcRing *ring, const char *source, GVariant *values, gint64 now_us, GError **error);

G_END_DECLS
