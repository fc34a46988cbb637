/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-message.h"

#include <string.h>

#include "support/vectors.h"

#define REQUEST                                                                            \
  .n_body = 16, .protocol = 2, .has_sender = TRUE, .sender = 0x7777, .has_receiver = TRUE, \
  .receiver = 0x1839

typedef struct
{
  const char *path;
  const char *body;    /* the name of a vector, or hex without a checksum */
  TwcMessage expected; /* without its code, which is that of the body */
} Row;

static const Row rows[] = {
  { "/message/presence-1",
    "S01",
    { .type = TWC_MESSAGE_PRESENCE_1,
      .n_body = 14,
      .protocol = 1,
      .has_sender = TRUE,
      .sender = 0x035D,
      .sign = 0x39 } },
  { "/message/presence-1/amps",
    "S07",
    { .type = TWC_MESSAGE_PRESENCE_1,
      .n_body = 16,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x32AB,
      .sign = 0x77,
      .amps_ca = 0x4006 } },
  { "/message/presence-2",
    "S04",
    { .type = TWC_MESSAGE_PRESENCE_2,
      .n_body = 14,
      .protocol = 1,
      .has_sender = TRUE,
      .sender = 0x7777,
      .sign = 0x77 } },
  { "/message/link-ready",
    "S05",
    { .type = TWC_MESSAGE_LINK_READY,
      .n_body = 16,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x1839,
      .sign = 0x52,
      .amps_ca = 3200 } },
  { "/message/link-ready/escaped",
    "S54",
    { .type = TWC_MESSAGE_LINK_READY,
      .n_body = 14,
      .protocol = 1,
      .has_sender = TRUE,
      .sender = 0xC0DB,
      .sign = 0xDB,
      .amps_ca = 8000 } },
  { "/message/master-heartbeat/no-change",
    "S10",
    { .type = TWC_MESSAGE_MASTER_HEARTBEAT,
      .n_body = 16,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x7777,
      .has_receiver = TRUE,
      .receiver = 0x8725 } },
  { "/message/master-heartbeat/limit",
    "S27",
    { .type = TWC_MESSAGE_MASTER_HEARTBEAT,
      .n_body = 14,
      .protocol = 1,
      .has_sender = TRUE,
      .sender = 0x035D,
      .has_receiver = TRUE,
      .receiver = 0x032E,
      .command = 5,
      .has_limit = TRUE,
      .limit_ca = 4800 } },
  { "/message/master-heartbeat/zero",
    "S30",
    { .type = TWC_MESSAGE_MASTER_HEARTBEAT,
      .n_body = 14,
      .protocol = 1,
      .has_sender = TRUE,
      .sender = 0x7777,
      .has_receiver = TRUE,
      .receiver = 0x032E,
      .command = 5,
      .has_limit = TRUE } },
  { "/message/master-heartbeat/plugged",
    "S28",
    { .type = TWC_MESSAGE_MASTER_HEARTBEAT,
      .n_body = 14,
      .protocol = 1,
      .has_sender = TRUE,
      .sender = 0x035D,
      .has_receiver = TRUE,
      .receiver = 0x032E,
      .command = 5,
      .has_limit = TRUE,
      .limit_ca = 2000,
      .plugged = TRUE } },
  { "/message/master-heartbeat/error",
    "S29",
    { .type = TWC_MESSAGE_MASTER_HEARTBEAT,
      .n_body = 14,
      .protocol = 1,
      .has_sender = TRUE,
      .sender = 0x035D,
      .has_receiver = TRUE,
      .receiver = 0x032E,
      .command = 2,
      .error_bitmap = 4 } },
  { "/message/master-heartbeat/raise",
    "S35",
    { .type = TWC_MESSAGE_MASTER_HEARTBEAT, REQUEST, .command = 6 } },
  { "/message/slave-heartbeat",
    "S14",
    { .type = TWC_MESSAGE_SLAVE_HEARTBEAT,
      .n_body = 16,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x2433,
      .has_receiver = TRUE,
      .receiver = 0x7777,
      .state = 8,
      .has_limit = TRUE,
      .limit_ca = 2000,
      .draw_ca = 354 } },
  { "/message/slave-heartbeat/old",
    "S16",
    { .type = TWC_MESSAGE_SLAVE_HEARTBEAT,
      .n_body = 14,
      .protocol = 1,
      .has_sender = TRUE,
      .sender = 0x022C,
      .has_receiver = TRUE,
      .receiver = 0x7777,
      .state = 2,
      .has_limit = TRUE,
      .draw_ca = 1686 } },
  { "/message/power-request", "S42", { .type = TWC_MESSAGE_POWER_REQUEST, REQUEST } },
  { "/message/power-report/us",
    "S39",
    { .type = TWC_MESSAGE_POWER_REPORT,
      .n_body = 16,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x7777,
      .counter_kwh = 20,
      .volts = { 246 } } },
  { "/message/power-report/currents",
    "S41",
    { .type = TWC_MESSAGE_POWER_REPORT,
      .n_body = 20,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x1839,
      .counter_kwh = 924,
      .volts = { 244, 240, 245 },
      .has_line_currents = TRUE,
      .line_ca = { 1600, 1550, 1600 } } },
  { "/message/power-report/large-counter",
    "S21",
    { .type = TWC_MESSAGE_POWER_REPORT,
      .n_body = 20,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x6061,
      .counter_kwh = 10690796,
      .volts = { 241 },
      .has_line_currents = TRUE } },
  { "/message/power-report/too-short",
    "FDEB18390000039C00F400F000",
    { .type = TWC_MESSAGE_OTHER,
      .n_body = 14,
      .protocol = 1,
      .has_sender = TRUE,
      .sender = 0x1839 } },
  { "/message/firmware-request",
    "FBEC77771839000000000000000000",
    { .type = TWC_MESSAGE_FIRMWARE_REQUEST, REQUEST } },
  { "/message/firmware-report",
    "S19",
    { .type = TWC_MESSAGE_FIRMWARE_REPORT,
      .n_body = 16,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x6090,
      .n_firmware = 4,
      .firmware = { 4, 5, 3, 2 } } },
  { "/message/serial-request",
    "FBED77771839000000000000000000",
    { .type = TWC_MESSAGE_SERIAL_REQUEST, REQUEST } },
  { "/message/serial-report",
    "S46",
    { .type = TWC_MESSAGE_SERIAL_REPORT,
      .n_body = 20,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x1839,
      .text = "A18D0001839" } },
  { "/message/serial-report/too-short",
    "FDED1839413138443030303138",
    { .type = TWC_MESSAGE_OTHER,
      .n_body = 14,
      .protocol = 1,
      .has_sender = TRUE,
      .sender = 0x1839 } },
  { "/message/serial-report/not-printable",
    "FDED18394131384430303031830A3900000000",
    { .type = TWC_MESSAGE_SERIAL_REPORT,
      .n_body = 20,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x1839 } },
  { "/message/vin-request/1",
    "S12",
    { .type = TWC_MESSAGE_VIN_REQUEST,
      .n_body = 15,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x7777,
      .has_receiver = TRUE,
      .receiver = 0x2019,
      .part = 1 } },
  { "/message/vin-request/2",
    "FBEF77771839000000000000000000",
    { .type = TWC_MESSAGE_VIN_REQUEST, REQUEST, .part = 2 } },
  { "/message/vin-request/3",
    "FBF177771839000000000000000000",
    { .type = TWC_MESSAGE_VIN_REQUEST, REQUEST, .part = 3 } },
  { "/message/vin-report/1",
    "S43",
    { .type = TWC_MESSAGE_VIN_REPORT,
      .n_body = 20,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x1839,
      .part = 1,
      .text = "5YJ3E7E" } },
  { "/message/vin-report/2",
    "S44",
    { .type = TWC_MESSAGE_VIN_REPORT,
      .n_body = 20,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x1839,
      .part = 2,
      .text = "A0LF000" } },
  { "/message/vin-report/3",
    "S45",
    { .type = TWC_MESSAGE_VIN_REPORT,
      .n_body = 20,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x1839,
      .part = 3,
      .text = "000" } },
  { "/message/vin-report/3-and-junk",
    "FDF1 1839 303030 41414141 0000000000000000",
    { .type = TWC_MESSAGE_VIN_REPORT,
      .n_body = 20,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x1839,
      .part = 3,
      .text = "000" } },
  { "/message/vin-report/none",
    "S20",
    { .type = TWC_MESSAGE_VIN_REPORT,
      .n_body = 20,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x6090,
      .part = 1 } },
  { "/message/start", "FCB177771839000000000000000000", { .type = TWC_MESSAGE_START, REQUEST } },
  { "/message/stop", "S51", { .type = TWC_MESSAGE_STOP, REQUEST } },
  { "/message/start-ack",
    "S18",
    { .type = TWC_MESSAGE_START_ACK,
      .n_body = 16,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x5850 } },
  { "/message/stop-ack",
    "FDB258500000000000000000000000",
    { .type = TWC_MESSAGE_STOP_ACK,
      .n_body = 16,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x5850 } },
  { "/message/idle", "S22", { .type = TWC_MESSAGE_IDLE, .n_body = 14, .protocol = 1 } },
  { "/message/plug-state-request",
    "FBB400000000000000000000000000",
    { .type = TWC_MESSAGE_PLUG_STATE_REQUEST, .n_body = 16, .protocol = 2 } },
  { "/message/plug-state",
    "S50",
    { .type = TWC_MESSAGE_PLUG_STATE,
      .n_body = 16,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x1839,
      .state = 3 } },
  { "/message/old-serial-request/addressed",
    "FB1977771839000000000000000000",
    { .type = TWC_MESSAGE_OLD_SERIAL_REQUEST, REQUEST } },
  { "/message/old-serial",
    "S47",
    { .type = TWC_MESSAGE_OLD_SERIAL, .n_body = 14, .protocol = 1, .text = "A17I0039393" } },
  { "/message/model-request",
    "FB1A0000000000000000000000",
    { .type = TWC_MESSAGE_MODEL_REQUEST, .n_body = 14, .protocol = 1 } },
  { "/message/model",
    "S48",
    { .type = TWC_MESSAGE_MODEL, .n_body = 14, .protocol = 1, .text = "EVWTS80HL" } },
  { "/message/old-firmware-request",
    "FB1B0000000000000000000000",
    { .type = TWC_MESSAGE_OLD_FIRMWARE_REQUEST, .n_body = 14, .protocol = 1 } },
  { "/message/old-firmware",
    "S49",
    { .type = TWC_MESSAGE_OLD_FIRMWARE,
      .n_body = 14,
      .protocol = 1,
      .n_firmware = 3,
      .firmware = { 4, 4, 13 } } },
  { "/message/unknown",
    "FDE118394242000000000000000000",
    { .type = TWC_MESSAGE_OTHER,
      .n_body = 16,
      .protocol = 2,
      .has_sender = TRUE,
      .sender = 0x1839 } },
  { "/message/unknown/all-zero",
    "FCD10000000000000000000000",
    { .type = TWC_MESSAGE_OTHER, .n_body = 14, .protocol = 1 } },
};

