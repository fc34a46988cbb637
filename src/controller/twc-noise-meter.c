/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-noise-meter.h"

#define WINDOW_US TWC_SECONDS_US (30)
/* One flipped bit now and then is what checksums are for. */
#define FEW_DAMAGED 3

/**
 * twc_noise_meter_update:
 * @health: with counters that only grow
 *
 * Returns: damaged frames per thousand; 0 when they are too few to mean anything
 */
guint
twc_noise_meter_update (TwcNoiseMeter *self, const TwcBusHealth *health, gint64 now_us)
{
  const guint64 n_good = health->verdicts[TWC_VERDICT_OK];
  const guint64 n_damaged = twc_bus_health_count_damaged (health);

  if (now_us - self->begin_us < WINDOW_US)
    return self->per_mille;

  self->per_mille = 0;
  if (n_damaged - self->n_damaged >= FEW_DAMAGED)
    self->per_mille = (guint) (1000 * (n_damaged - self->n_damaged) /
                               (n_good - self->n_good + n_damaged - self->n_damaged));

  self->begin_us = now_us;
  self->n_good = n_good;
  self->n_damaged = n_damaged;
  return self->per_mille;
}
