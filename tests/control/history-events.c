/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-memory-store.h"
#include "history.h"

static Box *
pick_box (History *self)
{
  return &self->garage.boxes[history_pick (self, 0, (gint) self->garage.n_boxes - 1)];
}

static void
change_wiring (History *self)
{
  const guint former_ca = self->settings.wiring_all_ca;

  self->settings.wiring_all_ca = TWC_CA (history_pick (self, 6, 80));
  self->settings.wiring_twc_ca = TWC_CA (history_pick (self, 6, 40));
  self->settings.min_ca = TWC_CA (history_pick (self, 0, 1) * history_pick (self, 5, 16));
  self->changed_us = self->now.us;
  /* Less than before; or now enough for a reserve for which there was no room. */
  if (self->settings.wiring_all_ca < former_ca || garage_sum_clamped (&self->garage) > former_ca)
    self->garage.disturbed_us = self->now.us;
}

/* Every third garage has a meter; a house that draws much leaves less than nothing. */
static void
change_house (History *self)
{
  TwcHouseSettings *house = &self->settings.house;

  self->changed_us = self->narrowed_us = self->now.us;
  switch (history_pick (self, 0, 6))
    {
    case 0:
      self->mute_until_us = self->now.us + TWC_SECONDS_US (history_pick (self, 1, 120));
      break;
    case 1:
      house->fallback_ca = TWC_CA (history_pick (self, 0, 1) * history_pick (self, 6, 20));
      if (history_has_house (self))
        house->fuse_ca = TWC_CA (history_pick (self, 20, 100));
      break;
    default:
      self->house_ca = history_pick (self, -2000, 8000);
      self->sun_w = history_pick (self, 0, 20000);
      break;
    }
}

static void
change_outside (History *self)
{
  TwcSite *site = &self->garage.site;

  self->changed_us = self->narrowed_us = self->now.us;
  site->islanded = history_pick (self, 0, 3) == 0;
  self->settings.islanded_action = (TwcFallback) history_pick (self, 0, TWC_N_FALLBACKS - 1);
  site->external = (TwcExternalLimit){
    .blocked = history_pick (self, 0, 9) == 0,
    .has_amps = history_pick (self, 0, 2) == 0,
    .amps_ca = (guint) history_pick (self, 0, 6000),
  };
  if (history_pick (self, 0, 3) == 0)
    twc_memory_latch_stop (&self->memory);
  else
    twc_memory_clear_stop (&self->memory);
}

static void
change_mode (History *self)
{
  self->settings.mode = !self->metered && history_pick (self, 0, 3)
                          ? TWC_MODE_FIXED
                          : (TwcMode) history_pick (self, 0, 2);
  self->settings.fixed_ca = TWC_CA (history_pick (self, 0, 80));
}

static guint
pick_minute (History *self, gint from, gint to)
{
  return (guint) (self->now.unix_s / 60 + history_pick (self, from, to)) % TWC_MINUTES_PER_DAY;
}

static void
change_schedule (History *self)
{
  TwcSettings *settings = &self->settings;

  settings->n_schedules = (guint) history_pick (self, 0, 2);
  for (guint i = 0; i < settings->n_schedules; i++)
    settings->schedules[i] = (TwcScheduleEntry){
      .enabled = TRUE,
      .days = TWC_EVERY_DAY,
      .start_min = pick_minute (self, -5, 5),
      .end_min = pick_minute (self, 6, 15) + 1,
      .amps_ca = TWC_CA (history_pick (self, 0, 1) * history_pick (self, 6, 60)),
      .n_ids = (guint) history_pick (self, 0, 1),
      .ids = { self->garage.boxes[0].id },
    };
}

