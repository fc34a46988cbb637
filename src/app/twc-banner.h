/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What is wrong, for as long as it is. Properties: problems (GListModel of TwcProblemItem),
 * worst (TwcProblemItem, nullable), n-problems (uint, read-only). */
#define TWC_TYPE_BANNER (twc_banner_get_type ())
G_DECLARE_FINAL_TYPE (TwcBanner, twc_banner, TWC, BANNER, AdwBin)

G_END_DECLS
