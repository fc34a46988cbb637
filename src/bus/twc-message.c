/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-message.h"

#include <string.h>

#include "values/twc-nick.h"

/* Which ids stand at offsets 2 and 4 (twc-protocol 2.2). */
typedef enum {
  IDS_NONE,
  IDS_OPTIONAL, /* zeros, or a sender and a receiver that some masters put there */
  IDS_SENDER,
  IDS_BOTH,
} Ids;

/* A row of twc-protocol 2.1. Fields end before n_min - 1, where the checksum may stand. */
typedef struct
{
  guint8 code[2];
  TwcMessageType type;
  gsize n_min;
  Ids ids;
  guint part; /* of a VIN */
  void (*read_fields) (TwcMessage *self, const guint8 *body);
} Layout;

static const char *const types[TWC_N_MESSAGES] = {
  [TWC_MESSAGE_OTHER] = "other",
  [TWC_MESSAGE_PRESENCE_1] = "presence-1",
  [TWC_MESSAGE_PRESENCE_2] = "presence-2",
  [TWC_MESSAGE_LINK_READY] = "link-ready",
  [TWC_MESSAGE_MASTER_HEARTBEAT] = "master-heartbeat",
  [TWC_MESSAGE_SLAVE_HEARTBEAT] = "slave-heartbeat",
  [TWC_MESSAGE_POWER_REQUEST] = "power-request",
  [TWC_MESSAGE_POWER_REPORT] = "power-report",
  [TWC_MESSAGE_FIRMWARE_REQUEST] = "firmware-request",
  [TWC_MESSAGE_FIRMWARE_REPORT] = "firmware-report",
  [TWC_MESSAGE_SERIAL_REQUEST] = "serial-request",
  [TWC_MESSAGE_SERIAL_REPORT] = "serial-report",
  [TWC_MESSAGE_VIN_REQUEST] = "vin-request",
  [TWC_MESSAGE_VIN_REPORT] = "vin-report",
  [TWC_MESSAGE_START] = "start",
  [TWC_MESSAGE_STOP] = "stop",
  [TWC_MESSAGE_START_ACK] = "start-ack",
  [TWC_MESSAGE_STOP_ACK] = "stop-ack",
  [TWC_MESSAGE_IDLE] = "idle",
  [TWC_MESSAGE_PLUG_STATE_REQUEST] = "plug-state-request",
  [TWC_MESSAGE_PLUG_STATE] = "plug-state",
  [TWC_MESSAGE_OLD_SERIAL_REQUEST] = "old-serial-request",
  [TWC_MESSAGE_OLD_SERIAL] = "old-serial",
  [TWC_MESSAGE_MODEL_REQUEST] = "model-request",
  [TWC_MESSAGE_MODEL] = "model",
  [TWC_MESSAGE_OLD_FIRMWARE_REQUEST] = "old-firmware-request",
  [TWC_MESSAGE_OLD_FIRMWARE] = "old-firmware",
};

static guint16
get_u16 (const guint8 *bytes)
{
  return (guint16) (bytes[0] << 8 | bytes[1]);
}

static void
put_u16 (guint8 *bytes, guint16 value)
{
  bytes[0] = (guint8) (value >> 8);
  bytes[1] = (guint8) value;
}

/* Padded with 00 or FF (twc-protocol 2.2); anything else that is not printable makes the whole
 * text worthless. */
static void
read_text (TwcMessage *self, const guint8 *bytes, gsize n_bytes)
{
  gsize n_text = n_bytes;

  while (n_text > 0 && (bytes[n_text - 1] == 0x00 || bytes[n_text - 1] == 0xFF))
    n_text--;

  for (gsize i = 0; i < n_text; i++)
    if (!g_ascii_isprint ((char) bytes[i]))
      return;

  memcpy (self->text, bytes, n_text);
}

static void
read_announcement (TwcMessage *self, const guint8 *body)
{
  self->sign = body[4];
  self->amps_ca = get_u16 (body + 5);
}

static void
read_master_heartbeat (TwcMessage *self, const guint8 *body)
{
  self->command = body[6];
  self->plugged = body[9] != 0;

  self->has_limit = twc_message_command_has_limit (self->command);
  if (self->has_limit)
    self->limit_ca = get_u16 (body + 7);
  else if (self->command == TWC_FOREIGN_COMMAND_ERROR)
    self->error_bitmap = body[7];
}

