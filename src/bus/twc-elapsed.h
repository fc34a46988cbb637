/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* Never is for ever ago: a difference with TWC_NEVER would overflow. */
static inline gint64
twc_elapsed_us (gint64 since_us, gint64 now_us)
{
  return since_us == TWC_NEVER ? G_MAXINT64 : now_us - since_us;
}

G_END_DECLS
