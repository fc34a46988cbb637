/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-bus-health.h"

G_BEGIN_DECLS

/**
 * TwcNoiseMeter:
 *
 * How many of the frames of the last half minute came damaged. A plain value: zero it to begin.
 */
typedef struct
{
  gint64 begin_us; /* of the half minute that is being counted */
  guint64 n_good, n_damaged;
  guint per_mille; /* of the one before */
} TwcNoiseMeter;

guint twc_noise_meter_update (TwcNoiseMeter *self, const TwcBusHealth *health, gint64 now_us);

G_END_DECLS
