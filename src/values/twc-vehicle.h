/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

#define TWC_VIN_SIZE 18 /* with its NUL */
#define TWC_MAX_VEHICLES 8

/**
 * TwcVehicle:
 *
 * What a car's maker says of it (charging-control 2), as far as somebody asks.
 */
typedef struct
{
  char vin[TWC_VIN_SIZE];
  gint64 at_us; /* of what follows; TWC_NEVER = nothing is known */
  gboolean has_soc;
  guint soc_percent;
  guint battery_wh; /* usable; 0 = unknown */
  gboolean home;
  gboolean complete;    /* it says that it is full */
  gboolean own_timer;   /* it says that it waits for its own timer */
  gboolean can_command; /* a start or a stop can be sent to it */
} TwcVehicle;

G_END_DECLS
