/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/twc-garage.h"

G_BEGIN_DECLS

/**
 * LiveGarage:
 *
 * The simulated garage behind a real pseudo-terminal, on the main loop's clock. Its adapter has
 * a stable name, a symbolic link, and can be pulled out and put back.
 */
typedef struct _LiveGarage LiveGarage;

/* What a master has written, as it came. */
typedef void (*LiveGarageTap) (const guint8 *bytes, gsize n_bytes, gint64 now_us, gpointer data);

LiveGarage *live_garage_new (const TwcGarageConfig *config, const char *link_path);
void live_garage_free (LiveGarage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LiveGarage, live_garage_free)

TwcGarage *live_garage_get (LiveGarage *self);
void live_garage_set_tap (LiveGarage *self, LiveGarageTap tap, gpointer data);
gsize live_garage_flood (LiveGarage *self, const guint8 *bytes, gsize n_bytes);
void live_garage_pull_adapter (LiveGarage *self);
void live_garage_plug_adapter (LiveGarage *self);

G_END_DECLS
