/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* Who has taken how much: the sessions of charging-control 13, and the energy of the one-time
 * charge (5.6). */

void twc_account_update (TwcStep *step);
void twc_account_close (TwcMemory *memory, TwcChargerMemory *charger, TwcNow now);
gint64 twc_account_get_deadline (const TwcStep *step);

double twc_account_get_delivered_wh (const TwcMemory *memory, guint16 id);
gboolean twc_account_is_charge_now_over (const TwcStep *step);
TwcChargeSession twc_account_get_session (const TwcChargerMemory *charger);
guint twc_account_get_closed (const TwcStep *step, TwcChargeSession closed[TWC_MEMORY_CHARGERS]);

G_END_DECLS
