/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* Which cars are to be ready by when, and which of them charge for it now: charging-control 14. */

void twc_departure_update (TwcStep *step);

gboolean twc_departure_is_due (const TwcStep *step, const TwcUnit *unit, gint64 *departure_s);
void twc_departure_tell (const TwcStep *step, TwcPlan *plan);
gint64 twc_departure_get_deadline (const TwcStep *step);

gint64 twc_departure_find_next (const TwcPlanGoal *goal, GTimeZone *zone, gint64 after_s);

G_END_DECLS
