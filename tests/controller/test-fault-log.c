/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-fault-log.h"

static guint n_lines;
static char *last_line;

static GLogWriterOutput
catch_line (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      {
        g_free (last_line);
        last_line = g_strdup (fields[i].value);
      }

  n_lines++;
  return G_LOG_WRITER_HANDLED;
}

static void
update (TwcFaultLog *log, gboolean noisy, gint64 now_s)
{
  g_autofree TwcProblemList *list = g_new0 (TwcProblemList, 1);
  TwcProblem problem = twc_problem_new (TWC_PROBLEM_BUS_NOISE, 0, NULL);

  problem.value = 25 + now_s % 2;
  if (noisy)
    twc_problem_list_add (list, &problem);
  twc_fault_log_update (log, list, TWC_SECONDS_US (now_s));
}

/* However long it lasts, and however its value moves: one line, and one for its end. */
static void
test_a_lasting_fault_is_one_line (void)
{
  g_autoptr(TwcFaultLog) log = twc_fault_log_new ();

  n_lines = 0;
  for (gint64 s = 0; s < 1000; s++)
    update (log, TRUE, s);
  g_assert_cmpuint (n_lines, ==, 1);
  g_assert_cmpstr (last_line, ==, "bus-noise: begins, value 25");

  update (log, FALSE, 1000);
  g_assert_cmpuint (n_lines, ==, 2);
  g_assert_cmpstr (last_line, ==, "bus-noise: is over");
}

static void
test_a_flapping_fault_is_counted (void)
{
  g_autoptr(TwcFaultLog) log = twc_fault_log_new ();

  n_lines = 0;
  for (gint64 s = 0; s <= 60; s++)
    update (log, s % 2 == 0, s);

  /* Begins, is over, and after a minute begins again with the count of the 29 between. */
  g_assert_cmpuint (n_lines, ==, 3);
  g_assert_cmpstr (last_line, ==,
                   "bus-noise: begins, value 25, 29 times more since it was last logged");
}

/* Faults that move from id to id fill no memory and end no program. */
static void
test_ever_new_faults_are_bounded (void)
{
  g_autoptr(TwcFaultLog) log = twc_fault_log_new ();
  g_autofree TwcProblemList *list = g_new0 (TwcProblemList, 1);

  n_lines = 0;
  for (guint i = 1; i <= 1000; i++)
    {
      const TwcProblem problem = twc_problem_new (TWC_PROBLEM_CHARGER_LOST, (guint16) i, NULL);

      list->n_items = 0;
      twc_problem_list_add (list, &problem);
      twc_fault_log_update (log, list, TWC_SECONDS_US (i));
    }

  g_assert_cmpuint (n_lines, ==, 1999);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (catch_line, NULL, NULL);

  g_test_add_func ("/fault-log/a-lasting-fault-is-one-line", test_a_lasting_fault_is_one_line);
  g_test_add_func ("/fault-log/a-flapping-fault-is-counted", test_a_flapping_fault_is_counted);
  g_test_add_func ("/fault-log/ever-new-faults-are-bounded", test_ever_new_faults_are_bounded);

  status = g_test_run ();
  g_free (last_line);
  return status;
}
