/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-green.h"

/**
 * twc_green_group_get_sum:
 *
 * Returns: S_n, the minimums of the first @n members (6.4)
 */
guint
twc_green_group_get_sum (const TwcGreenGroup *self, guint n)
{
  guint sum_ca = 0;

  for (guint i = 0; i < MIN (n, self->n_members); i++)
    sum_ca += self->members[i].min_ca;

  return sum_ca;
}

/**
 * twc_green_group_to_cw:
 *
 * Returns: the centiwatts of @ca centiamperes in this group: exact, so that comparing with it is
 *   comparing amperes
 */
gint64
twc_green_group_to_cw (const TwcGreenGroup *self, gint ca)
{
  return (gint64) ca * self->wpa;
}

/**
 * twc_green_group_to_ca:
 *
 * Returns: A = avail / wpa of 6.2, rounded towards minus infinity
 */
gint
twc_green_group_to_ca (const TwcGreenGroup *self, gint64 cw)
{
  const gint64 wpa = self->wpa;

  return (gint) (cw / wpa - (cw % wpa < 0));
}

/**
 * twc_green_group_new:
 * @members: (array length=n_members): in the order of 9.1, at most %TWC_MAX_CHARGERS
 * @places: by which @surplus names the Wall Connectors
 *
 * Returns: the group, with its own view of what is left: others come before it (6.2, P_h), and
 *   the floors of 6.7 hold for it. One without members looks at all that there is.
 */
TwcGreenGroup
twc_green_group_new (const TwcGreenMember *members,
                     guint n_members,
                     const TwcGreenSettings *settings,
                     const TwcSurplus *surplus,
                     const TwcPlaces *places)
{
  TwcGreenGroup self = { .n_members = n_members,
                         .wpa = n_members > 0 ? 1 : MAX (surplus->most_wpa, 1) };
  guint place;

  for (guint i = 0; n_members > 0 && i < TWC_MAX_CHARGERS; i++)
    self.view.wpa[i] = surplus->wpa[i];
  for (guint i = 0; i < n_members; i++)
    {
      self.members[i] = members[i];
      self.wpa = MAX (self.wpa, members[i].wpa);
      if (twc_places_find (places, members[i].id, &place))
        self.view.wpa[place] = 0;
    }

  self.view.floor_cw =
    settings->floor_ca > 0 ? twc_green_group_to_cw (&self, (gint) settings->floor_ca) : G_MININT64;
  self.view.carried_cw =
    n_members > 0 ? twc_green_group_to_cw (&self, (gint) members[0].min_ca) : G_MININT64;
  return self;
}
