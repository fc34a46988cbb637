/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* What wiring, house and grid leave for all Wall Connectors: charging-control 7.1 to 7.4. */

void twc_capacity_set (TwcStep *step);
TwcReasonCode twc_capacity_get_house_reason (const TwcStep *step);
gint64 twc_capacity_get_deadline (const TwcStep *step);

G_END_DECLS
