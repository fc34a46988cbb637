/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* Some cars fall to about 5.2 A after a small raise, and stay there until they are offered much
 * more for a moment: charging-control 12. */

void twc_quirk_take_report (TwcUnit *unit);
void twc_quirk_settle (TwcStep *step);
void twc_quirk_set (TwcStep *step);

void twc_quirk_begin (const TwcStep *step, TwcUnit *unit);
void twc_quirk_end (TwcUnit *unit);

guint twc_quirk_get_amps (const TwcStep *step, const TwcUnit *unit);
gint64 twc_quirk_get_end_us (const TwcUnit *unit);
gint64 twc_quirk_get_deadline (const TwcStep *step);

G_END_DECLS
