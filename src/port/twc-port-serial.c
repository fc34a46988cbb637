/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port/twc-port-serial.h"

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <sys/ioctl.h>
#include <termios.h>

/* All at once: an adapter is told of each change, which takes it a millisecond or more. */
static gboolean
set_up (struct sp_port *port)
{
  struct sp_port_config *config = NULL;
  gboolean done;

  if (sp_new_config (&config) != SP_OK)
    return FALSE;

  sp_set_config_baudrate (config, 9600);
  sp_set_config_bits (config, 8);
  sp_set_config_parity (config, SP_PARITY_NONE);
  sp_set_config_stopbits (config, 1);
  sp_set_config_flowcontrol (config, SP_FLOWCONTROL_NONE);
  done = sp_set_config (port, config) == SP_OK;

  sp_free_config (config);
  return done;
}

/* libserialport says "no such port" for what is not listed in /sys/class/tty. */
static int
errno_of (enum sp_return result)
{
  return result == SP_ERR_FAIL && sp_last_error_code () != 0 ? sp_last_error_code () : ENOTTY;
}

/* libserialport leaves VMIN at 0, which makes "nothing there" look like the end of the line. */
static gboolean
tell_nothing_from_end (int fd)
{
  struct termios attributes;

  if (tcgetattr (fd, &attributes) != 0)
    return FALSE;

  attributes.c_cc[VMIN] = 1;
  return tcsetattr (fd, TCSANOW, &attributes) == 0;
}

/* A copy, so that nothing of libserialport has to be kept. Version 0.1.1 claims nothing by itself
 * (measured); TIOCEXCL keeps out programs that know no locks, and ends with the last descriptor. */
static int
take_descriptor (struct sp_port *port)
{
  int handle;

  if (sp_get_port_handle (port, &handle) != SP_OK || !tell_nothing_from_end (handle) ||
      ioctl (handle, TIOCEXCL) != 0)
    return -1;

  return fcntl (handle, F_DUPFD_CLOEXEC, 0);
}

gboolean
twc_port_serial_is_one (const char *device)
{
  struct sp_port *port = NULL;
  const gboolean is_one = sp_get_port_by_name (device, &port) == SP_OK;

  sp_free_port (port);
  return is_one;
}

/**
 * twc_port_serial_open:
 * @device: a serial device, links resolved: libserialport knows no links
 *
 * Opens it for us alone at 9600 8N1 without flow control (twc-protocol 1.1). What waits in it
 * already is kept: it may be a link-ready (design §11).
 *
 * Returns: a non-blocking descriptor, or -1 with `errno` set; ENOTTY: not a serial port
 */
int
twc_port_serial_open (const char *device)
{
  struct sp_port *port = NULL;
  enum sp_return result;
  int fd = -1;
  int saved_errno = 0;

  result = sp_get_port_by_name (device, &port);
  if (result != SP_OK)
    {
      errno = errno_of (result);
      return -1;
    }

  result = sp_open (port, SP_MODE_READ_WRITE);
  if (result == SP_OK)
    {
      fd = set_up (port) ? take_descriptor (port) : -1;
      saved_errno = errno;
      sp_close (port);
    }
  else
    saved_errno = errno_of (result);

  sp_free_port (port);
  errno = saved_errno;
  return fd;
}
