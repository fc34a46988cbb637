/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-decode.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "support/vectors.h"

#define JSON_OF_BAD(line, offset, verdict, raw)                                         \
  "{\"line\":" line ",\"offset\":" offset ",\"verdict\":\"" verdict "\",\"raw\":\"" raw \
  "\",\"payload\":null}\n"

static char *
decode_bytes (GBytes *input, TwcCaptureFormat format, TwcRecordStyle style, gboolean is_good)
{
  g_autoptr(GInputStream) in = g_memory_input_stream_new_from_bytes (input);
  g_autoptr(GError) error = NULL;
  g_autofree char *copy = NULL;
  char *text = NULL;
  gsize n_text = 0;
  FILE *out = open_memstream (&text, &n_text);

  g_assert_cmpint (twc_decode_stream (in, format, style, out, &error), ==, is_good);
  if (is_good)
    g_assert_no_error (error);
  else
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  fclose (out);

  copy = g_strdup (text);
  free (text); /* of the C library, which made it */
  return g_steal_pointer (&copy);
}

static char *
decode_lines (const char *lines, TwcRecordStyle style)
{
  g_autoptr(GBytes) input = g_bytes_new (lines, strlen (lines));

  return decode_bytes (input, TWC_CAPTURE_HEX, style, TRUE);
}

static char *
to_hex (GBytes *bytes, const char *separator)
{
  GString *hex = g_string_new (NULL);
  gsize n;
  const guint8 *data = g_bytes_get_data (bytes, &n);

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (hex, "%02X%s", data[i], separator);

  return g_string_free (hex, FALSE);
}

/* Every vector is a line; each of its chunks an object with line, offset, verdict, raw. */
static void
test_vectors (void)
{
  g_autoptr(GPtrArray) vectors = vectors_load ();
  g_autoptr(GString) input = g_string_new (NULL);
  g_autofree char *output = NULL;
  g_auto(GStrv) objects = NULL;
  gsize at = 0;

  for (guint i = 0; i < vectors->len; i++)
    {
      const Vector *vector = g_ptr_array_index (vectors, i);
      g_autofree char *hex = to_hex (vector->wire, " ");

      g_string_append_printf (input, "%s# %s\n", hex, vector->name);
    }
  output = decode_lines (input->str, TWC_RECORD_JSON);
  objects = g_strsplit (output, "\n", -1);

  for (guint i = 0; i < vectors->len; i++)
    {
      const Vector *vector = g_ptr_array_index (vectors, i);
      g_auto(GStrv) verdicts = g_strsplit (vector->chunks, " ", -1);
      g_autofree char *wire = to_hex (vector->wire, "");

      for (gsize k = 0; verdicts[k] != NULL; k++)
        {
          g_autoptr(JsonNode) node = json_from_string (objects[at++], NULL);
          JsonObject *object = json_node_get_object (node);
          const char *raw = json_object_get_string_member (object, "raw");
          const gsize offset = (gsize) json_object_get_int_member (object, "offset");

          g_assert_cmpint (json_object_get_int_member (object, "line"), ==, i + 1);
          g_assert_cmpstr (json_object_get_string_member (object, "verdict"), ==, verdicts[k]);
          g_assert_true (g_str_has_prefix (wire + 2 * offset, raw));
          g_assert_true (json_object_has_member (object, "payload"));
          if (g_str_equal (verdicts[k], "ok"))
            {
              g_autofree char *payload = to_hex (vector->payload, "");

              g_assert_cmpstr (json_object_get_string_member (object, "payload"), ==, payload);
            }
          else
            g_assert_true (json_object_get_null_member (object, "payload"));
        }
    }
  g_assert_cmpstr (objects[at], ==, "");
  g_assert_null (objects[at + 1]);
}

typedef struct
{
  const char *path;
  const char *line;
  const char *json;
} Row;

