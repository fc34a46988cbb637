/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <string.h>

#define MS(ms) TWC_MILLISECONDS_US (ms)
#define S(seconds) TWC_SECONDS_US (seconds)

#define N_HISTORIES 300

/* What may happen, and how long a linked slave may wait for a heartbeat then. The bench asserts
 * the rest of every frame: the gate, the silence rules, and that the deadline moves on. */
typedef struct
{
  const char *path;
  gint64 gap_us; /* 0: slaves come and go, no gap is promised */
  guint loss;
  guint n_events;
  gint64 pause_us; /* the longest between two events */
  void (*happen) (Bench *bench, GRand *random);
} Kind;

static BenchSlave *
pick_slave (Bench *bench, GRand *random)
{
  return &bench->slaves[g_rand_int_range (random, 0, (gint32) bench->n_slaves)];
}

static void
change_offer (Bench *bench, GRand *random)
{
  bench_permit (bench, pick_slave (bench, random)->id, TWC_CA (g_rand_int_range (random, 0, 40)));
}

static void
change_state (Bench *bench, GRand *random)
{
  BenchSlave *slave = pick_slave (bench, random);

  slave->state = (guint8) g_rand_int_range (random, 0, 12);
  slave->draw_ca = (guint) g_rand_int_range (random, 0, 3300);
  slave->vin = g_rand_boolean (random) ? "1M8GDM9AXKP042788" : NULL;
  slave->delay_us = MS (g_rand_int_range (random, 20, 61)); /* twc-protocol 7.1 */
}

static void
live (Bench *bench, GRand *random)
{
  if (g_rand_boolean (random))
    change_offer (bench, random);
  else
    change_state (bench, random);
}

static void
make_noise (Bench *bench, GRand *random)
{
  guint8 bytes[40];
  const guint n_pieces = (guint) g_rand_int_range (random, 1, 8);

  for (guint i = 0; i < n_pieces; i++)
    {
      const guint n_bytes = (guint) g_rand_int_range (random, 1, sizeof bytes);

      for (guint j = 0; j < n_bytes; j++)
        bytes[j] = (guint8) g_rand_int_range (random, 0, 256);
      if (g_rand_boolean (random))
        memcpy (bytes, "\xC0\xFD\xE0", MIN (n_bytes, 3));
      bench_deliver (bench, bench->now_us + MS (41 * i), bytes, n_bytes);
    }
}

static void
live_in_noise (Bench *bench, GRand *random)
{
  live (bench, random);
  if (g_rand_int_range (random, 0, 3) == 0)
    make_noise (bench, random);
  if (g_rand_int_range (random, 0, 10) == 0)
    pick_slave (bench, random)->delay_us = MS (g_rand_int_range (random, 0, 400));
}

static void
send_raw (Bench *bench, GRand *random)
{
  guint8 body[TWC_BODY_MAX];
  gsize n_body = 13 + (gsize) g_rand_int_range (random, 0, 8);

  for (gsize i = 0; i < n_body; i++)
    body[i] = (guint8) g_rand_int_range (random, 0, 256);
  body[0] = g_rand_boolean (random) ? 0xFB : 0xFC;
  twc_frame_seal (body, n_body);
  if (g_rand_boolean (random))
    n_body = twc_message_build_query (BENCH_ID, pick_slave (bench, random)->id,
                                      (TwcQuery) g_rand_int_range (random, 0, TWC_N_QUERIES), body);
  twc_master_queue_raw (bench->master, body, n_body, NULL);
}

static void
reconnect (Bench *bench, GRand *random)
{
  bench_disconnect (bench);
  bench_run (bench, MS (g_rand_int_range (random, 0, 40000)));
  bench_connect (bench);
}

static void
change_unit (Bench *bench, GRand *random)
{
  BenchSlave *slave = pick_slave (bench, random);

  slave->is_off = g_rand_boolean (random);
  slave->is_mute = g_rand_int_range (random, 0, 4) == 0;
  slave->sign = (guint8) g_rand_int_range (random, 0, 4);
  slave->rating_ca = (guint) g_rand_int_range (random, 0, 4) * 3200;
  slave->ready_us = bench->now_us + S (g_rand_int_range (random, 0, 10));
}

