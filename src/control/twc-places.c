/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-places.h"

/**
 * twc_places_find:
 * @place: (out): where the figures of @id are
 *
 * Returns: %FALSE when it has no place
 */
gboolean
twc_places_find (const TwcPlaces *self, guint16 id, guint *place)
{
  for (guint i = 0; i < self->n; i++)
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

/* The place of one that has left. */
static void
take_over (TwcPlaces *self, const guint16 *present, guint n_present, guint16 id)
{
  guint place = 0;

  while (place + 1 < self->n && is_present (present, n_present, self->ids[place]))
    place++;

  self->ids[place] = id;
}

/**
 * twc_places_claim:
 * @present: (array length=n_present): at most %TWC_MAX_CHARGERS
 *
 * Gives each of those a place.
 *
 * Returns: whether one took the place of another, so that what is kept there means nothing any
 *   more
 */
gboolean
twc_places_claim (TwcPlaces *self, const guint16 *present, guint n_present)
{
  gboolean moved = FALSE;
  guint place;

  for (guint i = 0; i < n_present; i++)
    {
      if (twc_places_find (self, present[i], &place))
        continue;
      if (self->n < TWC_MAX_CHARGERS)
        {
          self->ids[self->n++] = present[i];
          continue;
        }
      take_over (self, present, n_present, present[i]);
      moved = TRUE;
    }

  return moved;
}
