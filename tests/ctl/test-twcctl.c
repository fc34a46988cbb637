/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/ctl-run.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

static void
test_help (CtlRun *self, gconstpointer data)
{
  const char *const verbs[] = { "status",  "charge-now", "cancel", "mode",  "pause",
                                "resume",  "get",        "set",    "send",  "decode",
                                "monitor", "schedule",   "plan",   "import" };

  ctl_run (self, "--help");
  g_assert_cmpint (self->status, ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *line = g_strconcat (verbs[i], " --help", NULL);

      g_assert_nonnull (strstr (self->out, verbs[i]));
      ctl_run (self, line);
      g_assert_cmpint (self->status, ==, 0);
      g_assert_nonnull (strstr (self->out, verbs[i]));
      g_assert_cmpstr (self->err, ==, "");
      ctl_run (self, "--help");
    }
}

static void
test_version (CtlRun *self, gconstpointer data)
{
  ctl_run (self, "--version");

  g_assert_cmpint (self->status, ==, 0);
  g_assert_cmpstr (self->out, ==, "twcctl " TWC_VERSION "\n");
}

typedef struct
{
  const char *path;
  const char *command_line;
  int status;
  const char *word; /* on stderr */
} Failure;

/* No controller runs. Wrong usage is found before anybody looks for one. */
static const Failure failures[] = {
  { "/twcctl/usage/no-verb", "", 2, "--help" },
  { "/twcctl/usage/unknown-verb", "charge", 2, "charge" },
  { "/twcctl/usage/unknown-option", "status --verbose", 2, "--verbose" },
  { "/twcctl/usage/too-many", "cancel now", 2, "too many" },
  { "/twcctl/usage/both-ends", "charge-now --for 4h --until 06:00", 2, "not both" },
  { "/twcctl/usage/bad-amps", "charge-now lots", 2, "lots" },
  { "/twcctl/usage/amps-below-0", "mode fixed -5", 2, "1 to 240" },
  { "/twcctl/usage/too-many-amps", "mode fixed 1000", 2, "1 to 240" },
  { "/twcctl/usage/bad-duration", "charge-now --for 90", 2, "90" },
  { "/twcctl/usage/bad-clock", "charge-now --until 25:00", 2, "25:00" },
  { "/twcctl/usage/bad-kwh", "charge-now --kwh nan", 2, "kWh" },
  { "/twcctl/usage/too-many-kwh", "charge-now --kwh 1000", 2, "200 kWh" },
  { "/twcctl/usage/bad-charger", "charge-now --charger left", 2, "hex digits" },
  { "/twcctl/usage/green-until", "mode green --until 06:00", 2, "fixed and off" },
  { "/twcctl/usage/mode-until", "mode off --until 25:00", 2, "25:00" },
  { "/twcctl/usage/no-mode", "mode", 2, "fixed AMPS" },
  { "/twcctl/usage/unknown-mode", "mode turbo", 2, "fixed AMPS" },
  { "/twcctl/usage/fixed-without-amps", "mode fixed", 2, "fixed AMPS" },
  { "/twcctl/usage/green-with-amps", "mode green 16", 2, "fixed AMPS" },
  { "/twcctl/usage/pause-nobody", "pause", 2, "ID" },
  { "/twcctl/usage/bad-hex", "send XY", 2, "hexadecimal" },
  { "/twcctl/usage/set-nothing", "set wiring-max-amps-all", 2, "KEY VALUE" },
  { "/twcctl/no-controller/status", "status", 1, "systemctl" },
  { "/twcctl/no-controller/status-json", "status --json", 1, "systemctl" },
  { "/twcctl/no-controller/charge-now", "charge-now 16", 1, "systemctl" },
  { "/twcctl/no-controller/cancel", "cancel", 1, "systemctl" },
  { "/twcctl/no-controller/mode", "mode off", 1, "systemctl" },
  { "/twcctl/no-controller/pause", "pause 9399", 1, "systemctl" },
  { "/twcctl/no-controller/send", "send FBEB", 1, "systemctl" },
  { "/twcctl/no-controller/monitor", "monitor", 1, "systemctl" },
};

static void
test_failure (CtlRun *self, gconstpointer data)
{
  const Failure *row = data;

  ctl_run (self, row->command_line);
  ctl_run_assert_fails (self, row->status, row->word);
}

static void
test_no_bus (CtlRun *self, gconstpointer data)
{
  self->has_no_bus = TRUE;
  ctl_run (self, "status");

  ctl_run_assert_fails (self, 1, "DBUS_SESSION_BUS_ADDRESS");
}

/* Returns: the number behind @prefix in what the controller was asked to do */
static gint64
find_call (CtlRun *self, const char *prefix)
{
  for (guint i = 0; i < self->fake->calls->len; i++)
    {
      const char *call = g_ptr_array_index (self->fake->calls, i);

      if (g_str_has_prefix (call, prefix))
        return g_ascii_strtoll (call + strlen (prefix), NULL, 10);
    }

  g_assert_not_reached ();
}

static gint64
find_charge (CtlRun *self, const char *amps)
{
  g_autofree char *prefix = g_strconcat ("ChargeNow ", amps, " ", NULL);

  return find_call (self, prefix);
}