static void
interfere (Bench *bench, GRand *random)
{
  static const char *const frames[] = {
    "FBE0 035D 022C 00 0000 00 000000", "FCE1 0333 39 0000 000000000000",
    "FBE0 7777 022C 00 0000 00 000000", "FDE2 7777 AE 0C80 0000000000000000",
    "FDE0 022C 035D 01 04B0 0450 0000", "FDE2 9999 AE 0C80 000000000000",
  };

  bench_inject (bench, bench->now_us, frames[g_rand_int_range (random, 0, 6)]);
}

static void
run_wild (Bench *bench, GRand *random)
{
  switch (g_rand_int_range (random, 0, 40))
    {
    case 0:
      reconnect (bench, random);
      break;
    case 1:
    case 2:
      change_unit (bench, random);
      break;
    case 3:
    case 4:
      interfere (bench, random);
      break;
    case 5:
      send_raw (bench, random);
      break;
    case 6:
      bench->has_echo = g_rand_boolean (random);
      break;
    default:
      live_in_noise (bench, random);
      break;
    }
}

static const Kind kinds[] = {
  { "/histories/calm", MS (2500), 0, 60, S (20), live },
  { "/histories/offers-all-the-time", MS (2500), 0, 600, MS (90), change_offer },
  { "/histories/losses", S (5), 200, 60, S (5), live },
  { "/histories/noise", S (5), 100, 200, S (2), live_in_noise },
  { "/histories/wild", 0, 100, 300, S (6), run_wild },
};

static void
run_history (const Kind *kind, guint32 seed)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);
  g_autoptr(Bench) bench = bench_new (seed);
  const guint n_slaves = 1 + seed % 3;

  for (guint i = 0; i < n_slaves; i++)
    bench_add (bench, (guint16) (0x1001 + i), (seed / 3 + i) % 4 == 0 ? 1 : 2)->ready_us +=
      MS (200 * i);
  bench_connect (bench);
  bench_run (bench, S (12));
  for (guint i = 0; i < n_slaves; i++)
    bench->slaves[i].gap_us = 0;

  bench->loss = kind->loss;
  for (guint i = 0; i < kind->n_events; i++)
    {
      kind->happen (bench, random);
      bench_step (bench);
      bench_run (bench, 1 + g_rand_int_range (random, 0, (gint32) kind->pause_us));
      if (bench->sent->len > 1000)
        g_array_set_size (bench->sent, 0);
    }

  for (guint i = 0; kind->gap_us > 0 && i < n_slaves; i++)
    if (bench->slaves[i].gap_us > kind->gap_us)
      g_error ("seed %u: %04X waited %d ms", seed, bench->slaves[i].id,
               (int) (bench->slaves[i].gap_us / 1000));
}

static void
test_kind (gconstpointer data)
{
  const guint32 first = (guint32) g_test_rand_int ();

  g_test_message ("seeds from %u on", first);
  for (guint32 i = 0; i < N_HISTORIES; i++)
    run_history (data, first + i);
}

/* Three cars, seven days, noise and losses; the clock is the test's. */
static void
test_week (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (7);
  g_autoptr(Bench) bench = bench_new (7);

  for (guint i = 0; i < 3; i++)
    bench_add (bench, (guint16) (0x1001 + i), 2)->ready_us += MS (200 * i);
  bench_connect (bench);
  bench_run (bench, S (12));
  for (guint i = 0; i < 3; i++)
    bench->slaves[i].gap_us = 0;

  bench->loss = 5;
  for (guint i = 0; i < 7 * 24 * 12; i++)
    {
      live (bench, random);
      if (i % 12 == 0)
        make_noise (bench, random);
      bench_step (bench);
      bench_run (bench, S (300));
      g_array_set_size (bench->sent, 0);
    }

  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (bench->slaves[i].gap_us, <=, S (3));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_test_add_data_func (kinds[i].path, &kinds[i], test_kind);
  g_test_add_func ("/histories/week", test_week);

  return g_test_run ();
}
