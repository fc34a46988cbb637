/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One second of one Wall Connector, in centiamperes. */
typedef struct
{
  guint16 offered_ca;
  guint16 drawn_ca;
} TwcSample;

/**
 * TwcSamples:
 *
 * The last seconds of one Wall Connector, one sample a second, bounded. Each sample has a serial
 * number that counts on for ever, so that a graph can cache what it has drawn.
 *
 * Signals: appended (guint64 serial), reset ()
 */
#define TWC_TYPE_SAMPLES (twc_samples_get_type ())
G_DECLARE_FINAL_TYPE (TwcSamples, twc_samples, TWC, SAMPLES, GObject)

TwcSamples *twc_samples_new (guint capacity);
void twc_samples_append (TwcSamples *self, guint offered_ca, guint drawn_ca);
void twc_samples_reset (TwcSamples *self, const TwcSample *samples, guint n_samples);
guint64 twc_samples_get_end (TwcSamples *self);   /* the serial after the newest */
guint64 twc_samples_get_begin (TwcSamples *self); /* the oldest one kept */
TwcSample twc_samples_get (TwcSamples *self, guint64 serial);

G_END_DECLS
