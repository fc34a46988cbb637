/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/twc-charger.h"

G_BEGIN_DECLS

/* For the client alone. Times are monotonic microseconds. */
TwcCharger *twc_charger_new (TwcDBusCharger1 *proxy, gint64 now_us);
void twc_charger_fetch_samples (TwcCharger *self);
void twc_charger_tick (TwcCharger *self, gint64 now_us);

guint twc_charger_get_offer_ca (TwcCharger *self);
guint twc_charger_get_draw_ca (TwcCharger *self);
gboolean twc_charger_is_online (TwcCharger *self);
gboolean twc_charger_is_heard (TwcCharger *self);
gboolean twc_charger_is_paused (TwcCharger *self);

G_END_DECLS
