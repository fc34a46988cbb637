/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-heartbeat.h"

#include "values/twc-charger-state.h"

/* Row 7: so often is the gentle command tried on a newer unit before the firm one. */
#define GENTLE_TRIES 3

static gboolean
is_charging_state (guint8 state)
{
  return state == TWC_STATE_CHARGING || state == TWC_STATE_RAISING || state == TWC_STATE_LOWERING ||
         state == TWC_STATE_APPLYING_LIMIT || state == TWC_STATE_ADJUSTED;
}

/* What D and N send whatever the state, and what works on the most units (5.3, the fallback). */
static TwcCommand
get_firm_command (guint protocol)
{
  return protocol == 1 ? TWC_COMMAND_LIMIT : TWC_COMMAND_LIMIT_CHARGING;
}

/* Rows 4 to 8, which are about a limit that is above zero. */
static TwcCommand
choose_command (const TwcHeartbeatCase *it)
{
  const TwcCommand firm = get_firm_command (it->protocol);
  const gboolean differs = it->reported_ca != it->want_ca;

  if (it->state == TWC_STATE_STARTING && (differs || it->is_fresh_start))
    return it->is_stubborn ? firm : TWC_COMMAND_LIMIT_STARTING;
  if (!differs)
    return TWC_COMMAND_NONE;
  if (it->state == TWC_STATE_WANTS_POWER && it->reported_ca == 0)
    return it->is_stubborn ? firm : TWC_COMMAND_LIMIT;
  if (is_charging_state (it->state))
    return firm;
  if (it->may_have_car && !it->is_stubborn && it->n_ignored < GENTLE_TRIES)
    return TWC_COMMAND_LIMIT;

  return firm;
}

/**
 * twc_heartbeat_choose:
 * @it: what is known of the slave
 *
 * The table of twc-protocol 5.3. A limit is resent for as long as the slave reports another
 * one; an offer of 0 is repeated in every heartbeat, because a slave that hears 0 and 00 in
 * turn opens and closes its contactor each time (5.4, G5).
 *
 * Returns: the command and the limit of the next heartbeat
 */
TwcHeartbeat
twc_heartbeat_choose (const TwcHeartbeatCase *it)
{
  TwcHeartbeat beat = { TWC_COMMAND_NONE, 0 };

  if (!it->is_reported)
    return beat;

  if (it->want_ca == 0)
    beat.command = get_firm_command (it->protocol);
  else if (it->state != TWC_STATE_ERROR)
    beat.command = choose_command (it);

  if (beat.command != TWC_COMMAND_NONE)
    beat.limit_ca = it->want_ca;
  return beat;
}
