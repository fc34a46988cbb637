/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-simulation-record.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ctl/twc-decision-record.h"

#define WH_PER_KWH 1000.0

static guint
sum_draws (const TwcGarage *garage)
{
  guint sum_ca = 0;

  for (guint i = 0; i < twc_garage_get_n_slaves (garage); i++)
    {
      TwcSlaveReport slave;

      twc_garage_get_slave (garage, i, &slave);
      sum_ca += slave.draw_ca;
    }

  return sum_ca;
}

static void
add_session (TwcSimulationLog *self, const TwcChargeSession *session)
{
  self->charged_wh += session->energy_wh;
  self->solar_wh += session->solar_wh;
  self->solar_is_partial |= session->solar_is_partial;
}

/* One plan is seen many times. */
static void
add_closed (TwcSimulationLog *self, const TwcPlan *plan)
{
  const gsize size = plan->n_closed * sizeof plan->closed[0];

  if (plan->n_closed == self->n_closed && memcmp (plan->closed, self->closed, size) == 0)
    return;

  memcpy (self->closed, plan->closed, size);
  self->n_closed = plan->n_closed;
  for (guint i = 0; i < plan->n_closed; i++)
    add_session (self, &plan->closed[i]);
}

/**
 * twc_simulation_log_update:
 *
 * Returns: whether mode, an offer or a reason has changed since it last did
 */
gboolean
twc_simulation_log_update (TwcSimulationLog *self, const TwcSimulation *simulation)
{
  const TwcPlan *plan = twc_simulation_get_plan (simulation);
  const TwcMode mode = twc_simulation_get_settings (simulation)->mode;

  add_closed (self, plan);
  self->max_total_ca = MAX (self->max_total_ca, sum_draws (twc_simulation_get_garage (simulation)));
  if (self->has_printed && mode == self->printed_mode &&
      twc_plan_decides_same (plan, &self->printed))
    return FALSE;

  self->printed = *plan;
  self->printed_mode = mode;
  self->has_printed = TRUE;
  return TRUE;
}

static char *
format_time (const TwcSimulation *simulation)
{
  g_autoptr(GDateTime) utc =
               g_date_time_new_from_unix_utc (twc_simulation_get_unix_s (simulation));
  g_autoptr(GDateTime) local = g_date_time_to_timezone (utc, twc_simulation_get_zone (simulation));

  return g_date_time_format (local, "%Y-%m-%dT%H:%M:%S%:z");
}

static void
add_charger (TwcRecord *record,
             const TwcPlanCharger *planned,
             const TwcChargerState *state,
             GTimeZone *zone)
{
  char id[TWC_ID_TEXT_SIZE];

  twc_id_to_text (planned->id, id);
  twc_record_begin_object (record, id);
  twc_record_add_current (record, "offer_a", planned->offer_ca);
  twc_record_add_current (record, "reported_a", state->reported_ca);
  twc_record_add_current (record, "draw_a", state->draw_ca);
  twc_record_add_integer (record, "state", state->state);
  twc_record_add_reason (record, &planned->reason, zone);
  twc_record_end_object (record);
}

/**
 * twc_simulation_record_fill:
 *
 * One line: what is decided now, and why.
 */
void
twc_simulation_record_fill (TwcRecord *record, const TwcSimulation *simulation)
{
  const TwcPlan *plan = twc_simulation_get_plan (simulation);
  const TwcSite *site = twc_simulation_get_site (simulation);
  GTimeZone *zone = twc_simulation_get_zone (simulation);

  twc_record_begin (record);
  twc_record_add_integer (record, "t_s",
                          twc_simulation_get_elapsed_us (simulation) / G_USEC_PER_SEC);
  twc_record_add_time (record, "time", twc_simulation_get_unix_s (simulation), zone);
  twc_record_add_string (record, "mode",
                         twc_mode_to_nick (twc_simulation_get_settings (simulation)->mode));
  twc_record_add_reason (record, &plan->reason, zone);
  twc_record_add_current (record, "available_a", plan->available_ca);
  twc_record_begin_object (record, "chargers");
  for (guint i = 0; i < plan->n_chargers; i++)
    add_charger (record, &plan->chargers[i], &site->chargers[i], zone);
  twc_record_end_object (record);
  twc_record_end (record);
}

