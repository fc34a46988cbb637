/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an owner does from the shell, and what the car then does: the real daemon, twcctl and
 * gsettings at a simulated garage, in real time. */
#include "daemon-world.h"

#include "dbus/twc-dbus-names.h"

#define ROOT "[org/twcmanager/TWCManager]\n"
#define LIMITS "wiring-max-amps-all=32\nwiring-max-amps-per-twc=32\nmin-amps-per-twc=6\n"
#define GREEN "non-scheduled-mode='green'\n"
/* As quick as the settings allow. */
#define QUICK                                                         \
  "green-start-delay=10\ngreen-stop-delay=30\ngreen-raise-delay=10\n" \
  "green-lower-window=1\ngreen-stale-hold=0\n"

#define CONTROLLER1 "org.twcmanager.Controller1."

/* One that can be told 0, and a car that can be switched off: who is at the sun's mercy. */
static const TwcGarageConfig garage_config = {
  .seed = 1,
  .wiring_ca = 3200,
  .n_slaves = 1,
  .slaves = {
    { .id = 0x5AC1,
      .profile = TWC_PROFILE_P1_US,
      .link_ready_ms = 1000,
      .car = { .plugged = TRUE, .is_tesla = TRUE, .start_delay_ms = 3000 } },
  },
};

static void
run (DaemonWorld *world, const char *command_line)
{
  g_autofree char *output = daemon_world_run (world, command_line);

  g_test_message ("%s: %s", command_line, output);
}

static void
call (DaemonWorld *world, const char *method, GVariant *arguments)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer =
               daemon_world_call (world, TWC_DBUS_CONTROLLER_PATH, method, arguments, &error);

  g_assert_no_error (error);
}

static guint
get_car_watts (DaemonWorld *world)
{
  TwcSlaveReport report;

  twc_garage_get_slave (live_garage_get (world->garage), 0, &report);
  return report.power_w;
}

/* The house's meter in the hands of a script: each second what the car takes less what the sun
 * gives. */
typedef struct
{
  guint sun_w;
  guint min_ca, max_ca; /* of the car: what is waited for */
  gint64 pushed_us;
} Meter;

static void
push (DaemonWorld *world, Meter *meter)
{
  GVariantBuilder values;

  meter->pushed_us = g_get_monotonic_time ();
  g_variant_builder_init (&values, G_VARIANT_TYPE ("a{sd}"));
  g_variant_builder_add (&values, "{sd}", "watts",
                         (double) get_car_watts (world) - (double) meter->sun_w);
  call (world, CONTROLLER1 "PushReading", g_variant_new ("(sa{sd})", "meter", &values));
}

static gboolean
follows (DaemonWorld *world, gconstpointer data)
{
  Meter *meter = (Meter *) data;
  const guint draw_ca = daemon_world_sum_draws (world);

  if (g_get_monotonic_time () - meter->pushed_us >= G_USEC_PER_SEC)
    push (world, meter);

  return draw_ca >= meter->min_ca && draw_ca <= meter->max_ca;
}

static void
shine (DaemonWorld *world, guint sun_w, guint min_ca, guint max_ca)
{
  const Meter meter = { .sun_w = sun_w, .min_ca = min_ca, .max_ca = max_ca };

  daemon_world_wait (world, follows, &meter);
}

static gboolean
has_reason (DaemonWorld *world, gconstpointer code)
{
  g_autoptr(GVariant) reason =
               daemon_world_get (world, TWC_DBUS_CONTROLLER_PATH, CONTROLLER1 "Reason");
  const char *present;

  if (reason == NULL)
    return FALSE;
  g_variant_get_child (reason, 0, "&s", &present);
  return g_str_equal (present, code);
}

static gboolean
is_measured_at_rest (DaemonWorld *world, gconstpointer data)
{
  return daemon_world_get_double (world, TWC_DBUS_CONTROLLER_PATH, CONTROLLER1 "DrawAmps") < 0.9;
}

static void
assert_says (DaemonWorld *world, const char *command_line, const char *words)
{
  g_autofree char *output = daemon_world_run (world, command_line);

  g_test_message ("%s", output);
  g_assert_nonnull (strstr (output, words));
}

