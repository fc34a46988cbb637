/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/twc-client.h"
#include "client/twc-facts.h"
#include "client/twc-problem-item.h"
#include "client/twc-timed-reason.h"

G_BEGIN_DECLS

/* twc-client.c follows the bus, twc-client-show.c fills the properties, twc-client-calls.c calls
 * the controller. */
struct _TwcClient
{
  GObject parent_instance;

  GDBusConnection *connection;
  guint name_id;
  gboolean settled;
  gboolean watching;

  char *owner;               /* the unique name behind the controller's; NULL = it does not run */
  GCancellable *cancellable; /* of what goes on with this owner */
  GDBusObjectManager *manager;
  TwcDBusController1 *controller;
  guint retry_id;
  guint tick_id;

  GListStore *chargers;
  GListStore *problems;
  GVariant *problems_shown;
  TwcTimedReason reason;
  guint steady_ca; /* in the headline */
  TwcFacts facts;
};

enum {
  PROP_0,
  PROP_SETTLED,
  PROP_CONNECTED,
  PROP_VERSION,
  PROP_BUS_STATE,
  PROP_BUS_TEXT,
  PROP_PORT,
  PROP_MODE,
  PROP_FIXED_AMPS,
  PROP_WIRING_AMPS,
  PROP_AVAILABLE_AMPS,
  PROP_OFFERED_AMPS,
  PROP_EXPOSURE_AMPS,
  PROP_DRAW_AMPS,
  PROP_CHARGING_NOW,
  PROP_CHARGE_NOW_TEXT,
  PROP_HEADLINE,
  PROP_REASON_CODE,
  PROP_REASON_TEXT,
  PROP_STYLE,
  PROP_EMPTY_TITLE,
  PROP_EMPTY_TEXT,
  PROP_CHARGERS,
  PROP_PROBLEMS,
  PROP_WORST_PROBLEM,
  N_PROPS
};

void twc_client_show (TwcClient *self, gint64 now_us);
void twc_client_show_words (TwcClient *self, gint64 now_us);
void twc_client_tick (TwcClient *self, gint64 now_us);

G_END_DECLS
