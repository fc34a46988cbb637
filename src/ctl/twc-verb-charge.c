/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "client/twc-format.h"
#include "client/twc-problem-item.h"
#include "ctl/twc-command.h"
#include "ctl/twc-parse.h"
#include "ctl/twc-session.h"
#include "ctl/twc-verbs.h"
#include "values/twc-units.h"

#define MAX_KWH 200

/* charge-now, cancel, stop-all, allow and mode: what a person asks of all Wall Connectors together.
 */

/* clang-format off */
static const TwcCommand charge_now = {
  .name = "charge-now",
  .arguments = "[AMPS]",
  .summary = N_("Charges at once, whatever the mode, with AMPS shared by all Wall Connectors; "
                "without AMPS, with what the wiring allows. Ends after 24 hours unless told "
                "otherwise."),
  .description = N_("Examples: twcctl charge-now --until 06:00; twcctl charge-now 16 --for 4h; "
                    "twcctl charge-now --kwh 10 --charger 9399"),
  .max_arguments = 1,
};
static const TwcCommand cancel = {
  .name = "cancel",
  .arguments = "",
  .summary = N_("Ends what charge-now began; the mode holds again."),
};
static const TwcCommand stop_all = {
  .name = "stop-all",
  .arguments = "",
  .summary = N_("Offers nothing to any Wall Connector, at once and after restarts as well, until "
                "twcctl allow."),
};
static const TwcCommand allow = {
  .name = "allow",
  .arguments = "",
  .summary = N_("Ends what stop-all began, or what an overload has stopped. Find its cause first."),
};
static const TwcCommand mode = {
  .name = "mode",
  .arguments = "green | fixed AMPS | off",
  .summary = N_("Says what to do whenever nothing else applies: follow the surplus of the energy "
                "sources, share AMPS, or offer nothing."),
  .description = N_("Example: twcctl mode fixed 16 --until 06:00; then the mode is green again"),
  .min_arguments = 1,
  .max_arguments = 2,
};
/* clang-format on */

typedef struct
{
  guint amps_a;   /* 0 = what the wiring allows */
  gint64 until_s; /* 0 = the controller's default, 24 hours */
  double kwh;     /* 0 = without such an end */
  GStrv chargers; /* NULL = all */
} Charge;

static void
charge_clear (Charge *charge)
{
  g_strfreev (charge->chargers);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Charge, charge_clear)

static gboolean
parse_end (const char *duration, const char *clock, Charge *charge, GError **error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  gint64 seconds;

  if (duration != NULL && clock != NULL)
    {
      g_set_error_literal (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("give --for or --until, not both"));
      return FALSE;
    }
  if (clock != NULL)
    return twc_parse_clock (clock, now, &charge->until_s, error);
  if (duration == NULL)
    return TRUE;
  if (!twc_parse_duration (duration, &seconds, error))
    return FALSE;

  charge->until_s = g_date_time_to_unix (now) + seconds;
  return TRUE;
}

static gboolean
parse_kwh (const char *text, Charge *charge, GError **error)
{
  char *end;

  if (text == NULL)
    return TRUE;

  charge->kwh = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && charge->kwh > 0 && charge->kwh <= MAX_KWH)
    return TRUE;

  g_set_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("give an energy of up to %d kWh, not “%s”"), MAX_KWH, text);
  return FALSE;
}

static gboolean
check_chargers (const Charge *charge, GError **error)
{
  guint16 id;

  for (guint i = 0; charge->chargers != NULL && charge->chargers[i] != NULL; i++)
    if (!twc_id_from_text (charge->chargers[i], &id))
      {
        g_set_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     _("“%s” is no id; it has four hex digits"), charge->chargers[i]);
        return FALSE;
      }

  return TRUE;
}

static gboolean
parse_charge (Charge *charge, int argc, char **argv, GError **error)
{
  g_autofree char *duration = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *kwh = NULL;
  /* clang-format off */
  const GOptionEntry options[] = {
    { "for", 0, 0, G_OPTION_ARG_STRING, &duration, N_("How long"), "4h" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &clock, N_("Until this time of day"), "06:00" },
    { "kwh", 0, 0, G_OPTION_ARG_STRING, &kwh, N_("Until so much has been delivered"), "10" },
    { "charger", 0, 0, G_OPTION_ARG_STRING_ARRAY, &charge->chargers,
      N_("For this Wall Connector only; may be repeated"), "9399" },
    { NULL },
  };
  /* clang-format on */

  return twc_command_parse (&charge_now, options, &argc, &argv, error) &&
         (argc < 2 || twc_parse_amps (argv[1], &charge->amps_a, error)) &&
         parse_end (duration, clock, charge, error) && parse_kwh (kwh, charge, error) &&
         check_chargers (charge, error);
}

static GVariant *
list_options (const Charge *charge)
{
  g_autoptr(GVariantDict) options = g_variant_dict_new (NULL);

  g_variant_dict_insert (options, "amps", "d", (double) charge->amps_a);
  g_variant_dict_insert (options, "until", "x", charge->until_s);
  if (charge->kwh > 0)
    g_variant_dict_insert (options, "kwh", "d", charge->kwh);
  if (charge->chargers != NULL)
    g_variant_dict_insert (options, "chargers", "^as", charge->chargers);

  return g_variant_dict_end (options);
}

