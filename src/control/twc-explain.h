/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* Why it is so, with the numbers that led to it: charging-control 4. */

TwcReason twc_explain_unit (const TwcStep *step, const TwcUnit *unit);
TwcReason twc_explain_site (const TwcStep *step);

G_END_DECLS
