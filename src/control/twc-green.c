/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-green.h"

#define LONGEST_HOLD_S 3600

/* A step at a deadline is late by a moment; by more than this, one has been missed. */
#define LATE_US G_USEC_PER_SEC

static gint64
get_second (gint64 us)
{
  return us / G_USEC_PER_SEC;
}

static guint
to_amps (gint ca)
{
  return ca > 0 ? (guint) ca - (guint) ca % TWC_CA (1) : 0;
}

static gboolean
is_full (const TwcGreenMemory *self, guint seconds)
{
  return twc_history_count (&self->history) >= seconds;
}

static gint
get_least_ca (const TwcGreenMemory *self, guint seconds)
{
  return twc_green_group_to_ca (&self->group,
                                twc_history_get_least (&self->history, &self->group.view, seconds));
}

static gint
get_mean_ca (const TwcGreenMemory *self, const TwcGreenSettings *settings)
{
  return twc_green_group_to_ca (
    &self->group,
    twc_history_get_mean (&self->history, &self->group.view, settings->lower_window_s));
}

static gint
get_now_ca (const TwcGreenMemory *self)
{
  return twc_green_group_to_ca (&self->group,
                                twc_history_get_last (&self->history, &self->group.view));
}

/* The largest j with S_j within @ca. */
static guint
count_fitting (const TwcGreenGroup *group, gint ca)
{
  guint n = 0;

  while (n < group->n_members && (gint) twc_green_group_get_sum (group, n + 1) <= ca)
    n++;

  return n;
}

static gint
get_start_flex (const TwcGreenSettings *settings)
{
  return settings->flex_start ? (gint) settings->flex_ca : 0;
}

/* 6.4. Returns: whether more may charge than before. */
static gboolean
admit (TwcGreenMemory *self, const TwcGreenSettings *settings, gint64 second)
{
  guint n;

  if (!is_full (self, settings->start_delay_s) || self->n == self->group.n_members)
    return FALSE;

  n = count_fitting (&self->group,
                     get_least_ca (self, settings->start_delay_s) + get_start_flex (settings));
  if (n <= self->n)
    return FALSE;

  self->n = n;
  self->n_s = second;
  return TRUE;
}

/* 6.5. */
static void
release (TwcGreenMemory *self, const TwcGreenSettings *settings, gint64 second)
{
  gint most_ca;

  if (self->n == 0 || !is_full (self, settings->stop_delay_s) ||
      second - self->n_s < settings->stop_delay_s)
    return;

  /* The most is at least what there is now: mostly nobody need look back. */
  if ((gint) twc_green_group_get_sum (&self->group, self->n) <=
      get_now_ca (self) + (gint) settings->flex_ca)
    return;

  most_ca = twc_green_group_to_ca (
    &self->group, twc_history_get_most (&self->history, &self->group.view, settings->stop_delay_s));
  most_ca += (gint) settings->flex_ca;
  if ((gint) twc_green_group_get_sum (&self->group, self->n) <= most_ca)
    return;

  self->n = count_fitting (&self->group, most_ca);
  self->n_s = second;
}

/* 6.6. A raise never goes beyond the mean that would take it back: with a raise delay shorter
 * than the lower window the level would swing each second. */
static void
set_level (TwcGreenMemory *self, const TwcGreenSettings *settings, gboolean rose)
{
  const guint mean_ca = to_amps (get_mean_ca (self, settings));

  if (mean_ca < self->level_ca)
    self->level_ca = mean_ca;
  else if (is_full (self, settings->raise_delay_s))
    self->level_ca =
      MAX (self->level_ca, MIN (mean_ca, to_amps (get_least_ca (self, settings->raise_delay_s))));

  if (rose)
    self->level_ca =
      MAX (self->level_ca, MIN (mean_ca, to_amps (get_least_ca (self, settings->start_delay_s))));
}