static void
test_charge_now_for (CtlRun *self, gconstpointer data)
{
  const char *const parts[] = { "ChargeNowFor", "'amps': <16.0>", "'kwh': <12.5>",
                                "'chargers': <['9399', '032E']>" };
  const char *call = NULL;

  fake_controller_appear (self->fake);
  ctl_run (self, "charge-now 16 --kwh 12.5 --charger 9399 --charger 032E");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_nonnull (strstr (self->out, "12.5 kWh"));

  for (guint i = 0; i < self->fake->calls->len; i++)
    if (g_str_has_prefix (self->fake->calls->pdata[i], parts[0]))
      call = self->fake->calls->pdata[i];
  g_assert_nonnull (call);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_nonnull (strstr (call, parts[i]));
}

/* A car that will not charge in the morning is no mere success. */
static void
test_charge_while_stopped (CtlRun *self, gconstpointer data)
{
  const TwcProblem stopped = twc_problem_new (TWC_PROBLEM_STOP_ALL, 0, NULL);

  fake_controller_appear (self->fake);
  fake_controller_add_problem (self->fake, &stopped);
  ctl_run (self, "charge-now 16");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_nonnull (strstr (self->out, "twcctl allow"));
}

static void
test_charge_now (CtlRun *self, gconstpointer data)
{
  gint64 before_s, until_s;

  fake_controller_appear (self->fake);

  ctl_run (self, "charge-now");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_cmpint (find_charge (self, "0"), ==, 0);

  before_s = g_get_real_time () / G_USEC_PER_SEC;
  ctl_run (self, "charge-now 16 --for 1h30m");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_cmpstr (self->err, ==, "");
  until_s = find_charge (self, "16");
  g_assert_cmpint (until_s, >=, before_s + 5400);
  g_assert_cmpint (until_s, <=, g_get_real_time () / G_USEC_PER_SEC + 5400);

  ctl_run (self, "charge-now 20 --until 06:00");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_cmpint (find_charge (self, "20") % 86400, ==, 6 * 3600); /* TZ=UTC */

  ctl_run (self, "cancel");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_true (fake_controller_was_asked (self->fake, "CancelChargeNow"));
}

static void
test_stop_all (CtlRun *self, gconstpointer data)
{
  fake_controller_appear (self->fake);

  ctl_run (self, "stop-all");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_true (fake_controller_was_asked (self->fake, "StopAll"));

  ctl_run (self, "allow");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_true (fake_controller_was_asked (self->fake, "AllowCharging"));
}

static void
test_mode (CtlRun *self, gconstpointer data)
{
  fake_controller_appear (self->fake);

  ctl_run (self, "mode fixed 16");
  g_assert_cmpint (self->status, ==, 0);
  ctl_run (self, "mode green");
  g_assert_cmpint (self->status, ==, 0);

  g_assert_true (fake_controller_was_asked (self->fake, "SetModeUntil fixed 16 0"));
  g_assert_true (fake_controller_was_asked (self->fake, "SetModeUntil green 0 0"));

  ctl_run (self, "mode off --until 06:00");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_cmpint (find_call (self, "SetModeUntil off 0 ") % 86400, ==, 6 * 3600); /* TZ=UTC */
}

static void
test_pause (CtlRun *self, gconstpointer data)
{
  TwcDBusCharger1 *charger;

  fake_controller_appear (self->fake);
  ctl_run (self, "pause 032E");
  ctl_run_assert_fails (self, 1, "no Wall Connector has been found");

  charger = fake_controller_add_charger (self->fake, "032E");
  twc_dbus_charger1_set_name (charger, "Left bay");
  ctl_run (self, "pause 032e");
  g_assert_cmpint (self->status, ==, 0);
  ctl_run (self, "resume 'left bay'");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_true (fake_controller_was_asked (self->fake, "Pause 032E"));
  g_assert_true (fake_controller_was_asked (self->fake, "Resume 032E"));

  ctl_run (self, "pause 9399");
  ctl_run_assert_fails (self, 1, "032E");
}

static void
test_send (CtlRun *self, gconstpointer data)
{
  fake_controller_appear (self->fake);

  /* Zeros are bytes like any other. */
  ctl_run (self, "send FBEB 0000 7777");
  g_assert_cmpint (self->status, ==, 0);
  g_assert_true (fake_controller_was_asked (self->fake, "Send FBEB00007777"));
}

/* G2: what the controller refuses was not sent, and its words arrive on one line. */
static void
test_refused (CtlRun *self, gconstpointer data)
{
  const char *const lines[] = { "send FC19", "charge-now 240", "cancel", "mode fixed 200",
                                "pause 9399" };

  fake_controller_appear (self->fake);
  fake_controller_add_charger (self->fake, "9399");
  self->fake->refusal = "refused:\nbecause of \033[31mthis";

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      ctl_run (self, lines[i]);
      ctl_run_assert_fails (self, 1, "refused: because of  [31mthis");
    }
}

