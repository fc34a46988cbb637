/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/twc-client.h"

G_BEGIN_DECLS

/* Properties: client (TwcClient), settings (GSettings). Action: win.tell, with a sentence that
 * is shown for a few seconds: why something that was asked for did not happen. */
#define TWC_TYPE_WINDOW (twc_window_get_type ())
G_DECLARE_FINAL_TYPE (TwcWindow, twc_window, TWC, WINDOW, AdwApplicationWindow)

GtkWindow *twc_window_new (GtkApplication *application, TwcClient *client, GSettings *settings);

G_END_DECLS
