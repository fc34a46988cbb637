/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon-world.h"

#include <glib/gstdio.h>

#include "dbus/twc-dbus-names.h"

#define CALL_MS 10000
/* Longer than anything that is waited for takes, a contactor's minute of rest (G5) among it, and
 * shorter than meson's patience. */
#define WAIT_US TWC_SECONDS_US (120)

static const TwcGarageConfig garage_config = {
  .seed = 1,
  .wiring_ca = 4000,
  .n_slaves = 3,
  .slaves = {
    { .id = 0x9399,
      .profile = TWC_PROFILE_P2_EU,
      .link_ready_ms = 1000,
      .car = { .plugged = TRUE, .start_delay_ms = 3000 } },
    { .id = 0x032E,
      .profile = TWC_PROFILE_P2_US,
      .link_ready_ms = 1500,
      .car = { .plugged = TRUE, .start_delay_ms = 3000 } },
    { .id = 0x5AC1,
      .profile = TWC_PROFILE_P1_US,
      .link_ready_ms = 2000,
      .car = { .plugged = TRUE, .is_tesla = TRUE, .start_delay_ms = 3000 } },
  },
};

void
daemon_world_write_settings (DaemonWorld *self, const char *settings)
{
  g_autofree char *folder = g_path_get_dirname (self->keyfile);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (self->keyfile, settings, -1, &error);
  g_assert_no_error (error);
}

void
daemon_world_set_up_at (DaemonWorld *self, const char *settings, const TwcGarageConfig *garage)
{
  *self = (DaemonWorld){ .folder = g_dir_make_tmp ("twc-e2e-XXXXXX", NULL) };
  self->keyfile = g_build_filename (self->folder, "glib-2.0", "settings", "keyfile", NULL);
  self->port = g_build_filename (self->folder, "adapter", NULL);
  self->log = g_string_new (NULL);
  daemon_world_write_settings (self, settings);

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_assert_nonnull (self->connection);
  g_dbus_connection_set_exit_on_close (self->connection, FALSE);
  self->garage = live_garage_new (garage, self->port);
}

void
daemon_world_set_up (DaemonWorld *self, const char *settings)
{
  daemon_world_set_up_at (self, settings, &garage_config);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

/* The bus goes away, for good. */
void
daemon_world_drop_bus (DaemonWorld *self)
{
  g_clear_object (&self->connection);
  g_test_dbus_down (self->bus);
  g_clear_object (&self->bus);
}

void
daemon_world_tear_down (DaemonWorld *self)
{
  if (self->daemon != NULL)
    daemon_world_stop (self);
  g_clear_pointer (&self->garage, live_garage_free);
  if (self->bus != NULL)
    daemon_world_drop_bus (self);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->keyfile);
  g_free (self->port);
  g_string_free (self->log, TRUE);
}

/* On the world's bus and with its settings. */
static GSubprocessLauncher *
new_launcher (DaemonWorld *self, GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);

  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS",
                                g_test_dbus_get_bus_address (self->bus), TRUE);
  g_subprocess_launcher_setenv (launcher, "GSETTINGS_BACKEND", "keyfile", TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", self->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", self->folder, TRUE);
  return launcher;
}

GSubprocess *
daemon_world_spawn (DaemonWorld *self, const char *port)
{
  g_autoptr(GSubprocessLauncher) launcher = new_launcher (self, G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "fatal-criticals", TRUE);
  process =
    g_subprocess_launcher_spawn (launcher, &error, TWC_DAEMON, port ? "--port" : NULL, port, NULL);
  g_assert_no_error (error);
  return process;
}

static gboolean
is_there (DaemonWorld *self, gconstpointer data)
{
  g_autoptr(GVariant) answer = daemon_world_call (self, TWC_DBUS_CONTROLLER_PATH,
                                                   "org.freedesktop.DBus.Peer.Ping", NULL, NULL);

  return answer != NULL;
}

/* At the garage's adapter. */
void
daemon_world_start (DaemonWorld *self)
{
  self->daemon = daemon_world_spawn (self, self->port);
  daemon_world_wait (self, is_there, NULL);
}