/* 240 V: 5 kW are 20 A, and 2.5 kW are 10 A. */
static void
test_sun (void)
{
  DaemonWorld world;

  daemon_world_set_up_at (&world, ROOT LIMITS GREEN QUICK, &garage_config);
  run (&world, TWC_CTL " source add meter --role grid --template push --stale-after 15");
  daemon_world_start (&world);

  shine (&world, 5000, 1900, 2100);
  assert_says (&world, TWC_CTL " status", "Charging from the sun");
  shine (&world, 2500, 900, 1100);

  /* The meter falls silent: what was cannot be known to be still. */
  daemon_world_wait (&world, has_reason, "stale");
  daemon_world_wait (&world, is_measured_at_rest, NULL);
  assert_says (&world, TWC_CTL " status", "silent");
  assert_says (&world, TWC_CTL " status --why", "silent");
  assert_says (&world, TWC_CTL " status --why", "Charging from the sun");

  g_assert_cmpint (daemon_world_stop (&world), ==, 0);
  daemon_world_assert_safe (&world);
  daemon_world_tear_down (&world);
}

/* Written by gsettings while the controller runs, the list of names last. */
static void
test_schedule (void)
{
  static const char *const values[] = { "days \"['daily']\"", "start 00:00", "end 24:00",
                                        "amps 16" };
  DaemonWorld world;

  daemon_world_set_up_at (&world, ROOT LIMITS "non-scheduled-mode='off'\n", &garage_config);
  daemon_world_start (&world);
  daemon_world_wait (&world, has_reason, "off");

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *line = g_strconcat ("gsettings set " TWC_SCHEMA ".Schedule:"
                                           "/org/twcmanager/TWCManager/schedules/always/ ",
                                           values[i], NULL);

      run (&world, line);
    }
  g_assert_cmpuint (daemon_world_sum_draws (&world), <, 100);
  run (&world, "gsettings set " TWC_SCHEMA " schedules \"['always']\"");
  daemon_world_wait_for_draw (&world, 1500, 1700);
  g_assert_true (has_reason (&world, "schedule"));

  daemon_world_assert_safe (&world);
  daemon_world_tear_down (&world);
}

static gboolean
has_heartbeats (DaemonWorld *world, gconstpointer data)
{
  TwcSlaveReport report;

  twc_garage_get_slave (live_garage_get (world->garage), 0, &report);
  return report.n_heartbeats > *(const guint *) data;
}

/* Latched in the garage, not in the process. */
static void
test_stop_all (void)
{
  DaemonWorld world;
  TwcSlaveReport report;
  guint n_heartbeats;
  g_autoptr(GSubprocess) killed = NULL;

  daemon_world_set_up_at (&world, ROOT LIMITS "non-scheduled-mode='fixed'\nnon-scheduled-amps=20\n",
                          &garage_config);
  daemon_world_start (&world);
  daemon_world_wait_for_draw (&world, 1900, 2100);
  run (&world, TWC_CTL " stop-all");
  daemon_world_wait_for_draw (&world, 0, 100);

  killed = g_steal_pointer (&world.daemon);
  g_subprocess_force_exit (killed);
  g_assert_true (g_subprocess_wait (killed, NULL, NULL));
  daemon_world_start (&world);
  twc_garage_get_slave (live_garage_get (world.garage), 0, &report);
  n_heartbeats = report.n_heartbeats + 20; /* longer than the start's 15 s */
  daemon_world_wait (&world, has_heartbeats, &n_heartbeats);
  g_assert_true (has_reason (&world, "stop-all"));
  g_assert_cmpuint (daemon_world_sum_draws (&world), <, 100);

  run (&world, TWC_CTL " allow");
  daemon_world_wait (&world, has_reason, "fixed");
  daemon_world_assert_safe (&world);
  daemon_world_tear_down (&world);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/e2e/day/sun", test_sun);
  g_test_add_func ("/e2e/day/schedule", test_schedule);
  g_test_add_func ("/e2e/day/stop-all", test_stop_all);

  return g_test_run ();
}
