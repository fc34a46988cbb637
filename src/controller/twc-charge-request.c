/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-charge-request"

#include "controller/twc-charge-request.h"

#include <glib/gi18n.h>
#include <math.h>

#include "dbus/twc-dbus-error.h"
#include "values/twc-value.h"

/* A one-day charge, the press of one button (charging-control 5.6). */
#define ONE_DAY_S (24 * 3600)
#define MAX_AMPS 1000
#define MAX_KWH 200

static gboolean
refuse (GError **error, TwcDBusError code, const char *message)
{
  g_set_error_literal (error, TWC_DBUS_ERROR, (int) code, message);
  return FALSE;
}

/**
 * twc_charge_request_parse_amps:
 *
 * Offers are whole amperes (twc-protocol 5.1); what is asked for otherwise is a mistake that
 * rounding would hide.
 */
gboolean
twc_charge_request_parse_amps (double amps, guint *whole_a, GError **error)
{
  if (!(isfinite (amps) && amps >= 0 && amps <= MAX_AMPS && fabs (amps - rint (amps)) < 1e-6))
    return refuse (error, TWC_DBUS_ERROR_INVALID_ARGUMENT, _("Give a whole number of amps"));

  *whole_a = (guint) rint (amps);
  return TRUE;
}

static gboolean
parse_option (TwcChargeRequest *self, const char *name, GVariant *value, GError **error)
{
  double amps;
  gint64 until_s;

  if (g_str_equal (name, "amps"))
    return twc_value_get_double (name, value, 0, MAX_AMPS, &amps, error) &&
           twc_charge_request_parse_amps (amps, &self->amps_a, error);
  if (g_str_equal (name, "kwh"))
    return twc_value_get_double (name, value, 0, MAX_KWH, &self->kwh, error);
  if (g_str_equal (name, "chargers"))
    return twc_value_get_ids (name, value, self->ids, &self->n_ids, error);
  if (g_str_equal (name, "until"))
    {
      if (!twc_value_get_number (name, value, 0, G_MAXINT64, &until_s, error))
        return FALSE;
      self->until_s = until_s;
      return TRUE;
    }

  g_set_error (error, TWC_DBUS_ERROR, TWC_DBUS_ERROR_INVALID_ARGUMENT,
               _("There is no option “%.32s”: there are amps, until, kwh and chargers"), name);
  return FALSE;
}

/**
 * twc_charge_request_parse:
 * @options: `a{sv}`
 * @error: #TWC_DBUS_ERROR
 */
gboolean
twc_charge_request_parse (TwcChargeRequest *self, GVariant *options, GError **error)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, options);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr(GVariant) owned = value;
      g_autoptr(GError) fault = NULL;

      if (!parse_option (self, name, owned, &fault))
        return refuse (error, TWC_DBUS_ERROR_INVALID_ARGUMENT, fault->message);
    }

  return TRUE;
}

static gboolean
check_ids (const TwcChargeRequest *self, const TwcSite *site, GError **error)
{
  for (guint i = 0; i < self->n_ids; i++)
    {
      gboolean is_there = FALSE;

      for (guint j = 0; j < site->n_chargers; j++)
        is_there = is_there || site->chargers[j].id == self->ids[i];
      if (!is_there)
        {
          g_set_error (error, TWC_DBUS_ERROR, TWC_DBUS_ERROR_REFUSED,
                       _("There is no Wall Connector %04X on the bus"), self->ids[i]);
          return FALSE;
        }
    }

  return TRUE;
}

static GVariant *
list_ids (const TwcChargeRequest *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < self->n_ids; i++)
    {
      char id[TWC_ID_TEXT_SIZE];

      twc_id_to_text (self->ids[i], id);
      g_variant_builder_add (&builder, "s", id);
    }

  return g_variant_builder_end (&builder);
}

/**
 * twc_charge_request_to_settings:
 * @error: #TWC_DBUS_ERROR_REFUSED when it cannot be kept
 *
 * What cannot be kept is refused, never cut down to what would fit (charging-control 5.6).
 *
 * Returns: (transfer floating) (nullable): `a{sv}`, the settings that make it so
 */
GVariant *
twc_charge_request_to_settings (TwcChargeRequest *self, TwcRing *ring, TwcNow now, GError **error)
{
  const TwcSettings *settings = twc_ring_get_settings (ring);
  const TwcSite *site = twc_ring_get_site (ring);
  g_autoptr(GError) fault = NULL;

  if (self->amps_a == 0)
    self->amps_a = settings->wiring_all_ca / TWC_CA (1);
  if (self->until_s == 0)
    self->until_s = now.unix_s + ONE_DAY_S;

  if (!twc_brain_check_charge_now (settings, site, TWC_CA (self->amps_a), self->until_s, now,
                                   &fault))
    {
      refuse (error, TWC_DBUS_ERROR_REFUSED, fault->message);
      return NULL;
    }
  if (!check_ids (self, site, error))
    return NULL;

  return g_variant_new_parsed ("{'charge-now-amps': <%i>, 'charge-now-until': <%x>, "
                               "'charge-now-kwh': <%d>, 'charge-now-targets': <%@as>}",
                               (int) self->amps_a, self->until_s, self->kwh, list_ids (self));
}

/**
 * twc_charge_request_no_settings:
 *
 * Returns: (transfer floating): `a{sv}`, the settings when there is no one-time charge
 */
GVariant *
twc_charge_request_no_settings (void)
{
  return g_variant_new_parsed ("{'charge-now-amps': <0>, 'charge-now-until': <int64 0>, "
                               "'charge-now-kwh': <0.0>, 'charge-now-targets': <@as []>}");
}
