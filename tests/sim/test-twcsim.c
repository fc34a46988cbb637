/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "bus/twc-message.h"
#include "bus/twc-receiver.h"

#define MASTER 0x7777
#define FIRST 0x2433

/* How long anything may take before the test gives up; nothing waits for it otherwise. */
#define PATIENCE_MS 60000

/* Before it speaks, a master lets the line be idle for 20 ms (twc-protocol 1.7). */
#define SILENCE_MS 50

/* A unit that announces itself after a fifth of a second. */
#define ONE_UNIT "{\"chargers\":[{\"id\":\"2433\",\"link_ready_s\":0.2}]}"

typedef struct
{
  char *dir;
  char *link;
  char *script;
  GSubprocess *process;
  GDataInputStream *out;
  int fd; /* the terminal, as a master opens it */
  TwcReceiver receiver;
  TwcMessageType wanted;
  gboolean found;
  TwcMessage message;
} Fixture;

static void
start (Fixture *f, const char *json, const char *const *arguments)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *name = NULL;
  g_autofree char *target = NULL;

  f->dir = g_dir_make_tmp ("twcsim-XXXXXX", &error);
  g_assert_no_error (error);
  f->link = g_build_filename (f->dir, "adapter", NULL);
  f->script = g_build_filename (f->dir, "garage.json", NULL);
  g_file_set_contents (f->script, json, -1, &error);
  g_assert_no_error (error);
  g_ptr_array_add (argv, (char *) g_getenv ("TWCSIM"));
  g_ptr_array_add (argv, (char *) "--link");
  g_ptr_array_add (argv, f->link);
  g_ptr_array_add (argv, (char *) "--script");
  g_ptr_array_add (argv, f->script);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) arguments[i]);
  g_ptr_array_add (argv, NULL);

  f->process =
    g_subprocess_newv ((const char *const *) argv->pdata,
                       G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  f->out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (f->process));

  /* The terminal's name comes first, and the link leads to it. */
  name = g_data_input_stream_read_line (f->out, NULL, NULL, &error);
  g_assert_no_error (error);
  target = g_file_read_link (f->link, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, target);
}

static void
open_port (Fixture *f)
{
  f->fd = g_open (f->link, O_RDWR | O_NOCTTY | O_NONBLOCK, 0);
  g_assert_cmpint (f->fd, >=, 0);
  twc_receiver_init (&f->receiver, TWC_RECEIVER_GAP_US);
}

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  Fixture *f = user_data;
  TwcMessage message;

  if (f->found || chunk->verdict != TWC_VERDICT_OK ||
      !twc_message_parse (&message, chunk->body, chunk->n_body) || message.type != f->wanted)
    return;

  f->message = message;
  f->found = TRUE;
}

/* Returns how many bytes came, 0 when none did, -1 when there is no terminal any more. */
static gssize
read_some (Fixture *f, int patience_ms)
{
  struct pollfd item = { .fd = f->fd, .events = POLLIN };
  guint8 bytes[256];
  gssize n;

  if (poll (&item, 1, patience_ms) == 0)
    return 0;

  n = read (f->fd, bytes, sizeof bytes);
  if (n < 0 && errno == EAGAIN)
    return 0;
  if (n <= 0)
    return -1;

  twc_receiver_feed (&f->receiver, bytes, (gsize) n, g_get_monotonic_time (), on_chunk, f);
  return n;
}

/* Reads until a message of that type has come. */
static gboolean
wait_for (Fixture *f, TwcMessageType type, int patience_ms)
{
  const gint64 end_us = g_get_monotonic_time () + TWC_MILLISECONDS_US (patience_ms);

  f->wanted = type;
  f->found = FALSE;
  while (!f->found && g_get_monotonic_time () < end_us)
    if (read_some (f, patience_ms) < 0)
      return FALSE;
  return f->found;
}

