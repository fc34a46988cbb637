/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-message.h"

G_BEGIN_DECLS

/**
 * TwcHeartbeatCase:
 *
 * All that the choice of a heartbeat's content depends on (twc-protocol 5.3).
 */
typedef struct
{
  guint protocol;
  gboolean is_reported; /* an answer has come since it linked */
  guint8 state;
  guint want_ca; /* the offer, after all clamps */
  guint reported_ca;
  gboolean is_fresh_start; /* no heartbeat has gone out since it entered state 08 */
  gboolean may_have_car;
  guint n_ignored;      /* limits in a row that its answers did not show */
  gboolean is_stubborn; /* it has not followed for 10 s */
} TwcHeartbeatCase;

typedef struct
{
  TwcCommand command;
  guint limit_ca; /* 0 with TWC_COMMAND_NONE */
} TwcHeartbeat;

TwcHeartbeat twc_heartbeat_choose (const TwcHeartbeatCase *it);

G_END_DECLS
