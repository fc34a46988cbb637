/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-table.h"

/* An unlinked unit announces itself every 10 s (twc-protocol 4.6). */
#define REFUSED_FOR_US TWC_SECONDS_US (60)

TwcSlave *
twc_table_find (TwcTable *self, guint16 id)
{
  for (guint i = 0; i < self->n_slaves; i++)
    if (self->slaves[i].facts.id == id)
      return &self->slaves[i];

  return NULL;
}

static TwcSlave *
find_place (TwcTable *self, gint64 now_us)
{
  if (self->n_slaves < TWC_MAX_CHARGERS)
    return &self->slaves[self->n_slaves++];

  for (guint i = 0; i < self->n_slaves; i++)
    if (twc_slave_is_forgotten (&self->slaves[i], now_us))
      return &self->slaves[i];

  return NULL;
}

/**
 * twc_table_add:
 * @id: of a slave that is not in the table
 * @rating_ca: 0 when it is not usable
 *
 * Gives it a free place, or that of one that has been silent for long.
 *
 * Returns: (transfer none) (nullable): the new slave; %NULL when three are being served
 */
TwcSlave *
twc_table_add (TwcTable *self, guint16 id, guint protocol, guint rating_ca, gint64 now_us)
{
  TwcSlave *slave = find_place (self, now_us);

  if (slave != NULL)
    twc_slave_init (slave, id, protocol, rating_ca, now_us);
  return slave;
}

/**
 * twc_table_take_link_ready:
 * @message: FDE2 of another id than ours
 *
 * Returns: %FALSE when it comes from a fourth, which is refused: dropping one of three that are
 *   served, as others do, would open its contactor
 */
gboolean
twc_table_take_link_ready (TwcTable *self, const TwcMessage *message, gint64 now_us)
{
  TwcSlave *slave = twc_table_find (self, message->sender);

  if (slave == NULL)
    slave = twc_table_add (self, message->sender, message->protocol, 0, now_us);
  if (slave == NULL)
    {
      /* The first is told until it is gone: two that take turns would be a new problem each time.
       */
      if (self->refused == 0)
        self->refused = message->sender;
      if (self->refused == message->sender)
        self->refused_us = now_us;
      return FALSE;
    }

  twc_slave_take_link_ready (slave, message, now_us);
  return TRUE;
}

void
twc_table_resume (TwcTable *self, gint64 now_us)
{
  for (guint i = 0; i < self->n_slaves; i++)
    twc_slave_resume (&self->slaves[i], now_us);
}

void
twc_table_expire (TwcTable *self, gint64 now_us)
{
  for (guint i = 0; i < self->n_slaves; i++)
    twc_slave_expire (&self->slaves[i], now_us);

  if (self->refused != 0 && now_us - self->refused_us >= REFUSED_FOR_US)
    self->refused = 0;
}

gint64
twc_table_get_deadline (const TwcTable *self)
{
  gint64 deadline_us = G_MAXINT64;

  for (guint i = 0; i < self->n_slaves; i++)
    deadline_us = MIN (deadline_us, twc_slave_get_deadline (&self->slaves[i]));

  return deadline_us;
}

guint
twc_table_count_online (const TwcTable *self)
{
  guint n_online = 0;

  for (guint i = 0; i < self->n_slaves; i++)
    n_online += self->slaves[i].facts.online ? 1 : 0;

  return n_online;
}

gboolean
twc_table_has_different_ratings (const TwcTable *self)
{
  guint first_ca = 0;

  for (guint i = 0; i < self->n_slaves; i++)
    {
      const TwcChargerState *facts = &self->slaves[i].facts;

      if (!facts->online || facts->rating_ca == 0)
        continue;
      if (first_ca != 0 && facts->rating_ca != first_ca)
        return TRUE;
      first_ca = facts->rating_ca;
    }

  return FALSE;
}

/**
 * twc_table_find_invalid:
 *
 * Returns: (transfer none) (nullable): one that announced an impossible rating
 */
const TwcSlave *
twc_table_find_invalid (const TwcTable *self)
{
  for (guint i = 0; i < self->n_slaves; i++)
    if (self->slaves[i].facts.rating_ca == 0)
      return &self->slaves[i];

  return NULL;
}

/**
 * twc_table_is_courting_in_vain:
 *
 * Returns: whether one goes on announcing itself though heartbeats go out to it
 */
gboolean
twc_table_is_courting_in_vain (const TwcTable *self)
{
  for (guint i = 0; i < self->n_slaves; i++)
    if (self->slaves[i].not_answering)
      return TRUE;

  return FALSE;
}
