/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-words.h"

#include <glib/gi18n-lib.h>

#include "client/twc-format.h"
#include "client/twc-sentence.h"

/* The first one whose words are all known is said, so the one that says most comes first. */
typedef struct
{
  TwcProblemCode code;
  const char *text;
} Sentence;

/* clang-format off */
static const char *const titles[TWC_N_PROBLEMS] = {
  [TWC_PROBLEM_WIRING_UNSET] = N_("Wiring limits are not set"),
  [TWC_PROBLEM_SETTING_INVALID] = N_("A setting is not valid"),
  [TWC_PROBLEM_SETTINGS_NOT_SAVED] = N_("Settings cannot be saved"),
  [TWC_PROBLEM_STATE_NOT_SAVED] = N_("The state cannot be saved"),
  [TWC_PROBLEM_PORT_MISSING] = N_("Adapter not found"),
  [TWC_PROBLEM_PORT_DENIED] = N_("No permission for the adapter"),
  [TWC_PROBLEM_PORT_BUSY] = N_("The adapter is in use"),
  [TWC_PROBLEM_PORT_NOT_SERIAL] = N_("Not a serial port"),
  [TWC_PROBLEM_PORT_LOST] = N_("The adapter has gone"),
  [TWC_PROBLEM_PORT_UNREACHABLE] = N_("The network adapter does not answer"),
  [TWC_PROBLEM_PORT_FAILED] = N_("The adapter does not work"),
  [TWC_PROBLEM_NO_CHARGER] = N_("No Wall Connector found"),
  [TWC_PROBLEM_NOT_ANSWERING] = N_("Heard, but not answering"),
  [TWC_PROBLEM_FOREIGN_MASTER] = N_("Another master is on the bus"),
  [TWC_PROBLEM_OWN_ID_IN_USE] = N_("Another controller is on the bus"),
  [TWC_PROBLEM_FOURTH_CHARGER] = N_("Too many Wall Connectors"),
  [TWC_PROBLEM_DUPLICATE_ID] = N_("Two Wall Connectors have one id"),
  [TWC_PROBLEM_RATING_INVALID] = N_("Impossible rating"),
  [TWC_PROBLEM_RATINGS_DIFFER] = N_("Different ratings"),
  [TWC_PROBLEM_CHARGER_LOST] = N_("A Wall Connector no longer answers"),
  [TWC_PROBLEM_CHARGER_FAULT] = N_("A Wall Connector reports a fault"),
  [TWC_PROBLEM_CHARGER_UNUSABLE] = N_("A limit is too low"),
  [TWC_PROBLEM_SLOW_TO_REDUCE] = N_("A car is slow to reduce"),
  [TWC_PROBLEM_NOT_OBEYING] = N_("A car takes more than it may"),
  [TWC_PROBLEM_WIRING_TOO_SMALL] = N_("The wiring limit is too small"),
  [TWC_PROBLEM_STOP_ALL] = N_("Everything is stopped"),
  [TWC_PROBLEM_OVERLOAD_STOP] = N_("Stopped for an overload"),
  [TWC_PROBLEM_OVERLOAD] = N_("More flows than allowed"),
  [TWC_PROBLEM_DLM_STALE] = N_("The house's meter is silent"),
  [TWC_PROBLEM_CLOCK_WRONG] = N_("The clock is wrong"),
  [TWC_PROBLEM_BUS_NOISE] = N_("Messages arrive damaged"),
  [TWC_PROBLEM_ECHO] = N_("The adapter returns what is sent"),
  [TWC_PROBLEM_LATE_HEARTBEAT] = N_("Messages went out late"),
};

