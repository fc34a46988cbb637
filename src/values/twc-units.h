/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The bus carries one master and at most three slaves (twc-protocol 1.1). */
#define TWC_MAX_CHARGERS 3

/* Currents are whole centiamperes, the wire's own resolution, from the wire to the plan.
 * Offers are whole amperes expressed in centiamperes. */
#define TWC_CA(amps) ((guint) (amps) *100u)

/* Times are microseconds of a monotonic clock that the caller reads; this one is no time. */
#define TWC_NEVER G_MININT64

#define TWC_SECONDS_US(seconds) ((gint64) (seconds) *G_USEC_PER_SEC)
#define TWC_MILLISECONDS_US(ms) ((gint64) (ms) *1000)

/* "9399": an id as printed on the screen, with its NUL. */
#define TWC_ID_TEXT_SIZE 5

void twc_id_to_text (guint16 id, char text[TWC_ID_TEXT_SIZE]);
gboolean twc_id_from_text (const char *text, guint16 *id);

G_END_DECLS
