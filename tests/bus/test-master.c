/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <string.h>

#define MS(ms) TWC_MILLISECONDS_US (ms)
#define S(seconds) TWC_SECONDS_US (seconds)

static gint64
get_sent_time (Bench *bench, guint8 type, guint8 code)
{
  const BenchSent *sent = bench_find (bench, type, code, 0, 0);

  g_assert_nonnull (sent);
  return sent->at_us - bench->connected_us;
}

/* Twice-named numbers are those of twc-protocol 4.1 and the figures. */
static void
test_cold_start (void)
{
  g_autoptr(Bench) bench = bench_new (1);

  bench_connect (bench);
  bench_run (bench, MS (2900));
  g_assert_cmpuint (bench->sent->len, ==, 0);
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_LISTENING);

  bench_run (bench, S (10));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xE1, 0), ==, 5);
  g_assert_cmpuint (bench_count (bench, 0xFB, 0xE2, 0), ==, 5);
  g_assert_cmpuint (bench->sent->len, ==, 10);
  g_assert_cmpint (get_sent_time (bench, 0xFB, 0xE2) - get_sent_time (bench, 0xFC, 0xE1), ==,
                   MS (500));
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_OK);

  /* A lone master repeats its burst once a minute. */
  bench_run (bench, S (120));
  g_assert_cmpuint (bench->sent->len, ==, 30);
}

/* Whenever in LISTEN it announces itself, its heartbeat comes within 4 s of the start. */
static void
test_first_heartbeat (void)
{
  for (guint ms = 0; ms < 2940; ms += 20)
    {
      g_autoptr(Bench) bench = bench_new (ms + 1);

      bench_add (bench, 0x1839, 2)->ready_us = bench->now_us + MS (ms);
      bench_connect (bench);
      bench_run (bench, S (5));
      g_assert_cmpint (get_sent_time (bench, 0xFB, 0xE0), <=, S (4));
      g_assert_cmpint (get_sent_time (bench, 0xFC, 0xE1), >=, S (2));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/master/cold-start", test_cold_start);
  g_test_add_func ("/master/first-heartbeat", test_first_heartbeat);

  return g_test_run ();
}
