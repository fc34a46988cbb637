/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/fake-controller.h"

#include "dbus/twc-dbus-names.h"

static gboolean
answer (FakeController *self, GDBusMethodInvocation *invocation, char *call)
{
  g_ptr_array_add (self->calls, call);
  if (self->refusal != NULL)
    g_dbus_method_invocation_return_dbus_error (invocation, "org.twcmanager.Error.Refused",
                                                self->refusal);
  else
    g_dbus_method_invocation_return_value (invocation, NULL);

  return TRUE;
}

static gboolean
on_charge_now (FakeController *self, GDBusMethodInvocation *invocation, double amps, gint64 until)
{
  return answer (self, invocation, g_strdup_printf ("ChargeNow %g %" G_GINT64_FORMAT, amps, until));
}

static gboolean
on_set_mode (FakeController *self, GDBusMethodInvocation *invocation, const char *mode, double amps)
{
  return answer (self, invocation, g_strdup_printf ("SetMode %s %g", mode, amps));
}

static gboolean
on_charge_now_for (FakeController *self, GDBusMethodInvocation *invocation, GVariant *options)
{
  g_autofree char *text = g_variant_print (options, FALSE);

  return answer (self, invocation, g_strconcat ("ChargeNowFor ", text, NULL));
}

static gboolean
on_set_mode_until (FakeController *self,
                   GDBusMethodInvocation *invocation,
                   const char *mode,
                   double amps,
                   gint64 resume)
{
  return answer (self, invocation,
                 g_strdup_printf ("SetModeUntil %s %g %" G_GINT64_FORMAT, mode, amps, resume));
}

static gboolean
on_send (FakeController *self, GDBusMethodInvocation *invocation, GVariant *body)
{
  gsize n_body;
  const guint8 *bytes = g_variant_get_fixed_array (body, &n_body, 1);
  GString *call = g_string_new ("Send ");

  for (gsize i = 0; i < n_body; i++)
    g_string_append_printf (call, "%02X", bytes[i]);

  return answer (self, invocation, g_string_free (call, FALSE));
}

static gboolean
on_monitor (FakeController *self, GDBusMethodInvocation *invocation, gboolean on)
{
  return answer (self, invocation, g_strdup_printf ("Monitor %d", on));
}

static gboolean
on_plain_call (FakeController *self, GDBusMethodInvocation *invocation)
{
  return answer (self, invocation,
                 g_strdup (g_dbus_method_invocation_get_method_name (invocation)));
}

static gboolean
on_charger_call (FakeController *self, GDBusMethodInvocation *invocation)
{
  g_autofree char *id = g_path_get_basename (g_dbus_method_invocation_get_object_path (invocation));

  return answer (
    self, invocation,
    g_strdup_printf ("%s %s", g_dbus_method_invocation_get_method_name (invocation), id));
}

static gboolean
on_get_samples (FakeController *self, GDBusMethodInvocation *invocation, guint seconds)
{
  const guint n = MIN (seconds, self->n_past);
  GVariantBuilder offered, drawn;

  g_ptr_array_add (self->calls, g_strdup_printf ("GetSamples %u", seconds));
  if (self->silent)
    return TRUE; /* the caller's time-out is its own affair */

  g_variant_builder_init (&offered, G_VARIANT_TYPE ("aq"));
  g_variant_builder_init (&drawn, G_VARIANT_TYPE ("aq"));
  for (guint i = self->n_past - n; i < self->n_past; i++)
    {
      g_variant_builder_add (&offered, "q", self->past_ca[i]);
      g_variant_builder_add (&drawn, "q", self->past_ca[i] - 1);
    }
  g_dbus_method_invocation_return_value (
    invocation, g_variant_new ("(xaqaq)", g_get_monotonic_time (), &offered, &drawn));
  return TRUE;
}

static TwcDBusController1 *
new_controller (FakeController *self)
{
  TwcDBusController1 *controller = twc_dbus_controller1_skeleton_new ();
  const char *const plain[] = { "handle-cancel-charge-now", "handle-stop-all",
                                "handle-allow-charging", "handle-watch", "handle-unwatch" };
  const TwcReason reason = twc_reason_new (TWC_REASON_OFF);

  g_signal_connect_swapped (controller, "handle-charge-now", G_CALLBACK (on_charge_now), self);
  g_signal_connect_swapped (controller, "handle-set-mode", G_CALLBACK (on_set_mode), self);
  g_signal_connect_swapped (controller, "handle-charge-now-for", G_CALLBACK (on_charge_now_for),
                            self);
  g_signal_connect_swapped (controller, "handle-set-mode-until", G_CALLBACK (on_set_mode_until),
                            self);
  g_signal_connect_swapped (controller, "handle-send", G_CALLBACK (on_send), self);
  g_signal_connect_swapped (controller, "handle-monitor", G_CALLBACK (on_monitor), self);
  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    g_signal_connect_swapped (controller, plain[i], G_CALLBACK (on_plain_call), self);

  twc_dbus_controller1_set_version (controller, "0.1.0");
  twc_dbus_controller1_set_bus_state (controller, "ok");
  twc_dbus_controller1_set_port (controller, "/dev/ttyUSB0");
  twc_dbus_controller1_set_mode (controller, "off");
  twc_dbus_controller1_set_wiring_amps (controller, 40);
  twc_dbus_controller1_set_problems (controller, g_variant_new ("a(ssxa{sv})", NULL));
  fake_controller_set_reason (controller, reason);

  return controller;
}

