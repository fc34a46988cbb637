/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-words.h"

#include <glib/gi18n-lib.h>

#include "client/twc-format.h"
#include "client/twc-sentence.h"

typedef enum {
  CHARGER = 1 << 0,
  SITE = 1 << 1,
  BOTH = CHARGER | SITE,
} Audience;

/* The first one whose words are all known is said, so the one that says most comes first, and the
 * one that needs none last of its code: a controller that gives fewer numbers is still
 * understood. */
typedef struct
{
  TwcReasonCode code;
  Audience audience;
  const char *text;
} Sentence;

/* clang-format off */
static const Sentence sentences[] = {
  { TWC_REASON_NO_CHARGER, BOTH,
    /* Translators: words in braces are numbers or times, keep them as they are: {amps} the amps that
     * are shared, {limit} a limit, {minimum} the least that a Wall Connector can use, {measured} what
     * flows, {room} what is free, {offer} what it is told, {time} a duration such as "8 s",
     * {until} a time of day, {position} a place in the queue, {surplus} the power that the sun leaves
     * for cars, such as "2.3 kW", {age} how long the sources have been silent, {level} how full a
     * battery is, such as "80 %", {energy} and {most} kilowatt hours, {price} a price for one,
     * {line} the number of a line of the house, 1 to 3. A contactor is the big switch inside a
     * Wall Connector. */
    N_("No Wall Connector has been found on the bus yet.") },
  { TWC_REASON_CONFIG, CHARGER,
    N_("It may have {limit}, but needs at least {minimum}: nothing is offered. Raise its limit "
       "in the settings, if its wiring allows it.") },
  { TWC_REASON_CONFIG, BOTH,
    N_("Nothing is offered until the limits of the wiring are set. Set them in the window, or: twcctl set "
       "wiring-max-amps-all AMPS, twcctl set wiring-max-amps-per-twc AMPS") },
  { TWC_REASON_ERROR, CHARGER,
    N_("The Wall Connector reports a fault; nothing is offered until it is gone. Look at its red "
       "light, and switch its breaker off and on.") },
  { TWC_REASON_ERROR, SITE,
    N_("A Wall Connector reports a fault; nothing is offered to it until it is gone.") },
  { TWC_REASON_LOST, CHARGER,
    N_("It no longer answers. Its last amps count as still drawn for {time}. It goes on by "
       "itself when it answers again.") },
  { TWC_REASON_LOST, CHARGER,
    N_("It no longer answers. It goes on by itself when it answers again; check its power and "
       "the bus cable.") },
  { TWC_REASON_LOST, SITE,
    N_("A Wall Connector no longer answers. It goes on by itself when it answers again; check "
       "its power and the bus cable.") },
  { TWC_REASON_STARTUP, BOTH,
    N_("The controller has just started. For {time} nothing is raised, until it is clear what "
       "the cars draw.") },
  { TWC_REASON_STARTUP, BOTH,
    N_("Nothing is raised before the first measurements have arrived.") },
  /* The overload guard, charging-control 7.5: the only one that carries what is measured. */
  { TWC_REASON_WIRING_ALL, BOTH,
    N_("Overload: {measured} were measured, and the wiring carries {limit}. Everything is held at "
       "its minimum for at least {time}.") },
  { TWC_REASON_WIRING_ALL, BOTH,
    N_("Overload: the wiring carries {limit}, now {measured} flow. Everything goes to its minimum, "
       "and off if that does not help. Once off, it stays off until somebody allows charging again. "
       "Find the cause first.") },
  { TWC_REASON_WIRING_ALL, CHARGER,
    N_("Waiting for room: the wiring carries {limit} for all Wall Connectors together, and {room} "
       "of that is free.") },
  { TWC_REASON_WIRING_ALL, CHARGER,
    N_("Held at {offer}: the wiring carries {limit} for all Wall Connectors together.") },
  { TWC_REASON_WIRING_ALL, SITE,
    N_("The wiring carries {limit} for all Wall Connectors together; that is shared.") },
  { TWC_REASON_WIRING_ALL, CHARGER,
    N_("Held down by the limit of the wiring for all Wall Connectors together.") },
  { TWC_REASON_WIRING_ALL, SITE,
    N_("The limit of the wiring for all Wall Connectors together is shared.") },
  { TWC_REASON_WIRING_TWC, CHARGER,
    N_("Held at {limit}: this Wall Connector and its own circuit take no more.") },
  { TWC_REASON_WIRING_TWC, CHARGER,
    N_("Held down by the limit of this Wall Connector or its own circuit.") },
  { TWC_REASON_WIRING_TWC, SITE,
    N_("Each Wall Connector is at the limit of its own circuit.") },
  { TWC_REASON_PAUSED, CHARGER,
    N_("Paused by hand: 0 A until somebody resumes it.") },
  { TWC_REASON_PAUSED, SITE,
    N_("Paused by hand: 0 A until somebody resumes.") },
  { TWC_REASON_CHARGE_NOW, CHARGER,
    N_("Charge now with {amps} for all: that leaves nothing here, where at least {minimum} are "
       "needed. Give it more, or pause another.") },
  { TWC_REASON_CHARGE_NOW, CHARGER,
    N_("Charge now: its share of {amps} until {until}, then as before.") },
  { TWC_REASON_CHARGE_NOW, CHARGER,
    N_("Charge now: its share until {until}, then as before.") },
  { TWC_REASON_CHARGE_NOW, SITE,
    N_("Charge now: {limit} until {until}, then as before. {amps} were asked for; the wiring carries "
       "no more.") },
  { TWC_REASON_CHARGE_NOW, SITE,
    N_("Charge now: {amps} until {until}, then as before.") },
  { TWC_REASON_CHARGE_NOW, SITE,
    N_("Charge now until {until}, then as before.") },
  { TWC_REASON_CHARGE_NOW, BOTH,
    N_("Charge now, until somebody cancels it.") },
  { TWC_REASON_FIXED, CHARGER,
    N_("Fixed at {amps} for all: that leaves nothing here, where at least {minimum} are needed. "
       "Give it more, or pause another.") },
  { TWC_REASON_FIXED, CHARGER,
    N_("Fixed amps: its share of {amps}, until somebody chooses another mode.") },
  { TWC_REASON_FIXED, SITE,
    N_("Fixed amps: {limit} are shared, until somebody chooses another mode. {amps} are set; the "
       "wiring carries no more.") },
  { TWC_REASON_FIXED, SITE,
    N_("Fixed amps: {amps} are shared, until somebody chooses another mode.") },
  { TWC_REASON_FIXED, BOTH,
    N_("Fixed amps, until somebody chooses another mode.") },
  { TWC_REASON_OFF, BOTH,
    N_("Mode off: 0 A until somebody presses Charge now or chooses another mode.") },
  { TWC_REASON_STALE, BOTH,
    N_("The energy sources have been silent for {age}: nothing is charged from the sun. Check them. "
       "Charge now and fixed amps work at any time.") },
  { TWC_REASON_STALE, BOTH,
    N_("There is no energy source to follow yet. Charge now and fixed amps work at any time.") },
  { TWC_REASON_QUEUED, CHARGER,
    N_("Waiting in line at place {position}: needs {minimum}, {room} is free. It gets its turn "
       "when another car takes less.") },
  { TWC_REASON_QUEUED, CHARGER,
    N_("Waiting in line at place {position}, until another car takes less.") },
  { TWC_REASON_QUEUED, CHARGER,
    N_("Waiting in line until another car takes less.") },
  { TWC_REASON_QUEUED, SITE,
    N_("Cars wait in line until another one takes less.") },
  { TWC_REASON_MIN_ON, CHARGER,
    N_("Stopping in {time}: until then it stays at {minimum}, because the contactor has closed "
       "only just now.") },
  { TWC_REASON_MIN_ON, SITE,
    N_("Stopping in {time}: contactors that have closed only just now stay closed so long.") },
  { TWC_REASON_MIN_ON, CHARGER,
    N_("Kept on for a moment, because the contactor has closed only just now.") },
  { TWC_REASON_MIN_ON, SITE,
    N_("Stopping in a moment: contactors that have closed only just now stay closed so long.") },
  { TWC_REASON_MIN_OFF, CHARGER,
    N_("Starting in {time}: the contactor has opened only just now and rests.") },
  { TWC_REASON_MIN_OFF, SITE,
    N_("Starting in {time}: contactors that have opened only just now rest.") },
  { TWC_REASON_MIN_OFF, CHARGER,
    N_("Starting in a moment: the contactor has opened only just now and rests.") },
  { TWC_REASON_MIN_OFF, SITE,
    N_("Starting in a moment: contactors that have opened only just now rest.") },
  { TWC_REASON_CONFIRM_WAIT, CHARGER,
    N_("Waiting, at most {time}, until measured amps show that others have gone down.") },
  { TWC_REASON_CONFIRM_WAIT, SITE,
    N_("Waiting, at most {time}, until measured amps show that the cars have gone down.") },
  { TWC_REASON_CONFIRM_WAIT, CHARGER,
    N_("Waiting until measured amps show that others have gone down.") },
  { TWC_REASON_CONFIRM_WAIT, SITE,
    N_("Waiting until measured amps show that the cars have gone down.") },
  { TWC_REASON_RAISE_WAIT, CHARGER,
    N_("Waiting: raising from {offer} to {amps} in {time}.") },
  { TWC_REASON_RAISE_WAIT, CHARGER,
    N_("Waiting: raising from {offer} in {time}.") },
  { TWC_REASON_RAISE_WAIT, SITE,
    N_("Waiting: more is offered in {time}.") },
  { TWC_REASON_RAISE_WAIT, BOTH,
    N_("Waiting a moment before more is offered.") },
  { TWC_REASON_FINISHED, CHARGER,
    N_("The car takes no power: it is full, asleep or waits for its own timer. It charges as "
       "soon as it asks.") },
  { TWC_REASON_FINISHED, SITE,
    N_("No car takes power: they are full, asleep or wait for their own timers.") },
  { TWC_REASON_NO_CAR, BOTH,
    N_("No car is drawing. It starts by itself when one is plugged in and asks for power.") },
  { TWC_REASON_SHUTDOWN, CHARGER,
    N_("The controller is ending: down to the minimum first, then the Wall Connector stops by "
       "itself.") },
  { TWC_REASON_SHUTDOWN, SITE,
    N_("The controller is ending: down to the minimum first, then the Wall Connectors stop by "
       "themselves.") },
  { TWC_REASON_STILL_DRAWING, CHARGER,
    N_("Told to stop, but still drawing {measured}. If that does not end, stop it in the car or "
       "unplug the cable.") },
  { TWC_REASON_STILL_DRAWING, SITE,
    N_("Told to stop, but {measured} still flow. If that does not end, stop the car or unplug "
       "its cable.") },
  { TWC_REASON_STILL_DRAWING, CHARGER,
    N_("Told to stop, but still drawing. If that does not end, stop it in the car or unplug the "
       "cable.") },
  { TWC_REASON_STILL_DRAWING, SITE,
    N_("Told to stop, but a car is still drawing. If that does not end, stop it or unplug its "
       "cable.") },
  /* Only what the overload guard has stopped carries what is measured. */
  { TWC_REASON_STOP_ALL, BOTH,
    N_("Everything is stopped: line {line} of the house carried more than its fuse's {limit}, even "
       "at the minimum. Find the cause, then allow charging again.") },
  { TWC_REASON_STOP_ALL, BOTH,
    N_("Everything is stopped: more than {limit} flowed, even at the minimum; now it is {measured}. "
       "Find the cause, then allow charging again.") },
  { TWC_REASON_STOP_ALL, BOTH,
    N_("Everything is stopped until a person allows charging again.") },
  { TWC_REASON_ISLANDED, BOTH,
    N_("The grid is down and the house runs on its battery: cars wait until the grid is back.") },
  { TWC_REASON_EXTERNAL, BOTH,
    N_("Held at {limit} by the grid operator or an automation.") },
  { TWC_REASON_EXTERNAL, BOTH,
    N_("Blocked by the grid operator or an automation.") },
  /* The overload guard again. */
  { TWC_REASON_MAIN_FUSE, BOTH,
    N_("Overload: line {line} of the house carries {measured}, its fuse {limit}. Everything is held "
       "at its minimum for at least {time}.") },
  { TWC_REASON_MAIN_FUSE, BOTH,
    N_("Overload: line {line} of the house carries {measured}, its fuse {limit}. Everything goes to "
       "its minimum, and off if that does not help.") },
  { TWC_REASON_MAIN_FUSE, BOTH,
    N_("Overload: the house draws {measured}, its fuse carries {limit}. Everything goes to its "
       "minimum, and off if that does not help.") },
  { TWC_REASON_MAIN_FUSE, CHARGER,
    N_("The house's main fuse leaves {limit} on line {line} for the cars at this moment, and at "
       "least {minimum} are needed here.") },
  { TWC_REASON_MAIN_FUSE, BOTH,
    N_("The house's main fuse leaves {limit} on line {line} for the cars at this moment.") },
  { TWC_REASON_MAIN_FUSE, BOTH,
    N_("The house's main fuse leaves nothing on line {line} for the cars at this moment.") },
  { TWC_REASON_MAIN_FUSE, BOTH,
    N_("The house's main fuse leaves {limit} for the cars at this moment.") },
  { TWC_REASON_MAIN_FUSE, BOTH,
    N_("The house's main fuse leaves nothing for the cars at this moment.") },
  { TWC_REASON_GRID_IMPORT, BOTH,
    N_("The limit of what may be imported from the grid leaves {limit} for the cars.") },
  { TWC_REASON_GRID_IMPORT, BOTH,
    N_("The limit of what may be imported from the grid leaves nothing for the cars.") },
  { TWC_REASON_DLM_STALE, BOTH,
    N_("The meter that guards the house's fuse is silent: {limit} is what is safe without it. "
       "Check the meter.") },
  { TWC_REASON_DLM_STALE, BOTH,
    N_("The meter that guards the house's fuse is silent: nothing may charge. Check the meter.") },
  { TWC_REASON_BLOCKED_BY_SCHEDULE, BOTH,
    N_("The schedule allows no charging until {until}. Charge now works all the same.") },
  { TWC_REASON_BLOCKED_BY_SCHEDULE, BOTH,
    N_("The schedule allows no charging now. Charge now works all the same.") },
  { TWC_REASON_PLAN, BOTH,
    N_("Charging to be ready by {until}.") },
  /* Without a departure it is the minimum that every battery is to have (5.1). */
  { TWC_REASON_PLAN, BOTH,
    N_("Charging at once, until the battery has the least that it is to have.") },
  { TWC_REASON_SCHEDULE, CHARGER,
    N_("The schedule shares {amps} for all: that leaves nothing here, where at least {minimum} "
       "are needed.") },
  { TWC_REASON_SCHEDULE, CHARGER,
    N_("Charging by the schedule: its share of {amps} until {until}.") },
  { TWC_REASON_SCHEDULE, SITE,
    N_("Charging by the schedule with {limit} until {until}. {amps} are set; the wiring carries no "
       "more.") },
  { TWC_REASON_SCHEDULE, BOTH,
    N_("Charging by the schedule with {amps} until {until}.") },
  { TWC_REASON_SCHEDULE, BOTH,
    N_("Charging by the schedule.") },
  { TWC_REASON_CHEAP, BOTH,
    N_("Electricity is cheap now, {price} per kWh: {amps} are shared.") },
  { TWC_REASON_CHEAP, BOTH,
    N_("Electricity is cheap now: {amps} are shared.") },
  { TWC_REASON_CHEAP, BOTH,
    N_("Electricity is cheap now.") },
  { TWC_REASON_GREEN, CHARGER,
    N_("Charging from the sun: its share of {amps}. The sun leaves {surplus} for cars.") },
  { TWC_REASON_GREEN, CHARGER,
    N_("Charging from the sun: its share of {amps}.") },
  { TWC_REASON_GREEN, SITE,
    N_("Charging from the sun: {limit} are shared; the wiring carries no more. The sun leaves "
       "{surplus} for cars.") },
  { TWC_REASON_GREEN, SITE,
    N_("Charging from the sun: {amps} are shared. The sun leaves {surplus} for cars.") },
  { TWC_REASON_GREEN, SITE,
    N_("Charging from the sun: {amps} are shared.") },
  { TWC_REASON_GREEN, BOTH,
    N_("Charging from the sun.") },
  { TWC_REASON_GREEN_WAIT_START, BOTH,
    N_("Enough sun, {surplus}: starting in {time} if it lasts.") },
  { TWC_REASON_GREEN_WAIT_START, BOTH,
    N_("Enough sun: starting in {time} if it lasts.") },
  { TWC_REASON_GREEN_WAIT_START, BOTH,
    N_("Not enough sun yet: it leaves {surplus}, that is {room} for cars. At least {minimum} are "
       "needed.") },
  { TWC_REASON_GREEN_WAIT_START, BOTH,
    N_("Not enough sun yet: it leaves {room} for cars, and at least {minimum} are needed.") },
  { TWC_REASON_GREEN_WAIT_START, BOTH,
    N_("Waiting for enough sun.") },
  { TWC_REASON_GREEN_HOLD_MIN, BOTH,
    N_("Too little sun, {surplus}: held at {minimum}, and off in {time} if that lasts.") },
  { TWC_REASON_GREEN_HOLD_MIN, BOTH,
    N_("Too little sun: held at {minimum}, and off in {time} if that lasts.") },
  { TWC_REASON_GREEN_HOLD_MIN, BOTH,
    N_("Too little sun, {surplus}: held at {minimum}.") },
  { TWC_REASON_GREEN_HOLD_MIN, BOTH,
    N_("Too little sun: held at the minimum for a while.") },
  { TWC_REASON_STALE_HOLD, BOTH,
    N_("The energy sources are silent: unchanged for {time}, then charging from the sun ends.") },
  { TWC_REASON_STALE_HOLD, BOTH,
    N_("The energy sources are silent: unchanged for a while.") },
  { TWC_REASON_PROBE, BOTH,
    N_("Trying for {time} whether the car takes power by now.") },
  { TWC_REASON_PROBE, BOTH,
    N_("Trying whether the car takes power by now.") },
  { TWC_REASON_QUIRK, CHARGER,
    N_("The car is stuck at {measured}: {amps} would free it, and there is room for {room}.") },
  { TWC_REASON_QUIRK, CHARGER,
    N_("The car is stuck at {measured} and there is no room to free it.") },
  { TWC_REASON_QUIRK, BOTH,
    N_("Freeing the car from its 6 A: {amps} for {time}.") },
  { TWC_REASON_QUIRK, BOTH,
    N_("Freeing the car from its 6 A: more for a moment.") },
  { TWC_REASON_LIMIT, CHARGER,
    N_("It has had {energy} of the {most} that are allowed each time. Unplugging, raising the limit "
       "or Charge now lets it go on.") },
  { TWC_REASON_LIMIT, CHARGER,
    N_("The battery is at {level}, as far as it may be charged. Unplugging, raising the limit or "
       "Charge now lets it go on.") },
  { TWC_REASON_LIMIT, BOTH,
    N_("Its limit is reached. Unplugging, raising the limit or Charge now lets it go on.") },
  { TWC_REASON_VEHICLE_REFUSED, BOTH,
    N_("This car may not charge here. The list of vehicles says so.") },
  { TWC_REASON_CAR_LIMITED, BOTH,
    N_("The car takes no more than {measured}; others get the rest.") },
  { TWC_REASON_CAR_LIMITED, BOTH,
    N_("The car takes no more; others get the rest.") },
  { TWC_REASON_STARTS, CHARGER,
    N_("Switched on as often as the contactor should within an hour: stays on at {minimum}.") },
  { TWC_REASON_STARTS, BOTH,
    N_("Switched on as often as the contactor should within an hour: rests for {time}.") },
  { TWC_REASON_STARTS, BOTH,
    N_("Switched on as often as the contactor should within an hour.") },
};
/* clang-format on */

