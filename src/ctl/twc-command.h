/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Exit status of every verb (design 8). */
#define TWC_EXIT_DONE 0
#define TWC_EXIT_FAILED 1
#define TWC_EXIT_USAGE 2

/* A wrong command line, whichever part of the verb finds it: exit status 2. */
#define TWC_USAGE_ERROR G_OPTION_ERROR

/**
 * TwcCommand:
 *
 * How a verb is called.
 */
typedef struct
{
  const char *name;
  const char *arguments;   /* as shown by --help: "[AMPS]" */
  const char *summary;     /* one sentence */
  const char *description; /* examples; NULL = none */
  guint min_arguments;
  guint max_arguments;
} TwcCommand;

gboolean twc_command_parse (
  const TwcCommand *self, const GOptionEntry *options, int *argc, char ***argv, GError **error);
int twc_command_fail (const TwcCommand *self, const GError *error);

G_END_DECLS
