/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-decision.h"

G_BEGIN_DECLS

/**
 * TwcDecisionLog:
 *
 * The last #TWC_MAX_DECISIONS decisions, for whoever asks why. Zero-initialised it is empty.
 */
typedef struct
{
  TwcPlan plan; /* the last one noted */
  guint n_decisions;
  guint next; /* where the next one goes */
  TwcDecision decisions[TWC_MAX_DECISIONS];
} TwcDecisionLog;

void twc_decision_log_note (TwcDecisionLog *self,
                            const TwcPlan *plan,
                            const TwcSite *site,
                            gint64 unix_s);
GVariant *twc_decision_log_to_variant (const TwcDecisionLog *self);

G_END_DECLS
