/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-settings.h"
#include "values/twc-site.h"

G_BEGIN_DECLS

/**
 * TwcScheduleMemory:
 *
 * Which entries are active, and for how long that answer holds: a step between two changes
 * need not look at a calendar. All zeros is a valid beginning.
 */
typedef struct
{
  guint64 stamp;  /* of the entries and the zone that it was computed from */
  gint64 from_s;  /* UTC */
  gint64 until_s; /* not any more */
  guint active;   /* bit i: settings->schedules[i] */
  gint64 next_change_s;
  gint64 ends_s[TWC_MAX_SCHEDULES]; /* of the active ones; 0 = not within two weeks */
} TwcScheduleMemory;

void twc_schedule_update (TwcScheduleMemory *self,
                          const TwcSettings *settings,
                          GTimeZone *zone,
                          gint64 now_s);

guint twc_schedule_find_active (const TwcSettings *settings, GTimeZone *zone, gint64 utc_s);
gint64 twc_schedule_find_change (const TwcSettings *settings,
                                 GTimeZone *zone,
                                 guint among,
                                 gint64 after_s);

guint twc_schedule_select (const TwcSettings *settings, guint active, guint16 id);
gboolean twc_schedule_is_blocked (const TwcSettings *settings, guint selected);
guint twc_schedule_get_amps (const TwcSettings *settings, guint selected);
gint64
twc_schedule_get_end (const TwcScheduleMemory *self, const TwcSettings *settings, guint selected);

gboolean twc_schedule_must_resume (const TwcSettings *settings, gint64 now_s);

G_END_DECLS