static void
change_plans (History *self)
{
  TwcTariffSettings *tariff = &self->settings.tariff;
  const guint minute = pick_minute (self, 1, 15);

  tariff->n_goals = (guint) history_pick (self, 0, 2);
  for (guint i = 0; i < tariff->n_goals; i++)
    tariff->goals[i] = (TwcPlanGoal){
      .name = { (char) ('a' + i) },
      .enabled = TRUE,
      .charger = self->garage.boxes[i % self->garage.n_boxes].id,
      .energy_wh = (guint) history_pick (self, 100, 3000),
      .departure_min = pick_minute (self, 1, 60),
      .days = TWC_EVERY_DAY,
    };

  tariff->cheap_ca = TWC_CA (history_pick (self, 0, 40));
  tariff->n_import_rows = minute > 0 ? (guint) history_pick (self, 0, 1) * 2 : 0;
  tariff->import_rows[0] = (TwcTariffRow){ TWC_EVERY_DAY, 0, minute, history_pick (self, -1, 1) };
  tariff->import_rows[1] =
    (TwcTariffRow){ TWC_EVERY_DAY, minute, TWC_MINUTES_PER_DAY, history_pick (self, -1, 1) };
}

static void
charge_now (History *self)
{
  self->settings.charge_now_ca = TWC_CA (history_pick (self, 0, 60));
  self->settings.charge_now_until_s = self->now.unix_s + history_pick (self, 1, 300);
}

static void
set_paused (History *self)
{
  g_autoptr(GVariant) value =
               g_variant_ref_sink (g_variant_new_boolean (history_pick (self, 0, 1)));

  twc_settings_set_charger (&self->settings, pick_box (self)->id, "paused", value, NULL);
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
      history_violated (self, "P6: it is not what was stored");
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
  if (history_pick (self, 0, 3) == 0)
    return;

  g_assert_true (twc_memory_from_variant (&self->memory, stored, self->now));
  check_stored (self, stored);
}

static void
plug (History *self)
{
  garage_plug (&self->garage, pick_box (self));
}

static void
unplug (History *self)
{
  garage_unplug (&self->garage, pick_box (self));
}

static void
mute (History *self)
{
  pick_box (self)->mute_until_us = self->now.us + TWC_SECONDS_US (history_pick (self, 1, 150));
}

static void
mute_and_deafen (History *self)
{
  Box *box = pick_box (self);

  box->mute_until_us = box->deaf_until_us =
    self->now.us + TWC_SECONDS_US (history_pick (self, 1, 150));
}

static void
change_car (History *self)
{
  Box *box = pick_box (self);

  box->car.wants = !box->car.wants;
}

static void
change_id (History *self)
{
  garage_change_id (&self->garage, pick_box (self));
}

static void
change_shares (History *self)
{
  const guint priority = (guint) history_pick (self, 0, 9);
  g_autoptr(GVariant) value = g_variant_ref_sink (g_variant_new_uint32 (priority));

  self->settings.share_policy = (TwcSharePolicy) history_pick (self, 0, TWC_N_SHARES - 1);
  self->settings.rotate_min = (guint) history_pick (self, 0, 3);
  twc_settings_set_charger (&self->settings, pick_box (self)->id, "priority", value, NULL);
}

/* It says something once, and then no more. */
static void
change_battery (History *self)
{
  TwcSite *site = &self->garage.site;
  TwcReading *reading = &site->readings[1];

  if (site->n_readings == 0)
    return;

  *reading =
    twc_reading_new ("battery", TWC_ROLE_BATTERY, 0, (guint) history_pick (self, 0, 1) ? 60 : 3600);
  site->n_readings = 2;
  g_assert_true (twc_reading_set_watts (reading, history_pick (self, -5000, 5000), self->now.us));
  if (history_pick (self, 0, 3) > 0)
    g_assert_true (twc_reading_set_soc (reading, history_pick (self, 0, 100)));
}

