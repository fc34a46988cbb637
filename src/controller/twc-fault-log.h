/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "controller/twc-problem-list.h"

G_BEGIN_DECLS

/**
 * TwcFaultLog:
 *
 * Writes problems to the log when they begin and when they end. What comes back within the
 * minute is counted, not repeated: a loose wire must not fill the journal.
 */
typedef struct _TwcFaultLog TwcFaultLog;

TwcFaultLog *twc_fault_log_new (void);
void twc_fault_log_free (TwcFaultLog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcFaultLog, twc_fault_log_free)

void twc_fault_log_update (TwcFaultLog *self, const TwcProblemList *problems, gint64 now_us);

G_END_DECLS
