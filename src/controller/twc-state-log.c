/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twcmanagerd"

#include "controller/twc-state-log.h"

static void
log_settings (TwcStateLog *self, const TwcSettings *settings)
{
  if (self->has_begun && self->mode == settings->mode &&
      self->wiring_all_ca == settings->wiring_all_ca &&
      self->wiring_twc_ca == settings->wiring_twc_ca)
    return;

  g_message ("mode %s, limits: %u A for all, %u A for each", twc_mode_to_nick (settings->mode),
             settings->wiring_all_ca / 100, settings->wiring_twc_ca / 100);
  self->mode = settings->mode;
  self->wiring_all_ca = settings->wiring_all_ca;
  self->wiring_twc_ca = settings->wiring_twc_ca;
}

/* Returns the place of @id as it was at the last update; a new one in its stead if need be. */
static guint
find_place (TwcStateLog *self, guint16 id, const TwcSite *site)
{
  for (guint i = 0; i < self->n_chargers; i++)
    if (self->chargers[i].id == id)
      return i;

  if (self->n_chargers == TWC_MAX_CHARGERS || self->n_chargers >= site->n_chargers)
    self->n_chargers = 0; /* one took another's place: all are introduced again */

  self->chargers[self->n_chargers].id = id;
  self->chargers[self->n_chargers].online = FALSE;
  self->chargers[self->n_chargers].offered = FALSE;
  return self->n_chargers++;
}

static void
log_charger (TwcStateLog *self,
             const TwcChargerState *charger,
             const TwcSite *site,
             const TwcPlan *plan)
{
  const guint place = find_place (self, charger->id, site);
  const TwcPlanCharger *planned = twc_plan_find (plan, charger->id);
  const gboolean offered = charger->offer_ca > 0;
  char id[TWC_ID_TEXT_SIZE];

  twc_id_to_text (charger->id, id);
  if (charger->online && !self->chargers[place].online)
    g_message ("%s is here: protocol %u, %u.%02u A", id, charger->protocol,
               charger->rating_ca / 100, charger->rating_ca % 100);
  if (offered != self->chargers[place].offered)
    g_message ("%s is offered %u A: %s", id, charger->offer_ca / 100,
               planned != NULL ? twc_reason_code_to_nick (planned->reason.code) : "start");

  self->chargers[place].online = charger->online;
  self->chargers[place].offered = offered;
}

/**
 * twc_state_log_update:
 *
 * Compares with the last time and logs the difference.
 */
void
twc_state_log_update (TwcStateLog *self,
                      const TwcSettings *settings,
                      const TwcSite *site,
                      const TwcPlan *plan,
                      const TwcBusHealth *health)
{
  log_settings (self, settings);

  if (!self->has_begun || self->bus_state != health->state)
    g_message ("bus: %s", twc_bus_state_to_nick (health->state));
  self->bus_state = health->state;
  self->has_begun = TRUE;

  for (guint i = 0; i < site->n_chargers; i++)
    log_charger (self, &site->chargers[i], site, plan);
}
