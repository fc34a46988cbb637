/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-record.h"

#include <math.h>

static void
test_nested (void)
{
  g_auto(TwcRecord) record = { 0 };

  twc_record_init (&record, TWC_RECORD_JSON);
  twc_record_begin (&record);
  twc_record_begin_object (&record, "a");
  twc_record_add_integer (&record, "b", -5);
  twc_record_add_null (&record, "c");
  twc_record_end_object (&record);
  twc_record_begin_list (&record, "d");
  twc_record_add_string (&record, NULL, "e");
  twc_record_begin_object (&record, NULL);
  twc_record_end_object (&record);
  twc_record_end_list (&record);
  twc_record_begin_list (&record, "f");
  twc_record_end_list (&record);
  twc_record_end (&record);

  g_assert_cmpstr (record.line->str, ==,
                   "{\"a\":{\"b\":-5,\"c\":null},\"d\":[\"e\",{}],\"f\":[]}\n");
}

typedef struct
{
  const char *path;
  double value;
  const char *text;
} Row;

static const Row rows[] = {
  { "/record/decimal/tenths", 15.4, "{\"x\":15.4}\n" },
  { "/record/decimal/hundredths", 1.34, "{\"x\":1.34}\n" },
  { "/record/decimal/whole", 40, "{\"x\":40.0}\n" },
  { "/record/decimal/negative", -300.25, "{\"x\":-300.25}\n" },
  { "/record/decimal/not-a-number", NAN, "{\"x\":null}\n" },
  { "/record/decimal/infinite", -INFINITY, "{\"x\":null}\n" },
  { "/record/decimal/absurd", 1e300, "{\"x\":null}\n" },
};

static void
test_decimal (gconstpointer data)
{
  const Row *row = data;
  g_auto(TwcRecord) record = { 0 };

  twc_record_init (&record, TWC_RECORD_JSON);
  twc_record_begin (&record);
  twc_record_add_decimal (&record, "x", row->value);
  twc_record_end (&record);

  g_assert_cmpstr (record.line->str, ==, row->text);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/record/nested", test_nested);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_decimal);

  return g_test_run ();
}
