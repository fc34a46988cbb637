/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twcmanagerd"

#include "controller/twc-controller.h"

#include "controller/twc-clock.h"
#include "controller/twc-deadline-source.h"
#include "controller/twc-diagnosis.h"
#include "controller/twc-methods.h"
#include "controller/twc-plan-settings.h"
#include "controller/twc-service.h"
#include "controller/twc-source-desk.h"
#include "controller/twc-state-log.h"
#include "controller/twc-state-store.h"
#include "dbus/twc-dbus-names.h"
#include "port/twc-port.h"

/* charging-control 11.6. */
#define SHUT_DOWN_US TWC_SECONDS_US (10)
/* A deadline that a step does not move must not spin the processor. */
#define BREATH_US TWC_MILLISECONDS_US (5)
/* Nothing that the ring builds is ever refused; if it were, once a minute is enough to know. */
#define REFUSED_LOG_US TWC_SECONDS_US (60)

struct _TwcController
{
  TwcControllerEnded ended; /* NULL once called */
  gpointer user_data;

  TwcSettingsReader *reader;
  TwcSettingsWriter *writer;
  TwcRing *ring;
  TwcDiagnosis diagnosis;
  TwcPublisher *publisher;
  TwcMethods *methods;
  TwcService *service;
  TwcStateStore *store;
  TwcStateLog state_log;
  TwcPlanSettings plan_settings;
  TwcZoneWatch zone_watch;
  GSource *source;

  char *port_option;  /* of the command line; NULL = the setting decides */
  char *port_setting; /* as it was when the port was made */
  TwcPort *port;      /* NULL until it is known that no other controller runs */
  gboolean was_owned; /* the name has once been ours */

  gint64 refused_us;
  gint64 shut_down_us; /* TWC_NEVER while it is to run */
  gint64 breath_us;    /* no step before */
};

static void
end (TwcController *self, int status)
{
  TwcControllerEnded ended = self->ended;

  self->ended = NULL;
  if (ended != NULL)
    ended (status, self->user_data);
}

static gint64
get_deadline (gpointer user_data)
{
  TwcController *self = user_data;
  gint64 deadline_us = twc_ring_get_deadline (self->ring);
  const gint64 publish_us = twc_publisher_get_deadline (self->publisher);

  if (publish_us != TWC_NEVER)
    deadline_us = MIN (deadline_us, publish_us);
  if (self->shut_down_us != TWC_NEVER)
    deadline_us = MIN (deadline_us, self->shut_down_us + SHUT_DOWN_US);

  return MAX (deadline_us, self->breath_us);
}

static void
send_body (TwcController *self, const guint8 *body, gsize n_body, gint64 now_us)
{
  g_autoptr(GError) error = NULL;

  if (self->port == NULL || twc_port_send (self->port, body, n_body, &error))
    return;

  /* A dead or full line is the port's to tell; a refusal by the gate is a fault of ours (G2). */
  if (error->domain == TWC_GATE_ERROR &&
      (self->refused_us == TWC_NEVER || now_us - self->refused_us >= REFUSED_LOG_US))
    {
      g_message ("frame %02X%02X not sent: %s", body[0], body[1], error->message);
      self->refused_us = now_us;
    }
}

/* Everything that the world outside is told about a step. */
static void
tell (TwcController *self, TwcNow now)
{
  TwcKnownCharger known[TWC_MAX_CHARGERS];
  const guint n_known = twc_ring_get_known (self->ring, known);
  TwcBusHealth health;
  TwcPublication publication = {
    .settings = twc_ring_get_settings (self->ring),
    .site = twc_ring_get_site (self->ring),
    .plan = twc_ring_get_plan (self->ring),
    .health = &health,
    .problems = &self->diagnosis.problems,
    .port = self->port != NULL ? twc_port_get_name (self->port) : "",
    .now = now,
  };

  self->diagnosis.unsaved_state = twc_state_store_get_unsaved (self->store);
  twc_master_get_health (twc_ring_get_master (self->ring), &health);
  publication.problems_changed =
    twc_diagnosis_update (&self->diagnosis, self->ring, &health, self->reader, self->writer, now);
  twc_publisher_update (self->publisher, &publication);
  twc_state_log_update (&self->state_log, publication.settings, publication.site, publication.plan,
                        &health);
  twc_state_store_update (self->store, known, n_known, twc_ring_get_memory (self->ring), now);
  twc_plan_settings_update (&self->plan_settings, publication.settings, publication.plan, now);
}

/* Its own limits must be known before a unit is offered anything. */
static void
read_settings_of_present (TwcController *self)
{
  const TwcSite *site = twc_ring_get_site (self->ring);
  guint16 ids[TWC_MAX_CHARGERS];

  for (guint i = 0; i < site->n_chargers; i++)
    ids[i] = site->chargers[i].id;

  twc_settings_reader_set_present (self->reader, ids, site->n_chargers);
}

