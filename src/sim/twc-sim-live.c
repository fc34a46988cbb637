/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-sim-live.h"

#include "sim/twc-sim-pty.h"

struct _TwcSimLive
{
  const TwcScenario *scenario;
  TwcGarage *garage;
  TwcSimPty *pty;
  GSource *alarm;
  gint64 start_us;
  gint64 end_us;
  guint n_applied; /* events of the scenario */
  TwcSimLiveOpened opened;
  TwcSimLiveEnded ended;
  gpointer user_data;
};

static void
set_alarm (TwcSimLive *self)
{
  const TwcScenario *scenario = self->scenario;
  gint64 due_us = MIN (twc_garage_get_deadline (self->garage), self->end_us);

  if (self->n_applied < scenario->n_events)
    due_us = MIN (due_us, self->start_us + scenario->events[self->n_applied].at_us);

  g_source_set_ready_time (self->alarm, due_us == G_MAXINT64 ? -1 : due_us);
}

static void
open_pty (TwcSimLive *self)
{
  g_autoptr(GError) error = NULL;

  if (twc_sim_pty_open (self->pty, &error))
    self->opened (twc_sim_pty_get_name (self->pty), self->user_data);
  else
    self->ended (error, self->user_data);
}

/* A missing adapter is a missing terminal here; the garage hears of it as of an owner who left. */
static void
apply (TwcSimLive *self, const TwcEvent *event)
{
  if (event->type == TWC_EVENT_ADAPTER_GONE)
    {
      twc_sim_pty_close (self->pty);
      twc_garage_remove_adapter (self->garage);
    }
  else if (event->type == TWC_EVENT_ADAPTER_BACK)
    open_pty (self);
  else
    twc_scenario_apply (event, self->garage);
}

static void
apply_due (TwcSimLive *self, gint64 now_us)
{
  const TwcScenario *scenario = self->scenario;

  while (self->n_applied < scenario->n_events &&
         self->start_us + scenario->events[self->n_applied].at_us <= now_us)
    apply (self, &scenario->events[self->n_applied++]);
}

static void
deliver (TwcSimLive *self, gint64 now_us)
{
  guint8 bytes[1024];
  gsize n_bytes;

  while ((n_bytes = twc_garage_read (self->garage, bytes, sizeof bytes, now_us)) > 0)
    twc_sim_pty_send (self->pty, bytes, n_bytes);
}

static gboolean
on_alarm (gpointer user_data)
{
  TwcSimLive *self = user_data;
  const gint64 now_us = g_get_monotonic_time ();

  twc_garage_step (self->garage, now_us);
  apply_due (self, now_us);
  deliver (self, now_us);
  set_alarm (self);

  if (now_us >= self->end_us)
    {
      self->end_us = G_MAXINT64;
      self->ended (NULL, self->user_data);
    }
  return G_SOURCE_CONTINUE;
}

static void
on_received (const guint8 *bytes, gsize n_bytes, gpointer user_data)
{
  TwcSimLive *self = user_data;
  const gint64 now_us = g_get_monotonic_time ();

  twc_garage_write (self->garage, bytes, n_bytes, now_us);
  deliver (self, now_us);
  set_alarm (self);
}

/* Nobody has the terminal open: no master is to blame then, and what the units say is lost, as
 * on a port that is closed. */
static void
on_changed (gpointer user_data)
{
  TwcSimLive *self = user_data;

  twc_garage_step (self->garage, g_get_monotonic_time ());
  if (twc_sim_pty_is_in_use (self->pty))
    twc_garage_return_adapter (self->garage);
  else
    twc_garage_remove_adapter (self->garage);
  set_alarm (self);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

/**
 * twc_sim_live_start:
 *
 * Opens the terminal. Time has been running since twc_sim_live_new().
 */
gboolean
twc_sim_live_start (TwcSimLive *self, GError **error)
{
  if (!twc_sim_pty_open (self->pty, error))
    return FALSE;

  self->opened (twc_sim_pty_get_name (self->pty), self->user_data);
  set_alarm (self);
  return TRUE;
}

TwcGarage *
twc_sim_live_get_garage (TwcSimLive *self)
{
  return self->garage;
}

gint64
twc_sim_live_get_elapsed (TwcSimLive *self)
{
  return g_get_monotonic_time () - self->start_us;
}

/**
 * twc_sim_live_new:
 * @scenario: must outlive the garage
 * @link: (nullable): the adapter's stable name
 */
TwcSimLive *
twc_sim_live_new (const TwcScenario *scenario,
                  const char *link,
                  TwcSimLiveOpened opened,
                  TwcSimLiveEnded ended,
                  gpointer user_data)
{
  static GSourceFuncs funcs = { .dispatch = dispatch };
  const TwcSimPtyCallbacks callbacks = { on_received, on_changed };
  TwcSimLive *self = g_new0 (TwcSimLive, 1);

  self->scenario = scenario;
  self->opened = opened;
  self->ended = ended;
  self->user_data = user_data;
  self->start_us = g_get_monotonic_time ();
  self->end_us = scenario->duration_us > 0 ? self->start_us + scenario->duration_us : G_MAXINT64;
  self->garage = twc_garage_new (&scenario->garage, self->start_us);
  twc_garage_remove_adapter (self->garage);
  self->pty = twc_sim_pty_new (link, &callbacks, self);

  self->alarm = g_source_new (&funcs, sizeof (GSource));
  g_source_set_callback (self->alarm, on_alarm, self, NULL);
  g_source_set_can_recurse (self->alarm, TRUE);
  g_source_attach (self->alarm, NULL);
  return self;
}

void
twc_sim_live_free (TwcSimLive *self)
{
  g_source_destroy (self->alarm);
  g_source_unref (self->alarm);
  twc_sim_pty_free (self->pty);
  twc_garage_free (self->garage);
  g_free (self);
}
