/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/live-garage.h"

#include "controller/twc-deadline-source.h"
#include "sim/twc-sim-pty.h"

struct _LiveGarage
{
  TwcGarage *garage;
  TwcSimPty *pty;
  GSource *clock;
  LiveGarageTap tap;
  gpointer tap_data;
};

static gint64
get_deadline (gpointer user_data)
{
  LiveGarage *self = user_data;

  return twc_garage_get_deadline (self->garage);
}

/* All that has come about, and what of it the adapter delivers. */
static void
on_due (gpointer user_data)
{
  LiveGarage *self = user_data;
  const gint64 now_us = g_get_monotonic_time ();
  guint8 bytes[256];
  gsize n_bytes;

  twc_garage_step (self->garage, now_us);
  while ((n_bytes = twc_garage_read (self->garage, bytes, sizeof bytes, now_us)) > 0)
    twc_sim_pty_send (self->pty, bytes, n_bytes);
}

static void
on_received (const guint8 *bytes, gsize n_bytes, gpointer user_data)
{
  LiveGarage *self = user_data;
  const gint64 now_us = g_get_monotonic_time ();

  twc_garage_step (self->garage, now_us);
  if (self->tap != NULL)
    self->tap (bytes, n_bytes, now_us, self->tap_data);
  twc_garage_write (self->garage, bytes, n_bytes, now_us);
}

static void
on_changed (gpointer user_data)
{
}

void
live_garage_plug_adapter (LiveGarage *self)
{
  g_autoptr(GError) error = NULL;

  twc_sim_pty_open (self->pty, &error);
  g_assert_no_error (error);
  twc_garage_step (self->garage, g_get_monotonic_time ());
  twc_garage_return_adapter (self->garage);
}

void
live_garage_pull_adapter (LiveGarage *self)
{
  twc_garage_step (self->garage, g_get_monotonic_time ());
  twc_garage_remove_adapter (self->garage);
  twc_sim_pty_close (self->pty);
}

LiveGarage *
live_garage_new (const TwcGarageConfig *config, const char *link_path)
{
  const TwcSimPtyCallbacks callbacks = { on_received, on_changed };
  LiveGarage *self = g_new0 (LiveGarage, 1);

  self->garage = twc_garage_new (config, g_get_monotonic_time ());
  self->pty = twc_sim_pty_new (link_path, &callbacks, self);
  live_garage_plug_adapter (self);
  self->clock = twc_deadline_source_new (get_deadline, on_due, self);
  g_source_attach (self->clock, NULL);
  return self;
}

void
live_garage_free (LiveGarage *self)
{
  g_source_destroy (self->clock);
  g_source_unref (self->clock);
  twc_sim_pty_free (self->pty);
  twc_garage_free (self->garage);
  g_free (self);
}

TwcGarage *
live_garage_get (LiveGarage *self)
{
  return self->garage;
}

void
live_garage_set_tap (LiveGarage *self, LiveGarageTap tap, gpointer data)
{
  self->tap = tap;
  self->tap_data = data;
}

/* Past the line and its 9600 baud, as fast as the port takes it. Returns: how much it took */
gsize
live_garage_flood (LiveGarage *self, const guint8 *bytes, gsize n_bytes)
{
  return twc_sim_pty_send (self->pty, bytes, n_bytes);
}
