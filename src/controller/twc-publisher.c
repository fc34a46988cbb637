/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-publisher"

#include "controller/twc-publisher.h"

#include "dbus/twc-dbus-names.h"

#define WATCHED_US TWC_SECONDS_US (1)
#define UNWATCHED_US TWC_SECONDS_US (10)

/* What is signalled whenever it changes; zeroed as a whole, so that it compares as one. */
typedef struct
{
  gint64 charge_now_until_s, resume_green_s, next_change_s;
  guint charge_now_wh, n_charge_now_ids;
  guint16 charge_now_ids[TWC_MAX_CHARGERS];
  guint bus_state, mode;
  guint fixed_ca, wiring_ca, available_ca, offered_ca, charge_now_ca;
} Shown;

struct _TwcPublisher
{
  GDBusConnection *connection; /* NULL while there is no bus */
  GDBusObjectManagerServer *manager;
  TwcDBusController1 *controller1;
  TwcWatchers *watchers; /* of measurements */
  TwcWatchers *monitors; /* of frames */
  TwcMonitorsFunc monitors_changed;
  gpointer monitors_data;
  TwcChargerFunc charger_func;
  gpointer charger_data;

  gboolean is_filled;
  Shown shown;
  TwcReason reason;
  TwcDecisionLog decisions;
  char *port;
  gint64 refreshed_us; /* TWC_NEVER: due at the next step */
  guint n_chargers;
  guint16 ids[TWC_MAX_CHARGERS];
  TwcChargerObject *chargers[TWC_MAX_CHARGERS];
};

/* Who has just begun to watch wants to see what is, not what was ten seconds ago. */
static void
on_watchers_changed (TwcPublisher *self)
{
  self->refreshed_us = TWC_NEVER;
}

static void
on_monitors_changed (TwcPublisher *self)
{
  on_watchers_changed (self);
  if (self->monitors_changed != NULL)
    self->monitors_changed (self->monitors_data);
}

/**
 * twc_publisher_new:
 * @monitors_changed: (nullable): told when the number of those who monitor changes
 */
TwcPublisher *
twc_publisher_new (TwcMonitorsFunc monitors_changed, gpointer user_data)
{
  TwcPublisher *self = g_new0 (TwcPublisher, 1);
  g_autoptr(TwcDBusObjectSkeleton) object = NULL;

  self->manager = g_dbus_object_manager_server_new (TWC_DBUS_ROOT);
  self->controller1 = twc_dbus_controller1_skeleton_new ();
  twc_dbus_controller1_set_version (self->controller1, TWC_VERSION);
  object = twc_dbus_object_skeleton_new (TWC_DBUS_CONTROLLER_PATH);
  twc_dbus_object_skeleton_set_controller1 (object, self->controller1);
  g_dbus_object_manager_server_export (self->manager, G_DBUS_OBJECT_SKELETON (object));

  self->watchers = twc_watchers_new (G_CALLBACK (on_watchers_changed), self);
  self->monitors = twc_watchers_new (G_CALLBACK (on_monitors_changed), self);
  self->monitors_changed = monitors_changed;
  self->monitors_data = user_data;
  self->refreshed_us = TWC_NEVER;
  return self;
}

void
twc_publisher_free (TwcPublisher *self)
{
  twc_watchers_free (self->watchers);
  twc_watchers_free (self->monitors);
  g_dbus_object_manager_server_set_connection (self->manager, NULL);
  for (guint i = 0; i < self->n_chargers; i++)
    twc_charger_object_free (self->chargers[i]);
  g_object_unref (self->controller1);
  g_object_unref (self->manager);
  g_clear_object (&self->connection);
  g_free (self->port);
  g_free (self);
}

/**
 * twc_publisher_set_charger_func:
 * @func: gives the methods of a new Wall Connector their meaning
 */
void
twc_publisher_set_charger_func (TwcPublisher *self, TwcChargerFunc func, gpointer user_data)
{
  self->charger_func = func;
  self->charger_data = user_data;
}

