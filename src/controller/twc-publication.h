/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "controller/twc-problem-list.h"
#include "values/twc-bus-health.h"
#include "values/twc-plan.h"
#include "values/twc-settings.h"
#include "values/twc-site.h"

G_BEGIN_DECLS

/**
 * TwcPublication:
 *
 * All that is said about one step, borrowed from its owners.
 */
typedef struct
{
  const TwcSettings *settings;
  const TwcSite *site;
  const TwcPlan *plan;
  const TwcBusHealth *health;
  const TwcProblemList *problems;
  gboolean problems_changed; /* since the publication before */
  const char *port;
  TwcNow now;
} TwcPublication;

/* What is to be brought up to date: state whenever it changed, measurements now and then. */
typedef enum {
  TWC_REFRESH_STATE,
  TWC_REFRESH_ALL,
} TwcRefresh;

G_END_DECLS
