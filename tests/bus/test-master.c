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

static guint
get_limit (const BenchSent *sent)
{
  return (guint) (sent->body[7] << 8 | sent->body[8]);
}

/* Three newer units, linked, with 12 A each. */
static Bench *
new_trio (guint32 seed)
{
  static const guint16 ids[] = { 0x1839, 0x8725, 0x2433 };
  Bench *bench = bench_new (seed);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      BenchSlave *slave = bench_add (bench, ids[i], 2);

      slave->ready_us += i * MS (300);
      slave->state = TWC_STATE_CHARGING;
      slave->draw_ca = 1150;
    }

  bench_connect (bench);
  bench_run (bench, S (5));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    bench_permit (bench, ids[i], 1200);
  bench_run (bench, S (10));
  return bench;
}

/* The numbers are those of twc-protocol 4.1. */
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
  g_assert_cmpint (get_sent_time (bench, 0xFB, 0xE2) - get_sent_time (bench, 0xFC, 0xE1), >=,
                   MS (500));
  g_assert_cmpint (get_sent_time (bench, 0xFB, 0xE2) - get_sent_time (bench, 0xFC, 0xE1), <=,
                   MS (510));
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_OK);

  /* Once a minute while it is alone. */
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

/* G7. Linked still, they get heartbeats at once, and no more than they had. */
static void
test_restart (void)
{
  const TwcKnownCharger known[] = { { 0x1839, 2, 3200, 1000 }, { 0x8725, 2, 3200, 1000 } };
  g_autoptr(Bench) bench = bench_new (1);

  for (guint i = 0; i < 2; i++)
    {
      BenchSlave *slave = bench_add (bench, known[i].id, 2);

      slave->state = TWC_STATE_CHARGING;
      slave->limit_ca = 1000;
      slave->ready_us += S (60);
      twc_master_add_known (bench->master, &known[i], bench->now_us);
    }

  g_assert_cmpuint (bench_state (bench, 0x1839).offer_ca, ==, 1000);
  bench_connect (bench);
  bench_run (bench, S (10));

  g_assert_cmpint (get_sent_time (bench, 0xFB, 0xE0), <=, MS (1500));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xE1, 0), ==, 0);
  for (guint i = 0; i < bench->sent->len; i++)
    g_assert_cmphex (g_array_index (bench->sent, BenchSent, i).body[6], ==, TWC_COMMAND_NONE);
  g_assert_true (bench_state (bench, 0x8725).reported);
  g_assert_cmpuint (bench_state (bench, 0x8725).offer_ca, ==, 1000);

  /* What is wanted is what they have: no limit need be sent, and yet it is the offer. */
  bench_permit (bench, 0x1839, 1000);
  bench_run (bench, S (10));
  g_assert_cmpuint (bench_state (bench, 0x1839).offer_ca, ==, 1000);
  bench_permit (bench, 0x1839, 1400);
  bench_run (bench, S (1));
  g_assert_cmpuint (bench_state (bench, 0x1839).offer_ca, ==, 1400);
}

/* 5.4: 00 and 0 by turns open and close the contactor of an older unit, once a restart. */
static void
test_restart_while_paused (void)
{
  const TwcKnownCharger known = { 0x1839, 1, 3200, 0 };
  g_autoptr(Bench) bench = bench_new (1);
  BenchSlave *slave = bench_add (bench, known.id, 1);

  slave->state = TWC_STATE_PLUGGED;
  slave->ready_us += S (60);
  twc_master_add_known (bench->master, &known, bench->now_us);
  bench_connect (bench);
  bench_permit (bench, known.id, 0);
  bench_run (bench, S (10));

  g_assert_cmpuint (bench->sent->len, >, 8);
  for (guint i = 0; i < bench->sent->len; i++)
    g_assert_cmphex (g_array_index (bench->sent, BenchSent, i).body[6], ==, TWC_COMMAND_LIMIT);
}