/**
 * twc_publisher_set_connection:
 * @connection: (nullable): the bus, or %NULL when it has gone
 *
 * Shows all objects there. Who watched on the bus before is forgotten.
 */
void
twc_publisher_set_connection (TwcPublisher *self, GDBusConnection *connection)
{
  twc_watchers_remove_all (self->watchers);
  twc_watchers_remove_all (self->monitors);
  g_set_object (&self->connection, connection);
  g_dbus_object_manager_server_set_connection (self->manager, connection);
}

static guint
sum_offers (const TwcSite *site)
{
  guint sum_ca = 0;

  for (guint i = 0; i < site->n_chargers; i++)
    sum_ca += site->chargers[i].online ? site->chargers[i].offer_ca : 0;

  return sum_ca;
}

static guint
sum_draws (const TwcSite *site)
{
  guint sum_ca = 0;

  for (guint i = 0; i < site->n_chargers; i++)
    sum_ca += site->chargers[i].online ? site->chargers[i].draw_ca : 0;

  return sum_ca;
}

static void
describe (Shown *shown, const TwcPublication *publication)
{
  const TwcSettings *settings = publication->settings;

  memset (shown, 0, sizeof *shown);
  shown->bus_state = publication->health->state;
  shown->mode = settings->mode;
  shown->fixed_ca = settings->fixed_ca;
  shown->wiring_ca = settings->wiring_all_ca;
  shown->available_ca = publication->plan->available_ca;
  shown->offered_ca = sum_offers (publication->site);
  shown->next_change_s = publication->plan->next_change_s;

  /* One that is over is none, however long its keys stay in the settings. */
  if (settings->charge_now_until_s > publication->now.unix_s && settings->charge_now_ca > 0)
    {
      shown->charge_now_ca = settings->charge_now_ca;
      shown->charge_now_until_s = settings->charge_now_until_s;
      shown->charge_now_wh = settings->charge_now_wh;
      shown->n_charge_now_ids = settings->n_charge_now_ids;
      memcpy (shown->charge_now_ids, settings->charge_now_ids, sizeof shown->charge_now_ids);
    }
  if (settings->mode != TWC_MODE_GREEN)
    shown->resume_green_s = MAX (settings->resume_green_s, 0);
}

static void
publish_charge_now (TwcPublisher *self)
{
  const Shown *shown = &self->shown;
  char texts[TWC_MAX_CHARGERS][TWC_ID_TEXT_SIZE];
  const char *ids[TWC_MAX_CHARGERS + 1] = { NULL };

  for (guint i = 0; i < shown->n_charge_now_ids; i++)
    {
      twc_id_to_text (shown->charge_now_ids[i], texts[i]);
      ids[i] = texts[i];
    }

  twc_dbus_controller1_set_charge_now_amps (self->controller1, shown->charge_now_ca / 100.0);
  twc_dbus_controller1_set_charge_now_until_time (self->controller1, shown->charge_now_until_s);
  twc_dbus_controller1_set_charge_now_kwh (self->controller1, shown->charge_now_wh / 1000.0);
  twc_dbus_controller1_set_charge_now_chargers (self->controller1, ids);
}

static void
publish_state (TwcPublisher *self)
{
  const Shown *shown = &self->shown;
  TwcDBusController1 *controller1 = self->controller1;

  twc_dbus_controller1_set_bus_state (controller1, twc_bus_state_to_nick (shown->bus_state));
  twc_dbus_controller1_set_mode (controller1, twc_mode_to_nick (shown->mode));
  twc_dbus_controller1_set_fixed_amps (controller1, shown->fixed_ca / 100.0);
  twc_dbus_controller1_set_wiring_amps (controller1, shown->wiring_ca / 100.0);
  twc_dbus_controller1_set_available_amps (controller1, shown->available_ca / 100.0);
  twc_dbus_controller1_set_offered_amps (controller1, shown->offered_ca / 100.0);
  twc_dbus_controller1_set_resume_green_time (controller1, shown->resume_green_s);
  twc_dbus_controller1_set_next_change_time (controller1, shown->next_change_s);
  publish_charge_now (self);
}

