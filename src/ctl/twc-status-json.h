/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/twc-client.h"
#include "ctl/twc-record.h"

G_BEGIN_DECLS

void twc_status_json_fill (TwcRecord *record, TwcClient *client);
void twc_status_json_add_charger (TwcRecord *record, const char *key, TwcCharger *charger);

G_END_DECLS
