/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* In which rank each unit stands, and with whom it shares which budget: charging-control 5.1. */

void twc_ranks_set_usual (TwcStep *step);
void twc_ranks_set_groups (TwcStep *step);

gboolean twc_ranks_is_charging_now (const TwcSettings *settings, TwcNow now);
gboolean twc_ranks_is_charge_target (const TwcSettings *settings, const TwcUnit *unit);
gint64 twc_ranks_get_deadline (const TwcStep *step);

G_END_DECLS