static const Sentence sentences[] = {
  { TWC_PROBLEM_WIRING_UNSET,
    /* Translators: words in braces stand for what is known, keep them as they are: {subject} a port,
     * a setting or an id, {detail} what the system said or a name, {charger} a Wall Connector's id,
     * {measured} amps that flow, {value} a plain number, {amps} announced amps. Commands stay as they
     * are. */
    /* xgettext:no-c-format */
    N_("Nothing is offered until both limits are set. Take 80 % of the breaker: on a 50 A "
       "breaker set 40. Set them in the window, or: twcctl set wiring-max-amps-all AMPS, and twcctl set "
       "wiring-max-amps-per-twc AMPS") },
  { TWC_PROBLEM_SETTING_INVALID,
    N_("A setting is not used: {detail}. The last valid value holds; set a new one.") },
  { TWC_PROBLEM_SETTING_INVALID,
    N_("A setting is not used because its value is not valid. The last valid value holds; set a "
       "new one.") },
  { TWC_PROBLEM_STATE_NOT_SAVED,
    N_("{subject} cannot be written. A restart would forget that everything is stopped, and what "
       "the cars have taken. Make room on the disk, or make the file writable.") },
  { TWC_PROBLEM_STATE_NOT_SAVED,
    N_("A file cannot be written. A restart would forget that everything is stopped, and what the "
       "cars have taken. Make room on the disk.") },
  { TWC_PROBLEM_SETTINGS_NOT_SAVED,
    N_("The setting {subject} was written, but did not stay. Run the controller in a session "
       "with a D-Bus session bus, or set GSETTINGS_BACKEND=keyfile for all programs.") },
  { TWC_PROBLEM_SETTINGS_NOT_SAVED,
    N_("A setting was written, but did not stay. Run the controller in a session with a D-Bus "
       "session bus, or set GSETTINGS_BACKEND=keyfile for all programs.") },
  { TWC_PROBLEM_PORT_MISSING,
    N_("There is no {subject}. Plug in the RS-485 adapter; it is used as soon as it is there. If "
       "it has another name, set it: twcctl set port NAME") },
  { TWC_PROBLEM_PORT_MISSING,
    N_("Several USB serial adapters are plugged in: {detail}. Choose the one for RS-485: "
       "twcctl set port NAME") },
  { TWC_PROBLEM_PORT_MISSING,
    N_("No RS-485 adapter is plugged in. Plug it in; it is used as soon as it is there. An "
       "adapter that is not on USB needs its name: twcctl set port NAME") },
  { TWC_PROBLEM_PORT_DENIED,
    N_("Permission denied on {subject}. Add your user to the group {detail}: sudo adduser $USER "
       "{detail}, then log in again.") },
  { TWC_PROBLEM_PORT_DENIED,
    N_("Permission denied on {subject}. Your user may not open it: find the group that may with "
       "ls -l, and join it.") },
  { TWC_PROBLEM_PORT_BUSY,
    N_("{subject} is in use by {detail}. Two programs on one bus damage each other's messages: "
       "end the other one. It is taken over as soon as it is free.") },
  { TWC_PROBLEM_PORT_BUSY,
    N_("{subject} is in use by another program. Two programs on one bus damage each other's "
       "messages: end the other one. It is taken over as soon as it is free.") },
  { TWC_PROBLEM_PORT_NOT_SERIAL,
    N_("{subject} is no port: {detail}. Set it: twcctl set port NAME") },
  { TWC_PROBLEM_PORT_NOT_SERIAL,
    N_("{subject} is not a serial port. Choose the RS-485 adapter: twcctl set port NAME") },
  { TWC_PROBLEM_PORT_LOST,
    N_("{subject} was unplugged or lost its power. Plug it in again; charging goes on by itself. "
       "Without it the Wall Connectors stop by themselves within about 30 s.") },
  { TWC_PROBLEM_PORT_UNREACHABLE,
    N_("{subject} cannot be reached: {detail}. It is tried again all the time; check its power, "
       "the network, and host and port in its name.") },
  { TWC_PROBLEM_PORT_UNREACHABLE,
    N_("{subject} cannot be reached. It is tried again all the time; check its power, the "
       "network, and host and port in its name.") },
  { TWC_PROBLEM_PORT_FAILED,
    N_("{subject}: {detail}. It is tried again all the time; plug it in anew, or try another "
       "socket or adapter.") },
  { TWC_PROBLEM_PORT_FAILED,
    N_("{subject} cannot be used. It is tried again all the time; plug it in anew, or try "
       "another socket or adapter.") },
  { TWC_PROBLEM_NO_CHARGER,
    N_("The adapter works, but no Wall Connector is heard. Check that its power is on, that its "
       "rotary switch stands at F, and both wires: swap D+ and D− if unsure, that harms nothing.") },
  { TWC_PROBLEM_NOT_ANSWERING,
    N_("Wall Connectors are heard, but do not answer: what is sent does not reach them. Check "
       "that the adapter is for RS-485 with automatic direction, and that nothing else drives "
       "the pair.") },
  { TWC_PROBLEM_FOREIGN_MASTER,
    N_("{subject} also plays the master, so nothing is sent. Set its rotary switch to F and "
       "switch it off and on, or end the other program; then it goes on by itself.") },
  { TWC_PROBLEM_FOREIGN_MASTER,
    N_("Something else also plays the master, so nothing is sent. Set every rotary switch to F "
       "and switch the Wall Connectors off and on, or end the other program; then it goes on by "
       "itself.") },
  { TWC_PROBLEM_OWN_ID_IN_USE,
    N_("Another device sends under the id of this controller, so nothing is sent. End the other "
       "program, or unplug its adapter; then it goes on by itself.") },
  { TWC_PROBLEM_FOURTH_CHARGER,
    N_("TWC {charger} is left out: one bus carries three. The three that were first go on. Put "
       "the others on an adapter of their own.") },
  { TWC_PROBLEM_FOURTH_CHARGER,
    N_("A fourth Wall Connector is left out: one bus carries three. Put it on an adapter of its "
       "own.") },
  { TWC_PROBLEM_DUPLICATE_ID,
    N_("Two units answer as TWC {charger}; they get the minimum only. Switch one of them off and "
       "on: it then takes a new id.") },
  { TWC_PROBLEM_DUPLICATE_ID,
    N_("Two units answer under one id; they get the minimum only. Switch one of them off and on: "
       "it then takes a new id.") },
  { TWC_PROBLEM_RATING_INVALID,
    N_("TWC {charger} says that it can carry {amps}, which no Wall Connector can. It is not "
       "used: check its rotary switch and the bus cable, then switch it off and on.") },
  { TWC_PROBLEM_RATING_INVALID,
    N_("A Wall Connector announces a rating that none can have. It is not used: check its rotary "
       "switch and the bus cable, then switch it off and on.") },
  { TWC_PROBLEM_RATINGS_DIFFER,
    N_("The Wall Connectors have different ratings. Each is held within its own; nothing needs "
       "to be done.") },
  { TWC_PROBLEM_CHARGER_LOST,
    N_("TWC {charger} has been silent for 26 s or more. Check its power and the bus cable; it "
       "goes on by itself when it answers again.") },
  { TWC_PROBLEM_CHARGER_LOST,
    N_("A Wall Connector has been silent for 26 s or more. Check its power and the bus cable; it "
       "goes on by itself when it answers again.") },
  { TWC_PROBLEM_CHARGER_FAULT,
    N_("TWC {charger} reports a fault and is offered nothing. Count the blinks of its red light, "
       "look them up in its manual, then switch its breaker off and on.") },
  { TWC_PROBLEM_CHARGER_FAULT,
    N_("A Wall Connector reports a fault and is offered nothing. Count the blinks of its red "
       "light, look them up in its manual, then switch its breaker off and on.") },
  { TWC_PROBLEM_CHARGER_UNUSABLE,
    N_("The limit of TWC {charger} is below the least that it can use, so nothing is offered. "
       "Raise its limit, if its wiring allows: twcctl set chargers/{charger}/max-amps AMPS") },
  { TWC_PROBLEM_CHARGER_UNUSABLE,
    N_("The limit of a Wall Connector is below the least that it can use, so nothing is offered. "
       "Raise its limit, if its wiring allows.") },
  { TWC_PROBLEM_SLOW_TO_REDUCE,
    N_("The car at TWC {charger} was told to take less, and still draws {measured}. Nobody else "
       "gets these amps meanwhile. If it goes on, stop it in the car or unplug the cable.") },
  { TWC_PROBLEM_SLOW_TO_REDUCE,
    N_("A car was told to take less and has not followed. Nobody else gets these amps meanwhile. "
       "If it goes on, stop it in the car or unplug the cable.") },
  { TWC_PROBLEM_NOT_OBEYING,
    N_("The car at TWC {charger} draws {measured}, more than it was told. The others get less "
       "for it. Stop it in the car or unplug the cable.") },
  { TWC_PROBLEM_NOT_OBEYING,
    N_("A car draws more than it was told. The others get less for it. Stop it in the car or "
       "unplug the cable.") },
  { TWC_PROBLEM_WIRING_TOO_SMALL,
    N_("The limit for all cannot give each Wall Connector the 6 A that it may draw at any time. "
       "Raise wiring-max-amps-all, if the wiring allows, or disconnect one.") },
  { TWC_PROBLEM_STOP_ALL,
    N_("A person stopped all Wall Connectors. Nothing is offered, also after a restart, until "
       "charging is allowed again: in the window, or with twcctl allow.") },
  { TWC_PROBLEM_OVERLOAD_STOP,
    N_("More flowed than the wiring or the main fuse may carry, even at the minimum. All Wall "
       "Connectors are stopped. Find out which car or load it was, then allow charging again: in "
       "the window, or with twcctl allow.") },
  { TWC_PROBLEM_OVERLOAD,
    N_("More flowed than the wiring or the main fuse may carry, so all are held at their minimum "
       "for five minutes. If it comes back, see which car takes more than it is offered.") },
  { TWC_PROBLEM_DLM_STALE,
    N_("The meter that guards the main fuse or the import limit gives no usable values: cars that "
       "charge share dlm-fallback-amps, and none is raised or started. Check the source; the fuse "
       "needs the current of each line.") },
  { TWC_PROBLEM_CLOCK_WRONG,
    N_("The date of this computer cannot be right. Schedules, plans and prices wait until it is "
       "set; the mode goes on.") },
  { TWC_PROBLEM_BUS_NOISE,
    N_("{value} of 1000 messages are damaged. Keep the cable away from mains wires, check its "
       "screws, and fit a 120 Ω resistor at each end.") },
  { TWC_PROBLEM_BUS_NOISE,
    N_("Many messages arrive damaged. Keep the cable away from mains wires, check its screws, "
       "and fit a 120 Ω resistor at each end.") },
  { TWC_PROBLEM_ECHO,
    N_("The adapter hands back each message that is sent. That is harmless: they are left out. "
       "Nothing needs to be done.") },
  { TWC_PROBLEM_LATE_HEARTBEAT,
    N_("A Wall Connector waited {value} ms for its message; after 10 s it stops charging. The "
       "computer or the network adapter is too busy.") },
  { TWC_PROBLEM_LATE_HEARTBEAT,
    N_("A Wall Connector waited too long for its message; after 10 s it stops charging. The "
       "computer or the network adapter is too busy.") },
};
/* clang-format on */

