/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "garage.h"

#define CLAMP_CA TWC_CA (6)
#define STUCK_CA 520

/* Twc-protocol 4.1, 4.6 and charging-control 8.1. */
#define OFFLINE_US TWC_SECONDS_US (26)
#define FORGOTTEN_US TWC_SECONDS_US (90)
#define CONTACTOR_US TWC_SECONDS_US (25)

/* How often a unit is asked for its counter, and what that showed at first. */
#define COUNTER_US TWC_SECONDS_US (60)
#define COUNTER_KWH 1000

static gboolean
chance (Garage *self, guint percent)
{
  return (guint) g_rand_int_range (self->rand, 0, 100) < percent;
}

static gint64
pick_us (Garage *self, gint from_ms, gint to_ms)
{
  return TWC_MILLISECONDS_US (g_rand_int_range (self->rand, from_ms, to_ms + 1));
}

/* No two of one id: that is a fault of its own, which the master tells. */
static guint16
pick_id (Garage *self, guint index)
{
  return (guint16) (0x1000 * (index + 1) + (guint) g_rand_int_range (self->rand, 0, 0x1000));
}

static void
add_box (Garage *self)
{
  const gboolean old = chance (self, 60);

  self->boxes[self->n_boxes] = (Box){
    .id = pick_id (self, self->n_boxes),
    .protocol = old ? 1 : 2,
    .rating_ca = chance (self, 50) ? TWC_CA (32) : TWC_CA (80),
    .heard_us = self->now_us,
    .beat_us = self->now_us + pick_us (self, 0, 9000),
    .car = { .follow_us = TWC_NEVER },
  };
  self->n_boxes++;
}

void
garage_init (Garage *self, GRand *rand, gint64 now_us)
{
  const gint n_boxes = g_rand_int_range (rand, 1, TWC_MAX_CHARGERS + 1);

  *self = (Garage){ .rand = rand, .now_us = now_us, .disturbed_us = now_us };
  self->loss_percent = (guint) g_rand_int_range (rand, 0, 15);
  for (gint i = 0; i < n_boxes; i++)
    {
      add_box (self);
      if (chance (self, 70))
        garage_plug (self, &self->boxes[i]);
    }
}

void
garage_forget (Garage *self)
{
  for (guint i = 0; i < self->site.n_chargers; i++)
    {
      TwcChargerState *state = &self->site.chargers[i];

      *state = (TwcChargerState){
        .id = state->id,
        .protocol = state->protocol,
        .rating_ca = state->rating_ca,
        .online = TRUE,
        .heard_us = TWC_NEVER,
        .power_report_us = TWC_NEVER,
      };
      self->linked_us[i] = self->now_us;
    }
}

/* Protocol 2 makes 6 A of 0 as soon as there is a car: nobody could know before. */
void
garage_plug (Garage *self, Box *box)
{
  box->car = (Car){
    .plugged = TRUE,
    .wants = chance (self, 80),
    .stubborn = chance (self, 10),
    .quirky = chance (self, 20),
    .cured_us = TWC_NEVER,
    .most_ca = (guint) g_rand_int_range (self->rand, 6, 49) * 100,
    .over_ca = chance (self, 50) ? (guint) g_rand_int_range (self->rand, 0, 101) : 0,
    .follow_us = self->now_us + pick_us (self, 0, 4000),
  };
  if (box->protocol == 2)
    {
      box->limit_ca = MAX (box->limit_ca, CLAMP_CA);
      self->disturbed_us = self->now_us;
    }
}

void
garage_unplug (Garage *self, Box *box)
{
  box->car = (Car){ .follow_us = TWC_NEVER };
  if (box->protocol == 2)
    box->limit_ca = 0;
}

/* Both the old id and the new one count for a while. */
void
garage_change_id (Garage *self, Box *box)
{
  box->id = pick_id (self, (guint) (box - self->boxes));
  self->disturbed_us = self->now_us;
}

static guint
get_wished_draw (const Box *box)
{
  const Car *car = &box->car;

  if (!car->plugged || !car->wants)
    return 0;
  if (box->limit_ca < TWC_CA (5))
    return car->stubborn && car->draw_ca > 0 ? MIN (car->draw_ca, CLAMP_CA) : 0;

  return MIN (box->limit_ca + car->over_ca, car->stuck ? STUCK_CA : car->most_ca);
}

