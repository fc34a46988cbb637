/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "controller/twc-settings-writer.h"
#include "values/twc-plan.h"
#include "values/twc-site.h"

G_BEGIN_DECLS

/**
 * TwcPlanSettings:
 *
 * Stores what a plan ends: the time at which green energy resumes (charging-control 5.5), and a
 * one-time charge that has delivered its energy (5.6).
 */
typedef struct
{
  TwcSettingsWriter *writer; /* not owned */
  gint64 retry_us;           /* nothing is written before */
} TwcPlanSettings;

void twc_plan_settings_update (TwcPlanSettings *self,
                               const TwcSettings *settings,
                               const TwcPlan *plan,
                               TwcNow now);

G_END_DECLS
