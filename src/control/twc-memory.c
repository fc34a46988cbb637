/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-memory.h"

#include "control/twc-account.h"
#include "control/twc-exposure.h"

/* Units that have heard no master for so long look for one (twc-protocol 4.6). */
#define DEAF_S 10

static TwcChargerMemory
charger_new (guint16 id, gint64 now_us)
{
  return (TwcChargerMemory){
    .id = id,
    .unheard_us = now_us,
    .heard_us = now_us,
    .draws = twc_draw_log_new (),
    .changed_us = TWC_NEVER,
    .on_us = TWC_NEVER,
    .off_us = TWC_NEVER,
    .lowered_us = TWC_NEVER,
    .steady_us = TWC_NEVER,
    .fell_us = TWC_NEVER,
    .over_us = TWC_NEVER,
    .state_us = now_us,
    .drawing_us = TWC_NEVER,
    .car_us = TWC_NEVER,
    .gone_us = TWC_NEVER,
    .plugged_us = TWC_NEVER,
    .need = { .short_us = TWC_NEVER, .limited_us = TWC_NEVER },
    .quirk = { .room_us = TWC_NEVER, .blocked_us = TWC_NEVER },
    .stopping = { .tried_us = TWC_NEVER, .silent_us = TWC_NEVER },
    .starting = { .rank_us = TWC_NEVER, .attempt_us = TWC_NEVER },
    .asked_us = TWC_NEVER,
    .probe_us = TWC_NEVER,
    .queued_us = now_us,
    .energy = twc_energy_new (),
    .stay = twc_stay_new (),
    .limit = { .level_us = TWC_NEVER },
  };
}

static TwcChargerMemory
charger_from_known (const TwcKnownCharger *known, gint64 now_us)
{
  TwcChargerMemory self = charger_new (known->id, now_us);

  self.adopted = TRUE;
  self.offer_ca = known->offer_ca - known->offer_ca % TWC_CA (1);
  /* Nobody knows how long it has been on or off: both protect the contactor from a program
   * that restarts again and again (11.1, G5). */
  *(self.offer_ca > 0 ? &self.on_us : &self.off_us) = now_us;
  return self;
}

/**
 * twc_memory_new:
 * @known: (array length=n_known): what a former run knew last, may be %NULL when there is none
 * @n_known: how many; those beyond %TWC_MAX_CHARGERS are not looked at
 * @now: the time of the start
 *
 * Returns: the memory of a brain that has just started. What the known ones were offered
 *   counts as their exposure until they report, or 90 s are over (charging-control 10.1)
 */
TwcMemory
twc_memory_new (const TwcKnownCharger *known, guint n_known, TwcNow now)
{
  TwcMemory self = {
    .turn_us = TWC_NEVER,
    .started_us = now.us,
    .newest_us = TWC_NEVER,
    .overload_us = TWC_NEVER,
    .overloaded_us = TWC_NEVER,
    .guard_us = TWC_NEVER,
    .trimmed_us = TWC_NEVER,
    .closed_us = TWC_NEVER,
    .house = { .window = twc_low_window_new (),
               .fresh_until_us = TWC_NEVER,
               .over_us = TWC_NEVER,
               .over_seen_us = TWC_NEVER },
  };

  for (guint i = 0; i < MIN (n_known, TWC_MAX_CHARGERS); i++)
    if (!twc_memory_find (&self, known[i].id))
      self.chargers[self.n_chargers++] = charger_from_known (&known[i], now.us);

  return self;
}

/**
 * twc_memory_find:
 *
 * Returns: (transfer none) (nullable): what is remembered of @id
 */
TwcChargerMemory *
twc_memory_find (TwcMemory *self, guint16 id)
{
  for (guint i = 0; i < self->n_chargers; i++)
    if (self->chargers[i].id == id)
      return &self->chargers[i];

  return NULL;
}

/**
 * twc_memory_add:
 *
 * Returns: (transfer none): a new entry for @id, of which nothing is known; there must be room
 */
