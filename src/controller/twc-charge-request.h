/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ring/twc-ring.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwcChargeRequest:
 *
 * A one-time charge that somebody on the bus asks for (charging-control 5.6), checked.
 */
typedef struct
{
  guint amps_a; /* 0 = what the wiring allows */
  gint64 until_s;
  double kwh; /* 0 = without such an end */
  guint n_ids;
  guint16 ids[TWC_MAX_CHARGERS];
} TwcChargeRequest;

gboolean twc_charge_request_parse_amps (double amps, guint *whole_a, GError **error);
gboolean twc_charge_request_parse (TwcChargeRequest *self, GVariant *options, GError **error);
GVariant *
twc_charge_request_to_settings (TwcChargeRequest *self, TwcRing *ring, TwcNow now, GError **error);
GVariant *twc_charge_request_no_settings (void);

G_END_DECLS
