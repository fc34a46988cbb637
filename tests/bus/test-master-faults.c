/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <string.h>

#define MS(ms) TWC_MILLISECONDS_US (ms)
#define S(seconds) TWC_SECONDS_US (seconds)

static const guint16 ids[] = { 0x1839, 0x8725, 0x2433 };

/* Linked, charging, with 12 A each. */
static Bench *
new_linked (guint n_slaves, guint32 seed)
{
  Bench *bench = bench_new (seed);

  for (guint i = 0; i < n_slaves; i++)
    {
      BenchSlave *slave = bench_add (bench, ids[i], 2);

      slave->ready_us += i * MS (300);
      slave->state = TWC_STATE_CHARGING;
      slave->draw_ca = 1150;
    }

  bench_connect (bench);
  bench_run (bench, S (5));
  for (guint i = 0; i < n_slaves; i++)
    bench_permit (bench, ids[i], 1200);
  bench_run (bench, S (10));
  return bench;
}

static void
check_all_served (Bench *bench, gint64 gap_us)
{
  for (guint i = 0; i < bench->n_slaves; i++)
    {
      const TwcChargerState state = bench_state (bench, bench->slaves[i].id);

      g_assert_true (state.online);
      g_assert_cmpint (state.heard_us, >=, bench->now_us - S (4));
      g_assert_cmpint (bench->slaves[i].gap_us, <=, gap_us);
    }
}

/* A stray delimiter before an answer that holds C0 and DB deafens peers for good. */
static void
test_stray_delimiter (void)
{
  static const guint8 end = 0xC0;
  g_autoptr(Bench) bench = new_linked (1, 1);

  bench->slaves[0].draw_ca = 0xC0DB;
  for (guint i = 0; i < 20; i++)
    {
      bench_deliver (bench, bench->now_us + MS (10), &end, 1);
      bench_run (bench, MS (777));
    }
  bench_run (bench, S (2));
  g_assert_cmpuint (bench_state (bench, 0x1839).draw_ca, ==, 0xC0DB);
  check_all_served (bench, MS (1100));
}

/* The checksum is a sum: a newer unit's link-ready that has lost two of its zeros is a good one of
 * an older unit (twc-protocol 1.3). Taken for that, its car would be believed to stop at 0, and
 * might be offered 5 A. Its answers tell. */
static void
test_shortened_link_ready (void)
{
  g_autoptr(Bench) bench = bench_new (1);
  BenchSlave *slave = bench_add (bench, 0x1839, 2);

  slave->state = TWC_STATE_CHARGING;
  slave->ready_us += S (60);
  bench_connect (bench);
  bench_inject (bench, bench->now_us + MS (500), "FD E2 1839 52 0C80 000000000000");
  bench_run (bench, S (2));
  g_assert_cmpuint (bench_state (bench, 0x1839).protocol, ==, 1);

  bench_run (bench, S (10));
  g_assert_true (bench_state (bench, 0x1839).reported);
  g_assert_cmpuint (bench_state (bench, 0x1839).protocol, ==, 2);
}

static void
make_noise (Bench *bench, gint64 for_us, gint64 period_us, guint n_bytes)
{
  guint8 bytes[64];

  for (gint64 t = 0; t < for_us; t += period_us)
    {
      for (guint i = 0; i < n_bytes; i++)
        bytes[i] = (guint8) g_rand_int_range (bench->random, 0, 256);
      bench_deliver (bench, bench->now_us + t, bytes, n_bytes);
    }
}

/* 20 kB at wire speed. The line is never idle; slaves hear us all the same. */
static void
test_noise (void)
{
  g_autoptr(Bench) bench = new_linked (3, 1);

  bench->is_noisy = TRUE;
  make_noise (bench, S (21), MS (15), 14);
  bench_run (bench, S (21));
  bench_run (bench, S (5));
  check_all_served (bench, S (5));
}

/* Peers wait 2 s for the rest of each, and miss heartbeats. */
static void
test_short_frames (void)
{
  static const guint8 bytes[] = { 0xC0, 0xFD, 0xE0, 0xC0 };
  g_autoptr(Bench) bench = new_linked (3, 1);

  for (guint i = 0; i < 20; i++)
    {
      bench_deliver (bench, bench->now_us + MS (5), bytes, sizeof bytes);
      bench_run (bench, MS (333));
    }
  check_all_served (bench, MS (2600));
}