/* The 6 A quirk (charging-control 12). */
static void
mind_quirk (Garage *self, Box *box, guint limit_ca)
{
  const guint enough_ca = box->rating_ca >= TWC_CA (40) ? TWC_CA (21) : TWC_CA (16);
  Car *car = &box->car;

  if (!car->quirky || car->draw_ca == 0)
    return;

  car->stuck |= limit_ca > box->limit_ca && limit_ca < enough_ca;
  car->cured_us = limit_ca >= enough_ca ? self->now_us + TWC_SECONDS_US (5) : TWC_NEVER;
}

static void
take_limit (Garage *self, Box *box, guint limit_ca)
{
  if (box->protocol == 2 && limit_ca < CLAMP_CA)
    limit_ca = box->car.plugged ? CLAMP_CA : 0;
  else if (box->protocol == 2 && !box->car.plugged)
    limit_ca = 0;
  if (limit_ca == box->limit_ca)
    return;

  mind_quirk (self, box, limit_ca);
  box->limit_ca = limit_ca;
  if (box->car.follow_us == TWC_NEVER)
    box->car.follow_us = self->now_us + pick_us (self, 0, 4000);
}

static void
move_car (Garage *self, Box *box)
{
  Car *car = &box->car;
  guint wished_ca;

  if (car->cured_us != TWC_NEVER && self->now_us >= car->cured_us)
    car->stuck = FALSE;
  wished_ca = get_wished_draw (box);
  if (car->follow_us != TWC_NEVER && self->now_us >= car->follow_us)
    {
      car->draw_ca = wished_ca;
      car->follow_us = TWC_NEVER;
    }
  else if (car->follow_us == TWC_NEVER && wished_ca != car->draw_ca)
    car->follow_us = self->now_us + pick_us (self, 0, 4000);

  /* Without a master it gives up, at once and for good until it is linked again. */
  if (self->now_us - box->heard_us >= CONTACTOR_US)
    {
      box->limit_ca = box->next_limit_ca = 0;
      car->draw_ca = 0;
    }
}

static guint8
get_state (const Box *box)
{
  const Car *car = &box->car;

  if (!car->plugged)
    return TWC_STATE_READY;
  if (car->draw_ca > 0)
    return TWC_STATE_CHARGING;
  if (!car->wants || (box->protocol == 1 && box->limit_ca == 0))
    return TWC_STATE_PLUGGED;

  return TWC_STATE_WANTS_POWER;
}

static void
report (Garage *self, const Box *box, TwcChargerState *state)
{
  state->state = get_state (box);
  state->reported_ca = box->limit_ca;
  state->draw_ca = box->car.draw_ca;
  if (state->draw_ca >= 100)
    state->activity = TWC_ACTIVITY_CHARGING;
  else if (state->state == TWC_STATE_READY && state->reported_ca == 0)
    state->activity = TWC_ACTIVITY_NO_CAR;
  else
    state->activity = TWC_ACTIVITY_PLUGGED;
  state->reported = TRUE;
  state->n_reports++;
  state->heard_us = self->now_us;
  if (state->power_report_us == TWC_NEVER || self->now_us - state->power_report_us >= COUNTER_US)
    {
      state->power_report_us = self->now_us;
      state->counter_kwh = COUNTER_KWH + (guint32) (box->taken_wh / 1000);
      state->volts[0] = GARAGE_VOLTS;
    }
}

static TwcChargerState *
find_state (Garage *self, guint16 id)
{
  for (guint i = 0; i < self->site.n_chargers; i++)
    if (self->site.chargers[i].id == id)
      return &self->site.chargers[i];

  return NULL;
}

static gint64
get_silence (const Garage *self, guint index)
{
  return self->now_us - MAX (self->site.chargers[index].heard_us, self->linked_us[index]);
}

/* The master's place for a new one: a fourth is refused, unless one has long been gone. */
static TwcChargerState *
find_place (Garage *self)
{
  if (self->site.n_chargers < TWC_MAX_CHARGERS)
    return &self->site.chargers[self->site.n_chargers++];

  for (guint i = 0; i < self->site.n_chargers; i++)
    if (!self->site.chargers[i].online && get_silence (self, i) >= FORGOTTEN_US)
      return &self->site.chargers[i];

  return NULL;
}

/* One that comes with a limit was told it by somebody else, or by a master that has forgotten. */
static void
link_up (Garage *self, Box *box)
{
  TwcChargerState *state = find_state (self, box->id);

  if (!state)
    {
      state = find_place (self);
      if (!state)
        return;
      if (box->limit_ca > 0)
        self->disturbed_us = self->now_us;
    }

  *state = (TwcChargerState){
    .id = box->id,
    .protocol = box->protocol,
    .rating_ca = box->rating_ca,
    .online = TRUE,
    .heard_us = TWC_NEVER,
    .power_report_us = TWC_NEVER,
  };
  self->linked_us[state - self->site.chargers] = self->now_us;
}

