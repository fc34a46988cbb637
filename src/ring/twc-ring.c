/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-ring"

#include "ring/twc-ring.h"

#include "control/twc-memory-store.h"

#include <string.h>

/* The brain's own times are whole seconds; nothing that it waits for is finer. */
#define DECIDE_EVERY_US TWC_SECONDS_US (1)

/* What the master did last with one unit, to notice a new report or a unit that came or went. */
typedef struct
{
  guint16 id;
  guint n_reports;
  gboolean online;
} Seen;

struct _TwcRing
{
  TwcMaster *master;
  TwcMemory memory;
  TwcSettings settings;
  TwcSite site;
  gint64 external_until_us;
  TwcForecast import_prices; /* the site's, when it has them */
  TwcForecast export_prices;
  TwcPlan plan;
  gboolean due;      /* something is new to the brain */
  gint64 decided_us; /* TWC_NEVER before the first */
  guint n_seen;
  Seen seen[TWC_MAX_CHARGERS];
};

/**
 * twc_ring_new:
 * @master_id: our id on the bus
 * @seed: for the jitter of the slots
 * @known: what is known from before, for a quick restart (G7)
 * @now: the time of the start
 *
 * Until it is given settings, no limit is configured and nothing is offered (G3).
 */
TwcRing *
twc_ring_new (
  guint16 master_id, guint32 seed, const TwcKnownCharger *known, guint n_known, TwcNow now)
{
  TwcRing *self = g_new0 (TwcRing, 1);

  self->master = twc_master_new (master_id, seed);
  for (guint i = 0; i < n_known; i++)
    twc_master_add_known (self->master, &known[i], now.us);
  self->memory = twc_memory_new (known, n_known, now);
  self->settings = twc_settings_default ();
  self->site.n_chargers = twc_master_get_chargers (self->master, self->site.chargers);
  self->plan.next_us = TWC_NEVER;
  self->external_until_us = TWC_NEVER;
  self->decided_us = TWC_NEVER;
  self->due = TRUE;
  return self;
}

void
twc_ring_free (TwcRing *self)
{
  twc_master_free (self->master);
  g_clear_pointer (&self->site.zone, g_time_zone_unref);
  g_free (self);
}

/**
 * twc_ring_restore:
 * @memory: of a former run, from wherever
 * @now: the time of the start, which twc_ring_new() was given
 *
 * Goes on with sessions, queue and one-time charge where the former run ended (G7). Before the
 * first step.
 *
 * Returns: %FALSE when @memory cannot be believed; then all begins anew
 */
gboolean
twc_ring_restore (TwcRing *self, GVariant *memory, TwcNow now)
{
  g_return_val_if_fail (self->decided_us == TWC_NEVER, FALSE);

  return twc_memory_from_variant (&self->memory, memory, now);
}

/**
 * twc_ring_set_settings:
 *
 * Takes over a new snapshot; the next twc_ring_step() decides with it, which is due at once.
 */
void
twc_ring_set_settings (TwcRing *self, const TwcSettings *settings)
{
  if (twc_settings_equal (&self->settings, settings))
    return;

  self->settings = *settings;
  self->due = TRUE;
}

static gboolean
is_news (const Seen *seen, const TwcChargerState *charger)
{
  return seen->id != charger->id || seen->n_reports != charger->n_reports ||
         seen->online != charger->online;
}

/* Brings the site up to date, and has the brain run when there is a report that it does not
 * know, or a unit that came or went. */
static void
look_at_bus (TwcRing *self)
{
  TwcSite *site = &self->site;

  site->n_chargers = twc_master_get_chargers (self->master, site->chargers);
  self->due |= site->n_chargers != self->n_seen;

  for (guint i = 0; i < site->n_chargers; i++)
    {
      const TwcChargerState *charger = &site->chargers[i];

      self->due |= is_news (&self->seen[i], charger);
      self->seen[i] = (Seen){ charger->id, charger->n_reports, charger->online };
    }

  self->n_seen = site->n_chargers;
}

/**
 * twc_ring_connect:
 *
 * The port has opened.
 */
void
twc_ring_connect (TwcRing *self, TwcNow now)
{
  twc_master_connect (self->master, now.us);
  look_at_bus (self);
}

/**
 * twc_ring_disconnect:
 *
 * The port has gone. The slaves go on by themselves for half a minute at most, and their
 * exposure stays accounted for.
 */
void
twc_ring_disconnect (TwcRing *self, TwcNow now)
{
  twc_master_disconnect (self->master, now.us);
  look_at_bus (self);
}

/**
 * twc_ring_receive:
 * @bytes: as they came, in pieces of any size
 */
void
twc_ring_receive (TwcRing *self, const guint8 *bytes, gsize n_bytes, TwcNow now)
{
  twc_master_receive (self->master, bytes, n_bytes, now.us);
  look_at_bus (self);
}

/**
 * twc_ring_stop_all:
 *
 * Offers nothing to anybody until twc_ring_allow_charging() (charging-control 5.7).
 */
