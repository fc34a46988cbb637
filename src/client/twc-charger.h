/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/twc-samples.h"
#include "twc-dbus-generated.h"

G_BEGIN_DECLS

/* One Wall Connector as the window shows it. Read-only properties, all notified on change only:
 *
 *   id (string), title (string: its name, else "TWC 9399"), online, paused (boolean),
 *   activity (string nick), activity-text (string: "Charging", "Plugged in, waiting"),
 *   offer-amps, reported-amps, draw-amps, exposure-amps, rating-amps, power-watts (double),
 *   draw-text ("16.2"), asked-text ("asked 17 A"), measured-text ("measured 16.2 A, 3.9 kW"),
 *   reason-code (string nick), reason-text (string, with its numbers and countdown),
 *   style (string: "ok", "wait", "warning", "error", "idle"; a CSS class),
 *   volts-text, vin, firmware, serial (string), total-text (string),
 *   session-text (string: "4.2 kWh this time"; empty while nothing has charged),
 *   samples (TwcSamples)
 */
#define TWC_TYPE_CHARGER (twc_charger_get_type ())
G_DECLARE_FINAL_TYPE (TwcCharger, twc_charger, TWC, CHARGER, GObject)

const char *twc_charger_get_id (TwcCharger *self);
const char *twc_charger_get_title (TwcCharger *self);
TwcSamples *twc_charger_get_samples (TwcCharger *self);
TwcDBusCharger1 *twc_charger_get_proxy (TwcCharger *self); /* the plain numbers, for scripts */

void twc_charger_pause_async (TwcCharger *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void twc_charger_resume_async (TwcCharger *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean twc_charger_finish (TwcCharger *self, GAsyncResult *result, GError **error);

G_END_DECLS
