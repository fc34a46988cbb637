/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-chunk-record.h"

#include "bus/twc-message.h"

static char *
to_hex (const guint8 *bytes, gsize n_bytes)
{
  static const char digits[] = "0123456789ABCDEF";
  char *hex = g_malloc (2 * n_bytes + 1);

  for (gsize i = 0; i < n_bytes; i++)
    {
      hex[2 * i] = digits[bytes[i] >> 4];
      hex[2 * i + 1] = digits[bytes[i] & 0x0F];
    }
  hex[2 * n_bytes] = '\0';

  return hex;
}

static void
add_id (TwcRecord *record, const char *key, gboolean is_known, guint16 id)
{
  char text[TWC_ID_TEXT_SIZE];

  if (!is_known && record->style == TWC_RECORD_TEXT)
    return; /* most messages have no receiver: a person need not be told each time */

  twc_id_to_text (id, text);
  twc_record_add_string (record, key, is_known ? text : NULL);
}

static void
add_text (TwcRecord *record, const char *key, const TwcMessage *message)
{
  twc_record_add_string (record, key, message->text[0] != '\0' ? message->text : NULL);
}

/* A heartbeat that changes nothing carries no limit: that is not a limit of 0 A. */
static void
add_limit (TwcRecord *record, const TwcMessage *message)
{
  if (message->has_limit)
    twc_record_add_current (record, "limit_a", message->limit_ca);
  else
    twc_record_add_null (record, "limit_a");
}

static void
add_master_heartbeat (TwcRecord *record, const TwcMessage *message)
{
  twc_record_add_number (record, "command", message->command);
  add_limit (record, message);
  if (message->command == TWC_FOREIGN_COMMAND_ERROR)
    twc_record_add_number (record, "error_bitmap", message->error_bitmap);
  twc_record_add_flag (record, "plugged", message->plugged);
}

static void
add_slave_heartbeat (TwcRecord *record, const TwcMessage *message)
{
  twc_record_add_number (record, "state", message->state);
  add_limit (record, message);
  twc_record_add_current (record, "draw_a", message->draw_ca);
}

static void
add_power (TwcRecord *record, const TwcMessage *message)
{
  twc_record_add_number (record, "counter", message->counter_kwh);
  twc_record_add_numbers (record, "volts", message->volts, G_N_ELEMENTS (message->volts));
  if (message->has_line_currents)
    twc_record_add_currents (record, "amps", message->line_ca, G_N_ELEMENTS (message->line_ca));
  else
    twc_record_add_null (record, "amps");
}

static void
add_firmware (TwcRecord *record, const TwcMessage *message)
{
  g_autoptr(GString) version = g_string_new (NULL);

  for (guint i = 0; i < message->n_firmware; i++)
    g_string_append_printf (version, i > 0 ? ".%u" : "%u", message->firmware[i]);

  twc_record_add_string (record, "firmware", version->str);
}

static void
add_vin (TwcRecord *record, const TwcMessage *message)
{
  twc_record_add_number (record, "part", message->part);
  add_text (record, "vin", message);
  add_text (record, "text", message);
}

static void
add_code (TwcRecord *record, const TwcMessage *message)
{
  g_autofree char *code = to_hex (message->code, sizeof message->code);

  twc_record_add_string (record, "code", code);
}

