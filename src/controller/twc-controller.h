/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "controller/twc-settings-reader.h"

G_BEGIN_DECLS

/**
 * TwcControllerEnded:
 * @status: the exit status
 *
 * The controller has nothing more to do. Called once.
 */
typedef void (*TwcControllerEnded) (int status, gpointer user_data);

/**
 * TwcController:
 *
 * The glue of twcmanagerd: the ring between a port, the settings and the bus, in one main loop
 * with one source of its own.
 */
typedef struct _TwcController TwcController;

TwcController *twc_controller_new (const char *port,
                                   const char *state_path,
                                   TwcControllerEnded ended,
                                   gpointer user_data,
                                   GError **error);
void twc_controller_free (TwcController *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcController, twc_controller_free)

void twc_controller_start (TwcController *self);
void twc_controller_shut_down (TwcController *self);

G_END_DECLS
