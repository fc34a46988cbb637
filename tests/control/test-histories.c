/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "control/twc-memory-store.h"
#include "garage.h"
#include "toy.h"

/* Random histories of a garage, with the brain's promises asserted at every step
 * (charging-control 18, G1, G5). TWC_HISTORIES sets their number, TWC_SEED the first one's seed:
 * a failure names the seed that repeats it. */

#define N_HISTORIES 10000
#define SEED 1

/* What came unforeseen may take its time: a unit that is no longer heard, but hears, keeps its
 * old limit until the master gives it up, and some more time after (charging-control 10.1). */
#define DISTURBED_US TWC_SECONDS_US (120)
#define START_US TWC_SECONDS_US (5000)

typedef struct
{
  guint32 seed;
  GRand *rand;
  TwcSettings settings;
  TwcMemory memory;
  TwcNow now;
  Garage garage;
  TwcPlan plan;
  gint32 house_ca; /* what the house takes of its one line */
  gint sun_w;
  gint64 meter_us; /* its meter speaks next */
  gint64 mute_until_us;
  gint64 narrowed_us; /* the last time that less was left than before, or that nobody could know */
  gint64 changed_us;  /* of any setting that moves a minimum or a limit */
  gint64 lowered_us;  /* the last lowering of any offer */
  gint64 on_us[TWC_MAX_CHARGERS], off_us[TWC_MAX_CHARGERS];
  guint16 ids[TWC_MAX_CHARGERS]; /* of those times */
  gint64 started_us[TWC_MAX_CHARGERS][TWC_MEMORY_STARTS];
  guint n_started[TWC_MAX_CHARGERS]; /* as far as this run of the program knows */
  gboolean drew[TWC_MAX_CHARGERS];   /* since it was switched on */
} History;

static void
violated (const History *self, const char *promise)
{
  for (guint i = 0; i < self->plan.n_chargers; i++)
    g_printerr ("%04X offer %u target %u exposure %u draw %u limit %u: %s\n",
                self->plan.chargers[i].id, self->plan.chargers[i].offer_ca,
                self->plan.chargers[i].target_ca, self->plan.chargers[i].exposure_ca,
                self->garage.site.chargers[i].draw_ca, self->garage.site.chargers[i].reported_ca,
                twc_reason_code_to_nick (self->plan.chargers[i].reason.code));
  for (guint i = 0; i < self->garage.n_boxes; i++)
    {
      const Box *box = &self->garage.boxes[i];

      g_printerr ("%04X protocol %u, limit %u, draw %u, plugged %d, heard %.1f s ago\n", box->id,
                  box->protocol, box->limit_ca, box->car.draw_ca, box->car.plugged,
                  (double) (self->now.us - box->heard_us) / G_USEC_PER_SEC);
    }
  g_error ("TWC_SEED=%u, second %.3f, limit %u cA, disturbed %.1f s ago: %s", self->seed,
           (double) (self->now.us - START_US) / G_USEC_PER_SEC, self->settings.wiring_all_ca,
           (double) (self->now.us - self->garage.disturbed_us) / G_USEC_PER_SEC, promise);
}

static gint
pick (History *self, gint from, gint to)
{
  return g_rand_int_range (self->rand, from, to + 1);
}

static gboolean
is_since (const History *self, gint64 us, gint64 span_us)
{
  return us != TWC_NEVER && self->now.us - us < span_us;
}

static void
change_wiring (History *self)
{
  const guint former_ca = self->settings.wiring_all_ca;

  self->settings.wiring_all_ca = TWC_CA (pick (self, 6, 80));
  self->settings.wiring_twc_ca = TWC_CA (pick (self, 6, 40));
  self->settings.min_ca = TWC_CA (pick (self, 0, 1) * pick (self, 5, 16));
  self->changed_us = self->now.us;
  /* Less than before; or now enough for a reserve for which there was no room. */
  if (self->settings.wiring_all_ca < former_ca || garage_sum_clamped (&self->garage) > former_ca)
    self->garage.disturbed_us = self->now.us;
}

