/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* From levels to offers, lowered first, raised last: charging-control 10.2 to 10.4, 11.1. */

gboolean twc_sequence_run (TwcStep *step);
gboolean twc_sequence_get_wait (const TwcStep *step,
                                const TwcUnit *unit,
                                TwcReasonCode *why,
                                gint64 *until_us);
gint64 twc_sequence_get_deadline (const TwcStep *step);

G_END_DECLS
