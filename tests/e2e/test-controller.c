/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon-world.h"

#include <signal.h>
#include <stdlib.h>

#include "dbus/twc-dbus-names.h"

#define ROOT "[org/twcmanager/TWCManager]\n"
#define LIMITS "wiring-max-amps-all=40\nwiring-max-amps-per-twc=32\nmin-amps-per-twc=6\n"
#define FIXED "non-scheduled-mode='fixed'\nnon-scheduled-amps=40\n"

#define CONTROLLER1 "org.twcmanager.Controller1."
#define CHARGER1 "org.twcmanager.Charger1."
#define TESLA TWC_DBUS_CHARGERS_PATH "/5AC1"

/* Three cars at their share of 40 A. */
#define FULL_MIN_CA 3300
#define FULL_MAX_CA 4100

static void
call (DaemonWorld *world, const char *path, const char *method, GVariant *arguments)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = daemon_world_call (world, path, method, arguments, &error);

  g_assert_no_error (error);
}

static gboolean
limits_within (DaemonWorld *world, gconstpointer data)
{
  return daemon_world_sum_limits (world) <= *(const guint *) data;
}

static void
wait_for_limits (DaemonWorld *world, guint max_ca)
{
  daemon_world_wait (world, limits_within, &max_ca);
}

static guint
count_lines (const char *text)
{
  guint n_lines = 0;

  for (; *text != '\0'; text++)
    n_lines += *text == '\n';

  return n_lines;
}

/* The whole day of a controller, in a minute. */
static void
test_charge (void)
{
  DaemonWorld world;

  daemon_world_set_up (&world, ROOT LIMITS FIXED);
  daemon_world_start (&world);
  daemon_world_wait_for_draw (&world, FULL_MIN_CA, FULL_MAX_CA);

  call (&world, TWC_DBUS_CONTROLLER_PATH, CONTROLLER1 "SetMode",
        g_variant_new ("(sd)", "fixed", 20.0));
  daemon_world_wait_for_draw (&world, 1200, 2100);

  call (&world, TWC_DBUS_CONTROLLER_PATH, CONTROLLER1 "ChargeNow", g_variant_new ("(dx)", 40.0, 0));
  daemon_world_wait_for_draw (&world, FULL_MIN_CA, FULL_MAX_CA);
  g_assert_cmpfloat_with_epsilon (
    daemon_world_get_double (&world, TWC_DBUS_CONTROLLER_PATH, CONTROLLER1 "ChargeNowAmps"), 40,
    0.01);
  call (&world, TWC_DBUS_CONTROLLER_PATH, CONTROLLER1 "CancelChargeNow", NULL);
  daemon_world_wait_for_draw (&world, 1200, 2100);

  /* As `gsettings set` in another process: the file is another one. */
  twc_garage_set_wiring (live_garage_get (world.garage), 1800);
  daemon_world_write_settings (&world, ROOT "wiring-max-amps-all=18\nwiring-max-amps-per-twc=32\n"
                                            "min-amps-per-twc=6\n" FIXED);
  wait_for_limits (&world, 1800);
  daemon_world_wait_for_draw (&world, 1200, 1900);

  g_assert_cmpint (daemon_world_stop (&world), ==, 0);
  daemon_world_assert_safe (&world);
  g_assert_cmpuint (daemon_world_sum_limits (&world), <=, 3 * 600);
  g_assert_cmpuint (count_lines (world.log->str), <, 40);

  daemon_world_tear_down (&world);
}

static gboolean
is_stopped (DaemonWorld *world, gconstpointer data)
{
  TwcSlaveReport report;

  twc_garage_get_slave (live_garage_get (world->garage), 2, &report);
  return report.draw_ca < 100;
}

static gboolean
is_started (DaemonWorld *world, gconstpointer data)
{
  TwcSlaveReport report;

  twc_garage_get_slave (live_garage_get (world->garage), 2, &report);
  return report.draw_ca > 500;
}

static void
test_pause_and_resume (void)
{
  DaemonWorld world;
  g_autoptr(GVariant) paused = NULL;

  daemon_world_set_up (&world, ROOT LIMITS FIXED);
  daemon_world_start (&world);
  daemon_world_wait (&world, is_started, NULL);

  call (&world, TESLA, CHARGER1 "Pause", NULL);
  daemon_world_wait (&world, is_stopped, NULL);
  paused = daemon_world_get (&world, TESLA, CHARGER1 "Paused");
  g_assert_true (g_variant_get_boolean (paused));

  call (&world, TESLA, CHARGER1 "Resume", NULL);
  daemon_world_wait (&world, is_started, NULL);
  daemon_world_assert_safe (&world);

  daemon_world_tear_down (&world);
}