static gboolean
has_house (const History *self)
{
  return self->settings.house.fuse_ca > 0;
}

/* Every third garage has a meter; a house that draws much leaves less than nothing. */
static void
change_house (History *self)
{
  TwcHouseSettings *house = &self->settings.house;

  self->changed_us = self->narrowed_us = self->now.us;
  switch (pick (self, 0, 6))
    {
    case 0:
      self->mute_until_us = self->now.us + TWC_SECONDS_US (pick (self, 1, 120));
      break;
    case 1:
      house->fallback_ca = TWC_CA (pick (self, 0, 1) * pick (self, 6, 20));
      if (has_house (self))
        house->fuse_ca = TWC_CA (pick (self, 20, 100));
      break;
    default:
      self->house_ca = pick (self, -2000, 8000);
      self->sun_w = pick (self, 0, 20000);
      break;
    }
}

static void
change_outside (History *self)
{
  TwcSite *site = &self->garage.site;

  self->changed_us = self->narrowed_us = self->now.us;
  site->islanded = pick (self, 0, 3) == 0;
  self->settings.islanded_action = (TwcFallback) pick (self, 0, TWC_N_FALLBACKS - 1);
  site->external = (TwcExternalLimit){
    .blocked = pick (self, 0, 9) == 0,
    .has_amps = pick (self, 0, 2) == 0,
    .amps_ca = (guint) pick (self, 0, 6000),
  };
  if (pick (self, 0, 3) == 0)
    twc_memory_latch_stop (&self->memory);
  else
    twc_memory_clear_stop (&self->memory);
}

static void
change_mode (History *self)
{
  self->settings.mode = pick (self, 0, 3) ? TWC_MODE_FIXED : (TwcMode) pick (self, 0, 2);
  self->settings.fixed_ca = TWC_CA (pick (self, 0, 80));
}

static guint
pick_minute (History *self, gint from, gint to)
{
  return (guint) (self->now.unix_s / 60 + pick (self, from, to)) % TWC_MINUTES_PER_DAY;
}

static void
change_schedule (History *self)
{
  TwcSettings *settings = &self->settings;

  settings->n_schedules = (guint) pick (self, 0, 2);
  for (guint i = 0; i < settings->n_schedules; i++)
    settings->schedules[i] = (TwcScheduleEntry){
      .enabled = TRUE,
      .days = TWC_EVERY_DAY,
      .start_min = pick_minute (self, -5, 5),
      .end_min = pick_minute (self, 6, 15) + 1,
      .amps_ca = TWC_CA (pick (self, 0, 1) * pick (self, 6, 60)),
      .n_ids = (guint) pick (self, 0, 1),
      .ids = { self->garage.boxes[0].id },
    };
}

static void
change_plans (History *self)
{
  TwcTariffSettings *tariff = &self->settings.tariff;
  const guint minute = pick_minute (self, 1, 15);

  tariff->n_goals = (guint) pick (self, 0, 2);
  for (guint i = 0; i < tariff->n_goals; i++)
    tariff->goals[i] = (TwcPlanGoal){
      .name = { (char) ('a' + i) },
      .enabled = TRUE,
      .charger = self->garage.boxes[i % self->garage.n_boxes].id,
      .energy_wh = (guint) pick (self, 100, 3000),
      .departure_min = pick_minute (self, 1, 60),
      .days = TWC_EVERY_DAY,
    };

  tariff->cheap_ca = TWC_CA (pick (self, 0, 40));
  tariff->n_import_rows = minute > 0 ? (guint) pick (self, 0, 1) * 2 : 0;
  tariff->import_rows[0] = (TwcTariffRow){ TWC_EVERY_DAY, 0, minute, pick (self, -1, 1) };
  tariff->import_rows[1] =
    (TwcTariffRow){ TWC_EVERY_DAY, minute, TWC_MINUTES_PER_DAY, pick (self, -1, 1) };
}

