/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What crosses D-Bus comes back as it was, and what is not ours is refused. */
#include <string.h>

#include "values/twc-bus-health.h"
#include "values/twc-charger-state.h"
#include "values/twc-problem.h"
#include "values/twc-reason.h"

static void
test_every_reason_returns (void)
{
  for (guint code = 0; code < TWC_N_REASONS; code++)
    {
      TwcReason reason = twc_reason_new ((TwcReasonCode) code), back;
      g_autoptr(GVariant) variant = NULL;

      twc_reason_add (&reason, TWC_NUMBER_AMPS, 1600);
      twc_reason_add (&reason, TWC_NUMBER_SECONDS_LEFT, 42);
      variant = g_variant_ref_sink (twc_reason_to_variant (&reason));

      g_assert_true (twc_reason_from_variant (variant, &back));
      g_assert_true (twc_reason_equal (&reason, &back));
    }
}

static void
test_reason_carries_amps (void)
{
  TwcReason reason = twc_reason_new (TWC_REASON_FIXED);
  g_autoptr(GVariant) variant = NULL;
  g_autofree char *text = NULL;

  twc_reason_add (&reason, TWC_NUMBER_AMPS, 1650);
  variant = g_variant_ref_sink (twc_reason_to_variant (&reason));
  text = g_variant_print (variant, FALSE);

  g_assert_cmpstr (text, ==, "('fixed', {'amps': <16.5>})");
}

/* The log has a line for each problem; a name that brings a line break must not forge one. */
static void
test_problem_is_one_line (void)
{
  TwcProblem problem =
    twc_problem_new (TWC_PROBLEM_PORT_MISSING, 0, "/dev/a\nport-busy: begins\x7f");

  twc_problem_set_detail (&problem, "\x1b[2Jgr\xc3\xbcn\xc2\x9b");

  g_assert_cmpstr (problem.subject, ==, "/dev/a?port-busy: begins?");
  g_assert_cmpstr (problem.detail, ==, "?[2Jgr\xc3\xbcn??");
}

typedef struct
{
  const char *path;
  const char *text;
  gboolean known;
} Row;

static const Row reason_rows[] = {
  { "/variants/reason/plain", "('off', @a{sv} {})", TRUE },
  { "/variants/reason/newer-number", "('off', {'moon_phase': <1.0>})", TRUE },
  { "/variants/reason/number-as-text", "('off', {'amps': <'16'>})", TRUE },
  { "/variants/reason/unknown-code", "('moonlight', @a{sv} {})", FALSE },
  { "/variants/reason/wrong-shape", "'off'", FALSE },
};

static const Row problem_rows[] = {
  { "/variants/problem/plain", "('port-missing', 'error', int64 1, @a{sv} {})", TRUE },
  { "/variants/problem/bad-id", "('charger-lost', 'error', int64 1, {'charger': <'XYZ'>})", TRUE },
  { "/variants/problem/unknown-code", "('rats', 'error', int64 1, @a{sv} {})", FALSE },
  { "/variants/problem/wrong-shape", "('port-missing', 'error')", FALSE },
};

static void
test_reason_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (row->text));
  TwcReason reason;

  g_assert_cmpint (twc_reason_from_variant (variant, &reason), ==, row->known);
  g_assert_cmpuint (reason.n_numbers, ==, 0);
}

static void
test_problem_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (row->text));
  TwcProblem problem;

  g_assert_cmpint (twc_problem_from_variant (variant, &problem), ==, row->known);
}

static void
test_every_problem_returns (void)
{
  for (guint code = 0; code < TWC_N_PROBLEMS; code++)
    {
      TwcProblem problem = twc_problem_new ((TwcProblemCode) code, 0x032E, "/dev/ttyUSB0"), back;
      g_autoptr(GVariant) variant = NULL;

      problem.since_unix_s = 1782018000;
      problem.value = 660;
      g_strlcpy (problem.detail, "dialout", sizeof problem.detail);
      variant = g_variant_ref_sink (twc_problem_to_variant (&problem));

      g_assert_true (twc_problem_from_variant (variant, &back));
      g_assert_true (twc_problem_is_same (&problem, &back));
      g_assert_cmpint (back.value, ==, 660);
      g_assert_cmpint (back.since_unix_s, ==, 1782018000);
      g_assert_cmpstr (back.detail, ==, "dialout");
    }
}

static void
test_long_subject_is_cut_at_a_character (void)
{
  g_autoptr(GString) name = g_string_new (NULL);
  TwcProblem problem;

  for (guint i = 0; i < 100; i++)
    g_string_append (name, "é");
  problem = twc_problem_new (TWC_PROBLEM_PORT_MISSING, 0, name->str);

  g_assert_true (g_utf8_validate (problem.subject, -1, NULL));
  g_assert_cmpuint (strlen (problem.subject), >, 90);
}

static void
test_every_nick_returns (void)
{
  TwcActivity activity;
  TwcBusState state;
  TwcSeverity severity;

  for (guint i = 0; i < TWC_N_ACTIVITIES; i++)
    {
      g_assert_true (twc_activity_from_nick (twc_activity_to_nick ((TwcActivity) i), &activity));
      g_assert_cmpuint (activity, ==, i);
    }
  for (guint i = 0; i < TWC_N_BUS_STATES; i++)
    {
      g_assert_true (twc_bus_state_from_nick (twc_bus_state_to_nick ((TwcBusState) i), &state));
      g_assert_cmpuint (state, ==, i);
    }
  for (guint i = 0; i < TWC_N_SEVERITIES; i++)
    {
      g_assert_true (twc_severity_from_nick (twc_severity_to_nick ((TwcSeverity) i), &severity));
      g_assert_cmpuint (severity, ==, i);
    }
  g_assert_false (twc_activity_from_nick ("flying", &activity));
  g_assert_false (twc_bus_state_from_nick (NULL, &state));
}

static const struct
{
  const char *text;
  gboolean valid;
} ids[] = {
  { "9399", TRUE }, { "032e", TRUE },   { "A5A5", TRUE },  { "0000", FALSE }, { "FFFF", FALSE },
  { "939", FALSE }, { "93990", FALSE }, { "93 9", FALSE }, { "", FALSE },     { "xyzw", FALSE },
};

static void
test_ids (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      guint16 id = 0;

      g_assert_cmpint (twc_id_from_text (ids[i].text, &id), ==, ids[i].valid);
      if (ids[i].valid)
        {
          char text[TWC_ID_TEXT_SIZE];

          twc_id_to_text (id, text);
          g_assert_cmpint (g_ascii_strcasecmp (text, ids[i].text), ==, 0);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/variants/reason/every-code-returns", test_every_reason_returns);
  g_test_add_func ("/variants/reason/carries-amps", test_reason_carries_amps);
  for (gsize i = 0; i < G_N_ELEMENTS (reason_rows); i++)
    g_test_add_data_func (reason_rows[i].path, &reason_rows[i], test_reason_row);
  g_test_add_func ("/variants/problem/every-code-returns", test_every_problem_returns);
  for (gsize i = 0; i < G_N_ELEMENTS (problem_rows); i++)
    g_test_add_data_func (problem_rows[i].path, &problem_rows[i], test_problem_row);
  g_test_add_func ("/variants/problem/long-subject", test_long_subject_is_cut_at_a_character);
  g_test_add_func ("/variants/problem/one-line", test_problem_is_one_line);
  g_test_add_func ("/variants/nicks", test_every_nick_returns);
  g_test_add_func ("/variants/ids", test_ids);

  return g_test_run ();
}
