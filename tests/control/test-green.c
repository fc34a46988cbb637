/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "control/twc-green.h"

/* Green energy's windows against the plainest way to compute them, and its steps against one in
 * every second: random histories, whose seed is in the test's name. */

#define N_SEEDS 40
#define START_S 5000
#define MOST_S 8000

typedef struct
{
  GRand *rand;
  gint64 from_s, last_s;
  TwcSecond seconds[MOST_S];
  TwcHistory history;
} World;

static TwcSecond
draw_second (GRand *rand)
{
  return (TwcSecond){
    .surplus_w = g_rand_int_range (rand, -4000, 12000),
    .draw_ca = { (guint16) g_rand_int_range (rand, 0, 3200), 0,
                 (guint16) g_rand_int_range (rand, 0, 3200) },
    .is_carried = g_rand_int_range (rand, 0, 4) == 0,
  };
}

static TwcHistoryView
draw_view (GRand *rand)
{
  TwcHistoryView view = { .floor_cw = G_MININT64, .carried_cw = 6 * 24000 };

  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    view.wpa[i] = g_rand_boolean (rand) ? 240 : 0;
  if (g_rand_boolean (rand))
    view.floor_cw = g_rand_int_range (rand, -2000, 8000) * 100;

  return view;
}

static void
put (World *self, gint64 second, const TwcSecond *value)
{
  for (gint64 i = self->last_s + 1; i < second; i++)
    self->seconds[i - START_S] = self->seconds[self->last_s - START_S];
  self->seconds[second - START_S] = *value;
  self->last_s = second;
  twc_history_put (&self->history, second, value);
}

static gint64
look (const World *self, const TwcHistoryView *view, gint64 second)
{
  const TwcSecond *value = &self->seconds[second - START_S];
  gint64 cw = (gint64) value->surplus_w * 100;

  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    cw -= (gint64) view->wpa[i] * value->draw_ca[i];
  if (value->is_carried && cw < view->carried_cw)
    cw = view->carried_cw;

  return cw < view->floor_cw ? view->floor_cw : cw;
}

/* What the windows must say: exactly within TWC_HISTORY_SECONDS; beyond, the same for at most
 * one more stretch. */
static void
check (const World *self, const TwcHistoryView *view, guint seconds)
{
  const gint64 first = MAX (self->last_s - seconds + 1, self->from_s);
  const gint64 loose =
    seconds <= TWC_HISTORY_SECONDS ? first : MAX (first - TWC_HISTORY_STRETCH_S, self->from_s);
  gint64 least = G_MAXINT64, most = G_MININT64, sum = 0;
  gint64 loose_least = G_MAXINT64, loose_most = G_MININT64;

  for (gint64 i = loose; i <= self->last_s; i++)
    {
      const gint64 cw = look (self, view, i);

      loose_least = MIN (loose_least, cw);
      loose_most = MAX (loose_most, cw);
      if (i < first)
        continue;
      least = MIN (least, cw);
      most = MAX (most, cw);
      sum += cw;
    }

  if (seconds <= TWC_HISTORY_SECONDS)
    {
      const double mean = (double) sum / (double) (self->last_s - first + 1);

      g_assert_cmpint (twc_history_get_least (&self->history, view, seconds), ==, least);
      g_assert_cmpint (twc_history_get_most (&self->history, view, seconds), ==, most);
      g_assert_cmpint (twc_history_get_mean (&self->history, view, seconds), ==,
                       (gint64) floor (mean));
      return;
    }

  g_assert_cmpint (twc_history_get_least (&self->history, view, seconds), <=, least);
  g_assert_cmpint (twc_history_get_most (&self->history, view, seconds), >=, most);
}

/* Whoever is alone is seen exactly in a stretch too. */
static void
check_stretches (const World *self, guint seconds)
{
  const TwcHistoryView view = { .floor_cw = G_MININT64, .carried_cw = G_MININT64 };
  gint64 least = G_MAXINT64, most = G_MININT64;

  for (gint64 i = MAX (self->last_s - seconds + 1 - TWC_HISTORY_STRETCH_S, self->from_s);
       i <= self->last_s; i++)
    {
      least = MIN (least, look (self, &view, i));
      most = MAX (most, look (self, &view, i));
    }

  g_assert_cmpint (twc_history_get_least (&self->history, &view, seconds), >=, least);
  g_assert_cmpint (twc_history_get_most (&self->history, &view, seconds), <=, most);
}

