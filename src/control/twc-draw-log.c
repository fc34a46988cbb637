/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-draw-log.h"

/* The first whole second that is not before @us. */
static gint64
get_next_second (gint64 us)
{
  return (us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
}

TwcDrawLog
twc_draw_log_new (void)
{
  return (TwcDrawLog){ .from_us = TWC_NEVER, .last_us = TWC_NEVER };
}

/**
 * twc_draw_log_take:
 * @at_us: when it was reported; never before the report before it
 *
 * Adds a report. It counts until the next one.
 */
void
twc_draw_log_take (TwcDrawLog *self, guint draw_ca, gint64 at_us)
{
  if (self->from_us == TWC_NEVER)
    self->from_us = at_us;
  else if (at_us > self->last_us)
    {
      const gint64 end = get_next_second (at_us);
      const gint64 begin = MAX (get_next_second (self->last_us), end - TWC_DRAW_LOG_S);

      for (gint64 second = begin; second < end; second++)
        self->past_ca[second % TWC_DRAW_LOG_S] = self->last_ca;
    }

  self->last_us = MAX (self->last_us, at_us);
  self->last_ca = (guint16) MIN (draw_ca, G_MAXUINT16);
}

/**
 * twc_draw_log_get:
 *
 * Returns: what was drawn at @at_us, to the second; 0 where that is not known, since what is not
 *   a Wall Connector's draw counts as the house's, which is the safe side
 */
guint
twc_draw_log_get (const TwcDrawLog *self, gint64 at_us)
{
  const gint64 second = at_us / G_USEC_PER_SEC;

  if (self->from_us == TWC_NEVER || at_us < self->from_us)
    return 0;
  if (at_us >= self->last_us)
    return self->last_ca;
  if (second < get_next_second (self->from_us) ||
      second < get_next_second (self->last_us) - TWC_DRAW_LOG_S)
    return 0;

  return self->past_ca[second % TWC_DRAW_LOG_S];
}

/**
 * twc_draw_log_get_most:
 *
 * Returns: the most that was drawn in the @span_s seconds that end at @at_us
 */
guint
twc_draw_log_get_most (const TwcDrawLog *self, gint64 at_us, guint span_s)
{
  guint most_ca = 0;

  for (guint i = 0; i <= span_s; i++)
    most_ca = MAX (most_ca, twc_draw_log_get (self, at_us - TWC_SECONDS_US (i)));

  return most_ca;
}
