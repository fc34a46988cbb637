/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-deadline-source.h"

#include "values/twc-units.h"

typedef struct
{
  GSource source;
  TwcDeadlineFunc get_deadline;
  TwcDueFunc due;
  gpointer user_data;
} DeadlineSource;

static gboolean
prepare (GSource *source, int *timeout_ms)
{
  DeadlineSource *self = (DeadlineSource *) source;
  const gint64 deadline_us = self->get_deadline (self->user_data);
  gint64 left_us;

  *timeout_ms = -1;
  if (deadline_us == TWC_NEVER)
    return FALSE;

  left_us = deadline_us - g_source_get_time (source);
  *timeout_ms = (int) CLAMP ((left_us + 999) / 1000, 0, G_MAXINT);
  return left_us <= 0;
}

static gboolean
check (GSource *source)
{
  DeadlineSource *self = (DeadlineSource *) source;
  const gint64 deadline_us = self->get_deadline (self->user_data);

  return deadline_us != TWC_NEVER && deadline_us <= g_source_get_time (source);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  DeadlineSource *self = (DeadlineSource *) source;

  self->due (self->user_data);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs funcs = {
  .prepare = prepare,
  .check = check,
  .dispatch = dispatch,
};

/**
 * twc_deadline_source_new:
 * @get_deadline: asked whenever the main loop is about to sleep
 * @due: called when that time has come
 *
 * A timer that nobody arms or moves: g_source_set_ready_time() from another callback wakes the
 * loop once more for each exchange (design §11).
 *
 * Returns: (transfer full): the source, attached to nothing yet
 */
GSource *
twc_deadline_source_new (TwcDeadlineFunc get_deadline, TwcDueFunc due, gpointer user_data)
{
  GSource *source = g_source_new (&funcs, sizeof (DeadlineSource));
  DeadlineSource *self = (DeadlineSource *) source;

  self->get_deadline = get_deadline;
  self->due = due;
  self->user_data = user_data;
  return source;
}
