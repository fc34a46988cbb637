/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-decode.h"

#include <errno.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "bus/twc-receiver.h"
#include "ctl/twc-chunk-record.h"

#define EXIT_USAGE 2
#define BLOCK_SIZE (64 * 1024)
#define NO_DIGIT (-1)

/* A capture says nothing of time: all its bytes come at once, and its end is the time-out. */
#define CAPTURE_US 0

typedef struct
{
  TwcReceiver receiver;
  TwcRecord record;
  FILE *out;
  guint64 line; /* from 1; 0 = the input is binary */
  int high;     /* the first digit of a pair, or NO_DIGIT */
  gboolean in_comment;
  guint8 bytes[256]; /* of the present line, not yet fed */
  gsize n_bytes;
} Decoder;

typedef struct
{
  gboolean is_hex;
  gboolean is_json;
  GStrv files;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->files, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  Decoder *self = user_data;

  twc_chunk_record_fill (&self->record, chunk, self->line);
  fwrite (self->record.line->str, 1, self->record.line->len, self->out);
}

static void
feed (Decoder *self, const guint8 *bytes, gsize n_bytes)
{
  twc_receiver_feed (&self->receiver, bytes, n_bytes, CAPTURE_US, on_chunk, self);
}

static gboolean
check_pairs (Decoder *self, GError **error)
{
  if (self->high == NO_DIGIT)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               _("line %lu: a byte has two hexadecimal digits"), (gulong) self->line);
  return FALSE;
}

static void
feed_line (Decoder *self)
{
  feed (self, self->bytes, self->n_bytes);
  self->n_bytes = 0;
}

static gboolean
end_line (Decoder *self, GError **error)
{
  if (!check_pairs (self, error))
    return FALSE;

  feed_line (self);
  twc_receiver_flush (&self->receiver, on_chunk, self);
  twc_receiver_init (&self->receiver, TWC_RECEIVER_GAP_US);
  self->in_comment = FALSE;
  self->line++;
  return TRUE;
}

static gboolean
take_digit (Decoder *self, char character, GError **error)
{
  const int digit = g_ascii_xdigit_value (character);

  if (digit < 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("line %lu: only hexadecimal digits, spaces and # may stand here"),
                      (gulong) self->line);
      return FALSE;
    }
  if (self->high == NO_DIGIT)
    {
      self->high = digit;
      return TRUE;
    }

  if (self->n_bytes == sizeof self->bytes)
    feed_line (self);
  self->bytes[self->n_bytes++] = (guint8) (self->high << 4 | digit);
  self->high = NO_DIGIT;
  return TRUE;
}

static gboolean
take_character (Decoder *self, char character, GError **error)
{
  if (character == '\n')
    return end_line (self, error);
  if (self->in_comment)
    return TRUE;
  if (character == '#')
    {
      self->in_comment = TRUE;
      return check_pairs (self, error);
    }
  if (g_ascii_isspace (character))
    return check_pairs (self, error);

  return take_digit (self, character, error);
}

static gboolean
take_block (Decoder *self, const guint8 *block, gsize n_block, GError **error)
{
  if (self->line == 0)
    {
      feed (self, block, n_block);
      return TRUE;
    }

  for (gsize i = 0; i < n_block; i++)
    if (!take_character (self, (char) block[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
take_end (Decoder *self, GError **error)
{
  if (self->line > 0)
    return end_line (self, error);

  twc_receiver_flush (&self->receiver, on_chunk, self);
  return TRUE;
}

/* After each block, so that who pipes a live bus through sees it live. */
static gboolean
write_out (Decoder *self, GError **error)
{
  if (fflush (self->out) == 0 && !ferror (self->out))
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               _("cannot write: %s"), g_strerror (errno));
  return FALSE;
}

static gboolean
decode_blocks (Decoder *self, GInputStream *in, GError **error)
{
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  gssize n_block;

  while ((n_block = g_input_stream_read (in, block, BLOCK_SIZE, NULL, error)) > 0)
    if (!take_block (self, block, (gsize) n_block, error) || !write_out (self, error))
      return FALSE;

  return n_block == 0 && take_end (self, error) && write_out (self, error);
}

/**
 * twc_decode_stream:
 * @in: captured bytes
 * @format: how they are written
 * @style: what to print for each chunk that gets a verdict
 * @out: where to
 * @error: what is wrong with @in or @out; a bad frame is no error
 *
 * Decodes a capture of any size in a fixed amount of memory. What was printed before an error
 * stands.
 */
gboolean
twc_decode_stream (
  GInputStream *in, TwcCaptureFormat format, TwcRecordStyle style, FILE *out, GError **error)
{
  Decoder self = {
    .out = out,
    .line = format == TWC_CAPTURE_HEX ? 1 : 0,
    .high = NO_DIGIT,
  };
  gboolean is_done;

  twc_receiver_init (&self.receiver, TWC_RECEIVER_GAP_US);
  twc_record_init (&self.record, style);
  is_done = decode_blocks (&self, in, error);
  twc_record_clear (&self.record);

  return is_done;
}

static GInputStream *
open_capture (const char *name, GError **error)
{
  g_autoptr(GFile) file = NULL;

  if (name == NULL || g_str_equal (name, "-"))
    return g_unix_input_stream_new (STDIN_FILENO, FALSE);

  file = g_file_new_for_path (name);
  return G_INPUT_STREAM (g_file_read (file, NULL, error));
}

static gboolean
parse_options (Options *self, int *argc, char ***argv, GError **error)
{
  /* The formatter takes each N_() for the end of a statement. */
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "hex", 0, 0, G_OPTION_ARG_NONE, &self->is_hex,
      N_("Each line is a capture in hexadecimal; # begins a comment"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->is_json,
      N_("Print a JSON object for each frame"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->files, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  /* clang-format on */
  g_autoptr(GOptionContext) context = g_option_context_new (_("[FILE|-]"));

  g_set_prgname ("twcctl decode");
  g_option_context_set_summary (context, _("Says what the bytes captured from a bus mean."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (self->files == NULL || g_strv_length (self->files) <= 1)
    return TRUE;

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("one file at a time"));
  return FALSE;
}

static int
fail (const GError *error, int status)
{
  g_printerr ("twcctl decode: %s\n", error->message);
  return status;
}

/**
 * twc_decode_run:
 * @argc: at least 1
 * @argv: "decode" and what follows it
 *
 * Runs `twcctl decode`.
 *
 * Returns: the exit status
 */
int
twc_decode_run (int argc, char **argv)
{
  g_auto(Options) options = { 0 };
  g_autoptr(GInputStream) in = NULL;
  g_autoptr(GError) error = NULL;

  if (!parse_options (&options, &argc, &argv, &error))
    return fail (error, EXIT_USAGE);

  in = open_capture (options.files != NULL ? options.files[0] : NULL, &error);
  if (in == NULL ||
      !twc_decode_stream (in, options.is_hex ? TWC_CAPTURE_HEX : TWC_CAPTURE_BINARY,
                          options.is_json ? TWC_RECORD_JSON : TWC_RECORD_TEXT, stdout, &error))
    return fail (error, EXIT_FAILURE);

  return EXIT_SUCCESS;
}