/* Limits that nobody has set are 0: then the sentence without a number is the true one. */
static char *
format_limit (gint64 ca, const TwcReasonContext *context)
{
  return ca > 0 ? twc_format_amps ((guint) MIN (ca, G_MAXUINT16)) : NULL;
}

/* What is free, and what flows: here 0 A is what a person needs to read. */
static char *
format_room (gint64 ca, const TwcReasonContext *context)
{
  return twc_format_amps ((guint) CLAMP (ca, 0, G_MAXUINT16));
}

static char *
format_flow (gint64 ca, const TwcReasonContext *context)
{
  return twc_format_measured ((guint) CLAMP (ca, 0, G_MAXUINT16));
}

static char *
format_time (gint64 seconds, const TwcReasonContext *context)
{
  return seconds > context->elapsed_s ? twc_format_duration (seconds - context->elapsed_s) : NULL;
}

static char *
format_age (gint64 seconds, const TwcReasonContext *context)
{
  return twc_format_duration (CLAMP (seconds, 0, G_MAXINT) + context->elapsed_s);
}

static char *
format_until (gint64 unix_s, const TwcReasonContext *context)
{
  return unix_s > 0 ? twc_format_clock (unix_s, context->now) : NULL;
}

static char *
format_count (gint64 count, const TwcReasonContext *context)
{
  return count > 0 ? g_strdup_printf ("%d", (int) MIN (count, G_MAXINT)) : NULL;
}

