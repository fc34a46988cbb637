/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port-owner.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static void
send_text (PortOwner *owner, const char *text)
{
  g_autoptr(GError) error = NULL;

  twc_port_send (owner->port, (const guint8 *) text, strlen (text), &error);
  g_assert_no_error (error);
}

static void
test_exchange (void)
{
  g_autofree char *name = NULL;
  g_auto(PortOwner) owner = { 0 };
  const int pty = open_pty (&name);

  port_owner_init (&owner, name);
  g_assert_false (twc_port_is_open (owner.port));
  port_owner_wait_opened (&owner, 1);
  g_assert_true (twc_port_is_open (owner.port));
  g_assert_cmpstr (twc_port_get_name (owner.port), ==, name);

  send_text (&owner, "question");
  read_exactly (pty, "question");
  write_text (pty, "answer");
  port_owner_wait_received (&owner, "answer");

  g_assert_cmpuint (owner.n_failed, ==, 0);
  close (pty);
}

static void
test_answer_in_pieces (void)
{
  g_autofree char *name = NULL;
  g_auto(PortOwner) owner = { 0 };
  const char *answer = "the eighteen bytes";
  const int pty = open_pty (&name);

  port_owner_init (&owner, name);
  port_owner_wait_opened (&owner, 1);

  for (guint i = 0; answer[i] != '\0'; i++)
    {
      const char piece[] = { answer[i], '\0' };

      write_text (pty, piece);
      wait_until_at_least (&owner.received->len, i + 1);
    }

  port_owner_wait_received (&owner, answer);
  close (pty);
}

/* A link-ready may be waiting there (design §11). */
static void
test_what_waited_is_kept (void)
{
  g_autofree char *name = NULL;
  g_auto(PortOwner) owner = { 0 };
  const int pty = open_pty (&name);

  write_text (pty, "was here first");
  port_owner_init (&owner, name);
  port_owner_wait_received (&owner, "was here first");

  close (pty);
}

