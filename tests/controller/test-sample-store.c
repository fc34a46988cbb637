/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-sample-store.h"

static void
assert_drawn (const TwcSampleStore *store, guint n_seconds, const char *wanted)
{
  g_autoptr(GVariant) drawn = g_variant_ref_sink (twc_sample_store_get_drawn (store, n_seconds));
  g_autofree char *text = g_variant_print (drawn, FALSE);

  g_assert_cmpstr (text, ==, wanted);
}

static TwcSampleStore *
new_store (void)
{
  TwcSampleStore *store = g_new0 (TwcSampleStore, 1);

  twc_sample_store_init (store);
  return store;
}

static void
test_empty (void)
{
  g_autofree TwcSampleStore *store = new_store ();
  g_autoptr(GVariant) drawn = g_variant_ref_sink (twc_sample_store_get_drawn (store, 600));

  g_assert_cmpuint (g_variant_n_children (drawn), ==, 0);
}

/* The last of a second counts, a second without a step repeats the one before. */
static void
test_one_a_second (void)
{
  g_autofree TwcSampleStore *store = new_store ();

  twc_sample_store_add (store, 1600, 10, TWC_MILLISECONDS_US (100000));
  twc_sample_store_add (store, 1600, 11, TWC_MILLISECONDS_US (100900));
  twc_sample_store_add (store, 1600, 12, TWC_MILLISECONDS_US (103100));

  assert_drawn (store, 600, "[11, 11, 11, 12]");
  assert_drawn (store, 2, "[11, 12]");
}

/* Nobody knows what flowed while the machine slept. */
static void
test_a_hole_is_zero (void)
{
  g_autofree TwcSampleStore *store = new_store ();

  twc_sample_store_add (store, 1600, 10, TWC_SECONDS_US (100));
  twc_sample_store_add (store, 1600, 12, TWC_SECONDS_US (106));

  assert_drawn (store, 600, "[10, 0, 0, 0, 0, 0, 12]");
}

static void
test_the_oldest_go (void)
{
  g_autofree TwcSampleStore *store = new_store ();
  g_autoptr(GVariant) drawn = NULL;

  for (guint i = 0; i < TWC_SAMPLE_STORE_SIZE + 10; i++)
    twc_sample_store_add (store, 1600, i, TWC_SECONDS_US (i));

  drawn = g_variant_ref_sink (twc_sample_store_get_drawn (store, G_MAXUINT));
  g_assert_cmpuint (g_variant_n_children (drawn), ==, TWC_SAMPLE_STORE_SIZE);
  assert_drawn (store, 2, "[3608, 3609]");
}

static void
test_a_year_of_sleep (void)
{
  g_autofree TwcSampleStore *store = new_store ();

  twc_sample_store_add (store, 1600, 10, 0);
  twc_sample_store_add (store, 1600, 11, TWC_SECONDS_US (365 * 86400));

  assert_drawn (store, 2, "[0, 11]");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sample-store/empty", test_empty);
  g_test_add_func ("/sample-store/one-a-second", test_one_a_second);
  g_test_add_func ("/sample-store/a-hole-is-zero", test_a_hole_is_zero);
  g_test_add_func ("/sample-store/the-oldest-go", test_the_oldest_go);
  g_test_add_func ("/sample-store/a-year-of-sleep", test_a_year_of_sleep);

  return g_test_run ();
}