/* Less than nothing is left: to who waits for the sun that is nothing. */
static char *
format_surplus (gint64 watts, const TwcReasonContext *context)
{
  return twc_format_power ((double) MAX (watts, 0));
}

static char *
format_level (gint64 percent, const TwcReasonContext *context)
{
  /* Translators: how full a battery is */
  return g_strdup_printf (C_ ("unit", "%d %%"), (int) CLAMP (percent, 0, 100));
}

static char *
format_wh (gint64 wh, const TwcReasonContext *context)
{
  /* Translators: kilowatt hours with one decimal */
  return g_strdup_printf (C_ ("unit", "%.1f kWh"), (double) MAX (wh, 0) / 1000);
}

/* In the owner's currency, whatever it is. */
static char *
format_price (gint64 thousandths, const TwcReasonContext *context)
{
  return g_strdup_printf ("%.3f", (double) thousandths / 1000);
}

static const struct
{
  const char *name;
  TwcNumber key;
  char *(*format) (gint64 value, const TwcReasonContext *context); /* NULL = not worth saying */
} numbers[] = {
  { "amps", TWC_NUMBER_AMPS, format_limit },
  { "limit", TWC_NUMBER_LIMIT_AMPS, format_limit },
  { "minimum", TWC_NUMBER_MINIMUM_AMPS, format_limit },
  { "measured", TWC_NUMBER_MEASURED_AMPS, format_flow },
  { "room", TWC_NUMBER_ROOM_AMPS, format_room },
  { "time", TWC_NUMBER_SECONDS_LEFT, format_time },
  { "until", TWC_NUMBER_UNTIL, format_until },
  { "position", TWC_NUMBER_POSITION, format_count },
  { "surplus", TWC_NUMBER_SURPLUS_WATTS, format_surplus },
  { "age", TWC_NUMBER_AGE_SECONDS, format_age },
  { "level", TWC_NUMBER_LEVEL_PERCENT, format_level },
  { "energy", TWC_NUMBER_ENERGY_WH, format_wh },
  { "most", TWC_NUMBER_LIMIT_WH, format_wh },
  { "price", TWC_NUMBER_PRICE, format_price },
  { "line", TWC_NUMBER_LINE, format_count },
};

