/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "values/twc-problem.h"

G_BEGIN_DECLS

/* A problem for a list: code, severity (string nicks), title ("Adapter not found"),
 * text (what happened and what to do), since-text. */
#define TWC_TYPE_PROBLEM_ITEM (twc_problem_item_get_type ())
G_DECLARE_FINAL_TYPE (TwcProblemItem, twc_problem_item, TWC, PROBLEM_ITEM, GObject)

TwcProblemItem *twc_problem_item_new (const TwcProblem *problem);
const TwcProblem *twc_problem_item_get_problem (TwcProblemItem *self);

G_END_DECLS