static void
change_green (History *self)
{
  TwcGreenSettings *green = &self->settings.green;

  green->flex_ca = TWC_CA (history_pick (self, 0, 1) * history_pick (self, 0, 10));
  green->flex_start = history_pick (self, 0, 1);
  green->floor_ca = TWC_CA (history_pick (self, 0, 1) * history_pick (self, 0, 16));
  green->own_reserve_w = green->reserve_w = history_pick (self, -2000, 2000);
  green->stale_hold_s = (guint) history_pick (self, 0, 120);
  green->stale_action = (TwcFallback) history_pick (self, 0, TWC_FALLBACK_MINIMUM);
  green->battery_priority_percent = (guint) history_pick (self, 0, 100);
  green->battery_buffer_percent = (guint) history_pick (self, 0, 100);
  green->battery_start_percent = (guint) history_pick (self, 0, 100);
}

static const struct
{
  const char *name;
  void (*happen) (History *self);
} events[] = {
  { "the wiring's limits", change_wiring },
  { "the mode", change_mode },
  { "the mode", change_mode },
  { "a one-time charge", charge_now },
  { "paused or resumed", set_paused },
  { "a car comes", plug },
  { "a car comes", plug },
  { "a car leaves", unplug },
  { "a unit is not heard", mute },
  { "a unit does not hear either", mute_and_deafen },
  { "a car changes its mind", change_car },
  { "a car changes its mind", change_car },
  { "a car changes its mind", change_car },
  { "a unit changes its id", change_id },
  { "stop-all, the grid, its operator", change_outside },
  { "the house", change_house },
  { "the house", change_house },
  { "the schedule", change_schedule },
  { "plans and prices", change_plans },
  { "priorities and turns", change_shares },
  { "the house's battery", change_battery },
  { "green energy's settings", change_green },
  { "a restart", restart },
};

/**
 * history_begin:
 *
 * Settings, wiring and house as they are at first.
 */
void
history_begin (History *self)
{
  TwcSettings *settings = &self->settings;

  settings->probe_min = (guint) history_pick (self, 0, 3);
  settings->rotate_min = (guint) history_pick (self, 0, 3);
  settings->max_starts_per_hour = (guint) history_pick (self, 2, 6);
  settings->quirk_mode = (TwcQuirkMode) history_pick (self, 0, 2);
  settings->stop_methods[1] = (TwcStopMethod) history_pick (self, 0, TWC_STOP_SILENCE);
  settings->green.start_delay_s = (guint) history_pick (self, 10, 60);
  settings->green.stop_delay_s = (guint) history_pick (self, 30, 180);
  settings->green.raise_delay_s = (guint) history_pick (self, 10, 60);
  settings->green.lower_window_s = (guint) history_pick (self, 1, 60);
  settings->comfort_interval_s = (guint) history_pick (self, 1, 10);
  settings->raise_interval_s = (guint) history_pick (self, 5, 20);
  settings->min_on_s = (guint) history_pick (self, 30, 90);
  settings->min_off_s = (guint) history_pick (self, 30, 90);

  change_wiring (self);
  change_mode (self);
  if (self->seed % 3 == 0)
    {
      settings->house.fuse_ca = TWC_CA (history_pick (self, 20, 100));
      settings->house.margin_ca = TWC_CA (3);
      self->narrowed_us = self->now.us;
    }
}

/**
 * history_disturb:
 * @index: the event's number in this history; what it is does not depend on those before
 */
void
history_disturb (History *self, guint index)
{
  const guint32 seeds[] = { self->seed, index };
  GRand *usual = self->rand;
  GRand *usual_garage = self->garage.rand;
  guint n;

  if (index < HISTORY_MAX_EVENTS && (self->skipped >> index & 1) != 0)
    return;

  self->rand = self->garage.rand = g_rand_new_with_seed_array (seeds, G_N_ELEMENTS (seeds));
  n = (guint) history_pick (self, 0, G_N_ELEMENTS (events) - 1);
  if (self->purpose == HISTORY_TELL)
    g_printerr ("second %.3f: %s\n", (double) (self->now.us - HISTORY_START_US) / G_USEC_PER_SEC,
                events[n].name);
  events[n].happen (self);
  g_rand_free (self->rand);
  self->rand = usual;
  self->garage.rand = usual_garage;
}