static const Row rows[] = {
  { "/decode/json/slave-heartbeat", "FC C0 FD E0 24 33 77 77 08 07 D0 00 86 00 00 00 00 8A C0",
    "{\"line\":1,\"offset\":1,\"verdict\":\"ok\",\"raw\":\"C0FDE0243377770807D00086000000008AC0\","
    "\"payload\":\"FDE0243377770807D00086000000008A\",\"message\":\"slave-heartbeat\","
    "\"protocol\":2,\"sender\":\"2433\",\"receiver\":\"7777\",\"state\":8,\"limit_a\":20.0,"
    "\"draw_a\":1.34}\n" },
  { "/decode/json/link-ready", "C0FDE2DBDCDBDDDBDD1F40000000000000B7C0",
    "{\"line\":1,\"offset\":0,\"verdict\":\"ok\","
    "\"raw\":\"C0FDE2DBDCDBDDDBDD1F40000000000000B7C0\","
    "\"payload\":\"FDE2C0DBDB1F40000000000000B7\",\"message\":\"link-ready\",\"protocol\":1,"
    "\"sender\":\"C0DB\",\"receiver\":null,\"sign\":219,\"rating_a\":80.0}\n" },
  { "/decode/json/no-change-is-no-limit", "C0 FB E0 77 77 87 25 00 00 00 00 00 00 00 00 00 7A C0",
    "{\"line\":1,\"offset\":0,\"verdict\":\"ok\",\"raw\":\"C0FBE0777787250000000000000000007AC0\","
    "\"payload\":\"FBE0777787250000000000000000007A\",\"message\":\"master-heartbeat\","
    "\"protocol\":2,\"sender\":\"7777\",\"receiver\":\"8725\",\"command\":0,\"limit_a\":null,"
    "\"plugged\":false}\n" },
  { "/decode/json/power-report",
    "C0 FD EB 18 39 00 00 03 9C 00 F4 00 F0 00 F5 20 1F 20 00 00 13 C0",
    "{\"line\":1,\"offset\":0,\"verdict\":\"ok\","
    "\"raw\":\"C0FDEB18390000039C00F400F000F5201F20000013C0\","
    "\"payload\":\"FDEB18390000039C00F400F000F5201F20000013\",\"message\":\"power-report\","
    "\"protocol\":2,\"sender\":\"1839\",\"receiver\":null,\"counter\":924,"
    "\"volts\":[244,240,245],\"amps\":[16.0,15.5,16.0]}\n" },
  { "/decode/json/no-vin", "C0 FD EE 60 90 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 DE C0",
    "{\"line\":1,\"offset\":0,\"verdict\":\"ok\","
    "\"raw\":\"C0FDEE6090000000000000000000000000000000DEC0\","
    "\"payload\":\"FDEE6090000000000000000000000000000000DE\",\"message\":\"vin-report\","
    "\"protocol\":2,\"sender\":\"6090\",\"receiver\":null,\"part\":1,\"vin\":null,"
    "\"text\":null}\n" },
  { "/decode/json/firmware", "C0 FD EC 60 90 04 05 03 02 00 00 00 00 00 00 00 EA C0",
    "{\"line\":1,\"offset\":0,\"verdict\":\"ok\",\"raw\":\"C0FDEC60900405030200000000000000EAC0\","
    "\"payload\":\"FDEC60900405030200000000000000EA\",\"message\":\"firmware-report\","
    "\"protocol\":2,\"sender\":\"6090\",\"receiver\":null,\"firmware\":\"4.5.3.2\"}\n" },
  { "/decode/json/checksum", "C0 FD E0 18 39 77 77 01 06 40 06 0A 00 00 00 00 7A C0",
    JSON_OF_BAD ("1", "0", "checksum", "C0FDE018397777010640060A000000007AC0") },
  { "/decode/json/truncated", "C0 FD E0 18 39 77 77 01 06",
    JSON_OF_BAD ("1", "0", "truncated", "C0FDE0183977770106") },
  { "/decode/json/noise-around", "FE C0 FE C0 02 00 C0 FC",
    JSON_OF_BAD ("1", "1", "noise", "C0FEC0") JSON_OF_BAD ("1", "3", "noise", "C00200C0") },
  { "/decode/json/each-line-starts-afresh", "C0 FD E0 18 39 77 77\n01 06 40 C0 01 C0\r\n\n",
    JSON_OF_BAD ("1", "0", "truncated", "C0FDE018397777")
      JSON_OF_BAD ("2", "3", "noise", "C001C0") },
  { "/decode/json/comments", "# c0 zz\n  c0 01 C0 # C0 02 C0\n\n#\nC0C002C0# end",
    JSON_OF_BAD ("2", "0", "noise", "C001C0") JSON_OF_BAD ("5", "1", "noise", "C002C0") },
  { "/decode/json/nothing", "", "" },
};

static void
test_json (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *json = decode_lines (row->line, TWC_RECORD_JSON);

  g_assert_cmpstr (json, ==, row->json);
}

static const Row texts[] = {
  { "/decode/text/ok", "C0 FD EB 18 39 00 00 03 9C 00 F4 00 F0 00 F5 20 1F 20 00 00 13 C0",
    "1:0    ok        power-report     protocol=2 sender=1839 counter=924 "
    "volts=244/240/245 amps=16.0/15.5/16.0\n" },
  { "/decode/text/bad", "FC C0 01 C0", "1:1    noise     C001C0\n" },
};

static void
test_text (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *text = decode_lines (row->line, TWC_RECORD_TEXT);

  g_assert_cmpstr (text, ==, row->json);
}

