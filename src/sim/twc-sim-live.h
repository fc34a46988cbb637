/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sim/twc-scenario.h"

G_BEGIN_DECLS

/* The adapter has got a terminal: at the start, and again when it comes back. */
typedef void (*TwcSimLiveOpened) (const char *name, gpointer user_data);

/* The scenario is over, or cannot go on. */
typedef void (*TwcSimLiveEnded) (const GError *error, gpointer user_data);

/**
 * TwcSimLive:
 *
 * A garage on the monotonic clock and behind a real pseudo-terminal. It wakes when bytes come
 * and when something is due, and for nothing else.
 */
typedef struct _TwcSimLive TwcSimLive;

TwcSimLive *twc_sim_live_new (const TwcScenario *scenario,
                              const char *link,
                              TwcSimLiveOpened opened,
                              TwcSimLiveEnded ended,
                              gpointer user_data);
void twc_sim_live_free (TwcSimLive *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcSimLive, twc_sim_live_free)

gboolean twc_sim_live_start (TwcSimLive *self, GError **error);
TwcGarage *twc_sim_live_get_garage (TwcSimLive *self);
gint64 twc_sim_live_get_elapsed (TwcSimLive *self);

G_END_DECLS
