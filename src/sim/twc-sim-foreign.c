/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-sim-foreign.h"

#define SIGN 0x39
#define N_PRESENCE 5
#define PRESENCE_US TWC_MILLISECONDS_US (100)
#define HEARTBEAT_US TWC_SECONDS_US (1)

void
twc_sim_foreign_init (TwcSimForeign *self)
{
  *self = (TwcSimForeign){ .next_us = G_MAXINT64 };
}

void
twc_sim_foreign_appear (TwcSimForeign *self, guint16 id, gint64 for_us, gint64 now_us)
{
  self->id = id;
  self->until_us = for_us > 0 ? now_us + for_us : G_MAXINT64;
  self->next_us = now_us;
  self->n_sent = 0;
}

/**
 * twc_sim_foreign_speak:
 * @slaves: the ids that it may know
 * @body: (out): what it sends now that its time has come
 *
 * Returns: the length of @body; 0 when it has gone, or has nobody to talk to
 */
gsize
twc_sim_foreign_speak (TwcSimForeign *self,
                       const guint16 *slaves,
                       guint n_slaves,
                       guint8 body[TWC_BODY_MAX])
{
  const guint n = self->n_sent++;

  if (self->next_us >= self->until_us)
    {
      self->next_us = G_MAXINT64;
      return 0;
    }

  self->next_us += n < 2 * N_PRESENCE ? PRESENCE_US : HEARTBEAT_US;
  if (n < N_PRESENCE)
    return twc_message_build_presence_1 (self->id, SIGN, body);
  if (n < 2 * N_PRESENCE)
    return twc_message_build_presence_2 (self->id, SIGN, body);
  if (n_slaves == 0)
    return 0;
  return twc_message_build_heartbeat (self->id, slaves[n % n_slaves], 2, TWC_COMMAND_NONE, 0, body);
}
