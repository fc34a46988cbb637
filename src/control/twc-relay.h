/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* A contactor is worn by each switching: charging-control 11.1 to 11.3. */

void twc_relay_set (TwcStep *step);

void twc_relay_note_on (TwcUnit *unit, gint64 now_us);
void twc_relay_note_off (TwcUnit *unit, gint64 now_us);

gint64 twc_relay_get_on_until_us (const TwcStep *step, const TwcUnit *unit);
gint64 twc_relay_get_off_until_us (const TwcStep *step, const TwcUnit *unit);
gint64 twc_relay_get_start_us (const TwcStep *step, const TwcUnit *unit);
gint64 twc_relay_get_deadline (const TwcStep *step);

G_END_DECLS