/**
 * twc_words_problem_title:
 *
 * Returns: (transfer none): a few words for a list
 */
const char *
twc_words_problem_title (TwcProblemCode code)
{
  g_return_val_if_fail (code < TWC_N_PROBLEMS, "");

  return _ (titles[code]);
}

static const char *
known (const char *text)
{
  return text[0] != '\0' ? text : NULL;
}

/**
 * twc_words_problem_text:
 *
 * Returns: (transfer full): what happened, and what to do about it
 */
char *
twc_words_problem_text (const TwcProblem *problem)
{
  const guint ca = (guint) CLAMP (problem->value, 0, G_MAXUINT16);
  const gboolean has_value = problem->value > 0;
  g_autofree char *measured = has_value ? twc_format_measured (ca) : NULL;
  g_autofree char *amps = has_value ? twc_format_amps (ca) : NULL;
  g_autofree char *value = has_value ? g_strdup_printf ("%" G_GINT64_FORMAT, problem->value) : NULL;
  char charger[TWC_ID_TEXT_SIZE] = "";
  TwcWord words[6];

  g_return_val_if_fail (problem->code < TWC_N_PROBLEMS, NULL);

  if (problem->charger != 0)
    twc_id_to_text (problem->charger, charger);

  words[0] = (TwcWord){ "subject", known (problem->subject) };
  words[1] = (TwcWord){ "detail", known (problem->detail) };
  words[2] = (TwcWord){ "charger", known (charger) };
  words[3] = (TwcWord){ "measured", measured };
  words[4] = (TwcWord){ "amps", amps };
  words[5] = (TwcWord){ "value", value };

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].code == problem->code &&
        twc_sentence_is_complete (sentences[i].text, words, G_N_ELEMENTS (words)))
      return twc_sentence_fill (_ (sentences[i].text), words, G_N_ELEMENTS (words));

  /* A problem without its particulars is still said. */
  return g_strdup (_ (titles[problem->code]));
}
