/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A large number that changes every second. Property: text (string). */
#define TWC_TYPE_FIGURE (twc_figure_get_type ())
G_DECLARE_FINAL_TYPE (TwcFigure, twc_figure, TWC, FIGURE, GtkWidget)

GtkWidget *twc_figure_new (void);

G_END_DECLS
