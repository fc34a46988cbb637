/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-account.h"
#include "control/twc-brain.h"
#include "control/twc-memory-store.h"
#include "garage.h"

#include <math.h>

/* What is counted against what the cars of random histories took: within half a percent in all
 * (charging-control 13). TWC_SEED sets the first one's seed. */

#define N_HISTORIES 20
#define START_US TWC_SECONDS_US (5000)
#define START_S G_GINT64_CONSTANT (1790000000)
#define HISTORY_US TWC_SECONDS_US (6 * 3600)

typedef struct
{
  const char *path;
  guint loss_percent;    /* of the reports */
  guint mute_percent;    /* of the disturbances */
  guint restart_percent; /* likewise */
  double tolerance;
} Row;

typedef struct
{
  const Row *row;
  guint32 seed;
  GRand *rand;
  TwcSettings settings;
  TwcMemory memory;
  TwcNow now;
  Garage garage;
  TwcPlan plan;
  double closed_wh;
} History;

static gint
pick (History *self, gint from, gint to)
{
  return g_rand_int_range (self->rand, from, to + 1);
}

static void
decide (History *self)
{
  self->plan = twc_brain_decide (&self->settings, &self->garage.site, &self->memory, self->now);
  for (guint i = 0; i < self->plan.n_closed; i++)
    self->closed_wh += self->plan.closed[i].energy_wh;
}

static void
pass_time (History *self, gint64 us)
{
  self->now.us += us;
  self->now.unix_s = START_S + (self->now.us - START_US) / G_USEC_PER_SEC;
  if (garage_step (&self->garage, &self->plan, self->now.us) ||
      (self->plan.next_us != TWC_NEVER && self->plan.next_us <= self->now.us))
    decide (self);
}

static void
restart (History *self)
{
  g_autoptr(GVariant) stored =
               g_variant_ref_sink (twc_memory_to_variant (&self->memory, self->now));
  TwcKnownCharger known[TWC_MAX_CHARGERS];

  for (guint i = 0; i < self->garage.site.n_chargers; i++)
    {
      const TwcChargerState *state = &self->garage.site.chargers[i];

      known[i] = (TwcKnownCharger){ state->id, state->protocol, state->rating_ca,
                                    twc_plan_find (&self->plan, state->id)->offer_ca };
    }

  garage_forget (&self->garage);
  self->memory = twc_memory_new (known, self->garage.site.n_chargers, self->now);
  g_assert_true (twc_memory_from_variant (&self->memory, stored, self->now));
}

static void
disturb (History *self)
{
  Box *box = &self->garage.boxes[pick (self, 0, (gint) self->garage.n_boxes - 1)];
  const guint chance = (guint) pick (self, 0, 99);

  if (chance < self->row->mute_percent)
    box->mute_until_us = self->now.us + TWC_SECONDS_US (pick (self, 1, 24));
  else if (chance < self->row->mute_percent + self->row->restart_percent)
    restart (self);
  else if (pick (self, 0, 3) == 0)
    garage_unplug (&self->garage, box);
  else if (!box->car.plugged)
    garage_plug (&self->garage, box);
  else
    self->settings.fixed_ca = TWC_CA (pick (self, 12, 40));
}

/* What the sessions hold must be what was counted, but for what never became one. */
static void
check_sessions (const History *self, double counted_wh)
{
  double sum_wh = self->closed_wh;

  for (guint i = 0; i < self->memory.n_chargers; i++)
    sum_wh += self->memory.chargers[i].stay.record.energy_wh;

  if (fabs (sum_wh - counted_wh) > 1000 + counted_wh * 0.02)
    g_error ("TWC_SEED=%u: sessions of %.0f Wh in all, %.0f Wh were counted", self->seed, sum_wh,
             counted_wh);
}

static void
run_history (const Row *row, guint32 seed, double *taken_wh, double *counted_wh)
{
  History self = { .row = row, .seed = seed, .now = { START_US, START_S } };
  double sum_wh = 0;

  self.rand = g_rand_new_with_seed (seed);
  self.settings = twc_settings_default ();
  self.settings.wiring_all_ca = self.settings.wiring_twc_ca = TWC_CA (40);
  self.settings.nominal_volts = GARAGE_VOLTS;
  self.settings.mode = TWC_MODE_FIXED;
  self.settings.fixed_ca = TWC_CA (40);
  self.memory = twc_memory_new (NULL, 0, self.now);
  garage_init (&self.garage, self.rand, self.now.us);
  self.garage.loss_percent = row->loss_percent;
  decide (&self);

  while (self.now.us < START_US + HISTORY_US)
    {
      if (pick (&self, 0, 400) == 0)
        disturb (&self);
      pass_time (&self, TWC_MILLISECONDS_US (pick (&self, 50, 400)));
    }

  for (guint i = 0; i < self.garage.n_boxes; i++)
    {
      *taken_wh += self.garage.boxes[i].taken_wh;
      sum_wh += twc_account_get_delivered_wh (&self.memory, self.garage.boxes[i].id);
    }
  check_sessions (&self, sum_wh);
  *counted_wh += sum_wh;
  g_rand_free (self.rand);
}

