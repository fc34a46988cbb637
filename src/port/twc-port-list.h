/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwcPortInfo:
 *
 * A serial port of this machine, for a picker.
 */
typedef struct
{
  char *name;   /* stable: /dev/serial/by-id/… where there is one, else the device */
  char *device; /* /dev/ttyUSB0 */
  char *label;  /* the maker's: "FTDI FT232R USB UART, serial A50285BI" */
  gboolean is_usb;
} TwcPortInfo;

void twc_port_info_free (TwcPortInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcPortInfo, twc_port_info_free)

GPtrArray *twc_port_list (void);
const char *twc_port_list_choose (const GPtrArray *infos, guint *n_usb);
char *twc_port_choose (void);

G_END_DECLS
