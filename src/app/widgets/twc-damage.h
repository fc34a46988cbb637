/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GskRenderNode *twc_damage_new (const graphene_rect_t *bounds, guint content);

G_END_DECLS
