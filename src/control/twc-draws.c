/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-draws.h"

#include <string.h>

/* Seconds before the clock's first are asked for shortly after it began. */
static guint
get_index (gint64 second)
{
  const gint64 rest = second % TWC_DRAWS_SECONDS;

  return (guint) (rest < 0 ? rest + TWC_DRAWS_SECONDS : rest);
}

/**
 * twc_draws_find:
 * @place: (out): where what @id draws is kept
 *
 * Returns: %FALSE when it has no place
 */
gboolean
twc_draws_find (const TwcDraws *self, guint16 id, guint *place)
{
  for (guint i = 0; i < self->n_places; i++)
    if (self->ids[i] == id)
      {
        *place = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
is_present (const guint16 *present, guint n_present, guint16 id)
{
  for (guint i = 0; i < n_present; i++)
    if (present[i] == id)
      return TRUE;

  return FALSE;
}

/* The place of one that has left, whose past nobody asks for any more. */
static void
take_over (TwcDraws *self, const guint16 *present, guint n_present, guint16 id)
{
  for (guint place = 0; place < self->n_places; place++)
    {
      if (is_present (present, n_present, self->ids[place]))
        continue;

      self->ids[place] = id;
      for (guint i = 0; i < TWC_DRAWS_SECONDS; i++)
        self->ca[i][place] = 0;
      return;
    }
}

/**
 * twc_draws_claim:
 * @present: (array length=n_present): at most %TWC_MAX_CHARGERS
 *
 * Gives each of those a place.
 *
 * Returns: whether one took the place of another, so that what was noted elsewhere by places
 *   means nothing any more
 */
gboolean
twc_draws_claim (TwcDraws *self, const guint16 *present, guint n_present)
{
  gboolean moved = FALSE;
  guint place;

  for (guint i = 0; i < n_present; i++)
    {
      if (twc_draws_find (self, present[i], &place))
        continue;
      if (self->n_places < TWC_MAX_CHARGERS)
        {
          self->ids[self->n_places++] = present[i];
          continue;
        }
      take_over (self, present, n_present, present[i]);
      moved = TRUE;
    }

  return moved;
}

static void
set (TwcDraws *self, gint64 second, const guint16 ca[TWC_MAX_CHARGERS])
{
  memcpy (self->ca[get_index (second)], ca, sizeof self->ca[0]);
}

/**
 * twc_draws_put:
 * @second: of the monotonic clock, not before the last one
 * @ca: by places
 *
 * Notes what is drawn in @second. In the seconds since the last one it was what it was then.
 */
void
twc_draws_put (TwcDraws *self, gint64 second, const guint16 ca[TWC_MAX_CHARGERS])
{
  guint16 last_ca[TWC_MAX_CHARGERS];
  gint64 from_s = second - TWC_DRAWS_SECONDS + 1;

  memcpy (last_ca, ca, sizeof last_ca);
  if (self->is_begun)
    {
      memcpy (last_ca, twc_draws_get (self, self->last_s), sizeof last_ca);
      from_s = MAX (from_s, self->last_s + 1);
    }

  for (gint64 i = from_s; i < second; i++)
    set (self, i, last_ca);
  set (self, second, ca);
  self->last_s = second;
  self->is_begun = TRUE;
}

gboolean
twc_draws_reaches (const TwcDraws *self, gint64 second)
{
  return self->is_begun && second > self->last_s - TWC_DRAWS_SECONDS;
}

/**
 * twc_draws_get:
 *
 * Returns: what was drawn in @second, by places; the oldest or newest known where that is out
 *   of reach
 */
const guint16 *
twc_draws_get (const TwcDraws *self, gint64 second)
{
  const gint64 within_s = CLAMP (second, self->last_s - TWC_DRAWS_SECONDS + 1, self->last_s);

  return self->ca[get_index (within_s)];
}
