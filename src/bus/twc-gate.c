/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-gate.h"

#include <string.h>

#include "bus/twc-message.h"

/* What units answer to; the 20-byte form is theirs alone (twc-protocol 1.4). */
#define SEND_MIN 13
#define SEND_MAX 16

/* Not G_DEFINE_QUARK: clang-format puts spaces into the name. */
GQuark
twc_gate_error_quark (void)
{
  return g_quark_from_static_string ("twc-gate-error-quark");
}

/* What is allowed on behalf of a code that is on the list (twc-protocol 2.3). */
typedef gboolean (*Condition) (const TwcGate *self,
                               const guint8 *body,
                               gsize n_body,
                               GError **error);

typedef struct
{
  guint8 code[2];
  Condition condition;
} Rule;

static guint16
get_u16 (const guint8 *bytes)
{
  return (guint16) (bytes[0] << 8 | bytes[1]);
}

static gboolean
refuse (GError **error, TwcGateError code, const guint8 *body, const char *why)
{
  g_set_error (error, TWC_GATE_ERROR, code, "%02X%02X not sent: %s", body[0], body[1], why);
  return FALSE;
}

/* Bytes without a meaning are sent as zero (twc-protocol 2.2): what a unit makes of others is
 * not known. */
static gboolean
is_zero_from (const guint8 *body, gsize n_body, gsize from)
{
  for (gsize i = from; i + 1 < n_body; i++)
    if (body[i] != 0)
      return FALSE;

  return TRUE;
}

static gboolean
check_zero_from (const guint8 *body, gsize n_body, gsize from, GError **error)
{
  if (is_zero_from (body, n_body, from))
    return TRUE;

  return refuse (error, TWC_GATE_ERROR_MALFORMED, body, "bytes without a meaning must be zero");
}

static gboolean
check_sender (const TwcGate *self, const guint8 *body, GError **error)
{
  const guint16 sender = get_u16 (body + 2);

  if (sender != self->master)
    return refuse (error, TWC_GATE_ERROR_NOT_ALLOWED, body, "the sender is not this master");
  if (sender == 0x0000 || sender == 0xFFFF)
    return refuse (error, TWC_GATE_ERROR_NOT_ALLOWED, body, "0000 and FFFF are no ids");

  return TRUE;
}

static const TwcGateCharger *
find_receiver (const TwcGate *self, const guint8 *body, GError **error)
{
  const guint16 receiver = get_u16 (body + 4);

  for (guint i = 0; i < MIN (self->n_chargers, TWC_MAX_CHARGERS); i++)
    if (self->chargers[i].id == receiver)
      return &self->chargers[i];

  refuse (error, TWC_GATE_ERROR_NOT_ALLOWED, body, "the receiver is no known Wall Connector");
  return NULL;
}

static gboolean
check_presence (const TwcGate *self, const guint8 *body, gsize n_body, GError **error)
{
  if (!check_sender (self, body, error) || !check_zero_from (body, n_body, 7, error))
    return FALSE;
  if (get_u16 (body + 5) > TWC_OFFER_MAX_CA)
    return refuse (error, TWC_GATE_ERROR_ABOVE_LIMIT, body, "announces more than 80 A");

  return TRUE;
}

/**
 * twc_gate_get_least_offer:
 * @protocol: 1 or 2
 *
 * Returns: the least that a unit can use (twc-protocol 5.2): below it there is only 0, because a
 *   car that is offered something in between may go to 03 until it is plugged in anew
 */
guint
twc_gate_get_least_offer (guint protocol)
{
  return protocol == 1 ? TWC_CA (5) : TWC_CA (6);
}

static gboolean
check_limit (const TwcGateCharger *charger, const guint8 *body, GError **error)
{
  const guint limit_ca = get_u16 (body + 7);

  if (limit_ca > TWC_OFFER_MAX_CA)
    return refuse (error, TWC_GATE_ERROR_ABOVE_LIMIT, body, "offers more than 80 A");
  if (limit_ca > charger->max_offer_ca)
    return refuse (error, TWC_GATE_ERROR_ABOVE_LIMIT, body,
                   "offers more than this Wall Connector or its wiring may have");
  if (limit_ca > 0 && limit_ca < twc_gate_get_least_offer (charger->protocol))
    return refuse (error, TWC_GATE_ERROR_MALFORMED, body,
                   "offers less than this Wall Connector can use, and yet not 0");

  return TRUE;
}

static gboolean
check_heartbeat (const TwcGate *self, const guint8 *body, gsize n_body, GError **error)
{
  const TwcGateCharger *charger;

  switch (body[6])
    {
    case TWC_COMMAND_NONE:
    case TWC_COMMAND_LIMIT:
    case TWC_COMMAND_LIMIT_STARTING:
    case TWC_COMMAND_LIMIT_CHARGING:
      break;
    default: /* 02 puts the unit into a fault that needs a button; 06 and 07 are never needed */
      return refuse (error, TWC_GATE_ERROR_FORBIDDEN, body,
                     "a heartbeat's command is 00, 05, 08 or 09");
    }

  charger = check_sender (self, body, error) ? find_receiver (self, body, error) : NULL;
  if (charger == NULL)
    return FALSE;
  if (body[6] == TWC_COMMAND_NONE)
    return check_zero_from (body, n_body, 7, error);

  return check_zero_from (body, n_body, 9, error) && check_limit (charger, body, error);
}