/* One that announces itself has lost its link: it is told no limit before it has one again. */
static void
test_restart_while_paused_too_late (void)
{
  const TwcKnownCharger known = { 0x1839, 1, 3200, 0 };
  g_autoptr(Bench) bench = bench_new (1);
  BenchSlave *slave = bench_add (bench, known.id, 1);

  slave->is_mute = TRUE;
  slave->ready_us += S (60);
  twc_master_add_known (bench->master, &known, bench->now_us);
  bench_connect (bench);
  bench_permit (bench, known.id, 0);
  bench_run (bench, S (4));
  g_assert_cmphex (g_array_index (bench->sent, BenchSent, bench->sent->len - 1).body[6], ==,
                   TWC_COMMAND_LIMIT);

  bench_inject (bench, bench->now_us, "FDE2 1839 AE 0C80 000000000000");
  bench_run (bench, S (4));
  g_assert_cmphex (g_array_index (bench->sent, BenchSent, bench->sent->len - 1).body[6], ==,
                   TWC_COMMAND_NONE);
}

/* Who has just announced itself is not given up because of a silence before. */
static void
test_restart_with_one_late (void)
{
  const TwcKnownCharger known = { 0x1839, 2, 3200, 1000 };
  g_autoptr(Bench) bench = bench_new (1);

  twc_master_add_known (bench->master, &known, bench->now_us);
  bench_connect (bench);
  bench_run (bench, S (25));
  bench_inject (bench, bench->now_us, "FDE2 1839 AE 0C80 0000000000000000");
  bench_run (bench, S (25));
  g_assert_true (bench_state (bench, 0x1839).online);
  bench_run (bench, S (3));
  g_assert_false (bench_state (bench, 0x1839).online);
}

static void
test_restart_with_one_gone (void)
{
  const TwcKnownCharger known = { 0x1839, 2, 3200, 1000 };
  g_autoptr(Bench) bench = bench_new (1);

  twc_master_add_known (bench->master, &known, bench->now_us);
  bench_connect (bench);
  bench_run (bench, S (26));
  g_assert_true (bench_state (bench, 0x1839).online);
  bench_run (bench, S (2));
  g_assert_false (bench_state (bench, 0x1839).online);

  g_array_set_size (bench->sent, 0);
  bench_run (bench, S (100));
  g_assert_cmpuint (bench_count (bench, 0xFB, 0xE0, 0), ==, 0);
}

/* A file can say anything. */
static void
test_absurd_known (void)
{
  static const TwcKnownCharger known[] = {
    { 0x0000, 2, 3200, 0 },  { 0xFFFF, 2, 3200, 0 }, { BENCH_ID, 2, 3200, 0 },
    { 0x1839, 3, 3200, 0 },  { 0x1839, 0, 3200, 0 }, { 0x1839, 2, 0, 0 },
    { 0x1839, 2, 65535, 0 },
  };
  g_autoptr(Bench) bench = bench_new (1);
  TwcChargerState states[TWC_MAX_CHARGERS];

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    twc_master_add_known (bench->master, &known[i], bench->now_us);

  g_assert_cmpuint (twc_master_get_chargers (bench->master, states), ==, 0);
}