static void
send_body (Fixture *f, const guint8 *body, gsize n_body)
{
  guint8 wire[TWC_WIRE_MAX];
  const gsize n_wire = twc_frame_to_wire (body, n_body, wire);

  g_assert_cmpint (write (f->fd, wire, n_wire), ==, (gssize) n_wire);
}

static void
heartbeat (Fixture *f, TwcCommand command, guint limit_ca)
{
  guint8 body[TWC_BODY_MAX];

  while (read_some (f, SILENCE_MS) > 0)
    continue;
  send_body (f, body, twc_message_build_heartbeat (MASTER, FIRST, 2, command, limit_ca, body));
  g_assert_true (wait_for (f, TWC_MESSAGE_SLAVE_HEARTBEAT, PATIENCE_MS));
}

static int
stop (Fixture *f, int signal, char **out, char **err)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_send_signal (f->process, signal);
  g_subprocess_communicate_utf8 (f->process, NULL, NULL, out, err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (f->process));
  return g_subprocess_get_exit_status (f->process);
}

static void
clear (Fixture *f)
{
  if (f->fd >= 0)
    close (f->fd);
  g_clear_object (&f->out);
  g_clear_object (&f->process);
  g_unlink (f->script);
  g_rmdir (f->dir);
  g_clear_pointer (&f->script, g_free);
  g_clear_pointer (&f->dir, g_free);
  g_clear_pointer (&f->link, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, clear)

/* A unit announces itself, is linked, and is left in peace. */
static void
test_talks (gconstpointer data)
{
  const int signal = GPOINTER_TO_INT (data);
  g_auto(Fixture) f = { .fd = -1 };
  g_autofree char *err = NULL;

  start (&f, ONE_UNIT, (const char *const[]){ "--seed", "3", NULL });
  open_port (&f);
  g_assert_true (wait_for (&f, TWC_MESSAGE_LINK_READY, PATIENCE_MS));
  g_assert_cmphex (f.message.sender, ==, FIRST);
  heartbeat (&f, TWC_COMMAND_NONE, 0);
  g_assert_cmphex (f.message.receiver, ==, MASTER);

  g_assert_cmpint (stop (&f, signal, NULL, &err), ==, 0);
  g_assert_nonnull (strstr (err, "2433: 0.000 kWh, 0 contactor operations, 1 heartbeats"));
  g_assert_nonnull (strstr (err, "0 violations"));
  g_assert_false (g_file_test (f.link, G_FILE_TEST_IS_SYMLINK));
}

static void
test_violation (void)
{
  g_auto(Fixture) f = { .fd = -1 };
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  start (&f, ONE_UNIT, (const char *const[]){ "--report", NULL });
  open_port (&f);
  g_assert_true (wait_for (&f, TWC_MESSAGE_LINK_READY, PATIENCE_MS));
  heartbeat (&f, TWC_COMMAND_LIMIT_CHARGING, 5000);

  g_assert_cmpint (stop (&f, SIGTERM, &out, &err), ==, 1);
  g_assert_nonnull (strstr (err, "violation: over-rating, charger 2433, 50.00 A"));
  g_assert_nonnull (strstr (out, "\"code\":\"over-rating\",\"charger\":\"2433\",\"value\":5000"));
}

static void
test_duration (void)
{
  g_auto(Fixture) f = { .fd = -1 };
  g_autoptr(GError) error = NULL;

  start (&f, ONE_UNIT, (const char *const[]){ "--duration", "0.2", NULL });
  g_subprocess_wait (f.process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (f.process), ==, 0);
}

/* The terminal goes, its name goes, and another one comes under the same name. */
static void
test_adapter_gone (void)
{
  g_auto(Fixture) f = { .fd = -1 };
  static const char json[] = "{\"chargers\":[{\"id\":\"2433\",\"link_ready_s\":2}],"
                             "\"events\":[{\"at_s\":0.5,\"adapter_gone\":true,\"for_s\":0.3}]}";
  g_autofree char *name = NULL;
  g_autofree char *target = NULL;
  g_autoptr(GError) error = NULL;

  start (&f, json, (const char *const[]){ NULL });
  open_port (&f);
  g_assert_false (wait_for (&f, TWC_MESSAGE_IDLE, PATIENCE_MS)); /* until the hang-up */
  close (f.fd);

  name = g_data_input_stream_read_line (f.out, NULL, NULL, &error);
  g_assert_no_error (error);
  target = g_file_read_link (f.link, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (target, ==, name);
  open_port (&f);
  g_assert_true (wait_for (&f, TWC_MESSAGE_LINK_READY, PATIENCE_MS));

  g_assert_cmpint (stop (&f, SIGTERM, NULL, NULL), ==, 0);
}

/* What units say while nobody listens is lost, as on a port that is closed; a master that comes
 * back finds no heap of old frames, and its absence was no violation. */
static void
test_reopened (void)
{
  g_auto(Fixture) f = { .fd = -1 };
  guint8 bytes[64];

  start (&f, ONE_UNIT, (const char *const[]){ NULL });
  open_port (&f);
  g_assert_true (wait_for (&f, TWC_MESSAGE_LINK_READY, PATIENCE_MS));
  heartbeat (&f, TWC_COMMAND_NONE, 0);
  close (f.fd);
  open_port (&f);
  g_assert_cmpint (read (f.fd, bytes, sizeof bytes), ==, -1);
  heartbeat (&f, TWC_COMMAND_NONE, 0);
  g_assert_cmpint (stop (&f, SIGTERM, NULL, NULL), ==, 0);
}

typedef struct
{
  const char *path;
  const char *arguments[3];
  const char *message;
} Wrong;

static const Wrong wrong[] = {
  { "/twcsim/usage/option", { "--chargrs", "2" }, "chargrs" },
  { "/twcsim/usage/chargers", { "--chargers", "9" }, "--chargers must be 1 to 4" },
  { "/twcsim/usage/number", { "--seed", "one" }, "one" },
  { "/twcsim/usage/negative-seed", { "--seed", "-5" }, "--seed must be 0 to 4294967295" },
  { "/twcsim/usage/seed-too-big", { "--seed", "4294967296" }, "--seed must be 0 to 4294967295" },
  { "/twcsim/usage/endless", { "--duration", "1e300" }, "--duration must be 0 to 315360000" },
  { "/twcsim/usage/no-duration", { "--duration", "nan" }, "--duration must be 0 to 315360000" },
  { "/twcsim/usage/word", { "garage.json" }, "--script" },
  { "/twcsim/usage/wiring", { "--wiring", "-1" }, "--wiring" },
  { "/twcsim/usage/no-file", { "--script", "/nonexistent.json" }, "/nonexistent.json" },
  { "/twcsim/usage/not-a-link", { "--link", "/dev/null" }, "no symbolic link" },
};

/* One line that says what to do, and status 2. */
static void
test_usage (gconstpointer data)
{
  const Wrong *row = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *err = NULL;
  g_autoptr(GSubprocess) process = NULL;

  process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                      g_getenv ("TWCSIM"), row->arguments[0], row->arguments[1], NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &err, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 2);
  g_assert_nonnull (strstr (err, row->message));
  g_assert_true (strchr (err, '\n') == err + strlen (err) - 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/twcsim/talks/sigterm", GINT_TO_POINTER (SIGTERM), test_talks);
  g_test_add_data_func ("/twcsim/talks/sigint", GINT_TO_POINTER (SIGINT), test_talks);
  g_test_add_func ("/twcsim/violation", test_violation);
  g_test_add_func ("/twcsim/duration", test_duration);
  g_test_add_func ("/twcsim/adapter-gone", test_adapter_gone);
  g_test_add_func ("/twcsim/reopened", test_reopened);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_test_add_data_func (wrong[i].path, &wrong[i], test_usage);

  return g_test_run ();
}
