/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-message.h"

G_BEGIN_DECLS

/* The second byte of FCB1, FCB2 and of what answers them. */
#define TWC_CODE_START 0xB1
#define TWC_CODE_STOP 0xB2

/**
 * TwcSwitch:
 *
 * The commands that stop one slave, and have it go on (twc-protocol 5.5). A plain value.
 */
typedef struct
{
  guint8 code;         /* of FCB2 or FCB1, whichever is wanted; 0 = neither */
  gboolean is_pending; /* ... and has not been answered */
  gboolean is_stopped; /* FCB2 has gone out, and nothing has let it go on since */
  guint n_sent;
  gint64 due_us;
  gint64 sent_us; /* the last; TWC_NEVER before */
} TwcSwitch;

void twc_switch_init (TwcSwitch *self);
void twc_switch_want_stop (TwcSwitch *self, gint64 now_us);
void twc_switch_want_start (TwcSwitch *self, gint64 now_us);

gint64 twc_switch_get_due (const TwcSwitch *self);
void twc_switch_take_sent (TwcSwitch *self, gint64 now_us);
void twc_switch_take_answer (TwcSwitch *self, guint8 code);
void twc_switch_take_wish (TwcSwitch *self, gint64 now_us);

G_END_DECLS
