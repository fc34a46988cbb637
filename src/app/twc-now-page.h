/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The place that answers: what charges, and why. Properties: client (TwcClient), settings
 * (GSettings). */
#define TWC_TYPE_NOW_PAGE (twc_now_page_get_type ())
G_DECLARE_FINAL_TYPE (TwcNowPage, twc_now_page, TWC, NOW_PAGE, AdwBin)

G_END_DECLS
