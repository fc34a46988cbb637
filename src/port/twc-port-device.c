/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port/twc-port-device.h"

#include "port/twc-port-error.h"
#include "port/twc-port-holder.h"
#include "port/twc-port-serial.h"
#include "port/twc-port-tty.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
describe_kind (mode_t mode)
{
  if (S_ISDIR (mode))
    return "a folder";
  if (S_ISREG (mode))
    return "an ordinary file";
  if (S_ISSOCK (mode))
    return "a socket";
  if (S_ISFIFO (mode))
    return "a pipe";
  if (S_ISBLK (mode))
    return "a disk";
  return "a device of another kind";
}

static void
set_not_serial (const char *name, mode_t mode, GError **error)
{
  twc_port_set_error (error, TWC_PORT_ERROR_NOT_SERIAL, NULL, "%s is %s, not a serial port", name,
                      describe_kind (mode));
}

static void
set_busy (const char *name, const char *holder, GError **error)
{
  twc_port_set_error (error, TWC_PORT_ERROR_BUSY, holder, "%s is in use by %s; stop that first",
                      name, holder != NULL ? holder : "another program");
}

static gboolean
is_in_group (gid_t gid)
{
  g_autofree gid_t *groups = NULL;
  const int n_groups = getgroups (0, NULL);
  int n_found;

  if (getegid () == gid)
    return TRUE;
  if (n_groups <= 0)
    return FALSE;

  groups = g_new (gid_t, n_groups);
  n_found = getgroups (n_groups, groups);
  for (int i = 0; i < n_found; i++)
    if (groups[i] == gid)
      return TRUE;

  return FALSE;
}

/* The group database may know more than this process, which has the groups of its log-in. */
static gboolean
is_listed_in (const struct group *group, const char *user)
{
  for (char **member = group->gr_mem; *member != NULL; member++)
    if (g_str_equal (*member, user))
      return TRUE;

  return FALSE;
}

static void
set_denied (const char *name, const struct stat *status, GError **error)
{
  const struct group *group = getgrgid (status->st_gid);
  const char *user = g_get_user_name ();
  g_autofree char *number = g_strdup_printf ("%u", (guint) status->st_gid);
  const char *owner = group != NULL ? group->gr_name : number;

  if ((status->st_mode & S_IWGRP) == 0 || is_in_group (status->st_gid))
    twc_port_set_error (error, TWC_PORT_ERROR_DENIED, NULL,
                        "%s may not be opened by user %s, and no group helps (mode %04o); "
                        "see udev's rules",
                        name, user, (guint) status->st_mode & 07777);
  else if (group != NULL && is_listed_in (group, user))
    twc_port_set_error (error, TWC_PORT_ERROR_DENIED, owner,
                        "%s belongs to group %s, which user %s has joined since the log-in; "
                        "log in again",
                        name, owner, user);
  else
    twc_port_set_error (error, TWC_PORT_ERROR_DENIED, owner,
                        "%s belongs to group %s, and user %s is not in it; "
                        "run “sudo usermod -aG %s %s”, then log in again",
                        name, owner, user, owner, user);
}

static void
set_missing (const char *name, GError **error)
{
  twc_port_set_error (error, TWC_PORT_ERROR_MISSING, NULL, "%s is not there; plug in its adapter",
                      name);
}

static void
set_system_error (
  const char *name, const char *device, const struct stat *status, int errsv, GError **error)
{
  g_autofree char *holder = NULL;

  switch (errsv)
    {
    case EACCES:
    case EPERM:
      set_denied (name, status, error);
      break;
    case EBUSY:
      holder = twc_port_find_holder (device);
      set_busy (name, holder, error);
      break;
    case ENOENT:
    case ENXIO:
    case ENODEV:
      set_missing (name, error);
      break;
    case ENOTTY:
    case EINVAL:
      set_not_serial (name, status->st_mode, error);
      break;
    default:
      twc_port_set_error (error, TWC_PORT_ERROR_FAILED, g_strerror (errsv), "%s: %s", name,
                          g_strerror (errsv));
    }
}

/* Two masters on one adapter ruin each other's frames, so a port that somebody else opened, though
 * without claiming it, is busy as well. A pseudo-terminal's simulator may keep our side open.
 * Looked up before we open it: two controllers that start together must not see each other here. */
static char *
find_other_user (const char *device, dev_t number)
{
  if (twc_port_tty_is_pty (number) || !twc_port_serial_is_one (device))
    return NULL;

  return twc_port_find_holder (device);
}

/* Somebody sits at it: it is no line to a Wall Connector, whatever the settings say. */
static gboolean
check_no_session (const char *name, dev_t number, GError **error)
{
  g_autofree char *session = twc_port_tty_is_pty (number) ? twc_port_find_session (number) : NULL;
  g_autofree char *why = NULL;

  if (session == NULL)
    return TRUE;

  why = g_strdup_printf ("it is the terminal of %s", session);
  twc_port_set_error (error, TWC_PORT_ERROR_NOT_SERIAL, why, "%s: %s", name, why);
  return FALSE;
}

static int
open_as_its_kind (const char *device, dev_t number)
{
  return twc_port_tty_is_pty (number) ? twc_port_tty_open (device) : twc_port_serial_open (device);
}

/* Holds against a second controller whatever its user: root passes TIOCEXCL. */
static int
claim (int fd)
{
  if (fd < 0 || flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;

  close (fd);
  errno = EBUSY;
  return -1;
}

/**
 * twc_port_device_open:
 * @name: the path of a serial port or a pseudo-terminal, or a link to one
 *
 * Returns: a non-blocking descriptor in exclusive use, or -1 with @error set
 */
int
twc_port_device_open (const char *name, GError **error)
{
  g_autofree char *device = realpath (name, NULL);
  g_autofree char *holder = NULL;
  struct stat status = { 0 };
  int fd;

  if (device == NULL || stat (device, &status) != 0)
    {
      set_system_error (name, name, &status, errno, error);
      return -1;
    }
  if (!S_ISCHR (status.st_mode))
    {
      set_not_serial (name, status.st_mode, error);
      return -1;
    }

  if (!check_no_session (name, status.st_rdev, error))
    return -1;

  holder = find_other_user (device, status.st_rdev);
  if (holder != NULL)
    {
      set_busy (name, holder, error);
      return -1;
    }

  fd = claim (open_as_its_kind (device, status.st_rdev));
  if (fd < 0)
    set_system_error (name, device, &status, errno, error);

  return fd;
}
