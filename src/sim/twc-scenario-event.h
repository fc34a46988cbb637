/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/twc-scenario-node.h"

G_BEGIN_DECLS

gboolean twc_scenario_read_car (const TwcScenarioNode *node, TwcCarConfig *car, GError **error);
gboolean
twc_scenario_read_faults (const TwcScenarioNode *node, TwcLineFaults *faults, GError **error);
gboolean
twc_scenario_read_charger (const TwcScenarioNode *node, TwcSlaveConfig *charger, GError **error);
gboolean twc_scenario_read_event (const TwcScenarioNode *node,
                                  const TwcGarageConfig *garage,
                                  TwcSettings *settings,
                                  GArray *events,
                                  GError **error);

gboolean twc_scenario_read_site (const TwcScenarioNode *root, TwcScenario *self, GError **error);
gboolean twc_scenario_read_charger_settings (const TwcScenarioNode *node,
                                             guint16 id,
                                             TwcSettings *settings,
                                             GError **error);
gboolean twc_scenario_read_site_event (const TwcScenarioNode *node,
                                       const TwcEvent *base,
                                       TwcSettings *settings,
                                       GArray *events,
                                       GError **error);

G_END_DECLS
