/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-samples.h"

struct _TwcSamples
{
  GObject parent_instance;

  TwcSample *ring; /* the sample with serial n lies at n modulo capacity */
  guint capacity;
  guint n_kept;
  guint64 end;
};

enum {
  SIGNAL_APPENDED,
  SIGNAL_RESET,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwcSamples, twc_samples, G_TYPE_OBJECT)

static void
twc_samples_finalize (GObject *object)
{
  TwcSamples *self = TWC_SAMPLES (object);

  g_free (self->ring);

  G_OBJECT_CLASS (twc_samples_parent_class)->finalize (object);
}

static void
twc_samples_class_init (TwcSamplesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = twc_samples_finalize;

  signals[SIGNAL_APPENDED] = g_signal_new ("appended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[SIGNAL_RESET] = g_signal_new ("reset", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
twc_samples_init (TwcSamples *self)
{
}

/**
 * twc_samples_new:
 * @capacity: how many seconds are kept; at least 1
 */
TwcSamples *
twc_samples_new (guint capacity)
{
  TwcSamples *self;

  g_return_val_if_fail (capacity > 0, NULL);

  self = g_object_new (TWC_TYPE_SAMPLES, NULL);
  self->capacity = capacity;
  self->ring = g_new0 (TwcSample, capacity);
  return self;
}

static guint64
keep (TwcSamples *self, TwcSample sample)
{
  self->ring[self->end % self->capacity] = sample;
  self->n_kept = MIN (self->n_kept + 1, self->capacity);
  return self->end++;
}

void
twc_samples_append (TwcSamples *self, guint offered_ca, guint drawn_ca)
{
  guint64 serial;

  g_return_if_fail (TWC_IS_SAMPLES (self));

  serial = keep (self, (TwcSample){ (guint16) MIN (offered_ca, G_MAXUINT16),
                                    (guint16) MIN (drawn_ca, G_MAXUINT16) });
  g_signal_emit (self, signals[SIGNAL_APPENDED], 0, serial);
}

/**
 * twc_samples_reset:
 * @samples: (array length=n_samples): oldest first; the newest are kept when there are too many
 *
 * Forgets everything, and takes these instead. Serials count on: none is ever used twice.
 */
void
twc_samples_reset (TwcSamples *self, const TwcSample *samples, guint n_samples)
{
  g_return_if_fail (TWC_IS_SAMPLES (self));

  self->n_kept = 0;
  for (guint i = n_samples - MIN (n_samples, self->capacity); i < n_samples; i++)
    keep (self, samples[i]);

  g_signal_emit (self, signals[SIGNAL_RESET], 0);
}

guint64
twc_samples_get_end (TwcSamples *self)
{
  g_return_val_if_fail (TWC_IS_SAMPLES (self), 0);

  return self->end;
}

guint64
twc_samples_get_begin (TwcSamples *self)
{
  g_return_val_if_fail (TWC_IS_SAMPLES (self), 0);

  return self->end - self->n_kept;
}

/**
 * twc_samples_get:
 * @serial: from twc_samples_get_begin() up to, not including, twc_samples_get_end()
 */
TwcSample
twc_samples_get (TwcSamples *self, guint64 serial)
{
  const TwcSample none = { 0, 0 };

  g_return_val_if_fail (TWC_IS_SAMPLES (self), none);
  g_return_val_if_fail (serial >= twc_samples_get_begin (self) && serial < self->end, none);

  return self->ring[serial % self->capacity];
}
