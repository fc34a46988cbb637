/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-master.h"
#include "sim/twc-garage.h"

#define MS(ms) TWC_MILLISECONDS_US (ms)
#define S(seconds) TWC_SECONDS_US (seconds)

#define MASTER_ID TWC_MASTER_DEFAULT_ID
#define VIN "1M8GDM9AXKP042788"

/* A master that offers a fixed current to all, in the simulated garage. */
typedef struct
{
  TwcMaster *master;
  TwcGarage *garage;
  gint64 now_us;
  guint offer_ca;
  guint n_wakeups;
} World;

static World *
world_new (const TwcGarageConfig *config, guint offer_ca)
{
  World *self = g_new0 (World, 1);

  self->now_us = S (1000);
  self->offer_ca = offer_ca;
  self->garage = twc_garage_new (config, self->now_us);
  self->master = twc_master_new (MASTER_ID, config->seed);
  twc_master_connect (self->master, self->now_us);
  return self;
}

static void
world_free (World *self)
{
  twc_master_free (self->master);
  twc_garage_free (self->garage);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

static void
listen (World *self)
{
  guint8 bytes[256];
  gsize n_bytes;

  while ((n_bytes = twc_garage_read (self->garage, bytes, sizeof bytes, self->now_us)) > 0)
    twc_master_receive (self->master, bytes, n_bytes, self->now_us);
}

static void
offer (World *self)
{
  TwcChargerState states[TWC_MAX_CHARGERS];
  const guint n_states = twc_master_get_chargers (self->master, states);

  for (guint i = 0; i < n_states; i++)
    {
      twc_master_set_permission (self->master, states[i].id, 3200, FALSE);
      twc_master_set_offer (self->master, states[i].id, self->offer_ca, self->now_us);
    }
}

static void
talk (World *self)
{
  guint8 body[TWC_BODY_MAX], wire[TWC_WIRE_MAX];
  gsize n_body, n_wire;

  while ((n_body = twc_master_step (self->master, self->now_us, body)) > 0)
    {
      g_autoptr(GError) error = NULL;

      n_wire = twc_gate_encode (twc_master_get_gate (self->master), body, n_body, wire, &error);
      g_assert_no_error (error);
      twc_garage_write (self->garage, wire, n_wire, self->now_us);
    }
}

static void
world_run (World *self, gint64 for_us)
{
  const gint64 until_us = self->now_us + for_us;

  while (self->now_us < until_us)
    {
      gint64 next_us =
        MIN (twc_master_get_deadline (self->master), twc_garage_get_deadline (self->garage));

      self->now_us = CLAMP (next_us, self->now_us, until_us);
      self->n_wakeups++;
      twc_garage_step (self->garage, self->now_us);
      listen (self);
      offer (self);
      talk (self);
    }
}

static TwcGarageConfig
get_trio (guint32 seed)
{
  TwcGarageConfig config = { .seed = seed, .n_slaves = 3 };
  static const TwcProfile profiles[] = { TWC_PROFILE_P2_EU, TWC_PROFILE_P2_US, TWC_PROFILE_P2_EU };

  for (guint i = 0; i < 3; i++)
    {
      TwcSlaveConfig *slave = &config.slaves[i];

      slave->id = (guint16) (0x1001 + i);
      slave->profile = profiles[i];
      slave->car = (TwcCarConfig){ .plugged = TRUE, .is_tesla = TRUE };
      g_strlcpy (slave->car.vin, VIN, sizeof slave->car.vin);
    }

  return config;
}

static void
check_served (World *self, gint64 gap_us)
{
  for (guint i = 0; i < twc_garage_get_n_slaves (self->garage); i++)
    {
      TwcSlaveReport report;

      twc_garage_get_slave (self->garage, i, &report);
      g_assert_true (report.linked);
      g_assert_cmpint (report.longest_gap_us, <=, gap_us);
    }
}

static void
check_no_violation (World *self)
{
  guint n_violations;
  const TwcViolation *violations = twc_garage_get_violations (self->garage, &n_violations);

  for (guint i = 0; i < n_violations; i++)
    g_test_message ("%s: %04X, %u", twc_violation_code_to_nick (violations[i].code),
                    violations[i].charger, violations[i].value);
  g_assert_cmpuint (n_violations, ==, 0);
}

static TwcChargerState
get_first (World *self)
{
  TwcChargerState states[TWC_MAX_CHARGERS];

  g_assert_cmpuint (twc_master_get_chargers (self->master, states), >=, 1);
  return states[0];
}

/* Plugged in, charging, told less, told nothing: each kind of unit does it. */
static void
test_profile (gconstpointer data)
{
  TwcGarageConfig config = { .seed = 3, .n_slaves = 1 };
  const TwcProfile profile = (TwcProfile) GPOINTER_TO_UINT (data);
  const gboolean is_old = profile == TWC_PROFILE_P1_US || profile == TWC_PROFILE_P1_EU;
  g_autoptr(World) world = NULL;
  TwcChargerState state;
  TwcSlaveReport report;

  config.slaves[0].id = 0x0234;
  config.slaves[0].profile = profile;
  config.slaves[0].car = (TwcCarConfig){ .plugged = TRUE, .is_tesla = TRUE };
  world = world_new (&config, 1300);
  world_run (world, S (120));

  state = get_first (world);
  g_assert_cmpuint (state.protocol, ==, is_old ? 1 : 2);
  g_assert_cmpint (state.activity, ==, TWC_ACTIVITY_CHARGING);
  g_assert_cmpuint (state.reported_ca, ==, 1300);
  g_assert_cmpuint (state.draw_ca, >=, 1150);

  world->offer_ca = 800;
  world_run (world, S (30));
  state = get_first (world);
  g_assert_cmpuint (state.reported_ca, ==, 800);
  g_assert_cmpuint (state.draw_ca, <=, 900);

  world->offer_ca = 0;
  world_run (world, S (120));
  state = get_first (world);
  g_assert_cmpuint (state.reported_ca, ==, is_old ? 0 : 600);
  twc_garage_get_slave (world->garage, 0, &report);
  g_assert_cmpint (report.contactor_closed, ==, !is_old);
  g_assert_cmpuint (report.n_contactor_operations, <=, 2);
  check_no_violation (world);
}

static void
test_three (void)
{
  const TwcGarageConfig config = get_trio (5);
  g_autoptr(World) world = world_new (&config, 1000);
  TwcChargerState states[TWC_MAX_CHARGERS];

  world_run (world, S (120));
  world->n_wakeups = 0;
  world_run (world, S (600));
  g_test_message ("%.2f steps a second", world->n_wakeups / 600.0);
  g_assert_cmpuint (twc_master_get_chargers (world->master, states), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const gboolean is_full = states[i].id != 0x1002; /* 4.4.13 is mute on serial and VIN */

      g_assert_cmpint (states[i].activity, ==, TWC_ACTIVITY_CHARGING);
      g_assert_cmpstr (states[i].vin, ==, is_full ? VIN : "");
      g_assert_cmpint (states[i].has_firmware, ==, is_full);
      g_assert_cmpint (states[i].power_report_us, >=, world->now_us - S (10));
    }
  check_served (world, MS (2500));
  check_no_violation (world);
}

typedef struct
{
  const char *path;
  TwcLineFaults faults;
  gint64 gap_us;
} FaultRow;

static const FaultRow fault_rows[] = {
  { "/sim-master/line/bursts", { .bursts = TRUE }, MS (2500) },
  { "/sim-master/line/echo", { .echo = TRUE }, MS (2500) },
  { "/sim-master/line/echo-in-bursts", { .echo = TRUE, .bursts = TRUE }, MS (2500) },
  { "/sim-master/line/slow", { .max_reply_delay_ms = 400 }, S (5) },
  { "/sim-master/line/lossy", { .reply_loss = 50000 }, S (5) },
  { "/sim-master/line/noisy",
    { .bit_flip = 20000, .dropped_byte = 20000, .lost_delimiter = 20000, .runt = 200000 },
    S (5) },
  { "/sim-master/line/all",
    { .bit_flip = 10000,
      .dropped_byte = 10000,
      .lost_delimiter = 10000,
      .runt = 100000,
      .reply_loss = 20000,
      .max_reply_delay_ms = 250,
      .echo = TRUE,
      .bursts = TRUE },
    S (5) },
};

static void
test_line (gconstpointer data)
{
  const FaultRow *row = data;
  TwcGarageConfig config = get_trio (9);
  g_autoptr(World) world = NULL;
  TwcBusHealth health;

  config.faults = row->faults;
  world = world_new (&config, 1000);
  world_run (world, S (3600));
  check_served (world, row->gap_us);
  check_no_violation (world);
  twc_master_get_health (world->master, &health);
  g_assert_cmpint (health.state, ==, TWC_BUS_OK);
  if (row->faults.echo)
    g_assert_cmpuint (health.echoes, >, health.sent * 8 / 10);
}

static void
test_noise (void)
{
  const TwcGarageConfig config = get_trio (11);
  g_autoptr(World) world = world_new (&config, 1000);

  world_run (world, S (60));
  twc_garage_make_noise (world->garage, 20000);
  world_run (world, S (60));
  check_served (world, S (5));
  check_no_violation (world);
}

static void
test_adapter_gone (void)
{
  const TwcGarageConfig config = get_trio (13);
  g_autoptr(World) world = world_new (&config, 1000);
  TwcSlaveReport before, after;

  world_run (world, S (60));
  twc_garage_get_slave (world->garage, 0, &before);
  twc_garage_remove_adapter (world->garage);
  twc_master_disconnect (world->master, world->now_us);
  world_run (world, S (10));
  twc_garage_return_adapter (world->garage);
  twc_master_connect (world->master, world->now_us);
  world_run (world, S (2));
  twc_garage_get_slave (world->garage, 0, &after);
  g_assert_cmpuint (after.n_heartbeats, >, before.n_heartbeats);
  world_run (world, S (30));
  for (guint i = 0; i < 3; i++)
    {
      twc_garage_get_slave (world->garage, i, &after);
      g_assert_true (after.linked);
      g_assert_true (after.contactor_closed);
      g_assert_cmpuint (after.limit_ca, ==, 1000);
    }
}

static void
test_foreign_master (void)
{
  const TwcGarageConfig config = get_trio (15);
  g_autoptr(World) world = world_new (&config, 1000);
  TwcBusHealth health;
  guint64 n_sent;

  world_run (world, S (60));
  twc_garage_foreign_master (world->garage, 0x035D, S (60));
  world_run (world, S (20));
  twc_master_get_health (world->master, &health);
  g_assert_cmpint (health.state, ==, TWC_BUS_STANDBY);
  g_assert_cmphex (health.foreign_master, ==, 0x035D);
  n_sent = health.sent;
  world_run (world, S (50));
  twc_master_get_health (world->master, &health);
  g_assert_cmpuint (health.sent, ==, n_sent);
  world_run (world, S (20));
  twc_master_get_health (world->master, &health);
  g_assert_cmpint (health.state, ==, TWC_BUS_OK);
}

/* It picks another id when it hears us announce, and is served under that. */
static void
test_our_id (void)
{
  TwcGarageConfig config = get_trio (17);
  g_autoptr(World) world = NULL;
  TwcSlaveReport report;

  config.n_slaves = 1;
  config.slaves[0].id = MASTER_ID;
  world = world_new (&config, 1000);
  world_run (world, S (60));
  twc_garage_get_slave (world->garage, 0, &report);
  g_assert_cmphex (report.id, !=, MASTER_ID);
  g_assert_true (report.linked);
}

static void
test_fourth (void)
{
  TwcGarageConfig config = get_trio (19);
  g_autoptr(World) world = NULL;
  TwcBusHealth health;
  guint n_linked = 0;

  config.n_slaves = 4;
  config.slaves[3] = config.slaves[2];
  config.slaves[3].id = 0x1004;
  world = world_new (&config, 1000);
  world_run (world, S (300));
  twc_master_get_health (world->master, &health);
  for (guint i = 0; i < 4; i++)
    {
      TwcSlaveReport report;

      twc_garage_get_slave (world->garage, i, &report);
      n_linked += report.linked ? 1 : 0;
      g_assert_cmpint (report.linked, ==, report.id != health.refused_charger);
    }
  g_assert_cmpuint (n_linked, ==, 3);
}

/* The driver unplugs: no mixture of cars, and the old VIN goes (3.7). */
static void
test_unplug (void)
{
  TwcGarageConfig config = get_trio (21);
  g_autoptr(World) world = NULL;
  TwcCarConfig car = { .is_tesla = TRUE, .vin = "5GZCZ43D13S812715" };
  TwcChargerState state;

  config.n_slaves = 1;
  world = world_new (&config, 1000);
  world_run (world, S (120));
  state = get_first (world);
  g_assert_cmpstr (state.vin, ==, VIN);
  g_assert_true (twc_garage_unplug (world->garage, 0x1001));
  world_run (world, S (30));
  state = get_first (world);
  g_assert_cmpstr (state.vin, ==, "");
  g_assert_cmpint (state.activity, ==, TWC_ACTIVITY_NO_CAR);
  g_assert_true (twc_garage_plug_in (world->garage, 0x1001, &car));
  world_run (world, S (120));
  state = get_first (world);
  g_assert_cmpstr (state.vin, ==, "5GZCZ43D13S812715");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < TWC_N_PROFILES; i++)
    {
      g_autofree char *path =
        g_strdup_printf ("/sim-master/profile/%s", twc_profile_to_nick ((TwcProfile) i));

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_profile);
    }
  g_test_add_func ("/sim-master/three", test_three);
  for (gsize i = 0; i < G_N_ELEMENTS (fault_rows); i++)
    g_test_add_data_func (fault_rows[i].path, &fault_rows[i], test_line);
  g_test_add_func ("/sim-master/noise", test_noise);
  g_test_add_func ("/sim-master/adapter-gone", test_adapter_gone);
  g_test_add_func ("/sim-master/foreign-master", test_foreign_master);
  g_test_add_func ("/sim-master/our-id", test_our_id);
  g_test_add_func ("/sim-master/fourth", test_fourth);
  g_test_add_func ("/sim-master/unplug", test_unplug);

  return g_test_run ();
}