static void
judge (TwcGreenMemory *self, const TwcGreenSettings *settings, gint64 second)
{
  gboolean rose;

  if (self->group.n_members == 0)
    return;

  rose = admit (self, settings, second);
  if (!rose)
    release (self, settings, second);
  set_level (self, settings, rose);
}

static void
put (TwcGreenMemory *self, gint64 second, guint n_before)
{
  TwcSecond value = self->held;

  value.is_carried = self->is_above_start || (self->is_above_buffer && n_before > 0);
  twc_history_put (&self->history, second, &value);
}

/* The seconds that began since the last step, each judged as if there had been one: the number of
 * steps makes no difference. */
static void
catch_up (TwcGreenMemory *self, const TwcGreenSettings *settings, gint64 now_us)
{
  const gint64 end_s = MIN (get_second (now_us - 1), get_second (self->until_us));

  if (!self->is_usable || !self->history.is_begun)
    return;

  for (gint64 i = MAX (self->history.last_s + 1, end_s - LONGEST_HOLD_S); i <= end_s; i++)
    {
      put (self, i, self->n);
      judge (self, settings, i);
    }
}

static void
begin_second (TwcGreenMemory *self, gint64 second)
{
  if (second == self->last_s)
    return;

  self->last_s = second;
  self->n_before = self->n;
}

static gboolean
has_member (const TwcGreenGroup *group, guint16 id)
{
  for (guint i = 0; i < group->n_members; i++)
    if (group->members[i].id == id)
      return TRUE;

  return FALSE;
}

static guint
count_common (const TwcGreenGroup *a, const TwcGreenGroup *b)
{
  guint n = 0;

  for (guint i = 0; i < a->n_members; i++)
    n += has_member (b, a->members[i].id);

  return n;
}

static guint
count_offered (const TwcGreenGroup *group)
{
  guint n = 0;

  for (guint i = 0; i < group->n_members; i++)
    n += group->members[i].is_offered;

  return n;
}

/* 6.9. Who enters green alone has no grace: n follows from the history as it is. Where others
 * stay the windows begin anew. Returns: whether they do. */
static gboolean
take_group (TwcGreenMemory *self, const TwcGreenGroup *group)
{
  const guint n_before = self->group.n_members;
  const guint n_common = count_common (&self->group, group);

  self->group = *group;
  if (n_common == n_before && n_common == group->n_members)
    return FALSE;

  if (n_common > 0)
    {
      self->n = MIN (self->n, count_offered (group));
      twc_history_restart (&self->history);
      return TRUE;
    }

  self->n = 0;
  self->level_ca = 0;
  self->n_s = 0;
  return FALSE;
}

static void
take_value (TwcGreenMemory *self, const TwcGreenSettings *settings, const TwcSurplus *surplus)
{
  self->held = (TwcSecond){ .surplus_w = surplus->watts };
  if (surplus->method == TWC_METHOD_CURVE) /* rounded up, so that it is as many amperes again */
    self->held.surplus_w = (gint32) ((surplus->curve_ca * self->group.wpa + 99) / 100);
  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    self->held.draw_ca[i] = surplus->draw_ca[i];

  self->until_us = surplus->until_us;
  self->is_above_buffer = surplus->has_soc && settings->battery_buffer_percent > 0 &&
                          surplus->soc_percent > settings->battery_buffer_percent;
  self->is_above_start = surplus->has_soc && settings->battery_start_percent > 0 &&
                         surplus->soc_percent >= settings->battery_start_percent;
}

static gint64
get_hold_end_us (const TwcGreenMemory *self, const TwcGreenSettings *settings)
{
  return self->stale_us + TWC_SECONDS_US (settings->stale_hold_s);
}

/* 6.8: from when on nothing is known any more, whoever looked or not. */
static void
fall_stale (TwcGreenMemory *self, gint64 now_us)
{
  if (!self->is_usable)
    return;

  self->is_usable = FALSE;
  self->stale_us = MIN (now_us, self->until_us + 1);
}

