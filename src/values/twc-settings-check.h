/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-settings.h"

G_BEGIN_DECLS

/* A stored value that was not taken over: its last valid one is kept (G3). */
typedef struct
{
  char key[64]; /* "chargers/9399/max-amps" for those of one Wall Connector */
  char detail[160];
} TwcSettingsFault;

/* Each key of the schema and of three Wall Connectors at most; more faults help nobody. */
#define TWC_MAX_SETTINGS_FAULTS 32

typedef struct
{
  guint n;
  TwcSettingsFault items[TWC_MAX_SETTINGS_FAULTS];
} TwcSettingsFaults;

void twc_settings_faults_add (TwcSettingsFaults *self, const char *key, const char *detail);
void twc_settings_settle (TwcSettings *self, const TwcSettings *last, TwcSettingsFaults *faults);

G_END_DECLS