/* A unit adopts a limit in its answer, or only in the next one (twc-protocol 7.3). Before its
 * first report it is told nothing (5.3, row 1). */
static gboolean
exchange (Garage *self, Box *box, TwcChargerState *state, const TwcPlan *plan)
{
  const TwcPlanCharger *planned = twc_plan_find (plan, box->id);

  if (planned && planned->stop_method == TWC_STOP_SILENCE)
    return FALSE;
  if (state->reported && planned)
    state->offer_ca = planned->offer_ca;
  if (self->now_us < box->deaf_until_us)
    return FALSE;

  /* Nobody knows yet that there is a car that cannot be stopped. */
  if (box->protocol == 2 && box->car.plugged && !state->reported)
    self->disturbed_us = self->now_us;

  box->heard_us = self->now_us;
  take_limit (self, box, box->next_limit_ca);
  if (state->reported && planned)
    {
      box->next_limit_ca = planned->offer_ca;
      if (chance (self, 50))
        take_limit (self, box, box->next_limit_ca);
    }

  if (self->now_us < box->mute_until_us || chance (self, self->loss_percent))
    return FALSE;

  report (self, box, state);
  return TRUE;
}

static gboolean
beat (Garage *self, Box *box, const TwcPlan *plan)
{
  TwcChargerState *state = find_state (self, box->id);

  if (state && state->online)
    {
      box->beat_us = self->now_us + pick_us (self, 900, 2400);
      return exchange (self, box, state, plan);
    }

  box->beat_us = self->now_us + pick_us (self, 9000, 11000);
  if (self->now_us < box->mute_until_us)
    return FALSE;

  link_up (self, box);
  box->next_limit_ca = box->limit_ca;
  box->beat_us = self->now_us + pick_us (self, 50, 500);
  return TRUE;
}

/**
 * garage_step:
 *
 * Lets time go on to @now_us with @plan in force.
 *
 * Returns: whether the site has changed
 */
gboolean
garage_step (Garage *self, const TwcPlan *plan, gint64 now_us)
{
  const double hours = (double) (now_us - self->now_us) / G_USEC_PER_SEC / 3600;
  gboolean news = FALSE;

  self->now_us = now_us;
  for (guint i = 0; i < self->n_boxes; i++)
    {
      Box *box = &self->boxes[i];

      box->taken_wh += box->car.draw_ca / 100.0 * GARAGE_VOLTS * hours;
      move_car (self, box);
      if (now_us >= box->beat_us)
        news |= beat (self, box, plan);
    }

  for (guint i = 0; i < self->site.n_chargers; i++)
    if (self->site.chargers[i].online && get_silence (self, i) >= OFFLINE_US)
      {
        self->site.chargers[i].online = FALSE;
        news = TRUE;
      }

  return news;
}

/**
 * garage_sum_real:
 *
 * Returns: the sum over all of max(limit in force, draw - 1 A): what G1 is about
 */
guint
garage_sum_real (const Garage *self)
{
  guint sum_ca = 0;

  for (guint i = 0; i < self->n_boxes; i++)
    {
      const Box *box = &self->boxes[i];

      sum_ca += MAX (box->limit_ca, box->car.draw_ca - MIN (box->car.draw_ca, TWC_CA (1)));
    }

  return sum_ca;
}

gboolean
garage_has_p2 (const Garage *self)
{
  for (guint i = 0; i < self->n_boxes; i++)
    if (self->boxes[i].protocol == 2)
      return TRUE;

  return FALSE;
}

/**
 * garage_sum_clamped:
 *
 * Returns: what may flow even when all are told 0
 */
guint
garage_sum_clamped (const Garage *self)
{
  guint sum_ca = 0;

  for (guint i = 0; i < self->n_boxes; i++)
    if (self->boxes[i].car.plugged && (self->boxes[i].protocol == 2 || self->boxes[i].car.stubborn))
      sum_ca += CLAMP_CA;

  return sum_ca;
}

/**
 * garage_calm_down:
 *
 * From now on nothing is lost, and nobody falls silent.
 */
void
garage_calm_down (Garage *self)
{
  self->loss_percent = 0;
  for (guint i = 0; i < self->n_boxes; i++)
    self->boxes[i].deaf_until_us = self->boxes[i].mute_until_us = self->now_us;
}
