/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history.h"

#include <stdlib.h>
#include <unistd.h>

/**
 * history_violated:
 *
 * Ends the test with the smallest history that still breaks a promise.
 */
void
history_violated (const History *self, const char *promise)
{
  if (self->purpose == HISTORY_TRY)
    _exit (EXIT_FAILURE);
  if (self->purpose == HISTORY_SEARCH)
    history_run (self->seed, history_shrink (self->seed, self->skipped), HISTORY_TELL);

  for (guint i = 0; i < self->plan.n_chargers; i++)
    g_printerr ("%04X offer %u target %u exposure %u draw %u limit %u: %s\n",
                self->plan.chargers[i].id, self->plan.chargers[i].offer_ca,
                self->plan.chargers[i].target_ca, self->plan.chargers[i].exposure_ca,
                self->garage.site.chargers[i].draw_ca, self->garage.site.chargers[i].reported_ca,
                twc_reason_code_to_nick (self->plan.chargers[i].reason.code));
  for (guint i = 0; i < self->garage.n_boxes; i++)
    {
      const Box *box = &self->garage.boxes[i];

      g_printerr ("%04X protocol %u, limit %u, draw %u, plugged %d, heard %.1f s ago\n", box->id,
                  box->protocol, box->limit_ca, box->car.draw_ca, box->car.plugged,
                  (double) (self->now.us - box->heard_us) / G_USEC_PER_SEC);
    }
  g_error ("TWC_SEED=%u TWC_SKIP=%" G_GINT64_MODIFIER
           "x, second %.3f, limit %u cA, disturbed %.1f s ago: %s",
           self->seed, self->skipped, (double) (self->now.us - HISTORY_START_US) / G_USEC_PER_SEC,
           self->settings.wiring_all_ca,
           (double) (self->now.us - self->garage.disturbed_us) / G_USEC_PER_SEC, promise);
}

gint
history_pick (History *self, gint from, gint to)
{
  return g_rand_int_range (self->rand, from, to + 1);
}

gboolean
history_is_since (const History *self, gint64 us, gint64 span_us)
{
  return us != TWC_NEVER && self->now.us - us < span_us;
}

gboolean
history_has_house (const History *self)
{
  return self->settings.house.fuse_ca > 0;
}

/**
 * history_get_line:
 *
 * Returns: what flows through the house's line now
 */
gint64
history_get_line (const History *self)
{
  gint64 line_ca = self->house_ca;

  for (guint i = 0; i < self->garage.n_boxes; i++)
    line_ca += self->garage.boxes[i].car.draw_ca;

  return line_ca;
}

static void
decide (History *self)
{
  const TwcPlan former = self->plan;
  TwcMemory before = self->memory;

  self->plan = twc_brain_decide (&self->settings, &self->garage.site, &self->memory, self->now);
  history_check (self, &former, &before);
  if (g_rand_int_range (self->checks, 0, 10) == 0)
    history_check_closely (self, &former, &before);
}

static gboolean
read_meter (History *self)
{
  TwcSite *site = &self->garage.site;

  if (!self->metered || self->now.us < MAX (self->meter_us, self->mute_until_us))
    return FALSE;

  if (site->n_readings == 0)
    site->readings[site->n_readings++] = twc_reading_new ("meter", TWC_ROLE_GRID, 0, 60);
  g_assert_true (twc_reading_set_watts (
    &site->readings[0], (double) history_get_line (self) / 100 * GARAGE_VOLTS - self->sun_w,
    self->now.us));
  g_assert_true (twc_reading_set_lines (
    &site->readings[0], (const double[3]){ (double) history_get_line (self) / 100, 0, 0 }));
  self->meter_us =
    self->now.us + TWC_MILLISECONDS_US (g_rand_int_range (self->garage.rand, 800, 4001));
  return TRUE;
}

static void
pass_time (History *self, gint64 us)
{
  const gint64 former_us = self->now.us;
  gboolean news;

  self->now.us += us;
  self->now.unix_s = TOY_UNIX_S + (self->now.us - HISTORY_START_US) / G_USEC_PER_SEC;
  news = garage_step (&self->garage, &self->plan, self->now.us);
  news |= read_meter (self);
  if (news || (self->plan.next_us > former_us && self->plan.next_us <= self->now.us))
    decide (self);
}

/* 8.4: what a car needs is found out anew every quarter of an hour. */
static guint
count_limited (const History *self)
{
  guint n = 0;

  for (guint i = 0; i < self->memory.n_chargers; i++)
    n += self->memory.chargers[i].need.need_ca > 0 ? 1 : 0;

  return n;
}

