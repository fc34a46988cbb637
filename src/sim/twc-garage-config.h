/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* One more than a bus bears: the fourth is there only to be refused. */
#define TWC_GARAGE_MAX_SLAVES 4

/* The kinds of unit of twc-protocol 7.1. */
typedef enum {
  TWC_PROFILE_P1_US,
  TWC_PROFILE_P1_EU,
  TWC_PROFILE_P2_US,
  TWC_PROFILE_P2_EU,
  TWC_N_PROFILES
} TwcProfile;

/* A car's habits (7.2 to 7.4). Zero-initialised fields take the defaults of 7.3. */
typedef struct
{
  gboolean plugged; /* from the start */
  guint max_ca;     /* its onboard charger's limit; 0 = 3200 */
  guint phases;     /* 0 = all that the unit has */
  gint64 needs_wh;  /* full after that much; 0 = never */
  gboolean is_tesla;
  char vin[18];             /* empty = none on the wire */
  gboolean has_quirk;       /* 5.7 */
  guint start_delay_ms;     /* 0 = 5 to 10 s; more than 10 s = it sleeps before */
  gboolean is_scheduled;    /* plugs in, but does not want power before its driver says so */
  gboolean fails_at_zero;   /* plugged in while 0 is offered, it never starts (5.4) */
  gboolean hates_fractions; /* two limits of odd centiamperes in 5 s: falls to 6 A (5.1) */
  guint sleep_after_s;      /* when it wants nothing; 0 = 600 */
  gboolean forgets_vin_asleep;
} TwcCarConfig;

typedef struct
{
  guint16 id;
  TwcProfile profile;
  guint wiring_ca;     /* of its own circuit: more is a violation; 0 = its rating */
  guint32 counter_kwh; /* where its energy counter starts; garbage is welcome (3.9) */
  guint rating_ca;     /* 0 = the profile's */
  guint phases;        /* wired to it: 1 or 3; 0 = the profile's */
  guint volts;         /* 0 = the profile's */
  guint charging_ca;   /* its car charges from the start: another master had allowed this */
  guint gain_permille; /* with a gain its draw is limit x gain + offset, not the table (7.2) */
  gint offset_ca;
  gboolean adopts_at_once; /* a limit is in the answer to its own heartbeat, not in the next */
  gboolean has_no_tail;    /* nothing follows its closing delimiter */
  guint8 tail;             /* 0 = the profile's */
  guint link_ready_ms;     /* its first link-ready after power up; 0 = within 10 s */
  TwcCarConfig car;
} TwcSlaveConfig;

/* Line faults (7.6), as chances per million of what they may hit. Of the first four a frame
 * suffers at most one: the checksum is a sum, and two flipped bits could cancel out, which no
 * controller could know. */
typedef struct
{
  guint bit_flip;           /* per frame */
  guint dropped_byte;       /* per frame */
  guint lost_delimiter;     /* per frame */
  guint reply_loss;         /* per frame that asks for a reply */
  guint runt;               /* per frame */
  guint max_reply_delay_ms; /* 0 = 20 to 60 */
  gboolean echo;            /* the adapter returns what the master sends */
  gboolean bursts;          /* the adapter delivers every 16 ms */
} TwcLineFaults;

typedef struct
{
  guint32 seed;
  guint wiring_ca; /* of all together: more is a violation; 0 = not watched */
  guint n_slaves;
  TwcSlaveConfig slaves[TWC_GARAGE_MAX_SLAVES];
  TwcLineFaults faults;
} TwcGarageConfig;

const char *twc_profile_to_nick (TwcProfile profile);
gboolean twc_profile_from_nick (const char *nick, TwcProfile *profile);

G_END_DECLS
