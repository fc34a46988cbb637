/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-capacity.h"
#include "control/twc-house.h"

/* The arithmetic of charging-control 7.1 and 7.3, and the windows behind it. */

#define NOW_US TWC_SECONDS_US (1000)

typedef struct
{
  const char *path;
  TwcPhases phases;
  guint volts;
  guint fuse_a, margin_a;
  guint import_w;
  double line_a[3]; /* measured */
  gint watts;
  struct
  {
    double draw_a;
    guint line; /* 0 = nobody has assigned it */
  } units[2];
  gint left_ca;
  TwcReasonCode why;
  guint line;
} Row;

/* clang-format off */
static const Row rows[] = {
  { "/control/capacity/s47-import", TWC_PHASES_SINGLE, 240, 0, 0, 5000, { 0 }, 6200,
    { { 16, 1 } }, 1100, TWC_REASON_GRID_IMPORT, 0 },
  { "/control/capacity/s47-split", TWC_PHASES_SPLIT, 240, 100, 5, 0, { 61, 70, 0 }, 0,
    { { 32, 0 } }, 5700, TWC_REASON_MAIN_FUSE, 2 },
  { "/control/capacity/s65-single", TWC_PHASES_SINGLE, 230, 25, 2, 0, { 18, 12, 6 }, 0,
    { { 10, 2 } }, 2100, TWC_REASON_MAIN_FUSE, 2 },
  { "/control/capacity/s65-three", TWC_PHASES_THREE, 230, 25, 2, 0, { 18, 12, 6 }, 0,
    { { 10, 0 } }, 1500, TWC_REASON_MAIN_FUSE, 1 },
  { "/control/capacity/on-any-line", TWC_PHASES_SINGLE, 230, 25, 2, 0, { 18, 12, 6 }, 0,
    { { 10, 0 } }, 1500, TWC_REASON_MAIN_FUSE, 1 },
  { "/control/capacity/two-on-one-line", TWC_PHASES_SINGLE, 230, 40, 2, 0, { 5, 30, 5 }, 0,
    { { 10, 2 }, { 12, 2 } }, 3000, TWC_REASON_MAIN_FUSE, 2 },
  { "/control/capacity/on-two-lines", TWC_PHASES_SINGLE, 230, 40, 2, 0, { 39, 30, 20 }, 0,
    { { 10, 2 }, { 12, 3 } }, 1800, TWC_REASON_MAIN_FUSE, 2 },
  { "/control/capacity/at-rest", TWC_PHASES_SINGLE, 230, 25, 2, 0, { 18, 12, 6 }, 0,
    { { 0.25, 2 } }, 1100, TWC_REASON_MAIN_FUSE, 2 },
  { "/control/capacity/house-alone-is-too-much", TWC_PHASES_SINGLE, 230, 25, 2, 0, { 30, 0, 0 }, 0,
    { { 0, 1 } }, -700, TWC_REASON_MAIN_FUSE, 1 },
  { "/control/capacity/the-sun-gives", TWC_PHASES_SINGLE, 230, 25, 2, 0, { -8, 0, 0 }, 0,
    { { 10, 1 } }, 4100, TWC_REASON_MAIN_FUSE, 1 },
  { "/control/capacity/import-three", TWC_PHASES_THREE, 230, 0, 0, 6900, { 0 }, 6900,
    { { 10, 0 } }, 1000, TWC_REASON_GRID_IMPORT, 0 },
  { "/control/capacity/both", TWC_PHASES_SINGLE, 240, 25, 2, 4800, { 18, 0, 0 }, 4320,
    { { 10, 1 } }, 1200, TWC_REASON_GRID_IMPORT, 0 },
};
/* clang-format on */

typedef struct
{
  TwcSettings settings;
  TwcSite site;
  TwcMemory memory;
  TwcStep step;
} World;

static void
add_unit (World *world, guint16 id, double draw_a, guint line, TwcNow now)
{
  const guint draw_ca = (guint) (draw_a * 100);
  TwcChargerMemory *charger;

  world->site.chargers[world->site.n_chargers++] = (TwcChargerState){
    .id = id, .protocol = 1, .rating_ca = TWC_CA (40), .online = TRUE, .reported = TRUE
  };
  world->settings.chargers[world->settings.n_chargers++] =
    (TwcChargerSettings){ .id = id, .line = line };
  charger = twc_memory_add (&world->memory, id, now);
  twc_draw_log_take (&charger->draws, draw_ca, now.us);
}

