/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-samples.h"

static void
on_appended (TwcSamples *samples, guint64 serial, gpointer user_data)
{
  guint64 *last = user_data;

  *last = serial;
}

static void
count_up (guint *count)
{
  (*count)++;
}

static void
test_serials_count_on (void)
{
  g_autoptr(TwcSamples) samples = twc_samples_new (3);
  guint64 last = 0;

  g_signal_connect (samples, "appended", G_CALLBACK (on_appended), &last);
  for (guint i = 0; i < 5; i++)
    twc_samples_append (samples, i * 100, i);

  g_assert_cmpuint (last, ==, 4);
  g_assert_cmpuint (twc_samples_get_begin (samples), ==, 2);
  g_assert_cmpuint (twc_samples_get_end (samples), ==, 5);
  for (guint64 serial = 2; serial < 5; serial++)
    {
      g_assert_cmpuint (twc_samples_get (samples, serial).offered_ca, ==, serial * 100);
      g_assert_cmpuint (twc_samples_get (samples, serial).drawn_ca, ==, serial);
    }
}

static void
test_reset_uses_no_serial_twice (void)
{
  g_autoptr(TwcSamples) samples = twc_samples_new (3);
  const TwcSample past[] = { { 1, 1 }, { 2, 2 }, { 3, 3 }, { 4, 4 }, { 5, 5 } };
  guint n_resets = 0;

  g_signal_connect_swapped (samples, "reset", G_CALLBACK (count_up), &n_resets);
  twc_samples_append (samples, 9, 9);
  twc_samples_append (samples, 9, 9);
  twc_samples_reset (samples, past, G_N_ELEMENTS (past));

  g_assert_cmpuint (n_resets, ==, 1);
  g_assert_cmpuint (twc_samples_get_begin (samples), ==, 2);
  g_assert_cmpuint (twc_samples_get_end (samples), ==, 5);
  g_assert_cmpuint (twc_samples_get (samples, 2).drawn_ca, ==, 3);
  g_assert_cmpuint (twc_samples_get (samples, 4).drawn_ca, ==, 5);
}

static void
test_reset_to_nothing (void)
{
  g_autoptr(TwcSamples) samples = twc_samples_new (3);

  twc_samples_append (samples, 9, 9);
  twc_samples_reset (samples, NULL, 0);

  g_assert_cmpuint (twc_samples_get_begin (samples), ==, twc_samples_get_end (samples));
  g_assert_cmpuint (twc_samples_get_end (samples), ==, 1);
}

static void
test_absurd_amps_are_cut (void)
{
  g_autoptr(TwcSamples) samples = twc_samples_new (1);

  twc_samples_append (samples, G_MAXUINT, 70000);

  g_assert_cmpuint (twc_samples_get (samples, 0).offered_ca, ==, G_MAXUINT16);
  g_assert_cmpuint (twc_samples_get (samples, 0).drawn_ca, ==, G_MAXUINT16);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/samples/serials-count-on", test_serials_count_on);
  g_test_add_func ("/samples/reset-uses-no-serial-twice", test_reset_uses_no_serial_twice);
  g_test_add_func ("/samples/reset-to-nothing", test_reset_to_nothing);
  g_test_add_func ("/samples/absurd-amps-are-cut", test_absurd_amps_are_cut);

  return g_test_run ();
}
