/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* When a one-time charge ends. */
typedef enum {
  TWC_CHARGE_END_2H,
  TWC_CHARGE_END_4H,
  TWC_CHARGE_END_MORNING,
  TWC_CHARGE_END_24H,
  TWC_N_CHARGE_ENDS
} TwcChargeEnd;

const char *twc_charge_end_to_nick (TwcChargeEnd end);
gboolean twc_charge_end_from_nick (const char *nick, TwcChargeEnd *end);
gint64 twc_charge_end_compute (TwcChargeEnd end, GDateTime *now);

G_END_DECLS