static void
check_finds (const World *self, const TwcHistoryView *view, guint seconds, gint64 limit_cw)
{
  const gint64 before = MAX (self->last_s - seconds, self->from_s - 1);
  gint64 below = self->last_s, from = self->last_s;

  while (below > before && look (self, view, below) >= limit_cw)
    below--;
  while (from > before && look (self, view, from) < limit_cw)
    from--;

  if (seconds > TWC_HISTORY_SECONDS)
    {
      g_assert_cmpint (twc_history_find_below (&self->history, view, seconds, limit_cw), >=, below);
      g_assert_cmpint (twc_history_find_from (&self->history, view, seconds, limit_cw), >=, from);
      return;
    }
  g_assert_cmpint (twc_history_find_below (&self->history, view, seconds, limit_cw), ==, below);
  g_assert_cmpint (twc_history_find_from (&self->history, view, seconds, limit_cw), ==, from);
}

static void
test_windows (gconstpointer data)
{
  World world = { .rand = g_rand_new_with_seed (GPOINTER_TO_UINT (data)), .from_s = START_S };
  gint64 second = START_S;

  world.last_s = START_S - 1;
  while (second < START_S + MOST_S - 100)
    {
      const TwcSecond value = draw_second (world.rand);
      const TwcHistoryView view = draw_view (world.rand);
      const guint seconds =
        (guint) g_rand_int_range (world.rand, 1, g_rand_boolean (world.rand) ? 257 : 3601);

      if (g_rand_int_range (world.rand, 0, 2000) == 0)
        {
          twc_history_restart (&world.history);
          world.from_s = second;
          world.last_s = second - 1;
        }
      put (&world, second, &value);
      g_assert_cmpint (twc_history_count (&world.history), ==, second - world.from_s + 1);
      check (&world, &view, seconds);
      check_stretches (&world, seconds);
      check_finds (&world, &view, seconds, g_rand_int_range (world.rand, -4000, 12000) * 100);
      second += g_rand_int_range (world.rand, 0, 5) ? g_rand_int_range (world.rand, 0, 2)
                                                    : g_rand_int_range (world.rand, 1, 60);
    }

  g_rand_free (world.rand);
}

static TwcGreenSettings
draw_settings (GRand *rand)
{
  TwcGreenSettings settings = twc_settings_default ().green;

  settings.start_delay_s = (guint) g_rand_int_range (rand, 10, 90);
  settings.stop_delay_s = (guint) g_rand_int_range (rand, 30, 300);
  settings.raise_delay_s = (guint) g_rand_int_range (rand, 10, 60);
  settings.lower_window_s = (guint) g_rand_int_range (rand, 1, 120);
  settings.flex_ca = TWC_CA (g_rand_int_range (rand, 0, 8));
  settings.battery_buffer_percent = (guint) g_rand_int_range (rand, 0, 2) * 80;
  settings.battery_start_percent = (guint) g_rand_int_range (rand, 0, 2) * 90;
  settings.flex_start = g_rand_boolean (rand);
  settings.stale_action = g_rand_boolean (rand) ? TWC_FALLBACK_STOP : TWC_FALLBACK_MINIMUM;
  return settings;
}

/* A sample that changes now and then, and at times does not come for a while. */
static void
change_surplus (GRand *rand, TwcSurplus *surplus, gint64 now_us)
{
  surplus->is_usable = g_rand_int_range (rand, 0, 12) > 0;
  surplus->method = TWC_METHOD_GRID;
  surplus->watts = g_rand_int_range (rand, -1000, 9000);
  surplus->at_us = now_us;
  surplus->until_us = surplus->is_usable ? now_us + TWC_SECONDS_US (60) : TWC_NEVER;
  surplus->most_wpa = 240;
  surplus->has_soc = g_rand_boolean (rand);
  surplus->soc_percent = (guint) g_rand_int_range (rand, 70, 100);
}

