/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* Green energy as a stage of the step: charging-control 6. */

void twc_solar_measure (TwcStep *step);
void twc_solar_set_budget (TwcStep *step);

void twc_solar_explain (const TwcStep *step, TwcReason *reason);
gint64 twc_solar_get_deadline (const TwcStep *step);

G_END_DECLS