static gboolean
has_heartbeats (DaemonWorld *world, gconstpointer data)
{
  const guint *n_before = data;
  TwcSlaveReport report;

  twc_garage_get_slave (live_garage_get (world->garage), 0, &report);
  return report.n_heartbeats > *n_before + 3;
}

static void
wait_for_heartbeats (DaemonWorld *world)
{
  TwcSlaveReport report;

  twc_garage_get_slave (live_garage_get (world->garage), 0, &report);
  daemon_world_wait (world, has_heartbeats, &report.n_heartbeats);
}

static void
test_the_adapter_goes_and_returns (void)
{
  DaemonWorld world;

  daemon_world_set_up (&world, ROOT LIMITS FIXED);
  daemon_world_start (&world);
  wait_for_heartbeats (&world);

  for (guint i = 0; i < 2; i++)
    {
      live_garage_pull_adapter (world.garage);
      daemon_world_wait_for_problem (&world, "port-lost");
      live_garage_plug_adapter (world.garage);
      wait_for_heartbeats (&world);
      g_assert_false (daemon_world_has_problem (&world, "port-lost"));
    }

  g_assert_cmpint (daemon_world_stop (&world), ==, 0);
  daemon_world_tear_down (&world);
}

/* It ends with one line that says whose the name is; the first one goes on. */
static void
test_a_second_controller (void)
{
  DaemonWorld world;
  g_autoptr(GSubprocess) second = NULL;

  daemon_world_set_up (&world, ROOT LIMITS FIXED);
  daemon_world_start (&world);
  wait_for_heartbeats (&world);

  second = daemon_world_spawn (&world, world.port);
  g_assert_cmpint (daemon_world_wait_for_exit (&world, second), ==, 1);
  g_assert_cmpuint (count_lines (world.log->str), ==, 1);
  g_assert_nonnull (strstr (world.log->str, g_subprocess_get_identifier (world.daemon)));
  wait_for_heartbeats (&world);

  daemon_world_tear_down (&world);
}

static gboolean
is_not_busy (DaemonWorld *world, gconstpointer data)
{
  return !daemon_world_has_problem (world, "port-busy");
}

/* On a bus of its own, but with the same adapter: it waits until it is free. */
static void
test_a_second_controller_on_the_port (void)
{
  DaemonWorld world, other;

  daemon_world_set_up (&world, ROOT LIMITS FIXED);
  daemon_world_start (&world);
  wait_for_heartbeats (&world);

  daemon_world_drop_bus (&world);
  daemon_world_set_up (&other, ROOT LIMITS FIXED);
  g_free (other.port);
  other.port = g_strdup (world.port);
  daemon_world_start (&other);
  daemon_world_wait_for_problem (&other, "port-busy");

  /* The first has lost its bus, and charges on. */
  wait_for_heartbeats (&world);
  g_assert_cmpint (daemon_world_stop (&world), ==, 0);
  daemon_world_wait (&other, is_not_busy, NULL);
  wait_for_heartbeats (&world);

  g_assert_cmpint (daemon_world_stop (&other), ==, 0);
  daemon_world_tear_down (&other);
  daemon_world_tear_down (&world);
}

/* G7: killed, and started again: no contactor moves. */
static void
test_a_restart_resumes (void)
{
  DaemonWorld world;
  TwcSlaveReport before[3], after;
  g_autoptr(GSubprocess) killed = NULL;

  daemon_world_set_up (&world, ROOT LIMITS FIXED);
  daemon_world_start (&world);
  daemon_world_wait_for_draw (&world, FULL_MIN_CA, FULL_MAX_CA);
  for (guint i = 0; i < 3; i++)
    twc_garage_get_slave (live_garage_get (world.garage), i, &before[i]);

  killed = g_steal_pointer (&world.daemon);
  g_subprocess_force_exit (killed);
  g_assert_true (g_subprocess_wait (killed, NULL, NULL));
  daemon_world_start (&world);
  wait_for_heartbeats (&world);

  for (guint i = 0; i < 3; i++)
    {
      twc_garage_get_slave (live_garage_get (world.garage), i, &after);
      g_assert_cmpuint (after.n_contactor_operations, ==, before[i].n_contactor_operations);
    }
  daemon_world_assert_safe (&world);

  daemon_world_tear_down (&world);
}

