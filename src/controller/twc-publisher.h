/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "controller/twc-charger-object.h"
#include "controller/twc-decision-log.h"
#include "controller/twc-watchers.h"

G_BEGIN_DECLS

/**
 * TwcPublisher:
 *
 * The controller as the bus sees it: the object manager, Controller1 and a Charger1 for each
 * Wall Connector. State is signalled when it changes; measurements once a second while somebody
 * watches, else every ten seconds.
 */
typedef struct _TwcPublisher TwcPublisher;

/* Called when somebody began or ended to monitor frames. */
typedef void (*TwcMonitorsFunc) (gpointer user_data);

/* Called for each new Wall Connector, before others see it. */
typedef void (*TwcChargerFunc) (TwcDBusCharger1 *charger1, guint16 id, gpointer user_data);

TwcPublisher *twc_publisher_new (TwcMonitorsFunc monitors_changed, gpointer user_data);
void twc_publisher_free (TwcPublisher *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcPublisher, twc_publisher_free)

void twc_publisher_set_charger_func (TwcPublisher *self, TwcChargerFunc func, gpointer user_data);
void twc_publisher_set_connection (TwcPublisher *self, GDBusConnection *connection);
void twc_publisher_update (TwcPublisher *self, const TwcPublication *publication);
gint64 twc_publisher_get_deadline (const TwcPublisher *self);

TwcDBusController1 *twc_publisher_get_controller1 (TwcPublisher *self);
TwcWatchers *twc_publisher_get_watchers (TwcPublisher *self);
TwcWatchers *twc_publisher_get_monitors (TwcPublisher *self);
const TwcDecisionLog *twc_publisher_get_decisions (const TwcPublisher *self);
const TwcSampleStore *twc_publisher_get_samples (TwcPublisher *self, guint16 id);

void twc_publisher_send_frame (TwcPublisher *self,
                               const char *direction,
                               TwcVerdict verdict,
                               const guint8 *raw,
                               gsize n_raw,
                               gint64 now_us);

G_END_DECLS
