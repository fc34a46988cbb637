/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-brain.h"

G_BEGIN_DECLS

/* Of each line. */
#define GARAGE_VOLTS 240

/* Physical Wall Connectors with cars, behind a bus that loses and delays: what the brain has to
 * keep safe, and the site as the master would see it. */

typedef struct
{
  gboolean plugged;
  gboolean wants;
  gboolean stubborn; /* once it draws, 0 does not stop it */
  gboolean quirky;   /* falls to 5.2 A after a small raise (charging-control 12) */
  gboolean stuck;    /* it has fallen */
  gint64 cured_us;   /* when it rises again; TWC_NEVER = not as it is */
  guint most_ca;
  guint over_ca; /* draws so much more than it is allowed */
  guint draw_ca;
  gint64 follow_us; /* when it follows the limit; TWC_NEVER = it has */
} Car;

typedef struct
{
  guint16 id;
  guint protocol;
  guint rating_ca;
  guint limit_ca;       /* in force */
  guint next_limit_ca;  /* adopted at the next heartbeat */
  gint64 heard_us;      /* the master, last */
  gint64 deaf_until_us; /* hears nothing */
  gint64 mute_until_us; /* is not heard */
  gint64 beat_us;       /* its next heartbeat is due */
  double taken_wh;      /* by all its cars */
  Car car;
} Box;

typedef struct
{
  GRand *rand;
  gint64 now_us;
  guint loss_percent;
  guint n_boxes;
  Box boxes[TWC_MAX_CHARGERS];
  TwcSite site;
  gint64 linked_us[TWC_MAX_CHARGERS]; /* of each in the site */
  gint64 disturbed_us; /* the last time that something came which nobody could foresee */
} Garage;

void garage_init (Garage *self, GRand *rand, gint64 now_us);
void garage_forget (Garage *self); /* the master restarts: it knows ids, and no reports */
void garage_plug (Garage *self, Box *box);
void garage_unplug (Garage *self, Box *box);
void garage_change_id (Garage *self, Box *box);
gboolean garage_step (Garage *self, const TwcPlan *plan, gint64 now_us);

guint garage_sum_real (const Garage *self);
gboolean garage_has_p2 (const Garage *self);
guint garage_sum_clamped (const Garage *self);
void garage_calm_down (Garage *self);

G_END_DECLS
