/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "ctl/twc-entry.h"
#include "ctl/twc-setting-text.h"
#include "ctl/twc-verbs.h"

/* schedule and plan: what is charged when, week by week or by a departure. */

static char *
dup_text (GSettings *settings, const char *key)
{
  g_autoptr(GVariant) value = g_settings_get_value (settings, key);

  return twc_setting_text_print (value);
}

static const char *
get_mark (GSettings *settings)
{
  /* Translators: shown behind an entry that is not in use */
  return g_settings_get_boolean (settings, "enabled") ? "" : _(" (off)");
}

static void
print_schedule (const char *name, GSettings *settings)
{
  g_autofree char *days = dup_text (settings, "days");
  g_autofree char *start = dup_text (settings, "start");
  g_autofree char *end = dup_text (settings, "end");
  g_autofree char *amps = dup_text (settings, "amps");
  g_autofree char *chargers = dup_text (settings, "chargers");

  g_print ("%-16s %-28s %s-%s %3s A  %s%s\n", name, days, start, end, amps,
           /* Translators: all Wall Connectors */
           chargers[0] != '\0' ? chargers : _("all"), get_mark (settings));
}

static void
print_plan (const char *name, GSettings *settings)
{
  g_autofree char *charger = dup_text (settings, "charger");
  g_autofree char *vin = dup_text (settings, "vin");
  g_autofree char *kwh = dup_text (settings, "energy-kwh");
  g_autofree char *percent = dup_text (settings, "target-percent");
  g_autofree char *departure = dup_text (settings, "departure");
  g_autofree char *days = dup_text (settings, "days");
  g_autofree char *date = dup_text (settings, "date");
  const gboolean has_energy = !g_str_equal (kwh, "0");

  g_print ("%-16s %-28s %s  %s%s  %s%s\n", name, days[0] != '\0' ? days : date, departure,
           has_energy ? kwh : percent, has_energy ? " kWh" : " %",
           charger[0] != '\0' ? charger : vin, get_mark (settings));
}

int
twc_verb_schedule (int argc, char **argv)
{
  /* clang-format off */
  const TwcEntryVerb verb = {
    .command = {
      .name = "schedule",
      .arguments = "list | add NAME | remove NAME",
      .summary = N_("Lists the entries of the weekly schedule, adds one or removes one. A window "
                    "over midnight belongs to the day of its start; with 0 amps nothing may "
                    "charge in it."),
      .description = N_("Examples: twcctl schedule add night --days sun-thu --from 23:00 --to 05:00 "
                        "--amps 32; twcctl set schedules/night/amps 24"),
      .min_arguments = 1,
      .max_arguments = 2,
    },
    .family = TWC_SETTING_SCHEDULES,
    .print = print_schedule,
  };
  TwcEntryOption options[] = {
    { .key = "days", .option = "--days" },
    { .key = "start", .option = "--from" },
    { .key = "end", .option = "--to" },
    { .key = "amps", .option = "--amps" },
    { .key = "chargers" },
  };
  const GOptionEntry entries[] = {
    { "days", 0, 0, G_OPTION_ARG_STRING, &options[0].text, N_("Days on which it begins"),
      "mon-fri,sun" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options[1].text, N_("Its begin"), "23:00" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options[2].text, N_("Its end"), "05:00" },
    { "amps", 0, 0, G_OPTION_ARG_STRING, &options[3].text, N_("Amps, for all together"), "32" },
    { "charger", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options[4].texts,
      N_("For this Wall Connector only; may be repeated"), "9399" },
    { NULL },
  };
  /* clang-format on */

  return twc_entry_run (&verb, entries, options, G_N_ELEMENTS (options), argc, argv);
}

int
twc_verb_plan (int argc, char **argv)
{
  /* clang-format off */
  const TwcEntryVerb verb = {
    .command = {
      .name = "plan",
      .arguments = "list | add NAME | remove NAME",
      .summary = N_("Lists the departure plans, adds one or removes one. A plan charges a car so "
                    "that it is ready at its departure, when electricity is cheapest."),
      .description = N_("Examples: twcctl plan add work --charger 9399 --kwh 20 --departure 07:00 "
                        "--days mon-fri; twcctl plan add trip --vin 5YJ3E7EA0LF000000 --percent 90 "
                        "--departure 05:30 --date 2026-12-24"),
      .min_arguments = 1,
      .max_arguments = 2,
    },
    .family = TWC_SETTING_PLANS,
    .print = print_plan,
  };
  TwcEntryOption options[] = {
    { .key = "charger" },
    { .key = "vin" },
    { .key = "energy-kwh" },
    { .key = "target-percent" },
    { .key = "departure", .option = "--departure" },
    { .key = "days" },
    { .key = "date" },
  };
  const GOptionEntry entries[] = {
    { "charger", 0, 0, G_OPTION_ARG_STRING, &options[0].text, N_("The Wall Connector"), "9399" },
    { "vin", 0, 0, G_OPTION_ARG_STRING, &options[1].text, N_("The car"), "VIN" },
    { "kwh", 0, 0, G_OPTION_ARG_STRING, &options[2].text, N_("Energy at the plug"), "20" },
    { "percent", 0, 0, G_OPTION_ARG_STRING, &options[3].text, N_("Battery level to reach"), "90" },
    { "departure", 0, 0, G_OPTION_ARG_STRING, &options[4].text, N_("When it departs"), "07:00" },
    { "days", 0, 0, G_OPTION_ARG_STRING, &options[5].text, N_("Days of departure"), "mon-fri" },
    { "date", 0, 0, G_OPTION_ARG_STRING, &options[6].text, N_("Or the one date of departure"),
      "2026-12-24" },
    { NULL },
  };
  /* clang-format on */

  return twc_entry_run (&verb, entries, options, G_N_ELEMENTS (options), argc, argv);
}
