/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-vin.h"

G_BEGIN_DECLS

/* One kind of question to one slave. */
typedef struct
{
  gint64 due_us;
  guint n_unanswered;
  gboolean has_answered;
  gboolean is_over; /* answered once and for all, or dropped */
} TwcInquiryItem;

/**
 * TwcInquiry:
 *
 * What there is to ask a slave, and when (twc-protocol 4.4).
 */
typedef struct
{
  TwcInquiryItem power;
  TwcInquiryItem firmware;
  TwcInquiryItem serial;
  TwcVin vin;
} TwcInquiry;

void twc_inquiry_init (TwcInquiry *self, gint64 now_us);
gboolean twc_inquiry_get_next (const TwcInquiry *self, TwcQuery *query, gint64 *due_us);
void twc_inquiry_take_power (TwcInquiry *self, gboolean is_drawing, gint64 now_us);
void twc_inquiry_take_serial (TwcInquiry *self);
void twc_inquiry_take_firmware (TwcInquiry *self, const guint8 firmware[4]);
void twc_inquiry_take_silence (TwcInquiry *self, TwcQuery query, gint64 now_us);

G_END_DECLS
