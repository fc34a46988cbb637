/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* No sample that is older than this counts anywhere (charging-control 3, 6.2). */
#define TWC_DRAW_LOG_S 128

/**
 * TwcDrawLog:
 *
 * What one Wall Connector drew at each of the last seconds. A meter's sample is to be compared
 * with what was drawn when it was taken: with today's draw a loop over it swings (6.2, 7.3).
 */
typedef struct
{
  gint64 from_us; /* its first report; TWC_NEVER before that */
  gint64 last_us; /* the newest one */
  guint16 last_ca;
  guint16 past_ca[TWC_DRAW_LOG_S]; /* in force as the second began, by second modulo size */
} TwcDrawLog;

TwcDrawLog twc_draw_log_new (void);
void twc_draw_log_take (TwcDrawLog *self, guint draw_ca, gint64 at_us);
guint twc_draw_log_get (const TwcDrawLog *self, gint64 at_us);
guint twc_draw_log_get_most (const TwcDrawLog *self, gint64 at_us, guint span_s);

G_END_DECLS