static TwcGreenGroup
change_group (GRand *rand, const TwcSurplus *surplus)
{
  const TwcGreenSettings settings = { 0 };
  const TwcPlaces places = { 0 };
  TwcGreenMember members[TWC_MAX_CHARGERS];
  const guint n = (guint) g_rand_int_range (rand, 0, TWC_MAX_CHARGERS + 1);

  for (guint i = 0; i < n; i++)
    members[i] = (TwcGreenMember){
      .id = (guint16) (0x1000 + i),
      .min_ca = TWC_CA (6),
      .wpa = 240,
      .is_idle = i > 0 && g_rand_int_range (rand, 0, 3) == 0,
      .is_offered = g_rand_boolean (rand),
    };

  return twc_green_group_new (members, n, &settings, surplus, &places);
}

/* One is asked at every event alone, and at its own deadlines; the other far more often. Both
 * say the same at every event (P6, and "the number of steps makes no difference"). */
static void
test_steps (gconstpointer data)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (GPOINTER_TO_UINT (data));
  const TwcGreenSettings settings = draw_settings (rand);
  TwcGreenMemory few = { 0 }, many = { 0 };
  gint64 now_us = TWC_SECONDS_US (START_S);
  TwcGreenGroup group = { .wpa = 240 };
  TwcSurplus surplus = { 0 };

  for (guint event = 0; event < 400; event++)
    {
      const gint64 next_us = now_us + g_rand_int_range (rand, 1, 30000) * TWC_MILLISECONDS_US (1);
      TwcGreen a, b;

      if (g_rand_int_range (rand, 0, 3) > 0)
        change_surplus (rand, &surplus, now_us);
      if (g_rand_int_range (rand, 0, 6) == 0)
        group = change_group (rand, &surplus);

      a = twc_green_update (&few, &settings, &surplus, &group, now_us);
      b = twc_green_update (&many, &settings, &surplus, &group, now_us);
      for (;;)
        {
          const gint64 due_us = twc_green_get_deadline (&few, &settings, now_us);
          const gint64 until_us = due_us == TWC_NEVER || due_us > next_us ? next_us : due_us;

          g_assert_cmpint (memcmp (&a, &b, sizeof a), ==, 0);
          while (now_us < until_us)
            {
              const TwcGreen before = b;

              b = twc_green_update (&many, &settings, &surplus, &group, now_us);
              /* What is announced for a time does not come before it. */
              g_assert_cmpuint (b.budget_ca, ==, before.budget_ca);
              g_assert_cmpuint (b.n, ==, before.n);
              now_us += g_rand_int_range (rand, 1, 900) * TWC_MILLISECONDS_US (1);
            }
          now_us = until_us;
          if (surplus.is_usable && now_us > surplus.until_us)
            surplus.is_usable = FALSE;
          if (now_us == next_us)
            break;
          a = twc_green_update (&few, &settings, &surplus, &group, now_us);
          b = twc_green_update (&many, &settings, &surplus, &group, now_us);
        }
    }
}

/* P5: on stale data nothing rises, and P7: nor does it with less sun. */
static void
test_stale (gconstpointer data)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (GPOINTER_TO_UINT (data));
  const TwcGreenSettings settings = draw_settings (rand);
  TwcGreenMemory memory = { 0 };
  gint64 now_us = TWC_SECONDS_US (START_S);
  TwcSurplus surplus = { .most_wpa = 240 };
  TwcGreenGroup group = change_group (rand, &surplus);
  TwcGreen last = { 0 };

  for (guint tick = 0; tick < 6000; tick++, now_us += G_USEC_PER_SEC)
    {
      TwcGreen green;

      if (g_rand_int_range (rand, 0, 40) == 0)
        change_surplus (rand, &surplus, now_us);
      else if (surplus.is_usable)
        surplus.until_us = now_us + TWC_SECONDS_US (60);

      green = twc_green_update (&memory, &settings, &surplus, &group, now_us);
      if (!surplus.is_usable)
        {
          g_assert_cmpuint (green.budget_ca, <=, last.budget_ca);
          g_assert_cmpuint (green.n, <=, last.n);
        }
      last = green;
    }
}

static void
add (const char *name, guint seed, GTestDataFunc run)
{
  g_autofree char *path = g_strdup_printf ("/control/green/%s/%u", name, seed);

  g_test_add_data_func (path, GUINT_TO_POINTER (seed), run);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint seed = 1; seed <= N_SEEDS; seed++)
    {
      add ("steps", seed, test_steps);
      add ("stale", seed, test_stale);
    }
  for (guint seed = 1; seed <= 4; seed++)
    add ("windows", seed, test_windows);

  return g_test_run ();
}
