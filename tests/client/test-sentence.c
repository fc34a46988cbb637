/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-sentence.h"

static const TwcWord words[] = {
  { "amps", "16 A" },
  { "name", "Left\033[2J bay\n" }, /* a nickname that clears the terminal */
  { "time", NULL },
};

typedef struct
{
  const char *path;
  const char *sentence;
  gboolean complete;
  const char *filled;
} Row;

static const Row rows[] = {
  { "/sentence/plain", "Ready.", TRUE, "Ready." },
  { "/sentence/one", "Up to {amps}.", TRUE, "Up to 16 A." },
  { "/sentence/twice", "{amps}, {amps}", TRUE, "16 A, 16 A" },
  { "/sentence/not-known", "In {time}.", FALSE, "In {time}." },
  { "/sentence/no-such-word", "In {amp}.", FALSE, "In {amp}." },
  { "/sentence/open-brace", "16 { A", TRUE, "16 { A" },
  { "/sentence/control-characters", "{name}!", TRUE, "Left [2J bay !" },
  { "/sentence/empty", "", TRUE, "" },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *filled = twc_sentence_fill (row->sentence, words, G_N_ELEMENTS (words));

  g_assert_cmpstr (filled, ==, row->filled);
  g_assert_cmpint (twc_sentence_is_complete (row->sentence, words, G_N_ELEMENTS (words)), ==,
                   row->complete);
}

static void
test_clean_bad_utf8 (void)
{
  g_autofree char *clean = twc_sentence_clean ("a\xff"
                                               "b\u202E");

  g_assert_true (g_utf8_validate (clean, -1, NULL));
  g_assert_cmpstr (clean, ==, "a\uFFFDb ");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_row);
  g_test_add_func ("/sentence/clean-bad-utf8", test_clean_bad_utf8);

  return g_test_run ();
}