TwcChargerMemory *
twc_memory_add (TwcMemory *self, guint16 id, TwcNow now)
{
  TwcChargerMemory *charger = &self->chargers[self->n_chargers];

  g_return_val_if_fail (self->n_chargers < TWC_MEMORY_CHARGERS, NULL);

  *charger = charger_new (id, now.us);
  self->n_chargers++;
  return charger;
}

/**
 * twc_memory_latch_stop:
 *
 * Stops everything until a person calls twc_memory_clear_stop(): 5.7.
 */
void
twc_memory_latch_stop (TwcMemory *self)
{
  self->stop_all = TRUE;
}

/**
 * twc_memory_clear_stop:
 *
 * Allows charging again, on behalf of a person and of nobody else: 5.7. The overload guard
 * starts afresh.
 */
void
twc_memory_clear_stop (TwcMemory *self)
{
  self->stop_all = self->stopped = FALSE;
  self->overload_us = self->guard_us = self->house.over_us = TWC_NEVER;
}

static gboolean
is_in_site (const TwcSite *site, guint16 id)
{
  for (guint i = 0; i < site->n_chargers; i++)
    if (site->chargers[i].id == id)
      return TRUE;

  return FALSE;
}

static void
forget (TwcMemory *self, TwcChargerMemory *charger, TwcNow now)
{
  twc_account_close (self, charger, now);
  *charger = self->chargers[--self->n_chargers];
}

/* Units that change their ids again and again could fill every slot within the 90 s of 10.1.
 * Their exposure is then kept under one name: it must not be lost. */
static void
merge_two_gone (TwcMemory *self, const TwcSite *site, TwcNow now)
{
  TwcChargerMemory *first = NULL;

  for (guint i = 0; i < self->n_chargers; i++)
    {
      TwcChargerMemory *gone = &self->chargers[i];

      if (is_in_site (site, gone->id))
        continue;

      if (first)
        {
          first->unconfirmed_ca = twc_exposure_of_gone (first) + twc_exposure_of_gone (gone);
          first->lowered_us = MAX (first->lowered_us, gone->lowered_us);
          first->heard_us = MAX (first->heard_us, gone->heard_us);
          forget (self, gone, now);
          return;
        }
      first = gone;
    }
}

/* Who has heard nobody for a while knows as little as one who starts: another master may have
 * spoken to them meanwhile, and the first to speak is not yet all of them. */
static void
note_deafness (TwcMemory *self, const TwcSite *site, TwcNow now)
{
  gint64 newest_us = self->newest_us;

  for (guint i = 0; i < site->n_chargers; i++)
    if (site->chargers[i].reported)
      newest_us = MAX (newest_us, site->chargers[i].heard_us);

  if (self->newest_us != TWC_NEVER && newest_us - self->newest_us >= TWC_SECONDS_US (DEAF_S))
    self->started_us = now.us;
  self->newest_us = newest_us;
}

/**
 * twc_memory_sync:
 *
 * Makes room for those of @site that are new, and forgets those that are gone and can no longer
 * draw. Afterwards each of @site has its entry.
 */
void
twc_memory_sync (TwcMemory *self, const TwcSite *site, TwcNow now)
{
  note_deafness (self, site, now);
  for (guint i = self->n_chargers; i-- > 0;)
    if (!is_in_site (site, self->chargers[i].id) &&
        twc_exposure_is_over (&self->chargers[i], now.us))
      forget (self, &self->chargers[i], now);

  /* The 15 s of 10.1 let all say what they were told. They begin with the first one heard, not
   * while the port may still be missing. */
  if (self->n_chargers == 0 && site->n_chargers > 0)
    self->started_us = now.us;

  for (guint i = 0; i < site->n_chargers; i++)
    {
      if (twc_memory_find (self, site->chargers[i].id))
        continue;

      if (self->n_chargers == TWC_MEMORY_CHARGERS)
        merge_two_gone (self, site, now);
      twc_memory_add (self, site->chargers[i].id, now);
    }
}
