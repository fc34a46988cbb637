/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/ctl-run.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void
show_a_charging_garage (CtlRun *self)
{
  TwcReason reason = twc_reason_new (TWC_REASON_CHARGE_NOW);
  TwcProblem noise = twc_problem_new (TWC_PROBLEM_BUS_NOISE, 0, NULL);
  TwcDBusController1 *controller = self->fake->controller;
  TwcDBusCharger1 *charger;

  twc_reason_add (&reason, TWC_NUMBER_AMPS, 4000);
  twc_reason_add (&reason, TWC_NUMBER_UNTIL, 1795410000);
  noise.value = 25;
  noise.since_unix_s = 1795370000;
  fake_controller_set_reason (controller, reason);
  twc_dbus_controller1_set_mode (controller, "green");
  twc_dbus_controller1_set_charge_now_amps (controller, 40);
  twc_dbus_controller1_set_charge_now_until_time (controller, 1795410000);
  twc_dbus_controller1_set_charge_now_kwh (controller, 12.5);
  twc_dbus_controller1_set_charge_now_chargers (controller, (const char *const[]){ "032E", NULL });
  twc_dbus_controller1_set_available_amps (controller, 40);
  twc_dbus_controller1_set_frames (controller, 1000);
  twc_dbus_controller1_set_bad_frames (controller, 25);
  twc_dbus_controller1_set_last_frame_monotonic (controller, g_get_monotonic_time ());
  fake_controller_appear (self->fake);
  fake_controller_add_problem (self->fake, &noise);

  charger = fake_controller_add_charger (self->fake, "032E");
  twc_dbus_charger1_set_name (charger, "Left bay");
  twc_dbus_charger1_set_activity (charger, "charging");
  twc_dbus_charger1_set_state (charger, 1);
  twc_dbus_charger1_set_offer_amps (charger, 16);
  twc_dbus_charger1_set_reported_amps (charger, 16);
  twc_dbus_charger1_set_draw_amps (charger, 15.34);
  twc_dbus_charger1_set_power_watts (charger, 3697);
  twc_dbus_charger1_set_vin (charger, "5YJ3E7EA0LF000000");
  fake_controller_set_reason (charger, reason);
}

static JsonObject *
run_json (CtlRun *self, JsonParser *parser)
{
  g_autoptr(GError) error = NULL;

  ctl_run (self, "status --json");
  g_assert_cmpstr (self->err, ==, "");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_true (json_parser_load_from_data (parser, self->out, -1, &error));
  g_assert_no_error (error);

  return json_node_get_object (json_parser_get_root (parser));
}

typedef struct
{
  const char *name;
  GType type; /* G_TYPE_INVALID = null */
} Member;

static void
assert_members (JsonObject *object, const Member *members, gsize n_members)
{
  for (gsize i = 0; i < n_members; i++)
    {
      JsonNode *node = json_object_get_member (object, members[i].name);

      g_test_message ("%s", members[i].name);
      g_assert_nonnull (node);
      if (members[i].type == G_TYPE_INVALID)
        g_assert_cmpint (json_node_get_node_type (node), ==, JSON_NODE_NULL);
      else
        g_assert_cmpstr (g_type_name (json_node_get_value_type (node)), ==,
                         g_type_name (members[i].type));
    }
}

