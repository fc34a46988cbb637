/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-words.h"

#include <glib/gi18n-lib.h>

#include "values/twc-nick.h"

static const char *const styles[TWC_N_STYLES] = {
  [TWC_STYLE_IDLE] = "idle",       [TWC_STYLE_OK] = "ok",       [TWC_STYLE_WAIT] = "wait",
  [TWC_STYLE_WARNING] = "warning", [TWC_STYLE_ERROR] = "error",
};

const char *
twc_style_to_nick (TwcStyle style)
{
  return twc_nick_get (styles, TWC_N_STYLES, style);
}

/**
 * twc_words_activity:
 *
 * Returns: (transfer none): a short label for what happens at a Wall Connector
 */
const char *
twc_words_activity (TwcActivity activity)
{
  switch (activity)
    {
    case TWC_ACTIVITY_UNKNOWN:
      return C_ ("activity", "Not known yet");
    case TWC_ACTIVITY_NO_CAR:
      /* Translators: on the bus an unplugged and a sleeping car look the same, so this must not
       * claim that nothing is plugged in */
      return C_ ("activity", "No car drawing");
    case TWC_ACTIVITY_PLUGGED:
      return C_ ("activity", "Plugged in, waiting");
    case TWC_ACTIVITY_STARTING:
      return C_ ("activity", "Starting");
    case TWC_ACTIVITY_CHARGING:
      return C_ ("activity", "Charging");
    case TWC_ACTIVITY_FAULT:
      return C_ ("activity", "Fault");
    case TWC_N_ACTIVITIES:
      break;
    }
  g_return_val_if_reached ("");
}

/**
 * twc_words_bus_state:
 *
 * Returns: (transfer none): a short label for the RS-485 bus as a whole
 */
const char *
twc_words_bus_state (TwcBusState state)
{
  switch (state)
    {
    case TWC_BUS_NO_ADAPTER:
      return C_ ("bus", "No adapter");
    case TWC_BUS_LISTENING:
      return C_ ("bus", "Listening");
    case TWC_BUS_OK:
      return C_ ("bus", "Bus ok");
    case TWC_BUS_STANDBY:
      return C_ ("bus", "Another master is on the bus");
    case TWC_BUS_ERROR:
      return C_ ("bus", "Another controller is on the bus");
    case TWC_N_BUS_STATES:
      break;
    }
  g_return_val_if_reached ("");
}

const char *
twc_words_mode (TwcMode mode)
{
  switch (mode)
    {
    case TWC_MODE_GREEN:
      return C_ ("mode", "Track green energy");
    case TWC_MODE_FIXED:
      return C_ ("mode", "Fixed amps");
    case TWC_MODE_OFF:
      return C_ ("mode", "Off");
    case TWC_N_MODES:
      break;
    }
  g_return_val_if_reached ("");
}
