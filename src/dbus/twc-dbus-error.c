/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dbus/twc-dbus-error.h"

#define PREFIX "org.twcmanager.Error."

static const GDBusErrorEntry entries[] = {
  { TWC_DBUS_ERROR_INVALID_ARGUMENT, PREFIX "InvalidArgument" },
  { TWC_DBUS_ERROR_REFUSED, PREFIX "Refused" },
  { TWC_DBUS_ERROR_NOT_ALLOWED, PREFIX "NotAllowed" },
  { TWC_DBUS_ERROR_NOT_SAVED, PREFIX "NotSaved" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (entries) == TWC_N_DBUS_ERRORS);

/**
 * twc_dbus_error_quark:
 *
 * Returns: the domain; whoever asks for it has its names known to GDBus, in both directions
 */
GQuark
twc_dbus_error_quark (void)
{
  static gsize quark;

  g_dbus_error_register_error_domain ("twc-dbus-error-quark", &quark, entries,
                                      G_N_ELEMENTS (entries));
  return (GQuark) quark;
}
