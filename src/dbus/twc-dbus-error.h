/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TWC_DBUS_ERROR (twc_dbus_error_quark ())
GQuark twc_dbus_error_quark (void);

/* What the controller's methods answer instead of doing it; the message says what to do. */
typedef enum {
  TWC_DBUS_ERROR_INVALID_ARGUMENT, /* org.twcmanager.Error.InvalidArgument */
  TWC_DBUS_ERROR_REFUSED,          /* ….Refused: it cannot be kept as things are */
  TWC_DBUS_ERROR_NOT_ALLOWED,      /* ….NotAllowed: the gate does not let this frame out (G2) */
  TWC_DBUS_ERROR_NOT_SAVED,        /* ….NotSaved: the setting did not stick */
  TWC_N_DBUS_ERRORS
} TwcDBusError;

G_END_DECLS
