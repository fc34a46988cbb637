/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "port/twc-port.h"

G_BEGIN_DECLS

GError *twc_port_error_new (TwcPortError code, const char *detail, const char *format, ...)
  G_GNUC_PRINTF (3, 4);
void
twc_port_set_error (GError **error, TwcPortError code, const char *detail, const char *format, ...)
  G_GNUC_PRINTF (4, 5);

G_END_DECLS
