/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Around a label whose numbers change: draws its text word by word. Property: child (GtkLabel). */
#define TWC_TYPE_WORDWISE (twc_wordwise_get_type ())
G_DECLARE_FINAL_TYPE (TwcWordwise, twc_wordwise, TWC, WORDWISE, AdwBin)

GskRenderNode *twc_wordwise_split (GskRenderNode *node);

G_END_DECLS