static void
publish_measurements (TwcPublisher *self, const TwcPublication *publication)
{
  const TwcBusHealth *health = publication->health;
  TwcDBusController1 *controller1 = self->controller1;

  twc_dbus_controller1_set_exposure_amps (controller1, publication->plan->exposure_ca / 100.0);
  twc_dbus_controller1_set_draw_amps (controller1, sum_draws (publication->site) / 100.0);
  twc_dbus_controller1_set_energy (controller1,
                                   twc_green_view_to_variant (&publication->plan->green));
  twc_dbus_controller1_set_frames (controller1, health->verdicts[TWC_VERDICT_OK]);
  twc_dbus_controller1_set_bad_frames (controller1, twc_bus_health_count_damaged (health));
  twc_dbus_controller1_set_last_frame_monotonic (
    controller1, health->last_frame_us != TWC_NEVER ? health->last_frame_us : 0);
}

/* A new cause is news; a countdown within it is a measurement, and waits for the refresh. */
static void
publish_reason (TwcPublisher *self, const TwcReason *reason, TwcRefresh refresh)
{
  if (self->is_filled && twc_reason_equal (&self->reason, reason))
    return;
  if (self->is_filled && self->reason.code == reason->code && refresh == TWC_REFRESH_STATE)
    return;

  self->reason = *reason;
  twc_dbus_controller1_set_reason (self->controller1, twc_reason_to_variant (reason));
}

static void
publish_site (TwcPublisher *self, const TwcPublication *publication, TwcRefresh refresh)
{
  Shown shown;

  describe (&shown, publication);
  if (!self->is_filled || memcmp (&shown, &self->shown, sizeof shown) != 0)
    {
      self->shown = shown;
      publish_state (self);
    }
  if (g_strcmp0 (self->port, publication->port) != 0)
    {
      g_free (self->port);
      self->port = g_strdup (publication->port);
      twc_dbus_controller1_set_port (self->controller1, self->port);
    }
  if (!self->is_filled || publication->problems_changed)
    twc_dbus_controller1_set_problems (self->controller1,
                                       twc_problem_list_to_variant (publication->problems));

  publish_reason (self, &publication->plan->reason, refresh);
  if (refresh == TWC_REFRESH_ALL || !self->is_filled)
    publish_measurements (self, publication);
  self->is_filled = TRUE;
}

static void
remove_charger (TwcPublisher *self, guint index)
{
  TwcChargerObject *charger = self->chargers[index];

  g_dbus_object_manager_server_unexport (self->manager, twc_charger_object_get_path (charger));
  twc_charger_object_free (charger);

  self->n_chargers--;
  self->ids[index] = self->ids[self->n_chargers];
  self->chargers[index] = self->chargers[self->n_chargers];
}

static TwcChargerObject *
find_charger (TwcPublisher *self, guint16 id)
{
  for (guint i = 0; i < self->n_chargers; i++)
    if (self->ids[i] == id)
      return self->chargers[i];

  return NULL;
}

static gboolean
is_on_site (const TwcSite *site, guint16 id)
{
  for (guint i = 0; i < site->n_chargers; i++)
    if (site->chargers[i].id == id)
      return TRUE;

  return FALSE;
}

static void
add_charger (TwcPublisher *self, const TwcPublication *publication, const TwcChargerState *state)
{
  TwcChargerObject *charger = twc_charger_object_new (state->id);

  self->ids[self->n_chargers] = state->id;
  self->chargers[self->n_chargers] = charger;
  self->n_chargers++;

  if (self->charger_func != NULL)
    self->charger_func (twc_charger_object_get_charger1 (charger), state->id, self->charger_data);
  twc_charger_object_update (charger, publication, state, TWC_REFRESH_ALL);
  g_dbus_object_manager_server_export (
    self->manager, G_DBUS_OBJECT_SKELETON (twc_charger_object_get_skeleton (charger)));
}

