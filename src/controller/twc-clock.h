/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-site.h"

G_BEGIN_DECLS

TwcNow twc_clock_read (void);

/* The local time's rules, as they were last seen. Zero-initialised it has seen none. */
typedef struct
{
  GTimeZone *zone;
  gint64 looked_us;
} TwcZoneWatch;

gboolean twc_zone_watch_update (TwcZoneWatch *self, TwcNow now);
void twc_zone_watch_clear (TwcZoneWatch *self);

G_END_DECLS
