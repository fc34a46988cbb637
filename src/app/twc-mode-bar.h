/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What to do: mode, fixed amps, one-time charge. Properties: client (TwcClient), mode (string),
 * end (string). Actions: mode.choose, mode.end, mode.open, mode.fix, mode.charge, mode.cancel. */
#define TWC_TYPE_MODE_BAR (twc_mode_bar_get_type ())
G_DECLARE_FINAL_TYPE (TwcModeBar, twc_mode_bar, TWC, MODE_BAR, AdwBin)

G_END_DECLS
