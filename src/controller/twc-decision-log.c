/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-decision-log"

#include "controller/twc-decision-log.h"

/**
 * twc_decision_log_note:
 *
 * Keeps @plan when it decides otherwise than the one noted last.
 */
void
twc_decision_log_note (TwcDecisionLog *self,
                       const TwcPlan *plan,
                       const TwcSite *site,
                       gint64 unix_s)
{
  if (self->n_decisions > 0 && twc_plan_decides_same (&self->plan, plan))
    return;

  self->plan = *plan;
  self->decisions[self->next] = twc_decision_new (plan, site, unix_s);
  self->next = (self->next + 1) % TWC_MAX_DECISIONS;
  self->n_decisions = MIN (self->n_decisions + 1, TWC_MAX_DECISIONS);
}

/**
 * twc_decision_log_to_variant:
 *
 * Returns: (transfer floating): an array of #TWC_DECISION_TYPE, the oldest first
 */
GVariant *
twc_decision_log_to_variant (const TwcDecisionLog *self)
{
  const guint first = self->next + TWC_MAX_DECISIONS - self->n_decisions;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a" TWC_DECISION_TYPE));
  for (guint i = 0; i < self->n_decisions; i++)
    g_variant_builder_add_value (
      &builder, twc_decision_to_variant (&self->decisions[(first + i) % TWC_MAX_DECISIONS]));

  return g_variant_builder_end (&builder);
}
