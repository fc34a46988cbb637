/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-watch.h"

#include <string.h>

#include "bus/twc-elapsed.h"

#define ECHO_FOR_US TWC_MILLISECONDS_US (500)
/* A network adapter that hesitates returns them late: no echo any more, but nobody's twin. */
#define LATE_ECHO_FOR_US TWC_SECONDS_US (5)

/* A flipped bit makes a master's frame of a slave's, checksum and all: one proves nothing. */
#define PROOF_WITHIN_US TWC_SECONDS_US (10)
#define QUIET_FOR_US TWC_SECONDS_US (2)

static void
clear (TwcSightings *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->at_us); i++)
    self->at_us[i] = TWC_NEVER;
}

/* How many there were lately, this one included. */
static guint
count_sighting (TwcSightings *self, gint64 now_us)
{
  guint n = 0;

  memmove (self->at_us + 1, self->at_us, sizeof self->at_us - sizeof self->at_us[0]);
  self->at_us[0] = now_us;
  for (guint i = 0; i < G_N_ELEMENTS (self->at_us); i++)
    n += twc_elapsed_us (self->at_us[i], now_us) <= PROOF_WITHIN_US ? 1 : 0;

  return n;
}

void
twc_watch_init (TwcWatch *self)
{
  memset (self, 0, sizeof *self);
  self->sent_us = TWC_NEVER;
  for (guint i = 0; i < TWC_WATCH_SENT; i++)
    self->sent[i].at_us = TWC_NEVER;
  clear (&self->foreign);
  clear (&self->diverted);
  clear (&self->twin);
}

void
twc_watch_take_sent (TwcWatch *self, const guint8 *body, gsize n_body, gint64 now_us)
{
  TwcWatchSent *sent = &self->sent[self->next];

  g_return_if_fail (n_body <= sizeof sent->body);

  self->next = (self->next + 1) % TWC_WATCH_SENT;
  self->sent_us = now_us;
  sent->at_us = now_us;
  sent->n_body = n_body;
  memcpy (sent->body, body, n_body);
}

static gboolean
is_same (const TwcWatchSent *sent, const guint8 *body, gsize n_body)
{
  return sent->n_body == n_body && memcmp (sent->body, body, n_body) == 0;
}

/* A heartbeat that has lost one of its zeros on the way back is still a good frame: the checksum
 * is a sum, and masters' frames come in several lengths (twc-protocol 1.3, 1.4). */
static gboolean
is_short_of_zero (const TwcWatchSent *sent, const guint8 *body, gsize n_body)
{
  gsize n = 0;

  if (sent->n_body != n_body + 1)
    return FALSE;

  while (n < n_body && sent->body[n] == body[n])
    n++;

  return sent->body[n] == 0 && memcmp (sent->body + n + 1, body + n, n_body - n) == 0;
}

static gboolean
was_sent (const TwcWatch *self, const guint8 *body, gsize n_body, gint64 within_us, gint64 now_us)
{
  for (guint i = 0; i < TWC_WATCH_SENT; i++)
    {
      const TwcWatchSent *sent = &self->sent[i];

      if (twc_elapsed_us (sent->at_us, now_us) <= within_us &&
          (is_same (sent, body, n_body) || is_short_of_zero (sent, body, n_body)))
        return TRUE;
    }

  return FALSE;
}

/**
 * twc_watch_is_echo:
 * @body: a good frame
 *
 * Returns: whether the adapter has returned what we sent
 */
gboolean
twc_watch_is_echo (const TwcWatch *self, const guint8 *body, gsize n_body, gint64 now_us)
{
  return was_sent (self, body, n_body, ECHO_FOR_US, now_us);
}

/**
 * twc_watch_take_foreign:
 *
 * A frame that only a master sends, whose sender is neither us nor a known slave.
 *
 * Returns: whether another master is on the bus
 */
gboolean
twc_watch_take_foreign (TwcWatch *self, gint64 now_us)
{
  return count_sighting (&self->foreign, now_us) >= 2;
}

/**
 * twc_watch_take_diverted:
 *
 * A slave answered somebody else.
 *
 * Returns: whether it does so again and again
 */
gboolean
twc_watch_take_diverted (TwcWatch *self, gint64 now_us)
{
  return count_sighting (&self->diverted, now_us) >= 2;
}

/**
 * twc_watch_take_twin:
 * @body: a good frame
 *
 * A master's frame with our id that is no echo. While we are silent it is another's, though a
 * single one may be the last of our own that waited in the adapter. While we talk it may be a
 * damaged echo, so more of them are needed.
 *
 * Returns: whether another node uses our id
 */
gboolean
twc_watch_take_twin (TwcWatch *self, const guint8 *body, gsize n_body, gint64 now_us)
{
  const gboolean is_quiet = twc_elapsed_us (self->sent_us, now_us) >= QUIET_FOR_US;

  if (was_sent (self, body, n_body, LATE_ECHO_FOR_US, now_us))
    return FALSE;

  return count_sighting (&self->twin, now_us) >= (is_quiet ? 2u : 3u);
}
