/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-bus-health.h"
#include "values/twc-plan.h"
#include "values/twc-settings.h"
#include "values/twc-site.h"

G_BEGIN_DECLS

/**
 * TwcStateLog:
 *
 * Writes changes of state to the log, each once, with ids and numbers. An offer that only goes
 * up and down with the sun is no change of state. A plain value: zero it to begin.
 */
typedef struct
{
  gboolean has_begun;
  TwcBusState bus_state;
  TwcMode mode;
  guint wiring_all_ca, wiring_twc_ca;
  guint n_chargers;
  struct
  {
    guint16 id;
    gboolean online;
    gboolean offered;
  } chargers[TWC_MAX_CHARGERS];
} TwcStateLog;

void twc_state_log_update (TwcStateLog *self,
                           const TwcSettings *settings,
                           const TwcSite *site,
                           const TwcPlan *plan,
                           const TwcBusHealth *health);

G_END_DECLS
