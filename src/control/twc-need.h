/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* A car that takes less than it is offered leaves the rest to others: charging-control 8.4. */

void twc_need_take_report (TwcUnit *unit);
void twc_need_settle (const TwcStep *step, TwcUnit *unit);
void twc_need_limit_for_good (TwcUnit *unit, gint64 now_us);

guint twc_need_get (const TwcUnit *unit);
gboolean twc_need_is_limited (const TwcUnit *unit);
gint64 twc_need_get_deadline (const TwcStep *step);

G_END_DECLS
