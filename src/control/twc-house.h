/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-step.h"

G_BEGIN_DECLS

/* What the house leaves under its fuse and its import limit, by its meter: charging-control 7.3. */

void twc_house_measure (TwcStep *step);
gboolean twc_house_is_guarded (const TwcSettings *settings);

G_END_DECLS
