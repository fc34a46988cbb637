/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-sim-report.h"

#include <json-glib/json-glib.h>

/* A person reads the first few; the JSON has all. */
#define MAX_LINES 20

static void
print_unit (GString *text, const TwcSlaveReport *unit)
{
  g_string_append_printf (text,
                          "%04X: %.3f kWh, %u contactor operations, %u heartbeats, longest gap "
                          "%.2f s\n",
                          unit->id, (double) unit->energy_wh / 1000, unit->n_contactor_operations,
                          unit->n_heartbeats, (double) unit->longest_gap_us / G_USEC_PER_SEC);
}

static void
print_violation (GString *text, const TwcViolation *violation)
{
  g_string_append_printf (text, "violation: %s", twc_violation_code_to_nick (violation->code));
  if (violation->charger != 0)
    g_string_append_printf (text, ", charger %04X", violation->charger);

  switch (violation->code)
    {
    case TWC_VIOLATION_FORBIDDEN_FRAME:
      g_string_append_printf (text, ", %04X\n", violation->value);
      break;
    case TWC_VIOLATION_OVER_RATING:
    case TWC_VIOLATION_OVER_WIRING:
    case TWC_VIOLATION_OVER_TOTAL:
    case TWC_VIOLATION_BELOW_MINIMUM:
      g_string_append_printf (text, ", %u.%02u A\n", violation->value / 100,
                              violation->value % 100);
      break;
    case TWC_VIOLATION_CHATTER:
      g_string_append_printf (text, ", operation %u\n", violation->value);
      break;
    case TWC_VIOLATION_LATE_HEARTBEAT:
      g_string_append_printf (text, ", %u ms\n", violation->value);
      break;
    case TWC_N_VIOLATIONS:
      g_return_if_reached ();
    }
}

/**
 * twc_sim_report_to_text:
 *
 * Returns: (transfer full): what the garage has seen, a line for each unit and violation
 */
char *
twc_sim_report_to_text (const TwcGarage *garage, gint64 elapsed_us)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint n_violations;
  const TwcViolation *violations = twc_garage_get_violations (garage, &n_violations);

  for (guint i = 0; i < twc_garage_get_n_slaves (garage); i++)
    {
      TwcSlaveReport unit;

      twc_garage_get_slave (garage, i, &unit);
      print_unit (text, &unit);
    }

  for (guint i = 0; i < MIN (n_violations, MAX_LINES); i++)
    print_violation (text, &violations[i]);
  g_string_append_printf (text, "%u violations in %.1f s\n", n_violations,
                          (double) elapsed_us / G_USEC_PER_SEC);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
build_unit (JsonBuilder *builder, const TwcSlaveReport *unit)
{
  g_autofree char *id = g_strdup_printf ("%04X", unit->id);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, id);
  json_builder_set_member_name (builder, "linked");
  json_builder_add_boolean_value (builder, unit->linked);
  json_builder_set_member_name (builder, "state");
  json_builder_add_int_value (builder, unit->state);
  json_builder_set_member_name (builder, "limit_a");
  json_builder_add_double_value (builder, unit->limit_ca / 100.0);
  json_builder_set_member_name (builder, "draw_a");
  json_builder_add_double_value (builder, unit->draw_ca / 100.0);
  json_builder_set_member_name (builder, "kwh");
  json_builder_add_double_value (builder, (double) unit->energy_wh / 1000);
  json_builder_set_member_name (builder, "contactor_operations");
  json_builder_add_int_value (builder, unit->n_contactor_operations);
  json_builder_set_member_name (builder, "heartbeats");
  json_builder_add_int_value (builder, unit->n_heartbeats);
  json_builder_set_member_name (builder, "longest_gap_ms");
  json_builder_add_int_value (builder, unit->longest_gap_us / 1000);
  json_builder_end_object (builder);
}

static void
build_violation (JsonBuilder *builder, const TwcViolation *violation)
{
  g_autofree char *id = g_strdup_printf ("%04X", violation->charger);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "code");
  json_builder_add_string_value (builder, twc_violation_code_to_nick (violation->code));
  json_builder_set_member_name (builder, "charger");
  if (violation->charger != 0)
    json_builder_add_string_value (builder, id);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "value");
  json_builder_add_int_value (builder, violation->value);
  json_builder_end_object (builder);
}

/**
 * twc_sim_report_to_json:
 *
 * Returns: (transfer full): the same in one line, for scripts
 */
char *
twc_sim_report_to_json (const TwcGarage *garage, gint64 elapsed_us)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  guint n_violations;
  const TwcViolation *violations = twc_garage_get_violations (garage, &n_violations);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "elapsed_s");
  json_builder_add_double_value (builder, (double) (elapsed_us / 1000) / 1000);
  json_builder_set_member_name (builder, "chargers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < twc_garage_get_n_slaves (garage); i++)
    {
      TwcSlaveReport unit;

      twc_garage_get_slave (garage, i, &unit);
      build_unit (builder, &unit);
    }
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "violations");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_violations; i++)
    build_violation (builder, &violations[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}
