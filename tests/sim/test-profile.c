/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-fixture.h"
#include "sim/twc-sim-profile.h"

#define P1_US TWC_PROFILE_P1_US
#define P1_EU TWC_PROFILE_P1_EU
#define P2_US TWC_PROFILE_P2_US
#define P2_EU TWC_PROFILE_P2_EU

typedef struct
{
  const char *path;
  TwcProfile profile;
  guint limit_ca;
  guint draw_ca;
} Draw;

/* twc-protocol 7.2: the published pairs, between them, and beyond them. */
static const Draw draws[] = {
  { "/profile/draw/us-5", P1_US, 500, 422 },       { "/profile/draw/us-6", P1_US, 600, 518 },
  { "/profile/draw/us-19", P2_US, 1900, 1832 },    { "/profile/draw/us-40", P2_US, 4000, 3867 },
  { "/profile/draw/us-between", P1_US, 550, 470 }, { "/profile/draw/us-above", P1_US, 8000, 7867 },
  { "/profile/draw/us-clip", P1_US, 50, 0 },       { "/profile/draw/eu-1", P1_EU, 100, 65 },
  { "/profile/draw/eu-6", P2_EU, 600, 662 },       { "/profile/draw/eu-13", P2_EU, 1300, 1310 },
  { "/profile/draw/eu-16", P2_EU, 1600, 1570 },    { "/profile/draw/eu-19", P2_EU, 1900, 1882 },
  { "/profile/draw/eu-32", P2_EU, 3200, 3182 },    { "/profile/draw/zero", P2_EU, 0, 0 },
};

static void
test_draw (gconstpointer data)
{
  const Draw *row = data;

  g_assert_cmpuint (twc_sim_profile_steady_ca (row->profile, row->limit_ca), ==, row->draw_ca);
}

static void
test_nicks (void)
{
  for (guint i = 0; i < TWC_N_PROFILES; i++)
    {
      TwcProfile profile = TWC_N_PROFILES;

      g_assert_true (twc_profile_from_nick (twc_profile_to_nick ((TwcProfile) i), &profile));
      g_assert_cmpuint (profile, ==, i);
    }

  g_assert_false (twc_profile_from_nick ("p3-us", &(TwcProfile){ 0 }));
}

typedef struct
{
  const char *path;
  TwcProfile profile;
  guint code;
  TwcMessageType reply;
  gsize n_body; /* 0 = silence */
} Reply;

/* twc-protocol 7.1 and 3.10: who answers what, and how long. */
static const Reply replies[] = {
  { "/profile/reply/p1-heartbeat", P1_US, 0xFBE0, TWC_MESSAGE_SLAVE_HEARTBEAT, 14 },
  { "/profile/reply/p1-power", P1_US, 0xFBEB, TWC_MESSAGE_POWER_REPORT, 0 },
  { "/profile/reply/p1-firmware", P1_EU, 0xFBEC, TWC_MESSAGE_FIRMWARE_REPORT, 0 },
  { "/profile/reply/p1-vin", P1_EU, 0xFBEE, TWC_MESSAGE_VIN_REPORT, 0 },
  { "/profile/reply/p1-stop", P1_EU, 0xFCB2, TWC_MESSAGE_STOP_ACK, 0 },
  { "/profile/reply/p1-old-serial", P1_US, 0xFB19, TWC_MESSAGE_OLD_SERIAL, 14 },
  { "/profile/reply/p1-model", P1_US, 0xFB1A, TWC_MESSAGE_MODEL, 14 },
  { "/profile/reply/p1-old-firmware", P1_US, 0xFB1B, TWC_MESSAGE_OLD_FIRMWARE, 14 },
  { "/profile/reply/p2-us-power", P2_US, 0xFBEB, TWC_MESSAGE_POWER_REPORT, 16 },
  { "/profile/reply/p2-us-firmware", P2_US, 0xFBEC, TWC_MESSAGE_FIRMWARE_REPORT, 0 },
  { "/profile/reply/p2-us-serial", P2_US, 0xFBED, TWC_MESSAGE_SERIAL_REPORT, 0 },
  { "/profile/reply/p2-us-start", P2_US, 0xFCB1, TWC_MESSAGE_START_ACK, 0 },
  { "/profile/reply/p2-eu-heartbeat", P2_EU, 0xFBE0, TWC_MESSAGE_SLAVE_HEARTBEAT, 16 },
  { "/profile/reply/p2-eu-power", P2_EU, 0xFBEB, TWC_MESSAGE_POWER_REPORT, 20 },
  { "/profile/reply/p2-eu-firmware", P2_EU, 0xFBEC, TWC_MESSAGE_FIRMWARE_REPORT, 16 },
  { "/profile/reply/p2-eu-serial", P2_EU, 0xFBED, TWC_MESSAGE_SERIAL_REPORT, 20 },
  { "/profile/reply/p2-eu-vin-1", P2_EU, 0xFBEE, TWC_MESSAGE_VIN_REPORT, 20 },
  { "/profile/reply/p2-eu-vin-3", P2_EU, 0xFBF1, TWC_MESSAGE_VIN_REPORT, 20 },
  { "/profile/reply/p2-eu-start", P2_EU, 0xFCB1, TWC_MESSAGE_START_ACK, 16 },
  { "/profile/reply/p2-eu-plug-state", P2_EU, 0xFBB4, TWC_MESSAGE_PLUG_STATE, 16 },
  { "/profile/reply/unknown-code", P2_EU, 0xFBA4, TWC_MESSAGE_OTHER, 0 },
};

