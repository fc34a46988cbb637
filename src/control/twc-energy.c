/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-energy.h"

/* 6.2: some units show a quarter of an ampere at rest. */
#define DRAWING_CA TWC_CA (1)

/* 13.2: over so long a silence nothing is known of the draw. */
#define GAP_US TWC_SECONDS_US (5)

/* A reading each minute (twc-protocol 3.9), and one of them may be lost. */
#define READINGS_US TWC_SECONDS_US (130)

/* 13.3: no unit delivers as much between two readings. */
#define JUMP_KWH 200

#define WH_PER_KWH 1000.0

TwcEnergy
twc_energy_new (void)
{
  return (TwcEnergy){ .at_us = TWC_NEVER, .counter_us = TWC_NEVER };
}

static double
get_wh (guint ca, guint wpa, gint64 span_us)
{
  return ca / 100.0 * wpa * ((double) span_us / G_USEC_PER_SEC / 3600.0);
}

/**
 * twc_energy_take_report:
 * @at_us: when the unit said so; no earlier than the report before
 * @draw_ca: what flows from now on
 * @cap_ca: the most that can have flowed while nothing was heard
 * @wpa: watts per ampere
 *
 * Counts what has flowed since the report before (13.2). A long silence is not counted: what
 * flowed in it is left to the unit's own counter.
 *
 * Returns: the Wh of that time
 */
double
twc_energy_take_report (TwcEnergy *self, gint64 at_us, guint draw_ca, guint cap_ca, guint wpa)
{
  const gint64 span_us = self->at_us == TWC_NEVER ? 0 : MAX (at_us - self->at_us, 0);
  double wh = 0;

  if (span_us > GAP_US)
    self->silent_wh = MIN (self->silent_wh + get_wh (cap_ca, wpa, span_us), JUMP_KWH * WH_PER_KWH);
  else if (self->draw_ca >= DRAWING_CA)
    wh = get_wh (self->draw_ca, wpa, span_us);

  self->quiet &= span_us <= GAP_US && self->draw_ca < DRAWING_CA;
  self->at_us = at_us;
  self->draw_ca = draw_ca;
  self->since_wh += wh;
  self->total_wh += wh;
  return wh;
}

static void
set_counter (TwcEnergy *self, guint32 kwh)
{
  self->counter_kwh = kwh;
  self->odd_kwh = 0;
  self->exact = FALSE;
  self->since_wh = self->silent_wh = 0;
}

/* Whole kWh are coarse: what one does not show, a later one does, so that no silence is lost or
 * counted twice. A counter and an integral that differ in the long run are let drift apart. */
static void
move_counter (TwcEnergy *self, guint32 kwh, double missing_wh)
{
  const double shown_wh = (kwh - self->counter_kwh) * WH_PER_KWH;

  self->counter_kwh = kwh;
  self->odd_kwh = 0;
  self->since_wh = CLAMP (self->since_wh + missing_wh - shown_wh, -WH_PER_KWH, WH_PER_KWH);
  self->silent_wh -= missing_wh;
}

/* 13.3. What is said twice in a row is a counter that has been replaced. */
static gboolean
is_believed (TwcEnergy *self, guint32 kwh)
{
  if (kwh >= self->counter_kwh && kwh - self->counter_kwh <= JUMP_KWH)
    return TRUE;

  if (self->odd_kwh > 0 && kwh >= self->odd_kwh && kwh - self->odd_kwh <= 1)
    set_counter (self, kwh);
  else
    self->odd_kwh = kwh;

  return FALSE;
}

/**
 * twc_energy_take_counter:
 * @at_us: when it was read
 * @kwh: what the unit has delivered since it was made
 *
 * Fills silent times from the unit's own counter (13.2). It counts whole kWh, so a silence
 * waits until it moves.
 *
 * Returns: the Wh that had flowed unheard
 */
