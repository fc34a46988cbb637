/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* How much a car may take here, and whether it may at all: charging-control 3 and 8.6. */

void twc_limit_update (TwcStep *step);

gboolean twc_limit_is_reached (const TwcUnit *unit);
gboolean twc_limit_is_below_minimum (const TwcStep *step, const TwcUnit *unit);
gboolean twc_limit_is_refused (const TwcStep *step, const TwcUnit *unit);
gboolean twc_limit_get_level (const TwcStep *step, const TwcUnit *unit, double *percent);
void twc_limit_explain (const TwcStep *step, const TwcUnit *unit, TwcReason *reason);

gint64 twc_limit_get_deadline (const TwcStep *step);

G_END_DECLS
