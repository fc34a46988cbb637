/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/twc-record.h"
#include "values/twc-decision.h"

G_BEGIN_DECLS

/* Decisions, as `status --why` and `simulate` print them. @zone: (nullable): whose local time is
 * shown; NULL is this computer's. */

void twc_record_add_time (TwcRecord *record, const char *key, gint64 unix_s, GTimeZone *zone);
void twc_record_add_reason_numbers (TwcRecord *record, const TwcReason *reason, GTimeZone *zone);
void twc_record_add_reason (TwcRecord *record, const TwcReason *reason, GTimeZone *zone);

void twc_decision_record_add (TwcRecord *record, const TwcDecision *decision, GTimeZone *zone);
char *twc_decision_to_text (const TwcDecision *decision, GTimeZone *zone);

G_END_DECLS
