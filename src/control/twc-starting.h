/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* A car that does not take what it is offered may only be asleep: charging-control 11.5. */

void twc_starting_update (TwcStep *step);

gboolean twc_starting_is_waking (const TwcStep *step, const TwcUnit *unit);
gint64 twc_starting_get_deadline (const TwcStep *step);

G_END_DECLS