static GBytes *
get_body (const char *text)
{
  g_autoptr(GPtrArray) vectors = vectors_load ();
  g_autoptr(GBytes) open = NULL;
  GByteArray *body;

  for (guint i = 0; i < vectors->len; i++)
    {
      const Vector *vector = g_ptr_array_index (vectors, i);

      if (g_str_equal (vector->name, text))
        return g_bytes_ref (vector->payload);
    }

  open = vectors_bytes_from_hex (text);
  body = g_bytes_unref_to_array (g_steal_pointer (&open));
  g_byte_array_set_size (body, body->len + 1);
  twc_frame_seal (body->data, body->len);
  return g_byte_array_free_to_bytes (body);
}

static void
assert_equal_ids (const TwcMessage *message, const TwcMessage *expected)
{
  g_assert_cmpint (message->has_sender, ==, expected->has_sender);
  g_assert_cmphex (message->sender, ==, expected->sender);
  g_assert_cmpint (message->has_receiver, ==, expected->has_receiver);
  g_assert_cmphex (message->receiver, ==, expected->receiver);
}

static void
assert_equal_currents (const TwcMessage *message, const TwcMessage *expected)
{
  g_assert_cmpuint (message->amps_ca, ==, expected->amps_ca);
  g_assert_cmpint (message->has_limit, ==, expected->has_limit);
  g_assert_cmpuint (message->limit_ca, ==, expected->limit_ca);
  g_assert_cmpuint (message->draw_ca, ==, expected->draw_ca);
  g_assert_cmpuint (message->counter_kwh, ==, expected->counter_kwh);
  g_assert_cmpint (message->has_line_currents, ==, expected->has_line_currents);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (message->volts[i], ==, expected->volts[i]);
      g_assert_cmpuint (message->line_ca[i], ==, expected->line_ca[i]);
    }
}