/* A frame that never ends holds us back for the gap of 1.5, not longer. */
static void
test_truncated_frames (void)
{
  static const guint8 bytes[] = { 0xC0, 0xFD, 0xE0, 0x18, 0x39, 0x77 };
  g_autoptr(Bench) bench = new_linked (3, 1);

  for (guint i = 0; i < 60; i++)
    {
      bench_deliver (bench, bench->now_us + MS (5), bytes, sizeof bytes);
      bench_run (bench, MS (1001));
    }
  check_all_served (bench, S (3));
  g_assert_cmpuint (bench_health (bench).verdicts[TWC_VERDICT_TRUNCATED], >, 0);
}

static void
test_megabyte_at_once (void)
{
  g_autoptr(Bench) bench = new_linked (3, 1);
  g_autofree guint8 *bytes = g_malloc (1 << 20);

  for (guint i = 0; i < 1 << 20; i++)
    bytes[i] = (guint8) g_rand_int_range (bench->random, 0, 256);
  twc_master_receive (bench->master, bytes, 1 << 20, bench->now_us);
  bench_step (bench);
  bench_run (bench, S (10));
  check_all_served (bench, S (3));
}

static void
test_fourth (void)
{
  g_autoptr(Bench) bench = new_linked (3, 1);
  BenchSlave *fourth = bench_add (bench, 0x9393, 2);

  bench_run (bench, S (60));
  g_assert_cmphex (bench_health (bench).refused_charger, ==, 0x9393);
  g_assert_cmpuint (fourth->n_heartbeats, ==, 0);
  bench->slaves[3] = (BenchSlave){ .is_off = TRUE };
  bench->n_slaves = 3;
  check_all_served (bench, MS (2500));

  /* It is taken away again. */
  bench_run (bench, S (61));
  g_assert_cmphex (bench_health (bench).refused_charger, ==, 0);
}

/* A fourth and a fifth that take turns are one problem, told once. */
static void
test_fifth (void)
{
  g_autoptr(Bench) bench = new_linked (3, 1);

  bench_add (bench, 0x9393, 2);
  bench_run (bench, S (30));
  g_assert_cmphex (bench_health (bench).refused_charger, ==, 0x9393);
  bench_add (bench, 0x9494, 2);
  for (guint i = 0; i < 60; i++)
    {
      bench_run (bench, S (1));
      g_assert_cmphex (bench_health (bench).refused_charger, ==, 0x9393);
    }
}

/* One of three is replaced for good. */
static void
test_replaced (void)
{
  g_autoptr(Bench) bench = new_linked (3, 1);

  bench->slaves[1].is_off = TRUE;
  bench_add (bench, 0x9393, 2);
  bench_run (bench, S (85));
  g_assert_cmphex (bench_health (bench).refused_charger, ==, 0x9393);
  bench_run (bench, S (20));
  g_assert_true (bench_state (bench, 0x9393).reported);
}

static void
test_slave_with_our_id (void)
{
  g_autoptr(Bench) bench = new_linked (3, 1);
  const gint64 from_us = bench->now_us;

  bench_inject (bench, bench->now_us + MS (500), "FDE2 7777 AE 0C80 0000000000000000");
  bench_run (bench, S (4));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xE1, from_us), ==, 5);
  g_assert_cmpuint (bench_count (bench, 0xFB, 0xE2, from_us), ==, 5);
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_OK);
  check_all_served (bench, MS (2800));

  /* Nobody can keep us announcing. */
  for (guint i = 0; i < 100; i++)
    bench_inject (bench, bench->now_us + i * MS (100), "FDE2 7777 AE 0C80 0000000000000000");
  bench_run (bench, S (10));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xE1, from_us), <=, 20);
  check_all_served (bench, S (5));
}

