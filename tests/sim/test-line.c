/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sim-fixture.h"

#define ALWAYS 1000000

#define BYTE_US 1041

static guint
count_verdict (SimFixture *f, TwcVerdict verdict)
{
  guint n = 0;

  for (guint i = 0; i < f->heard->len; i++)
    n += g_array_index (f->heard, SimHeard, i).verdict == verdict;

  return n;
}

/* Looking more often than anything happens: no byte may come sooner than 9600 baud bring it. */
static void
test_bytes_take_their_time (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  gint64 last_us = TWC_NEVER, first_us = TWC_NEVER;
  guint n_bytes = 0;

  sim_fixture_init (&f, &config);
  for (gint64 end_us = f.now_us + TWC_SECONDS_US (2); f.now_us < end_us; f.now_us += 100)
    {
      guint8 byte[2];
      const gsize n = twc_garage_read (f.garage, byte, sizeof byte, f.now_us);

      g_assert_cmpuint (n, <=, 1);
      if (n == 0)
        continue;
      if (n_bytes++ == 0)
        first_us = f.now_us;
      else
        g_assert_cmpint (f.now_us - last_us, >=, BYTE_US - 100);
      last_us = f.now_us;
    }

  /* A link-ready of 16 bytes, its delimiters and its tail; perhaps an escape. */
  g_assert_cmpuint (n_bytes, >=, 19);
  g_assert_cmpint (last_us - first_us, >=, 18 * BYTE_US - 100);
  g_assert_cmpint (last_us - first_us, <=, 20 * (BYTE_US + 1) + 100);
}

/* Question and answer: 18.8 ms each, and a turn-around between. */
static void
test_exchange_takes_its_time (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  for (guint i = 0; i < 100; i++)
    {
      const gint64 asked_us = f.now_us;
      gint64 delay_us;

      g_assert_nonnull (sim_heartbeat (&f, 0x00, 0));
      delay_us = g_array_index (f.heard, SimHeard, f.heard->len - 1).at_us - asked_us;
      g_assert_cmpint (delay_us, >=, TWC_MILLISECONDS_US (18 + 20 + 18));
      g_assert_cmpint (delay_us, <=, TWC_MILLISECONDS_US (19 + 60 + 23));
    }
}

/* The deadline is for whole frames: a live garage must not wake for each byte. */
static void
test_deadlines_are_few (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  guint n_steps = 0;
  gint64 end_us;

  sim_fixture_init (&f, &config);
  sim_link (&f);
  end_us = f.now_us + TWC_MILLISECONDS_US (500);
  sim_send_code (&f, 0xFBE0, SIM_ID);
  for (gint64 next_us; (next_us = twc_garage_get_deadline (f.garage)) < end_us; n_steps++)
    {
      f.now_us = next_us;
      twc_garage_step (f.garage, f.now_us);
    }
  g_assert_cmpuint (n_steps, ==, 2);
}

static void
test_same_bytes_however_it_is_stepped (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) a = { 0 };
  g_auto(SimFixture) b = { 0 };

  config.slaves[0].car.plugged = TRUE;
  config.faults.bit_flip = 50000;
  sim_fixture_init (&a, &config);
  sim_fixture_init (&b, &config);

  for (guint i = 0; i < 400; i++)
    {
      sim_heartbeat (&a, 0x09, 1600);

      sim_send (
        &b,
        (guint8[]){ 0xFB, 0xE0, 0x77, 0x77, 0x18, 0x39, 0x09, 0x06, 0x40, 0, 0, 0, 0, 0, 0, 0x6E },
        16);
      for (guint j = 0; j < 500; j++)
        sim_wait (&b, 1000);
    }

  g_assert_cmpmem (a.bytes->data, a.bytes->len, b.bytes->data, b.bytes->len);
}

static void
test_seed (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) a = { 0 };
  g_auto(SimFixture) b = { 0 };

  sim_fixture_init (&a, &config);
  config.seed = 2;
  sim_fixture_init (&b, &config);
  sim_wait (&a, TWC_SECONDS_US (60));
  sim_wait (&b, TWC_SECONDS_US (60));
  g_assert_true (a.bytes->len != b.bytes->len ||
                 memcmp (a.bytes->data, b.bytes->data, a.bytes->len) != 0);
}

/* Two units that announce themselves at the same moment, then drift apart. */
static void
test_collision_of_slaves (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  config.n_slaves = 2;
  config.slaves[1] = config.slaves[0];
  config.slaves[1].id = 0x2433;
  sim_fixture_init (&f, &config);
  sim_wait (&f, TWC_SECONDS_US (5));
  g_assert_cmpuint (f.bytes->len, >=, 18);
  g_assert_cmpuint (count_verdict (&f, TWC_VERDICT_OK), ==, 0);

  sim_wait (&f, TWC_SECONDS_US (60));
  g_assert_cmpuint (count_verdict (&f, TWC_VERDICT_OK), >, 5);
}

