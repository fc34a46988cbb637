/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Called from the main loop. */
typedef struct
{
  void (*connected) (GDBusConnection *connection, gpointer user_data); /* show the objects now */
  void (*owned) (gpointer user_data);
  void (*taken) (guint pid, gpointer user_data); /* the name is another's; 0 = nobody knows whose */
  void (*lost) (const char *why, gpointer user_data); /* no bus; it goes on trying by itself */
} TwcServiceCallbacks;

/**
 * TwcService:
 *
 * Our place on the session bus, kept over the bus's own coming and going: cars charge with and
 * without it.
 */
typedef struct _TwcService TwcService;

TwcService *twc_service_new (const TwcServiceCallbacks *callbacks, gpointer user_data);
void twc_service_free (TwcService *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcService, twc_service_free)

void twc_service_start (TwcService *self);

G_END_DECLS
