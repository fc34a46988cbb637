/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/twc-words.h"

G_BEGIN_DECLS

/**
 * TwcTimedReason:
 *
 * A reason and when it came, so that its countdown goes on between two signals. Zeroed = none.
 */
typedef struct
{
  GVariant *variant; /* as it came: what is the same is not given again */
  gboolean known;    /* FALSE: a newer controller's code, which has no words here */
  TwcReason reason;
  gint64 since_us;
} TwcTimedReason;

gboolean twc_timed_reason_take (TwcTimedReason *self, GVariant *variant, gint64 now_us);
void twc_timed_reason_clear (TwcTimedReason *self);
char *twc_timed_reason_dup_code (const TwcTimedReason *self);
gint64 twc_timed_reason_get_elapsed_s (const TwcTimedReason *self, gint64 now_us);

G_END_DECLS
