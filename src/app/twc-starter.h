/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/twc-client.h"

G_BEGIN_DECLS

/* Starts the controller, once, where none runs. */
#define TWC_TYPE_STARTER (twc_starter_get_type ())
G_DECLARE_FINAL_TYPE (TwcStarter, twc_starter, TWC, STARTER, GObject)

TwcStarter *twc_starter_new (GDBusConnection *connection, TwcClient *client, const char *port);

G_END_DECLS