#define N_WORDS (G_N_ELEMENTS (numbers) + 1)

static char *
format_number (const TwcReason *reason, guint i, const TwcReasonContext *context)
{
  gint64 value;

  return twc_reason_get (reason, numbers[i].key, &value) ? numbers[i].format (value, context)
                                                         : NULL;
}

static const char *
choose (Audience audience, TwcReasonCode code, const TwcWord *words)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].code == code && (sentences[i].audience & audience) != 0 &&
        twc_sentence_is_complete (sentences[i].text, words, N_WORDS))
      return _ (sentences[i].text);

  g_return_val_if_reached ("");
}

static char *
say (Audience audience, const TwcReason *reason, const TwcReasonContext *context)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  TwcWord words[N_WORDS];

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      char *text = format_number (reason, i, context);

      g_ptr_array_add (texts, text);
      words[i] = (TwcWord){ numbers[i].name, text };
    }
  g_ptr_array_add (texts, twc_format_amps (context->offer_ca));
  words[N_WORDS - 1] = (TwcWord){ "offer", g_ptr_array_index (texts, N_WORDS - 1) };

  return twc_sentence_fill (choose (audience, reason->code, words), words, N_WORDS);
}

/**
 * twc_words_charger_reason:
 *
 * Returns: (transfer full): why one Wall Connector is offered what it is, what would change it
 *   and when
 */
