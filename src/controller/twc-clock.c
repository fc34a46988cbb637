/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-clock.h"

/**
 * twc_clock_read:
 *
 * Returns: the time now; the one place where the controller reads the clocks
 */
TwcNow
twc_clock_read (void)
{
  return (TwcNow){
    .us = g_get_monotonic_time (),
    .unix_s = g_get_real_time () / G_USEC_PER_SEC,
  };
}
