/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-slave.h"

G_BEGIN_DECLS

/**
 * TwcTable:
 *
 * The slaves, three at most (twc-protocol 4.5). A plain value.
 */
typedef struct
{
  guint n_slaves;
  TwcSlave slaves[TWC_MAX_CHARGERS];
  guint16 refused; /* the fourth; 0 = none */
  gint64 refused_us;
} TwcTable;

TwcSlave *twc_table_find (TwcTable *self, guint16 id);
TwcSlave *
twc_table_add (TwcTable *self, guint16 id, guint protocol, guint rating_ca, gint64 now_us);
gboolean twc_table_take_link_ready (TwcTable *self, const TwcMessage *message, gint64 now_us);
void twc_table_resume (TwcTable *self, gint64 now_us);
void twc_table_expire (TwcTable *self, gint64 now_us);
gint64 twc_table_get_deadline (const TwcTable *self);
guint twc_table_count_online (const TwcTable *self);
gboolean twc_table_has_different_ratings (const TwcTable *self);
const TwcSlave *twc_table_find_invalid (const TwcTable *self);
gboolean twc_table_is_courting_in_vain (const TwcTable *self);

G_END_DECLS
