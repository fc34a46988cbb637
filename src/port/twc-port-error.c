/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port/twc-port-error.h"

typedef struct
{
  char *detail;
} TwcPortErrorPrivate;

static void
twc_port_error_private_init (TwcPortErrorPrivate *priv)
{
}

static void
twc_port_error_private_copy (const TwcPortErrorPrivate *from, TwcPortErrorPrivate *to)
{
  to->detail = g_strdup (from->detail);
}

static void
twc_port_error_private_clear (TwcPortErrorPrivate *priv)
{
  g_free (priv->detail);
}

G_DEFINE_EXTENDED_ERROR (TwcPortError, twc_port_error)

/**
 * twc_port_error_get_detail:
 * @error: what twc_port_send() or the `failed` callback gave
 *
 * The one fact in the message that a fix needs, for those who have words of their own: the group
 * that may open the device, who holds it, or what the system said.
 *
 * Returns: (nullable): %NULL where the code says it all
 */
const char *
twc_port_error_get_detail (const GError *error)
{
  if (error->domain != TWC_PORT_ERROR)
    return NULL;

  return twc_port_error_get_private (error)->detail;
}

static GError *
new_valist (TwcPortError code, const char *detail, const char *format, va_list args)
{
  GError *error = g_error_new_valist (TWC_PORT_ERROR, (int) code, format, args);

  twc_port_error_get_private (error)->detail = g_strdup (detail);
  return error;
}

GError *
twc_port_error_new (TwcPortError code, const char *detail, const char *format, ...)
{
  GError *error;
  va_list args;

  va_start (args, format);
  error = new_valist (code, detail, format, args);
  va_end (args);

  return error;
}

/**
 * twc_port_set_error:
 * @error: (out) (optional): where the caller wants it
 * @detail: (nullable): see twc_port_error_get_detail()
 */
void
twc_port_set_error (GError **error, TwcPortError code, const char *detail, const char *format, ...)
{
  va_list args;

  if (error == NULL)
    return;

  va_start (args, format);
  *error = new_valist (code, detail, format, args);
  va_end (args);
}
