/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A container that lays its children out in as many equal columns as fit. Properties:
 * min-column-width, spacing (int). */
#define TWC_TYPE_COLUMNS (twc_columns_get_type ())
G_DECLARE_FINAL_TYPE (TwcColumns, twc_columns, TWC, COLUMNS, GtkWidget)

int twc_columns_count (int n_children, int width, int min_column_width, int spacing);

void twc_columns_insert (TwcColumns *self, GtkWidget *child, guint position);
void twc_columns_remove (TwcColumns *self, guint position);

G_END_DECLS
