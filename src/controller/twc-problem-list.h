/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-bus-health.h"
#include "values/twc-plan.h"
#include "values/twc-problem.h"
#include "values/twc-settings.h"
#include "values/twc-site.h"

G_BEGIN_DECLS

/* Every code can show at most once per Wall Connector or key; what is beyond is dropped. */
#define TWC_PROBLEM_LIST_MAX 64

typedef struct
{
  guint n_items;
  TwcProblem items[TWC_PROBLEM_LIST_MAX];
} TwcProblemList;

/* What problems are derived from. */
typedef struct
{
  const TwcSettings *settings;
  const TwcSite *site;
  const TwcPlan *plan;
  const TwcBusHealth *health;
  TwcNow now;
  gint64 port_open_us;     /* since when the port is open; TWC_NEVER while it is not */
  guint damaged_per_mille; /* of the frames of the last half minute; 0 = too few to tell */
} TwcProblemFacts;

void twc_problem_list_add (TwcProblemList *self, const TwcProblem *problem);
void twc_problem_list_derive (TwcProblemList *self, const TwcProblemFacts *facts);
gboolean twc_problem_list_merge (TwcProblemList *self, TwcProblemList *next, gint64 unix_s);
const TwcProblem *twc_problem_list_find (const TwcProblemList *self, const TwcProblem *problem);
GVariant *twc_problem_list_to_variant (const TwcProblemList *self);

G_END_DECLS
