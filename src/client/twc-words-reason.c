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
     * {until} a time of day, {position} a place in the queue. A contactor is the big switch inside a
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
       "and off if that does not help. Once off, it stays off until somebody chooses mode off, "
       "then another mode. Find the cause first.") },
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
  { TWC_REASON_STOP_ALL, BOTH,
    N_("Everything is stopped until a person allows charging again.") },
  { TWC_REASON_ISLANDED, BOTH,
    N_("The grid is down and the house runs on its battery: cars wait until the grid is back.") },
  { TWC_REASON_EXTERNAL, BOTH,
    N_("Held at {limit} by the grid operator or an automation.") },
  { TWC_REASON_EXTERNAL, BOTH,
    N_("Blocked by the grid operator or an automation.") },
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
  { TWC_REASON_PLAN, CHARGER,
    N_("Charging to be ready by {until}.") },
  { TWC_REASON_PLAN, BOTH,
    N_("Charging to be ready in time.") },
  { TWC_REASON_SCHEDULE, CHARGER,
    N_("The schedule shares {amps} for all: that leaves nothing here, where at least {minimum} "
       "are needed.") },
  { TWC_REASON_SCHEDULE, BOTH,
    N_("Charging by the schedule with {amps} until {until}.") },
  { TWC_REASON_SCHEDULE, BOTH,
    N_("Charging by the schedule.") },
  { TWC_REASON_CHEAP, BOTH,
    N_("Electricity is cheap now: {amps} are shared.") },
  { TWC_REASON_CHEAP, BOTH,
    N_("Electricity is cheap now.") },
  { TWC_REASON_GREEN, CHARGER,
    N_("Charging from the sun: its share of {amps}.") },
  { TWC_REASON_GREEN, SITE,
    N_("Charging from the sun: {amps} are shared.") },
  { TWC_REASON_GREEN, BOTH,
    N_("Charging from the sun.") },
  { TWC_REASON_GREEN_WAIT_START, BOTH,
    N_("Enough sun: starting in {time} if it lasts.") },
  { TWC_REASON_GREEN_WAIT_START, BOTH,
    N_("Not enough sun: {room} are left over, at least {minimum} are needed.") },
  { TWC_REASON_GREEN_WAIT_START, BOTH,
    N_("Waiting for enough sun.") },
  { TWC_REASON_GREEN_HOLD_MIN, BOTH,
    N_("Too little sun: held at {minimum}, and off in {time} if that lasts.") },
  { TWC_REASON_GREEN_HOLD_MIN, BOTH,
    N_("Too little sun: held at the minimum for a while.") },
  { TWC_REASON_STALE_HOLD, BOTH,
    N_("The energy sources are silent: unchanged for {time}, then charging from the sun ends.") },
  { TWC_REASON_STALE_HOLD, BOTH,
    N_("The energy sources are silent: unchanged for a while.") },
  { TWC_REASON_PROBE, BOTH,
    N_("Trying whether the car takes power by now.") },
  { TWC_REASON_QUIRK, CHARGER,
    N_("The car is stuck at {measured} and there is no room to free it.") },
  { TWC_REASON_QUIRK, BOTH,
    N_("Freeing the car from its 6 A: more for a moment.") },
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

typedef struct
{
  char *amps;
  char *limit;
  char *minimum;
  char *measured;
  char *room;
  char *offer;
  char *time;
  char *until;
  char *position;
} Numbers;

static void
numbers_clear (Numbers *self)
{
  g_free (self->amps);
  g_free (self->limit);
  g_free (self->minimum);
  g_free (self->measured);
  g_free (self->room);
  g_free (self->offer);
  g_free (self->time);
  g_free (self->until);
  g_free (self->position);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Numbers, numbers_clear)

static char *
format_ca (const TwcReason *reason, TwcNumber key, char *(*format) (guint ca))
{
  gint64 value;

  /* Limits that nobody has set are 0: then the sentence without a number is the true one. */
  if (!twc_reason_get (reason, key, &value) || value <= 0)
    return NULL;

  return format ((guint) MIN (value, G_MAXUINT16));
}

/* What is free, and what flows: here 0 A is what a person needs to read. */
static char *
format_ca_or_zero (const TwcReason *reason, TwcNumber key, char *(*format) (guint ca))
{
  gint64 value;

  return twc_reason_get (reason, key, &value) ? format ((guint) CLAMP (value, 0, G_MAXUINT16))
                                              : NULL;
}

static char *
format_time (const TwcReason *reason, gint64 elapsed_s)
{
  gint64 seconds;

  if (!twc_reason_get (reason, TWC_NUMBER_SECONDS_LEFT, &seconds) || seconds <= elapsed_s)
    return NULL;

  return twc_format_duration (seconds - elapsed_s);
}

static Numbers
format_numbers (const TwcReason *reason, const TwcReasonContext *context)
{
  gint64 until, position;
  Numbers numbers = {
    .amps = format_ca (reason, TWC_NUMBER_AMPS, twc_format_amps),
    .limit = format_ca (reason, TWC_NUMBER_LIMIT_AMPS, twc_format_amps),
    .minimum = format_ca (reason, TWC_NUMBER_MINIMUM_AMPS, twc_format_amps),
    .measured = format_ca_or_zero (reason, TWC_NUMBER_MEASURED_AMPS, twc_format_measured),
    .room = format_ca_or_zero (reason, TWC_NUMBER_ROOM_AMPS, twc_format_amps),
    .offer = twc_format_amps (context->offer_ca),
    .time = format_time (reason, context->elapsed_s),
  };

  if (twc_reason_get (reason, TWC_NUMBER_UNTIL, &until) && until > 0)
    numbers.until = twc_format_clock (until, context->now);
  if (twc_reason_get (reason, TWC_NUMBER_POSITION, &position) && position > 0)
    numbers.position = g_strdup_printf ("%d", (int) MIN (position, G_MAXINT));

  return numbers;
}

static char *
say (Audience audience, const TwcReason *reason, const TwcReasonContext *context)
{
  g_auto(Numbers) n = format_numbers (reason, context);
  const TwcWord words[] = {
    { "amps", n.amps },         { "limit", n.limit }, { "minimum", n.minimum },
    { "measured", n.measured }, { "room", n.room },   { "offer", n.offer },
    { "time", n.time },         { "until", n.until }, { "position", n.position },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].code == reason->code && (sentences[i].audience & audience) != 0 &&
        twc_sentence_is_complete (sentences[i].text, words, G_N_ELEMENTS (words)))
      return twc_sentence_fill (_ (sentences[i].text), words, G_N_ELEMENTS (words));

  g_return_val_if_reached (g_strdup (""));
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
  gint64 measured;

  switch (reason->code)
    {
    case TWC_REASON_WIRING_ALL:
      return twc_reason_get (reason, TWC_NUMBER_MEASURED_AMPS, &measured) ? TWC_STYLE_ERROR
                                                                          : TWC_STYLE_OK;
    case TWC_REASON_CONFIG:
    case TWC_REASON_ERROR:
    case TWC_REASON_LOST:
    case TWC_REASON_STOP_ALL:
    case TWC_REASON_DLM_STALE:
      return TWC_STYLE_ERROR;
    case TWC_REASON_STILL_DRAWING:
    case TWC_REASON_QUIRK:
      return TWC_STYLE_WARNING;
    case TWC_REASON_WIRING_TWC:
    case TWC_REASON_CHARGE_NOW:
    case TWC_REASON_FIXED:
    case TWC_REASON_MAIN_FUSE:
    case TWC_REASON_GRID_IMPORT:
    case TWC_REASON_EXTERNAL:
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