static void
test_port_returns (void)
{
  g_autoptr(Bench) bench = new_trio (1);
  gint64 back_us;

  bench_disconnect (bench);
  g_assert_cmpint (bench_health (bench).state, ==, TWC_BUS_NO_ADAPTER);
  bench_run (bench, S (10));
  back_us = bench->now_us;
  bench_connect (bench);
  bench_run (bench, S (3));

  g_assert_cmpint (bench_find (bench, 0xFB, 0xE0, 0, 0)->at_us, <, back_us);
  g_assert_cmpuint (bench_count (bench, 0xFB, 0xE0, back_us), >=, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (bench->slaves[i].heard_us, >, back_us);
  for (guint i = 0; i < bench->sent->len; i++)
    if (g_array_index (bench->sent, BenchSent, i).at_us > back_us)
      {
        g_assert_cmpint (g_array_index (bench->sent, BenchSent, i).at_us - back_us, <=, MS (1500));
        break;
      }
  bench_run (bench, S (10));
  g_assert_cmpuint (bench_state (bench, 0x1839).reported_ca, ==, 1200);
}

/* The adapter is gone for long: they are lost, though nobody sends. */
static void
test_lost_without_port (void)
{
  g_autoptr(Bench) bench = new_trio (1);

  bench_disconnect (bench);
  bench_run (bench, S (23));
  g_assert_true (bench_state (bench, 0x1839).online);
  bench_run (bench, S (4));
  g_assert_false (bench_state (bench, 0x1839).online);
  bench_connect (bench);
  bench_run (bench, S (5));
  g_assert_true (bench_state (bench, 0x1839).reported);
}

static void
test_reference_conversation (void)
{
  g_autoptr(Bench) bench = bench_new (1);
  BenchSlave *slave = bench_add (bench, 0x1839, 2);
  const char *const expected[] = {
    "FBE0777718390000000000000000001F", /* first heartbeat */
    "FBEC777718390000000000000000002B", /* firmware */
    "FBE07777183905 04B0000000000000D8",  "FBE07777183908 04B0000000000000DB",
    "FBE07777183909 0320000000000000 4B",
  };
  guint from = 0;

  slave->sign = 0x52;
  slave->ready_us = bench->now_us + S (9);
  bench_connect (bench);
  bench_run (bench, S (12));
  bench_permit (bench, 0x1839, 1200);
  twc_master_set_offer (bench->master, 0x1839, 0, bench->now_us);
  bench_run (bench, S (40));

  slave->state = TWC_STATE_WANTS_POWER;
  bench_run (bench, S (2));
  slave->limit_ca = 0;
  bench_permit (bench, 0x1839, 1200);
  bench_run (bench, MS (20));
  slave->state = TWC_STATE_STARTING;
  bench_run (bench, S (2));
  slave->state = TWC_STATE_CHARGING;
  bench_run (bench, S (5));
  bench_permit (bench, 0x1839, 800);
  bench_run (bench, S (2));

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      gboolean found = FALSE;

      for (; from < bench->sent->len && !found; from++)
        {
          const BenchSent *sent = &g_array_index (bench->sent, BenchSent, from);
          g_autofree char *hex = g_malloc0 (2 * sent->n_body + 1);
          g_auto(GStrv) words = g_strsplit (expected[i], " ", -1);
          g_autofree char *want = g_strjoinv ("", words);

          for (gsize j = 0; j < sent->n_body; j++)
            g_snprintf (hex + 2 * j, 3, "%02X", sent->body[j]);
          found = strcmp (hex, want) == 0;
        }
      g_assert_true (found);
    }
}

static void
test_cadence (gconstpointer data)
{
  const guint n_slaves = GPOINTER_TO_UINT (data);
  g_autoptr(Bench) bench = bench_new (n_slaves);

  for (guint i = 0; i < n_slaves; i++)
    {
      BenchSlave *slave = bench_add (bench, (guint16) (0x1001 + i), 2);

      slave->state = TWC_STATE_CHARGING;
      slave->draw_ca = 1500;
      slave->vin = "1M8GDM9AXKP042788";
    }

  bench_connect (bench);
  bench_run (bench, S (10));
  for (guint i = 0; i < n_slaves; i++)
    {
      bench_permit (bench, bench->slaves[i].id, 1200);
      bench->slaves[i].n_heartbeats = 0;
    }
  bench->n_wakeups = 0;
  bench_run (bench, S (600));

  for (guint i = 0; i < n_slaves; i++)
    {
      g_assert_cmpint (bench->slaves[i].gap_us, <=, n_slaves == 1 ? MS (1000) : MS (2500));
      g_assert_cmpuint (bench->slaves[i].n_heartbeats, >=, 740 / n_slaves);
      g_assert_cmpint (bench_state (bench, bench->slaves[i].id).power_report_us, >,
                       bench->now_us - S (8));
      g_assert_cmpstr (bench_state (bench, bench->slaves[i].id).vin, ==, "1M8GDM9AXKP042788");
    }
  g_test_message ("%u slaves: %.2f wake-ups a second", n_slaves, bench->n_wakeups / 600.0);
  g_assert_cmpuint (bench->n_wakeups, <=, 5 * 600);
  g_assert_cmpuint (bench_health (bench).latest_heartbeat_ms, <=, 2500);
}

