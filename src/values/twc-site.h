/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-charger-state.h"

G_BEGIN_DECLS

/**
 * TwcSite:
 *
 * Everything that the brain may look at in one step: the Wall Connectors as the master knows
 * them. Measured sources, vehicles and prices will be further members.
 */
typedef struct
{
  guint n_chargers;
  TwcChargerState chargers[TWC_MAX_CHARGERS];
  gboolean shutting_down; /* the controller was told to end (charging-control 11.6) */
} TwcSite;

/**
 * TwcNow:
 *
 * The time of a step, read by the caller at the rim.
 */
typedef struct
{
  gint64 us;     /* monotonic */
  gint64 unix_s; /* wall clock, UTC */
} TwcNow;

G_END_DECLS