static gboolean
may_end (const TwcController *self, TwcNow now)
{
  return self->shut_down_us != TWC_NEVER &&
         (twc_ring_get_plan (self->ring)->may_end || self->diagnosis.port_open_us == TWC_NEVER ||
          now.us - self->shut_down_us >= SHUT_DOWN_US);
}

static void
follow_zone (TwcController *self, TwcNow now)
{
  if (twc_zone_watch_update (&self->zone_watch, now))
    twc_ring_set_zone (self->ring, self->zone_watch.zone);
}

static void
step (TwcController *self, TwcNow now)
{
  guint8 body[TWC_BODY_MAX];
  gsize n_body;

  follow_zone (self, now);
  read_settings_of_present (self);
  while ((n_body = twc_ring_step (self->ring, now, body)) > 0)
    send_body (self, body, n_body, now.us);
  tell (self, now);

  self->breath_us = 0;
  if (get_deadline (self) <= now.us)
    self->breath_us = now.us + BREATH_US;
  if (may_end (self, now))
    end (self, 0);
}

static void
on_due (gpointer user_data)
{
  step (user_data, twc_clock_read ());
}

static gsize
on_encode (const guint8 *body,
           gsize n_body,
           guint8 wire[TWC_PORT_WIRE_MAX],
           gpointer user_data,
           GError **error)
{
  TwcController *self = user_data;
  const TwcGate *gate = twc_master_get_gate (twc_ring_get_master (self->ring));
  const gsize n_wire = twc_gate_encode (gate, body, n_body, wire, error);

  G_STATIC_ASSERT (TWC_PORT_WIRE_MAX >= TWC_WIRE_MAX);
  if (n_wire > 0)
    twc_publisher_send_frame (self->publisher, "out", TWC_VERDICT_OK, wire, n_wire,
                              twc_clock_read ().us);
  return n_wire;
}

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  TwcController *self = user_data;

  twc_publisher_send_frame (self->publisher, "in", chunk->verdict, chunk->raw, chunk->n_raw,
                            twc_clock_read ().us);
}

static void
on_opened (gpointer user_data)
{
  TwcController *self = user_data;
  const TwcNow now = twc_clock_read ();

  g_message ("%s is open", twc_port_get_name (self->port));
  twc_diagnosis_port_opened (&self->diagnosis, now.us);
  twc_ring_connect (self->ring, now);
  step (self, now);
}

static void
on_received (const guint8 *bytes, gsize n_bytes, gpointer user_data)
{
  TwcController *self = user_data;
  const TwcNow now = twc_clock_read ();

  twc_ring_receive (self->ring, bytes, n_bytes, now);
  step (self, now);
}

static void
leave_line (TwcController *self, const GError *error, TwcNow now)
{
  if (self->diagnosis.port_open_us != TWC_NEVER)
    twc_ring_disconnect (self->ring, now);
  twc_diagnosis_port_closed (&self->diagnosis, twc_port_get_name (self->port), error);
}

static void
on_failed (const GError *error, gpointer user_data)
{
  TwcController *self = user_data;
  const TwcNow now = twc_clock_read ();

  leave_line (self, error, now);
  step (self, now);
}

static void
open_port (TwcController *self)
{
  const TwcPortCallbacks callbacks = { on_encode, on_opened, on_received, on_failed };
  const char *name = self->port_option;

  g_free (self->port_setting);
  self->port_setting = g_strdup (twc_settings_reader_get_port (self->reader));
  if (name == NULL)
    name = self->port_setting;

  if (self->port != NULL)
    leave_line (self, NULL, twc_clock_read ());
  g_clear_object (&self->port);
  self->port = twc_port_new (name, &callbacks, self);
  twc_port_start (self->port);
}

/* From here on the ring turns: it is known that no other controller does the job. */
static void
begin (TwcController *self)
{
  if (self->source != NULL)
    return;

  self->source = twc_deadline_source_new (get_deadline, on_due, self);
  g_source_attach (self->source, NULL);
  open_port (self);
}

static void
take_settings (TwcController *self)
{
  const TwcSettings *settings = twc_settings_reader_get_settings (self->reader);

  twc_ring_set_settings (self->ring, settings);
  twc_source_desk_sync (self->ring, settings);
}

static void
on_settings_changed (TwcController *self)
{
  const char *setting = twc_settings_reader_get_port (self->reader);

  take_settings (self);
  if (self->port != NULL && self->port_option == NULL && !g_str_equal (setting, self->port_setting))
    open_port (self);
}

/* What is a measurement to nobody costs nothing: the tap is open while somebody monitors. */
static void
on_monitors_changed (gpointer user_data)
{
  TwcController *self = user_data;
  const guint n_monitors = twc_watchers_get_n (twc_publisher_get_monitors (self->publisher));

  twc_master_set_tap (twc_ring_get_master (self->ring), n_monitors > 0 ? on_chunk : NULL, self);
}