/* It waits for the exchange that is running, and for nothing else. */
static void
test_changed_offer (void)
{
  g_autoptr(Bench) bench = new_trio (7);
  gint64 worst_first_us = 0, worst_last_us = 0;

  for (guint i = 0; i < 500; i++)
    {
      const guint offer_ca = i % 2 == 0 ? 1000 : 1300;
      const gint64 at_us = bench->now_us;
      gint64 first_us = G_MAXINT64, last_us = 0;
      const guint from = bench->sent->len;

      for (guint j = 0; j < 3; j++)
        bench_permit (bench, bench->slaves[j].id, offer_ca);
      bench_step (bench);
      bench_run (bench, MS (1500 + i));
      for (guint j = 0; j < 3; j++)
        {
          const BenchSent *sent = bench_find (bench, 0xFB, 0xE0, bench->slaves[j].id, from);

          g_assert_nonnull (sent);
          g_assert_cmpuint (get_limit (sent), ==, offer_ca);
          first_us = MIN (first_us, sent->at_us - at_us);
          last_us = MAX (last_us, sent->at_us - at_us);
        }
      worst_first_us = MAX (worst_first_us, first_us);
      worst_last_us = MAX (worst_last_us, last_us);
    }

  g_test_message ("first within %d ms, last within %d ms", (int) (worst_first_us / 1000),
                  (int) (worst_last_us / 1000));
  g_assert_cmpint (worst_first_us, <=, MS (150));
  g_assert_cmpint (worst_last_us, <=, MS (500));
  for (guint j = 0; j < 3; j++)
    g_assert_cmpint (bench->slaves[j].gap_us, <=, MS (2500));
}

/* One that does not answer makes an offer wait for its time-out, and no longer. */
static void
test_changed_offer_beside_silence (void)
{
  g_autoptr(Bench) bench = new_trio (8);

  bench->slaves[0].is_mute = TRUE;
  bench->slaves[0].delay_us = S (1);
  for (guint i = 0; i < 12; i++)
    {
      const gint64 at_us = bench->now_us;
      const guint from = bench->sent->len;

      bench_permit (bench, 0x8725, i % 2 == 0 ? 1000 : 1300);
      bench_step (bench);
      bench_run (bench, MS (1990));
      g_assert_cmpint (bench_find (bench, 0xFB, 0xE0, 0x8725, from)->at_us - at_us, <=, MS (500));
    }
}

/* Clamps: the gate would refuse what is above, and a car might not charge on what is below. */
typedef struct
{
  const char *path;
  guint protocol;
  guint rating_ca;
  guint wiring_ca;
  guint offer_ca;
  guint sent_ca;
} ClampRow;

static const ClampRow clamp_rows[] = {
  { "/master/clamp/none", 2, 3200, 3200, 1600, 1600 },
  { "/master/clamp/rating", 2, 3200, 8000, 4000, 3200 },
  { "/master/clamp/wiring", 2, 3200, 1600, 3200, 1600 },
  { "/master/clamp/not-permitted", 2, 3200, 0, 1600, 0 },
  { "/master/clamp/whole-amperes", 2, 3200, 3200, 1699, 1600 },
  { "/master/clamp/wiring-not-whole", 2, 3200, 1650, 3200, 1600 },
  { "/master/clamp/below-minimum-p2", 2, 3200, 3200, 599, 0 },
  { "/master/clamp/minimum-p2", 2, 3200, 3200, 600, 600 },
  { "/master/clamp/below-minimum-p1", 1, 3200, 3200, 499, 0 },
  { "/master/clamp/minimum-p1", 1, 3200, 3200, 500, 500 },
  { "/master/clamp/wiring-below-minimum", 2, 3200, 590, 1600, 0 },
  { "/master/clamp/rating-impossible", 2, 11881, 8000, 1600, 0 },
  { "/master/clamp/rating-zero", 2, 0, 8000, 1600, 0 },
  { "/master/clamp/absurd", 2, 8000, G_MAXUINT, G_MAXUINT, 8000 },
};

static void
test_clamp (gconstpointer data)
{
  const ClampRow *row = data;
  g_autoptr(Bench) bench = bench_new (1);
  BenchSlave *slave = bench_add (bench, 0x1839, row->protocol);

  slave->rating_ca = row->rating_ca;
  slave->state = TWC_STATE_CHARGING;
  slave->limit_ca = 700;
  bench_connect (bench);
  bench_run (bench, S (5));
  twc_master_set_permission (bench->master, 0x1839, row->wiring_ca, FALSE);
  twc_master_set_offer (bench->master, 0x1839, row->offer_ca, bench->now_us);
  bench_run (bench, S (5));

  g_assert_cmpuint (bench_state (bench, 0x1839).offer_ca, ==, row->sent_ca);
  g_assert_cmpuint (slave->limit_ca, ==,
                    row->sent_ca == 0 && row->protocol == 2 ? 600 : row->sent_ca);
}