static void
charge_now (History *self)
{
  self->settings.charge_now_ca = TWC_CA (pick (self, 0, 60));
  self->settings.charge_now_until_s = self->now.unix_s + pick (self, 1, 300);
}

static void
set_paused (History *self, guint16 id)
{
  g_autoptr(GVariant) value = g_variant_ref_sink (g_variant_new_boolean (pick (self, 0, 1)));

  twc_settings_set_charger (&self->settings, id, "paused", value, NULL);
}

/* As the memory is written to disk and read again. */
static GVariant *
store (History *self)
{
  g_autoptr(GVariant) variant =
               g_variant_ref_sink (twc_memory_to_variant (&self->memory, self->now));
  g_autofree char *text = g_variant_print (variant, TRUE);
  g_autoptr(GError) error = NULL;
  GVariant *parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return parsed;
}

/* P6: what was taken over is stored as the same again. */
static void
check_stored (History *self, GVariant *stored)
{
  g_autoptr(GVariant) chargers = g_variant_lookup_value (stored, "chargers", NULL);
  g_autoptr(GVariant) again =
               g_variant_ref_sink (twc_memory_to_variant (&self->memory, self->now));

  /* Who is gone, but might still draw, is not among those that are known. */
  if (g_variant_n_children (chargers) == self->garage.site.n_chargers &&
      !g_variant_equal (stored, again))
    {
      g_autofree char *before = g_variant_print (stored, FALSE);
      g_autofree char *after = g_variant_print (again, FALSE);

      g_printerr ("stored: %s\nagain: %s\n", before, after);
      violated (self, "P6: it is not what was stored");
    }
}

/* The program ends without a word, and starts again with what it had written down. */
static void
restart (History *self)
{
  g_autoptr(GVariant) stored = store (self);
  TwcKnownCharger known[TWC_MAX_CHARGERS];

  for (guint i = 0; i < self->garage.site.n_chargers; i++)
    {
      const TwcChargerState *state = &self->garage.site.chargers[i];
      const TwcPlanCharger *planned = twc_plan_find (&self->plan, state->id);

      known[i] = (TwcKnownCharger){ state->id, state->protocol, state->rating_ca,
                                    planned ? planned->offer_ca : 0 };
    }

  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    self->n_started[i] = 0;
  garage_forget (&self->garage);
  self->memory = twc_memory_new (known, self->garage.site.n_chargers, self->now);
  if (pick (self, 0, 3) == 0)
    return;

  g_assert_true (twc_memory_from_variant (&self->memory, stored, self->now));
  check_stored (self, stored);
}

static void
disturb (History *self)
{
  Box *box = &self->garage.boxes[pick (self, 0, (gint) self->garage.n_boxes - 1)];

  switch (pick (self, 0, 15))
    {
    case 0:
      change_wiring (self);
      break;
    case 1:
    case 2:
      change_mode (self);
      break;
    case 3:
      charge_now (self);
      break;
    case 11:
      change_outside (self);
      break;
    case 12:
      change_house (self);
      break;
    case 4:
      set_paused (self, box->id);
      break;
    case 5:
    case 6:
      garage_plug (&self->garage, box);
      break;
    case 7:
      garage_unplug (&self->garage, box);
      break;
    case 8:
      box->mute_until_us = self->now.us + TWC_SECONDS_US (pick (self, 1, 150));
      break;
    case 9:
      box->mute_until_us = box->deaf_until_us = self->now.us + TWC_SECONDS_US (pick (self, 1, 150));
      break;
    case 10:
      if (pick (self, 0, 3) == 0)
        garage_change_id (&self->garage, box);
      else
        box->car.wants = !box->car.wants;
      break;
    case 13:
      change_schedule (self);
      break;
    case 14:
      change_plans (self);
      break;
    default:
      restart (self);
      break;
    }
}

