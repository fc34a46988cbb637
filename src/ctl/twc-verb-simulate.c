/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#include "ctl/twc-command.h"
#include "ctl/twc-simulation-record.h"
#include "ctl/twc-verbs.h"

#define DEFAULT_STEP_S 60
#define MAX_STEP_S 86400
#define ONE_DAY_US TWC_SECONDS_US (86400)

/* clang-format off */
static const TwcCommand command = {
  .name = "simulate",
  .arguments = "SCENARIO",
  .summary = N_("Runs the real controller against a simulated garage and house, a day in a second, "
                "and prints what would have been offered, and why. Needs no controller."),
  .description = N_("Example: twcctl simulate day.json; the file is described in the handbook "
                    "of the command line. The same file gives the same output."),
  .min_arguments = 1,
  .max_arguments = 1,
};
/* clang-format on */

typedef struct
{
  gboolean is_json;
  gboolean is_csv;
  int step_s;
} Options;

typedef struct
{
  const Options *options;
  TwcRecord record;
  TwcSimulationLog log;
} Printer;

static gboolean
parse_options (Options *self, int *argc, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry options[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->is_json, N_("Print one JSON object for each change"),
      NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &self->is_csv, N_("Print one row for each step"), NULL },
    { "step", 0, 0, G_OPTION_ARG_INT, &self->step_s, N_("Seconds between two rows"), "SECONDS" },
    { NULL },
  };
  /* clang-format on */

  if (!twc_command_parse (&command, options, argc, argv, error))
    return FALSE;

  if (self->is_json && self->is_csv)
    g_set_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("either --json or --csv, not both"));
  else if (self->step_s < 1 || self->step_s > MAX_STEP_S)
    g_set_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("--step takes 1 to %d seconds"), MAX_STEP_S);
  else
    return TRUE;

  return FALSE;
}

static void
print_text (char *text)
{
  fputs (text, stdout);
  g_free (text);
}

static void
on_step (const TwcSimulation *simulation, gpointer user_data)
{
  Printer *self = user_data;

  if (!twc_simulation_log_update (&self->log, simulation) || self->options->is_csv)
    return;
  if (!self->options->is_json)
    {
      print_text (twc_simulation_to_text (simulation));
      return;
    }

  twc_simulation_record_fill (&self->record, simulation);
  fputs (self->record.line->str, stdout);
}

/* A year takes a minute: somebody who waits is told how far it is. */
static void
show_progress (gint64 done_us, gint64 all_us)
{
  static gint shown = -1;
  const gint percent = (gint) (done_us * 100 / all_us);

  if (percent == shown || !isatty (STDERR_FILENO) || isatty (STDOUT_FILENO))
    return;

  shown = percent;
  g_printerr ("\r%d %%%s", percent, percent == 100 ? "\r      \r" : "");
}

static void
run (TwcSimulation *simulation, const Options *options, gint64 duration_us)
{
  const gint64 step_us = TWC_SECONDS_US (options->step_s);

  for (gint64 at_us = 0; at_us < duration_us; at_us += step_us)
    {
      twc_simulation_run (simulation, MIN (at_us + step_us, duration_us));
      if (options->is_csv)
        print_text (twc_simulation_csv_row (simulation));
      show_progress (MIN (at_us + step_us, duration_us), duration_us);
    }
}

static void
print_sum (Printer *self, const TwcSimulation *simulation)
{
  if (self->options->is_csv)
    return;
  if (!self->options->is_json)
    {
      print_text (twc_simulation_sum_to_text (simulation, &self->log));
      return;
    }

  twc_simulation_record_sum (&self->record, simulation, &self->log);
  fputs (self->record.line->str, stdout);
}

static int
simulate (const TwcScenario *scenario, const Options *options)
{
  const gint64 duration_us = scenario->duration_us > 0 ? scenario->duration_us : ONE_DAY_US;
  g_autoptr(TwcSimulation) simulation = twc_simulation_new (scenario);
  Printer printer = { .options = options };
  guint n_violations;

  twc_record_init (&printer.record, TWC_RECORD_JSON);
  twc_simulation_set_observer (simulation, on_step, &printer);
  if (options->is_csv)
    print_text (twc_simulation_csv_head (simulation));

  run (simulation, options, duration_us);
  print_sum (&printer, simulation);
  twc_record_clear (&printer.record);
  twc_garage_get_violations (twc_simulation_get_garage (simulation), &n_violations);
  return n_violations == 0 ? TWC_EXIT_DONE : TWC_EXIT_FAILED;
}

int
twc_verb_simulate (int argc, char **argv)
{
  Options options = { .step_s = DEFAULT_STEP_S };
  g_autoptr(TwcScenario) scenario = NULL;
  g_autoptr(GError) error = NULL;

  if (!parse_options (&options, &argc, &argv, &error))
    return twc_command_fail (&command, error);

  scenario = twc_scenario_load (argv[1], &error);
  if (scenario == NULL)
    return twc_command_fail (&command, error);

  return simulate (scenario, &options);
}
