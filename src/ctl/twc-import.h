/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "values/twc-settings.h"

G_BEGIN_DECLS

/* Which day bit 0 of their bitmap is: the file's own meaning, or what its web page wrote. */
typedef enum {
  TWC_IMPORT_DAYS_UNKNOWN,
  TWC_IMPORT_DAYS_MONDAY,
  TWC_IMPORT_DAYS_SUNDAY,
} TwcImportDays;

/* A setting of ours, as it is typed. */
typedef struct
{
  char *name;
  char *text;
} TwcImportItem;

/* A setting of theirs that is not taken over. */
typedef struct
{
  char *name;
  char *why;
} TwcImportRest;

/**
 * TwcImport:
 *
 * What a TWCManagerSettings.txt says, in settings of ours (charging-control 3, 15.5).
 */
typedef struct
{
  GPtrArray *items;    /* of TwcImportItem, in the order in which they are to be set */
  GPtrArray *schedule; /* of TwcImportItem with the keys of one entry; empty = none */
  GPtrArray *rest;     /* of TwcImportRest */
  guint n_more;        /* that are left out as well, but too many to name */
  guint days_monday;   /* of the entry, by either meaning; equal: there is nothing to ask */
  guint days_sunday;
} TwcImport;

TwcImport *twc_import_new (const char *text, const TwcSettings *now, GDateTime *clock);
void twc_import_free (TwcImport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcImport, twc_import_free)

gboolean twc_import_must_ask (const TwcImport *self);
void twc_import_set_days (TwcImport *self, TwcImportDays days);
void twc_import_leave_out (TwcImport *self, const char *name, const char *why);

G_END_DECLS
