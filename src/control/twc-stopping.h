/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* A car that goes on although it is offered nothing: charging-control 11.4. */

void twc_stopping_update (TwcStep *step);

TwcStopMethod twc_stopping_get_method (const TwcStep *step, const TwcUnit *unit);
gint64 twc_stopping_get_deadline (const TwcStep *step);

G_END_DECLS
