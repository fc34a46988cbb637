/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

/* How a car is stopped that does not mind an offer of 0 (twc-protocol 5.5). */

#define S(seconds) TWC_SECONDS_US (seconds)
#define ID 0x1839
#define OTHER 0x8725

static Bench *
new_pair (void)
{
  Bench *bench = bench_new (1);

  for (guint i = 0; i < 2; i++)
    {
      BenchSlave *slave = bench_add (bench, i == 0 ? ID : OTHER, 2);

      slave->state = TWC_STATE_CHARGING;
      slave->draw_ca = 600;
      slave->has_switch = TRUE;
    }

  bench_connect (bench);
  bench_run (bench, S (5));
  bench_permit (bench, ID, 0);
  bench_permit (bench, OTHER, 1200);
  bench_run (bench, S (15));
  return bench;
}

static void
set_method (Bench *bench, TwcStopMethod method)
{
  twc_master_set_stop_method (bench->master, ID, method, bench->now_us);
  bench_step (bench);
}

static void
test_silence (void)
{
  g_autoptr(Bench) bench = new_pair ();
  const guint n_heartbeats = bench->slaves[0].n_heartbeats;
  const guint n_queries = bench->slaves[0].n_queries;
  guint n_others;

  set_method (bench, TWC_STOP_SILENCE);
  n_others = bench->slaves[1].n_heartbeats;
  bench_run (bench, S (60));
  g_assert_cmpuint (bench->slaves[0].n_heartbeats, <=, n_heartbeats + 1);
  g_assert_cmpuint (bench->slaves[0].n_queries, <=, n_queries + 1);
  g_assert_cmpuint (bench->slaves[1].n_heartbeats, >=, n_others + 30);

  /* It was meant: nobody is told of a heartbeat that came too late. */
  set_method (bench, TWC_STOP_OFFER0);
  bench_run (bench, S (3));
  g_assert_cmpuint (bench->slaves[0].n_heartbeats, >, n_heartbeats + 1);
  g_assert_true (bench_state (bench, ID).reported);
  g_assert_cmpuint (bench_health (bench).latest_heartbeat_ms, <, 5000);
}

/* A person may not keep it alive by hand either. */
static void
test_silence_raw (void)
{
  g_autoptr(Bench) bench = new_pair ();
  g_autoptr(GError) error = NULL;
  guint8 body[TWC_BODY_MAX];
  gsize n_body;

  set_method (bench, TWC_STOP_SILENCE);
  n_body = twc_message_build_heartbeat (BENCH_ID, ID, 2, TWC_COMMAND_LIMIT_CHARGING, 0, body);
  g_assert_false (twc_master_queue_raw (bench->master, body, n_body, &error));
  g_assert_error (error, TWC_GATE_ERROR, TWC_GATE_ERROR_NOT_ALLOWED);
}

/* Once, and the way back once it is offered something: a minute later at least (G5). */
static void
test_command (void)
{
  g_autoptr(Bench) bench = new_pair ();
  const gint64 from_us = bench->now_us;

  twc_master_set_permission (bench->master, ID, 3200, TRUE);
  set_method (bench, TWC_STOP_COMMAND);
  bench_run (bench, S (20));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xB2, from_us), ==, 1);

  bench_permit (bench, ID, 1200);
  twc_master_set_permission (bench->master, ID, 3200, TRUE);
  set_method (bench, TWC_STOP_OFFER0);
  bench_run (bench, S (30));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xB1, from_us), ==, 0);
  bench_run (bench, S (15));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xB1, from_us), ==, 1);

  bench_run (bench, S (120));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xB1, from_us), ==, 1);
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xB2, from_us), ==, 1);
}

/* One that stops drawing must not be told to go on because of that. */
static void
test_command_has_worked (void)
{
  g_autoptr(Bench) bench = new_pair ();
  const gint64 from_us = bench->now_us;

  twc_master_set_permission (bench->master, ID, 3200, TRUE);
  set_method (bench, TWC_STOP_COMMAND);
  bench_run (bench, S (70));
  set_method (bench, TWC_STOP_OFFER0);
  bench_run (bench, S (70));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xB1, from_us), ==, 0);
}

static void
test_command_not_allowed (void)
{
  g_autoptr(Bench) bench = new_pair ();
  const gint64 from_us = bench->now_us;

  set_method (bench, TWC_STOP_COMMAND);
  bench_run (bench, S (20));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xB2, from_us), ==, 0);
}

/* Repeated three times at most, 2 s apart. */
static void
test_command_unanswered (void)
{
  g_autoptr(Bench) bench = new_pair ();
  const gint64 from_us = bench->now_us;

  bench->slaves[0].has_switch = FALSE;
  twc_master_set_permission (bench->master, ID, 3200, TRUE);
  set_method (bench, TWC_STOP_COMMAND);
  bench_run (bench, S (60));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xB2, from_us), ==, 4);
}

/* A car that was plugged in anew has forgotten it. */
static void
test_command_again (void)
{
  g_autoptr(Bench) bench = new_pair ();
  const gint64 from_us = bench->now_us;

  twc_master_set_permission (bench->master, ID, 3200, TRUE);
  set_method (bench, TWC_STOP_COMMAND);
  bench_run (bench, S (70));
  bench->slaves[0].state = TWC_STATE_READY;
  bench_run (bench, S (10));
  bench->slaves[0].state = TWC_STATE_WANTS_POWER;
  bench_run (bench, S (10));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xB2, from_us), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/master/stop/silence", test_silence);
  g_test_add_func ("/master/stop/silence/raw", test_silence_raw);
  g_test_add_func ("/master/stop/command", test_command);
  g_test_add_func ("/master/stop/command/has-worked", test_command_has_worked);
  g_test_add_func ("/master/stop/command/not-allowed", test_command_not_allowed);
  g_test_add_func ("/master/stop/command/unanswered", test_command_unanswered);
  g_test_add_func ("/master/stop/command/again", test_command_again);

  return g_test_run ();
}
