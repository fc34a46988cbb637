/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-bus-health.h"

#include "values/twc-nick.h"

static const char *const states[TWC_N_BUS_STATES] = {
  [TWC_BUS_NO_ADAPTER] = "no-adapter",
  [TWC_BUS_LISTENING] = "listening",
  [TWC_BUS_OK] = "ok",
  [TWC_BUS_STANDBY] = "standby-foreign-master",
  [TWC_BUS_ERROR] = "error",
};

static const char *const verdicts[TWC_N_VERDICTS] = {
  [TWC_VERDICT_NOISE] = "noise",         [TWC_VERDICT_ESCAPE] = "escape",
  [TWC_VERDICT_TYPE] = "type",           [TWC_VERDICT_LENGTH] = "length",
  [TWC_VERDICT_CHECKSUM] = "checksum",   [TWC_VERDICT_OK] = "ok",
  [TWC_VERDICT_TRUNCATED] = "truncated",
};

const char *
twc_bus_state_to_nick (TwcBusState state)
{
  return twc_nick_get (states, TWC_N_BUS_STATES, state);
}

gboolean
twc_bus_state_from_nick (const char *nick, TwcBusState *state)
{
  guint value;

  if (!twc_nick_find (states, TWC_N_BUS_STATES, nick, &value))
    return FALSE;

  *state = (TwcBusState) value;
  return TRUE;
}

const char *
twc_verdict_to_nick (TwcVerdict verdict)
{
  return twc_nick_get (verdicts, TWC_N_VERDICTS, verdict);
}
