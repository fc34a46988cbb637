/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "year.h"

#include <math.h>

/* Three days before clocks are put forward in Europe; they go back in the seventh month. */
#define START_S G_GINT64_CONSTANT (1774483200) /* 2026-03-26 00:00 UTC */
#define START_DAY_OF_YEAR 85

#define HOUR_S 3600
#define DAY_S (24 * HOUR_S)
#define SLOT_S 300 /* sun and house change so often */

#define LATITUDE_DEGREES 48.0
#define SUN_PEAK_W 11000

static const guint16 ids[TWC_MAX_CHARGERS] = { 0x2433, 0x9399, 0x022C };

typedef struct
{
  GRand *rand;
  GArray *events;
  double clear; /* 0 = overcast … 1 */
  double drift; /* where it goes to, today */
  guint kettle; /* so many more slots somebody cooks */
} Writer;

static gint
pick (Writer *self, gint from, gint to)
{
  return g_rand_int_range (self->rand, from, to + 1);
}

static gboolean
chance (Writer *self, gint percent)
{
  return pick (self, 1, 100) <= percent;
}

static TwcEvent *
add (Writer *self, gint64 at_s, TwcEventType type)
{
  const TwcEvent event = { .at_us = at_s * G_USEC_PER_SEC, .type = type };

  g_array_append_val (self->events, event);
  return &g_array_index (self->events, TwcEvent, self->events->len - 1);
}

/* The sine of the sun's height; local noon is noon UTC. */
static double
get_sun (guint day, gint second)
{
  const double latitude = LATITUDE_DEGREES * G_PI / 180;
  const double tilt =
    -23.44 * G_PI / 180 * cos (2 * G_PI * (day + START_DAY_OF_YEAR + 10) / 365.25);
  const double hour = 2 * G_PI * (second - DAY_S / 2) / DAY_S;

  return sin (latitude) * sin (tilt) + cos (latitude) * cos (tilt) * cos (hour);
}

static gint
get_use (Writer *self, gint second)
{
  const gint hour = second / HOUR_S;

  if (self->kettle == 0 && chance (self, hour >= 6 && hour <= 20 ? 4 : 0))
    self->kettle = (guint) pick (self, 1, 10);
  if (self->kettle > 0)
    self->kettle--;

  return pick (self, 150, 350) + (hour >= 17 && hour < 22 ? 400 : 0) +
         (self->kettle > 0 ? 2000 : 0);
}

static void
add_house (Writer *self, guint day)
{
  self->drift = g_rand_double (self->rand);
  for (gint second = 0; second < DAY_S; second += SLOT_S)
    {
      TwcEvent *event = add (self, (gint64) day * DAY_S + second, TWC_EVENT_HOUSE);

      self->clear +=
        0.2 * (self->drift - self->clear) + g_rand_double_range (self->rand, -0.25, 0.25);
      self->clear = CLAMP (self->clear, 0.08, 1);
      twc_house_set (&event->house, TWC_HOUSE_SOLAR,
                     (gint) (SUN_PEAK_W * self->clear * MAX (0, get_sun (day, second))));
      twc_house_set (&event->house, TWC_HOUSE_USE, get_use (self, second));
    }
}

static TwcCarConfig
make_car (Writer *self, guint bay)
{
  static const guint most_ca[] = { 1300, 1600, 2400, 3200 };
  TwcCarConfig car = { .plugged = TRUE };

  car.max_ca = most_ca[pick (self, 0, G_N_ELEMENTS (most_ca) - 1)];
  car.needs_wh = chance (self, 90) ? pick (self, 2000, 45000) : 0;
  car.is_tesla = chance (self, 80);
  car.is_scheduled = chance (self, 10);
  car.has_quirk = chance (self, 20);
  if (car.is_tesla)
    g_strlcpy (car.vin, bay == 0 ? "5YJ3E7EA0LF000000" : "5YJSA7E21HF000000", sizeof car.vin);

  return car;
}

/* Home in the evening and gone in the morning, or now and then there all day. */
static void
add_stays (Writer *self, guint bay, guint n_days)
{
  gint64 free_s = 0; /* since when nobody is there */

  for (guint day = 0; day < n_days; day++)
    {
      const gint64 midnight_s = (gint64) day * DAY_S;
      const gboolean at_noon = chance (self, 25);
      const gint64 from_s =
        MAX (free_s, midnight_s + pick (self, at_noon ? 8 * HOUR_S : 15 * HOUR_S,
                                        at_noon ? 12 * HOUR_S : 22 * HOUR_S));
      const gint64 to_s = midnight_s + DAY_S + pick (self, 5 * HOUR_S, 9 * HOUR_S);
      TwcEvent *event;

      if (chance (self, 15))
        continue;
      event = add (self, from_s, TWC_EVENT_PLUG);
      event->charger = ids[bay];
      event->has_car = TRUE;
      event->car = make_car (self, bay);
      if (event->car.is_scheduled)
        add (self, from_s + pick (self, 600, 4 * HOUR_S), TWC_EVENT_START)->charger = ids[bay];
      add (self, to_s, TWC_EVENT_UNPLUG)->charger = ids[bay];
      free_s = to_s + pick (self, 60, HOUR_S);
    }
}

