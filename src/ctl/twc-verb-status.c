/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/twc-problem-item.h"
#include "client/twc-sentence.h"
#include "ctl/twc-command.h"
#include "ctl/twc-decision-record.h"
#include "ctl/twc-session.h"
#include "ctl/twc-status-json.h"
#include "ctl/twc-verbs.h"

/* clang-format off */
static const TwcCommand command = {
  .name = "status",
  .arguments = "",
  .summary = N_("Says what charges, and why; what is wrong, and what to do about it."),
};
/* clang-format on */

typedef struct
{
  gboolean is_json;
  gboolean is_watching;
  gboolean is_why;
} Options;

/* The text of a property; names and ports may hold what a terminal would obey. */
static char *
get_text (gpointer object, const char *property)
{
  g_autofree char *text = NULL;

  g_object_get (object, property, &text, NULL);
  return twc_sentence_clean (text);
}

static void
print_text (gpointer object, const char *property)
{
  g_autofree char *text = get_text (object, property);

  g_print ("%s\n", text);
}

static void
print_bus (TwcClient *client)
{
  TwcDBusController1 *proxy = twc_client_get_proxy (client);
  const guint64 n_bad = twc_dbus_controller1_get_bad_frames (proxy);
  const guint64 n_all = twc_dbus_controller1_get_frames (proxy) + n_bad;
  g_autofree char *state = get_text (client, "bus-text");
  g_autofree char *port = get_text (client, "port");

  g_print ("%-12s %s", _("Bus"), state);
  if (port[0] != '\0')
    g_print (", %s", port);
  /* Translators: of the messages on the bus */
  g_print (_(", %lu received, %lu of them damaged\n"), (gulong) n_all, (gulong) n_bad);
}

static void
print_amps (TwcClient *client)
{
  double wiring, offered, draw;

  g_object_get (client, "wiring-amps", &wiring, "offered-amps", &offered, "draw-amps", &draw, NULL);
  if (wiring > 0)
    g_print (_("%-12s limit %.0f A, offered %.0f A, measured %.1f A\n"), _("Wiring"), wiring,
                                                                             offered, draw);
  else
    g_print (_("%-12s no limit set, so nothing is offered\n"), _("Wiring"));
}

/* What is measured of the house, if anything is. */
static void
print_energy (TwcClient *client)
{
  TwcDBusController1 *proxy = twc_client_get_proxy (client);
  g_auto(GVariantDict) energy = G_VARIANT_DICT_INIT (twc_dbus_controller1_get_energy (proxy));
  const struct
  {
    const char *key;
    const char *label;
    const char *unit;
  } parts[] = {
    { "solar_w", N_("sun"), "W" },       { "house_w", N_("house"), "W" },
    { "grid_w", N_("grid"), "W" },       { "battery_w", N_("battery"), "W" },
    { "battery_soc", N_("level"), "%" }, { "surplus_w", N_("left for cars"), "W" },
  };
  g_autoptr(GString) line = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      double value;

      if (!g_variant_dict_lookup (&energy, parts[i].key, "d", &value))
        continue;
      g_string_append_printf (line, "%s%s %.0f %s", line->len > 0 ? ", " : "",
                              _(parts[i].label), value, parts[i].unit);
    }

  if (line->len > 0)
    g_print ("%-12s %s\n", _("Energy"), line->str);
}

/* All that ends it, and whom it is for. */
static void
print_charge_now (TwcClient *client)
{
  TwcDBusController1 *proxy = twc_client_get_proxy (client);
  g_autofree char *text = get_text (client, "charge-now-text");
  const double kwh = twc_dbus_controller1_get_charge_now_kwh (proxy);
  const char *const *ids = twc_dbus_controller1_get_charge_now_chargers (proxy);

  if (text[0] == '\0')
    return;

  g_print ("%-12s %s", _("Charge now"), text);
  if (kwh > 0)
    g_print (_(" or %.1f kWh"), kwh);
  if (ids != NULL && ids[0] != NULL)
    {
      g_autofree char *joined = g_strjoinv (", ", (char **) ids);
      g_autofree char *clean = twc_sentence_clean (joined);

      /* Translators: the ids of Wall Connectors */
      g_print (_(", for %s"), clean);
    }
  g_print ("\n");
}

static void
print_mode (TwcClient *client)
{
  g_autofree char *nick = get_text (client, "mode");
  double fixed;

  g_object_get (client, "fixed-amps", &fixed, NULL);
  if (g_str_equal (nick, "fixed"))
    g_print (_("%-12s fixed, %.0f A\n"), _("Mode"), fixed);
  else
    g_print ("%-12s %s\n", _("Mode"), nick);
  print_charge_now (client);
}

static void
print_about (TwcCharger *charger)
{
  const char *const properties[] = { "session-text", "volts-text", "total-text",
                                     "vin",          "firmware",   "serial" };
  gboolean is_first = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      g_autofree char *text = get_text (charger, properties[i]);

      if (text[0] == '\0')
        continue;
      g_print ("%s%s", is_first ? "  " : ", ", text);
      is_first = FALSE;
    }

  if (!is_first)
    g_print ("\n");
}

static void
print_charger (TwcCharger *charger)
{
  g_autofree char *title = get_text (charger, "title");
  g_autofree char *activity = get_text (charger, "activity-text");
  g_autofree char *asked = get_text (charger, "asked-text");
  g_autofree char *measured = get_text (charger, "measured-text");
  g_autofree char *reason = get_text (charger, "reason-text");
  const char *id = twc_charger_get_id (charger);

  /* One without a name has its id in its title. */
  g_print ("\n%s", title);
  if (strstr (title, id) == NULL)
    g_print (" (%s)", id);
  g_print (": %s, %s, %s\n  %s\n", activity, asked, measured, reason);
  print_about (charger);
}