/* A slave that talks into the master's frame destroys it and its own. */
static void
test_collision_with_master (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_wait (&f, TWC_MILLISECONDS_US (990));
  g_assert_null (sim_heartbeat (&f, 0x00, 0));
  g_assert_cmpuint (count_verdict (&f, TWC_VERDICT_OK), ==, 0);
  g_assert_false (sim_report (&f).linked);
}

typedef struct
{
  const char *path;
  TwcLineFaults faults;
  guint min_ok; /* of 200 exchanges */
  guint max_ok;
} Fault;

/* A frame whose opening delimiter is lost is found all the same when nothing came before it for
 * a while (1.5): only the closing one is needed. */
static const Fault faults[] = {
  { "/line/fault/none", { 0 }, 200, 200 },
  { "/line/fault/bit-flip", { .bit_flip = ALWAYS }, 0, 0 },
  { "/line/fault/dropped-byte", { .dropped_byte = ALWAYS }, 0, 20 },
  { "/line/fault/lost-delimiter", { .lost_delimiter = ALWAYS }, 20, 90 },
  { "/line/fault/reply-loss", { .reply_loss = ALWAYS }, 0, 0 },
  { "/line/fault/runt", { .runt = ALWAYS }, 200, 200 },
  { "/line/fault/slow", { .max_reply_delay_ms = 400 }, 200, 200 },
  { "/line/fault/bursts", { .bursts = TRUE }, 200, 200 },
  { "/line/fault/half-the-bits", { .bit_flip = ALWAYS / 2 }, 20, 90 },
  { "/line/fault/half-the-replies", { .reply_loss = ALWAYS / 2 }, 70, 130 },
};

static void
test_fault (gconstpointer data)
{
  const Fault *row = data;
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  guint n_ok = 0;

  sim_fixture_init (&f, &config);
  sim_link (&f);
  twc_garage_set_faults (f.garage, &row->faults);
  for (guint i = 0; i < 200; i++)
    n_ok += sim_heartbeat (&f, 0x00, 0) != NULL;

  g_assert_cmpuint (n_ok, >=, row->min_ok);
  g_assert_cmpuint (n_ok, <=, row->max_ok);
}

/* The checksum is a sum: no frame may suffer more than what it can find. */
static void
test_no_fault_passes_the_checksum (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P1_EU);
  g_auto(SimFixture) f = { 0 };

  config.faults = (TwcLineFaults){
    .bit_flip = 300000, .dropped_byte = 300000, .lost_delimiter = 300000, .runt = 300000
  };
  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  for (guint i = 0; i < 20000; i++)
    sim_heartbeat (&f, 0x05, 500 + 100 * (i % 12));

  g_assert_cmpuint (count_verdict (&f, TWC_VERDICT_OK), >, 1000);
  for (guint i = 0; i < f.heard->len; i++)
    {
      const SimHeard *heard = &g_array_index (f.heard, SimHeard, i);

      if (heard->verdict != TWC_VERDICT_OK || heard->message.type != TWC_MESSAGE_SLAVE_HEARTBEAT)
        continue;
      g_assert_cmphex (heard->message.sender, ==, SIM_ID);
      g_assert_cmpuint (heard->message.limit_ca % 100, ==, 0);
      g_assert_cmpuint (heard->message.limit_ca, <=, 1600);
      g_assert_cmpuint (heard->message.draw_ca, <=, 1700);
    }
}

static void
test_reply_delay (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  gint64 longest_us = 0;

  config.faults.max_reply_delay_ms = 400;
  sim_fixture_init (&f, &config);
  sim_link (&f);
  for (guint i = 0; i < 200; i++)
    {
      const gint64 asked_us = f.now_us;

      sim_heartbeat (&f, 0x00, 0);
      longest_us =
        MAX (longest_us, g_array_index (f.heard, SimHeard, f.heard->len - 1).at_us - asked_us);
    }
  g_assert_cmpint (longest_us, >, TWC_MILLISECONDS_US (380));
  g_assert_cmpint (longest_us, <, TWC_MILLISECONDS_US (450));
}

static void
test_echo (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  config.faults.echo = TRUE;
  sim_fixture_init (&f, &config);
  sim_link (&f);
  g_assert_nonnull (sim_find (&f, 0, TWC_MESSAGE_MASTER_HEARTBEAT));
  g_assert_nonnull (sim_find (&f, 0, TWC_MESSAGE_SLAVE_HEARTBEAT));
}

static void
test_bursts_of_16_ms (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  config.faults.bursts = TRUE;
  sim_fixture_init (&f, &config);
  for (guint i = 0; i < 3000; i++)
    {
      const guint before = f.bytes->len;

      f.now_us += 1000;
      sim_wait (&f, 1);
      if (f.bytes->len > before)
        g_assert_cmpint (f.now_us % 16000, <, 1010);
      f.now_us--;
    }
  g_assert_cmpuint (f.bytes->len, >=, 18);
}

