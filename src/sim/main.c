/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <stdio.h>

#include "sim/twc-sim-live.h"
#include "sim/twc-sim-report.h"

enum {
  EXIT_CLEAN = 0,
  EXIT_VIOLATIONS = 1,
  EXIT_USAGE = 2
};

#define MAX_WIRING_A 655
#define DEFAULT_CHARGERS 2
#define NO_SEED G_MININT64

typedef struct
{
  char *script;
  gint64 seed;
  int n_chargers;
  char *link;
  double duration_s;
  double wiring_a;
  gboolean plugged;
  gboolean report;
} Options;

typedef struct
{
  GMainLoop *loop;
  GError *error;
} Run;

static void
on_opened (const char *name, gpointer user_data)
{
  printf ("%s\n", name);
  fflush (stdout);
}

static void
on_ended (const GError *error, gpointer user_data)
{
  Run *run = user_data;

  if (error != NULL && run->error == NULL)
    run->error = g_error_copy (error);
  g_main_loop_quit (run->loop);
}

static gboolean
on_signal (gpointer user_data)
{
  Run *run = user_data;

  g_main_loop_quit (run->loop);
  return G_SOURCE_CONTINUE;
}

/* Options that contradict a script win: they were typed later. */
static void
plug_all (TwcScenario *scenario, const Options *options)
{
  for (guint i = 0; i < scenario->garage.n_slaves; i++)
    scenario->garage.slaves[i].car.plugged = TRUE;

  /* The car that plugs in later in the garage without a script is there already. */
  if (options->script == NULL)
    scenario->n_events = 0;
}

static TwcScenario *
make_scenario (const Options *options, GError **error)
{
  g_autoptr(TwcScenario) scenario = NULL;

  if (options->script != NULL)
    scenario = twc_scenario_load (options->script, error);
  else
    scenario = twc_scenario_new_default ((guint) options->n_chargers, 1);
  if (scenario == NULL)
    return NULL;

  if (options->seed != NO_SEED)
    scenario->garage.seed = (guint32) options->seed;
  if (options->duration_s > 0)
    scenario->duration_us = (gint64) (options->duration_s * G_USEC_PER_SEC);
  if (options->wiring_a > 0)
    scenario->garage.wiring_ca = (guint) (options->wiring_a * 100);
  if (options->plugged)
    plug_all (scenario, options);

  return g_steal_pointer (&scenario);
}

static gboolean
check_options (const Options *options, GError **error)
{
  if (options->n_chargers < 1 || options->n_chargers > TWC_GARAGE_MAX_SLAVES)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--chargers must be 1 to %d",
                 TWC_GARAGE_MAX_SLAVES);
  else if (options->seed != NO_SEED && (options->seed < 0 || options->seed > G_MAXUINT32))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--seed must be 0 to %u",
                 G_MAXUINT32);
  else if (!(options->duration_s >= 0 && options->duration_s <= TWC_SCENARIO_MAX_S))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "--duration must be 0 to %d seconds", TWC_SCENARIO_MAX_S);
  else if (!(options->wiring_a >= 0 && options->wiring_a <= MAX_WIRING_A))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--wiring must be 0 to %d",
                 MAX_WIRING_A);
  else
    return TRUE;

  return FALSE;
}

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "script", 0, 0, G_OPTION_ARG_FILENAME, &options->script, "A garage and its events, as JSON",
      "FILE" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "Where all chance comes from (default 1)",
      "N" },
    { "chargers", 0, 0, G_OPTION_ARG_INT, &options->n_chargers,
      "Without a script: 1 to 4 units (default 2)", "N" },
    { "link", 0, 0, G_OPTION_ARG_FILENAME, &options->link, "Make a symbolic link to the terminal",
      "PATH" },
    { "duration", 0, 0, G_OPTION_ARG_DOUBLE, &options->duration_s, "End by itself", "SECONDS" },
    { "wiring", 0, 0, G_OPTION_ARG_DOUBLE, &options->wiring_a,
      "What the wiring bears (default 40 without a script)", "AMPS" },
    { "plugged", 0, 0, G_OPTION_ARG_NONE, &options->plugged,
      "All cars are plugged in from the start", NULL },
    { "report", 0, 0, G_OPTION_ARG_NONE, &options->report,
      "Print what was seen as one line of JSON at the end", NULL },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
    context, "A simulated garage: Wall Connectors and cars behind a pseudo-terminal.");
  g_option_context_set_description (
    context, "The terminal's name is the first line of output. On SIGTERM and SIGINT a summary\n"
             "goes to stderr; the exit status is 1 when a rule was broken, 2 for wrong usage.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "unexpected \"%s\"; a script is given with --script", (*argv)[1]);
      return FALSE;
    }
  return check_options (options, error);
}

static int
summarize (TwcSimLive *live, gboolean report)
{
  TwcGarage *garage = twc_sim_live_get_garage (live);
  const gint64 elapsed_us = twc_sim_live_get_elapsed (live);
  g_autofree char *text = NULL;
  guint n_violations;

  twc_garage_step (garage, g_get_monotonic_time ());
  text = twc_sim_report_to_text (garage, elapsed_us);
  fputs (text, stderr);
  if (report)
    {
      g_autofree char *json = twc_sim_report_to_json (garage, elapsed_us);

      printf ("%s\n", json);
    }

  twc_garage_get_violations (garage, &n_violations);
  return n_violations > 0 ? EXIT_VIOLATIONS : EXIT_CLEAN;
}

static int
run_garage (const TwcScenario *scenario, const Options *options, GError **error)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Run run = { .loop = loop };
  g_autoptr(TwcSimLive) live =
               twc_sim_live_new (scenario, options->link, on_opened, on_ended, &run);

  g_unix_signal_add (SIGTERM, on_signal, &run);
  g_unix_signal_add (SIGINT, on_signal, &run);
  g_unix_signal_add (SIGHUP, on_signal, &run);
  if (!twc_sim_live_start (live, error))
    return EXIT_USAGE;

  g_main_loop_run (loop);
  if (run.error != NULL)
    {
      g_propagate_error (error, run.error);
      return EXIT_USAGE;
    }
  return summarize (live, options->report);
}

static void
clear_options (Options *options)
{
  g_free (options->script);
  g_free (options->link);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

int
main (int argc, char *argv[])
{
  g_auto(Options) options = { .seed = NO_SEED, .n_chargers = DEFAULT_CHARGERS };
  g_autoptr(TwcScenario) scenario = NULL;
  g_autoptr(GError) error = NULL;
  int status = EXIT_USAGE;

  if (parse_options (&options, &argc, &argv, &error))
    scenario = make_scenario (&options, &error);
  if (scenario != NULL)
    status = run_garage (scenario, &options, &error);
  if (error != NULL)
    fprintf (stderr, "twcsim: %s\n", error->message);

  return status;
}
