/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* How much may flow now, whatever is wished: charging-control 10.1, 10.2. */

void twc_exposure_raise (const TwcStep *step, TwcUnit *unit, guint offer_ca);
void twc_exposure_lower (const TwcStep *step, TwcUnit *unit, guint offer_ca);

guint twc_exposure_of (const TwcStep *step, const TwcUnit *unit);
guint twc_exposure_of_gone (const TwcChargerMemory *memory);
guint twc_exposure_sum (const TwcStep *step);
guint twc_exposure_sum_beside (const TwcStep *step, const TwcUnit *unit, guint offer_ca);
guint twc_exposure_base (const TwcStep *step, const TwcUnit *unit);
gint64 twc_exposure_end_us (const TwcChargerMemory *memory);
gboolean twc_exposure_is_over (const TwcChargerMemory *memory, gint64 now_us);

gboolean twc_exposure_is_drawing (const TwcUnit *unit);

G_END_DECLS