static void
set_up (World *world, const Row *row, TwcNow now)
{
  TwcReading meter = twc_reading_new ("meter", TWC_ROLE_GRID, 0, 60);

  *world = (World){ .settings = twc_settings_default (), .memory = twc_memory_new (NULL, 0, now) };
  world->settings.phases = row->phases;
  world->settings.nominal_volts = row->volts;
  world->settings.wiring_all_ca = TWC_CA (240);
  world->settings.house.fuse_ca = TWC_CA (row->fuse_a);
  world->settings.house.margin_ca = TWC_CA (row->margin_a);
  world->settings.house.max_import_w = row->import_w;
  for (guint i = 0; i < G_N_ELEMENTS (row->units); i++)
    if (i == 0 || row->units[i].draw_a > 0)
      add_unit (world, (guint16) (0x1000 + i), row->units[i].draw_a, row->units[i].line, now);

  g_assert_true (twc_reading_set_watts (&meter, row->watts, now.us));
  g_assert_true (twc_reading_set_lines (&meter, row->line_a));
  world->site.readings[world->site.n_readings++] = meter;
}

static void
test_row (gconstpointer data)
{
  const TwcNow now = { NOW_US, 1790000000 };
  const Row *row = data;
  g_autofree World *world = g_new (World, 1);

  set_up (world, row, now);
  twc_step_init (&world->step, &world->settings, &world->site, &world->memory, now);
  twc_house_measure (&world->step);
  twc_capacity_set (&world->step);

  g_assert_true (world->step.house.usable);
  g_assert_cmpint (world->step.house.left_ca, ==, row->left_ca);
  g_assert_cmpint (world->step.house.why, ==, row->why);
  g_assert_cmpuint (world->step.house.line, ==, row->line);
  g_assert_cmpuint (world->step.limit.down_ca, ==, MAX (row->left_ca, 0));
  g_assert_cmpuint (world->step.limit.up_ca, ==, 0); /* no full window, no raise */
}

/* 6.3: a set with a silent member is passed over; the fuse needs its lines. */
static void
test_sets (void)
{
  static const Row row = { .phases = TWC_PHASES_SINGLE,
                           .volts = 240,
                           .fuse_a = 50,
                           .line_a = { 10, 0, 0 },
                           .units = { { 0, 1 } } };
  const TwcNow now = { NOW_US, 1790000000 };
  TwcReading mute = twc_reading_new ("inverter", TWC_ROLE_GRID, 0, 60);
  TwcReading second = twc_reading_new ("second", TWC_ROLE_GRID, 1, 60);
  g_autofree World *world = g_new (World, 1);

  set_up (world, &row, now);
  world->site.readings[0].set = 1;
  g_assert_true (twc_reading_set_watts (&second, 0, now.us));
  g_assert_true (twc_reading_set_lines (&second, (const double[3]){ 7, 0, 0 }));
  g_assert_true (twc_reading_set_watts (&mute, 500, now.us));
  world->site.readings[world->site.n_readings++] = mute; /* without lines */
  world->site.readings[world->site.n_readings++] = second;

  twc_step_init (&world->step, &world->settings, &world->site, &world->memory, now);
  twc_house_measure (&world->step);
  g_assert_true (world->step.house.usable);
  g_assert_cmpint (world->step.house.left_ca, ==, TWC_CA (50) - TWC_CA (17));

  world->site.readings[2].at_us -= TWC_SECONDS_US (16);
  twc_house_measure (&world->step);
  g_assert_false (world->step.house.usable);
}

/* What was drawn when the meter was read, not what is drawn now (S78 of the same idea). */
static void
test_old_sample (void)
{
  static const Row row = { .phases = TWC_PHASES_SINGLE,
                           .volts = 240,
                           .fuse_a = 50,
                           .line_a = { 30, 0, 0 },
                           .units = { { 14, 1 } } };
  TwcNow now = { NOW_US, 1790000000 };
  g_autofree World *world = g_new (World, 1);

  set_up (world, &row, now);
  now.us += TWC_SECONDS_US (10);
  twc_draw_log_take (&world->memory.chargers[0].draws, TWC_CA (20), now.us);
  twc_step_init (&world->step, &world->settings, &world->site, &world->memory, now);
  twc_house_measure (&world->step);
  g_assert_cmpint (world->step.house.left_ca, ==, TWC_CA (50) - TWC_CA (30 - 14));
}

