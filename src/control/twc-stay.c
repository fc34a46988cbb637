/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-stay.h"

#include <string.h>

/* 6.2: some units show a quarter of an ampere at rest. */
#define DRAWING_CA TWC_CA (1)

/* 13.1. */
#define OPEN_US TWC_SECONDS_US (10)
#define EMPTY_US TWC_SECONDS_US (60)
#define FINISHED_US TWC_SECONDS_US (30 * 60)
#define PAUSE_US TWC_SECONDS_US (16 * 3600)

/* 13.3: how old a reading of the counter may be at both ends. */
#define READING_US TWC_SECONDS_US (10)

TwcStay
twc_stay_new (void)
{
  return (TwcStay){
    .opened_us = TWC_NEVER,
    .run_us = TWC_NEVER,
    .drawn_us = TWC_NEVER,
    .empty_us = TWC_NEVER,
    .arrived_us = TWC_NEVER,
  };
}

/**
 * twc_stay_has_other_car:
 * @vin: of the car that is there; empty while unknown
 *
 * Returns: whether that is another one than before, which ends the stay
 */
gboolean
twc_stay_has_other_car (const TwcStay *self, const char *vin)
{
  return vin[0] != '\0' && self->record.vin[0] != '\0' && strcmp (self->record.vin, vin) != 0;
}

static void
begin (TwcStay *self, const TwcStayReport *report)
{
  /* A clock that nobody has set must not make it no session at all. */
  self->record = (TwcChargeSession){
    .charger = report->charger,
    .opened_s = MAX (report->unix_s, 1),
  };
  self->open = self->finished = self->has_first = FALSE;
  self->opened_us = report->at_us;
}

static void
take_draw (TwcStay *self, const TwcStayReport *report)
{
  if (self->record.opened_s == 0)
    begin (self, report);
  if (self->run_us == TWC_NEVER)
    self->run_us = report->at_us;
  if (self->arrived_us == TWC_NEVER)
    self->arrived_us = report->at_us;

  self->open |= report->at_us - self->run_us >= OPEN_US;
  self->finished = FALSE;
  self->drawn_us = report->at_us;
  self->record.drawn_s = MAX (report->unix_s, self->record.opened_s);
}

static void
take_pause (TwcStay *self)
{
  self->run_us = TWC_NEVER;
  /* What did not last was no session. */
  if (!self->open)
    self->record = (TwcChargeSession){ 0 };
}

/**
 * twc_stay_take_report:
 *
 * Takes over what a fresh report says. The energy up to it is booked by the caller.
 */
void
twc_stay_take_report (TwcStay *self, const TwcStayReport *report)
{
  if (report->draw_ca >= DRAWING_CA)
    take_draw (self, report);
  else
    take_pause (self);

  if (self->record.opened_s > 0 && report->vin[0] != '\0')
    g_strlcpy (self->record.vin, report->vin, sizeof self->record.vin);

  if (!report->has_no_car)
    self->empty_us = TWC_NEVER;
  else if (self->empty_us == TWC_NEVER)
    self->empty_us = report->at_us;
  if (report->has_no_car)
    self->arrived_us = TWC_NEVER;
}

/**
 * twc_stay_take_counter:
 * @energy: before it has taken the report that begins the stay, and after
 *
 * Keeps the reading of the unit's own counter that belongs to the first draw (13.3): one that is
 * near in time, or after which nothing can have flowed.
 */
void
twc_stay_take_counter (TwcStay *self, const TwcEnergy *energy)
{
  if (self->record.opened_s == 0 || self->has_first || energy->counter_us == TWC_NEVER ||
      energy->counter_us > self->opened_us + READING_US ||
      (energy->counter_us < self->opened_us - READING_US && !energy->quiet))
    return;

  self->has_first = TRUE;
  self->first_kwh = energy->counter_kwh;
}

/**
 * twc_stay_get_end_us:
 *
 * Returns: when the session ends if nothing happens before; %TWC_NEVER when there is none
 */
gint64
twc_stay_get_end_us (const TwcStay *self)
{
  gint64 end_us;

  if (!self->open)
    return TWC_NEVER;

  end_us = self->drawn_us + (self->finished ? FINISHED_US : PAUSE_US);
  return self->empty_us == TWC_NEVER ? end_us : MIN (end_us, self->empty_us + EMPTY_US);
}

/**
 * twc_stay_close:
 * @energy: of its unit
 *
 * Ends the session; it is dated to the last draw.
 *
 * Returns: its record; `opened_s` is 0 when there was none
 */
TwcChargeSession
twc_stay_close (TwcStay *self, const TwcEnergy *energy)
{
  TwcChargeSession record = self->record;

  if (!self->open)
    record = (TwcChargeSession){ 0 };
  else if (self->has_first && energy->counter_us != TWC_NEVER &&
           energy->counter_us >= self->drawn_us - READING_US)
    twc_energy_correct (&record, self->first_kwh, energy->counter_kwh);

  record.closed = record.opened_s > 0;
  self->record = (TwcChargeSession){ 0 };
  self->open = self->finished = self->has_first = FALSE;
  self->opened_us = self->run_us = TWC_NEVER;
  return record;
}
