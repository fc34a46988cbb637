/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>

#include "bus/twc-gate.h"
#include "bus/twc-message.h"
#include "bus/twc-receiver.h"
#include "fuzz/fuzz.h"

#define N_HEAD 4 /* how much of the input is the gate: what is known of the bus */

static TwcGate
make_gate (const guint8 *head)
{
  TwcGate gate = { .master = 0xA5A5, .n_chargers = head[0] % (TWC_MAX_CHARGERS + 1) };

  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    gate.chargers[i] = (TwcGateCharger){
      .id = (guint16) (0x1839 + i),
      .protocol = (head[1] >> i & 1) + 1u,
      .may_start_stop = head[1] >> (4 + i) & 1,
      .max_offer_ca = (guint) (head[2] << 8 | head[3]),
    };
  return gate;
}

static const TwcGateCharger *
find_charger (const TwcGate *gate, guint16 id)
{
  for (guint i = 0; i < gate->n_chargers; i++)
    if (gate->chargers[i].id == id)
      return &gate->chargers[i];

  return NULL;
}

static void
check_heartbeat (const TwcMessage *message, const TwcGateCharger *charger)
{
  g_assert_nonnull (charger);
  g_assert_true (message->command == TWC_COMMAND_NONE || message->has_limit);
  g_assert_cmpuint (message->limit_ca, <=, charger->max_offer_ca);
  g_assert_cmpuint (message->limit_ca, <=, 8000);
}

/* What was let through, read by the parser and judged by twc-protocol 2.3 once more. */
static void
check_passed (const TwcGate *gate, const TwcMessage *message)
{
  const TwcGateCharger *charger =
    message->has_receiver ? find_charger (gate, message->receiver) : NULL;

  if (message->has_sender)
    g_assert_cmphex (message->sender, ==, gate->master);

  switch ((guint) message->type)
    {
    case TWC_MESSAGE_PRESENCE_1:
    case TWC_MESSAGE_PRESENCE_2:
      return;
    case TWC_MESSAGE_MASTER_HEARTBEAT:
      check_heartbeat (message, charger);
      return;
    case TWC_MESSAGE_POWER_REQUEST:
    case TWC_MESSAGE_FIRMWARE_REQUEST:
    case TWC_MESSAGE_SERIAL_REQUEST:
    case TWC_MESSAGE_VIN_REQUEST:
      g_assert_true (charger != NULL && charger->protocol == 2);
      return;
    case TWC_MESSAGE_START:
    case TWC_MESSAGE_STOP:
      g_assert_true (charger != NULL && charger->may_start_stop);
      return;
    case TWC_MESSAGE_PLUG_STATE_REQUEST:
    case TWC_MESSAGE_OLD_SERIAL_REQUEST:
    case TWC_MESSAGE_MODEL_REQUEST:
    case TWC_MESSAGE_OLD_FIRMWARE_REQUEST:
      g_assert_cmpuint (gate->n_chargers, ==, 1);
      return;
    default:
      g_assert_not_reached ();
    }
}

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  TwcMessage *message = user_data;

  g_assert_cmpint (chunk->verdict, ==, TWC_VERDICT_OK);
  g_assert_true (twc_message_parse (message, chunk->body, chunk->n_body));
}

/* The head may ask for a right checksum, which no mutation finds; then the bytes are judged as
 * a receiver on the bus gets them. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_data)
{
  TwcGate gate;
  guint8 body[64], wire[TWC_WIRE_MAX];
  gsize n_body, n_wire;
  TwcMessage message = { 0 };
  TwcReceiver receiver;

  if (n_data < N_HEAD || n_data - N_HEAD > sizeof body)
    return 0;

  gate = make_gate (data);
  n_body = n_data - N_HEAD;
  memcpy (body, data + N_HEAD, n_body);
  if (n_body >= 2 && (data[0] & 0x80) != 0)
    body[n_body - 1] = twc_frame_checksum (body, n_body);

  n_wire = twc_gate_encode (&gate, body, n_body, wire, NULL);
  if (n_wire == 0)
    return 0;

  twc_receiver_init (&receiver, TWC_RECEIVER_GAP_US);
  twc_receiver_feed (&receiver, wire, n_wire, 0, on_chunk, &message);
  g_assert_cmpuint (receiver.counts[TWC_VERDICT_OK], ==, 1);
  g_assert_cmpuint (message.n_body, ==, n_body);
  check_passed (&gate, &message);
  return 0;
}