static void
test_draw_log (void)
{
  TwcDrawLog log = twc_draw_log_new ();

  g_assert_cmpuint (twc_draw_log_get (&log, NOW_US), ==, 0);
  twc_draw_log_take (&log, 600, NOW_US);
  twc_draw_log_take (&log, 1600, NOW_US + TWC_SECONDS_US (10));
  twc_draw_log_take (&log, 800, NOW_US + TWC_SECONDS_US (12) + 1);
  g_assert_cmpuint (twc_draw_log_get (&log, NOW_US - 1), ==, 0);
  g_assert_cmpuint (twc_draw_log_get (&log, NOW_US), ==, 600);
  g_assert_cmpuint (twc_draw_log_get (&log, NOW_US + TWC_SECONDS_US (9)), ==, 600);
  g_assert_cmpuint (twc_draw_log_get (&log, NOW_US + TWC_SECONDS_US (10)), ==, 1600);
  g_assert_cmpuint (twc_draw_log_get (&log, NOW_US + TWC_SECONDS_US (12)), ==, 1600);
  g_assert_cmpuint (twc_draw_log_get (&log, NOW_US + TWC_SECONDS_US (12) + 1), ==, 800);

  /* Far back nothing is known any more, and a long silence fills no more than there is. */
  twc_draw_log_take (&log, 900, NOW_US + TWC_SECONDS_US (5000));
  g_assert_cmpuint (twc_draw_log_get (&log, NOW_US + TWC_SECONDS_US (12)), ==, 0);
  g_assert_cmpuint (twc_draw_log_get (&log, NOW_US + TWC_SECONDS_US (4999)), ==, 800);
}

static void
assert_window (const TwcLowWindow *window, guint span_s, gint amps, gint64 rise_s)
{
  guint found;
  gint64 rise_us;

  g_assert_cmpint (twc_low_window_get (window, span_s, &found, &rise_us), ==, amps >= 0);
  g_assert_cmpuint (found, ==, MAX (amps, 0));
  g_assert_cmpint (rise_us, ==, rise_s < 0 ? TWC_NEVER : NOW_US + TWC_SECONDS_US (rise_s));
}

static void
test_window (void)
{
  TwcLowWindow window = twc_low_window_new ();

  assert_window (&window, 30, -1, -1);
  twc_low_window_hold (&window, 25, NOW_US);
  assert_window (&window, 30, -1, 29);
  twc_low_window_hold (&window, 25, NOW_US + TWC_SECONDS_US (29));
  assert_window (&window, 30, 25, -1);
  twc_low_window_hold (&window, 3, NOW_US + TWC_SECONDS_US (100));
  assert_window (&window, 30, 3, -1);
  twc_low_window_hold (&window, 25, NOW_US + TWC_SECONDS_US (200));
  assert_window (&window, 30, 3, 229);
  assert_window (&window, 600, -1, 599);
  twc_low_window_hold (&window, 25, NOW_US + TWC_SECONDS_US (228));
  assert_window (&window, 30, 3, 229);
  twc_low_window_hold (&window, 25, NOW_US + TWC_SECONDS_US (229));
  assert_window (&window, 30, 25, -1);

  /* A dip within a second counts for all of it, and one that lasts longer than there is room. */
  twc_low_window_hold (&window, 7, NOW_US + TWC_SECONDS_US (300) + 5);
  twc_low_window_hold (&window, 300, NOW_US + TWC_SECONDS_US (300) + 6);
  assert_window (&window, 30, 7, 330);
  twc_low_window_hold (&window, 9, NOW_US + TWC_SECONDS_US (5000));
  assert_window (&window, 600, 9, -1);
  twc_low_window_hold (&window, 200, NOW_US + TWC_SECONDS_US (9000));
  assert_window (&window, 600, 9, 9599);
}

/* The number of steps between two events makes no difference. */
static void
test_window_is_idempotent (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  TwcLowWindow rare = twc_low_window_new (), often = rare;
  gint64 now_us = NOW_US;
  guint amps = 0;

  for (guint i = 0; i < 2000; i++)
    {
      const gint64 next_us = now_us + g_rand_int_range (rand, 1, 9000000);
      const guint span_s = (guint) g_rand_int_range (rand, 10, 601);
      guint a_amps, b_amps;
      gint64 a_us, b_us;

      for (; i > 0 && now_us < next_us; now_us += g_rand_int_range (rand, 1, 2000000))
        twc_low_window_hold (&often, amps, now_us);
      now_us = next_us;
      amps = (guint) g_rand_int_range (rand, 0, 60);
      twc_low_window_hold (&often, amps, now_us);
      twc_low_window_hold (&often, amps, now_us);
      twc_low_window_hold (&rare, amps, now_us);

      g_assert_cmpint (twc_low_window_get (&rare, span_s, &a_amps, &a_us), ==,
                       twc_low_window_get (&often, span_s, &b_amps, &b_us));
      g_assert_cmpuint (a_amps, ==, b_amps);
      g_assert_cmpint (a_us, ==, b_us);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_row);
  g_test_add_func ("/control/capacity/sets", test_sets);
  g_test_add_func ("/control/capacity/old-sample", test_old_sample);
  g_test_add_func ("/control/capacity/draw-log", test_draw_log);
  g_test_add_func ("/control/capacity/window", test_window);
  g_test_add_func ("/control/capacity/window-is-idempotent", test_window_is_idempotent);

  return g_test_run ();
}