FakeController *
fake_controller_new (void)
{
  FakeController *self = g_new0 (FakeController, 1);
  g_autoptr(GError) error = NULL;

  /* A connection of its own: to the client it is another process. */
  self->connection = g_dbus_connection_new_for_address_sync (
    g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  self->calls = g_ptr_array_new_with_free_func (g_free);
  self->controller = new_controller (self);

  return self;
}

void
fake_controller_free (FakeController *self)
{
  fake_controller_vanish (self);
  g_clear_object (&self->controller);
  g_ptr_array_unref (self->calls);
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_object_unref (self->connection);
  g_free (self->past_ca);
  g_free (self);
}

static void
on_name_acquired (GDBusConnection *connection, const char *name, gpointer user_data)
{
  FakeController *self = user_data;

  self->has_name = TRUE;
}

void
fake_controller_appear (FakeController *self)
{
  g_autoptr(TwcDBusObjectSkeleton) object =
               twc_dbus_object_skeleton_new (TWC_DBUS_CONTROLLER_PATH);

  g_assert_null (self->manager);
  self->manager = g_dbus_object_manager_server_new (TWC_DBUS_ROOT);
  twc_dbus_object_skeleton_set_controller1 (object, self->controller);
  g_dbus_object_manager_server_export (self->manager, G_DBUS_OBJECT_SKELETON (object));
  g_dbus_object_manager_server_set_connection (self->manager, self->connection);
  self->name_id =
    g_bus_own_name_on_connection (self->connection, TWC_DBUS_NAME, G_BUS_NAME_OWNER_FLAGS_NONE,
                                  on_name_acquired, NULL, self, NULL);
  /* Another process that is started next must find it. */
  while (!self->has_name)
    g_main_context_iteration (NULL, TRUE);
}

void
fake_controller_vanish (FakeController *self)
{
  g_clear_handle_id (&self->name_id, g_bus_unown_name);
  self->has_name = FALSE;
  g_clear_object (&self->manager);
}

TwcDBusCharger1 *
fake_controller_add_charger (FakeController *self, const char *id)
{
  g_autofree char *path = g_strconcat (TWC_DBUS_CHARGERS_PATH, "/", id, NULL);
  g_autoptr(TwcDBusObjectSkeleton) object = twc_dbus_object_skeleton_new (path);
  g_autoptr(TwcDBusCharger1) charger = twc_dbus_charger1_skeleton_new ();
  const double volts[] = { 241 };
  const TwcReason reason = twc_reason_new (TWC_REASON_OFF);

  g_signal_connect_swapped (charger, "handle-pause", G_CALLBACK (on_charger_call), self);
  g_signal_connect_swapped (charger, "handle-resume", G_CALLBACK (on_charger_call), self);
  g_signal_connect_swapped (charger, "handle-get-samples", G_CALLBACK (on_get_samples), self);
  twc_dbus_charger1_set_id (charger, id);
  twc_dbus_charger1_set_online (charger, TRUE);
  twc_dbus_charger1_set_protocol (charger, 2);
  twc_dbus_charger1_set_rating_amps (charger, 32);
  twc_dbus_charger1_set_activity (charger, "no-car");
  twc_dbus_charger1_set_total_kwh (charger, -1);
  twc_dbus_charger1_set_session_kwh (charger, -1);
  twc_dbus_charger1_set_last_heartbeat_monotonic (charger, g_get_monotonic_time ());
  twc_dbus_charger1_set_volts (
    charger, g_variant_new_fixed_array (G_VARIANT_TYPE_DOUBLE, volts, 1, sizeof *volts));
  fake_controller_set_reason (charger, reason);

  twc_dbus_object_skeleton_set_charger1 (object, charger);
  g_dbus_object_manager_server_export (self->manager, G_DBUS_OBJECT_SKELETON (object));
  return charger; /* the manager keeps it */
}

void
fake_controller_remove_charger (FakeController *self, const char *id)
{
  g_autofree char *path = g_strconcat (TWC_DBUS_CHARGERS_PATH, "/", id, NULL);

  g_assert_true (g_dbus_object_manager_server_unexport (self->manager, path));
}

void
fake_controller_add_problem (FakeController *self, const TwcProblem *problem)
{
  GVariant *old = twc_dbus_controller1_get_problems (self->controller);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssxa{sv})"));
  for (gsize i = 0; i < g_variant_n_children (old); i++)
    g_variant_builder_add_value (&builder, g_variant_get_child_value (old, i));
  g_variant_builder_add_value (&builder, twc_problem_to_variant (problem));
  twc_dbus_controller1_set_problems (self->controller, g_variant_builder_end (&builder));
}

gboolean
fake_controller_was_asked (FakeController *self, const char *call)
{
  return g_ptr_array_find_with_equal_func (self->calls, call, g_str_equal, NULL);
}

void
fake_controller_set_reason (gpointer skeleton, TwcReason reason)
{
  GVariant *variant = twc_reason_to_variant (&reason);

  if (TWC_DBUS_IS_CHARGER1 (skeleton))
    twc_dbus_charger1_set_reason (skeleton, variant);
  else
    twc_dbus_controller1_set_reason (skeleton, variant);
}

void
fake_controller_lie (FakeController *self, gpointer skeleton, const char *property, GVariant *value)
{
  GDBusInterfaceSkeleton *interface = G_DBUS_INTERFACE_SKELETON (skeleton);
  const char *name = g_dbus_interface_skeleton_get_info (interface)->name;
  GVariantBuilder changed;
  g_autoptr(GError) error = NULL;

  g_variant_builder_init (&changed, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&changed, "{sv}", property, value);
  g_dbus_connection_emit_signal (self->connection, NULL,
                                 g_dbus_interface_skeleton_get_object_path (interface),
                                 "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                 g_variant_new ("(sa{sv}as)", name, &changed, NULL), &error);
  g_assert_no_error (error);
}