static void
test_parse (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GBytes) bytes = get_body (row->body);
  gsize n_body;
  const guint8 *body = g_bytes_get_data (bytes, &n_body);
  TwcMessage message;

  g_assert_true (twc_message_parse (&message, body, n_body));

  g_assert_cmpstr (twc_message_type_to_nick (message.type), ==,
                   twc_message_type_to_nick (row->expected.type));
  g_assert_cmpmem (message.code, 2, body, 2);
  g_assert_cmpuint (message.n_body, ==, row->expected.n_body);
  g_assert_cmpuint (message.protocol, ==, row->expected.protocol);
  assert_equal_ids (&message, &row->expected);
  assert_equal_currents (&message, &row->expected);
  g_assert_cmphex (message.sign, ==, row->expected.sign);
  g_assert_cmphex (message.command, ==, row->expected.command);
  g_assert_cmphex (message.error_bitmap, ==, row->expected.error_bitmap);
  g_assert_cmphex (message.state, ==, row->expected.state);
  g_assert_cmpint (message.plugged, ==, row->expected.plugged);
  g_assert_cmpuint (message.part, ==, row->expected.part);
  g_assert_cmpstr (message.text, ==, row->expected.text);
  g_assert_cmpuint (message.n_firmware, ==, row->expected.n_firmware);
  g_assert_cmpmem (message.firmware, 4, row->expected.firmware, 4);
}

