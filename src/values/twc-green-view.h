/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-settings.h"

G_BEGIN_DECLS

/* The sun's share as green energy sees it, with what it was computed from (charging-control 6). */
typedef struct
{
  gboolean usable; /* a method has fresh readings */
  TwcMethod method;
  gint64 at_us;      /* of its sample; TWC_NEVER before the first */
  gint surplus_w;    /* if no Wall Connector took anything */
  gint available_ca; /* A of 6.1, for those that charge by it */
  gboolean has_grid;
  gint grid_w;
  gboolean has_solar;
  gint solar_w;
  gboolean has_house; /* without the Wall Connectors */
  gint house_w;
  gboolean has_battery;
  gint battery_w;
  gboolean has_soc;
  guint soc_percent;
} TwcGreenView;

GVariant *twc_green_view_to_variant (const TwcGreenView *self);

G_END_DECLS
