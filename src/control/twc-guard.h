/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* The overload guard: charging-control 7.5. */

void twc_guard_update (TwcStep *step);
gint64 twc_guard_get_end_us (const TwcStep *step);
gint64 twc_guard_get_deadline (const TwcStep *step);

G_END_DECLS
