/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-client"

#include "client/twc-client-private.h"

#include "client/twc-charger-private.h"
#include "dbus/twc-dbus-names.h"
#include "values/twc-settings.h"

/* A controller that has its name but no objects yet is asked again after so long. */
#define RETRY_S 1

static GParamSpec *properties[N_PROPS];

static const TwcFact table[N_PROPS] = {
  [PROP_SETTLED] = { "settled", G_TYPE_BOOLEAN },
  [PROP_CONNECTED] = { "connected", G_TYPE_BOOLEAN },
  [PROP_VERSION] = { "version", G_TYPE_STRING },
  [PROP_BUS_STATE] = { "bus-state", G_TYPE_STRING },
  [PROP_BUS_TEXT] = { "bus-text", G_TYPE_STRING },
  [PROP_PORT] = { "port", G_TYPE_STRING },
  [PROP_MODE] = { "mode", G_TYPE_STRING },
  [PROP_FIXED_AMPS] = { "fixed-amps", G_TYPE_DOUBLE },
  [PROP_WIRING_AMPS] = { "wiring-amps", G_TYPE_DOUBLE },
  [PROP_AVAILABLE_AMPS] = { "available-amps", G_TYPE_DOUBLE },
  [PROP_OFFERED_AMPS] = { "offered-amps", G_TYPE_DOUBLE },
  [PROP_EXPOSURE_AMPS] = { "exposure-amps", G_TYPE_DOUBLE },
  [PROP_DRAW_AMPS] = { "draw-amps", G_TYPE_DOUBLE },
  [PROP_CHARGING_NOW] = { "charging-now", G_TYPE_BOOLEAN },
  [PROP_CHARGE_NOW_TEXT] = { "charge-now-text", G_TYPE_STRING },
  [PROP_HEADLINE] = { "headline", G_TYPE_STRING },
  [PROP_REASON_CODE] = { "reason-code", G_TYPE_STRING },
  [PROP_REASON_TEXT] = { "reason-text", G_TYPE_STRING },
  [PROP_STYLE] = { "style", G_TYPE_STRING },
  [PROP_EMPTY_TITLE] = { "empty-title", G_TYPE_STRING },
  [PROP_EMPTY_TEXT] = { "empty-text", G_TYPE_STRING },
};

G_DEFINE_FINAL_TYPE (TwcClient, twc_client, G_TYPE_OBJECT)

static void start (TwcClient *self);

/* Chargers */

static void
on_charger_changed (TwcClient *self)
{
  twc_client_show_words (self, g_get_monotonic_time ());
}

static int
compare_chargers (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return g_strcmp0 (twc_charger_get_id ((TwcCharger *) a), twc_charger_get_id ((TwcCharger *) b));
}

static gboolean
find_charger (TwcClient *self, TwcDBusCharger1 *proxy, guint *position)
{
  GListModel *chargers = G_LIST_MODEL (self->chargers);

  for (guint i = 0; i < g_list_model_get_n_items (chargers); i++)
    {
      g_autoptr(TwcCharger) charger = g_list_model_get_item (chargers, i);

      if (twc_charger_get_proxy (charger) != proxy)
        continue;
      *position = i;
      return TRUE;
    }

  return FALSE;
}

static void
add_charger (TwcClient *self, TwcDBusCharger1 *proxy)
{
  /* What the words about the site depend on. */
  const char *const causes[] = { "notify::offer-amps", "notify::draw-amps", "notify::online",
                                 "notify::paused", "notify::measured-text" };
  const gint64 now_us = g_get_monotonic_time ();
  g_autoptr(TwcCharger) charger = NULL;
  guint position;

  if (find_charger (self, proxy, &position) ||
      g_list_model_get_n_items (G_LIST_MODEL (self->chargers)) >= TWC_SETTINGS_MAX_CHARGERS)
    return;

  charger = twc_charger_new (proxy, now_us);
  for (gsize i = 0; i < G_N_ELEMENTS (causes); i++)
    g_signal_connect_object (charger, causes[i], G_CALLBACK (on_charger_changed), self,
                             G_CONNECT_SWAPPED);
  g_list_store_insert_sorted (self->chargers, charger, compare_chargers, NULL);
  if (self->watching)
    twc_charger_fetch_samples (charger);
  twc_client_show_words (self, now_us);
}

static void
remove_charger (TwcClient *self, TwcDBusCharger1 *proxy)
{
  guint position;

  if (!find_charger (self, proxy, &position))
    return;

  g_list_store_remove (self->chargers, position);
  twc_client_show_words (self, g_get_monotonic_time ());
}

/* Each second while somebody watches */

/**
 * twc_client_tick:
 *
 * Countdowns go on, and graphs get their next second.
 */
