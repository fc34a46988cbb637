/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-sample-store.h"

/* The ring steps at least once a second; a longer hole is a machine that slept, and nobody
 * knows what flowed meanwhile. */
#define HOLE_S 5

void
twc_sample_store_init (TwcSampleStore *self)
{
  self->end_s = -1;
  self->n_samples = 0;
}

static void
put (TwcSampleStore *self, gint64 second, guint16 offered_ca, guint16 drawn_ca)
{
  const gsize index = (gsize) (second % TWC_SAMPLE_STORE_SIZE);

  self->offered_ca[index] = offered_ca;
  self->drawn_ca[index] = drawn_ca;
}

/* Fills the seconds between the newest sample and @second. */
static void
fill (TwcSampleStore *self, gint64 second)
{
  const gsize last = (gsize) (self->end_s % TWC_SAMPLE_STORE_SIZE);
  const gboolean hole = second - self->end_s > HOLE_S;
  const guint16 offered_ca = hole ? 0 : self->offered_ca[last];
  const guint16 drawn_ca = hole ? 0 : self->drawn_ca[last];
  const gint64 from = MAX (self->end_s + 1, second - TWC_SAMPLE_STORE_SIZE);

  for (gint64 at = from; at < second; at++)
    put (self, at, offered_ca, drawn_ca);
}

/**
 * twc_sample_store_add:
 * @offered_ca: the offer in force
 * @drawn_ca: what is measured
 *
 * Several in one second: the last one counts. A clock that does not advance is no new second.
 */
void
twc_sample_store_add (TwcSampleStore *self, guint offered_ca, guint drawn_ca, gint64 now_us)
{
  const gint64 second = MAX (now_us / G_USEC_PER_SEC, self->end_s);

  if (self->end_s >= 0 && second > self->end_s)
    {
      fill (self, second);
      self->n_samples =
        (guint) MIN (self->n_samples + (second - self->end_s), TWC_SAMPLE_STORE_SIZE);
    }
  else if (self->end_s < 0)
    self->n_samples = 1;

  self->end_s = second;
  put (self, second, (guint16) MIN (offered_ca, G_MAXUINT16),
       (guint16) MIN (drawn_ca, G_MAXUINT16));
}

static GVariant *
get_last (const TwcSampleStore *self, const guint16 *ring_ca, guint n_seconds)
{
  const guint n = MIN (n_seconds, self->n_samples);
  g_autofree guint16 *line_ca = g_new (guint16, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    line_ca[i] = ring_ca[(self->end_s - (gint64) n + 1 + i) % TWC_SAMPLE_STORE_SIZE];

  return g_variant_new_fixed_array (G_VARIANT_TYPE_UINT16, line_ca, n, sizeof *line_ca);
}

/**
 * twc_sample_store_get_offered:
 *
 * Returns: (transfer floating): `aq`: at most the last @n_seconds, oldest first
 */
GVariant *
twc_sample_store_get_offered (const TwcSampleStore *self, guint n_seconds)
{
  return get_last (self, self->offered_ca, n_seconds);
}

/**
 * twc_sample_store_get_drawn:
 *
 * Returns: (transfer floating): `aq`: at most the last @n_seconds, oldest first
 */
GVariant *
twc_sample_store_get_drawn (const TwcSampleStore *self, guint n_seconds)
{
  return get_last (self, self->drawn_ca, n_seconds);
}
