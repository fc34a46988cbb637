/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/twc-record.h"

G_BEGIN_DECLS

/* Values as people type and read them. */
GVariant *twc_setting_text_parse (const GVariantType *type, const char *key, const char *text);
char *twc_setting_text_print (GVariant *value);
const char *twc_setting_text_describe (const GVariantType *type, const char *key);
void twc_setting_text_add (TwcRecord *record, const char *name, GVariant *value);

G_END_DECLS
