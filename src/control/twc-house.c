/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-house.h"

/* All lines of the house. */
#define N_LINES 3
#define ALL_LINES 0x7u
#define BOTH_LEGS 0x3u

/* Meters tell late. Were a car that has just followed a lowering compared with what the line
 * carried before, the house would seem to take the difference, and the car be lowered again. The
 * other way round costs nothing: what seems free for so short a time raises nobody (7.1). */
#define METER_LAG_S 3

/* The grid meter's sample that counts: of one source, or of several that are added (6.3). */
typedef struct
{
  guint set;
  gint64 at_us; /* of the oldest; TWC_NEVER when there is none */
  gboolean usable;
  gint64 watts;
  gint64 line_ca[N_LINES];
} Meter;

/**
 * twc_house_is_guarded:
 *
 * Returns: whether a fuse or an import limit is set, so that nothing goes on without its meter
 */
gboolean
twc_house_is_guarded (const TwcSettings *settings)
{
  return settings->house.fuse_ca > 0 || settings->house.max_import_w > 0;
}

/* The fuse needs the currents of its lines: from watts alone nobody can tell them. */
static gboolean
is_usable (const TwcStep *step, const TwcReading *reading)
{
  const TwcHouseSettings *settings = &step->settings->house;

  return reading->at_us != TWC_NEVER && (settings->fuse_ca == 0 || reading->has_lines) &&
         step->now.us - reading->at_us <= TWC_SECONDS_US (settings->stale_s);
}

static void
add_reading (Meter *meter, const TwcStep *step, const TwcReading *reading)
{
  meter->usable &= is_usable (step, reading);
  meter->at_us = MIN (meter->at_us, reading->at_us);
  meter->watts += reading->watts;
  for (guint i = 0; i < N_LINES; i++)
    meter->line_ca[i] += reading->line_ca[i];
}

/* Sources of one set are added, and one that is silent makes it unusable. */
static Meter
add_set (const TwcStep *step, guint set)
{
  Meter meter = { .set = set, .usable = TRUE, .at_us = G_MAXINT64 };

  for (guint i = 0; i < MIN (step->site->n_readings, TWC_MAX_READINGS); i++)
    {
      const TwcReading *reading = &step->site->readings[i];

      if (reading->role == TWC_ROLE_GRID && reading->set == set)
        add_reading (&meter, step, reading);
    }

  return meter;
}

/* The first usable set wins. */
static Meter
find_meter (const TwcStep *step)
{
  Meter best = { .usable = FALSE };

  for (guint i = 0; i < MIN (step->site->n_readings, TWC_MAX_READINGS); i++)
    {
      const TwcReading *reading = &step->site->readings[i];

      if (reading->role == TWC_ROLE_GRID && (!best.usable || reading->set < best.set) &&
          is_usable (step, reading))
        {
          const Meter meter = add_set (step, reading->set);

          best = meter.usable ? meter : best;
        }
    }

  return best;
}

/* Which lines @charger loads. One that nobody has assigned may be on any: it counts on each. */
static guint
get_lines (const TwcStep *step, const TwcChargerMemory *charger)
{
  const TwcChargerSettings *own = twc_settings_find_charger (step->settings, charger->id);

  switch (step->settings->phases)
    {
    case TWC_PHASES_SPLIT:
      return BOTH_LEGS;
    case TWC_PHASES_SINGLE:
      return own && own->line >= 1 && own->line <= N_LINES ? 1u << (own->line - 1) : ALL_LINES;
    case TWC_PHASES_THREE:
    case TWC_N_PHASES:
      break;
    }

  return ALL_LINES;
}

/* Some units report a quarter of an ampere at rest (6.2). */
static guint
get_draw (const TwcChargerMemory *charger, gint64 at_us)
{
  const guint draw_ca = twc_draw_log_get_most (&charger->draws, at_us, METER_LAG_S);

  return draw_ca >= TWC_DRAWING_CA ? draw_ca : 0;
}

