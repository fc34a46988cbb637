/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/twc-record.h"
#include "ctl/twc-simulation.h"

G_BEGIN_DECLS

/* What `twcctl simulate` prints (cli.md). */

/**
 * TwcSimulationLog:
 *
 * Remembers what was printed last, and adds up what only the whole day tells.
 */
typedef struct
{
  TwcPlan printed;
  TwcMode printed_mode;
  gboolean has_printed;
  guint max_total_ca;
  guint n_closed; /* sessions of the plan that was seen last */
  TwcChargeSession closed[2 * TWC_MAX_CHARGERS];
  double solar_wh;
  double charged_wh;
  gboolean solar_is_partial;
} TwcSimulationLog;

gboolean twc_simulation_log_update (TwcSimulationLog *self, const TwcSimulation *simulation);
void twc_simulation_record_fill (TwcRecord *record, const TwcSimulation *simulation);
void twc_simulation_record_sum (TwcRecord *record,
                                const TwcSimulation *simulation,
                                const TwcSimulationLog *log);

char *twc_simulation_to_text (const TwcSimulation *simulation);
char *twc_simulation_sum_to_text (const TwcSimulation *simulation, const TwcSimulationLog *log);
char *twc_simulation_csv_head (const TwcSimulation *simulation);
char *twc_simulation_csv_row (const TwcSimulation *simulation);

G_END_DECLS
