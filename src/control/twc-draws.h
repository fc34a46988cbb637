/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* For so long it is known what the Wall Connectors drew when a meter was read (6.2). */
#define TWC_DRAWS_SECONDS 120

/**
 * TwcDraws:
 *
 * What each Wall Connector drew in each of the last seconds. Each has a place of its own, which
 * it keeps while it stays. All zeros is a valid beginning.
 */
typedef struct
{
  guint n_places;
  guint16 ids[TWC_MAX_CHARGERS]; /* whose place it is */
  gboolean is_begun;
  gint64 last_s;
  guint16 ca[TWC_DRAWS_SECONDS][TWC_MAX_CHARGERS];
} TwcDraws;

gboolean twc_draws_find (const TwcDraws *self, guint16 id, guint *place);
gboolean twc_draws_claim (TwcDraws *self, const guint16 *present, guint n_present);
void twc_draws_put (TwcDraws *self, gint64 second, const guint16 ca[TWC_MAX_CHARGERS]);
gboolean twc_draws_reaches (const TwcDraws *self, gint64 second);
const guint16 *twc_draws_get (const TwcDraws *self, gint64 second);

G_END_DECLS
