/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-inquiry.h"

#include <string.h>

#define POWER_PERIOD_US TWC_SECONDS_US (10)
#define POWER_PERIOD_DRAWING_US TWC_SECONDS_US (5)

/* Older firmware stays mute on what it does not know (twc-protocol 2.3). */
#define MAX_TRIES 3
#define RETRY_US TWC_SECONDS_US (2)

/* The first that answers to serial and VIN (twc-protocol 3.10). */
static const guint8 full_firmware[3] = { 4, 5, 3 };

/**
 * twc_inquiry_init:
 * @now_us: when the slave linked
 *
 * Everything is to be asked, the firmware first: it tells what else may be.
 */
void
twc_inquiry_init (TwcInquiry *self, gint64 now_us)
{
  memset (self, 0, sizeof *self);
  self->firmware.due_us = now_us;
  self->serial.due_us = now_us + 1;
  self->power.due_us = now_us + 2;
  twc_vin_init (&self->vin, now_us + 3);
}

static void
consider (const TwcInquiryItem *item, TwcQuery candidate, TwcQuery *query, gint64 *due_us)
{
  if (!item->is_over && item->due_us < *due_us)
    {
      *query = candidate;
      *due_us = item->due_us;
    }
}

/**
 * twc_inquiry_get_next:
 * @query: (out): what is due first
 * @due_us: (out): when
 *
 * Returns: %FALSE when there is nothing to ask, ever
 */
gboolean
twc_inquiry_get_next (const TwcInquiry *self, TwcQuery *query, gint64 *due_us)
{
  TwcQuery vin;

  *due_us = G_MAXINT64;
  consider (&self->firmware, TWC_QUERY_FIRMWARE, query, due_us);
  consider (&self->serial, TWC_QUERY_SERIAL, query, due_us);
  consider (&self->power, TWC_QUERY_POWER, query, due_us);
  if (twc_vin_get_query (&self->vin, &vin) && self->vin.due_us < *due_us)
    {
      *query = vin;
      *due_us = self->vin.due_us;
    }

  return *due_us != G_MAXINT64;
}

void
twc_inquiry_take_power (TwcInquiry *self, gboolean is_drawing, gint64 now_us)
{
  self->power.has_answered = TRUE;
  self->power.n_unanswered = 0;
  self->power.due_us = now_us + (is_drawing ? POWER_PERIOD_DRAWING_US : POWER_PERIOD_US);
}

void
twc_inquiry_take_serial (TwcInquiry *self)
{
  self->serial.is_over = TRUE;
}

void
twc_inquiry_take_firmware (TwcInquiry *self, const guint8 firmware[4])
{
  self->firmware.is_over = TRUE;
  if (memcmp (firmware, full_firmware, sizeof full_firmware) < 0)
    {
      self->serial.is_over = TRUE;
      self->vin.is_mute = TRUE;
    }
}

static void
take_item_silence (TwcInquiryItem *item, gint64 retry_us)
{
  item->due_us = retry_us;
  if (++item->n_unanswered >= MAX_TRIES && !item->has_answered)
    item->is_over = TRUE;
}

/**
 * twc_inquiry_take_silence:
 * @query: what was asked and not answered
 *
 * Plans the next try, or drops what this unit does not know.
 */
void
twc_inquiry_take_silence (TwcInquiry *self, TwcQuery query, gint64 now_us)
{
  switch (query)
    {
    case TWC_QUERY_POWER:
      take_item_silence (&self->power, now_us + POWER_PERIOD_US);
      break;
    case TWC_QUERY_FIRMWARE:
      take_item_silence (&self->firmware, now_us + RETRY_US);
      break;
    case TWC_QUERY_SERIAL:
      take_item_silence (&self->serial, now_us + RETRY_US);
      break;
    case TWC_QUERY_VIN_1:
    case TWC_QUERY_VIN_2:
    case TWC_QUERY_VIN_3:
      twc_vin_take_silence (&self->vin, now_us);
      break;
    case TWC_N_QUERIES:
      g_return_if_reached ();
    }
}
