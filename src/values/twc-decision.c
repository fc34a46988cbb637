/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-decision.h"

/* The sum of three never reaches it; what says so is no current. */
#define MAX_AMPS 2000

static guint
find_draw (const TwcSite *site, guint16 id)
{
  for (guint i = 0; i < site->n_chargers; i++)
    if (site->chargers[i].id == id)
      return site->chargers[i].draw_ca;

  return 0;
}

/**
 * twc_decision_new:
 * @plan: what has been decided
 * @site: on what
 */
TwcDecision
twc_decision_new (const TwcPlan *plan, const TwcSite *site, gint64 unix_s)
{
  TwcDecision self = {
    .unix_s = unix_s,
    .reason = plan->reason,
    .available_ca = plan->available_ca,
    .exposure_ca = plan->exposure_ca,
    .n_chargers = plan->n_chargers,
  };

  for (guint i = 0; i < plan->n_chargers; i++)
    self.chargers[i] = (TwcDecisionCharger){
      .id = plan->chargers[i].id,
      .offer_ca = plan->chargers[i].offer_ca,
      .draw_ca = find_draw (site, plan->chargers[i].id),
      .reason = plan->chargers[i].reason,
    };

  return self;
}

static double
to_amps (guint ca)
{
  return (double) ca / TWC_CA (1);
}

static guint
from_amps (double amps)
{
  return amps >= 0 && amps <= MAX_AMPS ? (guint) (amps * TWC_CA (1) + 0.5) : 0;
}

/**
 * twc_decision_to_variant:
 *
 * Returns: (transfer floating): #TWC_DECISION_TYPE: when (UTC seconds), why, the amps that were
 *   shared and the most that could flow; and of each Wall Connector its id, offer, draw, and why
 */
GVariant *
twc_decision_to_variant (const TwcDecision *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sdd(sa{sv}))"));
  for (guint i = 0; i < self->n_chargers; i++)
    {
      const TwcDecisionCharger *charger = &self->chargers[i];
      char id[TWC_ID_TEXT_SIZE];

      twc_id_to_text (charger->id, id);
      g_variant_builder_add (&builder, "(sdd@(sa{sv}))", id, to_amps (charger->offer_ca),
                             to_amps (charger->draw_ca), twc_reason_to_variant (&charger->reason));
    }

  return g_variant_new ("(x@(sa{sv})dd@a(sdd(sa{sv})))", self->unix_s,
                        twc_reason_to_variant (&self->reason), to_amps (self->available_ca),
                        to_amps (self->exposure_ca), g_variant_builder_end (&builder));
}

static gboolean
read_charger (GVariant *variant, TwcDecisionCharger *self)
{
  g_autoptr(GVariant) reason = NULL;
  const char *id;
  double offer, draw;

  g_variant_get (variant, "(&sdd@(sa{sv}))", &id, &offer, &draw, &reason);
  self->offer_ca = from_amps (offer);
  self->draw_ca = from_amps (draw);
  return twc_id_from_text (id, &self->id) && twc_reason_from_variant (reason, &self->reason);
}

/**
 * twc_decision_from_variant:
 * @variant: #TWC_DECISION_TYPE
 * @self: (out caller-allocates): the decision
 *
 * Returns: %FALSE when it is of another kind, or says what this version does not know
 */
gboolean
twc_decision_from_variant (GVariant *variant, TwcDecision *self)
{
  g_autoptr(GVariant) reason = NULL;
  g_autoptr(GVariant) chargers = NULL;
  double available, exposure;

  *self = (TwcDecision){ 0 };
  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (TWC_DECISION_TYPE)))
    return FALSE;

  g_variant_get (variant, "(x@(sa{sv})dd@a(sdd(sa{sv})))", &self->unix_s, &reason, &available,
                 &exposure, &chargers);
  self->available_ca = from_amps (available);
  self->exposure_ca = from_amps (exposure);
  self->n_chargers = (guint) MIN (g_variant_n_children (chargers), TWC_MAX_CHARGERS);
  for (guint i = 0; i < self->n_chargers; i++)
    {
      g_autoptr(GVariant) charger = g_variant_get_child_value (chargers, i);

      if (!read_charger (charger, &self->chargers[i]))
        return FALSE;
    }

  return twc_reason_from_variant (reason, &self->reason);
}