static void
add_by_id (TwcRecord *record,
           const char *key,
           const TwcGarage *garage,
           void (*add) (TwcRecord *record, const char *id, const TwcSlaveReport *slave))
{
  twc_record_begin_object (record, key);
  for (guint i = 0; i < twc_garage_get_n_slaves (garage); i++)
    {
      TwcSlaveReport slave;
      char id[TWC_ID_TEXT_SIZE];

      twc_garage_get_slave (garage, i, &slave);
      twc_id_to_text (slave.id, id);
      add (record, id, &slave);
    }
  twc_record_end_object (record);
}

static void
add_energy (TwcRecord *record, const char *id, const TwcSlaveReport *slave)
{
  twc_record_add_decimal (record, id, (double) slave->energy_wh / WH_PER_KWH);
}

/* A cycle is a closing and an opening. */
static void
add_cycles (TwcRecord *record, const char *id, const TwcSlaveReport *slave)
{
  twc_record_add_integer (record, id, (slave->n_contactor_operations + 1) / 2);
}

static void
add_violations (TwcRecord *record, const TwcGarage *garage)
{
  guint n_violations;
  const TwcViolation *violations = twc_garage_get_violations (garage, &n_violations);

  twc_record_begin_list (record, "violations");
  for (guint i = 0; i < n_violations; i++)
    {
      char id[TWC_ID_TEXT_SIZE];

      twc_id_to_text (violations[i].charger, id);
      twc_record_begin_object (record, NULL);
      twc_record_add_string (record, "code", twc_violation_code_to_nick (violations[i].code));
      twc_record_add_string (record, "charger", violations[i].charger != 0 ? id : NULL);
      twc_record_add_integer (record, "value", violations[i].value);
      twc_record_end_object (record);
    }
  twc_record_end_list (record);
}

static void
add_open_sessions (TwcSimulationLog *self, const TwcPlan *plan)
{
  for (guint i = 0; i < plan->n_chargers; i++)
    if (plan->chargers[i].session.opened_s > 0)
      add_session (self, &plan->chargers[i].session);
}

/**
 * twc_simulation_record_sum:
 *
 * The last line: what the whole day came to.
 */
void
twc_simulation_record_sum (TwcRecord *record,
                           const TwcSimulation *simulation,
                           const TwcSimulationLog *log)
{
  const TwcPlan *plan = twc_simulation_get_plan (simulation);
  const TwcGarage *garage = twc_simulation_get_garage (simulation);
  TwcSimulationLog all = *log;

  add_open_sessions (&all, plan);
  twc_record_begin (record);
  twc_record_begin_object (record, "summary");
  add_by_id (record, "kwh", garage, add_energy);
  if (all.charged_wh > 0 && !all.solar_is_partial)
    twc_record_add_decimal (record, "solar_share", all.solar_wh / all.charged_wh);
  else
    twc_record_add_null (record, "solar_share");
  add_by_id (record, "contactor_cycles", garage, add_cycles);
  twc_record_add_current (record, "max_total_a", all.max_total_ca);
  add_violations (record, garage);
  twc_record_end_object (record);
  twc_record_end (record);
}

/**
 * twc_simulation_to_text:
 *
 * Returns: (transfer full): what is decided now, and why, for a person
 */
char *
twc_simulation_to_text (const TwcSimulation *simulation)
{
  const TwcDecision decision =
    twc_decision_new (twc_simulation_get_plan (simulation), twc_simulation_get_site (simulation),
                      twc_simulation_get_unix_s (simulation));

  return twc_decision_to_text (&decision, twc_simulation_get_zone (simulation));
}

