/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* A car that did not want anything is asked again from time to time: charging-control 8.5. */

void twc_probe_set (TwcStep *step);
void twc_probe_begin (TwcStep *step);

gint64 twc_probe_get_end_us (const TwcUnit *unit);
gint64 twc_probe_get_deadline (const TwcStep *step);

G_END_DECLS