/* What flows through the house's line now. */
static gint64
get_line (const History *self)
{
  gint64 line_ca = self->house_ca;

  for (guint i = 0; i < self->garage.n_boxes; i++)
    line_ca += self->garage.boxes[i].car.draw_ca;

  return line_ca;
}

/* The margin holds what cars take beyond their offers. A silent meter leaves the fallback. */
static gint64
get_most_line (const History *self)
{
  return MAX ((gint64) self->settings.house.fuse_ca, self->house_ca) +
         (self->plan.dlm_is_stale ? self->settings.house.fallback_ca : 0) +
         TWC_CA (self->garage.n_boxes);
}

/* G1: what is offered, what may flow, and what does. */
static void
check_sums (const History *self, const TwcPlan *former, gboolean raised)
{
  const guint wiring_ca = self->settings.wiring_all_ca;
  guint offered_ca = 0;

  for (guint i = 0; i < self->plan.n_chargers; i++)
    offered_ca += self->plan.chargers[i].offer_ca;
  if (offered_ca > wiring_ca)
    violated (self, "P1: more is offered than the wiring holds");
  if (offered_ca > self->plan.capacity_ca)
    violated (self, "7.1: more is offered than the house leaves");
  if (raised && self->plan.dlm_is_stale)
    violated (self, "7.4, P7: raised while the meter is silent");
  if (raised && self->plan.exposure_ca > MAX (self->plan.capacity_ca, former->exposure_ca))
    violated (self, "P1: raised into an exposure above the wiring's limit");

  /* What flows although all are told 0 cannot be stopped from here. */
  if (is_since (self, self->garage.disturbed_us, DISTURBED_US) ||
      garage_sum_clamped (&self->garage) > wiring_ca)
    return;
  if (garage_sum_real (&self->garage) > wiring_ca)
    violated (self, "G1: limits in force and draws exceed the wiring's limit");

  /* 10.5: but for the seconds that a meter, a bus and a car need. */
  if (has_house (self) && !is_since (self, self->narrowed_us, DISTURBED_US) &&
      garage_sum_clamped (&self->garage) == 0 && get_line (self) > get_most_line (self))
    violated (self, "10.5: a line of the house carries more than its fuse");
}

static void
check_offer (const History *self, const TwcPlanCharger *charger, guint former_ca)
{
  const TwcSettings *settings = &self->settings;
  const guint lowest_ca =
    garage_has_p2 (&self->garage) ? TWC_CA (5) : MAX (settings->min_ca, TWC_CA (5));
  const guint cap_ca = MIN (settings->wiring_all_ca, settings->wiring_twc_ca);

  if (charger->offer_ca > cap_ca || charger->offer_ca % TWC_CA (1) != 0)
    violated (self, "P2: an offer above the limit of its own circuit, or not in whole amps");
  if (charger->offer_ca > 0 && charger->offer_ca != former_ca &&
      charger->offer_ca < MIN (lowest_ca, cap_ca))
    violated (self, "P2: an offer between 0 and the minimum");
}

static gboolean
is_safety (const History *self, const TwcPlanCharger *charger)
{
  /* Also when it is left alone on purpose, and therefore not called lost (11.4). */
  if (charger->class == TWC_CLASS_LOST)
    return TRUE;

  switch ((guint) charger->reason.code)
    {
    case TWC_REASON_LOST:
    case TWC_REASON_ERROR:
    case TWC_REASON_CONFIG:
    case TWC_REASON_PAUSED:
    case TWC_REASON_WIRING_ALL:
    case TWC_REASON_STOP_ALL:
    case TWC_REASON_ISLANDED:
    case TWC_REASON_EXTERNAL:
    case TWC_REASON_MAIN_FUSE:
    case TWC_REASON_DLM_STALE:
      return TRUE;
    default:
      return charger->rank == TWC_RANK_STOP || self->plan.overload || self->memory.trim_ca > 0 ||
             self->plan.exposure_ca > self->plan.capacity_ca || garage_has_p2 (&self->garage) ||
             is_since (self, self->changed_us, TWC_SECONDS_US (60));
    }
}

