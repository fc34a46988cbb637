/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-history.h"

/* More than any delay: what is missing between two steps that lie further apart is no history. */
#define LONGEST_GAP_S 3600

G_STATIC_ASSERT (TWC_HISTORY_SECONDS + TWC_HISTORY_STRETCH_S * (TWC_HISTORY_STRETCHES - 1) >= 3600);

/**
 * twc_history_restart:
 *
 * Forgets everything: the windows begin with the next value.
 */
void
twc_history_restart (TwcHistory *self)
{
  self->is_begun = FALSE;
}

static const TwcSecond *
get_second (const TwcHistory *self, gint64 second)
{
  return &self->seconds[(guint64) second % TWC_HISTORY_SECONDS];
}

static const TwcStretch *
get_stretch (const TwcHistory *self, gint64 index)
{
  return &self->stretches[(guint64) index % TWC_HISTORY_STRETCHES];
}

/* No group ever had less than what is lowest, or more than what is highest. */
static void
widen (TwcStretch *self, const TwcSecond *value)
{
  self->lowest.surplus_w = MIN (self->lowest.surplus_w, value->surplus_w);
  self->highest.surplus_w = MAX (self->highest.surplus_w, value->surplus_w);
  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    {
      self->lowest.draw_ca[i] = MAX (self->lowest.draw_ca[i], value->draw_ca[i]);
      self->highest.draw_ca[i] = MIN (self->highest.draw_ca[i], value->draw_ca[i]);
    }
  self->lowest.is_carried &= value->is_carried;
  self->highest.is_carried |= value->is_carried;
}

/* A second that makes room for a new one. */
static void
keep_extremes (TwcHistory *self, gint64 second)
{
  const gint64 index = second / TWC_HISTORY_STRETCH_S;
  TwcStretch *stretch = &self->stretches[(guint64) index % TWC_HISTORY_STRETCHES];
  const TwcSecond *value = get_second (self, second);

  if (second == self->from_s || second % TWC_HISTORY_STRETCH_S == 0)
    *stretch = (TwcStretch){ .index = index, .lowest = *value, .highest = *value };
  else
    widen (stretch, value);
}

static void
append (TwcHistory *self, gint64 second, const TwcSecond *value)
{
  const gint64 oldest_s = second - TWC_HISTORY_SECONDS;

  if (oldest_s >= self->from_s)
    keep_extremes (self, oldest_s);

  self->seconds[(guint64) second % TWC_HISTORY_SECONDS] = *value;
  self->last_s = second;
}

/**
 * twc_history_put:
 * @second: of the monotonic clock, not before the last one
 *
 * Sets the value of @second, which may still be the present one. The seconds since the last
 * one had its value (6.1).
 */
void
twc_history_put (TwcHistory *self, gint64 second, const TwcSecond *value)
{
  if (!self->is_begun || second - self->last_s > LONGEST_GAP_S)
    {
      self->is_begun = TRUE;
      self->from_s = second;
      append (self, second, value);
      return;
    }

  while (self->last_s + 1 < second)
    {
      const TwcSecond held = *get_second (self, self->last_s);

      append (self, self->last_s + 1, &held);
    }
  if (second > self->last_s)
    append (self, second, value);
  else
    self->seconds[(guint64) self->last_s % TWC_HISTORY_SECONDS] = *value;
}

/**
 * twc_history_count:
 *
 * Returns: how many seconds the windows have by now
 */
guint
twc_history_count (const TwcHistory *self)
{
  return self->is_begun ? (guint) MIN (self->last_s - self->from_s + 1, G_MAXINT) : 0;
}

static gint64
look (const TwcSecond *value, const TwcHistoryView *view)
{
  gint64 cw = (gint64) value->surplus_w * 100;

  if ((view->wpa[0] | view->wpa[1] | view->wpa[2]) != 0) /* mostly nobody comes before */
    for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
      cw -= (gint64) view->wpa[i] * value->draw_ca[i];
  if (value->is_carried)
    cw = MAX (cw, view->carried_cw);

  return MAX (cw, view->floor_cw);
}

/* How many of the last @seconds are known, and how many of those are still apart. */
static guint
clip (const TwcHistory *self, guint seconds, guint *n_apart)
{
  const guint n = MIN (seconds, twc_history_count (self));

  *n_apart = MIN (n, TWC_HISTORY_SECONDS);
  return n;
}

/**
 * twc_history_get_last:
 *
 * Returns: the present value; 0 when there is none
 */
gint64
twc_history_get_last (const TwcHistory *self, const TwcHistoryView *view)
{
  return self->is_begun ? look (get_second (self, self->last_s), view) : 0;
}