/**
 * twc_simulation_sum_to_text:
 *
 * Returns: (transfer full): what the whole day came to, for a person
 */
char *
twc_simulation_sum_to_text (const TwcSimulation *simulation, const TwcSimulationLog *log)
{
  const TwcGarage *garage = twc_simulation_get_garage (simulation);
  TwcSimulationLog all = *log;
  GString *text = g_string_new ("\n");
  guint n_violations;

  twc_garage_get_violations (garage, &n_violations);
  add_open_sessions (&all, twc_simulation_get_plan (simulation));
  for (guint i = 0; i < twc_garage_get_n_slaves (garage); i++)
    {
      TwcSlaveReport slave;

      twc_garage_get_slave (garage, i, &slave);
      g_string_append_printf (text, _("%04X charged %.1f kWh; contactor cycles: %u\n"), slave.id,
                                       (double) slave.energy_wh / WH_PER_KWH,
                                       (slave.n_contactor_operations + 1) / 2);
    }

  if (all.charged_wh > 0 && !all.solar_is_partial)
    g_string_append_printf (text, _("%.0f %% came from the sun\n"),
                                     100 * all.solar_wh / all.charged_wh);
  g_string_append_printf (text, _("At most %.1f A flowed; violations: %u\n"),
                                   all.max_total_ca / (double) TWC_CA (1), n_violations);
  return g_string_free (text, FALSE);
}

/**
 * twc_simulation_csv_head:
 *
 * Returns: (transfer full): the names of the columns
 */
char *
twc_simulation_csv_head (const TwcSimulation *simulation)
{
  const TwcGarage *garage = twc_simulation_get_garage (simulation);
  GString *line = g_string_new ("t_s,time,mode,reason,available_a,surplus_w");

  for (guint i = 0; i < twc_garage_get_n_slaves (garage); i++)
    {
      TwcSlaveReport slave;

      twc_garage_get_slave (garage, i, &slave);
      g_string_append_printf (line, ",%04X_offer_a,%04X_draw_a,%04X_reason", slave.id, slave.id,
                              slave.id);
    }

  g_string_append_c (line, '\n');
  return g_string_free (line, FALSE);
}

/* Amps without the locale's decimal sign. */
static void
append_amps (GString *line, guint value_ca)
{
  g_string_append_printf (line, ",%u.%02u", value_ca / TWC_CA (1), value_ca % TWC_CA (1));
}

static void
append_charger (GString *line, const TwcPlan *plan, const TwcSlaveReport *slave)
{
  const TwcPlanCharger *planned = twc_plan_find (plan, slave->id);

  append_amps (line, planned ? planned->offer_ca : 0);
  append_amps (line, slave->draw_ca);
  g_string_append_printf (line, ",%s",
                          planned ? twc_reason_code_to_nick (planned->reason.code) : "");
}

/**
 * twc_simulation_csv_row:
 *
 * Returns: (transfer full): how it is now
 */
char *
twc_simulation_csv_row (const TwcSimulation *simulation)
{
  const TwcPlan *plan = twc_simulation_get_plan (simulation);
  const TwcGarage *garage = twc_simulation_get_garage (simulation);
  g_autofree char *time = format_time (simulation);
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%" G_GINT64_FORMAT ",%s,%s,%s",
                          twc_simulation_get_elapsed_us (simulation) / G_USEC_PER_SEC, time,
                          twc_mode_to_nick (twc_simulation_get_settings (simulation)->mode),
                          twc_reason_code_to_nick (plan->reason.code));
  append_amps (line, plan->available_ca);
  if (plan->green.usable)
    g_string_append_printf (line, ",%d", plan->green.surplus_w);
  else
    g_string_append_c (line, ',');

  for (guint i = 0; i < twc_garage_get_n_slaves (garage); i++)
    {
      TwcSlaveReport slave;

      twc_garage_get_slave (garage, i, &slave);
      append_charger (line, plan, &slave);
    }

  g_string_append_c (line, '\n');
  return g_string_free (line, FALSE);
}
