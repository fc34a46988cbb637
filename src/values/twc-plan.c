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
