/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-sentence.h"

#include <string.h>

/* Sentences carry their numbers by name, {amps}, so that a translation may order them as its
 * language needs, and one sentence table serves where printf would need one call each. */
static const TwcWord *
find_word (const char *name, gsize length, const TwcWord *words, guint n_words)
{
  for (guint i = 0; i < n_words; i++)
    if (strlen (words[i].name) == length && strncmp (words[i].name, name, length) == 0)
      return &words[i];

  return NULL;
}

/* The next {name} at or after @text; its closing brace in @end. */
static const char *
find_placeholder (const char *text, const char **end)
{
  const char *open = strchr (text, '{');

  *end = open != NULL ? strchr (open, '}') : NULL;
  return *end != NULL ? open : NULL;
}

/**
 * twc_sentence_is_complete:
 *
 * Returns: whether everything that @sentence names is known
 */
gboolean
twc_sentence_is_complete (const char *sentence, const TwcWord *words, guint n_words)
{
  const char *open, *end;

  while ((open = find_placeholder (sentence, &end)) != NULL)
    {
      const TwcWord *word = find_word (open + 1, (gsize) (end - open - 1), words, n_words);

      if (word == NULL || word->text == NULL)
        return FALSE;
      sentence = end + 1;
    }

  return TRUE;
}

/**
 * twc_sentence_clean:
 *
 * Returns: (transfer full): @text without control characters: names and messages come from
 *   settings and other machines, and a terminal obeys what it is shown
 */
char *
twc_sentence_clean (const char *text)
{
  GString *clean = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
        g_string_append_c (clean, ' ');
      else
        g_string_append_unichar (clean, c);
    }

  return g_string_free (clean, FALSE);
}

/**
 * twc_sentence_fill:
 * @sentence: text with {names}, already translated
 *
 * Returns: (transfer full): the sentence; a name that is not known stays as it is
 */
char *
twc_sentence_fill (const char *sentence, const TwcWord *words, guint n_words)
{
  GString *text = g_string_new (NULL);
  const char *open, *end;

  while ((open = find_placeholder (sentence, &end)) != NULL)
    {
      const TwcWord *word = find_word (open + 1, (gsize) (end - open - 1), words, n_words);

      g_string_append_len (text, sentence, open - sentence);
      if (word != NULL && word->text != NULL)
        {
          g_autofree char *clean = twc_sentence_clean (word->text);

          g_string_append (text, clean);
        }
      else
        g_string_append_len (text, open, end + 1 - open);
      sentence = end + 1;
    }

  g_string_append (text, sentence);
  return g_string_free (text, FALSE);
}