/* 6.8: after the hold. */
static void
give_up (TwcGreenMemory *self, const TwcGreenSettings *settings, gint64 now_us)
{
  if (self->is_usable || now_us < get_hold_end_us (self, settings))
    return;

  self->level_ca = 0;
  if (settings->stale_action != TWC_FALLBACK_MINIMUM)
    self->n = 0;
}

/* What those who charge are held at (6.5). One that has nothing yet is not started with what the
 * grid gives; the minimum of an idle one is not given to the others. */
static guint
get_hold_ca (const TwcGreenMemory *self, const TwcGreenSettings *settings)
{
  const TwcGreenGroup *group = &self->group;
  const gint free_ca = self->is_usable ? get_now_ca (self) + (gint) settings->flex_ca : 0;
  guint sum_ca = 0;

  for (guint i = 0; i < MIN (self->n, group->n_members); i++)
    {
      const TwcGreenMember *member = &group->members[i];

      if (member->is_idle && !group->members[0].is_idle)
        continue;
      if (member->is_offered || (gint) (sum_ca + member->min_ca) <= free_ca)
        sum_ca += member->min_ca;
    }

  return sum_ca;
}

static gint64
to_us (gint64 second)
{
  return second * G_USEC_PER_SEC;
}

/* When the next one starts if it stays as it is. */
static gint64
get_start_us (const TwcGreenMemory *self, const TwcGreenSettings *settings)
{
  const gint need_ca =
    (gint) twc_green_group_get_sum (&self->group, self->n + 1) - get_start_flex (settings);

  if (!self->is_usable || self->n >= self->group.n_members || get_now_ca (self) < need_ca)
    return TWC_NEVER;

  return to_us (twc_history_find_below (&self->history, &self->group.view, settings->start_delay_s,
                                        twc_green_group_to_cw (&self->group, need_ca)) +
                settings->start_delay_s);
}

/* When one stops if it stays as it is. */
static gint64
get_stop_us (const TwcGreenMemory *self, const TwcGreenSettings *settings)
{
  const gint need_ca =
    (gint) twc_green_group_get_sum (&self->group, self->n) - (gint) settings->flex_ca;
  gint64 since_s;

  if (!self->is_usable || self->n == 0 || get_now_ca (self) >= need_ca)
    return TWC_NEVER;

  since_s = twc_history_find_from (&self->history, &self->group.view, settings->stop_delay_s,
                                   twc_green_group_to_cw (&self->group, need_ca));
  return to_us (MAX (since_s, self->n_s) + settings->stop_delay_s);
}

static TwcGreenPhase
get_phase (const TwcGreenMemory *self,
           const TwcGreenSettings *settings,
           guint hold_ca,
           gint64 now_us)
{
  if (!self->is_usable)
    return self->n > 0 && now_us < get_hold_end_us (self, settings) ? TWC_GREEN_HOLDS_STALE
                                                                    : TWC_GREEN_IS_STALE;
  if (self->n == 0 || MAX (self->level_ca, hold_ca) < twc_green_group_get_sum (&self->group, 1))
    return TWC_GREEN_WAITS;

  return self->level_ca < hold_ca ? TWC_GREEN_HOLDS : TWC_GREEN_CHARGES;
}

static gint64
get_until_us (const TwcGreenMemory *self, const TwcGreenSettings *settings, TwcGreenPhase phase)
{
  switch (phase)
    {
    case TWC_GREEN_WAITS:
      return self->n == 0 ? get_start_us (self, settings) : TWC_NEVER;
    case TWC_GREEN_HOLDS:
      return get_stop_us (self, settings);
    case TWC_GREEN_HOLDS_STALE:
      return get_hold_end_us (self, settings);
    case TWC_GREEN_CHARGES:
    case TWC_GREEN_IS_STALE:
      break;
    }

  return TWC_NEVER;
}

