/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "support/live-garage.h"

G_BEGIN_DECLS

/* A real twcmanagerd on a bus of its own, with settings in a key file, at a simulated garage
 * behind a pseudo-terminal. */
typedef struct
{
  char *folder;
  char *keyfile;
  char *port; /* the adapter's stable name */
  GTestDBus *bus;
  GDBusConnection *connection;
  LiveGarage *garage;
  GSubprocess *daemon;
  GString *log; /* what it wrote to stderr, once it has ended */
} DaemonWorld;

/* Whether what a test waits for has come about. */
typedef gboolean (*DaemonWorldPredicate) (DaemonWorld *world, gconstpointer data);

void daemon_world_set_up (DaemonWorld *self, const char *settings);
void
daemon_world_set_up_at (DaemonWorld *self, const char *settings, const TwcGarageConfig *garage);
void daemon_world_tear_down (DaemonWorld *self);
void daemon_world_drop_bus (DaemonWorld *self);

GSubprocess *daemon_world_spawn (DaemonWorld *self, const char *port);
void daemon_world_start (DaemonWorld *self);
int daemon_world_stop (DaemonWorld *self);
int daemon_world_wait_for_exit (DaemonWorld *self, GSubprocess *process);
char *daemon_world_run (DaemonWorld *self, const char *command_line);

void daemon_world_write_settings (DaemonWorld *self, const char *settings);
GVariant *daemon_world_call (
  DaemonWorld *self, const char *path, const char *method, GVariant *arguments, GError **error);
GVariant *daemon_world_get (DaemonWorld *self, const char *path, const char *property);
double daemon_world_get_double (DaemonWorld *self, const char *path, const char *property);
gboolean daemon_world_has_problem (DaemonWorld *self, const char *code);

void daemon_world_wait (DaemonWorld *self, DaemonWorldPredicate predicate, gconstpointer data);
void daemon_world_wait_for_draw (DaemonWorld *self, guint min_ca, guint max_ca);
void daemon_world_wait_for_problem (DaemonWorld *self, const char *code);
guint daemon_world_sum_draws (DaemonWorld *self);
guint daemon_world_sum_limits (DaemonWorld *self);
void daemon_world_assert_safe (DaemonWorld *self);

G_END_DECLS