static void
read_slave_heartbeat (TwcMessage *self, const guint8 *body)
{
  self->state = body[6];
  self->has_limit = TRUE;
  self->limit_ca = get_u16 (body + 7);
  self->draw_ca = get_u16 (body + 9);
}

static void
read_power (TwcMessage *self, const guint8 *body)
{
  self->counter_kwh = (guint32) get_u16 (body + 4) << 16 | get_u16 (body + 6);
  for (guint i = 0; i < 3; i++)
    self->volts[i] = get_u16 (body + 8 + 2 * i);

  /* What follows the volts in the 16-byte form is no current (twc-protocol 2.2). */
  self->has_line_currents = self->n_body == 20;
  for (guint i = 0; self->has_line_currents && i < 3; i++)
    self->line_ca[i] = body[14 + i] * 50u;
}

static void
read_firmware (TwcMessage *self, const guint8 *body)
{
  self->n_firmware = 4;
  memcpy (self->firmware, body + 4, 4);
}

static void
read_old_firmware (TwcMessage *self, const guint8 *body)
{
  self->n_firmware = 3;
  memcpy (self->firmware, body + 2, 3);
}

static void
read_serial (TwcMessage *self, const guint8 *body)
{
  read_text (self, body + 4, 11);
}

static void
read_old_text (TwcMessage *self, const guint8 *body)
{
  read_text (self, body + 2, 11);
}

static void
read_vin (TwcMessage *self, const guint8 *body)
{
  read_text (self, body + 4, self->part == 3 ? 3 : 7);
}

static void
read_plug_state (TwcMessage *self, const guint8 *body)
{
  self->state = body[4];
}

static const Layout layouts[] = {
  { { 0xFC, 0xE1 }, TWC_MESSAGE_PRESENCE_1, 13, IDS_SENDER, 0, read_announcement },
  { { 0xFB, 0xE2 }, TWC_MESSAGE_PRESENCE_2, 13, IDS_SENDER, 0, read_announcement },
  { { 0xFD, 0xE2 }, TWC_MESSAGE_LINK_READY, 14, IDS_SENDER, 0, read_announcement },
  { { 0xFB, 0xE0 }, TWC_MESSAGE_MASTER_HEARTBEAT, 13, IDS_BOTH, 0, read_master_heartbeat },
  { { 0xFD, 0xE0 }, TWC_MESSAGE_SLAVE_HEARTBEAT, 14, IDS_BOTH, 0, read_slave_heartbeat },
  { { 0xFB, 0xEB }, TWC_MESSAGE_POWER_REQUEST, 13, IDS_BOTH, 0, NULL },
  { { 0xFD, 0xEB }, TWC_MESSAGE_POWER_REPORT, 16, IDS_SENDER, 0, read_power },
  { { 0xFB, 0xEC }, TWC_MESSAGE_FIRMWARE_REQUEST, 13, IDS_BOTH, 0, NULL },
  { { 0xFD, 0xEC }, TWC_MESSAGE_FIRMWARE_REPORT, 14, IDS_SENDER, 0, read_firmware },
  { { 0xFB, 0xED }, TWC_MESSAGE_SERIAL_REQUEST, 13, IDS_BOTH, 0, NULL },
  { { 0xFD, 0xED }, TWC_MESSAGE_SERIAL_REPORT, 16, IDS_SENDER, 0, read_serial },
  { { 0xFB, 0xEE }, TWC_MESSAGE_VIN_REQUEST, 13, IDS_BOTH, 1, NULL },
  { { 0xFB, 0xEF }, TWC_MESSAGE_VIN_REQUEST, 13, IDS_BOTH, 2, NULL },
  { { 0xFB, 0xF1 }, TWC_MESSAGE_VIN_REQUEST, 13, IDS_BOTH, 3, NULL },
  { { 0xFD, 0xEE }, TWC_MESSAGE_VIN_REPORT, 14, IDS_SENDER, 1, read_vin },
  { { 0xFD, 0xEF }, TWC_MESSAGE_VIN_REPORT, 14, IDS_SENDER, 2, read_vin },
  { { 0xFD, 0xF1 }, TWC_MESSAGE_VIN_REPORT, 14, IDS_SENDER, 3, read_vin },
  { { 0xFC, 0xB1 }, TWC_MESSAGE_START, 13, IDS_BOTH, 0, NULL },
  { { 0xFC, 0xB2 }, TWC_MESSAGE_STOP, 13, IDS_BOTH, 0, NULL },
  { { 0xFD, 0xB1 }, TWC_MESSAGE_START_ACK, 14, IDS_SENDER, 0, NULL },
  { { 0xFD, 0xB2 }, TWC_MESSAGE_STOP_ACK, 14, IDS_SENDER, 0, NULL },
  { { 0xFC, 0x1D }, TWC_MESSAGE_IDLE, 13, IDS_NONE, 0, NULL },
  { { 0xFB, 0xB4 }, TWC_MESSAGE_PLUG_STATE_REQUEST, 13, IDS_OPTIONAL, 0, NULL },
  { { 0xFD, 0xB4 }, TWC_MESSAGE_PLUG_STATE, 14, IDS_SENDER, 0, read_plug_state },
  { { 0xFB, 0x19 }, TWC_MESSAGE_OLD_SERIAL_REQUEST, 13, IDS_OPTIONAL, 0, NULL },
  { { 0xFD, 0x19 }, TWC_MESSAGE_OLD_SERIAL, 14, IDS_NONE, 0, read_old_text },
  { { 0xFB, 0x1A }, TWC_MESSAGE_MODEL_REQUEST, 13, IDS_OPTIONAL, 0, NULL },
  { { 0xFD, 0x1A }, TWC_MESSAGE_MODEL, 14, IDS_NONE, 0, read_old_text },
  { { 0xFB, 0x1B }, TWC_MESSAGE_OLD_FIRMWARE_REQUEST, 13, IDS_OPTIONAL, 0, NULL },
  { { 0xFD, 0x1B }, TWC_MESSAGE_OLD_FIRMWARE, 14, IDS_NONE, 0, read_old_firmware },
};

