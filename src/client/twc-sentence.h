/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands for {name} in a sentence; text is NULL while it is not known. */
typedef struct
{
  const char *name;
  const char *text;
} TwcWord;

gboolean twc_sentence_is_complete (const char *sentence, const TwcWord *words, guint n_words);
char *twc_sentence_fill (const char *sentence, const TwcWord *words, guint n_words);
char *twc_sentence_clean (const char *text);

G_END_DECLS