void
twc_ring_stop_all (TwcRing *self)
{
  twc_memory_latch_stop (&self->memory);
  self->due = TRUE;
}

/**
 * twc_ring_allow_charging:
 *
 * Ends what twc_ring_stop_all() or the overload guard began, on behalf of a person.
 */
void
twc_ring_allow_charging (TwcRing *self)
{
  twc_memory_clear_stop (&self->memory);
  self->due = TRUE;
}

/**
 * twc_ring_shut_down:
 *
 * From now on every car is lowered to its minimum; the plan's `may_end` tells when all have
 * confirmed it (charging-control 11.6).
 */
void
twc_ring_shut_down (TwcRing *self)
{
  self->site.shutting_down = TRUE;
  self->due = TRUE;
}

static TwcReading *
find_reading (TwcRing *self, const char *id, TwcRole role)
{
  TwcSite *site = &self->site;

  for (guint i = 0; i < site->n_readings; i++)
    if (site->readings[i].role == role && strcmp (site->readings[i].id, id) == 0)
      return &site->readings[i];

  return NULL;
}

/**
 * twc_ring_set_reading:
 * @reading: of a source in one role; it replaces the one before. More than %TWC_MAX_READINGS
 *   are not looked at
 */
void
twc_ring_set_reading (TwcRing *self, const TwcReading *reading)
{
  TwcReading *known = find_reading (self, reading->id, reading->role);

  if (known == NULL && self->site.n_readings == TWC_MAX_READINGS)
    return;
  if (known == NULL)
    known = &self->site.readings[self->site.n_readings++];

  *known = *reading;
  self->due = TRUE;
}

/**
 * twc_ring_remove_reading:
 * @id: a source that its owner has removed, in all its roles
 */
void
twc_ring_remove_reading (TwcRing *self, const char *id)
{
  TwcSite *site = &self->site;

  for (guint i = site->n_readings; i-- > 0;)
    if (strcmp (site->readings[i].id, id) == 0)
      {
        site->n_readings--;
        memmove (&site->readings[i], &site->readings[i + 1],
                 (site->n_readings - i) * sizeof site->readings[0]);
      }

  self->due = TRUE;
}

/**
 * twc_ring_set_vehicle:
 * @vehicle: known by its VIN; it replaces what was known of it. More than %TWC_MAX_VEHICLES are
 *   not looked at
 */
void
twc_ring_set_vehicle (TwcRing *self, const TwcVehicle *vehicle)
{
  TwcSite *site = &self->site;
  guint i = 0;

  while (i < site->n_vehicles && strcmp (site->vehicles[i].vin, vehicle->vin) != 0)
    i++;
  if (i == TWC_MAX_VEHICLES)
    return;

  site->n_vehicles = MAX (site->n_vehicles, i + 1);
  site->vehicles[i] = *vehicle;
  self->due = TRUE;
}

/**
 * twc_ring_set_external:
 * @until_us: when @limit lapses; %TWC_NEVER = when another one takes its place
 */
void
twc_ring_set_external (TwcRing *self, const TwcExternalLimit *limit, gint64 until_us)
{
  self->site.external = *limit;
  self->external_until_us = until_us;
  self->due = TRUE;
}

void
twc_ring_set_islanded (TwcRing *self, gboolean islanded)
{
  self->due |= self->site.islanded != islanded;
  self->site.islanded = islanded;
}

/**
 * twc_ring_set_prices:
 * @import: (nullable): what is announced; %NULL = the settings' table
 * @export: (nullable): likewise, what is paid for feeding in
 */
void
twc_ring_set_prices (TwcRing *self, const TwcForecast *import, const TwcForecast *export)
{
  self->site.import_prices = import != NULL ? &self->import_prices : NULL;
  self->site.export_prices = export != NULL ? &self->export_prices : NULL;
  if (import != NULL)
    self->import_prices = *import;
  if (export != NULL)
    self->export_prices = *export;
  self->due = TRUE;
}

/**
 * twc_ring_set_zone:
 * @zone: (transfer none): the owner's local time, whose rules may have changed
 */
void
twc_ring_set_zone (TwcRing *self, GTimeZone *zone)
{
  g_time_zone_ref (zone);
  g_clear_pointer (&self->site.zone, g_time_zone_unref);
  self->site.zone = zone;
  self->due = TRUE;
}

/* The most that a unit may ever be offered: of its rating, its own circuit, the shared one, and
 * what its owner says. 0 while any limit is unknown (G3). */
static guint
limit_of (const TwcRing *self, const TwcChargerState *charger)
{
  const TwcSettings *settings = &self->settings;
  const TwcChargerSettings *own = twc_settings_find_charger (settings, charger->id);
  guint limit_ca = MIN (settings->wiring_all_ca, settings->wiring_twc_ca);

  limit_ca = MIN (limit_ca, charger->rating_ca);
  if (own != NULL && own->max_ca > 0)
    limit_ca = MIN (limit_ca, own->max_ca);

  return limit_ca;
}