static void
on_bus_connected (GDBusConnection *connection, gpointer user_data)
{
  TwcController *self = user_data;

  twc_publisher_set_connection (self->publisher, connection);
}

static void
on_name_owned (gpointer user_data)
{
  TwcController *self = user_data;

  self->was_owned = TRUE;
  g_message ("on the bus as " TWC_DBUS_NAME);
  begin (self);
}

/* At the start, another controller does the job already. Later, the bus was away and somebody
 * was quicker; then the cars have the port, and whoever has it goes on. */
static void
on_name_taken (guint pid, gpointer user_data)
{
  TwcController *self = user_data;

  twc_publisher_set_connection (self->publisher, NULL);
  if (self->port != NULL)
    {
      g_message ("process %u is on the bus as " TWC_DBUS_NAME " instead", pid);
      return;
    }

  g_printerr ("twcmanagerd: another controller is running already, process %u; look at it with "
              "“twcctl status”, or end it first\n",
              pid);
  end (self, 1);
}

/* The cars go on without a bus. */
static void
on_bus_lost (const char *why, gpointer user_data)
{
  TwcController *self = user_data;

  twc_publisher_set_connection (self->publisher, NULL);
  if (self->port == NULL || self->was_owned)
    g_message ("no session bus, the window and twcctl will find no controller: %s", why);
  self->was_owned = FALSE;
  begin (self);
}

static void
restore_ring (TwcController *self)
{
  TwcKnownCharger known[TWC_MAX_CHARGERS];
  const guint n_known = twc_state_store_load (self->store, known);
  GVariant *memory = twc_state_store_get_memory (self->store);
  const TwcNow now = twc_clock_read ();

  self->ring = twc_ring_new (TWC_MASTER_DEFAULT_ID, g_random_int (), known, n_known, now);
  if (memory != NULL && !twc_ring_restore (self->ring, memory, now))
    g_message ("the sessions of a former run are ignored: not written by this program");
  read_settings_of_present (self);
  take_settings (self);
  follow_zone (self, now);
}

/**
 * twc_controller_new:
 * @port: (nullable): of the command line; %NULL = as the settings say
 * @state_path: where the known Wall Connectors are kept
 * @ended: called once, from the main loop
 * @error: when the settings schema is missing
 */
TwcController *
twc_controller_new (const char *port,
                    const char *state_path,
                    TwcControllerEnded ended,
                    gpointer user_data,
                    GError **error)
{
  const TwcServiceCallbacks callbacks = { on_bus_connected, on_name_owned, on_name_taken,
                                          on_bus_lost };
  g_autoptr(TwcSettingsReader) reader = twc_settings_reader_new (NULL, error);
  TwcController *self;

  if (reader == NULL)
    return NULL;

  self = g_new0 (TwcController, 1);
  self->ended = ended;
  self->user_data = user_data;
  self->port_option = port != NULL && port[0] != '\0' ? g_strdup (port) : NULL;
  self->refused_us = self->shut_down_us = TWC_NEVER;
  self->reader = g_steal_pointer (&reader);
  self->writer = twc_settings_writer_new (NULL);
  self->plan_settings.writer = self->writer;
  self->store = twc_state_store_new (state_path);
  twc_diagnosis_init (&self->diagnosis);
  restore_ring (self);
  self->publisher = twc_publisher_new (on_monitors_changed, self);
  self->methods = twc_methods_new (self->publisher, self->ring, self->writer);
  self->service = twc_service_new (&callbacks, self);
  g_signal_connect_swapped (self->reader, "changed", G_CALLBACK (on_settings_changed), self);
  return self;
}

void
twc_controller_free (TwcController *self)
{
  g_signal_handlers_disconnect_by_data (self->reader, self);
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_object (&self->port);
  twc_service_free (self->service);
  twc_publisher_free (self->publisher);
  twc_methods_free (self->methods);
  twc_state_store_flush (self->store);
  twc_state_store_free (self->store);
  twc_diagnosis_clear (&self->diagnosis);
  twc_ring_free (self->ring);
  twc_zone_watch_clear (&self->zone_watch);
  g_object_unref (self->writer);
  g_object_unref (self->reader);
  g_free (self->port_option);
  g_free (self->port_setting);
  g_free (self);
}

/**
 * twc_controller_start:
 *
 * Takes its place on the bus and then the port, all from the main loop.
 */
void
twc_controller_start (TwcController *self)
{
  twc_service_start (self->service);
}

/**
 * twc_controller_shut_down:
 *
 * Lowers every car to its minimum and ends when that is confirmed, after ten seconds at the
 * latest (charging-control 11.6). Asked a second time it ends at once.
 */
void
twc_controller_shut_down (TwcController *self)
{
  if (self->shut_down_us != TWC_NEVER || self->source == NULL)
    {
      end (self, 0);
      return;
    }

  g_message ("ending: all cars down to their minimum first");
  self->shut_down_us = twc_clock_read ().us;
  twc_ring_shut_down (self->ring);
}