/* Each type has a name, and each but "other" a row above. */
static void
test_all_types_have_rows (void)
{
  for (guint type = 0; type < TWC_N_MESSAGES; type++)
    {
      guint n_rows = 0;

      g_assert_nonnull (twc_message_type_to_nick (type));
      for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
        n_rows += rows[i].expected.type == type;
      g_assert_cmpuint (n_rows, >, 0);
    }
}

/* Every code in every length, in memory of just that size: a sanitizer sees any byte read
 * beyond it. */
static void
test_reads_only_its_bytes (void)
{
  for (guint code = 0; code < 0x10000; code++)
    for (gsize n_body = 0; n_body <= TWC_BODY_MAX + 1; n_body++)
      {
        const guint8 type = (guint8) (code >> 8);
        g_autofree guint8 *body = NULL;
        TwcMessage message;

        if (n_body >= 2 && !twc_frame_is_type (type))
          continue;
        body = g_malloc0 (n_body);
        if (n_body >= 1)
          body[0] = type;
        if (n_body >= 2)
          body[1] = (guint8) code;
        g_assert_cmpint (twc_message_parse (&message, body, n_body), ==,
                         n_body > 0 && twc_frame_is_legal_length (type, n_body));
      }
}

static void
assert_is_vector (const char *name, const guint8 *body, gsize n_body)
{
  g_autoptr(GBytes) expected = get_body (name);

  g_assert_cmpmem (body, n_body, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

static void
test_build (void)
{
  guint8 body[TWC_BODY_MAX];

  assert_is_vector ("S03", body, twc_message_build_presence_1 (0x7777, 0x77, body));
  assert_is_vector ("S04", body, twc_message_build_presence_2 (0x7777, 0x77, body));
  assert_is_vector ("S10", body,
                    twc_message_build_heartbeat (0x7777, 0x8725, 2, TWC_COMMAND_NONE, 1600, body));
  assert_is_vector ("S30", body,
                    twc_message_build_heartbeat (0x7777, 0x032E, 1, TWC_COMMAND_LIMIT, 0, body));
  assert_is_vector (
    "S33", body,
    twc_message_build_heartbeat (0x7777, 0x1839, 2, TWC_COMMAND_LIMIT_CHARGING, 1600, body));
  assert_is_vector (
    "S34", body,
    twc_message_build_heartbeat (0x7777, 0x1839, 2, TWC_COMMAND_LIMIT_STARTING, 3200, body));
  assert_is_vector ("S42", body, twc_message_build_query (0x7777, 0x1839, TWC_QUERY_POWER, body));
  assert_is_vector ("S51", body, twc_message_build_stop (0x7777, 0x1839, body));
}

static void
test_build_query (void)
{
  static const struct
  {
    TwcMessageType type;
    guint part;
  } expected[TWC_N_QUERIES] = {
    [TWC_QUERY_POWER] = { TWC_MESSAGE_POWER_REQUEST, 0 },
    [TWC_QUERY_FIRMWARE] = { TWC_MESSAGE_FIRMWARE_REQUEST, 0 },
    [TWC_QUERY_SERIAL] = { TWC_MESSAGE_SERIAL_REQUEST, 0 },
    [TWC_QUERY_VIN_1] = { TWC_MESSAGE_VIN_REQUEST, 1 },
    [TWC_QUERY_VIN_2] = { TWC_MESSAGE_VIN_REQUEST, 2 },
    [TWC_QUERY_VIN_3] = { TWC_MESSAGE_VIN_REQUEST, 3 },
  };

  for (guint i = 0; i < TWC_N_QUERIES; i++)
    {
      guint8 body[TWC_BODY_MAX];
      const gsize n_body = twc_message_build_query (0xA5A5, 0x1839, i, body);
      TwcMessage message;

      g_assert_cmpuint (n_body, ==, 16);
      g_assert_true (twc_message_parse (&message, body, n_body));
      g_assert_cmpint (message.type, ==, expected[i].type);
      g_assert_cmpuint (message.part, ==, expected[i].part);
    }
}

/* 128 A wraps to no limit on some firmware (twc-protocol 2.3); 02 puts the unit into a fault. */
static void
test_build_refuses (void)
{
  guint8 body[TWC_BODY_MAX];

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*limit_ca*");
  g_assert_cmpuint (
    twc_message_build_heartbeat (0x7777, 0x1839, 2, TWC_COMMAND_LIMIT, TWC_OFFER_MAX_CA + 1, body),
    ==, 0);
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*has_limit*");
  g_assert_cmpuint (twc_message_build_heartbeat (0x7777, 0x1839, 2, (TwcCommand) 2, 0, body), ==,
                    0);
  g_test_assert_expected_messages ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_parse);
  g_test_add_func ("/message/all-types-have-rows", test_all_types_have_rows);
  g_test_add_func ("/message/reads-only-its-bytes", test_reads_only_its_bytes);
  g_test_add_func ("/message/build", test_build);
  g_test_add_func ("/message/build-query", test_build_query);
  g_test_add_func ("/message/build-refuses", test_build_refuses);

  return g_test_run ();
}
