/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-low-window.h"

/* The last second that @us ends or lies within: what held until @us counts for it. */
static gint64
get_second_before (gint64 us)
{
  return (us - 1) / G_USEC_PER_SEC;
}

TwcLowWindow
twc_low_window_new (void)
{
  return (TwcLowWindow){ .from_us = TWC_NEVER, .held_us = TWC_NEVER };
}

static void
put (TwcLowWindow *self, gint64 second, guint8 amps)
{
  self->past_a[second % TWC_LOW_WINDOW_S] = amps;
}

/* The seconds that began since the last value, up to @now_us, all had that value. */
static void
fill (TwcLowWindow *self, gint64 now_us)
{
  const gint64 last = get_second_before (now_us);
  const gint64 first = MAX (self->held_us / G_USEC_PER_SEC + 1, last - TWC_LOW_WINDOW_S + 1);

  for (gint64 second = first; second <= last; second++)
    put (self, second, self->held_a);
}

/**
 * twc_low_window_hold:
 * @amps: what holds from now on; more than 255 count as 255
 * @now_us: never runs backwards
 */
void
twc_low_window_hold (TwcLowWindow *self, guint amps, gint64 now_us)
{
  const gint64 second = now_us / G_USEC_PER_SEC;
  const guint8 value = (guint8) MIN (amps, G_MAXUINT8);

  if (self->from_us == TWC_NEVER)
    {
      self->from_us = now_us;
      put (self, second, value);
    }
  else
    {
      const gboolean begun =
        second == self->held_us / G_USEC_PER_SEC || now_us % G_USEC_PER_SEC != 0;

      fill (self, now_us);
      put (self, second, begun ? MIN (self->past_a[second % TWC_LOW_WINDOW_S], value) : value);
    }

  self->held_us = now_us;
  self->held_a = value;
}

/**
 * twc_low_window_get:
 * @span_s: how many seconds count, the present one among them
 * @amps: (out): the lowest of them
 * @rise_us: (out): when it will be more if the present value holds, or the window will be full;
 *   %TWC_NEVER if it is the present one
 *
 * Returns: whether the window is full; @amps is 0 while it is not
 */
gboolean
twc_low_window_get (const TwcLowWindow *self, guint span_s, guint *amps, gint64 *rise_us)
{
  const gint64 span = MIN (span_s, TWC_LOW_WINDOW_S);
  const gint64 last = self->held_us / G_USEC_PER_SEC;

  *amps = 0;
  *rise_us = TWC_NEVER;
  if (self->from_us == TWC_NEVER)
    return FALSE;

  if (last - self->from_us / G_USEC_PER_SEC + 1 < span)
    {
      *rise_us = TWC_SECONDS_US (self->from_us / G_USEC_PER_SEC + span - 1);
      return FALSE;
    }

  *amps = self->held_a;
  for (gint64 n = 0, i = last % TWC_LOW_WINDOW_S; n < span; n++, i--)
    {
      i = i < 0 ? TWC_LOW_WINDOW_S - 1 : i;
      if (self->past_a[i] < *amps)
        {
          *amps = self->past_a[i];
          *rise_us = TWC_SECONDS_US (last - n + span);
        }
    }

  return TRUE;
}
