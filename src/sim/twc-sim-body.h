/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/twc-sim-slave.h"

G_BEGIN_DECLS

/* Bodies of a slave (twc-protocol 2.2), and the few of another master. All return the length of
 * the sealed body. */
gsize twc_sim_body_heartbeat (TwcSimSlave *slave, guint16 master, guint8 body[TWC_BODY_MAX]);
gsize twc_sim_body_link_ready (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX]);
gsize twc_sim_body_power (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX]);
gsize twc_sim_body_firmware (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX]);
gsize twc_sim_body_serial (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX]);
gsize twc_sim_body_vin (const TwcSimSlave *slave, guint part, guint8 body[TWC_BODY_MAX]);
gsize twc_sim_body_ack (const TwcSimSlave *slave, guint8 code, guint8 body[TWC_BODY_MAX]);
gsize twc_sim_body_plug_state (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX]);
gsize twc_sim_body_old_serial (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX]);
gsize twc_sim_body_model (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX]);
gsize twc_sim_body_old_firmware (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX]);
gsize twc_sim_body_locked (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX]);

G_END_DECLS