static gboolean
finish (TwcSession *session, GAsyncResult **slot, GError **error)
{
  g_autoptr(GAsyncResult) result = twc_session_wait (slot);

  return twc_client_finish (session->client, result, error);
}

static void
print_charge (const Charge *charge)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *until = twc_format_clock (
    charge->until_s > 0 ? charge->until_s : g_date_time_to_unix (now) + 24 * 3600, now);

  if (charge->amps_a > 0)
    g_print (_("Charge now: %u A until %s\n"), charge->amps_a, until);
  else
    g_print (_("Charge now: what the wiring allows, until %s\n"), until);
  if (charge->kwh > 0)
    g_print (_("or until %g kWh have been delivered\n"), charge->kwh);
}

static gboolean
is_stopped (TwcClient *client)
{
  GListModel *problems = twc_client_get_problems (client);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(TwcProblemItem) item = g_list_model_get_item (problems, i);
      const TwcProblemCode code = twc_problem_item_get_problem (item)->code;

      if (code == TWC_PROBLEM_STOP_ALL || code == TWC_PROBLEM_OVERLOAD_STOP)
        return TRUE;
    }

  return FALSE;
}

/* Success alone would promise a car that is charged in the morning. */
static void
warn_if_stopped (TwcClient *client)
{
  if (is_stopped (client))
    g_print ("%s\n", _("Everything is stopped: nothing charges before you say: twcctl allow"));
}

int
twc_verb_charge_now (int argc, char **argv)
{
  g_auto(TwcSession) session = { 0 };
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;
  g_auto(Charge) charge = { 0 };

  if (!parse_charge (&charge, argc, argv, &error) || !twc_session_open (&session, &error))
    return twc_command_fail (&charge_now, error);

  if (charge.kwh > 0 || charge.chargers != NULL)
    twc_client_charge_now_for_async (session.client, list_options (&charge), NULL,
                                     twc_session_take_result, &result);
  else
    twc_client_charge_now_async (session.client, charge.amps_a, charge.until_s, NULL,
                                 twc_session_take_result, &result);
  if (!finish (&session, &result, &error))
    return twc_command_fail (&charge_now, error);

  print_charge (&charge);
  warn_if_stopped (session.client);
  return TWC_EXIT_DONE;
}

typedef void (*SiteCall) (TwcClient *client,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/* A verb without arguments. */
static int
run_plain (const TwcCommand *command, SiteCall function, int argc, char **argv)
{
  g_auto(TwcSession) session = { 0 };
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;

  if (!twc_command_parse (command, NULL, &argc, &argv, &error) ||
      !twc_session_open (&session, &error))
    return twc_command_fail (command, error);

  function (session.client, NULL, twc_session_take_result, &result);
  if (!finish (&session, &result, &error))
    return twc_command_fail (command, error);

  return TWC_EXIT_DONE;
}

int
twc_verb_cancel (int argc, char **argv)
{
  return run_plain (&cancel, twc_client_cancel_charge_now_async, argc, argv);
}

int
twc_verb_stop_all (int argc, char **argv)
{
  return run_plain (&stop_all, twc_client_stop_all_async, argc, argv);
}

int
twc_verb_allow (int argc, char **argv)
{
  return run_plain (&allow, twc_client_allow_charging_async, argc, argv);
}

typedef struct
{
  guint amps_a;
  gint64 resume_s; /* 0 = it stays */
} Mode;

static gboolean
parse_resume (const char *clock, const char *nick, Mode *chosen, GError **error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  if (clock == NULL)
    return TRUE;
  if (!g_str_equal (nick, "green"))
    return twc_parse_clock (clock, now, &chosen->resume_s, error);

  g_set_error_literal (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("--until says when the mode becomes green; it goes with fixed and off"));
  return FALSE;
}

static gboolean
parse_mode (int *argc, char ***argv, Mode *chosen, GError **error)
{
  g_autofree char *clock = NULL;
  /* clang-format off */
  const GOptionEntry options[] = {
    { "until", 0, 0, G_OPTION_ARG_STRING, &clock, N_("Then the mode is green again"), "06:00" },
    { NULL },
  };
  /* clang-format on */
  gboolean fixed;

  if (!twc_command_parse (&mode, options, argc, argv, error))
    return FALSE;

  fixed = g_str_equal ((*argv)[1], "fixed");
  if (fixed && *argc == 3)
    return twc_parse_amps ((*argv)[2], &chosen->amps_a, error) &&
           parse_resume (clock, "fixed", chosen, error);
  if (!fixed && *argc == 2 &&
      (g_str_equal ((*argv)[1], "green") || g_str_equal ((*argv)[1], "off")))
    return parse_resume (clock, (*argv)[1], chosen, error);

  g_set_error (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("it needs: %s"), mode.arguments);
  return FALSE;
}

int
twc_verb_mode (int argc, char **argv)
{
  g_auto(TwcSession) session = { 0 };
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;
  Mode chosen = { 0 };

  if (!parse_mode (&argc, &argv, &chosen, &error) || !twc_session_open (&session, &error))
    return twc_command_fail (&mode, error);

  /* Without an end it is for good, whatever end was there before. */
  twc_client_set_mode_until_async (session.client, argv[1], chosen.amps_a, chosen.resume_s, NULL,
                                   twc_session_take_result, &result);
  if (!finish (&session, &result, &error))
    return twc_command_fail (&mode, error);

  warn_if_stopped (session.client);
  return TWC_EXIT_DONE;
}
