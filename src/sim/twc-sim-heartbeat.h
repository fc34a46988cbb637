/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/twc-sim-slave.h"

G_BEGIN_DECLS

gsize
twc_sim_heartbeat_take (TwcSimSlave *slave, const TwcMessage *message, guint8 body[TWC_BODY_MAX]);

G_END_DECLS