/**
 * twc_history_get_least:
 *
 * Returns: the minimum over the last @seconds, as far as there are so many. Where a window
 *   begins within a stretch, all of that counts: at worst it comes half a minute late.
 */
gint64
twc_history_get_least (const TwcHistory *self, const TwcHistoryView *view, guint seconds)
{
  guint n_apart;
  const guint n = clip (self, seconds, &n_apart);
  gint64 least_cw = twc_history_get_last (self, view);

  for (guint i = 1; i < n_apart; i++)
    least_cw = MIN (least_cw, look (get_second (self, self->last_s - i), view));
  if (n > n_apart)
    for (gint64 i = (self->last_s - n + 1) / TWC_HISTORY_STRETCH_S;
         i <= (self->last_s - n_apart) / TWC_HISTORY_STRETCH_S; i++)
      least_cw = MIN (least_cw, look (&get_stretch (self, i)->lowest, view));

  return least_cw;
}

/**
 * twc_history_get_most:
 *
 * Returns: the maximum over the last @seconds, as twc_history_get_least()
 */
gint64
twc_history_get_most (const TwcHistory *self, const TwcHistoryView *view, guint seconds)
{
  guint n_apart;
  const guint n = clip (self, seconds, &n_apart);
  gint64 most_cw = twc_history_get_last (self, view);

  for (guint i = 1; i < n_apart; i++)
    most_cw = MAX (most_cw, look (get_second (self, self->last_s - i), view));
  if (n > n_apart)
    for (gint64 i = (self->last_s - n + 1) / TWC_HISTORY_STRETCH_S;
         i <= (self->last_s - n_apart) / TWC_HISTORY_STRETCH_S; i++)
      most_cw = MAX (most_cw, look (&get_stretch (self, i)->highest, view));

  return most_cw;
}

/**
 * twc_history_get_mean:
 * @seconds: at most %TWC_HISTORY_SECONDS
 *
 * Returns: the mean over the last @seconds, or those that there are, rounded down; 0 when there
 *   are none
 */
gint64
twc_history_get_mean (const TwcHistory *self, const TwcHistoryView *view, guint seconds)
{
  guint n_apart;
  gint64 sum_cw = 0;

  clip (self, seconds, &n_apart);
  if (n_apart == 0)
    return 0;

  for (guint i = 0; i < n_apart; i++)
    sum_cw += look (get_second (self, self->last_s - i), view);

  return sum_cw / n_apart - (sum_cw % n_apart < 0);
}

/* The end of the newest stretch in the window for which @is_below says so of its extreme. */
static gint64
find_stretch (
  const TwcHistory *self, const TwcHistoryView *view, guint n, gint64 limit_cw, gboolean is_below)
{
  const gint64 before_s = self->last_s - n;

  for (gint64 i = (self->last_s - TWC_HISTORY_SECONDS) / TWC_HISTORY_STRETCH_S;
       i >= (before_s + 1) / TWC_HISTORY_STRETCH_S; i--)
    {
      const TwcStretch *stretch = get_stretch (self, i);

      if (is_below ? look (&stretch->lowest, view) < limit_cw
                   : look (&stretch->highest, view) >= limit_cw)
        return MIN ((i + 1) * TWC_HISTORY_STRETCH_S, self->last_s - TWC_HISTORY_SECONDS + 1) - 1;
    }

  return before_s;
}

/**
 * twc_history_find_below:
 *
 * Returns: the newest second of the window with less than @limit_cw; the one before the window
 *   when there is none
 */
gint64
twc_history_find_below (const TwcHistory *self,
                        const TwcHistoryView *view,
                        guint seconds,
                        gint64 limit_cw)
{
  guint n_apart;
  const guint n = clip (self, seconds, &n_apart);

  for (guint i = 0; i < n_apart; i++)
    if (look (get_second (self, self->last_s - i), view) < limit_cw)
      return self->last_s - i;

  return n > n_apart ? find_stretch (self, view, n, limit_cw, TRUE) : self->last_s - n;
}

/**
 * twc_history_find_from:
 *
 * Returns: the newest second of the window with @limit_cw or more; the one before the window
 *   when there is none
 */
gint64
twc_history_find_from (const TwcHistory *self,
                       const TwcHistoryView *view,
                       guint seconds,
                       gint64 limit_cw)
{
  guint n_apart;
  const guint n = clip (self, seconds, &n_apart);

  for (guint i = 0; i < n_apart; i++)
    if (look (get_second (self, self->last_s - i), view) >= limit_cw)
      return self->last_s - i;

  return n > n_apart ? find_stretch (self, view, n, limit_cw, FALSE) : self->last_s - n;
}