static void
emit_frame (FakeController *fake, const char *verdict, const guint8 *raw, gsize n_raw)
{
  twc_dbus_controller1_emit_frame (
    fake->controller, "in", verdict,
    g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, raw, n_raw, sizeof *raw), 1);
}

/* As soon as somebody asks for frames there are three, and then the controller ends. */
static void
play_frames (CtlRun *self)
{
  const guint8 heartbeat[] = { 0xC0, 0xFD, 0xE0, 0x20, 0x19, 0x77, 0x77, 0x08, 0x02,
                               0x58, 0x02, 0x10, 0x00, 0x00, 0x00, 0x00, 0x7B, 0xC0 };
  const guint8 tail[] = { 0xC0, 0xFC, 0xC0 };

  self->while_running = NULL;
  emit_frame (self->fake, "noise", tail, sizeof tail);
  emit_frame (self->fake, "checksum", heartbeat, sizeof heartbeat - 1);
  emit_frame (self->fake, "ok", heartbeat, sizeof heartbeat);
  fake_controller_vanish (self->fake);
}

static void
play_frames_when_asked (CtlRun *self)
{
  if (fake_controller_was_asked (self->fake, "Monitor 1"))
    play_frames (self);
}

static void
test_monitor (CtlRun *self, gconstpointer data)
{
  fake_controller_appear (self->fake);
  fake_controller_add_charger (self->fake, "9399");
  self->while_running = play_frames_when_asked;
  ctl_run (self, "monitor");

  /* It follows until the controller ends, and says so. */
  g_assert_cmpint (self->status, ==, 1);
  g_assert_nonnull (strstr (self->err, "ended"));
  g_assert_nonnull (strstr (self->out, "Stopped"));
  g_assert_nonnull (strstr (self->out, "TWC 9399"));
  g_assert_nonnull (strstr (self->out, "slave-heartbeat"));
  g_assert_nonnull (strstr (self->out, "draw_a=5.28"));
  g_assert_nonnull (strstr (self->out, "checksum  C0FDE0"));
  /* The byte that each real unit leaves behind is no news. */
  g_assert_null (strstr (self->out, "noise"));
}

static void
test_monitor_is_refused (CtlRun *self, gconstpointer data)
{
  fake_controller_appear (self->fake);
  self->fake->refusal = "too many programs watch";
  ctl_run (self, "monitor");

  g_assert_cmpint (self->status, ==, 1);
  g_assert_cmpstr (self->err, ==, "twcctl monitor: too many programs watch\n");
}

static void
test_monitor_json (CtlRun *self, gconstpointer data)
{
  fake_controller_appear (self->fake);
  self->while_running = play_frames_when_asked;
  ctl_run (self, "monitor --json");

  g_assert_nonnull (strstr (self->out, "\"event\":\"site\",\"reason\":\"off\""));
  g_assert_nonnull (strstr (self->out,
                            "\"event\":\"frame\",\"direction\":\"in\",\"verdict\":\"noise\","
                            "\"raw\":\"C0FCC0\"}\n"));
  g_assert_nonnull (strstr (self->out, "\"sender\":\"2019\""));
}

/* `twcctl monitor | head -1` ends when head does. */
static void
test_monitor_has_no_reader (CtlRun *self, gconstpointer data)
{
  int fds[2];

  fake_controller_appear (self->fake);
  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  g_close (fds[0], NULL);
  self->stdout_fd = fds[1];
  ctl_run (self, "monitor");

  g_assert_cmpint (self->status, ==, -SIGPIPE);
  g_assert_cmpstr (self->err, ==, "");
}

static void
test_disk_is_full (CtlRun *self, gconstpointer data)
{
  const char *const lines[] = { "status", "status --json", "get", "get --json" };

  fake_controller_appear (self->fake);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      self->stdout_fd = g_open ("/dev/full", O_WRONLY | O_CLOEXEC);
      g_assert_cmpint (self->stdout_fd, >, 0);
      ctl_run (self, lines[i]);

      g_assert_cmpint (self->status, ==, 1);
      g_assert_nonnull (strstr (self->err, "full"));
    }
}

#define ADD(path, func) \
  g_test_add ("/twcctl/" path, CtlRun, NULL, ctl_run_set_up, func, ctl_run_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  ctl_run_program = argv[1];

  ADD ("help", test_help);
  ADD ("version", test_version);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    g_test_add (failures[i].path, CtlRun, &failures[i], ctl_run_set_up, test_failure,
                ctl_run_tear_down);
  ADD ("no-bus", test_no_bus);
  ADD ("charge-now", test_charge_now);
  ADD ("stop-all", test_stop_all);
  ADD ("charge-now-for", test_charge_now_for);
  ADD ("charge-while-stopped", test_charge_while_stopped);
  ADD ("mode", test_mode);
  ADD ("pause", test_pause);
  ADD ("send", test_send);
  ADD ("refused", test_refused);
  ADD ("monitor", test_monitor);
  ADD ("monitor-is-refused", test_monitor_is_refused);
  ADD ("monitor-json", test_monitor_json);
  ADD ("monitor-has-no-reader", test_monitor_has_no_reader);
  ADD ("disk-is-full", test_disk_is_full);

  return g_test_run ();
}
