/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* Who wants power, and how much of it one may have: charging-control sections 1 and 8. */

void twc_demand_take_report (TwcUnit *unit);

void twc_demand_set_limits (TwcStep *step);
void twc_demand_set_classes (TwcStep *step);

gboolean twc_demand_is_finished (const TwcStep *step, const TwcUnit *unit);
gint64 twc_demand_get_deadline (const TwcStep *step);

G_END_DECLS