/* G3. */
static void
test_absurd_settings (void)
{
  DaemonWorld world;
  g_autofree char *refusal = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = NULL;

  daemon_world_set_up (&world,
                       ROOT "wiring-max-amps-all=99999\nwiring-max-amps-per-twc=-3\n" FIXED);
  daemon_world_start (&world);
  daemon_world_wait_for_problem (&world, "setting-invalid");
  g_assert_true (daemon_world_has_problem (&world, "wiring-unset"));
  wait_for_heartbeats (&world);
  g_assert_cmpuint (daemon_world_sum_draws (&world), ==, 0);

  answer = daemon_world_call (&world, TWC_DBUS_CONTROLLER_PATH, CONTROLLER1 "ChargeNow",
                              g_variant_new ("(dx)", 16.0, 0), &error);
  g_assert_null (answer);
  refusal = g_dbus_error_get_remote_error (error);
  g_assert_cmpstr (refusal, ==, "org.twcmanager.Error.Refused");

  daemon_world_write_settings (&world, ROOT LIMITS FIXED);
  daemon_world_wait_for_draw (&world, FULL_MIN_CA, FULL_MAX_CA);
  g_assert_false (daemon_world_has_problem (&world, "setting-invalid"));
  g_assert_false (daemon_world_has_problem (&world, "wiring-unset"));

  /* Absurd again: the last valid one stays. */
  daemon_world_write_settings (&world, ROOT "wiring-max-amps-all=forty\n"
                                            "wiring-max-amps-per-twc=32\n" FIXED);
  daemon_world_wait_for_problem (&world, "setting-invalid");
  g_assert_false (daemon_world_has_problem (&world, "wiring-unset"));
  daemon_world_assert_safe (&world);

  daemon_world_tear_down (&world);
}

/* Nothing about the port ever ends it. */
static void
test_no_such_port (void)
{
  DaemonWorld world;

  daemon_world_set_up (&world, ROOT LIMITS FIXED);
  g_free (world.port);
  world.port = g_strdup ("/nowhere/adapter");
  daemon_world_start (&world);
  daemon_world_wait_for_problem (&world, "port-missing");

  g_assert_cmpint (daemon_world_stop (&world), ==, 0);
  daemon_world_tear_down (&world);
}

/* A port that is a file or a relative name: told, and not an end. */
static void
test_not_a_port (void)
{
  DaemonWorld world;

  daemon_world_set_up (&world, ROOT LIMITS FIXED);
  g_free (world.port);
  world.port = g_strdup (world.keyfile);
  daemon_world_start (&world);
  daemon_world_wait_for_problem (&world, "port-not-serial");

  daemon_world_tear_down (&world);
}

typedef struct
{
  const char *path;
  const char *argument;
  const char *schema_dir; /* NULL = ours */
  int status;
} EndRow;

static const EndRow end_rows[] = {
  { "/e2e/controller/version", "--version", NULL, 0 },
  { "/e2e/controller/wrong-usage", "--prot", NULL, 2 },
  { "/e2e/controller/argument", "/dev/ttyUSB0", NULL, 2 },
  { "/e2e/controller/port-is-no-text", "--port=/dev/\xff", NULL, 2 },
  { "/e2e/controller/no-schema", "--port=/nowhere", "/nowhere", 1 },
};

static void
test_end (gconstpointer data)
{
  const EndRow *row = data;
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (
    G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *output = NULL, *errors = NULL;

  if (row->schema_dir != NULL)
    {
      g_subprocess_launcher_setenv (launcher, "GSETTINGS_SCHEMA_DIR", row->schema_dir, TRUE);
      g_subprocess_launcher_setenv (launcher, "XDG_DATA_DIRS", row->schema_dir, TRUE);
    }
  process = g_subprocess_launcher_spawn (launcher, &error, TWC_DAEMON, row->argument, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, &errors, &error));

  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, row->status);
  g_assert_cmpuint (count_lines (row->status == 0 ? output : errors), ==, 1);
}

static const struct
{
  const char *path;
  void (*func) (void);
} tests[] = {
  { "/e2e/controller/charge", test_charge },
  { "/e2e/controller/pause-and-resume", test_pause_and_resume },
  { "/e2e/controller/the-adapter-goes-and-returns", test_the_adapter_goes_and_returns },
  { "/e2e/controller/a-second-controller", test_a_second_controller },
  { "/e2e/controller/a-second-controller-on-the-port", test_a_second_controller_on_the_port },
  { "/e2e/controller/a-restart-resumes", test_a_restart_resumes },
  { "/e2e/controller/absurd-settings", test_absurd_settings },
  { "/e2e/controller/no-such-port", test_no_such_port },
  { "/e2e/controller/not-a-port", test_not_a_port },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (end_rows); i++)
    g_test_add_data_func (end_rows[i].path, &end_rows[i], test_end);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, tests[i].func);

  return g_test_run ();
}
