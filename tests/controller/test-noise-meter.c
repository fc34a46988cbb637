/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-noise-meter.h"

typedef struct
{
  const char *path;
  guint n_ok;
  TwcVerdict verdict;
  guint n_of_verdict;
  guint per_mille;
} Row;

static const Row rows[] = {
  { "/noise-meter/quiet", 1000, TWC_VERDICT_CHECKSUM, 0, 0 },
  /* One tail byte after every frame is the line's turn-around, not damage (twc-protocol 1.2). */
  { "/noise-meter/tail-bytes", 1000, TWC_VERDICT_NOISE, 1000, 0 },
  { "/noise-meter/a-flipped-bit", 1000, TWC_VERDICT_CHECKSUM, 2, 0 },
  { "/noise-meter/bad-wiring", 900, TWC_VERDICT_LENGTH, 100, 100 },
  { "/noise-meter/only-damage", 0, TWC_VERDICT_TRUNCATED, 50, 1000 },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  TwcBusHealth health = { 0 };
  TwcNoiseMeter meter = { 0 };

  g_assert_cmpuint (twc_noise_meter_update (&meter, &health, 0), ==, 0);
  health.verdicts[TWC_VERDICT_OK] = row->n_ok;
  health.verdicts[row->verdict] = row->n_of_verdict;

  g_assert_cmpuint (twc_noise_meter_update (&meter, &health, TWC_SECONDS_US (31)), ==,
                    row->per_mille);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_row);

  return g_test_run ();
}