/* Whatever is not known all the same begins with its sender, or with zeros (twc-protocol 2). */
static const Layout unknown_layout = { .type = TWC_MESSAGE_OTHER, .ids = IDS_OPTIONAL };

static const Layout *
find_layout (const guint8 *body, gsize n_body)
{
  for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (memcmp (layouts[i].code, body, 2) == 0)
      return n_body >= layouts[i].n_min ? &layouts[i] : &unknown_layout;

  return &unknown_layout;
}

static void
read_ids (TwcMessage *self, Ids ids, const guint8 *body)
{
  const guint16 at_2 = get_u16 (body + 2), at_4 = get_u16 (body + 4);

  switch (ids)
    {
    case IDS_NONE:
      break;
    case IDS_OPTIONAL:
      self->has_sender = at_2 != 0;
      /* Where the code is unknown, so is what stands behind the sender. */
      self->has_receiver = self->has_sender && at_4 != 0 && self->type != TWC_MESSAGE_OTHER;
      break;
    case IDS_SENDER:
      self->has_sender = TRUE;
      break;
    case IDS_BOTH:
      self->has_sender = TRUE;
      self->has_receiver = TRUE;
      break;
    }

  self->sender = self->has_sender ? at_2 : 0;
  self->receiver = self->has_receiver ? at_4 : 0;
}

/**
 * twc_message_type_to_nick:
 *
 * Returns: (transfer none): the name that `twcctl decode` prints
 */
const char *
twc_message_type_to_nick (TwcMessageType type)
{
  return twc_nick_get (types, TWC_N_MESSAGES, type);
}

/**
 * twc_message_parse:
 * @self: (out): the fields
 * @body: a body that a receiver called ok
 * @n_body: its length
 *
 * Reads a body. A code that nobody knows, or a known one in a body too short for its fields, is
 * %TWC_MESSAGE_OTHER.
 *
 * Returns: %FALSE when @body has no legal type and length; @self is zero then
 */
gboolean
twc_message_parse (TwcMessage *self, const guint8 *body, gsize n_body)
{
  const Layout *layout;

  memset (self, 0, sizeof *self);
  if (n_body == 0 || !twc_frame_is_legal_length (body[0], n_body))
    return FALSE;

  layout = find_layout (body, n_body);
  self->type = layout->type;
  self->part = layout->part;
  memcpy (self->code, body, 2);
  self->n_body = n_body;
  self->protocol = n_body == 14 ? 1 : 2;
  read_ids (self, layout->ids, body);
  if (layout->read_fields != NULL)
    layout->read_fields (self, body);
  return TRUE;
}