/* The names and types that scripts rely on (cli, "status"). */
static void
test_json_shape (CtlRun *self, gconstpointer data)
{
  const Member top[] = { { "version", G_TYPE_STRING },     { "mode", G_TYPE_STRING },
                         { "available_a", G_TYPE_DOUBLE }, { "wiring_a", G_TYPE_DOUBLE },
                         { "bus", JSON_TYPE_OBJECT },      { "reason", JSON_TYPE_OBJECT },
                         { "site", JSON_TYPE_OBJECT },     { "chargers", JSON_TYPE_ARRAY },
                         { "sources", JSON_TYPE_ARRAY },   { "vehicles", JSON_TYPE_ARRAY },
                         { "problems", JSON_TYPE_ARRAY },  { "charge_now", JSON_TYPE_OBJECT } };
  const Member bus[] = { { "state", G_TYPE_STRING },
                         { "port", G_TYPE_STRING },
                         { "frames", G_TYPE_INT64 },
                         { "bad_frames", G_TYPE_INT64 },
                         { "last_frame_age_s", G_TYPE_DOUBLE } };
  const Member site[] = { { "solar_w", G_TYPE_INVALID },     { "house_w", G_TYPE_INVALID },
                          { "grid_w", G_TYPE_INVALID },      { "battery_w", G_TYPE_INVALID },
                          { "battery_soc", G_TYPE_INVALID }, { "age_s", G_TYPE_INVALID } };
  const Member charger[] = {
    { "id", G_TYPE_STRING },
    { "name", G_TYPE_STRING },
    { "protocol", G_TYPE_INT64 },
    { "rating_a", G_TYPE_DOUBLE },
    { "state", G_TYPE_INT64 },
    { "activity", G_TYPE_STRING },
    { "offer_a", G_TYPE_DOUBLE },
    { "reported_a", G_TYPE_DOUBLE },
    { "draw_a", G_TYPE_DOUBLE },
    { "power_w", G_TYPE_DOUBLE },
    { "session_kwh", G_TYPE_INVALID },
    { "total_kwh", G_TYPE_INVALID },
    { "volts", JSON_TYPE_ARRAY },
    { "vin", G_TYPE_STRING },
    { "firmware", G_TYPE_INVALID },
    { "online", G_TYPE_BOOLEAN },
    { "last_heartbeat_age_s", G_TYPE_DOUBLE },
  };
  const Member problem[] = { { "code", G_TYPE_STRING },
                             { "severity", G_TYPE_STRING },
                             { "since", G_TYPE_STRING },
                             { "text", G_TYPE_STRING } };
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonObject *root;

  show_a_charging_garage (self);
  root = run_json (self, parser);

  assert_members (root, top, G_N_ELEMENTS (top));
  assert_members (json_object_get_object_member (root, "bus"), bus, G_N_ELEMENTS (bus));
  assert_members (json_object_get_object_member (root, "site"), site, G_N_ELEMENTS (site));
  assert_members (
    json_array_get_object_element (json_object_get_array_member (root, "chargers"), 0), charger,
    G_N_ELEMENTS (charger));
  assert_members (
    json_array_get_object_element (json_object_get_array_member (root, "problems"), 0), problem,
    G_N_ELEMENTS (problem));
}

static void
test_json_values (CtlRun *self, gconstpointer data)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonObject *root, *reason, *charger, *charge_now;

  show_a_charging_garage (self);
  root = run_json (self, parser);
  reason = json_object_get_object_member (root, "reason");
  charge_now = json_object_get_object_member (root, "charge_now");
  charger = json_array_get_object_element (json_object_get_array_member (root, "chargers"), 0);

  g_assert_cmpstr (json_object_get_string_member (reason, "code"), ==, "charge-now");
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (reason, "amps"), 40, 0.001);
  /* TZ=UTC */
  g_assert_cmpstr (json_object_get_string_member (reason, "until"), ==,
                   "2026-11-23T05:00:00+00:00");
  g_assert_cmpstr (json_object_get_string_member (charge_now, "until"), ==,
                   "2026-11-23T05:00:00+00:00");
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (charge_now, "kwh"), 12.5, 0.001);
  g_assert_cmpstr (
    json_array_get_string_element (json_object_get_array_member (charge_now, "chargers"), 0), ==,
    "032E");
  g_assert_cmpstr (json_object_get_string_member (charger, "id"), ==, "032E");
  g_assert_nonnull (strstr (self->out, "\"draw_a\":15.34,"));
}

