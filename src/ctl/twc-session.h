/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/twc-client.h"

G_BEGIN_DECLS

/**
 * TwcSession:
 *
 * One run's connection to the controller. Here, at the top level of a program that does one
 * thing, and nowhere else, the main context is iterated until an answer is there.
 */
typedef struct
{
  GDBusConnection *connection;
  TwcClient *client;
} TwcSession;

gboolean twc_session_has_bus (void);
gboolean twc_session_open (TwcSession *self, GError **error);
void twc_session_clear (TwcSession *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwcSession, twc_session_clear)

/* For the _async calls of the client: pass the second as their callback, a pointer that is NULL
 * as its data, then wait for it. */
GAsyncResult *twc_session_wait (GAsyncResult **result);
void twc_session_take_result (GObject *source, GAsyncResult *result, gpointer user_data);

G_END_DECLS