static void
test_restarted_slave (void)
{
  g_autoptr(Bench) bench = new_linked (1, 1);
  BenchSlave *slave = &bench->slaves[0];
  guint n_reports = bench_state (bench, 0x1839).n_reports;

  g_assert_cmpuint (n_reports, >, 5);
  slave->limit_ca = 0;
  slave->sign = 0xA7;
  slave->ready_us = bench->now_us;
  bench_run (bench, MS (40));
  g_assert_false (bench_state (bench, 0x1839).reported);
  g_assert_cmpuint (bench_state (bench, 0x1839).reported_ca, ==, 0);
  bench_run (bench, S (2));
  g_assert_cmpuint (bench_state (bench, 0x1839).n_reports, <, n_reports);
  g_assert_cmpuint (slave->limit_ca, ==, 1200);
  g_assert_false (bench_state (bench, 0x1839).duplicate_id);
}

static void
test_duplicate_id (void)
{
  g_autoptr(Bench) bench = new_linked (1, 1);

  for (guint i = 0; i < 4; i++)
    {
      bench_inject (bench, bench->now_us + MS (5),
                    i % 2 == 0 ? "FDE2 1839 AE 0C80 0000000000000000"
                               : "FDE2 1839 52 0C80 0000000000000000");
      bench_run (bench, S (30) + MS (201));
      g_assert_cmpint (bench_state (bench, 0x1839).duplicate_id, ==, i >= 2);
    }
  bench_run (bench, S (700));
  g_assert_false (bench_state (bench, 0x1839).duplicate_id);
}

static void
test_silent_slave (void)
{
  g_autoptr(Bench) bench = new_linked (3, 1);
  gint64 from_us;

  bench->slaves[1].is_off = TRUE;
  bench_run (bench, S (23));
  g_assert_true (bench_state (bench, 0x8725).online);
  bench_run (bench, S (5));
  g_assert_false (bench_state (bench, 0x8725).online);
  from_us = bench->now_us;
  bench_run (bench, S (60));
  for (guint i = 0; i < bench->sent->len; i++)
    {
      const BenchSent *sent = &g_array_index (bench->sent, BenchSent, i);

      g_assert_true (sent->at_us < from_us || sent->body[4] != 0x87);
    }

  /* It announces itself again. */
  bench->slaves[1].heard_us = TWC_NEVER;
  bench->slaves[1].limit_ca = 0;
  bench->slaves[1].is_off = FALSE;
  bench->slaves[1].ready_us = bench->now_us;
  bench_run (bench, S (6));
  g_assert_cmpuint (bench->slaves[1].limit_ca, ==, 1200);
  check_all_served (bench, MS (2600));
}

/* Again behind the next slave's heartbeat, and none of the others' moves. */
static void
test_lost_heartbeat (void)
{
  g_autoptr(Bench) bench = new_linked (3, 1);

  for (guint i = 0; i < 20; i++)
    {
      BenchSlave *slave = &bench->slaves[i % 3];

      slave->n_to_lose = 1;
      while (slave->n_to_lose > 0)
        bench_run (bench, MS (10));
      slave->n_heartbeats = 0;
      bench_run (bench, MS (1350));
      g_assert_cmpuint (slave->n_heartbeats, ==, 1);
      bench_run (bench, MS (2000 + 100 * i));
    }
  check_all_served (bench, MS (2500));
}

/* One that is gone is not run after. */
static void
test_gone_is_not_hunted (void)
{
  g_autoptr(Bench) bench = new_linked (3, 1);
  gint64 from_us;

  bench->slaves[0].is_off = TRUE;
  bench_run (bench, S (12));
  from_us = bench->now_us;
  bench_run (bench, S (10));
  g_assert_cmpuint (bench_count (bench, 0xFB, 0xE0, from_us), <=, 14);
}