/* Three cures at most follow, if they do not help (12.4). */
static gboolean
is_curing (const History *self)
{
  for (guint i = 0; i < self->memory.n_chargers; i++)
    if (self->memory.chargers[i].quirk.curing)
      return TRUE;

  return FALSE;
}

/* Has a second pass; tells whether an offer may change in it all by itself. */
static gboolean
pass_calm_second (History *self, guint *n_changes, gint64 *changed_us)
{
  const guint n_limited = count_limited (self);

  pass_time (self, G_USEC_PER_SEC);
  if (n_limited != count_limited (self))
    {
      *changed_us = self->now.us;
      (*n_changes)++;
    }
  if (is_curing (self))
    *changed_us = self->now.us;

  return history_is_since (self, *changed_us, TWC_SECONDS_US (120));
}

/* P8: with constant inputs the offers stop changing, but for turns, probes and 8.4. */
static void
check_settling (History *self)
{
  gint64 changed_us = TWC_NEVER;
  guint n_changes = 0;
  TwcPlan settled;

  garage_calm_down (&self->garage);
  self->settings.n_schedules = self->settings.tariff.n_goals = self->settings.tariff.cheap_ca = 0;
  self->settings.rotate_min = self->settings.probe_min = 0;
  self->settings.max_starts_per_hour = TWC_MEMORY_STARTS;
  for (guint i = 0; i < self->garage.n_boxes; i++)
    self->garage.boxes[i].car.wants |= self->garage.boxes[i].car.draw_ca > 0;
  for (guint i = 0; i < 700; i++)
    pass_calm_second (self, &n_changes, &changed_us);

  settled = self->plan;
  for (guint i = 0; i < 400; i++)
    {
      if (pass_calm_second (self, &n_changes, &changed_us))
        settled = self->plan;
      if (n_changes > 5 * TWC_MAX_CHARGERS)
        history_violated (self, "P8: what a car needs is found out all the time");
      for (guint k = 0; k < self->plan.n_chargers; k++)
        if (self->plan.chargers[k].offer_ca != settled.chargers[k].offer_ca)
          history_violated (self, "P8: it does not settle");
    }
}

static void
init (History *self, guint32 seed, guint64 skipped, HistoryPurpose purpose)
{
  *self = (History){
    .seed = seed,
    .skipped = skipped,
    .purpose = purpose,
    .story = g_rand_new_with_seed (seed),
    .rand = g_rand_new_with_seed (seed + 1),
    .checks = g_rand_new_with_seed (seed + 2),
    .settings = twc_settings_default (),
    .now = { HISTORY_START_US, TOY_UNIX_S },
    .metered = seed % 3 != 1,
    .meter_us = HISTORY_START_US,
    .mute_until_us = TWC_NEVER,
    .narrowed_us = TWC_NEVER,
    .changed_us = TWC_NEVER,
    .lowered_us = TWC_NEVER,
  };
  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    self->on_us[i] = self->off_us[i] = TWC_NEVER;
  self->memory = twc_memory_new (NULL, 0, self->now);
  garage_init (&self->garage, self->rand, self->now.us);
  history_begin (self);
}

static void
clear (History *self)
{
  g_rand_free (self->story);
  g_rand_free (self->rand);
  g_rand_free (self->checks);
}

/* A step of the story; now and then a long one. */
static gint64
pick_span_us (History *self)
{
  const gint most_ms = g_rand_int_range (self->story, 0, 200) == 0 ? 20000 : 1500;

  return TWC_MILLISECONDS_US (g_rand_int_range (self->story, 1, most_ms + 1));
}

/**
 * history_run:
 * @skipped: a bit for each event that is left out
 *
 * Ends the program when a promise is broken.
 */
void
history_run (guint32 seed, guint64 skipped, HistoryPurpose purpose)
{
  guint n_events = 0;
  guint n_steps;
  gint rarity;
  History self;

  init (&self, seed, skipped, purpose);
  decide (&self);

  n_steps = (guint) g_rand_int_range (self.story, 100, 601);
  rarity = g_rand_int_range (self.story, 20, 301);
  for (guint i = 0; i < n_steps; i++)
    {
      if (g_rand_int_range (self.story, 0, rarity) == 0)
        {
          history_disturb (&self, n_events++);
          decide (&self);
        }
      pass_time (&self, pick_span_us (&self));
    }

  if (seed % 10 == 0)
    check_settling (&self);
  clear (&self);
}
