/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/vectors.h"

static void
vector_free (Vector *vector)
{
  g_free (vector->name);
  g_bytes_unref (vector->wire);
  g_free (vector->verdict);
  g_clear_pointer (&vector->payload, g_bytes_unref);
  g_free (vector->chunks);
  g_free (vector);
}

GBytes *
vectors_bytes_from_hex (const char *hex)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  for (const char *at = hex; *at != '\0'; at++)
    {
      guint8 byte;

      if (*at == ' ')
        continue;
      g_assert_true (g_ascii_isxdigit (at[0]) && g_ascii_isxdigit (at[1]));
      byte = (guint8) (g_ascii_xdigit_value (at[0]) << 4 | g_ascii_xdigit_value (at[1]));
      g_byte_array_append (bytes, &byte, 1);
      at++;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static Vector *
vector_from_line (const char *line)
{
  g_auto(GStrv) columns = g_strsplit (line, "\t", -1);
  Vector *vector = g_new0 (Vector, 1);

  g_assert_cmpuint (g_strv_length (columns), ==, 6);
  vector->name = g_strdup (columns[0]);
  vector->wire = vectors_bytes_from_hex (columns[1]);
  vector->verdict = g_strdup (columns[2]);
  vector->chunks = g_strdup (columns[5]);
  if (g_str_equal (columns[2], "ok"))
    {
      vector->n_body = g_ascii_strtoull (columns[3], NULL, 10);
      vector->payload = vectors_bytes_from_hex (columns[4]);
      g_assert_cmpuint (g_bytes_get_size (vector->payload), ==, vector->n_body);
    }
  return vector;
}

/**
 * vectors_load:
 *
 * Returns: (transfer full) (element-type Vector): all rows of twc-protocol 6
 */
GPtrArray *
vectors_load (void)
{
  g_autofree char *path =
    g_test_build_filename (G_TEST_DIST, "fixtures", "bus", "vectors.tsv", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;
  GPtrArray *vectors = g_ptr_array_new_with_free_func ((GDestroyNotify) vector_free);

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0' && lines[i][0] != '#')
      g_ptr_array_add (vectors, vector_from_line (lines[i]));

  g_assert_cmpuint (vectors->len, ==, 63);
  return vectors;
}
