/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/**
 * TwcPlaces:
 *
 * Where each Wall Connector's figures of the past are kept: it keeps its place while it stays.
 * All zeros is a valid beginning.
 */
typedef struct
{
  guint n;
  guint16 ids[TWC_MAX_CHARGERS]; /* whose place it is */
} TwcPlaces;

gboolean twc_places_find (const TwcPlaces *self, guint16 id, guint *place);
gboolean twc_places_claim (TwcPlaces *self, const guint16 *present, guint n_present);

G_END_DECLS