static void
on_exited (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* The garage goes on meanwhile. Returns: the exit status */
int
daemon_world_wait_for_exit (DaemonWorld *self, GSubprocess *process)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *errors = NULL;

  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_exited, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_subprocess_communicate_utf8_finish (process, result, NULL, &errors, &error);
  g_assert_no_error (error);
  g_string_append (self->log, errors);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

/* Another program of the owner's, while the garage goes on. Returns: (transfer full): its output */
char *
daemon_world_run (DaemonWorld *self, const char *command_line)
{
  g_autoptr(GSubprocessLauncher) launcher = new_launcher (self, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) argv = NULL;
  char *output = NULL;

  g_shell_parse_argv (command_line, NULL, &argv, &error);
  g_assert_no_error (error);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_exited, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_subprocess_communicate_utf8_finish (process, result, &output, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_error ("%s: %s", command_line, output);
  return output;
}

int
daemon_world_stop (DaemonWorld *self)
{
  g_autoptr(GSubprocess) daemon = g_steal_pointer (&self->daemon);

  g_subprocess_send_signal (daemon, SIGTERM);
  return daemon_world_wait_for_exit (self, daemon);
}

static void
on_answered (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* The method with its interface: "org.twcmanager.Controller1.Watch". */
GVariant *
daemon_world_call (
  DaemonWorld *self, const char *path, const char *method, GVariant *arguments, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  const char *dot = strrchr (method, '.');
  g_autofree char *interface = g_strndup (method, (gsize) (dot - method));

  g_dbus_connection_call (self->connection, TWC_DBUS_NAME, path, interface, dot + 1, arguments,
                          NULL, G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, on_answered, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_dbus_connection_call_finish (self->connection, result, error);
}

/* Returns: (nullable): the value of "org.twcmanager.Charger1.OfferAmps" */
GVariant *
daemon_world_get (DaemonWorld *self, const char *path, const char *property)
{
  const char *dot = strrchr (property, '.');
  g_autofree char *interface = g_strndup (property, (gsize) (dot - property));
  g_autoptr(GVariant) answer =
               daemon_world_call (self, path, "org.freedesktop.DBus.Properties.Get",
                                  g_variant_new ("(ss)", interface, dot + 1), NULL);
  GVariant *value = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(v)", &value);
  return value;
}

double
daemon_world_get_double (DaemonWorld *self, const char *path, const char *property)
{
  g_autoptr(GVariant) value = daemon_world_get (self, path, property);

  return value != NULL ? g_variant_get_double (value) : -1;
}

gboolean
daemon_world_has_problem (DaemonWorld *self, const char *code)
{
  g_autoptr(GVariant) problems = daemon_world_get (self, TWC_DBUS_CONTROLLER_PATH,
                                                    "org.twcmanager.Controller1.Problems");
  GVariantIter iter;
  const char *present;

  if (problems == NULL)
    return FALSE;

  g_variant_iter_init (&iter, problems);
  while (g_variant_iter_next (&iter, "(&s&sxa{sv})", &present, NULL, NULL, NULL))
    if (g_str_equal (present, code))
      return TRUE;

  return FALSE;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Lets the world go on until @predicate holds; looks every 50 ms. */
void
daemon_world_wait (DaemonWorld *self, DaemonWorldPredicate predicate, gconstpointer data)
{
  const gint64 end_us = g_get_monotonic_time () + WAIT_US;
  const guint tick_id = g_timeout_add (50, on_tick, NULL);

  while (!predicate (self, data))
    {
      if (g_get_monotonic_time () > end_us)
        g_error ("this never came about; limits %u, draws %u", daemon_world_sum_limits (self),
                 daemon_world_sum_draws (self));
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (tick_id);
}

guint
daemon_world_sum_draws (DaemonWorld *self)
{
  TwcGarage *garage = live_garage_get (self->garage);
  guint sum_ca = 0;

  for (guint i = 0; i < twc_garage_get_n_slaves (garage); i++)
    {
      TwcSlaveReport report;

      twc_garage_get_slave (garage, i, &report);
      sum_ca += report.draw_ca;
    }

  return sum_ca;
}

guint
daemon_world_sum_limits (DaemonWorld *self)
{
  TwcGarage *garage = live_garage_get (self->garage);
  guint sum_ca = 0;

  for (guint i = 0; i < twc_garage_get_n_slaves (garage); i++)
    {
      TwcSlaveReport report;

      twc_garage_get_slave (garage, i, &report);
      sum_ca += report.limit_ca;
    }

  return sum_ca;
}

static gboolean
draws_within (DaemonWorld *self, gconstpointer data)
{
  const guint *bounds_ca = data;
  const guint sum_ca = daemon_world_sum_draws (self);

  return sum_ca >= bounds_ca[0] && sum_ca <= bounds_ca[1];
}

void
daemon_world_wait_for_draw (DaemonWorld *self, guint min_ca, guint max_ca)
{
  const guint bounds_ca[] = { min_ca, max_ca };

  daemon_world_wait (self, draws_within, bounds_ca);
}

static gboolean
has_problem (DaemonWorld *self, gconstpointer code)
{
  return daemon_world_has_problem (self, code);
}

void
daemon_world_wait_for_problem (DaemonWorld *self, const char *code)
{
  daemon_world_wait (self, has_problem, code);
}

void
daemon_world_assert_safe (DaemonWorld *self)
{
  guint n_violations;
  const TwcViolation *violations =
    twc_garage_get_violations (live_garage_get (self->garage), &n_violations);

  if (n_violations > 0)
    g_error ("%u violations, the first: %s %04X value %u", n_violations,
             twc_violation_code_to_nick (violations[0].code), violations[0].charger,
             violations[0].value);
}
