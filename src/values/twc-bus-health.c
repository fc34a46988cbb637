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

/**
 * twc_bus_health_count_damaged:
 *
 * Bytes between frames are not counted: after each of its frames a unit leaves one when it lets
 * go of the line (twc-protocol 1.2), on the best of wirings.
 *
 * Returns: how many frames were lost to damage since start
 */
guint64
twc_bus_health_count_damaged (const TwcBusHealth *self)
{
  guint64 n_damaged = 0;

  for (guint i = 0; i < TWC_N_VERDICTS; i++)
    if (i != TWC_VERDICT_OK && i != TWC_VERDICT_NOISE)
      n_damaged += self->verdicts[i];

  return n_damaged;
}
