/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port/twc-port-serial.h"

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>

static gboolean
set_up (struct sp_port *port)
{
  return sp_set_baudrate (port, 9600) == SP_OK && sp_set_bits (port, 8) == SP_OK &&
         sp_set_parity (port, SP_PARITY_NONE) == SP_OK && sp_set_stopbits (port, 1) == SP_OK &&
         sp_set_flowcontrol (port, SP_FLOWCONTROL_NONE) == SP_OK;
}

/* libserialport says "no such port" for what is not listed in /sys/class/tty. */
static int
errno_of (enum sp_return result)
{
  return result == SP_ERR_FAIL && sp_last_error_code () != 0 ? sp_last_error_code () : ENOTTY;
}

/* A copy of the descriptor, so that nothing of libserialport has to be kept: it shares the
 * exclusive use (TIOCEXCL) that sp_open() took. */
static int
take_descriptor (struct sp_port *port)
{
  int handle;

  if (sp_get_port_handle (port, &handle) != SP_OK)
    return -1;

  return fcntl (handle, F_DUPFD_CLOEXEC, 0);
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
      saved_errno = fd >= 0 ? 0 : sp_last_error_code ();
      sp_close (port);
    }
  else
    saved_errno = errno_of (result);

  sp_free_port (port);
  errno = saved_errno;
  return fd;
}