static void
add_fields (TwcRecord *record, const TwcMessage *message)
{
  switch (message->type)
    {
    case TWC_MESSAGE_OTHER:
      add_code (record, message);
      return;
    case TWC_MESSAGE_PRESENCE_1:
    case TWC_MESSAGE_PRESENCE_2:
      twc_record_add_number (record, "sign", message->sign);
      twc_record_add_current (record, "amps", message->amps_ca);
      return;
    case TWC_MESSAGE_LINK_READY:
      twc_record_add_number (record, "sign", message->sign);
      twc_record_add_current (record, "rating_a", message->amps_ca);
      return;
    case TWC_MESSAGE_MASTER_HEARTBEAT:
      add_master_heartbeat (record, message);
      return;
    case TWC_MESSAGE_SLAVE_HEARTBEAT:
      add_slave_heartbeat (record, message);
      return;
    case TWC_MESSAGE_POWER_REPORT:
      add_power (record, message);
      return;
    case TWC_MESSAGE_FIRMWARE_REPORT:
    case TWC_MESSAGE_OLD_FIRMWARE:
      add_firmware (record, message);
      return;
    case TWC_MESSAGE_SERIAL_REPORT:
    case TWC_MESSAGE_OLD_SERIAL:
    case TWC_MESSAGE_MODEL:
      add_text (record, "text", message);
      return;
    case TWC_MESSAGE_VIN_REQUEST:
      twc_record_add_number (record, "part", message->part);
      return;
    case TWC_MESSAGE_VIN_REPORT:
      add_vin (record, message);
      return;
    case TWC_MESSAGE_PLUG_STATE:
      twc_record_add_number (record, "state", message->state);
      return;
    case TWC_MESSAGE_POWER_REQUEST:
    case TWC_MESSAGE_FIRMWARE_REQUEST:
    case TWC_MESSAGE_SERIAL_REQUEST:
    case TWC_MESSAGE_START:
    case TWC_MESSAGE_STOP:
    case TWC_MESSAGE_START_ACK:
    case TWC_MESSAGE_STOP_ACK:
    case TWC_MESSAGE_IDLE:
    case TWC_MESSAGE_PLUG_STATE_REQUEST:
    case TWC_MESSAGE_OLD_SERIAL_REQUEST:
    case TWC_MESSAGE_MODEL_REQUEST:
    case TWC_MESSAGE_OLD_FIRMWARE_REQUEST:
    case TWC_N_MESSAGES:
      return;
    }
}

/**
 * twc_chunk_record_add_message:
 * @record: one that has begun
 * @chunk: with the verdict ok
 *
 * Adds what the message is and the fields that it carries.
 */
void
twc_chunk_record_add_message (TwcRecord *record, const TwcChunk *chunk)
{
  TwcMessage message;

  if (!twc_message_parse (&message, chunk->body, chunk->n_body))
    return;

  if (record->style == TWC_RECORD_JSON)
    twc_record_add_string (record, "message", twc_message_type_to_nick (message.type));
  else
    g_string_append_printf (record->line, " %-16s", twc_message_type_to_nick (message.type));

  twc_record_add_number (record, "protocol", message.protocol);
  add_id (record, "sender", message.has_sender, message.sender);
  add_id (record, "receiver", message.has_receiver, message.receiver);
  add_fields (record, &message);
}

static void
add_head_as_json (TwcRecord *record, const TwcChunk *chunk, guint64 line)
{
  g_autofree char *raw = to_hex (chunk->raw, chunk->n_raw);
  g_autofree char *payload = chunk->body != NULL ? to_hex (chunk->body, chunk->n_body) : NULL;

  if (line > 0)
    twc_record_add_number (record, "line", line);
  else
    twc_record_add_null (record, "line");
  twc_record_add_number (record, "offset", chunk->offset);
  twc_record_add_string (record, "verdict", twc_verdict_to_nick (chunk->verdict));
  twc_record_add_string (record, "raw", raw);
  if (chunk->n_cut > 0)
    twc_record_add_number (record, "cut", chunk->n_cut);
  twc_record_add_string (record, "payload", payload);
}

static void
add_head_as_text (TwcRecord *record, const TwcChunk *chunk, guint64 line)
{
  g_autofree char *raw = chunk->body == NULL ? to_hex (chunk->raw, chunk->n_raw) : NULL;

  if (line > 0)
    g_string_append_printf (record->line, "%" G_GUINT64_FORMAT ":", line);
  g_string_append_printf (record->line, "%-4" G_GUINT64_FORMAT " %-9s", chunk->offset,
                          twc_verdict_to_nick (chunk->verdict));
  if (raw != NULL)
    g_string_append_printf (record->line, " %s%s", raw, chunk->n_cut > 0 ? "…" : "");
}

/**
 * twc_chunk_record_fill:
 * @record: what to write into; one record, from begin to end
 * @chunk: what a receiver delivered
 * @line: the line of the input that it was on, from 1; 0 where there are no lines
 *
 * Writes the record that `twcctl decode` prints for @chunk.
 */
void
twc_chunk_record_fill (TwcRecord *record, const TwcChunk *chunk, guint64 line)
{
  twc_record_begin (record);
  switch (record->style)
    {
    case TWC_RECORD_JSON:
      add_head_as_json (record, chunk, line);
      break;
    case TWC_RECORD_TEXT:
      add_head_as_text (record, chunk, line);
      break;
    }
  if (chunk->body != NULL)
    twc_chunk_record_add_message (record, chunk);
  twc_record_end (record);
}