/* Rows 4 to 7 of 5.3: a slave that does not follow is told by the command that works most. */
static void
test_does_not_follow (gconstpointer data)
{
  const guint8 state = (guint8) GPOINTER_TO_UINT (data);
  const gboolean is_idle = state == TWC_STATE_PLUGGED;
  g_autoptr(Bench) bench = bench_new (1);
  BenchSlave *slave = bench_add (bench, 0x1839, 2);
  gint64 from_us;
  guint n_gentle = 0;

  slave->state = state;
  slave->limit_ca = is_idle ? 700 : 0;
  slave->is_stubborn = TRUE;
  slave->is_plain = TRUE;
  bench_connect (bench);
  bench_run (bench, S (60));
  from_us = bench->now_us;
  bench_permit (bench, 0x1839, 1200);
  bench_step (bench);
  bench_run (bench, S (30));

  for (guint i = 0; i < bench->sent->len; i++)
    {
      const BenchSent *sent = &g_array_index (bench->sent, BenchSent, i);
      const gint64 at_us = sent->at_us - from_us;

      if (at_us < 0 || sent->body[1] != 0xE0)
        continue;
      n_gentle += sent->body[6] == TWC_COMMAND_LIMIT_CHARGING ? 0 : 1;
      if (at_us > S (11))
        g_assert_cmphex (sent->body[6], ==, TWC_COMMAND_LIMIT_CHARGING);
    }

  if (is_idle) /* row 7: three times */
    g_assert_cmpuint (n_gentle, ==, 3);
  else
    g_assert_cmpuint (n_gentle, >=, 10);
}

/* A part of a VIN that nobody asked for is of no known car. */
static void
test_uninvited_vin (void)
{
  g_autoptr(Bench) bench = new_linked (1, 1);
  const guint64 unexpected = bench_health (bench).unexpected;

  bench_inject (bench, bench->now_us, "FDEE 1839 35594A33453745 0000000000000000");
  bench_run (bench, S (1));
  g_assert_cmpuint (bench_health (bench).unexpected, ==, unexpected + 1);
}

/* Two lost heartbeats: no questions until it answers (4.3). */
static void
test_no_questions_to_the_deaf (void)
{
  g_autoptr(Bench) bench = new_linked (1, 1);
  guint n_queries;

  bench->slaves[0].n_to_lose = 20;
  bench_run (bench, S (2));
  n_queries = bench->slaves[0].n_queries;
  bench_run (bench, S (12));
  g_assert_cmpuint (bench->slaves[0].n_queries, ==, n_queries);
  bench_run (bench, S (12));
  g_assert_cmpuint (bench->slaves[0].n_queries, >, n_queries);
}

/* The owner was away for 4 s: heartbeats to all before any question (N issue 453). */
static void
test_late_heartbeats_first (void)
{
  g_autoptr(Bench) bench = new_linked (3, 1);
  guint n_heartbeats = 0;

  bench_run (bench, S (3));
  bench->now_us += S (6);
  for (guint i = 0; i < 3; i++)
    bench->slaves[i].ready_us = bench->now_us + S (10);
  g_array_set_size (bench->sent, 0);
  bench->reply_by_us = 0;
  g_array_set_size (bench->arrivals, 0);
  bench_step (bench);
  bench_run (bench, S (2));
  for (guint i = 0; i < bench->sent->len && n_heartbeats < 3; i++)
    {
      g_assert_cmphex (g_array_index (bench->sent, BenchSent, i).body[1], ==, 0xE0);
      n_heartbeats++;
    }
  g_assert_cmpuint (n_heartbeats, ==, 3);
  g_assert_cmpuint (bench_health (bench).latest_heartbeat_ms, >=, 6000);

  /* It is told of for a while, and then it is over. */
  bench_run (bench, S (130));
  g_assert_cmpuint (bench_health (bench).latest_heartbeat_ms, <=, 2500);
}

static void
test_not_answering (void)
{
  g_autoptr(Bench) bench = bench_new (1);
  BenchSlave *slave = bench_add (bench, 0x1839, 2);
  gint64 next_us;

  slave->is_mute = TRUE;
  bench_connect (bench);
  next_us = bench->now_us + S (1);
  for (guint i = 0; i < 6; i++, next_us += S (10))
    {
      g_assert_false (bench_health (bench).not_answering && i < 4);
      bench_run (bench, next_us - bench->now_us);
      slave->ready_us = bench->now_us;
    }
  g_assert_true (bench_health (bench).not_answering);
  slave->is_mute = FALSE;
  slave->ready_us = bench->now_us + S (1);
  bench_run (bench, S (3));
  g_assert_false (bench_health (bench).not_answering);
}

