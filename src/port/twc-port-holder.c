/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port/twc-port-holder.h"

#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static gboolean
holds (const char *pid, const char *device)
{
  g_autofree char *folder = g_build_filename ("/proc", pid, "fd", NULL);
  g_autoptr(GDir) fds = g_dir_open (folder, 0, NULL); /* fails for other users' processes */
  const char *fd;

  if (fds == NULL)
    return FALSE;

  while ((fd = g_dir_read_name (fds)) != NULL)
    {
      g_autofree char *link = g_build_filename (folder, fd, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);

      if (g_strcmp0 (target, device) == 0)
        return TRUE;
    }

  return FALSE;
}

static char *
describe (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "comm", NULL);
  g_autofree char *name = NULL;
  g_autofree char *valid = NULL;

  if (!g_file_get_contents (path, &name, NULL, NULL))
    return g_strdup_printf ("process %s", pid);

  valid = g_utf8_make_valid (g_strchomp (name), -1);
  return g_strdup_printf ("%s (process %s)", valid, pid);
}

/**
 * twc_port_find_holder:
 * @device: the path of a device, links resolved
 *
 * Looks for another process that has @device open. Sees those of other users only as root.
 *
 * Returns: (transfer full) (nullable): its name and number: "minicom (process 4711)"
 */
char *
twc_port_find_holder (const char *device)
{
  g_autofree char *self = g_strdup_printf ("%d", (int) getpid ());
  g_autoptr(GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *pid;

  while (proc != NULL && (pid = g_dir_read_name (proc)) != NULL)
    if (g_ascii_isdigit (pid[0]) && !g_str_equal (pid, self) && holds (pid, device))
      return describe (pid);

  return NULL;
}

/* proc(5): the seventh field, after a name that may hold anything. Readable for everybody. */
static gboolean
is_run_from (const char *pid, dev_t terminal)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "stat", NULL);
  g_autofree char *text = NULL;
  const char *rest;
  unsigned int number;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;

  rest = strrchr (text, ')');
  return rest != NULL && sscanf (rest, ") %*c %*d %*d %*d %u", &number) == 1 &&
         (number >> 8 & 0xFFF) == major (terminal) &&
         ((number & 0xFF) | (number >> 12 & 0xFFF00)) == minor (terminal);
}

/**
 * twc_port_find_session:
 * @terminal: a pseudo-terminal
 *
 * Looks for a process that somebody runs from @terminal, as a shell in a window: the name of a
 * simulator that has ended may be theirs by now, and what is sent there they would see and type.
 *
 * Returns: (transfer full) (nullable): its name and number
 */
char *
twc_port_find_session (dev_t terminal)
{
  g_autoptr(GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *pid;

  while (proc != NULL && (pid = g_dir_read_name (proc)) != NULL)
    if (g_ascii_isdigit (pid[0]) && is_run_from (pid, terminal))
      return describe (pid);

  return NULL;
}