static void
test_refused_leaves_no_byte (void)
{
  g_autofree char *name = NULL;
  g_auto(PortOwner) owner = { 0 };
  g_autoptr(GError) error = NULL;
  const int pty = open_pty (&name);

  port_owner_init (&owner, name);
  port_owner_wait_opened (&owner, 1);

  owner.refuses = TRUE;
  g_assert_false (twc_port_send (owner.port, (const guint8 *) "bad", 3, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);

  owner.refuses = FALSE;
  send_text (&owner, "good");
  read_exactly (pty, "good");
  close (pty);
}

static void
test_closed_takes_nothing (void)
{
  g_auto(PortOwner) owner = { 0 };
  g_autoptr(GError) error = NULL;

  port_owner_init (&owner, "/nowhere/at/all");
  g_assert_false (twc_port_send (owner.port, (const guint8 *) "x", 1, &error));
  g_assert_error (error, TWC_PORT_ERROR, TWC_PORT_ERROR_FAILED);
}

static void
test_full_drops_and_says_so (void)
{
  const char *frame = "forty-two bytes, the longest frame that is";
  g_autofree char *name = NULL;
  g_auto(PortOwner) owner = { 0 };
  g_autoptr(GError) error = NULL;
  char bytes[4096];
  const int pty = open_pty (&name);

  port_owner_init (&owner, name);
  port_owner_wait_opened (&owner, 1);

  for (guint i = 0; i < 100000 && error == NULL; i++)
    twc_port_send (owner.port, (const guint8 *) frame, strlen (frame), &error);
  g_assert_error (error, TWC_PORT_ERROR, TWC_PORT_ERROR_FAILED);
  g_assert_true (twc_port_is_open (owner.port));

  /* Nothing was kept back: with room again, the next frame goes out at once. */
  do
    {
      g_clear_error (&error);
      g_assert_cmpint (read (pty, bytes, sizeof bytes), >, 0);
    }
  while (!twc_port_send (owner.port, (const guint8 *) frame, strlen (frame), &error));
  g_assert_cmpuint (owner.n_failed, ==, 0);

  close (pty);
}

/* What twcsim --link does, and udev with /dev/serial/by-id. */
static void
test_stable_name_returns_elsewhere (void)
{
  g_autofree char *folder = g_dir_make_tmp ("twc-port-XXXXXX", NULL);
  g_autofree char *by_id = g_build_filename (folder, "by-id", NULL);
  g_autofree char *link = g_build_filename (by_id, "usb-adapter", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_auto(PortOwner) owner = { 0 };
  const int pty = open_pty (&first);
  const int other = open_pty (&second);

  port_owner_init (&owner, link);
  port_owner_wait_failed (&owner, 1);
  g_assert_error (owner.error, TWC_PORT_ERROR, TWC_PORT_ERROR_MISSING);

  g_assert_cmpint (g_mkdir (by_id, 0700), ==, 0);
  g_assert_cmpint (symlink (first, link), ==, 0);
  port_owner_wait_opened (&owner, 1);

  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (g_rmdir (by_id), ==, 0);
  close (pty);
  port_owner_wait_failed (&owner, 2);
  g_assert_error (owner.error, TWC_PORT_ERROR, TWC_PORT_ERROR_LOST);
  g_assert_false (twc_port_is_open (owner.port));

  g_assert_cmpint (g_mkdir (by_id, 0700), ==, 0);
  g_assert_cmpint (symlink (second, link), ==, 0);
  port_owner_wait_opened (&owner, 2);
  write_text (other, "back");
  port_owner_wait_received (&owner, "back");
  g_assert_cmpuint (owner.n_failed, ==, 2);

  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (g_rmdir (by_id), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  close (other);
}

static void
test_busy_by_another_port (void)
{
  g_autofree char *name = NULL;
  g_auto(PortOwner) owner = { 0 };
  g_auto(PortOwner) other = { 0 };
  const int pty = open_pty (&name);

  port_owner_init (&owner, name);
  port_owner_wait_opened (&owner, 1);
  port_owner_init (&other, name);
  port_owner_wait_failed (&other, 1);
  g_assert_error (other.error, TWC_PORT_ERROR, TWC_PORT_ERROR_BUSY);

  g_clear_object (&owner.port);
  port_owner_wait_opened (&other, 1);
  close (pty);
}

/* Between fork() and exit() only what is safe there: the other process has threads. */
static pid_t
hold_elsewhere (const char *name)
{
  int ready[2];
  char byte;
  pid_t pid;

  g_assert_cmpint (pipe (ready), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      const int fd = open (name, O_RDWR | O_NOCTTY);

      prctl (PR_SET_PDEATHSIG, SIGKILL);
      if (fd < 0 || flock (fd, LOCK_EX) != 0 || write (ready[1], "x", 1) != 1)
        _exit (1);
      pause ();
      _exit (0);
    }

  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  close (ready[1]);
  return pid;
}

static void
test_busy_names_the_other_process (void)
{
  g_autofree char *name = NULL;
  g_autofree char *holder = NULL;
  g_auto(PortOwner) owner = { 0 };
  const int pty = open_pty (&name);
  const pid_t pid = hold_elsewhere (name);

  port_owner_init (&owner, name);
  port_owner_wait_failed (&owner, 1);
  g_assert_error (owner.error, TWC_PORT_ERROR, TWC_PORT_ERROR_BUSY);

  holder = g_strdup_printf ("(process %d)", (int) pid);
  g_assert_true (g_str_has_suffix (twc_port_error_get_detail (owner.error), holder));
  g_assert_nonnull (strstr (owner.error->message, holder));

  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  port_owner_wait_opened (&owner, 1);
  g_assert_cmpuint (owner.n_failed, ==, 1);
  close (pty);
}

/* The shell of somebody's window, as far as the kernel knows. */
static pid_t
sit_at (const char *name)
{
  int ready[2];
  char byte;
  pid_t pid;

  g_assert_cmpint (pipe (ready), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      if (setsid () < 0 || open (name, O_RDWR) < 0 || write (ready[1], "x", 1) != 1)
        _exit (1);
      pause ();
      _exit (0);
    }

  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  close (ready[1]);
  return pid;
}

/* The name that a simulator had is a shell's by now. */
static void
test_wrong_is_somebodys_terminal (void)
{
  g_autofree char *name = NULL;
  g_autofree char *who = NULL;
  g_auto(PortOwner) owner = { 0 };
  const int pty = open_pty (&name);
  const pid_t pid = sit_at (name);

  port_owner_init (&owner, name);
  port_owner_wait_failed (&owner, 1);
  g_assert_error (owner.error, TWC_PORT_ERROR, TWC_PORT_ERROR_NOT_SERIAL);
  who = g_strdup_printf ("(process %d)", (int) pid);
  g_assert_true (g_str_has_suffix (twc_port_error_get_detail (owner.error), who));

  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  port_owner_wait_opened (&owner, 1);
  close (pty);
}

static gboolean
on_file_opened (int fd, GIOCondition condition, gpointer user_data)
{
  guint *n_attempts = user_data;
  char events[4096];

  g_assert_cmpint (read (fd, events, sizeof events), >, 0);
  (*n_attempts)++;
  return G_SOURCE_CONTINUE;
}

static void
test_said_once_however_often_it_fails (void)
{
  g_autofree char *name = NULL;
  g_auto(PortOwner) owner = { 0 };
  guint n_attempts = 0;
  const int pty = open_pty (&name);
  const pid_t pid = hold_elsewhere (name);
  const int inotify = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  const guint watch_id = g_unix_fd_add (inotify, G_IO_IN, on_file_opened, &n_attempts);

  g_assert_cmpint (inotify_add_watch (inotify, name, IN_OPEN), >=, 0);
  port_owner_init (&owner, name);
  wait_until_at_least (&n_attempts, 3);
  g_assert_cmpuint (owner.n_failed, ==, 1);

  g_source_remove (watch_id);
  close (inotify);
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  close (pty);
}

static void
become_nobody (void)
{
  if (geteuid () != 0)
    return;

  g_assert_cmpint (setgroups (0, NULL), ==, 0);
  g_assert_cmpint (setgid (NOBODY), ==, 0);
  g_assert_cmpint (setuid (NOBODY), ==, 0);
  prctl (PR_SET_DUMPABLE, 1); /* the leak sanitizer looks at us from outside */
}

static void
test_denied_subprocess (void)
{
  g_autofree char *name = NULL;
  g_autofree char *number = NULL;
  g_auto(PortOwner) owner = { 0 };
  struct stat status;
  const int pty = open_pty (&name);
  const struct group *group;

  g_assert_cmpint (stat (name, &status), ==, 0);
  g_assert_cmpint (chmod (name, 0020), ==, 0); /* not even its owner */
  become_nobody ();

  port_owner_init (&owner, name);
  port_owner_wait_failed (&owner, 1);
  g_assert_error (owner.error, TWC_PORT_ERROR, TWC_PORT_ERROR_DENIED);
  g_assert_nonnull (strstr (owner.error->message, name));
  g_assert_nonnull (strstr (owner.error->message, g_get_user_name ()));

  group = getgrgid (status.st_gid);
  number = g_strdup_printf ("%u", (guint) status.st_gid);
  if (twc_port_error_get_detail (owner.error) != NULL) /* it is where the user has that group */
    g_assert_cmpstr (twc_port_error_get_detail (owner.error), ==,
                     group != NULL ? group->gr_name : number);

  close (pty);
}

static void
test_denied (void)
{
  g_test_trap_subprocess ("/port/denied/subprocess", 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_freed_while_open (void)
{
  g_autofree char *name = NULL;
  g_auto(PortOwner) owner = { 0 };
  const int pty = open_pty (&name);
  int other;

  port_owner_init (&owner, name);
  port_owner_wait_opened (&owner, 1);
  write_text (pty, "too late");
  g_clear_object (&owner.port);
  settle ();
  g_assert_cmpuint (owner.received->len, ==, 0);

  /* It holds neither the descriptor nor the lock any longer. */
  other = open (name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (flock (other, LOCK_EX | LOCK_NB), ==, 0);
  close (other);
  close (pty);
}

typedef struct
{
  const char *path;
  DropWhen drop;
} FreedRow;

static const FreedRow freed_rows[] = {
  { "/port/freed/when-opened", DROP_WHEN_OPENED },
  { "/port/freed/when-received", DROP_WHEN_RECEIVED },
  { "/port/freed/when-failed", DROP_WHEN_FAILED },
};

static void
test_freed_in_callback (gconstpointer data)
{
  const FreedRow *row = data;
  g_autofree char *name = NULL;
  g_auto(PortOwner) owner = { 0 };
  int pty = open_pty (&name);

  port_owner_init (&owner, name);
  owner.drop = row->drop;
  port_owner_wait_opened (&owner, 1);

  if (row->drop == DROP_WHEN_RECEIVED)
    {
      write_text (pty, "last words");
      port_owner_wait_received (&owner, "last words");
    }
  close (pty);
  if (row->drop == DROP_WHEN_FAILED)
    port_owner_wait_failed (&owner, 1);

  g_assert_null (owner.port);
  settle ();
  g_assert_cmpuint (owner.n_failed, ==, row->drop == DROP_WHEN_FAILED ? 1 : 0);
}

typedef struct
{
  const char *path;
  const char *name;
  TwcPortError code;
  const char *says;
} WrongRow;

static const WrongRow wrong_rows[] = {
  { "/port/wrong/nothing", "/dev/serial/by-id/usb-no-such", TWC_PORT_ERROR_MISSING, "adapter" },
  { "/port/wrong/null", "/dev/null", TWC_PORT_ERROR_NOT_SERIAL, "/dev/null is a device" },
  { "/port/wrong/folder", "/dev", TWC_PORT_ERROR_NOT_SERIAL, "/dev is a folder" },
  { "/port/wrong/file", "/proc/version", TWC_PORT_ERROR_NOT_SERIAL, "an ordinary file" },
  { "/port/wrong/link-to-file", "/proc/mounts", TWC_PORT_ERROR_NOT_SERIAL, "an ordinary file" },
  { "/port/wrong/below-a-file", "/proc/version/x", TWC_PORT_ERROR_FAILED, "/proc/version/x" },
  { "/port/wrong/bare-name", "ttyUSB0", TWC_PORT_ERROR_NOT_SERIAL, "a port is a device" },
  { "/port/wrong/line-break", "/dev/ttyUSB0\n/dev/null", TWC_PORT_ERROR_NOT_SERIAL,
    "write it anew" },
  { "/port/wrong/line-break-in-tcp", "tcp://a\n:1", TWC_PORT_ERROR_NOT_SERIAL, "write it anew" },
  { "/port/wrong/no-text", "/dev/\xff", TWC_PORT_ERROR_NOT_SERIAL, "write it anew" },
};

static void
test_wrong (gconstpointer data)
{
  const WrongRow *row = data;
  g_auto(PortOwner) owner = { 0 };

  port_owner_init (&owner, row->name);
  port_owner_wait_failed (&owner, 1);
  g_assert_error (owner.error, TWC_PORT_ERROR, (int) row->code);
  g_assert_nonnull (strstr (owner.error->message, row->says));
  g_assert_false (twc_port_is_open (owner.port));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/port/exchange", test_exchange);
  g_test_add_func ("/port/answer-in-pieces", test_answer_in_pieces);
  g_test_add_func ("/port/what-waited-is-kept", test_what_waited_is_kept);
  g_test_add_func ("/port/refused-leaves-no-byte", test_refused_leaves_no_byte);
  g_test_add_func ("/port/closed-takes-nothing", test_closed_takes_nothing);
  g_test_add_func ("/port/full-drops-and-says-so", test_full_drops_and_says_so);
  g_test_add_func ("/port/stable-name-returns-elsewhere", test_stable_name_returns_elsewhere);
  g_test_add_func ("/port/wrong/somebodys-terminal", test_wrong_is_somebodys_terminal);
  g_test_add_func ("/port/busy/by-another-port", test_busy_by_another_port);
  g_test_add_func ("/port/busy/names-the-other-process", test_busy_names_the_other_process);
  g_test_add_func ("/port/busy/said-once", test_said_once_however_often_it_fails);
  g_test_add_func ("/port/denied", test_denied);
  g_test_add_func ("/port/denied/subprocess", test_denied_subprocess);
  g_test_add_func ("/port/freed/while-open", test_freed_while_open);
  for (gsize i = 0; i < G_N_ELEMENTS (freed_rows); i++)
    g_test_add_data_func (freed_rows[i].path, &freed_rows[i], test_freed_in_callback);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong_rows); i++)
    g_test_add_data_func (wrong_rows[i].path, &wrong_rows[i], test_wrong);

  return g_test_run ();
}
