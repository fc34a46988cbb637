/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-plan.h"
#include "values/twc-site.h"

G_BEGIN_DECLS

/* Enough for an evening of changing clouds. */
#define TWC_MAX_DECISIONS 50

/* What one Wall Connector got, and why. */
typedef struct
{
  guint16 id;
  guint offer_ca;
  guint draw_ca;
  TwcReason reason;
} TwcDecisionCharger;

/**
 * TwcDecision:
 *
 * A change of an offer or of a reason, with the numbers that led to it, kept so that "why did
 * it do that?" has an answer afterwards.
 */
typedef struct
{
  gint64 unix_s;
  TwcReason reason; /* of the site */
  guint available_ca;
  guint exposure_ca;
  guint n_chargers;
  TwcDecisionCharger chargers[TWC_MAX_CHARGERS];
} TwcDecision;

#define TWC_DECISION_TYPE "(x(sa{sv})dda(sdd(sa{sv})))"

TwcDecision twc_decision_new (const TwcPlan *plan, const TwcSite *site, gint64 unix_s);
GVariant *twc_decision_to_variant (const TwcDecision *self);
gboolean twc_decision_from_variant (GVariant *variant, TwcDecision *self);

G_END_DECLS
