/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/twc-command.h"
#include "ctl/twc-setting.h"

G_BEGIN_DECLS

/**
 * TwcEntryVerb:
 *
 * A verb with list, add and remove, for one family of settings.
 */
typedef struct
{
  TwcCommand command;
  const TwcSettingFamily *family;
  void (*print) (const char *name, GSettings *settings); /* one line for a person */
} TwcEntryVerb;

/* What an option says of a key; one that was not given is left out. */
typedef struct
{
  const char *key;
  const char *option; /* its name, for who forgets it; NULL = it may be missing */
  char *text;
  GStrv texts; /* instead of text, of an option that may be repeated */
} TwcEntryOption;

int twc_entry_run (const TwcEntryVerb *self,
                   const GOptionEntry *entries,
                   TwcEntryOption *options,
                   guint n_options,
                   int argc,
                   char **argv);

G_END_DECLS
