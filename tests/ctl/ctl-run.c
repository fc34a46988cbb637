/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/ctl-run.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

const char *ctl_run_program;

void
ctl_run_set_up (CtlRun *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->fake = fake_controller_new ();
  self->config = g_dir_make_tmp ("twcctl-XXXXXX", &error);
  g_assert_no_error (error);
  self->backend = "keyfile";
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
ctl_run_tear_down (CtlRun *self, gconstpointer data)
{
  fake_controller_free (self->fake);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
  remove_tree (self->config);
  g_free (self->config);
  g_free (self->out);
  g_free (self->err);
}

static void
on_ended (GObject *process, GAsyncResult *result, gpointer user_data)
{
  CtlRun *self = user_data;
  g_autoptr(GError) error = NULL;

  self->has_ended = TRUE;
  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (process), result, &self->out, &self->err,
                                        &error);
  g_assert_no_error (error);
}

/* The fake controller answers from the same main context meanwhile. */
void
ctl_run (CtlRun *self, const char *command_line)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (
    G_SUBPROCESS_FLAGS_STDERR_PIPE |
    (self->stdout_fd == 0 ? G_SUBPROCESS_FLAGS_STDOUT_PIPE : G_SUBPROCESS_FLAGS_NONE));
  g_autofree char *line = g_strconcat (ctl_run_program, " ", command_line, NULL);
  g_auto(GStrv) argv = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&self->out, g_free);
  g_clear_pointer (&self->err, g_free);
  g_shell_parse_argv (line, NULL, &argv, &error);
  g_assert_no_error (error);

  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", self->config, TRUE);
  g_subprocess_launcher_setenv (launcher, "GSETTINGS_BACKEND", self->backend, TRUE);
  if (self->has_no_bus)
    {
      g_subprocess_launcher_unsetenv (launcher, "DBUS_SESSION_BUS_ADDRESS");
      g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", self->config, TRUE);
    }
  if (self->stdout_fd != 0)
    g_subprocess_launcher_take_stdout_fd (launcher, self->stdout_fd);
  self->stdout_fd = 0;
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
  self->has_ended = FALSE;
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_ended, self);
  while (!self->has_ended)
    {
      g_main_context_iteration (NULL, TRUE);
      if (self->while_running != NULL)
        self->while_running (self);
    }

  self->status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process)
                                                      : -g_subprocess_get_term_sig (process);
  if (self->status < 0 && self->status != -SIGPIPE)
    g_error ("twcctl %s died: %s", command_line, self->err);
}

/* One line on stderr that says why, nothing on stdout. */
void
ctl_run_assert_fails (CtlRun *self, int status, const char *word)
{
  g_test_message ("%s", self->err);
  g_assert_cmpstr (self->out, ==, "");
  g_assert_nonnull (strstr (self->err, word));
  g_assert_true (g_str_has_prefix (self->err, "twcctl"));
  g_assert_true (strchr (self->err, '\n') == self->err + strlen (self->err) - 1);
  g_assert_cmpint (self->status, ==, status);
}