static TwcGreen
tell (const TwcGreenMemory *self, const TwcGreenSettings *settings, gint64 now_us)
{
  const guint hold_ca = get_hold_ca (self, settings);
  const TwcGreenPhase phase = get_phase (self, settings, hold_ca, now_us);

  return (TwcGreen){
    .phase = phase,
    .n = self->n,
    .budget_ca = self->n > 0 ? MAX (self->level_ca, hold_ca) : 0,
    .until_us = get_until_us (self, settings, phase),
    .available_ca = self->is_usable ? get_now_ca (self) : 0,
  };
}

/**
 * twc_green_update:
 * @surplus: what there is now
 * @group: those that charge green now
 *
 * Decides how many may charge, and on what level: charging-control 6.4 to 6.9. To be called with
 * every new reading and report, and at the deadline; to call it more often changes nothing.
 */
TwcGreen
twc_green_update (TwcGreenMemory *self,
                  const TwcGreenSettings *settings,
                  const TwcSurplus *surplus,
                  const TwcGreenGroup *group,
                  gint64 now_us)
{
  const gint64 second = get_second (now_us);
  gboolean changed;

  catch_up (self, settings, now_us);
  begin_second (self, second);
  if (!surplus->is_usable || (self->is_usable && now_us > self->until_us + LATE_US))
    fall_stale (self, now_us);
  give_up (self, settings, now_us);
  if (surplus->is_moved || (surplus->is_usable && !self->is_usable))
    twc_history_restart (&self->history);

  changed = take_group (self, group);
  if (surplus->is_usable)
    {
      self->is_usable = TRUE;
      take_value (self, settings, surplus);
      put (self, second, self->n_before);
      if (changed)
        self->level_ca = MIN (self->level_ca, to_amps (get_now_ca (self)));
      judge (self, settings, second);
    }

  return tell (self, settings, now_us);
}

/* When the level follows what there is: down within a second, up after its delay (6.6). */
static gint64
get_level_us (const TwcGreenMemory *self, const TwcGreenSettings *settings, gint64 next_us)
{
  const gint more_ca = (gint) (self->level_ca + TWC_CA (1));

  if (!self->is_usable || self->n == 0)
    return TWC_NEVER;
  if (self->level_ca > get_hold_ca (self, settings) &&
      get_least_ca (self, settings->lower_window_s) < (gint) self->level_ca)
    return next_us;
  if (get_now_ca (self) < more_ca)
    return TWC_NEVER;

  return MAX (next_us, to_us (twc_history_find_below (
                                &self->history, &self->group.view, settings->raise_delay_s,
                                twc_green_group_to_cw (&self->group, more_ca)) +
                              settings->raise_delay_s));
}

static gint64
get_sooner (gint64 a_us, gint64 b_us, gint64 now_us)
{
  if (b_us <= now_us)
    return a_us;

  return a_us == TWC_NEVER ? b_us : MIN (a_us, b_us);
}

/**
 * twc_green_get_deadline:
 *
 * Returns: when time alone may change what is decided, %TWC_NEVER if it may not
 */
gint64
twc_green_get_deadline (const TwcGreenMemory *self, const TwcGreenSettings *settings, gint64 now_us)
{
  gint64 next_us = TWC_NEVER;

  if (!self->is_usable && self->n > 0)
    return get_sooner (next_us, get_hold_end_us (self, settings), now_us);
  if (!self->is_usable)
    return next_us;

  next_us = get_sooner (next_us, self->until_us + 1, now_us);
  if (self->group.n_members == 0)
    return next_us;

  if (self->is_above_buffer && (self->n > 0) != (self->n_before > 0)) /* 6.7 begins or ends */
    return get_sooner (next_us, to_us (get_second (now_us) + 1), now_us);

  next_us = get_sooner (next_us, get_start_us (self, settings), now_us);
  next_us = get_sooner (next_us, get_stop_us (self, settings), now_us);
  return get_sooner (next_us, get_level_us (self, settings, to_us (get_second (now_us) + 1)),
                     now_us);
}
