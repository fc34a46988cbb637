/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-reading.h"

G_BEGIN_DECLS

/* What charging needs to know of an energy source; how it is asked is the template's. */
typedef struct
{
  char name[32]; /* the last part of its settings path, and the id of its reading */
  gboolean enabled;
  char template[32];
  TwcRole role;
  guint set;           /* those of one set are added (charging-control 6.3) */
  guint stale_after_s; /* 0: automatic, see twc_source_settings_get_stale_after() */
  guint poll_s;
} TwcSourceSettings;

TwcSourceSettings twc_source_settings_default (void);
gboolean
twc_source_settings_set (TwcSourceSettings *self, const char *key, GVariant *value, GError **error);
gboolean twc_source_settings_equal (const TwcSourceSettings *a, const TwcSourceSettings *b);
guint twc_source_settings_get_stale_after (const TwcSourceSettings *self);
const char *const *twc_source_settings_list_keys (void);

G_END_DECLS