/* 11.2: what closes a contactor is an offer that a car takes. */
static void
check_starts (History *self, guint index)
{
  guint n = 0;

  g_assert_cmpuint (self->n_started[index], <, TWC_MEMORY_STARTS);
  self->started_us[index][self->n_started[index]++] = self->now.us;
  for (guint i = 0; i < self->n_started[index]; i++)
    if (is_since (self, self->started_us[index][i], TWC_SECONDS_US (3600)))
      n++;
  if (n > self->settings.max_starts_per_hour)
    violated (self, "11.2: started more often than it may be within an hour");
}

/* P3, G5: the contactor. Times are those seen from outside, across restarts. */
static void
check_switching (History *self, guint index, guint former_ca)
{
  const TwcPlanCharger *charger = &self->plan.chargers[index];

  if (self->ids[index] != charger->id)
    {
      self->ids[index] = charger->id;
      self->on_us[index] = self->off_us[index] = TWC_NEVER;
      self->n_started[index] = 0;
    }
  self->drew[index] |= former_ca > 0 && self->garage.site.chargers[index].draw_ca >= 100 &&
                       self->garage.site.chargers[index].heard_us >= self->on_us[index];

  if (former_ca == 0 && charger->offer_ca > 0)
    {
      if (is_since (self, self->off_us[index], TWC_SECONDS_US (self->settings.min_off_s)))
        violated (self, "P3: on again within min-off");
      self->on_us[index] = self->now.us;
      self->drew[index] = FALSE;
      check_starts (self, index);
    }
  if (former_ca > 0 && charger->offer_ca == 0)
    {
      if (is_since (self, self->on_us[index], TWC_SECONDS_US (self->settings.min_on_s)) &&
          self->garage.site.chargers[index].draw_ca >= 100 && !is_safety (self, charger))
        violated (self, "P3: off again within min-on");
      self->off_us[index] = self->now.us;
      if (!self->drew[index] && self->n_started[index] > 0)
        self->n_started[index]--;
    }
}

static gboolean
is_pending (const History *self)
{
  for (guint i = 0; i < self->memory.n_chargers; i++)
    if (self->memory.chargers[i].unconfirmed_ca > 0 &&
        is_since (self, self->memory.chargers[i].lowered_us,
                  TWC_SECONDS_US (self->settings.confirm_timeout_s)))
      return TRUE;

  return FALSE;
}

static void
check (History *self, const TwcPlan *former, TwcMemory *before)
{
  gboolean raised = FALSE, lowered = FALSE;

  for (guint i = 0; i < self->plan.n_chargers; i++)
    {
      const TwcPlanCharger *charger = &self->plan.chargers[i];
      const TwcPlanCharger *was = twc_plan_find (former, charger->id);

      /* What a new one says it was told is taken over, not offered. */
      if (!was || !twc_memory_find (before, charger->id) ||
          !twc_memory_find (before, charger->id)->adopted)
        continue;

      raised |= charger->offer_ca > was->offer_ca;
      lowered |= charger->offer_ca < was->offer_ca;
      check_offer (self, charger, was->offer_ca);
      check_switching (self, i, was->offer_ca);
    }

  if (raised && (is_pending (self) ||
                 is_since (self, self->lowered_us, TWC_SECONDS_US (self->settings.confirm_min_s))))
    violated (self, "P4: raised while a reduction is not confirmed");
  if (lowered)
    self->lowered_us = self->now.us;
  check_sums (self, former, raised);
}

