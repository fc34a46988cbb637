/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-client-private.h"

#include "client/twc-call.h"

static GDBusProxy *
get_proxy (TwcClient *self)
{
  return self->controller != NULL ? G_DBUS_PROXY (self->controller) : NULL;
}

void
twc_client_charge_now_async (TwcClient *self,
                             double amps,
                             gint64 until_s,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (TWC_IS_CLIENT (self));

  twc_call_async (get_proxy (self), "ChargeNow", g_variant_new ("(dx)", amps, until_s),
                  g_task_new (self, cancellable, callback, user_data));
}

/**
 * twc_client_charge_now_for_async:
 * @options: (transfer floating): `a{sv}` of amps, until, kwh and chargers, as ChargeNowFor takes it
 */
void
twc_client_charge_now_for_async (TwcClient *self,
                                 GVariant *options,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (TWC_IS_CLIENT (self));

  twc_call_async (get_proxy (self), "ChargeNowFor", g_variant_new ("(@a{sv})", options),
                  g_task_new (self, cancellable, callback, user_data));
}

void
twc_client_cancel_charge_now_async (TwcClient *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_return_if_fail (TWC_IS_CLIENT (self));

  twc_call_async (get_proxy (self), "CancelChargeNow", NULL,
                  g_task_new (self, cancellable, callback, user_data));
}

void
twc_client_stop_all_async (TwcClient *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (TWC_IS_CLIENT (self));

  twc_call_async (get_proxy (self), "StopAll", NULL,
                  g_task_new (self, cancellable, callback, user_data));
}

void
twc_client_allow_charging_async (TwcClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (TWC_IS_CLIENT (self));

  twc_call_async (get_proxy (self), "AllowCharging", NULL,
                  g_task_new (self, cancellable, callback, user_data));
}

/**
 * twc_client_set_mode_async:
 * @mode: green, fixed or off
 * @amps: counts for fixed only
 */
void
twc_client_set_mode_async (TwcClient *self,
                           const char *mode,
                           double amps,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (TWC_IS_CLIENT (self));
  g_return_if_fail (mode != NULL);

  twc_call_async (get_proxy (self), "SetMode", g_variant_new ("(sd)", mode, amps),
                  g_task_new (self, cancellable, callback, user_data));
}

/**
 * twc_client_set_mode_until_async:
 * @mode: fixed or off
 * @amps: counts for fixed only
 * @resume_s: when the mode becomes green again, UTC; 0 = it stays
 */
void
twc_client_set_mode_until_async (TwcClient *self,
                                 const char *mode,
                                 double amps,
                                 gint64 resume_s,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (TWC_IS_CLIENT (self));
  g_return_if_fail (mode != NULL);

  twc_call_async (get_proxy (self), "SetModeUntil", g_variant_new ("(sdx)", mode, amps, resume_s),
                  g_task_new (self, cancellable, callback, user_data));
}

/**
 * twc_client_finish:
 *
 * Ends any of the calls above. The message of @error is the controller's own and says what to
 * do: it can be shown as it is.
 */
gboolean
twc_client_finish (TwcClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
