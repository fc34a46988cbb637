/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-plan.h"

/**
 * twc_plan_find:
 *
 * Returns: (transfer none) (nullable): what is decided for @id
 */
const TwcPlanCharger *
twc_plan_find (const TwcPlan *self, guint16 id)
{
  for (guint i = 0; i < self->n_chargers; i++)
    if (self->chargers[i].id == id)
      return &self->chargers[i];

  return NULL;
}

/**
 * twc_plan_decides_same:
 *
 * Returns: whether both offer the same for the same reasons; the numbers may differ
 */
gboolean
twc_plan_decides_same (const TwcPlan *a, const TwcPlan *b)
{
  if (a->reason.code != b->reason.code || a->n_chargers != b->n_chargers)
    return FALSE;

  for (guint i = 0; i < a->n_chargers; i++)
    if (a->chargers[i].id != b->chargers[i].id ||
        a->chargers[i].offer_ca != b->chargers[i].offer_ca ||
        a->chargers[i].reason.code != b->chargers[i].reason.code)
      return FALSE;

  return TRUE;
}
