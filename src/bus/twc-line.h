/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/**
 * TwcLine:
 *
 * When the master may talk (twc-protocol 1.7). A plain value.
 */
typedef struct
{
  gint64 heard_us;      /* the last byte */
  gint64 busy_since_us; /* the first byte after the last pause */
  gint64 quiet_us;      /* when what was heard is over */
  gboolean is_waiting;  /* an exchange is running */
  gint64 sent_until_us; /* when our last frame has left */
  gint64 reply_by_us;
} TwcLine;

void twc_line_init (TwcLine *self);
void twc_line_take_bytes (TwcLine *self, gint64 partial_until_us, gint64 now_us);
void twc_line_take_sent (TwcLine *self, gsize n_wire, gint64 wait_us, gint64 now_us);
void twc_line_take_reply (TwcLine *self);
gboolean twc_line_is_overdue (const TwcLine *self, gint64 now_us);
gint64 twc_line_get_free (const TwcLine *self);

G_END_DECLS
