/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-fixture.h"

static guint
count_type (SimFixture *f, guint from, TwcMessageType type)
{
  guint n = 0;

  for (guint i = from; i < f->heard->len; i++)
    n += g_array_index (f->heard, SimHeard, i).message.type == type;

  return n;
}

static void
send_presence (SimFixture *f, guint16 master, guint part)
{
  guint8 body[TWC_BODY_MAX];
  const gsize n_body = part == 1 ? twc_message_build_presence_1 (master, 0x77, body)
                                 : twc_message_build_presence_2 (master, 0x77, body);

  sim_send (f, body, n_body);
  sim_wait (f, TWC_MILLISECONDS_US (100));
}

/* 4.6: every 10 s, and never while linked. */
static void
test_link_ready_period (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_wait (&f, TWC_SECONDS_US (35));
  g_assert_cmpuint (count_type (&f, 0, TWC_MESSAGE_LINK_READY), ==, 4);

  sim_keep (&f, 0x00, 0, 60);
  g_assert_cmpuint (count_type (&f, 0, TWC_MESSAGE_LINK_READY), ==, 4);
}

static void
test_unlinks_after_10_s (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  guint from;

  sim_fixture_init (&f, &config);
  sim_link (&f);
  from = f.heard->len;
  sim_wait (&f, TWC_SECONDS_US (9));
  g_assert_true (sim_report (&f).linked);
  sim_wait (&f, TWC_SECONDS_US (1));
  g_assert_false (sim_report (&f).linked);
  g_assert_cmpuint (count_type (&f, from, TWC_MESSAGE_LINK_READY), ==, 1);
}

/* It obeys whichever master talks to it, and nobody who talks to another (4.6). */
static void
test_minds_its_own_id (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_wait (&f, TWC_SECONDS_US (2));
  g_assert_null (sim_heartbeat_to (&f, 0x2433, 0x00, 0));
  g_assert_false (sim_report (&f).linked);
  g_assert_nonnull (sim_heartbeat (&f, 0x00, 0));
}

/* 4.6: a unit that no master has told anything is no wall socket, whatever a driver does. */
static void
test_no_master_no_power (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P1_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_wait (&f, TWC_SECONDS_US (60));
  twc_garage_ask_raise (f.garage, SIM_ID);
  sim_wait (&f, TWC_SECONDS_US (60));
  g_assert_false (sim_report (&f).contactor_closed);

  /* It starts once it has one. */
  sim_keep (&f, 0x05, 1600, 30);
  g_assert_true (sim_report (&f).contactor_closed);
}

/* Protocol 1 keeps a limit without a car (7.4), but not without a master. */
static void
test_limit_is_forgotten_with_the_link (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P1_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  sim_keep (&f, 0x05, 1600, 3);
  g_assert_cmpuint (sim_report (&f).limit_ca, ==, 1600);
  sim_wait (&f, TWC_SECONDS_US (26));
  twc_garage_plug_in (f.garage, SIM_ID, NULL);
  sim_wait (&f, TWC_SECONDS_US (60));
  g_assert_false (sim_report (&f).contactor_closed);
}

static void
test_relink_while_charging (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  sim_wait (&f, TWC_SECONDS_US (20));
  g_assert_false (sim_report (&f).linked);
  g_assert_cmphex (sim_heartbeat (&f, 0x00, 0)->state, ==, 0x01);
}

/* 7.4: twice it comes back with a new limit, the third time it must be plugged in again. */
static void
test_link_lost_while_charging (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);

  for (guint i = 0; i < 2; i++)
    {
      const TwcMessage *answer;

      sim_wait (&f, TWC_SECONDS_US (24));
      g_assert_true (sim_report (&f).contactor_closed);
      sim_wait (&f, TWC_SECONDS_US (2));
      g_assert_false (sim_report (&f).contactor_closed);

      answer = sim_heartbeat (&f, 0x00, 0);
      g_assert_true (answer->state == 0x02 || answer->state == 0x08);
      g_assert_cmpuint (answer->limit_ca, ==, 0);
      g_assert_cmphex (sim_keep (&f, 0x00, 0, 30)->state, ==, 0x08);
      sim_heartbeat (&f, 0x08, 1600);
      g_assert_cmphex (sim_keep (&f, 0x00, 0, 30)->state, ==, 0x01);
    }

  sim_wait (&f, TWC_SECONDS_US (26));
  g_assert_cmphex (sim_keep (&f, 0x09, 1600, 60)->state, ==, 0x03);
  twc_garage_plug_in (f.garage, SIM_ID, NULL);
  g_assert_cmphex (sim_keep (&f, 0x05, 1600, 30)->state, ==, 0x01);
}

