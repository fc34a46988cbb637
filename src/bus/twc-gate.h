/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-frame.h"
#include "values/twc-units.h"

G_BEGIN_DECLS

#define TWC_GATE_ERROR (twc_gate_error_quark ())
GQuark twc_gate_error_quark (void);

typedef enum {
  TWC_GATE_ERROR_FORBIDDEN,   /* never to be sent, whatever the circumstances */
  TWC_GATE_ERROR_NOT_ALLOWED, /* its condition in twc-protocol 2.3 does not hold */
  TWC_GATE_ERROR_MALFORMED,   /* length, checksum, or what no unit can use */
  TWC_GATE_ERROR_ABOVE_LIMIT, /* offers more than the unit or its wiring may have */
} TwcGateError;

typedef struct
{
  guint16 id;
  guint protocol;
  guint max_offer_ca; /* the lower of rating and own wiring limit; 0 = nothing may be offered */
  gboolean may_start_stop; /* the owner's opt-in for FCB1 and FCB2 */
} TwcGateCharger;

/**
 * TwcGate:
 *
 * What may be transmitted (twc-protocol 2.3, G2). It is the only way from a body to the wire:
 * the port takes its bytes from twc_gate_encode() and from nowhere else.
 */
typedef struct
{
  guint16 master;
  guint n_chargers;
  TwcGateCharger chargers[TWC_MAX_CHARGERS];
} TwcGate;

guint twc_gate_get_least_offer (guint protocol);
gboolean twc_gate_check (const TwcGate *self, const guint8 *body, gsize n_body, GError **error);
gsize twc_gate_encode (
  const TwcGate *self, const guint8 *body, gsize n_body, guint8 wire[TWC_WIRE_MAX], GError **error);

G_END_DECLS
