/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-columns.h"

typedef struct
{
  const char *path;
  int n_children;
  int width;
  int min_column_width;
  int columns;
} Row;

static const Row rows[] = {
  { "/columns/none", 0, 500, 280, 1 },
  { "/columns/one-card", 1, 1000, 280, 1 },
  { "/columns/two-cards", 2, 1000, 280, 2 },
  { "/columns/two-cards-on-a-phone", 2, 336, 280, 1 },
  { "/columns/three-cards", 3, 1000, 280, 3 },
  { "/columns/three-cards-800", 3, 776, 280, 2 },
  { "/columns/just-fits", 2, 568, 280, 2 },
  { "/columns/just-too-narrow", 2, 567, 280, 1 },
  { "/columns/four-buttons", 4, 1000, 140, 4 },
  { "/columns/four-buttons-even", 4, 500, 140, 2 },
  { "/columns/four-buttons-on-a-phone", 4, 336, 140, 2 },
  { "/columns/narrower-than-one", 4, 20, 140, 1 },
};

static void
test_count (gconstpointer data)
{
  const Row *row = data;

  g_assert_cmpint (twc_columns_count (row->n_children, row->width, row->min_column_width, 8), ==,
                   row->columns);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_count);

  return g_test_run ();
}