static void
test_ratings (void)
{
  g_autoptr(Bench) bench = new_linked (2, 1);

  g_assert_false (bench_health (bench).ratings_differ);
  bench_inject (bench, bench->now_us, "FDE2 8725 25 1F40 0000000000000000");
  bench_run (bench, MS (50));
  g_assert_true (bench_health (bench).ratings_differ);

  /* 118.81 A: a mistake that a real master once answered with an error (3.3). */
  bench_inject (bench, bench->now_us, "FDE2 8725 25 2E69 0000000000000000");
  bench_run (bench, S (3));
  g_assert_cmphex (bench_health (bench).invalid_charger, ==, 0x8725);
  g_assert_cmpuint (bench_health (bench).invalid_rating_ca, ==, 11881);
  g_assert_cmpuint (bench_state (bench, 0x8725).rating_ca, ==, 0);
  g_assert_cmpuint (bench_state (bench, 0x8725).offer_ca, ==, 0);
  g_assert_false (bench_health (bench).ratings_differ);

  bench_inject (bench, bench->now_us, "FDE2 8725 25 0C80 0000000000000000");
  bench_run (bench, S (3));
  g_assert_cmphex (bench_health (bench).invalid_charger, ==, 0);
  g_assert_cmpuint (bench_state (bench, 0x8725).offer_ca, ==, 1200);
}

static void
test_impossible_ids (void)
{
  g_autoptr(Bench) bench = bench_new (1);
  TwcChargerState states[TWC_MAX_CHARGERS];

  bench_connect (bench);
  bench_inject (bench, bench->now_us + MS (100), "FDE2 0000 25 0C80 0000000000000000");
  bench_inject (bench, bench->now_us + MS (200), "FDE2 FFFF 25 0C80 0000000000000000");
  bench_inject (bench, bench->now_us + MS (300), "FBE0 0000 1839 00 0000000000000000");
  bench_inject (bench, bench->now_us + MS (400), "FBE0 FFFF 1839 00 0000000000000000");
  bench_inject (bench, bench->now_us + MS (500), "FBE0 FFFF 1839 00 0000000000000000");
  bench_run (bench, S (1));
  g_assert_cmpuint (twc_master_get_chargers (bench->master, states), ==, 0);
  g_assert_cmpuint (bench_health (bench).unexpected, ==, 5);
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_LISTENING);
}

#define FOREIGN "FBE0 035D 022C 00 0000 00 000000"

static void
test_foreign_master (void)
{
  g_autoptr(Bench) bench = new_linked (2, 1);
  gint64 from_us;

  /* A flipped bit makes one such frame; one proves nothing (4.2). */
  bench_inject (bench, bench->now_us, FOREIGN);
  bench_run (bench, S (11));
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_OK);

  bench_inject (bench, bench->now_us, FOREIGN);
  bench_inject (bench, bench->now_us + S (3), FOREIGN);
  bench_run (bench, S (3) + MS (1));
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_STANDBY);
  g_assert_cmphex (bench_health (bench).foreign_master, ==, 0x035D);
  from_us = bench->now_us + 1;

  for (guint i = 0; i < 20; i++)
    {
      bench_inject (bench, bench->now_us, FOREIGN);
      bench_run (bench, S (2));
    }
  /* Its slaves answer it, though we hear it no more: it is at work. */
  for (guint i = 0; i < 10; i++)
    {
      bench_inject (bench, bench->now_us, "FDE0 022C 035D 01 04B0 0450 0000");
      bench_run (bench, S (2));
    }
  bench_run (bench, S (12));
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_STANDBY);
  for (guint i = 0; i < bench->sent->len; i++)
    g_assert_cmpint (g_array_index (bench->sent, BenchSent, i).at_us, <, from_us);

  bench_run (bench, S (10));
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_OK);
  g_assert_cmphex (bench_health (bench).foreign_master, ==, 0);
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xE1, from_us), ==, 5);
  bench->slaves[0].gap_us = bench->slaves[1].gap_us = 0;
  bench_run (bench, S (10));
  check_all_served (bench, MS (2500));
  g_assert_cmpuint (bench->slaves[0].limit_ca, ==, 1200);
}