/* What another master left charging does not go on for ever. */
static void
test_link_lost_before_any_master (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].charging_ca = 1600;
  sim_fixture_init (&f, &config);
  sim_wait (&f, TWC_SECONDS_US (24));
  g_assert_true (sim_report (&f).contactor_closed);
  sim_wait (&f, TWC_SECONDS_US (2));
  g_assert_false (sim_report (&f).contactor_closed);
}

static void
test_link_lost_while_idle (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *answer;

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_link (&f);
  sim_wait (&f, TWC_SECONDS_US (30));
  answer = sim_heartbeat (&f, 0x00, 0);
  g_assert_cmphex (answer->state, ==, 0x08);
  g_assert_cmpuint (answer->limit_ca, ==, 0);
}

static void
test_presence_with_own_id (gconstpointer data)
{
  const guint part = GPOINTER_TO_UINT (data);
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  const TwcMessage *announced;
  guint16 id;
  guint8 sign;
  guint from;

  sim_fixture_init (&f, &config);
  sim_link (&f);
  sign = sim_find (&f, 0, TWC_MESSAGE_LINK_READY)->sign;
  from = f.heard->len;
  send_presence (&f, SIM_ID, part);
  id = sim_report (&f).id;
  g_assert_cmphex (id, !=, SIM_ID);
  g_assert_cmphex (id, !=, 0x0000);
  g_assert_cmphex (id, !=, 0xFFFF);
  g_assert_false (sim_report (&f).linked);

  sim_wait (&f, TWC_SECONDS_US (11));
  announced = sim_find (&f, from, TWC_MESSAGE_LINK_READY);
  g_assert_cmphex (announced->sender, ==, id);
  g_assert_cmphex (announced->sign, !=, sign);

  /* The garage still knows it by the name it had. */
  g_assert_true (twc_garage_unplug (f.garage, SIM_ID));
}

static void
test_presence_of_another (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  sim_link (&f);
  send_presence (&f, SIM_MASTER, 1);
  send_presence (&f, SIM_MASTER, 2);
  g_assert_cmphex (sim_report (&f).id, ==, SIM_ID);
  g_assert_true (sim_report (&f).linked);
}

typedef struct
{
  const char *path;
  TwcProfile profile;
  guint n_presence_2;
  guint n_ready; /* in the 6 s after */
} Burst;

static const Burst bursts[] = {
  { "/link/burst/p1-after-one", TWC_PROFILE_P1_US, 1, 0 },
  { "/link/burst/p1-after-two", TWC_PROFILE_P1_US, 2, 5 },
  { "/link/burst/p1-after-five", TWC_PROFILE_P1_EU, 5, 5 },
  { "/link/burst/p2-never", TWC_PROFILE_P2_EU, 5, 0 },
};

static void
test_burst (gconstpointer data)
{
  const Burst *row = data;
  TwcGarageConfig config = sim_config (row->profile);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].link_ready_ms = 9000;
  sim_fixture_init (&f, &config);
  for (guint i = 0; i < row->n_presence_2; i++)
    send_presence (&f, SIM_MASTER, 2);
  sim_wait (&f, TWC_SECONDS_US (6));
  g_assert_cmpuint (count_type (&f, 0, TWC_MESSAGE_LINK_READY), ==, row->n_ready);
}

typedef enum {
  TESLA_CAN,
  TESLA_LEGACY,
  OTHER_CAR,
} CarKind;

static void
init_stopped (SimFixture *f, CarKind kind)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);

  config.slaves[0].car.plugged = TRUE;
  config.slaves[0].car.is_tesla = kind != OTHER_CAR;
  if (kind == TESLA_CAN)
    g_strlcpy (config.slaves[0].car.vin, "5YJ3E7EA0LF000000", 18);
  sim_fixture_init (f, &config);
  sim_charge (f, 1600);
  g_assert_nonnull (sim_ask (f, 0xFCB2, TWC_MESSAGE_STOP_ACK));
  g_assert_false (sim_report (f).contactor_closed);
  g_assert_cmpuint (sim_report (f).draw_ca, ==, 0);
}

/* 7.4: a car on CAN takes it for a fault, others come back; one in legacy mode three times. */
static void
test_stop_and_start (gconstpointer data)
{
  const CarKind kind = (CarKind) GPOINTER_TO_UINT (data);
  const guint n_returns = kind == TESLA_CAN ? 0 : kind == TESLA_LEGACY ? 3 : 5;
  g_auto(SimFixture) f = { 0 };

  init_stopped (&f, kind);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmphex (sim_keep (&f, 0x00, 0, 20)->state, ==, 0x03);
      g_assert_nonnull (sim_ask (&f, 0xFCB1, TWC_MESSAGE_START_ACK));
      g_assert_cmphex (sim_keep (&f, 0x00, 0, 40)->state, ==, i < n_returns ? 0x01 : 0x03);
      g_assert_nonnull (sim_ask (&f, 0xFCB2, TWC_MESSAGE_STOP_ACK));
    }
}