/* A lower permission alone is an urgent thing (G1). */
static void
test_permission_lowered (void)
{
  g_autoptr(Bench) bench = new_trio (1);
  const guint from = bench->sent->len;

  twc_master_set_permission (bench->master, 0x2433, 800, FALSE);
  bench_step (bench);
  bench_run (bench, MS (450));
  g_assert_nonnull (bench_find (bench, 0xFB, 0xE0, 0x2433, from));
  g_assert_cmpuint (bench->slaves[2].limit_ca, ==, 800);
}

/* 0 in every heartbeat: a unit that hears 0 and 00 by turns works its contactor (5.4). */
static void
test_zero_is_repeated (void)
{
  g_autoptr(Bench) bench = new_trio (1);
  const gint64 from_us = bench->now_us + S (1);

  bench_permit (bench, 0x1839, 0);
  bench_run (bench, S (60));
  for (guint i = 0; i < bench->sent->len; i++)
    {
      const BenchSent *sent = &g_array_index (bench->sent, BenchSent, i);

      if (sent->at_us < from_us || sent->body[1] != 0xE0 || sent->body[5] != 0x39)
        continue;
      g_assert_cmphex (sent->body[6], ==, TWC_COMMAND_LIMIT_CHARGING);
      g_assert_cmpuint (get_limit (sent), ==, 0);
    }
}

static void
test_states (void)
{
  g_autoptr(Bench) bench = bench_new (1);
  BenchSlave *slave = bench_add (bench, 0x1839, 2);
  TwcChargerState state;

  slave->is_plain = TRUE;
  bench_connect (bench);
  bench_run (bench, S (30));
  state = bench_state (bench, 0x1839);
  g_assert_cmpint (state.activity, ==, TWC_ACTIVITY_NO_CAR);
  g_assert_cmpuint (state.protocol, ==, 2);
  g_assert_cmpuint (state.rating_ca, ==, 3200);
  g_assert_cmpuint (state.n_reports, ==, slave->n_heartbeats);
  g_assert_true (state.power_report_us == TWC_NEVER);

  slave->state = TWC_STATE_WANTS_POWER;
  bench_run (bench, S (3));
  g_assert_cmpint (bench_state (bench, 0x1839).activity, ==, TWC_ACTIVITY_PLUGGED);
  slave->state = TWC_STATE_STARTING;
  bench_run (bench, S (3));
  g_assert_cmpint (bench_state (bench, 0x1839).activity, ==, TWC_ACTIVITY_STARTING);
  slave->state = TWC_STATE_CHARGING;
  slave->draw_ca = 50;
  bench_run (bench, S (3));
  g_assert_cmpint (bench_state (bench, 0x1839).activity, ==, TWC_ACTIVITY_CHARGING);

  /* Transient, and never explained: the last known for 3 s (8.12). */
  slave->state = TWC_STATE_BUSY;
  bench_run (bench, S (2));
  g_assert_cmpint (bench_state (bench, 0x1839).activity, ==, TWC_ACTIVITY_CHARGING);
  slave->state = 0x0F;
  bench_run (bench, S (4));
  g_assert_cmpint (bench_state (bench, 0x1839).activity, ==, TWC_ACTIVITY_UNKNOWN);
  g_assert_cmphex (bench_state (bench, 0x1839).state, ==, 0x0F);

  slave->state = TWC_STATE_ERROR;
  slave->draw_ca = 1686;
  bench_run (bench, S (3));
  g_assert_cmpint (bench_state (bench, 0x1839).activity, ==, TWC_ACTIVITY_FAULT);
}

static void
test_facts (void)
{
  g_autoptr(Bench) bench = bench_new (1);
  BenchSlave *slave = bench_add (bench, 0x1839, 2);
  TwcChargerState state;

  slave->state = TWC_STATE_CHARGING;
  slave->draw_ca = 1600;
  slave->vin = "1M8GDM9AXKP042788";
  bench_connect (bench);
  bench_run (bench, S (30));
  state = bench_state (bench, 0x1839);

  g_assert_cmpstr (state.serial, ==, "A18D0001839");
  g_assert_true (state.has_firmware);
  g_assert_cmpmem (state.firmware, 4, "\x04\x05\x03\x02", 4);
  g_assert_cmpuint (state.counter_kwh, ==, 924);
  g_assert_cmpuint (state.volts[0], ==, 230);
  g_assert_true (state.has_line_currents);
  g_assert_cmpuint (state.line_ca[0], ==, 1600);
  g_assert_cmpstr (state.vin, ==, "1M8GDM9AXKP042788");
  g_assert_true (state.vin_checks);
  g_assert_cmpuint (bench_count (bench, 0xFB, 0xEC, 0), ==, 1);
  g_assert_cmpuint (bench_count (bench, 0xFB, 0xED, 0), ==, 1);
}

