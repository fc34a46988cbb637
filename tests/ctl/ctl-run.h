/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/fake-controller.h"

G_BEGIN_DECLS

/**
 * CtlRun:
 *
 * A bus, a fake controller, a folder for settings, and the built twcctl run against them.
 */
typedef struct _CtlRun CtlRun;

struct _CtlRun
{
  GTestDBus *bus;
  FakeController *fake;
  char *config;        /* XDG_CONFIG_HOME */
  const char *backend; /* of GSettings */
  gboolean has_no_bus; /* as in a bare shell over ssh */
  int stdout_fd;       /* where its next output goes instead; 0 = here */
  gboolean has_ended;
  void (*while_running) (CtlRun *self); /* after whatever happens meanwhile; NULL = nothing */

  /* of the last run */
  int status; /* negative: the signal that ended it */
  char *out;
  char *err;
};

extern const char *ctl_run_program;

void ctl_run_set_up (CtlRun *self, gconstpointer data);
void ctl_run_tear_down (CtlRun *self, gconstpointer data);
void ctl_run (CtlRun *self, const char *command_line);
void ctl_run_assert_fails (CtlRun *self, int status, const char *word);

G_END_DECLS