/**
 * twc_message_command_has_limit:
 * @command: offset 6 of a master heartbeat
 *
 * Returns: whether bytes 7 and 8 are a limit (twc-protocol 3.5)
 */
gboolean
twc_message_command_has_limit (guint8 command)
{
  return command == TWC_COMMAND_LIMIT || command == TWC_COMMAND_LIMIT_STARTING ||
         command == TWC_COMMAND_LIMIT_CHARGING;
}

static gsize
build (guint8 type, guint8 code, guint16 sender, gsize n_body, guint8 body[TWC_BODY_MAX])
{
  memset (body, 0, TWC_BODY_MAX);
  body[0] = type;
  body[1] = code;
  put_u16 (body + 2, sender);
  return n_body;
}

static gsize
build_presence (guint8 type, guint8 code, guint16 master, guint8 sign, guint8 body[TWC_BODY_MAX])
{
  const gsize n_body = build (type, code, master, 14, body);

  body[4] = sign;
  twc_frame_seal (body, n_body);
  return n_body;
}

static gsize
build_addressed (guint8 type, guint8 code, guint16 master, guint16 slave, guint8 *body)
{
  const gsize n_body = build (type, code, master, 16, body);

  put_u16 (body + 4, slave);
  twc_frame_seal (body, n_body);
  return n_body;
}

/* The amps field stays zero, as real masters send it (twc-protocol 8.1), and the short form
 * reaches every unit (1.4). */
gsize
twc_message_build_presence_1 (guint16 master, guint8 sign, guint8 body[TWC_BODY_MAX])
{
  return build_presence (TWC_TYPE_COMMAND, 0xE1, master, sign, body);
}

gsize
twc_message_build_presence_2 (guint16 master, guint8 sign, guint8 body[TWC_BODY_MAX])
{
  return build_presence (TWC_TYPE_REQUEST, 0xE2, master, sign, body);
}

/**
 * twc_message_build_heartbeat:
 * @protocol: 1 or 2, of the slave
 * @command: what @limit_ca is for
 * @limit_ca: what the slave may take; ignored with %TWC_COMMAND_NONE
 * @body: (out): the sealed body
 *
 * Returns: the body's length; 0 for what no heartbeat may say, such as a limit above
 *   %TWC_OFFER_MAX_CA
 */
gsize
twc_message_build_heartbeat (guint16 master,
                             guint16 slave,
                             guint protocol,
                             TwcCommand command,
                             guint limit_ca,
                             guint8 body[TWC_BODY_MAX])
{
  const gboolean has_limit = twc_message_command_has_limit ((guint8) command);
  gsize n_body;

  g_return_val_if_fail (protocol == 1 || protocol == 2, 0);
  g_return_val_if_fail (has_limit || command == TWC_COMMAND_NONE, 0);
  g_return_val_if_fail (limit_ca <= TWC_OFFER_MAX_CA, 0);

  n_body = build (TWC_TYPE_REQUEST, 0xE0, master, protocol == 1 ? 14 : 16, body);
  put_u16 (body + 4, slave);
  body[6] = (guint8) command;
  if (has_limit)
    put_u16 (body + 7, (guint16) limit_ca);
  twc_frame_seal (body, n_body);
  return n_body;
}

gsize
twc_message_build_query (guint16 master, guint16 slave, TwcQuery query, guint8 body[TWC_BODY_MAX])
{
  static const guint8 codes[TWC_N_QUERIES] = {
    [TWC_QUERY_POWER] = 0xEB, [TWC_QUERY_FIRMWARE] = 0xEC, [TWC_QUERY_SERIAL] = 0xED,
    [TWC_QUERY_VIN_1] = 0xEE, [TWC_QUERY_VIN_2] = 0xEF,    [TWC_QUERY_VIN_3] = 0xF1,
  };

  g_return_val_if_fail (query < TWC_N_QUERIES, 0);

  return build_addressed (TWC_TYPE_REQUEST, codes[query], master, slave, body);
}

gsize
twc_message_build_start (guint16 master, guint16 slave, guint8 body[TWC_BODY_MAX])
{
  return build_addressed (TWC_TYPE_COMMAND, 0xB1, master, slave, body);
}

gsize
twc_message_build_stop (guint16 master, guint16 slave, guint8 body[TWC_BODY_MAX])
{
  return build_addressed (TWC_TYPE_COMMAND, 0xB2, master, slave, body);
}
