/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Somebody has written, or has come, or has gone. */
typedef struct
{
  void (*received) (const guint8 *bytes, gsize n_bytes, gpointer user_data);
  void (*changed) (gpointer user_data);
} TwcSimPtyCallbacks;

/**
 * TwcSimPty:
 *
 * The adapter of a live garage: a pseudo-terminal, perhaps under a stable name. It knows whether
 * anybody has it open, as a serial port does not keep what arrives while nobody listens.
 */
typedef struct _TwcSimPty TwcSimPty;

TwcSimPty *
twc_sim_pty_new (const char *link, const TwcSimPtyCallbacks *callbacks, gpointer user_data);
void twc_sim_pty_free (TwcSimPty *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcSimPty, twc_sim_pty_free)

gboolean twc_sim_pty_open (TwcSimPty *self, GError **error);
void twc_sim_pty_close (TwcSimPty *self);
gboolean twc_sim_pty_is_in_use (const TwcSimPty *self);
const char *twc_sim_pty_get_name (const TwcSimPty *self);
gsize twc_sim_pty_send (TwcSimPty *self, const guint8 *bytes, gsize n_bytes);

G_END_DECLS
