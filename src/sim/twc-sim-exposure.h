/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/twc-sim-slave.h"

G_BEGIN_DECLS

guint twc_sim_exposure_get_ca (const TwcSimSlave *slave);
guint twc_sim_exposure_get_floor_ca (const TwcSimSlave *slave);
gboolean twc_sim_exposure_is_at_rest (const TwcSimSlave *slave);

G_END_DECLS