static void
test_foreign_master_at_start (void)
{
  g_autoptr(Bench) bench = bench_new (1);

  bench_connect (bench);
  for (guint i = 0; i < 30; i++)
    {
      bench_inject (bench, bench->now_us + MS (700), FOREIGN);
      bench_run (bench, S (1));
    }
  g_assert_cmpuint (bench->sent->len, ==, 0);
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_STANDBY);
}

/* A slave's frame with a flipped type is no master's, however often. */
static void
test_flipped_type (void)
{
  g_autoptr(Bench) bench = new_linked (1, 1);

  for (guint i = 0; i < 5; i++)
    {
      bench_inject (bench, bench->now_us, "FCE0 1839 7777 01 04B0 0450 00000000");
      bench_run (bench, S (1));
    }
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_OK);
  g_assert_cmpuint (bench_health (bench).unexpected, ==, 5);
}

static void
test_answers_to_another (void)
{
  g_autoptr(Bench) bench = new_linked (1, 1);
  const guint64 unexpected = bench_health (bench).unexpected;

  bench_inject (bench, bench->now_us, "FDE0 022C 0000 01 04B0 0450 0000");
  bench_inject (bench, bench->now_us, "FDE0 022C 035D 01 04B0 0450 0000");
  bench_run (bench, S (1));
  g_assert_cmphex (bench_health (bench).foreign_master, ==, 0);
  bench_inject (bench, bench->now_us, "FDE0 022C 035D 01 04B0 0450 0000");
  bench_run (bench, S (1));
  g_assert_cmphex (bench_health (bench).foreign_master, ==, 0x035D);
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_OK);
  g_assert_cmpuint (bench_health (bench).unexpected, ==, unexpected + 3);
  bench_run (bench, S (61));
  g_assert_cmphex (bench_health (bench).foreign_master, ==, 0);
}

#define TWIN "FBE0 7777 022C 00 0000 00 000000"

static void
test_twin (void)
{
  g_autoptr(Bench) bench = bench_new (1);

  bench_connect (bench);
  for (guint i = 0; i < 20; i++)
    {
      bench_inject (bench, bench->now_us + MS (700), TWIN);
      bench_run (bench, S (1));
    }
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_ERROR);
  g_assert_cmpuint (bench->sent->len, ==, 0);
  bench_run (bench, S (14));
  g_assert_cmpuint (bench->sent->len, ==, 0);
  bench_run (bench, S (11));
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_OK);
}

static void
test_twin_while_running (void)
{
  g_autoptr(Bench) bench = new_linked (1, 1);
  guint n_sent;

  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_OK);
      bench_inject (bench, bench->now_us, TWIN);
      bench_run (bench, S (1));
    }
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_ERROR);
  n_sent = bench->sent->len;
  bench_run (bench, S (14));
  g_assert_cmpuint (bench->sent->len, ==, n_sent);
}

/* A network adapter that hesitates returns what we sent a second ago. */
static void
test_late_echo (void)
{
  g_autoptr(Bench) bench = new_linked (1, 1);

  for (guint i = 0; i < 5; i++)
    {
      const BenchSent sent = g_array_index (bench->sent, BenchSent, bench->sent->len - 1);
      guint8 wire[TWC_WIRE_MAX];
      const gsize n_wire = twc_frame_to_wire (sent.body, sent.n_body, wire);

      bench_deliver (bench, sent.at_us + MS (900), wire, n_wire);
      bench_run (bench, S (1));
    }
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_OK);
}

static void
test_echo (void)
{
  g_autoptr(Bench) bench = bench_new (1);
  TwcBusHealth health;

  bench->has_echo = TRUE;
  for (guint i = 0; i < 3; i++)
    bench_add (bench, ids[i], 2)->state = TWC_STATE_CHARGING;
  bench_connect (bench);
  bench_run (bench, S (5));
  for (guint i = 0; i < 3; i++)
    bench_permit (bench, ids[i], 1200);
  bench_run (bench, S (600));
  bench_run (bench, MS (1));

  health = bench_health (bench);
  g_assert_cmpint (health.state, ==, TWC_BUS_OK);
  g_assert_cmpint ((gint64) (health.sent - health.echoes), <=, 1);
  g_assert_cmpuint (health.unexpected, ==, 0);
  g_assert_cmpuint (health.unanswered, ==, 0);
  check_all_served (bench, MS (2500));
}