/* What is asked again says the same; before its time nothing moves; and memory is a value. */
static void
check_purity (History *self, const TwcMemory *before)
{
  TwcMemory copy = *before;
  TwcNow later = self->now;
  TwcPlan plan = twc_brain_decide (&self->settings, &self->garage.site, &copy, self->now);
  const char *difference = toy_find_any_difference (&self->plan, &plan);
  gint64 span_us = TWC_SECONDS_US (3600);

  if (difference)
    violated (self, "P6: another plan from the same memory");

  plan = twc_brain_decide (&self->settings, &self->garage.site, &copy, self->now);
  difference = toy_find_any_difference (&self->plan, &plan);
  if (difference)
    violated (self, difference);

  if (self->plan.next_us != TWC_NEVER)
    span_us = self->plan.next_us - self->now.us;
  if (span_us <= 0)
    violated (self, "a next step that is not in the future");
  later.us += g_rand_int_range (self->rand, 0, (gint32) MIN (span_us, G_MAXINT32));
  later.unix_s += (later.us - self->now.us) / G_USEC_PER_SEC;
  plan = twc_brain_decide (&self->settings, &self->garage.site, &copy, later);
  difference = toy_find_difference (&self->plan, &plan);
  if (difference)
    {
      g_printerr ("called at %.6f s, due in %.6f s, %s\n",
                  (double) (later.us - self->now.us) / G_USEC_PER_SEC,
                  (double) span_us / G_USEC_PER_SEC, difference);
      violated (self, "something moved before the next step was due");
    }
}

static void
decide (History *self)
{
  const TwcPlan former = self->plan;
  TwcMemory before = self->memory;

  self->plan = twc_brain_decide (&self->settings, &self->garage.site, &self->memory, self->now);
  check (self, &former, &before);
  if (pick (self, 0, 9) == 0)
    check_purity (self, &before);
}

static gboolean
read_meter (History *self)
{
  TwcSite *site = &self->garage.site;

  if (!has_house (self) || self->now.us < MAX (self->meter_us, self->mute_until_us))
    return FALSE;

  site->n_readings = 1;
  if (site->readings[0].id[0] == '\0')
    site->readings[0] = twc_reading_new ("meter", TWC_ROLE_GRID, 0, 60);
  g_assert_true (twc_reading_set_watts (
    &site->readings[0], (double) get_line (self) / 100 * GARAGE_VOLTS - self->sun_w, self->now.us));
  g_assert_true (twc_reading_set_lines (&site->readings[0],
                                        (const double[3]){ (double) get_line (self) / 100, 0, 0 }));
  self->meter_us = self->now.us + TWC_MILLISECONDS_US (pick (self, 800, 4000));
  return TRUE;
}

static void
pass_time (History *self, gint64 us)
{
  const gint64 former_us = self->now.us;
  gboolean news;

  self->now.us += us;
  self->now.unix_s = TOY_UNIX_S + (self->now.us - START_US) / G_USEC_PER_SEC;
  news = garage_step (&self->garage, &self->plan, self->now.us);
  news |= read_meter (self);
  if (news || (self->plan.next_us > former_us && self->plan.next_us <= self->now.us))
    decide (self);
}

/* 8.4: what a car needs is found out anew every quarter of an hour. */
static guint
count_limited (const History *self)
{
  guint n = 0;

  for (guint i = 0; i < self->memory.n_chargers; i++)
    n += self->memory.chargers[i].need.need_ca > 0 ? 1 : 0;

  return n;
}

/* Three cures at most follow, if they do not help (12.4). */
static gboolean
is_curing (const History *self)
{
  for (guint i = 0; i < self->memory.n_chargers; i++)
    if (self->memory.chargers[i].quirk.curing)
      return TRUE;

  return FALSE;
}

/* Has a second pass; tells whether an offer may change in it all by itself. */
static gboolean
pass_calm_second (History *self, guint *n_changes, gint64 *changed_us)
{
  const guint n_limited = count_limited (self);

  pass_time (self, G_USEC_PER_SEC);
  if (n_limited != count_limited (self))
    {
      *changed_us = self->now.us;
      (*n_changes)++;
    }
  if (is_curing (self))
    *changed_us = self->now.us;

  return is_since (self, *changed_us, TWC_SECONDS_US (120));
}

