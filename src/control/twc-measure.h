/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-site.h"

G_BEGIN_DECLS

/* What the sources of one role say together (charging-control 6.3). */
typedef struct
{
  gboolean is_configured; /* there is a source for it at all, heard or not */
  gboolean is_usable;
  gint watts;
  gint64 at_us;    /* of the newest sample in it */
  gint64 until_us; /* the last instant at which it is still what is said here */
  gboolean has_soc;
  guint soc_percent; /* the lowest, of several batteries */
} TwcMeasure;

TwcMeasure twc_measure_role (const TwcSite *site, TwcRole role, gint64 now_us);

G_END_DECLS
