/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-charger"

#include "client/twc-charger-private.h"

/* A longer hole in the ticks is not filled with what was last known, but asked for. */
#define MAX_HOLE_US (10 * G_USEC_PER_SEC)

/* What the controller kept, the newest of it; the arrays are not yet trusted. */
static void
take_samples (TwcCharger *self, GVariant *offered, GVariant *drawn)
{
  gsize n_offered, n_drawn;
  const guint16 *offers = g_variant_get_fixed_array (offered, &n_offered, sizeof *offers);
  const guint16 *draws = g_variant_get_fixed_array (drawn, &n_drawn, sizeof *draws);
  const guint n = (guint) MIN (MIN (n_offered, n_drawn), TWC_CHARGER_SAMPLES);
  g_autofree TwcSample *samples = g_new (TwcSample, n);

  for (guint i = 0; i < n; i++)
    samples[i] = (TwcSample){ offers[n_offered - n + i], draws[n_drawn - n + i] };

  twc_samples_reset (self->samples, samples, n);
}

static void
on_samples_fetched (GObject *proxy, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(TwcCharger) self = user_data; /* the reference that fetching took */
  g_autoptr(GVariant) offered = NULL, drawn = NULL;
  g_autoptr(GError) error = NULL;
  const gint64 now_us = g_get_monotonic_time ();
  gint64 end_us = now_us;

  self->fetching = FALSE;
  if (twc_dbus_charger1_call_get_samples_finish (TWC_DBUS_CHARGER1 (proxy), &end_us, &offered,
                                                 &drawn, result, &error))
    take_samples (self, offered, drawn);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("no samples of %s: %s", twc_charger_get_id (self), error->message);

  self->sampled_us = end_us > now_us - MAX_HOLE_US && end_us <= now_us ? end_us : now_us;
}

/* Asks for the past of the graph; until it is there, nothing is appended. */
void
twc_charger_fetch_samples (TwcCharger *self)
{
  if (self->fetching)
    return;

  self->fetching = TRUE;
  twc_dbus_charger1_call_get_samples (self->proxy, TWC_CHARGER_SAMPLES, self->cancellable,
                                      on_samples_fetched, g_object_ref (self));
}

/**
 * twc_charger_tick:
 *
 * Appends one sample for each second that has passed, and lets countdowns go on.
 */
void
twc_charger_tick (TwcCharger *self, gint64 now_us)
{
  twc_charger_show_reason (self, now_us);

  if (self->fetching || self->sampled_us == 0)
    return;
  if (now_us - self->sampled_us > MAX_HOLE_US)
    {
      twc_charger_fetch_samples (self);
      return;
    }

  /* What nobody measures is drawn as nothing, by the controller as well. */
  for (; now_us - self->sampled_us >= G_USEC_PER_SEC; self->sampled_us += G_USEC_PER_SEC)
    twc_samples_append (self->samples, self->offer_ca,
                        twc_charger_is_online (self) ? self->draw_ca : 0);
}