static void
test_reply (gconstpointer data)
{
  const Reply *row = data;
  TwcGarageConfig config = sim_config (row->profile);
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *reply;

  sim_fixture_init (&f, &config);
  sim_link (&f);
  reply = sim_ask (&f, row->code, row->reply);

  if (row->n_body == 0)
    g_assert_null (reply);
  else
    g_assert_cmpuint (reply->n_body, ==, row->n_body);
}

/* The master may send any of these lengths to any unit (1.4). */
static void
test_request_lengths (void)
{
  TwcGarageConfig config = sim_config (P1_US);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  for (gsize n_body = 13; n_body <= 16; n_body++)
    {
      const guint from = f.heard->len;
      guint8 body[16] = { 0xFB, 0xE0, 0x77, 0x77, 0x18, 0x39 };

      twc_frame_seal (body, n_body);
      sim_send (&f, body, n_body);
      sim_wait (&f, TWC_MILLISECONDS_US (300));
      g_assert_nonnull (sim_find (&f, from, TWC_MESSAGE_SLAVE_HEARTBEAT));
    }
}

static void
test_texts (void)
{
  TwcGarageConfig config = sim_config (P2_EU);
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *reply;

  sim_fixture_init (&f, &config);
  sim_link (&f);
  g_assert_cmpstr (sim_ask (&f, 0xFBED, TWC_MESSAGE_SERIAL_REPORT)->text, ==, "A18D0001839");
  g_assert_cmpstr (sim_ask (&f, 0xFB1A, TWC_MESSAGE_MODEL)->text, ==, "EVW2T32HL");
  reply = sim_ask (&f, 0xFBEC, TWC_MESSAGE_FIRMWARE_REPORT);
  g_assert_cmpmem (reply->firmware, 4, ((guint8[]){ 4, 5, 3, 2 }), 4);
}

/* Idle, an American unit of protocol 1 measures a quarter of an ampere. */
static void
test_idle_offset (void)
{
  TwcGarageConfig config = sim_config (P1_US);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  for (guint i = 0; i < 60; i++)
    {
      const guint draw_ca = sim_heartbeat (&f, 0x00, 0)->draw_ca;

      g_assert_cmpuint (draw_ca, >=, 17);
      g_assert_cmpuint (draw_ca, <=, 34);
    }
}

static void
test_tail (gconstpointer data)
{
  const TwcProfile profile = (TwcProfile) GPOINTER_TO_UINT (data);
  TwcGarageConfig config = sim_config (profile);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_wait (&f, TWC_SECONDS_US (3));
  g_assert_cmpuint (f.bytes->len, >, 0);
  g_assert_cmphex (f.bytes->data[f.bytes->len - 1], ==, profile == P1_US ? 0xFE : 0xFC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (draws); i++)
    g_test_add_data_func (draws[i].path, &draws[i], test_draw);
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    g_test_add_data_func (replies[i].path, &replies[i], test_reply);
  g_test_add_func ("/profile/nicks", test_nicks);
  g_test_add_func ("/profile/request-lengths", test_request_lengths);
  g_test_add_func ("/profile/texts", test_texts);
  g_test_add_func ("/profile/idle-offset", test_idle_offset);
  g_test_add_data_func ("/profile/tail/p1", GUINT_TO_POINTER (P1_US), test_tail);
  g_test_add_data_func ("/profile/tail/p2", GUINT_TO_POINTER (P2_EU), test_tail);

  return g_test_run ();
}
