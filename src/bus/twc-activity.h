/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-charger-state.h"

G_BEGIN_DECLS

/* An idle unit reports up to 0.4 A, so that "draw > 0" is not charging (twc-protocol 3.4). */
#define TWC_CHARGING_FROM_CA 100

gboolean twc_activity_is_odd_state (guint8 state);
TwcActivity twc_activity_classify (const TwcChargerState *facts);

G_END_DECLS
