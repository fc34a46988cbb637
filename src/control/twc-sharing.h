/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* Who gets how much: charging-control section 9. */

void twc_sharing_sort (TwcStep *step);
void twc_sharing_set_levels (TwcStep *step);
gboolean twc_sharing_fits (const TwcStep *step, const TwcUnit *unit, guint level_ca);
guint twc_sharing_count_position (const TwcStep *step, const TwcUnit *unit);
guint twc_sharing_get_room (const TwcStep *step);
guint twc_sharing_get_sum (const TwcStep *step, const TwcGroup *group);
gint64 twc_sharing_get_deadline (const TwcStep *step);

G_END_DECLS
