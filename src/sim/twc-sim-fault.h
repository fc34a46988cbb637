/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/twc-garage-config.h"

G_BEGIN_DECLS

/* Room that a fault may need around a frame: its runt. */
#define TWC_SIM_RUNT_MAX 4

gboolean twc_sim_fault_chance (GRand *random, guint per_million);
gboolean twc_sim_fault_apply (const TwcLineFaults *faults,
                              GRand *random,
                              const guint8 *wire,
                              gsize n_wire,
                              guint8 *bytes,
                              gsize *n_bytes);

G_END_DECLS