/* Firmware that knows none of it is asked three times each, and an old unit never. */
static void
test_mute_firmware (void)
{
  g_autoptr(Bench) bench = bench_new (1);

  bench_add (bench, 0x1839, 2)->is_plain = TRUE;
  bench_add (bench, 0x032E, 1);
  bench_connect (bench);
  bench_run (bench, S (600));

  g_assert_cmpuint (bench->slaves[0].n_queries, ==, 12);
  g_assert_cmpuint (bench->slaves[1].n_queries, ==, 0);
  g_assert_cmpuint (bench_health (bench).unanswered, ==, 12);
}

static void
test_raw (void)
{
  g_autoptr(Bench) bench = new_trio (1);
  guint8 body[TWC_BODY_MAX];
  gsize n_body = twc_message_build_query (BENCH_ID, 0x1839, TWC_QUERY_SERIAL, body);
  g_autoptr(GError) error = NULL;
  const gint64 from_us = bench->now_us;

  g_assert_true (twc_master_queue_raw (bench->master, body, n_body, &error));
  g_assert_no_error (error);
  g_assert_false (twc_master_queue_raw (bench->master, body, n_body, &error));
  g_assert_error (error, TWC_GATE_ERROR, TWC_GATE_ERROR_NOT_ALLOWED);
  bench_step (bench);
  bench_run (bench, S (3));
  g_assert_cmpuint (bench_count (bench, 0xFB, 0xED, from_us), ==, 1);
}

/* An expert may not take current that another counts on (G1). */
static void
test_raw_limit (void)
{
  g_autoptr(Bench) bench = new_trio (1);
  guint8 body[TWC_BODY_MAX];
  gsize n_body =
    twc_message_build_heartbeat (BENCH_ID, 0x1839, 2, TWC_COMMAND_LIMIT_CHARGING, 3200, body);
  g_autoptr(GError) error = NULL;

  g_assert_true (twc_gate_check (twc_master_get_gate (bench->master), body, n_body, &error));
  g_assert_false (twc_master_queue_raw (bench->master, body, n_body, &error));
  g_assert_error (error, TWC_GATE_ERROR, TWC_GATE_ERROR_ABOVE_LIMIT);
}

/* Told 0 and 00 by turns, an older unit closes and opens its contactor (twc-protocol 5.4, G5). */
static void
test_raw_beside_zero (void)
{
  g_autoptr(Bench) bench = bench_new (1);
  guint8 body[TWC_BODY_MAX];
  const gsize n_body = twc_message_build_heartbeat (BENCH_ID, 0x022C, 1, TWC_COMMAND_NONE, 0, body);
  g_autoptr(GError) error = NULL;

  bench_add (bench, 0x022C, 1)->state = TWC_STATE_WANTS_POWER;
  bench_connect (bench);
  bench_run (bench, S (5));
  bench_permit (bench, 0x022C, 600);
  bench_run (bench, S (5));
  g_assert_true (twc_master_queue_raw (bench->master, body, n_body, &error));
  g_assert_no_error (error);
  bench_step (bench);
  bench_run (bench, S (5));

  bench_permit (bench, 0x022C, 0);
  g_assert_false (twc_master_queue_raw (bench->master, body, n_body, &error));
  g_assert_error (error, TWC_GATE_ERROR, TWC_GATE_ERROR_NOT_ALLOWED);
}