static void
print_chargers (TwcClient *client)
{
  GListModel *chargers = twc_client_get_chargers (client);

  for (guint i = 0; i < g_list_model_get_n_items (chargers); i++)
    {
      g_autoptr(TwcCharger) charger = g_list_model_get_item (chargers, i);

      print_charger (charger);
    }
}

static void
print_problems (TwcClient *client)
{
  GListModel *problems = twc_client_get_problems (client);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(TwcProblemItem) item = g_list_model_get_item (problems, i);
      g_autofree char *title = get_text (item, "title");
      g_autofree char *since = get_text (item, "since-text");
      g_autofree char *text = get_text (item, "text");

      g_print ("\n! %s%s%s\n  %s\n", title, since[0] != '\0' ? ", " : "", since, text);
    }
}

static void
print_for_person (TwcClient *client)
{
  print_text (client, "headline");
  print_text (client, "reason-text");
  g_print ("\n");
  print_mode (client);
  print_amps (client);
  print_energy (client);
  print_bus (client);
  print_chargers (client);
  print_problems (client);
}

static void
print_as_json (TwcClient *client)
{
  g_auto(TwcRecord) record = { 0 };

  twc_record_init (&record, TWC_RECORD_JSON);
  twc_status_json_fill (&record, client);
  g_print ("%s", record.line->str);
}

static void
print_status (const Options *options, TwcClient *client)
{
  if (options->is_json)
    {
      print_as_json (client);
      return;
    }

  if (options->is_watching)
    g_print ("%s", isatty (STDOUT_FILENO) ? "\033[H\033[2J" : "\n");
  print_for_person (client);
}

static GVariant *
get_decisions (TwcSession *session, GError **error)
{
  TwcDBusController1 *proxy = twc_client_get_proxy (session->client);
  GAsyncResult *result = NULL;
  g_autoptr(GAsyncResult) answer = NULL;
  GVariant *decisions = NULL;

  twc_dbus_controller1_call_get_decisions (proxy, NULL, twc_session_take_result, &result);
  answer = twc_session_wait (&result);
  if (!twc_dbus_controller1_call_get_decisions_finish (proxy, &decisions, answer, error) &&
      error != NULL)
    g_dbus_error_strip_remote_error (*error);

  return decisions;
}

static void
print_decision (const TwcDecision *decision)
{
  g_autofree char *text = twc_decision_to_text (decision, NULL);

  g_print ("%s", text);
}

/* What a newer controller says in codes that are not known here is left out. */
static gboolean
print_decisions (const Options *options, TwcSession *session, GError **error)
{
  g_autoptr(GVariant) decisions = get_decisions (session, error);
  g_auto(TwcRecord) record = { 0 };

  if (decisions == NULL)
    return FALSE;

  twc_record_init (&record, TWC_RECORD_JSON);
  twc_record_begin (&record);
  twc_record_begin_list (&record, "decisions");
  for (gsize i = 0; i < g_variant_n_children (decisions); i++)
    {
      g_autoptr(GVariant) child = g_variant_get_child_value (decisions, i);
      TwcDecision decision;

      if (!twc_decision_from_variant (child, &decision))
        continue;
      if (options->is_json)
        twc_decision_record_add (&record, &decision, NULL);
      else
        print_decision (&decision);
    }

  twc_record_end_list (&record);
  twc_record_end (&record);
  if (options->is_json)
    g_print ("%s", record.line->str);
  return TRUE;
}

static gboolean
on_second (gpointer user_data)
{
  gboolean *is_due = user_data;

  *is_due = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Until the controller ends or somebody interrupts. */
static void
keep_printing (const Options *options, TwcClient *client)
{
  gboolean is_due = FALSE;
  const guint second_id = g_timeout_add_seconds (1, on_second, &is_due);

  while (twc_client_is_connected (client))
    {
      g_main_context_iteration (NULL, TRUE);
      if (is_due && twc_client_is_connected (client))
        print_status (options, client);
      fflush (stdout);
      is_due = FALSE;
    }

  g_source_remove (second_id);
}

static gboolean
parse (Options *self, int argc, char **argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry options[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->is_json, N_("Print one JSON object"), NULL },
    { "watch", 0, 0, G_OPTION_ARG_NONE, &self->is_watching, N_("Repeat each second"), NULL },
    { "why", 0, 0, G_OPTION_ARG_NONE, &self->is_why,
      N_("Say what has been decided lately, and on what numbers"), NULL },
    { NULL },
  };
  /* clang-format on */

  if (!twc_command_parse (&command, options, &argc, &argv, error))
    return FALSE;
  if (!self->is_why || !self->is_watching)
    return TRUE;

  g_set_error_literal (error, TWC_USAGE_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("either --why or --watch, not both"));
  return FALSE;
}

int
twc_verb_status (int argc, char **argv)
{
  g_auto(TwcSession) session = { 0 };
  g_autoptr(GError) error = NULL;
  Options options = { 0 };

  if (!parse (&options, argc, argv, &error) || !twc_session_open (&session, &error))
    return twc_command_fail (&command, error);

  if (options.is_why)
    return print_decisions (&options, &session, &error) ? TWC_EXIT_DONE
                                                        : twc_command_fail (&command, error);

  print_status (&options, session.client);
  if (!options.is_watching)
    return TWC_EXIT_DONE;

  keep_printing (&options, session.client);
  g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                       _("the controller has ended"));
  return twc_command_fail (&command, error);
}