char *
twc_words_charger_reason (const TwcReason *reason, const TwcReasonContext *context)
{
  g_return_val_if_fail (reason->code < TWC_N_REASONS, NULL);

  return say (CHARGER, reason, context);
}

/**
 * twc_words_site_reason:
 *
 * Returns: (transfer full): the same for all of them together: the why-line
 */
char *
twc_words_site_reason (const TwcReason *reason, const TwcReasonContext *context)
{
  g_return_val_if_fail (reason->code < TWC_N_REASONS, NULL);

  return say (SITE, reason, context);
}

TwcStyle
twc_words_reason_style (const TwcReason *reason)
{
  gint64 number;

  switch (reason->code)
    {
    case TWC_REASON_WIRING_ALL:
    case TWC_REASON_MAIN_FUSE:
    case TWC_REASON_GRID_IMPORT:
    case TWC_REASON_EXTERNAL:
      if (twc_reason_get (reason, TWC_NUMBER_MEASURED_AMPS, &number)) /* the overload guard */
        return TWC_STYLE_ERROR;
      /* Told by who has less than the least that it needs. */
      return twc_reason_get (reason, TWC_NUMBER_MINIMUM_AMPS, &number) ? TWC_STYLE_WAIT
                                                                       : TWC_STYLE_OK;
    case TWC_REASON_CONFIG:
    case TWC_REASON_ERROR:
    case TWC_REASON_LOST:
    case TWC_REASON_DLM_STALE:
      return TWC_STYLE_ERROR;
    case TWC_REASON_STOP_ALL: /* a person did it, else the overload guard */
      return twc_reason_get (reason, TWC_NUMBER_MEASURED_AMPS, &number) ? TWC_STYLE_ERROR
                                                                        : TWC_STYLE_WARNING;
    case TWC_REASON_STILL_DRAWING:
    case TWC_REASON_QUIRK:
      return TWC_STYLE_WARNING;
    case TWC_REASON_WIRING_TWC:
    case TWC_REASON_CHARGE_NOW:
    case TWC_REASON_FIXED:
    case TWC_REASON_PLAN:
    case TWC_REASON_SCHEDULE:
    case TWC_REASON_CHEAP:
    case TWC_REASON_GREEN:
    case TWC_REASON_CAR_LIMITED:
      return TWC_STYLE_OK;
    case TWC_REASON_NO_CHARGER:
    case TWC_REASON_STARTUP:
    case TWC_REASON_STALE:
    case TWC_REASON_QUEUED:
    case TWC_REASON_MIN_ON:
    case TWC_REASON_MIN_OFF:
    case TWC_REASON_CONFIRM_WAIT:
    case TWC_REASON_RAISE_WAIT:
    case TWC_REASON_SHUTDOWN:
    case TWC_REASON_ISLANDED:
    case TWC_REASON_GREEN_WAIT_START:
    case TWC_REASON_GREEN_HOLD_MIN:
    case TWC_REASON_STALE_HOLD:
    case TWC_REASON_PROBE:
    case TWC_REASON_STARTS:
      return TWC_STYLE_WAIT;
    case TWC_REASON_PAUSED:
    case TWC_REASON_OFF:
    case TWC_REASON_FINISHED:
    case TWC_REASON_NO_CAR:
    case TWC_REASON_BLOCKED_BY_SCHEDULE:
    case TWC_REASON_LIMIT:
    case TWC_REASON_VEHICLE_REFUSED:
      return TWC_STYLE_IDLE;
    case TWC_N_REASONS:
      break;
    }
  g_return_val_if_reached (TWC_STYLE_ERROR);
}