double
twc_energy_take_counter (TwcEnergy *self, gint64 at_us, guint32 kwh)
{
  const gboolean is_first = self->counter_us == TWC_NEVER;
  const gboolean is_exact = !is_first && at_us - self->counter_us <= READINGS_US;
  const gboolean is_idle = self->draw_ca < DRAWING_CA;
  double missing_wh;

  if (at_us == self->counter_us)
    return 0;

  if (is_first)
    set_counter (self, kwh);
  else if (!is_believed (self, kwh))
    return 0;

  self->counter_us = at_us;
  self->quiet = TRUE;
  if (kwh == self->counter_kwh)
    {
      /* The next car is not to be given what this one may have taken. */
      if (is_idle)
        self->silent_wh = 0;
      return 0;
    }

  missing_wh = CLAMP ((kwh - self->counter_kwh) * WH_PER_KWH - self->since_wh, 0, self->silent_wh);
  if (self->exact)
    move_counter (self, kwh, missing_wh);
  else
    set_counter (self, kwh);
  self->exact |= is_exact;
  self->total_wh += missing_wh;
  return missing_wh;
}

static double
get_part (gint watts, guint charger_w)
{
  return CLAMP (watts, 0, (gint) charger_w) / (double) charger_w;
}

/**
 * twc_energy_get_share:
 * @share: (out): 0 … 1 of what flows into the cars comes from the sun (13.4)
 *
 * Returns: whether that is known
 */
gboolean
twc_energy_get_share (const TwcFlows *flows, double *share)
{
  const guint charger_w = flows->charger_w;

  if (charger_w == 0)
    return FALSE;

  /* The house is served first. */
  if (flows->has_solar && flows->has_house)
    *share = get_part (flows->solar_w + flows->battery_w - flows->house_w, charger_w);
  else if (flows->has_grid)
    *share = 1 - get_part (flows->grid_w, charger_w);
  else if (flows->has_solar)
    *share = get_part (flows->solar_w - flows->reserve_w, charger_w);
  else
    return FALSE;

  return TRUE;
}

/**
 * twc_energy_get_cost:
 * @cost: (out): in the currency of the prices (13.5)
 *
 * What costs nothing to know is not asked for: without any sun nobody needs a feed-in price.
 *
 * Returns: whether it is known
 */
gboolean
twc_energy_get_cost (const TwcFlows *flows, double wh, double *cost)
{
  double share;

  if (!twc_energy_get_share (flows, &share) || (share < 1 && !flows->has_import_price) ||
      (share > 0 && !flows->has_export_price))
    return FALSE;

  *cost = 0;
  if (share < 1)
    *cost += wh / WH_PER_KWH * (1 - share) * flows->import_price;
  if (share > 0)
    *cost += wh / WH_PER_KWH * share * flows->export_price;
  return TRUE;
}

/**
 * twc_energy_book:
 * @flows: (nullable): of the time in which it flowed; %NULL when nobody knows
 *
 * Adds @wh to @session. What is not known of it makes the sums say "at least".
 */
void
twc_energy_book (TwcChargeSession *session, double wh, const TwcFlows *flows)
{
  double share, cost;

  if (wh <= 0)
    return;

  session->energy_wh += wh;
  if (flows && twc_energy_get_share (flows, &share))
    session->solar_wh += wh * share;
  else
    session->solar_is_partial = TRUE;

  if (flows && twc_energy_get_cost (flows, wh, &cost))
    session->cost += cost;
  else
    session->cost_is_partial = TRUE;
}

/**
 * twc_energy_correct:
 * @first_kwh: the unit's own counter at its beginning
 * @last_kwh: and at its end
 *
 * The counter tells whole kWh: the true energy lies within one of the difference (13.3).
 */
void
twc_energy_correct (TwcChargeSession *session, guint32 first_kwh, guint32 last_kwh)
{
  const double counted_wh = session->energy_wh;
  double difference_wh;

  if (last_kwh < first_kwh || last_kwh - first_kwh > JUMP_KWH)
    return;

  difference_wh = (last_kwh - first_kwh) * WH_PER_KWH;
  session->energy_wh =
    CLAMP (counted_wh, MAX (difference_wh - WH_PER_KWH, 0), difference_wh + WH_PER_KWH);
  if (session->energy_wh > counted_wh)
    {
      session->corrected = TRUE;
      session->solar_is_partial = session->cost_is_partial = TRUE;
    }
  else if (session->energy_wh < counted_wh)
    {
      session->corrected = TRUE;
      session->solar_wh *= session->energy_wh / counted_wh;
      session->cost *= session->energy_wh / counted_wh;
    }
}
