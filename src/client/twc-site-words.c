/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-site-words.h"

#include <glib/gi18n-lib.h>

#include "client/twc-format.h"

/* A draw of 23.5 A flickers by a tenth each second. */
#define STEADY_WITHIN_CA 80

/* The bus gives no measurement: what flowed last is no longer known to flow. */
static gboolean
is_blind (const TwcSiteView *view)
{
  switch (view->bus)
    {
    case TWC_BUS_NO_ADAPTER:
    case TWC_BUS_STANDBY:
    case TWC_BUS_ERROR:
      return TRUE;
    case TWC_BUS_LISTENING:
    case TWC_BUS_OK:
    case TWC_N_BUS_STATES:
      return FALSE;
    }
  g_return_val_if_reached (TRUE);
}

static char *
say_nothing_found (const TwcSiteView *view)
{
  if (view->bus == TWC_BUS_LISTENING)
    return g_strdup (C_ ("headline", "Looking for Wall Connectors"));

  return g_strdup (C_ ("headline", "No Wall Connector found"));
}

static char *
say_drawing (const TwcSiteView *view)
{
  if (view->offered_ca == 0)
    {
      g_autofree char *measured = twc_format_measured (view->drawn_ca);

      /* Translators: told to stop, and yet this current flows */
      return g_strdup_printf (C_ ("headline", "Still drawing, %s"), measured);
    }
  else
    {
      g_autofree char *amps = twc_format_amps (view->steady_ca);

      return g_strdup_printf (C_ ("headline", "Charging, %s"), amps);
    }
}

/* What a person must do first: no measurement would help (users 1). */
static const char *
find_missing (const TwcSiteView *view)
{
  gint64 age_s;

  if (!view->wiring_set)
    return C_ ("headline", "Not set up yet");
  if (view->offered_ca == 0 && view->n_paused < view->n_chargers && view->has_reason &&
      view->reason.code == TWC_REASON_STALE)
    return twc_reason_get (&view->reason, TWC_NUMBER_AGE_SECONDS, &age_s)
      ? C_ ("headline", "The energy sources are silent")
            : C_ ("headline", "Green energy is not set up yet");

  return NULL;
}

/* Nothing flows, and that is measured at every single one. */
static const char *
say_at_rest (const TwcSiteView *view)
{
  if (view->n_paused == view->n_chargers)
    return C_ ("headline", "Paused");
  if (view->offered_ca > 0)
    return C_ ("headline", "Ready");
  if (!view->has_reason)
    return C_ ("headline", "Waiting");
  if (view->reason.code == TWC_REASON_OFF || view->reason.code == TWC_REASON_STOP_ALL)
    return C_ ("headline", "Stopped");
  if (view->reason.code == TWC_REASON_GREEN_WAIT_START)
    return C_ ("headline", "Waiting for the sun");
  if (view->reason.code == TWC_REASON_ERROR)
    return C_ ("headline", "Fault");

  return C_ ("headline", "Waiting");
}

/**
 * twc_site_steady_ca:
 * @shown_ca: what is shown now, 0 for nothing
 * @drawn_ca: what is measured
 *
 * Returns: whole amps to show: @shown_ca as long as that is about right. A headline that flips
 *   each second is unrest for the eye, and half the bytes of a forwarded window (measured).
 */
guint
twc_site_steady_ca (guint shown_ca, guint drawn_ca)
{
  const guint off_ca = MAX (shown_ca, drawn_ca) - MIN (shown_ca, drawn_ca);

  if (drawn_ca > 0 && off_ca <= STEADY_WITHIN_CA)
    return shown_ca;

  return (drawn_ca + 50) / 100 * 100;
}

/**
 * twc_site_say_headline:
 *
 * Returns: (transfer full): one or a few words for the other side of the garage. "Stopped" only
 *   where measured amps say so.
 */
char *
twc_site_say_headline (const TwcSiteView *view)
{
  const char *missing;

  if (!view->settled)
    return g_strdup (C_ ("headline", "Connecting"));
  if (!view->connected)
    return g_strdup (C_ ("headline", "The controller is not running"));
  if (is_blind (view))
    return g_strdup (twc_words_bus_state (view->bus));
  if (view->n_chargers == 0)
    return say_nothing_found (view);
  if (view->drawn_ca >= TWC_DRAWING_FROM_CA)
    return say_drawing (view);
  if (view->n_offline > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u Wall Connector does not answer",
                                         "%u Wall Connectors do not answer", view->n_offline),
                            view->n_offline);
  missing = find_missing (view);
  if (missing != NULL)
    return g_strdup (missing);
  if (view->n_unheard > 0)
    return g_strdup (C_ ("headline", "Waiting for measurements"));

  return g_strdup (say_at_rest (view));
}

/**
 * twc_site_say_reason:
 *
 * Returns: (transfer full): the why-line: what happens, why, what would change it and when
 */
