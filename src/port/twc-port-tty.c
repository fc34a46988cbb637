/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port/twc-port-tty.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

/* The kernel's Documentation/admin-guide/devices.txt: Unix98 pseudo-terminals, slave side. */
#define PTY_MAJOR_FIRST 136
#define PTY_MAJOR_LAST 143

gboolean
twc_port_tty_is_pty (dev_t device)
{
  return major (device) >= PTY_MAJOR_FIRST && major (device) <= PTY_MAJOR_LAST;
}

static int
make_raw (int fd)
{
  struct termios attributes;

  if (tcgetattr (fd, &attributes) != 0)
    return -1;

  cfmakeraw (&attributes);
  cfsetspeed (&attributes, B9600); /* a pseudo-terminal only shows it; see stty -F */

  return tcsetattr (fd, TCSANOW, &attributes);
}

/**
 * twc_port_tty_open:
 * @device: a pseudo-terminal
 *
 * libserialport refuses these (design §11). What waits in it already is kept. No TIOCEXCL: as
 * long as the other side lives that would outlive us, and lock out our own next start.
 *
 * Returns: a non-blocking descriptor, or -1 with `errno` set
 */
int
twc_port_tty_open (const char *device)
{
  int fd = open (device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

  if (fd >= 0 && make_raw (fd) != 0)
    {
      const int saved_errno = errno;

      close (fd);
      errno = saved_errno;
      return -1;
    }

  return fd;
}
