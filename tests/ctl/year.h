/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/twc-scenario.h"

G_BEGIN_DECLS

/* A household's year, made up from a seed: the sun by the day of the year, clouds, what the house
 * uses, who comes home when and how empty, and what now and then fails. */

TwcScenario *year_new (guint n_days, guint32 seed);
guint year_find_bay (guint16 id);

G_END_DECLS