char *
twc_site_say_reason (const TwcSiteView *view, const TwcReasonContext *context)
{
  TwcReason still_drawing = twc_reason_new (TWC_REASON_STILL_DRAWING);

  if (!view->connected || (view->n_chargers == 0 && !is_blind (view)))
    return twc_site_say_empty_text (view);
  if (is_blind (view))
    return view->worst != NULL ? twc_words_problem_text (view->worst)
                               : g_strdup (twc_words_bus_state (view->bus));
  if (view->offered_ca == 0 && view->drawn_ca >= TWC_DRAWING_FROM_CA)
    {
      twc_reason_add (&still_drawing, TWC_NUMBER_MEASURED_AMPS, view->drawn_ca);
      return twc_words_site_reason (&still_drawing, context);
    }
  if (!view->has_reason)
    return g_strdup (_ ("This program is older than the controller and does not know its reason."));

  return twc_words_site_reason (&view->reason, context);
}

TwcStyle
twc_site_choose_style (const TwcSiteView *view)
{
  const TwcStyle style = view->has_reason ? twc_words_reason_style (&view->reason) : TWC_STYLE_WAIT;

  if (!view->settled)
    return TWC_STYLE_IDLE;
  if (!view->connected || is_blind (view) || view->n_offline > 0)
    return TWC_STYLE_ERROR;
  if (view->n_chargers == 0)
    return TWC_STYLE_WAIT;
  if (!view->wiring_set)
    return TWC_STYLE_ERROR;
  if (view->drawn_ca >= TWC_DRAWING_FROM_CA && view->offered_ca == 0)
    return TWC_STYLE_WARNING;
  if (style == TWC_STYLE_ERROR || style == TWC_STYLE_WARNING)
    return style;
  if (view->drawn_ca >= TWC_DRAWING_FROM_CA)
    return TWC_STYLE_OK;

  return style == TWC_STYLE_OK ? TWC_STYLE_IDLE : style;
}

static gboolean
is_about_port (TwcProblemCode code)
{
  return code >= TWC_PROBLEM_PORT_MISSING && code <= TWC_PROBLEM_PORT_FAILED;
}

/**
 * twc_site_say_empty_title:
 *
 * Returns: (transfer none): what is missing while there is no Wall Connector to show; empty
 *   when there is one
 */
const char *
twc_site_say_empty_title (const TwcSiteView *view)
{
  if (view->connected && view->n_chargers > 0)
    return "";
  if (!view->settled)
    return _ ("Looking for the controller");
  if (!view->connected)
    return _ ("The controller is not running");

  switch (view->bus)
    {
    case TWC_BUS_NO_ADAPTER:
      return view->worst != NULL && is_about_port (view->worst->code)
               ? twc_words_problem_title (view->worst->code)
               : _ ("No RS-485 adapter");
    case TWC_BUS_LISTENING:
      return _ ("Looking for Wall Connectors");
    case TWC_BUS_OK:
      return _ ("No Wall Connector found");
    case TWC_BUS_STANDBY:
      return twc_words_problem_title (TWC_PROBLEM_FOREIGN_MASTER);
    case TWC_BUS_ERROR:
      return twc_words_problem_title (TWC_PROBLEM_OWN_ID_IN_USE);
    case TWC_N_BUS_STATES:
      break;
    }
  g_return_val_if_reached ("");
}

/* The worst problem in words, where it is about the bus; else what is general about @code. */
static char *
say_problem (const TwcSiteView *view, TwcProblemCode code)
{
  const TwcProblem general = twc_problem_new (code, 0, NULL);

  if (view->worst != NULL && (view->worst->code == code || is_about_port (view->worst->code)))
    return twc_words_problem_text (view->worst);

  return twc_words_problem_text (&general);
}

static char *
say_what_is_missing_on_the_bus (const TwcSiteView *view)
{
  switch (view->bus)
    {
    case TWC_BUS_NO_ADAPTER:
      return say_problem (view, TWC_PROBLEM_PORT_MISSING);
    case TWC_BUS_STANDBY:
      return say_problem (view, TWC_PROBLEM_FOREIGN_MASTER);
    case TWC_BUS_ERROR:
      return say_problem (view, TWC_PROBLEM_OWN_ID_IN_USE);
    case TWC_BUS_LISTENING:
    case TWC_BUS_OK:
      if (view->worst != NULL && (view->worst->code == TWC_PROBLEM_NOT_ANSWERING ||
                                  view->worst->code == TWC_PROBLEM_NO_CHARGER))
        return twc_words_problem_text (view->worst);
      return g_strdup (_ ("The adapter works. Wall Connectors whose rotary switch stands at F call "
                          "every ten seconds: give them half a minute."));
    case TWC_N_BUS_STATES:
      break;
    }
  g_return_val_if_reached (NULL);
}

/**
 * twc_site_say_empty_text:
 *
 * Returns: (transfer full): what to do about it; empty when there is a Wall Connector to show
 */
char *
twc_site_say_empty_text (const TwcSiteView *view)
{
  g_autofree char *text = NULL;

  if (!view->settled)
    return g_strdup (_ ("One moment."));
  if (!view->connected)
    return g_strdup (_ ("Start it with: systemctl --user start twcmanagerd, or run twcmanagerd in "
                        "a terminal of this session. Meanwhile nothing is offered to the cars."));
  if (view->n_chargers > 0)
    return g_strdup ("");

  text = say_what_is_missing_on_the_bus (view);
  if (view->wiring_set)
    return g_steal_pointer (&text);

  /* Translators: %s is the sentence about what is missing first */
  return g_strdup_printf (_ ("%s\nThe limits of the wiring are not set yet either."), text);
}
