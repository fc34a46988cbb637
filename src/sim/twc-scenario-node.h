/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "sim/twc-scenario.h"

G_BEGIN_DECLS

/**
 * TwcScenarioNode:
 *
 * A JSON object that knows where it stands, for messages: "events[3]". The readers leave what
 * they fill alone when the key is absent.
 */
typedef struct
{
  char *path; /* empty for the whole file */
  JsonObject *object;
} TwcScenarioNode;

void twc_scenario_node_clear (TwcScenarioNode *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwcScenarioNode, twc_scenario_node_clear)

gboolean twc_scenario_node_has (const TwcScenarioNode *self, const char *key);
gboolean twc_scenario_node_check_keys (const TwcScenarioNode *self,
                                       const char *const allowed[],
                                       GError **error);
gboolean twc_scenario_node_check_similar (const TwcScenarioNode *self,
                                          const char *const known[],
                                          GError **error);
gboolean twc_scenario_node_get_child (const TwcScenarioNode *self,
                                      const char *key,
                                      TwcScenarioNode *child,
                                      GError **error);
gboolean twc_scenario_node_get_list (const TwcScenarioNode *self,
                                     const char *key,
                                     JsonArray **list,
                                     GError **error);
gboolean twc_scenario_node_get_element (const TwcScenarioNode *self,
                                        const char *key,
                                        JsonArray *list,
                                        guint index,
                                        TwcScenarioNode *child,
                                        GError **error);

gboolean twc_scenario_node_get_real (const TwcScenarioNode *self,
                                     const char *key,
                                     double min,
                                     double max,
                                     double *value,
                                     GError **error);
gboolean twc_scenario_node_get_scaled (const TwcScenarioNode *self,
                                       const char *key,
                                       double scale,
                                       double max,
                                       gint64 *value,
                                       GError **error);
gboolean twc_scenario_node_get_amps (const TwcScenarioNode *self,
                                     const char *key,
                                     guint *value_ca,
                                     GError **error);
gboolean twc_scenario_node_get_whole (
  const TwcScenarioNode *self, const char *key, guint max, guint *value, GError **error);
gboolean twc_scenario_node_get_boolean (const TwcScenarioNode *self,
                                        const char *key,
                                        gboolean *value,
                                        GError **error);
gboolean twc_scenario_node_get_text (const TwcScenarioNode *self,
                                     const char *key,
                                     const char **value,
                                     GError **error);
gboolean twc_scenario_node_get_id (const TwcScenarioNode *self,
                                   const char *key,
                                   guint16 *id,
                                   GError **error);

void twc_scenario_node_set_error (const TwcScenarioNode *self,
                                  const char *key,
                                  GError **error,
                                  const char *format,
                                  ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