/* A line that swallows a byte of our own echo now and then has silenced the master for 15 s. */
static void
test_echo_short_of_zero (void)
{
  g_autoptr(Bench) bench = bench_new (1);

  bench->has_echo = bench->echo_loses_zero = TRUE;
  bench_add (bench, ids[0], 1);
  bench_connect (bench);
  bench_run (bench, S (60));

  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_OK);
  g_assert_cmpuint (bench_health (bench).echoes, >, 60);
  check_all_served (bench, MS (1000));
}

/* Replies that get lost: the next round is the retry. */
static void
test_losses (void)
{
  g_autoptr(Bench) bench = new_linked (3, 1);

  bench->loss = 300;
  for (guint i = 0; i < 120; i++)
    {
      for (guint j = 0; j < 3; j++)
        bench_permit (bench, ids[j], i % 2 == 0 ? 1200 : 1000);
      bench_step (bench);
      bench_run (bench, S (5));
    }
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (bench_state (bench, ids[i]).online);
      g_assert_cmpint (bench->slaves[i].gap_us, <=, MS (3300));
      g_assert_cmpuint (bench->slaves[i].limit_ca, ==, 1000);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/faults/stray-delimiter", test_stray_delimiter);
  g_test_add_func ("/faults/shortened-link-ready", test_shortened_link_ready);
  g_test_add_func ("/faults/noise", test_noise);
  g_test_add_func ("/faults/short-frames", test_short_frames);
  g_test_add_func ("/faults/truncated-frames", test_truncated_frames);
  g_test_add_func ("/faults/megabyte-at-once", test_megabyte_at_once);
  g_test_add_func ("/faults/fourth", test_fourth);
  g_test_add_func ("/faults/fifth", test_fifth);
  g_test_add_func ("/faults/replaced", test_replaced);
  g_test_add_func ("/faults/slave-with-our-id", test_slave_with_our_id);
  g_test_add_func ("/faults/restarted-slave", test_restarted_slave);
  g_test_add_func ("/faults/duplicate-id", test_duplicate_id);
  g_test_add_func ("/faults/silent-slave", test_silent_slave);
  g_test_add_func ("/faults/lost-heartbeat", test_lost_heartbeat);
  g_test_add_func ("/faults/gone-is-not-hunted", test_gone_is_not_hunted);
  g_test_add_data_func ("/faults/does-not-follow/wants-power",
                        GUINT_TO_POINTER (TWC_STATE_WANTS_POWER), test_does_not_follow);
  g_test_add_data_func ("/faults/does-not-follow/starting", GUINT_TO_POINTER (TWC_STATE_STARTING),
                        test_does_not_follow);
  g_test_add_data_func ("/faults/does-not-follow/plugged", GUINT_TO_POINTER (TWC_STATE_PLUGGED),
                        test_does_not_follow);
  g_test_add_func ("/faults/uninvited-vin", test_uninvited_vin);
  g_test_add_func ("/faults/no-questions-to-the-deaf", test_no_questions_to_the_deaf);
  g_test_add_func ("/faults/late-heartbeats-first", test_late_heartbeats_first);
  g_test_add_func ("/faults/not-answering", test_not_answering);
  g_test_add_func ("/faults/ratings", test_ratings);
  g_test_add_func ("/faults/impossible-ids", test_impossible_ids);
  g_test_add_func ("/faults/foreign-master", test_foreign_master);
  g_test_add_func ("/faults/foreign-master/at-start", test_foreign_master_at_start);
  g_test_add_func ("/faults/flipped-type", test_flipped_type);
  g_test_add_func ("/faults/answers-to-another", test_answers_to_another);
  g_test_add_func ("/faults/twin", test_twin);
  g_test_add_func ("/faults/twin/while-running", test_twin_while_running);
  g_test_add_func ("/faults/echo", test_echo);
  g_test_add_func ("/faults/late-echo", test_late_echo);
  g_test_add_func ("/faults/echo/short-of-zero", test_echo_short_of_zero);
  g_test_add_func ("/faults/losses", test_losses);

  return g_test_run ();
}