/* Binary input is one stream: a frame goes on over what would be the end of a line. */
static void
test_binary (void)
{
  g_autoptr(GBytes) input = vectors_bytes_from_hex (
    "FE C0 FD EB 18 39 00 00 03 0A 00 F4 00 F0 00 F5 20 1F 20 00 00 81 C0 FD E0 0A 0A");
  g_autofree char *json = decode_bytes (input, TWC_CAPTURE_BINARY, TWC_RECORD_JSON, TRUE);

  g_assert_true (g_str_has_prefix (json, "{\"line\":null,\"offset\":1,\"verdict\":\"ok\","));
  g_assert_nonnull (strstr (json, "\n{\"line\":null,\"offset\":22,\"verdict\":\"truncated\","
                                  "\"raw\":\"C0FDE00A0A\",\"payload\":null}\n"));
}

/* One chunk of 3 MB: what is kept of it is bounded, and what is not is counted. */
static void
test_long_chunk (void)
{
  const gsize n_bytes = 3000 * 1000;
  g_autofree guint8 *bytes = g_malloc (n_bytes);
  g_autoptr(GBytes) input = NULL;
  g_autofree char *json = NULL;

  memset (bytes, 0xFD, n_bytes);
  bytes[0] = 0xC0;
  bytes[n_bytes - 1] = 0xC0;
  input = g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
  json = decode_bytes (input, TWC_CAPTURE_BINARY, TWC_RECORD_JSON, TRUE);

  g_assert_true (g_str_has_prefix (json, "{\"line\":null,\"offset\":0,\"verdict\":\"length\","));
  g_assert_nonnull (strstr (json, ",\"cut\":29998"));
  g_assert_cmpuint (strlen (json), <, 1000);
}

static const Row bad_lines[] = {
  { "/decode/bad-hex/letter", "C0 01 C0\nC0 0G C0\n", JSON_OF_BAD ("1", "0", "noise", "C001C0") },
  { "/decode/bad-hex/half-a-byte", "C0 0 1 C0\n", "" },
  { "/decode/bad-hex/half-a-byte-at-the-end", "C0 01 C", "" },
  { "/decode/bad-hex/half-a-byte-before-a-comment", "C0 C#", "" },
};

static void
test_bad_hex (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GBytes) input = g_bytes_new (row->line, strlen (row->line));
  g_autofree char *json = decode_bytes (input, TWC_CAPTURE_HEX, TWC_RECORD_JSON, FALSE);

  g_assert_cmpstr (json, ==, row->json);
}

typedef struct
{
  const char *path;
  const char *argv[6];
  int status;
  const char *message;
} Run;

static const Run runs[] = {
  { "/decode/run/vectors", { "decode", "--json", "vectors.tsv" }, 0, "" },
  { "/decode/run/hex", { "decode", "--hex", "vectors.tsv" }, 1, "twcctl decode: line 2: *\n" },
  { "/decode/run/no-such-file", { "decode", "nothing.bin" }, 1, "twcctl decode: *nothing.bin*\n" },
  { "/decode/run/unknown-option", { "decode", "--hexx" }, 2, "twcctl decode: *--hexx*\n" },
  { "/decode/run/two-files", { "decode", "a", "b" }, 2, "twcctl decode: *\n" },
};

static void
run_here (const Run *run)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) argv = NULL;
  g_autofree char **borrowed = NULL;
  guint argc;

  for (gsize i = 0; run->argv[i] != NULL; i++)
    {
      g_autofree char *path =
        g_test_build_filename (G_TEST_DIST, "fixtures", "bus", run->argv[i], NULL);

      g_strv_builder_add (builder, g_str_has_suffix (run->argv[i], ".tsv") ? path : run->argv[i]);
    }
  argv = g_strv_builder_end (builder);
  argc = g_strv_length (argv);
  borrowed = g_memdup2 (argv, (argc + 1) * sizeof *argv); /* options are taken out of it */

  g_assert_cmpint (twc_decode_run ((int) argc, borrowed), ==, run->status);
}

static void
test_run (gconstpointer data)
{
  const Run *run = data;

  if (g_test_subprocess ())
    {
      run_here (run);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr (run->message);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decode/vectors", test_vectors);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_json);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_test_add_data_func (texts[i].path, &texts[i], test_text);
  g_test_add_func ("/decode/binary", test_binary);
  g_test_add_func ("/decode/long-chunk", test_long_chunk);
  for (gsize i = 0; i < G_N_ELEMENTS (bad_lines); i++)
    g_test_add_data_func (bad_lines[i].path, &bad_lines[i], test_bad_hex);
  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
    g_test_add_data_func (runs[i].path, &runs[i], test_run);

  return g_test_run ();
}
