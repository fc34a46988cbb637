/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* The 6 A that a car on a unit of protocol 2 may take whatever it is told (twc-protocol, rule 8
 * and 5.8). */

void twc_reserve_take_report (TwcUnit *unit);
void twc_reserve_set (TwcStep *step);

guint twc_reserve_sum (const TwcStep *step, const guint own_ca[TWC_MAX_CHARGERS]);
guint twc_reserve_of (const TwcStep *step, const guint own_ca[TWC_MAX_CHARGERS], guint index);
guint twc_reserve_of_others (const TwcStep *step, const TwcUnit *unit);
gboolean twc_reserve_is_complete (const TwcStep *step);
gint64 twc_reserve_get_deadline (const TwcStep *step);

G_END_DECLS