static guint
count_values (GByteArray *bytes)
{
  gboolean seen[256] = { FALSE };
  guint n = 0;

  for (guint i = 0; i < bytes->len; i++)
    {
      n += !seen[bytes->data[i]];
      seen[bytes->data[i]] = TRUE;
    }

  return n;
}

static void
test_noise (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  g_byte_array_set_size (f.bytes, 0);
  twc_garage_make_noise (f.garage, 20000);

  g_assert_null (sim_keep (&f, 0x00, 0, 9));
  g_assert_cmpuint (f.bytes->len, >, 8000);
  g_assert_cmpuint (f.bytes->len, <, 9000);
  g_assert_cmpuint (count_values (f.bytes), >, 250);
  g_assert_null (sim_keep (&f, 0x00, 0, 11));
  sim_wait (&f, TWC_SECONDS_US (1));
  g_assert_nonnull (sim_heartbeat (&f, 0x00, 0));
}

static void
test_inject (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_autofree guint8 *junk = g_malloc0 (1024 * 1024);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  twc_garage_inject (f.garage, junk, 1024 * 1024);
  sim_wait (&f, 1);
  g_assert_cmpuint (f.bytes->len, ==, 1024 * 1024);
}

static void
test_adapter_gone (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  twc_garage_remove_adapter (f.garage);
  g_assert_null (sim_keep (&f, 0x00, 0, 12));
  g_assert_false (sim_report (&f).linked);
  twc_garage_return_adapter (f.garage);
  g_assert_nonnull (sim_heartbeat (&f, 0x00, 0));
}

/* It announces itself and serves the units, until it goes. */
static void
test_foreign_master (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *answer;
  guint n_heard;

  sim_fixture_init (&f, &config);
  twc_garage_foreign_master (f.garage, 0x5F01, TWC_SECONDS_US (20));
  sim_wait (&f, TWC_SECONDS_US (15));
  g_assert_cmphex (sim_find (&f, 0, TWC_MESSAGE_PRESENCE_1)->sender, ==, 0x5F01);
  g_assert_cmphex (sim_find (&f, 0, TWC_MESSAGE_PRESENCE_2)->sender, ==, 0x5F01);
  answer = sim_find (&f, 0, TWC_MESSAGE_SLAVE_HEARTBEAT);
  g_assert_cmphex (answer->receiver, ==, 0x5F01);
  g_assert_true (sim_report (&f).linked);

  sim_wait (&f, TWC_SECONDS_US (6));
  n_heard = f.heard->len;
  sim_wait (&f, TWC_SECONDS_US (8));
  g_assert_cmpuint (f.heard->len, ==, n_heard);
}

/* Both answer: sometimes at once, sometimes one behind the other. */
static void
test_two_with_one_id (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  guint n_both = 0, n_none = 0;

  config.n_slaves = 2;
  config.slaves[1] = config.slaves[0];
  sim_fixture_init (&f, &config);
  for (guint i = 0; i < 200; i++)
    {
      const guint from = f.heard->len;
      const TwcMessage *answer = sim_heartbeat (&f, 0x00, 0);

      n_none += answer == NULL;
      n_both += answer != NULL && f.heard->len > from + 1;
    }
  g_assert_cmpuint (n_both, >, 10);
  g_assert_cmpuint (n_none, >, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/line/time/bytes", test_bytes_take_their_time);
  g_test_add_func ("/line/time/exchange", test_exchange_takes_its_time);
  g_test_add_func ("/line/time/deadlines", test_deadlines_are_few);
  g_test_add_func ("/line/same-bytes", test_same_bytes_however_it_is_stepped);
  g_test_add_func ("/line/seed", test_seed);
  g_test_add_func ("/line/collision/slaves", test_collision_of_slaves);
  g_test_add_func ("/line/collision/master", test_collision_with_master);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    g_test_add_data_func (faults[i].path, &faults[i], test_fault);
  g_test_add_func ("/line/fault/nothing-passes", test_no_fault_passes_the_checksum);
  g_test_add_func ("/line/fault/reply-delay", test_reply_delay);
  g_test_add_func ("/line/fault/echo", test_echo);
  g_test_add_func ("/line/fault/16-ms", test_bursts_of_16_ms);
  g_test_add_func ("/line/noise", test_noise);
  g_test_add_func ("/line/inject", test_inject);
  g_test_add_func ("/line/adapter-gone", test_adapter_gone);
  g_test_add_func ("/line/foreign-master", test_foreign_master);
  g_test_add_func ("/line/two-with-one-id", test_two_with_one_id);

  return g_test_run ();
}