/* P8: with constant inputs the offers stop changing, but for turns, probes and 8.4. */
static void
check_settling (History *self)
{
  gint64 changed_us = TWC_NEVER;
  guint n_changes = 0;
  TwcPlan settled;

  garage_calm_down (&self->garage);
  self->settings.n_schedules = self->settings.tariff.n_goals = self->settings.tariff.cheap_ca = 0;
  self->settings.rotate_min = self->settings.probe_min = 0;
  self->settings.max_starts_per_hour = TWC_MEMORY_STARTS;
  for (guint i = 0; i < self->garage.n_boxes; i++)
    self->garage.boxes[i].car.wants |= self->garage.boxes[i].car.draw_ca > 0;
  for (guint i = 0; i < 700; i++)
    pass_calm_second (self, &n_changes, &changed_us);

  settled = self->plan;
  for (guint i = 0; i < 400; i++)
    {
      if (pass_calm_second (self, &n_changes, &changed_us))
        settled = self->plan;
      if (n_changes > 5 * TWC_MAX_CHARGERS)
        violated (self, "P8: what a car needs is found out all the time");
      for (guint k = 0; k < self->plan.n_chargers; k++)
        if (self->plan.chargers[k].offer_ca != settled.chargers[k].offer_ca)
          violated (self, "P8: it does not settle");
    }
}

static void
run_history (guint32 seed)
{
  History self = { .seed = seed, .now = { START_US, TOY_UNIX_S } };
  guint n_steps;
  gint rarity;

  self.rand = g_rand_new_with_seed (seed);
  self.settings = twc_settings_default ();
  self.settings.probe_min = (guint) pick (&self, 0, 3);
  self.settings.rotate_min = (guint) pick (&self, 0, 3);
  self.settings.max_starts_per_hour = (guint) pick (&self, 2, 6);
  self.settings.quirk_mode = (TwcQuirkMode) pick (&self, 0, 2);
  self.settings.stop_methods[1] = (TwcStopMethod) pick (&self, 0, TWC_STOP_SILENCE);
  self.changed_us = self.lowered_us = self.narrowed_us = self.mute_until_us = TWC_NEVER;
  self.meter_us = START_US;
  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    self.on_us[i] = self.off_us[i] = TWC_NEVER;
  self.memory = twc_memory_new (NULL, 0, self.now);
  garage_init (&self.garage, self.rand, self.now.us);
  change_wiring (&self);
  change_mode (&self);
  if (seed % 3 == 0)
    {
      self.settings.house.fuse_ca = TWC_CA (pick (&self, 20, 100));
      self.settings.house.margin_ca = TWC_CA (3);
      self.narrowed_us = self.now.us;
    }
  decide (&self);

  n_steps = (guint) pick (&self, 100, 600);
  rarity = pick (&self, 20, 300);
  for (guint i = 0; i < n_steps; i++)
    {
      if (pick (&self, 0, rarity) == 0)
        {
          disturb (&self);
          decide (&self);
        }
      pass_time (&self, TWC_MILLISECONDS_US (pick (&self, 0, 200) ? pick (&self, 1, 1500)
                                                                  : pick (&self, 1, 20000)));
    }

  if (seed % 10 == 0)
    check_settling (&self);
  g_rand_free (self.rand);
}

static guint
get_number (const char *name, guint fallback)
{
  const char *text = g_getenv (name);

  return text ? (guint) g_ascii_strtoull (text, NULL, 10) : fallback;
}

static void
test_histories (void)
{
  const guint first = get_number ("TWC_SEED", SEED);
  const guint n_histories = get_number ("TWC_HISTORIES", N_HISTORIES);

  for (guint i = 0; i < n_histories; i++)
    run_history (first + i);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/control/histories", test_histories);

  return g_test_run ();
}
