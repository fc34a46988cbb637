/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* Whether a unit does what it was told, as its reports show: charging-control 10.3, 7.5, 9.5. */

void twc_confirm_take_report (TwcUnit *unit);
void twc_confirm_settle (const TwcStep *step, TwcUnit *unit);

gboolean twc_confirm_is_pending (const TwcStep *step, const TwcChargerMemory *memory);
gboolean twc_confirm_is_astray (const TwcStep *step, const TwcUnit *unit);
guint twc_confirm_get_stuck_ca (const TwcStep *step, const TwcUnit *unit);
gboolean twc_confirm_is_slow (const TwcStep *step, const TwcUnit *unit);
gboolean twc_confirm_is_unstoppable (const TwcStep *step, const TwcUnit *unit);
gboolean twc_confirm_is_disobeying (const TwcStep *step, const TwcUnit *unit);
gint64 twc_confirm_get_deadline (const TwcStep *step);

G_END_DECLS