static void
publish_chargers (TwcPublisher *self, const TwcPublication *publication, TwcRefresh refresh)
{
  const TwcSite *site = publication->site;

  for (guint i = self->n_chargers; i > 0; i--)
    if (!is_on_site (site, self->ids[i - 1]))
      remove_charger (self, i - 1);

  for (guint i = 0; i < site->n_chargers; i++)
    {
      TwcChargerObject *charger = find_charger (self, site->chargers[i].id);

      if (charger != NULL)
        twc_charger_object_update (charger, publication, &site->chargers[i], refresh);
      else
        add_charger (self, publication, &site->chargers[i]);
    }
}

static gboolean
is_watched (const TwcPublisher *self)
{
  return twc_watchers_get_n (self->watchers) > 0 || twc_watchers_get_n (self->monitors) > 0;
}

/**
 * twc_publisher_update:
 *
 * Takes over one step. Costs little, and no message, when nothing changed.
 */
void
twc_publisher_update (TwcPublisher *self, const TwcPublication *publication)
{
  const gint64 period_us = is_watched (self) ? WATCHED_US : UNWATCHED_US;
  TwcRefresh refresh = TWC_REFRESH_STATE;

  if (self->refreshed_us == TWC_NEVER || publication->now.us - self->refreshed_us >= period_us)
    {
      refresh = TWC_REFRESH_ALL;
      self->refreshed_us = publication->now.us;
    }

  publish_chargers (self, publication, refresh);
  publish_site (self, publication, refresh);
  twc_decision_log_note (&self->decisions, publication->plan, publication->site,
                         publication->now.unix_s);
}

/**
 * twc_publisher_get_deadline:
 *
 * Returns: when the next twc_publisher_update() is due; %TWC_NEVER while nobody watches, for
 *   then the steps that happen anyway are often enough
 */
gint64
twc_publisher_get_deadline (const TwcPublisher *self)
{
  if (!is_watched (self))
    return TWC_NEVER;

  return self->refreshed_us != TWC_NEVER ? self->refreshed_us + WATCHED_US : 0;
}

TwcDBusController1 *
twc_publisher_get_controller1 (TwcPublisher *self)
{
  return self->controller1;
}

TwcWatchers *
twc_publisher_get_watchers (TwcPublisher *self)
{
  return self->watchers;
}

TwcWatchers *
twc_publisher_get_monitors (TwcPublisher *self)
{
  return self->monitors;
}

const TwcDecisionLog *
twc_publisher_get_decisions (const TwcPublisher *self)
{
  return &self->decisions;
}

/**
 * twc_publisher_get_samples:
 *
 * Returns: (transfer none) (nullable): the samples of @id; %NULL when it is not here
 */
const TwcSampleStore *
twc_publisher_get_samples (TwcPublisher *self, guint16 id)
{
  TwcChargerObject *charger = find_charger (self, id);

  return charger != NULL ? twc_charger_object_get_samples (charger) : NULL;
}

/**
 * twc_publisher_send_frame:
 * @direction: "in" or "out"
 * @raw: the bytes on the wire
 *
 * Tells those who monitor, each by itself: to all others frames are a secret kept cheaply.
 */
void
twc_publisher_send_frame (TwcPublisher *self,
                          const char *direction,
                          TwcVerdict verdict,
                          const guint8 *raw,
                          gsize n_raw,
                          gint64 now_us)
{
  const char *const *names = twc_watchers_get_names (self->monitors);

  if (self->connection == NULL)
    return;

  for (; *names != NULL; names++)
    g_dbus_connection_emit_signal (
      self->connection, *names, TWC_DBUS_CONTROLLER_PATH, "org.twcmanager.Controller1", "Frame",
      g_variant_new ("(ss@ayx)", direction, twc_verdict_to_nick (verdict),
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, raw, n_raw, 1), now_us),
      NULL);
}
