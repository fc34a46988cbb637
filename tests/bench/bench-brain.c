/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <time.h>

#include "control/twc-brain.h"

/* What one tick of the brain costs with three Wall Connectors that follow the sun: a report of one
 * of them in each step, as on the bus, and a meter that speaks once a second. */

#define WARM_UP 20000
#define BATCH 64
#define BATCHES 2000

typedef struct
{
  TwcSettings settings;
  TwcSite site;
  TwcMemory memory;
  TwcNow now;
  TwcPlan plan;
  guint n_steps;
} Bench;

static void
init (Bench *self)
{
  *self = (Bench){ .now = { .us = TWC_SECONDS_US (1000), .unix_s = 1790000000 } };
  self->settings = twc_settings_default ();
  self->settings.wiring_all_ca = TWC_CA (60);
  self->settings.wiring_twc_ca = TWC_CA (32);
  self->settings.min_ca = TWC_CA (6);
  self->settings.mode = TWC_MODE_GREEN;
  self->memory = twc_memory_new (NULL, 0, self->now);
  self->site.n_chargers = TWC_MAX_CHARGERS;
  self->site.n_readings = 1;
  self->site.readings[0] = twc_reading_new ("meter", TWC_ROLE_GRID, 0, 60);
  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    self->site.chargers[i] = (TwcChargerState){
      .id = (guint16) (0x1000 + i),
      .protocol = 2,
      .rating_ca = TWC_CA (32),
      .online = TRUE,
      .reported = TRUE,
      .state = TWC_STATE_CHARGING,
      .activity = TWC_ACTIVITY_CHARGING,
      .power_report_us = TWC_NEVER,
    };
}

/* The car follows its offer; the sun leaves some 36 A over. */
static void
prepare (Bench *self)
{
  const guint turn = self->n_steps % TWC_MAX_CHARGERS;
  TwcChargerState *charger = &self->site.chargers[turn];
  const TwcPlanCharger *planned = twc_plan_find (&self->plan, charger->id);
  gint cars_w = 0;

  self->now.us += G_USEC_PER_SEC / TWC_MAX_CHARGERS;
  self->now.unix_s = 1790000000 + self->now.us / G_USEC_PER_SEC;
  charger->offer_ca = planned ? planned->offer_ca : 0;
  charger->reported_ca = charger->draw_ca = charger->offer_ca;
  charger->heard_us = self->now.us;
  charger->n_reports++;
  for (guint i = 0; turn == 0 && i < TWC_MAX_CHARGERS; i++)
    cars_w += (gint) self->site.chargers[i].draw_ca * 240 / 100;
  if (turn == 0)
    twc_reading_set_watts (&self->site.readings[0],
                           cars_w - 36 * 240 + (gint) (self->n_steps % 7) * 20, self->now.us);
}

static void
tick (Bench *self)
{
  self->plan = twc_brain_decide (&self->settings, &self->site, &self->memory, self->now);
  self->n_steps++;
}

static int
compare (const void *a, const void *b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static gint64
get_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return time.tv_sec * G_GINT64_CONSTANT (1000000000) + time.tv_nsec;
}

int
main (void)
{
  static gint64 costs[BATCHES];
  static Bench bench;
  guint offered_ca = 0;

  init (&bench);
  for (guint i = 0; i < WARM_UP; i++)
    {
      prepare (&bench);
      tick (&bench);
    }
  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    offered_ca += bench.plan.chargers[i].offer_ca;

  for (guint i = 0; i < BATCHES; i++)
    {
      const gint64 begin_ns = get_ns ();

      for (guint k = 0; k < BATCH; k++)
        {
          prepare (&bench);
          tick (&bench);
        }
      costs[i] = (get_ns () - begin_ns) / BATCH;
    }

  qsort (costs, BATCHES, sizeof costs[0], compare);
  g_print ("brain: three that follow the sun, %u A offered; a tick takes min %" G_GINT64_FORMAT
           "  median %" G_GINT64_FORMAT "  99 %% %" G_GINT64_FORMAT " ns\n",
           offered_ca / TWC_CA (1), costs[0], costs[BATCHES / 2], costs[BATCHES * 99 / 100]);
  return 0;
}