/* What its owner does. */
static void
add_wishes (Writer *self, guint day)
{
  const gint64 at_s = (gint64) day * DAY_S + pick (self, 0, DAY_S - 1);

  if (chance (self, 10))
    {
      TwcEvent *event = add (self, at_s, TWC_EVENT_CHARGE_NOW);

      event->amps_ca = TWC_CA (pick (self, 12, 48));
      event->for_us = TWC_SECONDS_US (pick (self, 600, 6 * HOUR_S));
      event->energy_wh = chance (self, 50) ? (guint) pick (self, 1000, 20000) : 0;
      if (chance (self, 30))
        add (self, at_s + pick (self, 5, HOUR_S), TWC_EVENT_CANCEL);
    }
  if (chance (self, 6))
    {
      add (self, at_s, TWC_EVENT_MODE)->mode = chance (self, 50) ? TWC_MODE_FIXED : TWC_MODE_OFF;
      add (self, at_s + pick (self, 60, 2 * DAY_S), TWC_EVENT_MODE)->mode = TWC_MODE_GREEN;
    }
  if (chance (self, 3))
    {
      const guint16 id = ids[pick (self, 0, TWC_MAX_CHARGERS - 1)];

      add (self, at_s, TWC_EVENT_PAUSE)->charger = id;
      add (self, at_s + pick (self, 5, DAY_S), TWC_EVENT_RESUME)->charger = id;
    }
}

/* What nobody wants. */
static void
add_mishaps (Writer *self, guint day)
{
  const gint64 at_s = (gint64) day * DAY_S + pick (self, 0, DAY_S - 1);

  if (chance (self, 20))
    {
      add (self, at_s, TWC_EVENT_SOURCE)->is_silent = TRUE;
      add (self, at_s + pick (self, 10, 2 * HOUR_S), TWC_EVENT_SOURCE);
    }
  if (chance (self, 10))
    add (self, at_s, TWC_EVENT_NOISE)->n_bytes = (gsize) pick (self, 10, 500);
  if (chance (self, 3))
    {
      TwcEvent *event = add (self, at_s, TWC_EVENT_SILENCE);

      event->charger = ids[pick (self, 0, TWC_MAX_CHARGERS - 1)];
      event->for_us = TWC_SECONDS_US (pick (self, 1, 300));
    }
  if (chance (self, 2))
    {
      add (self, at_s, TWC_EVENT_ADAPTER_GONE);
      add (self, at_s + pick (self, 1, 600), TWC_EVENT_ADAPTER_BACK);
    }
}

static void
set_garage (TwcScenario *scenario)
{
  static const TwcProfile profiles[] = { TWC_PROFILE_P2_EU, TWC_PROFILE_P2_EU, TWC_PROFILE_P1_EU };
  TwcGarageConfig *garage = &scenario->garage;

  garage->wiring_ca = scenario->settings.wiring_all_ca;
  garage->n_slaves = TWC_MAX_CHARGERS;
  garage->faults = (TwcLineFaults){ .bit_flip = 20, .reply_loss = 50, .runt = 20 };
  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    garage->slaves[i] = (TwcSlaveConfig){
      .id = ids[i],
      .profile = profiles[i],
      .wiring_ca = scenario->settings.wiring_twc_ca,
      .counter_kwh = 1000 * (i + 1),
      .phases = 1,
      .volts = 230,
    };
}

static void
set_settings (TwcSettings *settings)
{
  *settings = twc_settings_default ();
  settings->wiring_all_ca = TWC_CA (48);
  settings->wiring_twc_ca = TWC_CA (32);
  settings->nominal_volts = 230;
  settings->min_ca = TWC_CA (6);
  settings->mode = TWC_MODE_GREEN;
  settings->fixed_ca = TWC_CA (20);

  settings->n_schedules = 3;
  settings->schedules[0] = (TwcScheduleEntry){
    .name = "night",
    .enabled = TRUE,
    .days = 0x4F,
    .start_min = 23 * 60,
    .end_min = 5 * 60,
    .amps_ca = TWC_CA (32),
  };
  settings->schedules[1] = (TwcScheduleEntry){
    .name = "clocks change",
    .enabled = TRUE,
    .days = 0x60,
    .start_min = 90,
    .end_min = 210,
    .amps_ca = TWC_CA (24),
    .n_ids = 1,
    .ids = { ids[2] },
  };
  settings->schedules[2] = (TwcScheduleEntry){
    .name = "cooking",
    .enabled = TRUE,
    .days = 0x1F,
    .start_min = 17 * 60 + 30,
    .end_min = 19 * 60,
    .amps_ca = 0,
  };
}

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  const TwcEvent *event_a = a, *event_b = b;

  return (event_a->at_us > event_b->at_us) - (event_a->at_us < event_b->at_us);
}

/**
 * year_new:
 *
 * Returns: @n_days of a household that @seed makes up
 */
TwcScenario *
year_new (guint n_days, guint32 seed)
{
  TwcScenario *scenario = g_new0 (TwcScenario, 1);
  Writer self = { .rand = g_rand_new_with_seed (seed),
                  .events = g_array_new (FALSE, TRUE, sizeof (TwcEvent)) };

  set_settings (&scenario->settings);
  set_garage (scenario);
  scenario->garage.seed = seed;
  scenario->start_s = START_S;
  scenario->zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_assert_nonnull (scenario->zone);

  for (guint day = 0; day < n_days; day++)
    {
      add_house (&self, day);
      add_wishes (&self, day);
      add_mishaps (&self, day);
    }
  for (guint bay = 0; bay < TWC_MAX_CHARGERS; bay++)
    add_stays (&self, bay, n_days);

  g_array_sort (self.events, compare_times);
  g_rand_free (self.rand);
  scenario->n_events = self.events->len;
  scenario->events = (TwcEvent *) (gpointer) g_array_free (self.events, FALSE);
  return scenario;
}

guint
year_find_bay (guint16 id)
{
  guint bay = 0;

  while (bay < TWC_MAX_CHARGERS && ids[bay] != id)
    bay++;

  g_assert_cmpuint (bay, <, TWC_MAX_CHARGERS);
  return bay;
}
