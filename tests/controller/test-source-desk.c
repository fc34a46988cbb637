/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-source-desk.h"

/* What a program pushes as a meter's values: all of one sample, or none. */

#define START_US TWC_SECONDS_US (1000)

static TwcRing *
new_ring (TwcPhases phases)
{
  const TwcNow now = { START_US, 1790000000 };
  TwcSettings settings = twc_settings_default ();
  TwcRing *ring = twc_ring_new (0x7777, 1, NULL, 0, now);
  g_autoptr(GError) error = NULL;
  TwcSourceSettings *source = twc_settings_ensure_source (&settings, "meter", &error);

  g_assert_no_error (error);
  source->enabled = TRUE;
  source->role = TWC_ROLE_GRID;
  settings.phases = phases;
  twc_ring_set_settings (ring, &settings);
  twc_source_desk_sync (ring, &settings);
  return ring;
}

static gboolean
push (TwcRing *ring, const char *text, gint64 second)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) values =
               g_variant_parse (G_VARIANT_TYPE ("a{sd}"), text, NULL, NULL, &error);
  gboolean is_taken;

  g_assert_no_error (error);
  is_taken =
    twc_source_desk_push (ring, "meter", values, START_US + TWC_SECONDS_US (second), &error);
  g_assert_true (is_taken == (error == NULL));
  return is_taken;
}

static const TwcReading *
get_reading (TwcRing *ring)
{
  g_assert_cmpuint (twc_ring_get_site (ring)->n_readings, ==, 1);
  return &twc_ring_get_site (ring)->readings[0];
}

typedef struct
{
  const char *name;
  TwcPhases phases;
  const char *values;
  gboolean is_taken;
  gboolean has_lines;
} Row;

static const Row rows[] = {
  { "watts-alone", TWC_PHASES_THREE, "{'watts': 500}", TRUE, FALSE },
  { "one-line-of-one", TWC_PHASES_SINGLE, "{'watts': 500, 'line1': 2}", TRUE, TRUE },
  { "one-line-of-two", TWC_PHASES_SPLIT, "{'watts': 500, 'line1': 2}", FALSE, FALSE },
  { "both-legs", TWC_PHASES_SPLIT, "{'watts': 500, 'line1': 2, 'line2': 1}", TRUE, TRUE },
  { "two-lines-of-three", TWC_PHASES_THREE, "{'watts': 500, 'line1': 2, 'line3': 1}", FALSE,
    FALSE },
  { "three-lines", TWC_PHASES_THREE, "{'watts': 500, 'line1': 2, 'line2': 0, 'line3': 1}", TRUE,
    TRUE },
  { "absurd-line", TWC_PHASES_SINGLE, "{'watts': 500, 'line1': 1e9}", FALSE, FALSE },
  { "line-that-is-no-number", TWC_PHASES_SINGLE, "{'watts': 500, 'line1': nan}", FALSE, FALSE },
};

static void
test_push (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(TwcRing) ring = new_ring (row->phases);

  g_assert_cmpint (push (ring, row->values, 1), ==, row->is_taken);
  g_assert_cmpint (get_reading (ring)->has_lines, ==, row->has_lines);
  if (row->is_taken)
    g_assert_cmpint (get_reading (ring)->watts, ==, 500);
  else
    g_assert_cmpint (get_reading (ring)->at_us, ==, TWC_NEVER);
}

/* A line that a Wall Connector is on and that nobody measures would seem to carry nothing: its
 * fuse would have no guard (7.3). */
static void
test_line_of_a_charger (void)
{
  g_autoptr(TwcRing) ring = new_ring (TWC_PHASES_SINGLE);
  TwcSettings settings = *twc_ring_get_settings (ring);

  settings.n_chargers = 1;
  settings.chargers[0] = (TwcChargerSettings){ .id = 0x9399, .line = 2 };
  twc_ring_set_settings (ring, &settings);

  g_assert_false (push (ring, "{'watts': 500, 'line1': 2}", 1));
  g_assert_cmpint (get_reading (ring)->at_us, ==, TWC_NEVER);
  g_assert_true (push (ring, "{'watts': 500, 'line1': 2, 'line2': 3}", 2));
  g_assert_true (push (ring, "{'watts': 500, 'line2': 3}", 3));
}

/* A meter that tells no currents any more has none: the old ones would guard nothing (G4). */
static void
test_lines_do_not_outlive_their_sample (void)
{
  g_autoptr(TwcRing) ring = new_ring (TWC_PHASES_SINGLE);
  TwcReading reading = twc_reading_new ("meter", TWC_ROLE_GRID, 0, 60);

  g_assert_true (push (ring, "{'watts': 500, 'line1': 2}", 1));
  g_assert_true (push (ring, "{'watts': 700}", 2));
  g_assert_false (get_reading (ring)->has_lines);

  g_assert_true (twc_reading_set_watts (&reading, 500, START_US));
  g_assert_true (twc_reading_set_lines (&reading, (const double[3]){ 2, 0, 0 }));
  g_assert_true (twc_reading_set_watts (&reading, 700, START_US + 1));
  g_assert_false (reading.has_lines);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/source-desk/push/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_push);
    }
  g_test_add_func ("/source-desk/lines-do-not-outlive-their-sample",
                   test_lines_do_not_outlive_their_sample);

  g_test_add_func ("/source-desk/line-of-a-charger", test_line_of_a_charger);

  return g_test_run ();
}
