/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Sets the two wiring limits where nobody has yet. Properties: settings (GSettings),
 * confirming (boolean, read-only). Actions:
 * wiring.check, wiring.back, wiring.set. */
#define TWC_TYPE_WIRING_SETUP (twc_wiring_setup_get_type ())
G_DECLARE_FINAL_TYPE (TwcWiringSetup, twc_wiring_setup, TWC, WIRING_SETUP, AdwBin)

G_END_DECLS
