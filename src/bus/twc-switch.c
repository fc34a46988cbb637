/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-switch.h"

/* twc-protocol 5.5: sent once, and repeated three times at most. */
#define MAX_SENT 4
#define RETRY_US TWC_SECONDS_US (2)

/* G5: between a stop and a start, and before either is said again. */
#define REST_US TWC_SECONDS_US (60)

void
twc_switch_init (TwcSwitch *self)
{
  *self = (TwcSwitch){ .due_us = G_MAXINT64, .sent_us = TWC_NEVER };
}

static void
want (TwcSwitch *self, guint8 code, gint64 now_us)
{
  self->code = code;
  self->is_pending = TRUE;
  self->n_sent = 0;
  self->due_us = self->sent_us == TWC_NEVER ? now_us : MAX (now_us, self->sent_us + REST_US);
}

void
twc_switch_want_stop (TwcSwitch *self, gint64 now_us)
{
  if (self->code != TWC_CODE_STOP)
    want (self, TWC_CODE_STOP, now_us);
}

/**
 * twc_switch_want_start:
 *
 * Has it go on, if a stop has gone out. One that has not been sent yet is taken back.
 */
void
twc_switch_want_start (TwcSwitch *self, gint64 now_us)
{
  if (self->is_stopped && self->code != TWC_CODE_START)
    want (self, TWC_CODE_START, now_us);
  else if (!self->is_stopped)
    self->code = self->is_pending = 0;
}

/**
 * twc_switch_get_due:
 *
 * Returns: when @self has a command to send; %G_MAXINT64 when it has none
 */
gint64
twc_switch_get_due (const TwcSwitch *self)
{
  return self->is_pending && self->n_sent < MAX_SENT ? self->due_us : G_MAXINT64;
}

void
twc_switch_take_sent (TwcSwitch *self, gint64 now_us)
{
  self->n_sent++;
  self->sent_us = now_us;
  self->due_us = now_us + RETRY_US;
  self->is_stopped |= self->code == TWC_CODE_STOP;
}

/**
 * twc_switch_take_answer:
 * @code: of the command that it acknowledges
 */
void
twc_switch_take_answer (TwcSwitch *self, guint8 code)
{
  if (code != self->code)
    return;

  self->is_pending = FALSE;
  if (code == TWC_CODE_START)
    self->is_stopped = FALSE;
}

/**
 * twc_switch_take_wish:
 *
 * Its car asks for power (state 04). One that was plugged in anew has forgotten what the last was
 * told, so it is told again.
 */
void
twc_switch_take_wish (TwcSwitch *self, gint64 now_us)
{
  if (self->code != 0 && !self->is_pending && self->is_stopped)
    want (self, self->code, now_us);
}
