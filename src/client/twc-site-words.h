/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/twc-words.h"

G_BEGIN_DECLS

/**
 * TwcSiteView:
 *
 * What the words about the whole site depend on. Zeroed: nothing is known yet.
 */
typedef struct
{
  gboolean settled;   /* it is known whether the controller runs */
  gboolean connected; /* it runs */
  TwcBusState bus;
  gboolean wiring_set;
  guint n_chargers;
  guint n_offline; /* of them: what they draw is not known */
  guint n_unheard; /* linked, but no measurement yet */
  guint n_paused;
  guint offered_ca;
  guint drawn_ca;  /* the sum of what cars draw; the offsets of idle units are left out */
  guint steady_ca; /* the same in whole amps, by twc_site_steady_ca() */
  gboolean has_reason;
  TwcReason reason;
  const TwcProblem *worst; /* NULL = none */
} TwcSiteView;

guint twc_site_steady_ca (guint shown_ca, guint drawn_ca);
char *twc_site_say_headline (const TwcSiteView *view);
char *twc_site_say_reason (const TwcSiteView *view, const TwcReasonContext *context);
TwcStyle twc_site_choose_style (const TwcSiteView *view);
const char *twc_site_say_empty_title (const TwcSiteView *view);
char *twc_site_say_empty_text (const TwcSiteView *view);

G_END_DECLS