static const TwcGateCharger *
check_addressed (const TwcGate *self, const guint8 *body, gsize n_body, GError **error)
{
  const TwcGateCharger *charger;

  if (!check_sender (self, body, error) || !check_zero_from (body, n_body, 6, error))
    return NULL;

  charger = find_receiver (self, body, error);
  if (charger == NULL || charger->protocol == 2)
    return charger;

  refuse (error, TWC_GATE_ERROR_NOT_ALLOWED, body, "only newer Wall Connectors know it");
  return NULL;
}

static gboolean
check_query (const TwcGate *self, const guint8 *body, gsize n_body, GError **error)
{
  return check_addressed (self, body, n_body, error) != NULL;
}

static gboolean
check_start_stop (const TwcGate *self, const guint8 *body, gsize n_body, GError **error)
{
  const TwcGateCharger *charger = check_addressed (self, body, n_body, error);

  if (charger == NULL || charger->may_start_stop)
    return charger != NULL;

  return refuse (error, TWC_GATE_ERROR_NOT_ALLOWED, body,
                 "the owner has not allowed start and stop for this Wall Connector");
}

/* Without an address, so all units would answer at once (twc-protocol 2.2). */
static gboolean
check_diagnosis (const TwcGate *self, const guint8 *body, gsize n_body, GError **error)
{
  if (!check_zero_from (body, n_body, 2, error))
    return FALSE;
  if (self->n_chargers != 1)
    return refuse (error, TWC_GATE_ERROR_NOT_ALLOWED, body,
                   "it needs exactly one Wall Connector on the bus");

  return TRUE;
}

/* All that may ever be sent (twc-protocol 2.3). What is not here includes FC19 and FC1A, which
 * burn a unit's identity, FBE8, which crashes it, FCE5, which drops its relay, and FCA1. */
static const Rule rules[] = {
  { { 0xFC, 0xE1 }, check_presence },   { { 0xFB, 0xE2 }, check_presence },
  { { 0xFB, 0xE0 }, check_heartbeat },  { { 0xFB, 0xEB }, check_query },
  { { 0xFB, 0xEC }, check_query },      { { 0xFB, 0xED }, check_query },
  { { 0xFB, 0xEE }, check_query },      { { 0xFB, 0xEF }, check_query },
  { { 0xFB, 0xF1 }, check_query },      { { 0xFB, 0x19 }, check_diagnosis },
  { { 0xFB, 0x1A }, check_diagnosis },  { { 0xFB, 0x1B }, check_diagnosis },
  { { 0xFB, 0xB4 }, check_diagnosis },  { { 0xFC, 0xB1 }, check_start_stop },
  { { 0xFC, 0xB2 }, check_start_stop },
};

static const Rule *
find_rule (const guint8 *body)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (memcmp (rules[i].code, body, 2) == 0)
      return &rules[i];

  return NULL;
}

/**
 * twc_gate_check:
 * @body: what somebody wants to send
 * @n_body: its length, of any value
 *
 * Returns: whether @body may be sent now; @error says why not
 */
gboolean
twc_gate_check (const TwcGate *self, const guint8 *body, gsize n_body, GError **error)
{
  const Rule *rule;

  g_return_val_if_fail (self != NULL, FALSE);

  if (n_body < 2)
    {
      g_set_error_literal (error, TWC_GATE_ERROR, TWC_GATE_ERROR_MALFORMED,
                           "Not sent: too short to be a message");
      return FALSE;
    }

  /* The code first: whoever tries a forbidden one should hear that and not of its length. */
  rule = find_rule (body);
  if (rule == NULL)
    return refuse (error, TWC_GATE_ERROR_FORBIDDEN, body,
                   "not on the list of what is known to be harmless");
  if (n_body < SEND_MIN || n_body > SEND_MAX)
    return refuse (error, TWC_GATE_ERROR_MALFORMED, body, "a message has 13 to 16 bytes");
  if (twc_frame_checksum (body, n_body) != body[n_body - 1])
    return refuse (error, TWC_GATE_ERROR_MALFORMED, body, "wrong checksum");

  return rule->condition (self, body, n_body, error);
}

/**
 * twc_gate_encode:
 * @body: what somebody wants to send
 * @n_body: its length, of any value
 * @wire: (out): the bytes for the port
 *
 * The last function before the port (twc-protocol 2.3, G2).
 *
 * Returns: how many bytes of @wire to send; 0 with @error set when @body may not be sent
 */
gsize
twc_gate_encode (
  const TwcGate *self, const guint8 *body, gsize n_body, guint8 wire[TWC_WIRE_MAX], GError **error)
{
  if (!twc_gate_check (self, body, n_body, error))
    return 0;

  return twc_frame_to_wire (body, n_body, wire);
}