/* What flowed into Wall Connectors, those that have left among them, when @meter was read. */
typedef struct
{
  guint lines; /* that any of them loads */
  guint line_ca[N_LINES];
  gint64 watts;
} Draw;

static Draw
get_draws (const TwcStep *step, gint64 at_us)
{
  Draw draw = { 0 };

  for (guint i = 0; i < step->memory->n_chargers; i++)
    {
      const TwcChargerMemory *charger = &step->memory->chargers[i];
      const guint lines = get_lines (step, charger);
      const guint draw_ca = get_draw (charger, at_us);
      const TwcUnit *unit = twc_step_find_unit (step, charger);

      draw.lines |= lines;
      draw.watts += (gint64) draw_ca * (unit ? twc_step_get_wpa (step, unit) : 0) / TWC_CA (1);
      for (guint k = 0; k < N_LINES; k++)
        draw.line_ca[k] += (lines >> k & 1) != 0 ? draw_ca : 0;
    }

  return draw;
}

static void
lower (TwcHouse *house, gint64 left_ca, TwcReasonCode why, guint line)
{
  if (left_ca >= house->left_ca)
    return;

  house->left_ca = left_ca;
  house->why = why;
  house->line = line;
}

/* 7.3, for each line: fuse - margin - house_line. */
static void
lower_to_fuse (TwcHouse *house, const TwcStep *step, const Meter *meter, const Draw *draw)
{
  const TwcHouseSettings *settings = &step->settings->house;

  for (guint k = 0; settings->fuse_ca > 0 && k < N_LINES; k++)
    if ((draw->lines >> k & 1) != 0)
      {
        const gint64 house_ca = meter->line_ca[k] - draw->line_ca[k];

        lower (house, (gint64) settings->fuse_ca - settings->margin_ca - house_ca,
               TWC_REASON_MAIN_FUSE, k + 1);
      }
}

static void
lower_to_import (TwcHouse *house, const TwcStep *step, const Meter *meter, const Draw *draw)
{
  const guint limit_w = step->settings->house.max_import_w;
  const gint64 left_w = limit_w - (meter->watts - draw->watts);

  if (limit_w > 0)
    lower (house, left_w * TWC_CA (1) / twc_step_get_site_wpa (step), TWC_REASON_GRID_IMPORT, 0);
}

/* 7.5. What the house alone does to its fuse no Wall Connector can help. */
static void
note_overload (TwcStep *step, const Meter *meter, const Draw *draw)
{
  TwcHouseMemory *memory = &step->memory->house;
  const guint fuse_ca = step->settings->house.fuse_ca;
  gboolean over;

  for (guint k = 0; k < N_LINES; k++)
    if (draw->line_ca[k] > 0 && meter->line_ca[k] > step->house.most_ca)
      {
        step->house.most_ca = (guint) meter->line_ca[k];
        step->house.most_line = k + 1;
      }

  over = fuse_ca > 0 && step->house.most_ca > fuse_ca;
  if (!over)
    memory->over_us = TWC_NEVER;
  else if (memory->over_us == TWC_NEVER)
    memory->over_us = meter->at_us;
  memory->over_seen_us = over ? meter->at_us : memory->over_seen_us;
}

/**
 * twc_house_measure:
 *
 * Sets what the house leaves by its meter's last sample, in comparison with what the Wall
 * Connectors drew when it was taken.
 */
void
twc_house_measure (TwcStep *step)
{
  Meter meter;
  Draw draw;

  step->house = (TwcHouse){ .guarded = twc_house_is_guarded (step->settings) };
  if (!step->house.guarded)
    return;

  meter = find_meter (step);
  step->house.usable = meter.usable;
  if (!meter.usable)
    {
      step->memory->house.over_us = TWC_NEVER;
      return;
    }

  draw = get_draws (step, meter.at_us);
  step->house.at_us = meter.at_us;
  step->house.left_ca = G_MAXINT64;
  lower_to_fuse (&step->house, step, &meter, &draw);
  lower_to_import (&step->house, step, &meter, &draw);
  note_overload (step, &meter, &draw);
}
