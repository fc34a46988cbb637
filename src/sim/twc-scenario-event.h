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
                                  GArray *events,
                                  GError **error);

gboolean twc_scenario_check_settings (const TwcScenarioNode *settings, GError **error);
gboolean twc_scenario_check_site (const TwcScenarioNode *root, GError **error);
gboolean twc_scenario_check_event (const TwcScenarioNode *event, GError **error);

G_END_DECLS