static void
test_power_cycle (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };
  guint8 sign;
  guint from;

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  sign = sim_find (&f, 0, TWC_MESSAGE_LINK_READY)->sign;
  from = f.heard->len;

  twc_garage_reset_unit (f.garage, SIM_ID);
  g_assert_false (sim_report (&f).linked);
  g_assert_false (sim_report (&f).contactor_closed);
  sim_wait (&f, TWC_SECONDS_US (11));
  g_assert_cmphex (sim_find (&f, from, TWC_MESSAGE_LINK_READY)->sign, !=, sign);
  g_assert_cmphex (sim_heartbeat (&f, 0x00, 0)->state, ==, 0x04);
}

static void
test_fault (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  twc_garage_fault (f.garage, SIM_ID);
  g_assert_cmphex (sim_keep (&f, 0x09, 1600, 20)->state, ==, 0x02);
  g_assert_false (sim_report (&f).contactor_closed);

  /* A fault of the unit is not cured by another car. */
  twc_garage_plug_in (f.garage, SIM_ID, NULL);
  g_assert_cmphex (sim_keep (&f, 0x05, 1600, 20)->state, ==, 0x02);
}

static void
test_silence (void)
{
  TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  config.slaves[0].car.plugged = TRUE;
  sim_fixture_init (&f, &config);
  sim_charge (&f, 1600);
  twc_garage_go_silent (f.garage, SIM_ID, TWC_SECONDS_US (40));
  g_assert_null (sim_keep (&f, 0x00, 0, 39));
  g_assert_false (sim_report (&f).contactor_closed);
  sim_wait (&f, TWC_SECONDS_US (2));
  g_assert_nonnull (sim_heartbeat (&f, 0x00, 0));
}

static void
test_unknown_id (void)
{
  const TwcGarageConfig config = sim_config (TWC_PROFILE_P2_EU);
  g_auto(SimFixture) f = { 0 };

  sim_fixture_init (&f, &config);
  g_assert_false (twc_garage_plug_in (f.garage, 0x2433, NULL));
  g_assert_false (twc_garage_unplug (f.garage, 0x2433));
  g_assert_false (twc_garage_fill (f.garage, 0x2433));
  g_assert_false (twc_garage_go_silent (f.garage, 0x2433, 1));
  g_assert_false (twc_garage_reset_unit (f.garage, 0x2433));
  g_assert_false (twc_garage_fault (f.garage, 0x2433));
  g_assert_false (twc_garage_ask_raise (f.garage, 0x2433));
  g_assert_false (twc_garage_ask_raise (f.garage, SIM_ID));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/link/no-master-no-power", test_no_master_no_power);
  g_test_add_func ("/link/limit-is-forgotten", test_limit_is_forgotten_with_the_link);
  g_test_add_func ("/link/ready-period", test_link_ready_period);
  g_test_add_func ("/link/unlinks", test_unlinks_after_10_s);
  g_test_add_func ("/link/own-id", test_minds_its_own_id);
  g_test_add_func ("/link/relink-while-charging", test_relink_while_charging);
  g_test_add_func ("/link/lost-while-charging", test_link_lost_while_charging);
  g_test_add_func ("/link/lost-before-any-master", test_link_lost_before_any_master);
  g_test_add_func ("/link/lost-while-idle", test_link_lost_while_idle);
  g_test_add_data_func ("/link/presence-1", GUINT_TO_POINTER (1), test_presence_with_own_id);
  g_test_add_data_func ("/link/presence-2", GUINT_TO_POINTER (2), test_presence_with_own_id);
  g_test_add_func ("/link/presence-of-another", test_presence_of_another);
  for (gsize i = 0; i < G_N_ELEMENTS (bursts); i++)
    g_test_add_data_func (bursts[i].path, &bursts[i], test_burst);
  g_test_add_data_func ("/link/stop/tesla-can", GUINT_TO_POINTER (TESLA_CAN), test_stop_and_start);
  g_test_add_data_func ("/link/stop/tesla-legacy", GUINT_TO_POINTER (TESLA_LEGACY),
                        test_stop_and_start);
  g_test_add_data_func ("/link/stop/other", GUINT_TO_POINTER (OTHER_CAR), test_stop_and_start);
  g_test_add_func ("/link/power-cycle", test_power_cycle);
  g_test_add_func ("/link/fault", test_fault);
  g_test_add_func ("/link/silence", test_silence);
  g_test_add_func ("/link/unknown-id", test_unknown_id);

  return g_test_run ();
}
