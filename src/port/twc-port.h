/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TWC_PORT_ERROR (twc_port_error_quark ())
GQuark twc_port_error_quark (void);

typedef enum {
  TWC_PORT_ERROR_MISSING,
  TWC_PORT_ERROR_DENIED,
  TWC_PORT_ERROR_BUSY,
  TWC_PORT_ERROR_NOT_SERIAL,
  TWC_PORT_ERROR_LOST,
  TWC_PORT_ERROR_UNREACHABLE,
  TWC_PORT_ERROR_FAILED,
} TwcPortError;

const char *twc_port_error_get_detail (const GError *error);

#define TWC_PORT_WIRE_MAX 64

/**
 * TwcPortEncode:
 * @body: what somebody wants to send
 * @wire: (out): the bytes that leave the port
 *
 * Turns a body into wire bytes or refuses it. Nothing leaves a port but what this returns: the
 * controller gives it the gate of bus/ (G2).
 *
 * Returns: the number of bytes in @wire, 0 with @error set when refused
 */
typedef gsize (*TwcPortEncode) (const guint8 *body,
                                gsize n_body,
                                guint8 wire[TWC_PORT_WIRE_MAX],
                                gpointer user_data,
                                GError **error);

/* Called from the main loop, never from within a call to the port. */
typedef struct
{
  TwcPortEncode encode;
  void (*opened) (gpointer user_data);
  void (*received) (const guint8 *bytes, gsize n_bytes, gpointer user_data);
  void (*failed) (const GError *error, gpointer user_data); /* it goes on trying by itself */
} TwcPortCallbacks;

#define TWC_TYPE_PORT (twc_port_get_type ())
G_DECLARE_FINAL_TYPE (TwcPort, twc_port, TWC, PORT, GObject)

TwcPort *twc_port_new (const char *name, const TwcPortCallbacks *callbacks, gpointer user_data);
void twc_port_start (TwcPort *self);
const char *twc_port_get_name (TwcPort *self);
gboolean twc_port_is_open (TwcPort *self);
gboolean twc_port_send (TwcPort *self, const guint8 *body, gsize n_body, GError **error);

G_END_DECLS
