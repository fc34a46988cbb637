/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/twc-garage-config.h"

G_BEGIN_DECLS

/* One column of twc-protocol 7.1. */
typedef struct
{
  const char *nick;
  guint protocol;
  guint rating_ca;
  guint volts;
  guint minimum_ca;    /* the least that may be offered to it (5.2) */
  guint idle_ca;       /* what it measures with nothing drawn */
  guint half_steps_ca; /* resolution of its measurement, in half centiamperes (7.2) */
  guint8 tail;
  gboolean announces_in_bursts;
  gboolean reports_power;
  gboolean is_4_5_3; /* FBEC, FBED, VIN, FCB1, FCB2, 20-byte bodies (3.10) */
  guint8 firmware[4];
  const char *model;
} TwcSimProfile;

const TwcSimProfile *twc_sim_profile_get (TwcProfile profile);
guint twc_sim_profile_steady_ca (TwcProfile profile, guint limit_ca);

G_END_DECLS
