/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-vehicle.h"

G_BEGIN_DECLS

/**
 * TwcChargeSession:
 *
 * One car's stay at one Wall Connector, charging-control 13. What is not known is told apart
 * from 0: sums with an unknown part say "at least".
 */
typedef struct
{
  guint16 charger;
  char vin[TWC_VIN_SIZE]; /* empty while unknown */
  gint64 opened_s;        /* UTC; 0 = no session */
  gint64 drawn_s;         /* UTC, the last draw: its end once it is closed */
  double energy_wh;
  double solar_wh;
  double cost; /* in the currency of the prices */
  gboolean solar_is_partial;
  gboolean cost_is_partial;
  gboolean corrected; /* the unit's own counter disagreed (13.3) */
  gboolean closed;
} TwcChargeSession;

G_END_DECLS
