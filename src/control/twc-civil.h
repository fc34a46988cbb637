/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-schedule-entry.h"
#include "values/twc-site.h"

G_BEGIN_DECLS

/* The owner's calendar and UTC, charging-control 5.4. A day is counted from 1970-01-01 like
 * POSIX seconds are; a zone may be %NULL, which is UTC. */

gint64 twc_civil_to_utc (GTimeZone *zone, gint64 day, guint minute);
gint64 twc_civil_get_day (GTimeZone *zone, gint64 utc_s);
gint64 twc_civil_get_next (GTimeZone *zone, guint minute, gint64 after_s);

gboolean twc_civil_is_on (gint64 day, guint days);
gboolean twc_civil_find_day (guint date, gint64 *day);
gboolean twc_civil_get_window (
  GTimeZone *zone, gint64 day, guint start_min, guint end_min, gint64 *start_s, gint64 *end_s);

gboolean twc_civil_is_plausible (gint64 utc_s);

G_END_DECLS
