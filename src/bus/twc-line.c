/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-line.h"

#include <string.h>

#include "bus/twc-elapsed.h"

/* twc-protocol 1.1, 1.7. */
#define CHARACTER_US 1042
#define IDLE_US TWC_MILLISECONDS_US (20)

/* No frame lasts 46 ms, so what has no pause for this long is noise. Many a line is noisy for as
 * long as nobody drives it: to wait for its end would lose every slave, and to talk loses at
 * most a heartbeat. */
#define JAMMED_AFTER_US TWC_MILLISECONDS_US (500)

void
twc_line_init (TwcLine *self)
{
  memset (self, 0, sizeof *self);
  self->heard_us = TWC_NEVER;
  self->busy_since_us = TWC_NEVER;
  self->quiet_us = TWC_NEVER;
  self->sent_until_us = TWC_NEVER;
  self->reply_by_us = TWC_NEVER;
}

/**
 * twc_line_take_bytes:
 * @partial_until_us: when a frame that has begun is given up; %TWC_NEVER when none has
 *
 * Something was heard.
 */
void
twc_line_take_bytes (TwcLine *self, gint64 partial_until_us, gint64 now_us)
{
  if (twc_elapsed_us (self->heard_us, now_us) >= IDLE_US)
    self->busy_since_us = now_us;
  self->heard_us = now_us;
  self->quiet_us = MAX (now_us + IDLE_US, partial_until_us);
}

/**
 * twc_line_take_sent:
 * @n_wire: bytes that leave now
 * @wait_us: for how long to be silent then, unless the reply comes first
 */
void
twc_line_take_sent (TwcLine *self, gsize n_wire, gint64 wait_us, gint64 now_us)
{
  self->is_waiting = TRUE;
  self->sent_until_us = now_us + (gint64) n_wire * CHARACTER_US;
  self->reply_by_us = self->sent_until_us + wait_us;
}

void
twc_line_take_reply (TwcLine *self)
{
  self->is_waiting = FALSE;
}

gboolean
twc_line_is_overdue (const TwcLine *self, gint64 now_us)
{
  return self->is_waiting && now_us >= self->reply_by_us;
}

static gboolean
is_jammed (const TwcLine *self)
{
  return self->heard_us != TWC_NEVER && self->heard_us - self->busy_since_us >= JAMMED_AFTER_US;
}

/**
 * twc_line_get_free:
 *
 * Returns: from when on the master may talk if nothing more is heard
 */
gint64
twc_line_get_free (const TwcLine *self)
{
  gint64 free_us = is_jammed (self) ? TWC_NEVER : self->quiet_us;

  if (self->is_waiting)
    return MAX (free_us, self->reply_by_us);

  /* A reply that comes late may seem to answer the next frame, while that is still leaving. */
  return MAX (free_us, self->sent_until_us + IDLE_US);
}
