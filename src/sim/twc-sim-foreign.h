/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-message.h"

G_BEGIN_DECLS

/**
 * TwcSimForeign:
 *
 * Another master on the bus (twc-protocol 7.6): it announces itself and keeps the units alive,
 * but offers them nothing.
 */
typedef struct
{
  guint16 id;
  gint64 until_us;
  gint64 next_us; /* G_MAXINT64 = it is not there */
  guint n_sent;
} TwcSimForeign;

void twc_sim_foreign_init (TwcSimForeign *self);
void twc_sim_foreign_appear (TwcSimForeign *self, guint16 id, gint64 for_us, gint64 now_us);
gsize twc_sim_foreign_speak (TwcSimForeign *self,
                             const guint16 *slaves,
                             guint n_slaves,
                             guint8 body[TWC_BODY_MAX]);

G_END_DECLS
