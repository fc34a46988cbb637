/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* An hour: the window's graph shows ten minutes at once and may be opened late. */
#define TWC_SAMPLE_STORE_SIZE 3600

/**
 * TwcSampleStore:
 *
 * The last hour of one Wall Connector, one sample a second. It has no timer: who takes a step
 * adds a sample, and seconds without a step repeat the one before.
 */
typedef struct
{
  gint64 end_s; /* the second of the newest sample; -1 before the first */
  guint n_samples;
  guint16 offered_ca[TWC_SAMPLE_STORE_SIZE]; /* by second modulo the size */
  guint16 drawn_ca[TWC_SAMPLE_STORE_SIZE];
} TwcSampleStore;

void twc_sample_store_init (TwcSampleStore *self);
void twc_sample_store_add (TwcSampleStore *self, guint offered_ca, guint drawn_ca, gint64 now_us);
GVariant *twc_sample_store_get_offered (const TwcSampleStore *self, guint n_seconds);
GVariant *twc_sample_store_get_drawn (const TwcSampleStore *self, guint n_seconds);

G_END_DECLS
