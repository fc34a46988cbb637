/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/twc-charger.h"
#include "client/twc-facts.h"
#include "client/twc-timed-reason.h"

G_BEGIN_DECLS

/* An hour in the window's memory is 14 kB a Wall Connector. */
#define TWC_CHARGER_SAMPLES 3600

/* twc-charger.c is the object, twc-charger-show.c fills its properties, twc-charger-samples.c keeps
 * the past of its graph. */
struct _TwcCharger
{
  GObject parent_instance;

  TwcDBusCharger1 *proxy;
  GCancellable *cancellable;
  TwcFacts facts;
  TwcTimedReason reason;

  TwcSamples *samples;
  gboolean fetching;
  gint64 sampled_us; /* up to here there are samples; 0 = not yet */

  guint offer_ca;
  guint draw_ca;
  gboolean heard; /* it has answered at least once */
};

enum {
  CHARGER_PROP_0,
  CHARGER_PROP_ID,
  CHARGER_PROP_TITLE,
  CHARGER_PROP_ONLINE,
  CHARGER_PROP_PAUSED,
  CHARGER_PROP_ACTIVITY,
  CHARGER_PROP_ACTIVITY_TEXT,
  CHARGER_PROP_OFFER_AMPS,
  CHARGER_PROP_REPORTED_AMPS,
  CHARGER_PROP_DRAW_AMPS,
  CHARGER_PROP_EXPOSURE_AMPS,
  CHARGER_PROP_RATING_AMPS,
  CHARGER_PROP_POWER_WATTS,
  CHARGER_PROP_DRAW_TEXT,
  CHARGER_PROP_ASKED_TEXT,
  CHARGER_PROP_MEASURED_TEXT,
  CHARGER_PROP_REASON_CODE,
  CHARGER_PROP_REASON_TEXT,
  CHARGER_PROP_STYLE,
  CHARGER_PROP_VOLTS_TEXT,
  CHARGER_PROP_VIN,
  CHARGER_PROP_FIRMWARE,
  CHARGER_PROP_SERIAL,
  CHARGER_PROP_SESSION_TEXT,
  CHARGER_PROP_TOTAL_TEXT,
  CHARGER_PROP_SAMPLES,
  N_CHARGER_PROPS
};

/* For the client alone. Times are monotonic microseconds. */
void twc_charger_show (TwcCharger *self, gint64 now_us);
void twc_charger_show_reason (TwcCharger *self, gint64 now_us);
TwcCharger *twc_charger_new (TwcDBusCharger1 *proxy, gint64 now_us);
void twc_charger_fetch_samples (TwcCharger *self);
void twc_charger_tick (TwcCharger *self, gint64 now_us);

guint twc_charger_get_offer_ca (TwcCharger *self);
guint twc_charger_get_draw_ca (TwcCharger *self);
gboolean twc_charger_is_online (TwcCharger *self);
gboolean twc_charger_is_heard (TwcCharger *self);
gboolean twc_charger_is_paused (TwcCharger *self);

G_END_DECLS
