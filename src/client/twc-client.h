/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/twc-charger.h"

G_BEGIN_DECLS

/* The controller from outside. Follows its coming and going on the bus. Read-only properties,
 * all notified on change only:
 *
 *   settled (boolean: it is known whether the controller runs), connected (boolean),
 *   version (string),
 *   bus-state (string nick), bus-text (string: "Bus ok"), port (string),
 *   mode (string nick), fixed-amps (double), wiring-amps, available-amps, offered-amps,
 *   exposure-amps, draw-amps (double),
 *   headline (string: "Charging, 16 A"), reason-code (string nick),
 *   reason-text (string: the why-line, with countdown), style (string, as TwcCharger's),
 *   charging-now (boolean), charge-now-text (string: "40 A until 06:00"),
 *   chargers (GListModel of TwcCharger, by id), problems (GListModel of TwcProblemItem, worst
 *   first), worst-problem (TwcProblemItem, nullable),
 *   empty-title, empty-text (string: what is missing when there is no charger to show)
 */
#define TWC_TYPE_CLIENT (twc_client_get_type ())
G_DECLARE_FINAL_TYPE (TwcClient, twc_client, TWC, CLIENT, GObject)

TwcClient *twc_client_new (GDBusConnection *connection);
void twc_client_watch (TwcClient *self); /* live measurements, until it is disposed of */
gboolean twc_client_is_settled (TwcClient *self);
gboolean twc_client_is_connected (TwcClient *self);
TwcDBusController1 *twc_client_get_proxy (TwcClient *self); /* NULL while not connected */
GListModel *twc_client_get_chargers (TwcClient *self);
GListModel *twc_client_get_problems (TwcClient *self);

/* amps 0 = as much as the wiring allows; until_s in UTC seconds, 0 = 24 hours from now. */
void twc_client_charge_now_async (TwcClient *self,
                                  double amps,
                                  gint64 until_s,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void twc_client_charge_now_for_async (TwcClient *self,
                                      GVariant *options,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void twc_client_stop_all_async (TwcClient *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void twc_client_allow_charging_async (TwcClient *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void twc_client_cancel_charge_now_async (TwcClient *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void twc_client_set_mode_async (TwcClient *self,
                                const char *mode,
                                double amps,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void twc_client_set_mode_until_async (TwcClient *self,
                                      const char *mode,
                                      double amps,
                                      gint64 resume_s,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean twc_client_finish (TwcClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