void
twc_client_tick (TwcClient *self, gint64 now_us)
{
  GListModel *chargers = G_LIST_MODEL (self->chargers);

  twc_client_show_words (self, now_us);
  for (guint i = 0; i < g_list_model_get_n_items (chargers); i++)
    {
      g_autoptr(TwcCharger) charger = g_list_model_get_item (chargers, i);

      twc_charger_tick (charger, now_us);
    }
}

static gboolean
on_tick (gpointer user_data)
{
  twc_client_tick (TWC_CLIENT (user_data), g_get_monotonic_time ());
  return G_SOURCE_CONTINUE;
}

/* Asked before the objects are fetched: what is fetched then is fresh. Nothing depends on the
 * answer, as a controller that refuses still signals, only more rarely. */
static void
ask_to_watch (TwcClient *self)
{
  g_dbus_connection_call (self->connection, self->owner, TWC_DBUS_CONTROLLER_PATH,
                          "org.twcmanager.Controller1", "Watch", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static void
start_ticking (TwcClient *self)
{
  if (self->watching && self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (1, on_tick, self);
}

/* The controller */

static void
on_controller_changed (TwcClient *self)
{
  twc_client_show (self, g_get_monotonic_time ());
}

static void
take_controller (TwcClient *self, TwcDBusController1 *controller)
{
  if (self->controller != NULL)
    return;

  self->controller = g_object_ref (controller);
  self->settled = TRUE;
  g_signal_connect_object (controller, "g-properties-changed", G_CALLBACK (on_controller_changed),
                           self, G_CONNECT_SWAPPED);
  start_ticking (self);
  twc_client_show (self, g_get_monotonic_time ());
}

static void
drop_controller (TwcClient *self)
{
  if (self->controller == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->controller, self);
  g_clear_object (&self->controller);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  twc_client_show (self, g_get_monotonic_time ());
}

static void
on_interface_added (TwcClient *self, GDBusObject *object, GDBusInterface *interface)
{
  if (TWC_DBUS_IS_CHARGER1 (interface))
    add_charger (self, TWC_DBUS_CHARGER1 (interface));
  else if (TWC_DBUS_IS_CONTROLLER1 (interface))
    take_controller (self, TWC_DBUS_CONTROLLER1 (interface));
}

static void
on_interface_removed (TwcClient *self, GDBusObject *object, GDBusInterface *interface)
{
  if (TWC_DBUS_IS_CHARGER1 (interface))
    remove_charger (self, TWC_DBUS_CHARGER1 (interface));
  else if (TWC_DBUS_IS_CONTROLLER1 (interface))
    drop_controller (self);
}

static void
for_each_interface (TwcClient *self,
                    GDBusObject *object,
                    void (*func) (TwcClient *self, GDBusObject *object, GDBusInterface *interface))
{
  GList *interfaces = g_dbus_object_get_interfaces (object);

  for (GList *l = interfaces; l != NULL; l = l->next)
    func (self, object, l->data);
  g_list_free_full (interfaces, g_object_unref);
}

static void
on_object_added (TwcClient *self, GDBusObject *object)
{
  for_each_interface (self, object, on_interface_added);
}

static void
on_object_removed (TwcClient *self, GDBusObject *object)
{
  for_each_interface (self, object, on_interface_removed);
}

static void
take_manager (TwcClient *self, GDBusObjectManager *manager)
{
  GList *objects = g_dbus_object_manager_get_objects (manager);

  self->manager = g_object_ref (manager);
  g_signal_connect_object (manager, "object-added", G_CALLBACK (on_object_added), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "object-removed", G_CALLBACK (on_object_removed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "interface-added", G_CALLBACK (on_interface_added), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "interface-removed", G_CALLBACK (on_interface_removed), self,
                           G_CONNECT_SWAPPED);

  for (GList *l = objects; l != NULL; l = l->next)
    on_object_added (self, l->data);
  g_list_free_full (objects, g_object_unref);
}

static gboolean
on_retry (gpointer user_data)
{
  TwcClient *self = TWC_CLIENT (user_data);

  self->retry_id = 0;
  start (self);
  return G_SOURCE_REMOVE;
}

static void
on_manager_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(TwcClient) self = user_data; /* the reference that starting took */
  g_autoptr(GDBusObjectManager) manager = NULL;
  g_autoptr(GError) error = NULL;

  manager = twc_dbus_object_manager_client_new_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (manager == NULL)
    {
      g_debug ("the controller does not show its objects yet: %s", error->message);
      self->retry_id = g_timeout_add_seconds (RETRY_S, on_retry, self);
      return;
    }

  take_manager (self, manager);
}

/* Bound to the unique name: a manager of the well-known name would fetch everything by a blocking
 * call when a restarted controller takes it over. */
static void
start (TwcClient *self)
{
  if (self->watching)
    ask_to_watch (self);

  twc_dbus_object_manager_client_new (
    self->connection, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START, self->owner,
    TWC_DBUS_ROOT, self->cancellable, on_manager_ready, g_object_ref (self));
}

static void
stop (TwcClient *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  g_clear_object (&self->manager);
  g_clear_pointer (&self->owner, g_free);

  g_list_store_remove_all (self->chargers);
  drop_controller (self);
}

static void
on_name_appeared (GDBusConnection *connection,
                  const char *name,
                  const char *owner,
                  gpointer user_data)
{
  TwcClient *self = TWC_CLIENT (user_data);

  stop (self);
  self->owner = g_strdup (owner);
  self->cancellable = g_cancellable_new ();
  start (self);
}

static void
on_name_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  TwcClient *self = TWC_CLIENT (user_data);

  stop (self);
  self->settled = TRUE;
  twc_client_show (self, g_get_monotonic_time ());
}

static void
twc_client_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TwcClient *self = TWC_CLIENT (object);

  if (prop_id == PROP_CHARGERS)
    g_value_set_object (value, self->chargers);
  else if (prop_id == PROP_PROBLEMS)
    g_value_set_object (value, self->problems);
  else
    twc_facts_get (&self->facts, prop_id, value);
}

static void
twc_client_dispose (GObject *object)
{
  TwcClient *self = TWC_CLIENT (object);

  g_clear_handle_id (&self->name_id, g_bus_unwatch_name);
  if (self->chargers != NULL)
    stop (self);
  g_clear_object (&self->chargers);
  g_clear_object (&self->problems);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (twc_client_parent_class)->dispose (object);
}

static void
twc_client_finalize (GObject *object)
{
  TwcClient *self = TWC_CLIENT (object);

  g_clear_pointer (&self->problems_shown, g_variant_unref);
  twc_timed_reason_clear (&self->reason);
  twc_facts_clear (&self->facts);

  G_OBJECT_CLASS (twc_client_parent_class)->finalize (object);
}

static void
twc_client_class_init (TwcClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = twc_client_get_property;
  object_class->dispose = twc_client_dispose;
  object_class->finalize = twc_client_finalize;

  twc_facts_add_specs (table, N_PROPS, properties);
  properties[PROP_CHARGERS] =
    g_param_spec_object ("chargers", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_PROBLEMS] =
    g_param_spec_object ("problems", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_WORST_PROBLEM] =
    g_param_spec_object ("worst-problem", NULL, NULL, TWC_TYPE_PROBLEM_ITEM, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
twc_client_init (TwcClient *self)
{
  self->chargers = g_list_store_new (TWC_TYPE_CHARGER);
  self->problems = g_list_store_new (TWC_TYPE_PROBLEM_ITEM);
  twc_facts_init (&self->facts, self, properties, N_PROPS);
  twc_client_show (self, 0);
}

/**
 * twc_client_new:
 * @connection: the session bus
 *
 * Begins to follow the controller; nothing blocks, and nothing is known before the main loop
 * runs.
 */
TwcClient *
twc_client_new (GDBusConnection *connection)
{
  TwcClient *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);

  self = g_object_new (TWC_TYPE_CLIENT, NULL);
  self->connection = g_object_ref (connection);
  self->name_id =
    g_bus_watch_name_on_connection (connection, TWC_DBUS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                    on_name_appeared, on_name_vanished, self, NULL);

  return self;
}

/**
 * twc_client_watch:
 *
 * Live measurements from now on, with this controller and with each that follows it.
 */
void
twc_client_watch (TwcClient *self)
{
  GListModel *chargers;

  g_return_if_fail (TWC_IS_CLIENT (self));

  if (self->watching)
    return;

  self->watching = TRUE;
  if (self->controller == NULL)
    return;

  ask_to_watch (self);
  start_ticking (self);
  chargers = G_LIST_MODEL (self->chargers);
  for (guint i = 0; i < g_list_model_get_n_items (chargers); i++)
    {
      g_autoptr(TwcCharger) charger = g_list_model_get_item (chargers, i);

      twc_charger_fetch_samples (charger);
    }
}

gboolean
twc_client_is_settled (TwcClient *self)
{
  g_return_val_if_fail (TWC_IS_CLIENT (self), FALSE);

  return self->settled;
}

gboolean
twc_client_is_connected (TwcClient *self)
{
  g_return_val_if_fail (TWC_IS_CLIENT (self), FALSE);

  return self->controller != NULL;
}

TwcDBusController1 *
twc_client_get_proxy (TwcClient *self)
{
  g_return_val_if_fail (TWC_IS_CLIENT (self), NULL);

  return self->controller;
}

GListModel *
twc_client_get_chargers (TwcClient *self)
{
  g_return_val_if_fail (TWC_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->chargers);
}

GListModel *
twc_client_get_problems (TwcClient *self)
{
  g_return_val_if_fail (TWC_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->problems);
}