static void
test_energies_add_up (gconstpointer data)
{
  const Row *row = data;
  const char *seed = g_getenv ("TWC_SEED");
  const guint32 first = seed ? (guint32) g_ascii_strtoull (seed, NULL, 10) : 1;
  double taken_wh = 0, counted_wh = 0;

  for (guint i = 0; i < N_HISTORIES; i++)
    run_history (row, first + i, &taken_wh, &counted_wh);

  g_test_message ("taken %.1f kWh, counted %.1f kWh: %+.3f %%", taken_wh / 1000, counted_wh / 1000,
                  (counted_wh / taken_wh - 1) * 100);
  g_assert_cmpfloat_with_epsilon (counted_wh / taken_wh, 1, row->tolerance);
}

static TwcSettings
make_tariff (void)
{
  TwcSettings settings = twc_settings_default ();

  settings.wiring_all_ca = settings.wiring_twc_ca = TWC_CA (40);
  settings.nominal_volts = 240;
  settings.mode = TWC_MODE_FIXED;
  settings.fixed_ca = TWC_CA (15);
  settings.green.consumption_includes_charger = FALSE;
  settings.tariff.n_import_rows = settings.tariff.n_export_rows = 1;
  settings.tariff.import_rows[0] = (TwcTariffRow){ TWC_EVERY_DAY, 0, TWC_MINUTES_PER_DAY, 0.30 };
  settings.tariff.export_rows[0] = (TwcTariffRow){ TWC_EVERY_DAY, 0, TWC_MINUTES_PER_DAY, 0.08 };
  return settings;
}

/* S58, through the whole brain: a site that takes 15 A at 240 V, and a sun of 3000 W over a house
 * of 800 W. */
static TwcSite
make_sunny_site (guint n_reports, gint64 now_us)
{
  TwcSite site = { .n_chargers = 1, .n_readings = 2 };

  site.chargers[0] = (TwcChargerState){
    .id = 0x9399,
    .protocol = 1,
    .rating_ca = TWC_CA (32),
    .online = TRUE,
    .reported = TRUE,
    .n_reports = n_reports,
    .heard_us = now_us,
    .state = TWC_STATE_CHARGING,
    .activity = TWC_ACTIVITY_CHARGING,
    .reported_ca = TWC_CA (15),
    .draw_ca = TWC_CA (15),
    .power_report_us = TWC_NEVER,
  };
  site.readings[0] = twc_reading_new ("roof", TWC_ROLE_GENERATION, 0, 60);
  site.readings[1] = twc_reading_new ("house", TWC_ROLE_CONSUMPTION, 0, 60);
  twc_reading_set_watts (&site.readings[0], 3000, now_us);
  twc_reading_set_watts (&site.readings[1], 800, now_us);
  return site;
}

static void
test_share_and_cost (void)
{
  const TwcSettings settings = make_tariff ();
  TwcMemory memory = twc_memory_new (NULL, 0, (TwcNow){ START_US, START_S });
  TwcPlan plan = { 0 };

  for (guint i = 0; i <= 3600; i++)
    {
      const TwcNow now = { START_US + TWC_SECONDS_US (i), START_S + i };
      const TwcSite site = make_sunny_site (i + 1, now.us);

      plan = twc_brain_decide (&settings, &site, &memory, now);
    }

  g_assert_cmpfloat_with_epsilon (plan.chargers[0].session.energy_wh, 3600, 0.1);
  g_assert_cmpfloat_with_epsilon (plan.chargers[0].session.solar_wh, 2200, 0.1);
  g_assert_cmpfloat_with_epsilon (plan.chargers[0].session.cost, 0.5960, 0.0001);
  g_assert_false (plan.chargers[0].session.solar_is_partial);
  g_assert_false (plan.chargers[0].session.cost_is_partial);
}

/* A unit's counter shows whole kWh alone: what flows unheard is known as well as that. */
static const Row rows[] = {
  { "/control/accounts/heard", 0, 0, 0, 0.005 },
  { "/control/accounts/some-lost", 5, 0, 0, 0.005 },
  { "/control/accounts/restarts", 5, 0, 20, 0.005 },
  { "/control/accounts/noisy", 15, 0, 0, 0.015 },
  { "/control/accounts/unheard", 5, 30, 0, 0.015 },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_energies_add_up);

  g_test_add_func ("/control/accounts/share-and-cost", test_share_and_cost);

  return g_test_run ();
}