/* Whole amperes, and never above the permission, whatever the plan says: a heartbeat that the
 * gate refuses would be a slave without a master (G1, G2). */
static void
pass_on (TwcRing *self, const TwcChargerState *charger, gint64 now_us)
{
  const TwcChargerSettings *own = twc_settings_find_charger (&self->settings, charger->id);
  const TwcPlanCharger *planned = twc_plan_find (&self->plan, charger->id);
  const guint limit_ca = limit_of (self, charger);
  const guint offer_ca = planned != NULL ? planned->offer_ca : 0;

  twc_master_set_permission (self->master, charger->id, limit_ca,
                             own != NULL && own->may_start_stop);
  twc_master_set_offer (self->master, charger->id, offer_ca <= limit_ca ? offer_ca : 0, now_us);
  twc_master_set_stop_method (self->master, charger->id,
                              planned != NULL ? planned->stop_method : TWC_STOP_OFFER0, now_us);
}

static void
decide (TwcRing *self, TwcNow now)
{
  if (self->external_until_us != TWC_NEVER && now.us >= self->external_until_us)
    twc_ring_set_external (self, &(TwcExternalLimit){ 0 }, TWC_NEVER);
  self->plan = twc_brain_decide (&self->settings, &self->site, &self->memory, now);
  self->decided_us = now.us;
  self->due = FALSE;

  for (guint i = 0; i < self->site.n_chargers; i++)
    pass_on (self, &self->site.chargers[i], now.us);
  self->site.n_chargers = twc_master_get_chargers (self->master, self->site.chargers);
}

/* When the brain is to run again, whatever the bus does. */
static gint64
get_brain_deadline (const TwcRing *self)
{
  gint64 deadline_us;

  if (self->due || self->decided_us == TWC_NEVER)
    return 0;

  deadline_us = self->decided_us + DECIDE_EVERY_US;
  return self->plan.next_us != TWC_NEVER ? MIN (deadline_us, self->plan.next_us) : deadline_us;
}

/**
 * twc_ring_get_deadline:
 *
 * Returns: when twc_ring_step() is due, whatever else happens: a monotonic time that may have
 *   passed; never %TWC_NEVER
 */
gint64
twc_ring_get_deadline (const TwcRing *self)
{
  const gint64 bus_us = twc_master_get_deadline (self->master);
  const gint64 brain_us = get_brain_deadline (self);

  return bus_us != TWC_NEVER ? MIN (bus_us, brain_us) : brain_us;
}

/**
 * twc_ring_step:
 * @body: (out): what to send, sealed, not escaped
 *
 * Decides if that is due, and lets the master take its turn. To be called until it returns 0.
 *
 * Returns: the length of @body; 0 = nothing to send now
 */
gsize
twc_ring_step (TwcRing *self, TwcNow now, guint8 body[TWC_BODY_MAX])
{
  gsize n_body;

  if (now.us >= get_brain_deadline (self))
    decide (self, now);

  n_body = twc_master_step (self->master, now.us, body);
  look_at_bus (self);
  return n_body;
}

const TwcSettings *
twc_ring_get_settings (const TwcRing *self)
{
  return &self->settings;
}

const TwcSite *
twc_ring_get_site (const TwcRing *self)
{
  return &self->site;
}

const TwcPlan *
twc_ring_get_plan (const TwcRing *self)
{
  return &self->plan;
}

const TwcMemory *
twc_ring_get_memory (const TwcRing *self)
{
  return &self->memory;
}

/**
 * twc_ring_get_master:
 *
 * Returns: (transfer none): the master, for its health, its gate, its tap and raw frames; what
 *   is offered goes through the ring alone
 */
TwcMaster *
twc_ring_get_master (TwcRing *self)
{
  return self->master;
}

/* An offer counts as acknowledged when the unit reports it; until then the higher one of the two
 * may be in force. What has been gone for so long that it cannot draw has nothing. */
static guint
get_held (const TwcRing *self, const TwcChargerState *charger)
{
  const TwcPlanCharger *planned = twc_plan_find (&self->plan, charger->id);

  if (!charger->online && planned != NULL && planned->exposure_ca == 0)
    return 0;

  return MIN (MAX (charger->offer_ca, charger->reported_ca), charger->rating_ca);
}

/**
 * twc_ring_get_known:
 * @known: (out caller-allocates): what to remember for a restart
 *
 * Returns: how many there are
 */
guint
twc_ring_get_known (const TwcRing *self, TwcKnownCharger known[TWC_MAX_CHARGERS])
{
  guint n_known = 0;

  for (guint i = 0; i < self->site.n_chargers; i++)
    {
      const TwcChargerState *charger = &self->site.chargers[i];

      if (charger->rating_ca == 0)
        continue;
      known[n_known++] = (TwcKnownCharger){
        .id = charger->id,
        .protocol = charger->protocol,
        .rating_ca = charger->rating_ca,
        .offer_ca = get_held (self, charger),
      };
    }

  return n_known;
}
