/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-limit-request"

#include "controller/twc-limit-request.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "dbus/twc-dbus-error.h"

/* More than any supply has. */
#define MAX_LIMIT_AMPS 1000

/* A name that is not known would otherwise be a limit that nobody notices is none. */
static gboolean
check_keys (GVariant *values, GError **error)
{
  static const char *const keys[] = { "watts", "amps", "blocked", NULL };
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, values);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      const gboolean is_known =
        g_strv_contains (keys, key) &&
        g_variant_is_of_type (value, strcmp (key, "blocked") == 0 ? G_VARIANT_TYPE_BOOLEAN
                                                                  : G_VARIANT_TYPE_DOUBLE);

      g_variant_unref (value);
      if (!is_known)
        {
          g_set_error (error, TWC_DBUS_ERROR, TWC_DBUS_ERROR_INVALID_ARGUMENT,
                       _("“%.32s”: a limit has watts (d), amps (d) or blocked (b)"), key);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * twc_limit_request_parse:
 * @values: `a{sv}`, from outside
 * @limit: (out): zeroed by the caller
 * @error: #TWC_DBUS_ERROR, with what a limit may be
 */
gboolean
twc_limit_request_parse (GVariant *values, TwcExternalLimit *limit, GError **error)
{
  GVariantDict dict;
  double watts = 0, amps = 0;

  if (!check_keys (values, error))
    return FALSE;

  g_variant_dict_init (&dict, values);
  limit->has_watts = g_variant_dict_lookup (&dict, "watts", "d", &watts);
  limit->has_amps = g_variant_dict_lookup (&dict, "amps", "d", &amps);
  g_variant_dict_lookup (&dict, "blocked", "b", &limit->blocked);
  g_variant_dict_clear (&dict);

  if (!isfinite (watts) || watts < 0 || watts > TWC_READING_MAX_WATTS || !isfinite (amps) ||
      amps < 0 || amps > MAX_LIMIT_AMPS)
    {
      g_set_error (error, TWC_DBUS_ERROR, TWC_DBUS_ERROR_INVALID_ARGUMENT,
                   _("a limit is 0 to %d W or 0 to %d A"), TWC_READING_MAX_WATTS, MAX_LIMIT_AMPS);
      return FALSE;
    }

  limit->watts = (guint) watts;
  limit->amps_ca = (guint) (amps * TWC_CA (1));
  return TRUE;
}