/* Unknown is null, never 0. */
static void
test_json_unknown (CtlRun *self, gconstpointer data)
{
  const Member top[] = { { "wiring_a", G_TYPE_INVALID }, { "charge_now", G_TYPE_INVALID } };
  const Member bus[] = { { "port", G_TYPE_INVALID }, { "last_frame_age_s", G_TYPE_INVALID } };
  const Member unheard[] = { { "name", G_TYPE_INVALID },
                             { "state", G_TYPE_INVALID },
                             { "reported_a", G_TYPE_INVALID },
                             { "draw_a", G_TYPE_INVALID },
                             { "power_w", G_TYPE_INVALID },
                             { "volts", G_TYPE_INVALID },
                             { "vin", G_TYPE_INVALID },
                             { "total_kwh", G_TYPE_INVALID },
                             { "last_heartbeat_age_s", G_TYPE_INVALID } };
  const Member silent[] = { { "draw_a", G_TYPE_INVALID }, { "power_w", G_TYPE_INVALID } };
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonObject *root;
  JsonArray *chargers;
  TwcDBusCharger1 *charger;

  twc_dbus_controller1_set_port (self->fake->controller, "");
  twc_dbus_controller1_set_wiring_amps (self->fake->controller, 0);
  fake_controller_appear (self->fake);
  charger = fake_controller_add_charger (self->fake, "0001");
  twc_dbus_charger1_set_last_heartbeat_monotonic (charger, 0);
  twc_dbus_charger1_set_volts (charger, g_variant_new ("ad", NULL));
  charger = fake_controller_add_charger (self->fake, "0002");
  twc_dbus_charger1_set_online (charger, FALSE);
  twc_dbus_charger1_set_activity (charger, "charging");
  twc_dbus_charger1_set_draw_amps (charger, 16);
  root = run_json (self, parser);
  chargers = json_object_get_array_member (root, "chargers");

  assert_members (root, top, G_N_ELEMENTS (top));
  assert_members (json_object_get_object_member (root, "bus"), bus, G_N_ELEMENTS (bus));
  assert_members (json_array_get_object_element (chargers, 0), unheard, G_N_ELEMENTS (unheard));
  assert_members (json_array_get_object_element (chargers, 1), silent, G_N_ELEMENTS (silent));
  g_assert_cmpstr (
    json_object_get_string_member (json_array_get_object_element (chargers, 1), "activity"), ==,
    "unknown");
}

static void
test_for_person (CtlRun *self, gconstpointer data)
{
  const char *const parts[] = {
    "Charging, 15 A\n",
    "Charge now: 40 A until",
    " or 12.5 kWh, for 032E\n",
    "Left bay (032E): Charging, asked 16 A, measured 15.3 A, 3.7 kW\n",
    "241 V, 5YJ3E7EA0LF000000",
    "Messages arrive damaged",
    "25 of 1000 messages are damaged",
  };

  show_a_charging_garage (self);
  ctl_run (self, "status");

  g_assert_cmpint (self->status, ==, 0);
  g_assert_cmpstr (self->err, ==, "");
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_test_message ("%s in %s", parts[i], self->out);
      g_assert_nonnull (strstr (self->out, parts[i]));
    }
}

/* A nickname that clears the terminal. */
static void
test_names_are_not_obeyed (CtlRun *self, gconstpointer data)
{
  TwcDBusCharger1 *charger;

  fake_controller_appear (self->fake);
  charger = fake_controller_add_charger (self->fake, "9399");
  twc_dbus_charger1_set_name (charger, "\033[2Jgone");
  ctl_run (self, "status");

  g_assert_cmpint (self->status, ==, 0);
  g_assert_null (strchr (self->out, '\033'));
}

#define ADD(path, func) \
  g_test_add ("/status/" path, CtlRun, NULL, ctl_run_set_up, func, ctl_run_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  ctl_run_program = argv[1];

  ADD ("json-shape", test_json_shape);
  ADD ("json-values", test_json_values);
  ADD ("json-unknown", test_json_unknown);
  ADD ("for-person", test_for_person);
  ADD ("names-are-not-obeyed", test_names_are_not_obeyed);

  return g_test_run ();
}
