/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>

#include "ctl/twc-command.h"
#include "ctl/twc-decode.h"
#include "ctl/twc-verbs.h"

typedef struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *arguments;
  const char *summary;
} Verb;

/* clang-format off */
static const Verb verbs[] = {
  { "status", twc_verb_status, "[--why]", N_("what charges, and why") },
  { "charge-now", twc_verb_charge_now, "[AMPS] [--for 4h | --until 06:00]",
    N_("charge once, whatever the mode") },
  { "cancel", twc_verb_cancel, "", N_("end what charge-now began") },
  { "mode", twc_verb_mode, "green | fixed AMPS | off", N_("what to do at all other times") },
  { "stop-all", twc_verb_stop_all, "", N_("offer nothing until it is allowed again") },
  { "allow", twc_verb_allow, "", N_("end stop-all, or what an overload stopped") },
  { "pause", twc_verb_pause, "ID", N_("offer one Wall Connector nothing") },
  { "resume", twc_verb_resume, "ID", N_("end its pause") },
  { "get", twc_verb_get, "[KEY]", N_("show settings") },
  { "set", twc_verb_set, "KEY VALUE", N_("change a setting") },
  { "schedule", twc_verb_schedule, "list | add NAME | remove NAME", N_("what is charged when") },
  { "plan", twc_verb_plan, "list | add NAME | remove NAME", N_("cars that are ready by a time") },
  { "source", twc_verb_source, "list | add NAME | remove NAME | push NAME …",
    N_("energy sources, and readings for them") },
  { "limit", twc_verb_limit, "AMPS | none", N_("what the grid operator allows") },
  { "import", twc_verb_import, "FILE", N_("take over an older TWCManager's settings") },
  { "monitor", twc_verb_monitor, "[--raw]", N_("follow frames and changes live") },
  { "decode", twc_decode_run, "[FILE]", N_("say what captured bytes mean") },
  { "simulate", twc_verb_simulate, "SCENARIO", N_("run a day of the controller in a second") },
  { "send", twc_verb_send, "HEX",
    N_("send one frame that cannot harm a Wall Connector") },
};
/* clang-format on */

static void
print_help (void)
{
  g_print ("%s\n\n", _("Usage: twcctl VERB [ARGUMENTS]"));
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *call = g_strjoin (" ", verbs[i].name, verbs[i].arguments, NULL);

      g_print ("  %-46s %s\n", call, _(verbs[i].summary));
    }
  g_print ("\n%s\n",
           _("twcctl VERB --help says more. Exit status: 0 done, 1 not done, 2 wrong usage."));
}

/* A script that saves what is printed must hear that the disk is full. */
static int
finish (const char *verb, int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;

  if (status == TWC_EXIT_DONE)
    g_printerr (_("twcctl %s: what it prints could not be written; is the disk full?\n"), verb);
  return status == TWC_EXIT_DONE ? TWC_EXIT_FAILED : status;
}

static int
run (int argc, char **argv)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (argv[0], verbs[i].name))
      return finish (argv[0], verbs[i].run (argc, argv));

  g_printerr (_("twcctl: there is no verb “%s”; see: twcctl --help\n"), argv[0]);
  return TWC_EXIT_USAGE;
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TWC_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (argc < 2)
    {
      g_printerr ("%s\n", _("twcctl: say what to do; see: twcctl --help"));
      return TWC_EXIT_USAGE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") ||
      g_str_equal (argv[1], "help"))
    {
      print_help ();
      return TWC_EXIT_DONE;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("twcctl %s\n", TWC_VERSION);
      return TWC_EXIT_DONE;
    }

  return run (argc - 1, argv + 1);
}