/* G5: by hand as well, a contactor is not switched back within a minute. */
static void
test_raw_start_after_stop (void)
{
  g_autoptr(Bench) bench = new_trio (1);
  guint8 stop[TWC_BODY_MAX], start[TWC_BODY_MAX];
  const gsize n_stop = twc_message_build_stop (BENCH_ID, 0x1839, stop);
  const gsize n_start = twc_message_build_start (BENCH_ID, 0x1839, start);
  g_autoptr(GError) error = NULL;
  const gint64 from_us = bench->now_us;

  twc_master_set_permission (bench->master, 0x1839, 3200, TRUE);
  for (guint i = 0; i < 2; i++) /* one that got no answer may be repeated */
    {
      g_assert_true (twc_master_queue_raw (bench->master, stop, n_stop, &error));
      g_assert_no_error (error);
      bench_step (bench);
      bench_run (bench, S (3));
    }
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xB2, from_us), ==, 2);

  g_assert_false (twc_master_queue_raw (bench->master, start, n_start, &error));
  g_assert_error (error, TWC_GATE_ERROR, TWC_GATE_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  bench_run (bench, S (62));
  g_assert_true (twc_master_queue_raw (bench->master, start, n_start, &error));
  g_assert_no_error (error);
}

/* Allowed when it was queued, and not any more when its slot comes. */
static void
test_raw_overtaken (void)
{
  g_autoptr(Bench) bench = new_trio (1);
  guint8 body[TWC_BODY_MAX];
  gsize n_body = twc_message_build_stop (BENCH_ID, 0x1839, body);
  g_autoptr(GError) error = NULL;
  const gint64 from_us = bench->now_us;

  twc_master_set_permission (bench->master, 0x1839, 3200, TRUE);
  g_assert_true (twc_master_queue_raw (bench->master, body, n_body, &error));
  g_assert_no_error (error);
  twc_master_set_permission (bench->master, 0x1839, 3200, FALSE);
  bench_run (bench, S (3));
  g_assert_cmpuint (bench_count (bench, 0xFC, 0xB2, from_us), ==, 0);

  /* A silent master sends nothing, and keeps nothing for later. */
  bench_disconnect (bench);
  n_body = twc_message_build_query (BENCH_ID, 0x1839, TWC_QUERY_SERIAL, body);
  g_assert_false (twc_master_queue_raw (bench->master, body, n_body, &error));
  g_assert_error (error, TWC_GATE_ERROR, TWC_GATE_ERROR_NOT_ALLOWED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/master/cold-start", test_cold_start);
  g_test_add_func ("/master/first-heartbeat", test_first_heartbeat);
  g_test_add_func ("/master/restart", test_restart);
  g_test_add_func ("/master/restart/one-gone", test_restart_with_one_gone);
  g_test_add_func ("/master/restart/while-paused", test_restart_while_paused);
  g_test_add_func ("/master/restart/while-paused/too-late", test_restart_while_paused_too_late);
  g_test_add_func ("/master/restart/one-late", test_restart_with_one_late);
  g_test_add_func ("/master/restart/absurd", test_absurd_known);
  g_test_add_func ("/master/port-returns", test_port_returns);
  g_test_add_func ("/master/lost-without-port", test_lost_without_port);
  g_test_add_func ("/master/reference-conversation", test_reference_conversation);
  g_test_add_data_func ("/master/cadence/1", GUINT_TO_POINTER (1), test_cadence);
  g_test_add_data_func ("/master/cadence/2", GUINT_TO_POINTER (2), test_cadence);
  g_test_add_data_func ("/master/cadence/3", GUINT_TO_POINTER (3), test_cadence);
  g_test_add_func ("/master/changed-offer", test_changed_offer);
  g_test_add_func ("/master/changed-offer/beside-silence", test_changed_offer_beside_silence);
  for (gsize i = 0; i < G_N_ELEMENTS (clamp_rows); i++)
    g_test_add_data_func (clamp_rows[i].path, &clamp_rows[i], test_clamp);
  g_test_add_func ("/master/permission-lowered", test_permission_lowered);
  g_test_add_func ("/master/zero-is-repeated", test_zero_is_repeated);
  g_test_add_func ("/master/states", test_states);
  g_test_add_func ("/master/facts", test_facts);
  g_test_add_func ("/master/mute-firmware", test_mute_firmware);
  g_test_add_func ("/master/raw", test_raw);
  g_test_add_func ("/master/raw/limit", test_raw_limit);
  g_test_add_func ("/master/raw/beside-zero", test_raw_beside_zero);
  g_test_add_func ("/master/raw/start-after-stop", test_raw_start_after_stop);
  g_test_add_func ("/master/raw/overtaken", test_raw_overtaken);

  return g_test_run ();
}
