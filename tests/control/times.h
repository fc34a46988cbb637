/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "table.h"
#include "toy.h"

G_BEGIN_DECLS

/* What scenarios say of the calendar; times are as in a Table.
 *
 *   zone NAME                              the owner's
 *   clock TIME                             what the wall clock says in this tick
 *   schedule DAYS START-END AMPS [units]   one more entry
 *   unschedule                             none any more
 *   charge-now AMPS SECONDS [units]        0 cancels it
 *   resume TIME                            green energy goes on then
 *   announced TIME TIME PRICE              one more row of prices; TIME in UTC
 *   unannounce                             no rows any more
 *   tariff DAYS START-END PRICE            one more row of the weekly table
 *   goal UNIT|VIN KWH|N% TIME DAYS|DATE    one more car that is to be ready by a local time
 *   ungoal                                 none any more
 *   cheap-limit PRICE                      of rank 5
 *
 * and what they expect:
 *
 *   mode NICK
 *   clock-is-wrong 0|1
 *   change TIME|none                       of the schedule
 *   windows N, window I TIME TIME          of the plans; TIME in UTC
 *   late GOAL MINUTES, departure GOAL TIME|none, missing GOAL KWH */

gboolean times_act (Toy *toy, const Table *line);
gboolean times_is_expectation (const char *verb);
void times_expect (const Toy *toy, const Table *line);

G_END_DECLS
