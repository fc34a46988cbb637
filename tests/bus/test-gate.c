/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-gate.h"

#include <string.h>

#include "bus/twc-message.h"
#include "support/vectors.h"

#define MASTER 0xA5A5
#define ALLOWED (-1)

/* As permissive as a gate can be made: one newer unit at 80 A that may be started and stopped. */
static const TwcGate lenient = {
  .master = MASTER,
  .n_chargers = 1,
  .chargers = { { .id = 0x1839, .protocol = 2, .max_offer_ca = 8000, .may_start_stop = TRUE } },
};

static const TwcGate older = {
  .master = MASTER,
  .n_chargers = 1,
  .chargers = { { .id = 0x032E, .protocol = 1, .max_offer_ca = 4000, .may_start_stop = TRUE } },
};

static const TwcGate pair = {
  .master = MASTER,
  .n_chargers = 2,
  .chargers = { { .id = 0x1839, .protocol = 2, .max_offer_ca = 3200 },
                { .id = 0x9393, .protocol = 2, .max_offer_ca = 0, .may_start_stop = TRUE } },
};

static const TwcGate absurd = {
  .master = MASTER,
  .n_chargers = 1,
  .chargers = { { .id = 0x1839, .protocol = 2, .max_offer_ca = G_MAXUINT } },
};

static const TwcGate alone = { .master = MASTER };
static const TwcGate nobody = { .master = 0xFFFF, .n_chargers = 0 };

typedef struct
{
  const char *path;
  const TwcGate *gate;
  const char *open; /* hex without the checksum */
  int error;
} Row;

static const Row rows[] = {
  /* Always. */
  { "/gate/presence-1", &alone, "FC E1 A5A5 77 0000 000000000000", ALLOWED },
  { "/gate/presence-2", &alone, "FB E2 A5A5 77 0000 000000000000", ALLOWED },
  { "/gate/presence/with-amps", &alone, "FC E1 A5A5 77 1F40 0000000000000000", ALLOWED },
  { "/gate/presence/above-80-a", &alone, "FC E1 A5A5 77 1F41 0000000000000000",
    TWC_GATE_ERROR_ABOVE_LIMIT },
  { "/gate/presence/of-another", &alone, "FC E1 7777 77 0000 000000000000",
    TWC_GATE_ERROR_NOT_ALLOWED },
  { "/gate/presence/of-nobody", &nobody, "FC E1 FFFF 77 0000 000000000000",
    TWC_GATE_ERROR_NOT_ALLOWED },
  { "/gate/presence/filler", &alone, "FC E1 A5A5 77 0000 000000000001", TWC_GATE_ERROR_MALFORMED },
  { "/gate/heartbeat/no-change", &lenient, "FB E0 A5A5 1839 00 0000 00 0000000000", ALLOWED },
  { "/gate/heartbeat/offer", &lenient, "FB E0 A5A5 1839 05 0C80 00 0000000000", ALLOWED },
  { "/gate/heartbeat/starting", &lenient, "FB E0 A5A5 1839 08 0C80 00 0000000000", ALLOWED },
  { "/gate/heartbeat/charging", &lenient, "FB E0 A5A5 1839 09 0C80 00 0000000000", ALLOWED },
  { "/gate/heartbeat/short-form", &older, "FB E0 A5A5 032E 05 0000 00 000000", ALLOWED },
  { "/gate/heartbeat/to-a-stranger", &lenient, "FB E0 A5A5 1840 00 0000 00 0000000000",
    TWC_GATE_ERROR_NOT_ALLOWED },
  { "/gate/heartbeat/from-another", &lenient, "FB E0 7777 1839 00 0000 00 0000000000",
    TWC_GATE_ERROR_NOT_ALLOWED },
  { "/gate/heartbeat/no-change-with-limit", &lenient, "FB E0 A5A5 1839 00 0C80 00 0000000000",
    TWC_GATE_ERROR_MALFORMED },
  { "/gate/heartbeat/plugged-in-byte", &lenient, "FB E0 A5A5 1839 05 0C80 01 0000000000",
    TWC_GATE_ERROR_MALFORMED },
  /* Commands that are never ours. */
  { "/gate/heartbeat/01", &lenient, "FB E0 A5A5 1839 01 0000 00 0000000000",
    TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/heartbeat/error", &lenient, "FB E0 A5A5 1839 02 0400 00 0000000000",
    TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/heartbeat/error-for-ever", &lenient, "FB E0 A5A5 1839 02 F100 00 0000000000",
    TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/heartbeat/raise", &lenient, "FB E0 A5A5 1839 06 0000 00 0000000000",
    TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/heartbeat/lower", &lenient, "FB E0 A5A5 1839 07 0000 00 0000000000",
    TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/heartbeat/ff", &lenient, "FB E0 A5A5 1839 FF 0000 00 0000000000",
    TWC_GATE_ERROR_FORBIDDEN },
  /* Limits. */
  { "/gate/limit/just-allowed", &pair, "FB E0 A5A5 1839 09 0C80 00 0000000000", ALLOWED },
  { "/gate/limit/just-above", &pair, "FB E0 A5A5 1839 09 0C81 00 0000000000",
    TWC_GATE_ERROR_ABOVE_LIMIT },
  { "/gate/limit/above-with-05", &pair, "FB E0 A5A5 1839 05 0C81 00 0000000000",
    TWC_GATE_ERROR_ABOVE_LIMIT },
  { "/gate/limit/above-with-08", &pair, "FB E0 A5A5 1839 08 0C81 00 0000000000",
    TWC_GATE_ERROR_ABOVE_LIMIT },
  { "/gate/limit/none-set", &pair, "FB E0 A5A5 9393 09 0001 00 0000000000",
    TWC_GATE_ERROR_ABOVE_LIMIT },
  { "/gate/limit/zero-is-always-allowed", &pair, "FB E0 A5A5 9393 09 0000 00 0000000000", ALLOWED },
  { "/gate/limit/least", &lenient, "FB E0 A5A5 1839 09 0258 00 0000000000", ALLOWED },
  { "/gate/limit/below-least", &lenient, "FB E0 A5A5 1839 09 0257 00 0000000000",
    TWC_GATE_ERROR_MALFORMED },
  { "/gate/limit/one-ampere", &lenient, "FB E0 A5A5 1839 05 0064 00 0000000000",
    TWC_GATE_ERROR_MALFORMED },
  { "/gate/limit/hundredth", &lenient, "FB E0 A5A5 1839 08 0001 00 0000000000",
    TWC_GATE_ERROR_MALFORMED },
  { "/gate/limit/least-of-older", &older, "FB E0 A5A5 032E 05 01F4 00 000000", ALLOWED },
  { "/gate/limit/below-least-of-older", &older, "FB E0 A5A5 032E 05 01F3 00 000000",
    TWC_GATE_ERROR_MALFORMED },
  { "/gate/limit/80-a", &absurd, "FB E0 A5A5 1839 09 1F40 00 0000000000", ALLOWED },
  { "/gate/limit/above-80-a", &absurd, "FB E0 A5A5 1839 09 1F41 00 0000000000",
    TWC_GATE_ERROR_ABOVE_LIMIT },
  { "/gate/limit/128-a", &absurd, "FB E0 A5A5 1839 09 3200 00 0000000000",
    TWC_GATE_ERROR_ABOVE_LIMIT },
  { "/gate/limit/640-a", &absurd, "FB E0 A5A5 1839 09 FA00 00 0000000000",
    TWC_GATE_ERROR_ABOVE_LIMIT },
  /* Queries: newer units alone. */
  { "/gate/query/power", &lenient, "FB EB A5A5 1839 000000000000000000", ALLOWED },
  { "/gate/query/firmware", &lenient, "FB EC A5A5 1839 000000000000000000", ALLOWED },
  { "/gate/query/serial", &lenient, "FB ED A5A5 1839 000000000000000000", ALLOWED },
  { "/gate/query/vin-1", &lenient, "FB EE A5A5 1839 000000000000000000", ALLOWED },
  { "/gate/query/vin-2", &lenient, "FB EF A5A5 1839 000000000000000000", ALLOWED },
  { "/gate/query/vin-3", &lenient, "FB F1 A5A5 1839 000000000000000000", ALLOWED },
  { "/gate/query/older-unit", &older, "FB EB A5A5 032E 00000000000000",
    TWC_GATE_ERROR_NOT_ALLOWED },
  { "/gate/query/stranger", &lenient, "FB EB A5A5 1840 000000000000000000",
    TWC_GATE_ERROR_NOT_ALLOWED },
  { "/gate/query/filler", &lenient, "FB EB A5A5 1839 000000000000000001",
    TWC_GATE_ERROR_MALFORMED },
  { "/gate/query/f0-is-no-vin", &lenient, "FB F0 A5A5 1839 000000000000000000",
    TWC_GATE_ERROR_FORBIDDEN },
  /* Diagnosis: exactly one unit. */
  { "/gate/diagnosis/serial", &lenient, "FB19 00000000000000000000000000", ALLOWED },
  { "/gate/diagnosis/model", &older, "FB1A 0000000000000000000000", ALLOWED },
  { "/gate/diagnosis/firmware", &lenient, "FB1B 0000000000000000000000", ALLOWED },
  { "/gate/diagnosis/plug-state", &lenient, "FBB4 00000000000000000000000000", ALLOWED },
  { "/gate/diagnosis/two-units", &pair, "FB19 0000000000000000000000", TWC_GATE_ERROR_NOT_ALLOWED },
  { "/gate/diagnosis/no-unit", &alone, "FBB4 0000000000000000000000", TWC_GATE_ERROR_NOT_ALLOWED },
  { "/gate/diagnosis/addressed", &lenient, "FB19 A5A5 1839 00000000000000",
    TWC_GATE_ERROR_MALFORMED },
  /* Start and stop: the owner's opt-in. */
  { "/gate/start", &lenient, "FC B1 A5A5 1839 000000000000000000", ALLOWED },
  { "/gate/stop", &lenient, "FC B2 A5A5 1839 000000000000000000", ALLOWED },
  { "/gate/start/not-allowed", &pair, "FC B1 A5A5 1839 000000000000000000",
    TWC_GATE_ERROR_NOT_ALLOWED },
  { "/gate/stop/not-allowed", &pair, "FC B2 A5A5 1839 000000000000000000",
    TWC_GATE_ERROR_NOT_ALLOWED },
  { "/gate/stop/the-allowed-one", &pair, "FC B2 A5A5 9393 000000000000000000", ALLOWED },
  { "/gate/stop/older-unit", &older, "FC B2 A5A5 032E 00000000000000", TWC_GATE_ERROR_NOT_ALLOWED },
  /* Never. */
  { "/gate/never/fc19-burns-the-id", &lenient, "FC 19 A5A5 1839 000000000000000000",
    TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/never/fc1a-burns-the-model", &lenient, "FC 1A 000000000000000000000000 00",
    TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/never/fbe8-crashes", &lenient, "FB E8 A5A5 1839 000000000000000000",
    TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/never/fce5-interrupts", &lenient, "FC E5 A5A5 1839 000000000000000000",
    TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/never/fca1-silences", &lenient, "FC A1 A5A5 1839 000000000000000000",
    TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/never/fba4", &lenient, "FB A4 A5A5 1839 000000000000000000", TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/never/fbe1", &lenient, "FB E1 A5A5 1839 000000000000000000", TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/never/fce2", &lenient, "FC E2 A5A5 77 0000 000000000000", TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/never/fc1d", &lenient, "FC 1D 0000000000000000000000", TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/never/as-a-slave", &lenient, "FD E0 A5A5 1839 01 0640 0640 00000000",
    TWC_GATE_ERROR_FORBIDDEN },
  { "/gate/never/whatever-its-length", &lenient, "FC19", TWC_GATE_ERROR_FORBIDDEN },
  /* Lengths. */
  { "/gate/length/12", &lenient, "FB E0 A5A5 1839 00 0000 00 00", TWC_GATE_ERROR_MALFORMED },
  { "/gate/length/13", &lenient, "FB E0 A5A5 1839 00 0000 00 0000", ALLOWED },
  { "/gate/length/17", &lenient, "FB E0 A5A5 1839 00 0000 00 000000000000",
    TWC_GATE_ERROR_MALFORMED },
  { "/gate/length/20", &lenient, "FB E0 A5A5 1839 00 0000 00 000000000000000000",
    TWC_GATE_ERROR_MALFORMED },
};

static GByteArray *
seal (const char *open)
{
  GByteArray *body = g_bytes_unref_to_array (vectors_bytes_from_hex (open));

  g_byte_array_set_size (body, body->len + 1);
  body->data[body->len - 1] = twc_frame_checksum (body->data, body->len);
  return body;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GByteArray) body = seal (row->open);
  g_autoptr(GError) error = NULL;
  guint8 wire[TWC_WIRE_MAX], expected[TWC_WIRE_MAX];
  const gsize n_wire = twc_gate_encode (row->gate, body->data, body->len, wire, &error);

  if (row->error == ALLOWED)
    {
      g_assert_no_error (error);
      g_assert_cmpmem (wire, n_wire, expected, twc_frame_to_wire (body->data, body->len, expected));
      return;
    }
  g_assert_error (error, TWC_GATE_ERROR, row->error);
  g_assert_cmpuint (n_wire, ==, 0);
}

static gboolean
is_on_the_list (guint code)
{
  /* Typed once more, from twc-protocol 2.3 and not from the gate. */
  static const guint16 list[] = { 0xFCE1, 0xFBE2, 0xFBE0, 0xFBEB, 0xFBEC, 0xFBED, 0xFBEE, 0xFBEF,
                                  0xFBF1, 0xFB19, 0xFB1A, 0xFB1B, 0xFBB4, 0xFCB1, 0xFCB2 };

  for (gsize i = 0; i < G_N_ELEMENTS (list); i++)
    if (list[i] == code)
      return TRUE;

  return FALSE;
}

static gboolean
passes (guint code, gsize n_body, const guint8 *ids)
{
  guint8 body[2 * TWC_BODY_MAX] = { (guint8) (code >> 8), (guint8) code };

  memcpy (body + 2, ids, 4);
  if (n_body > 2)
    body[n_body - 1] = twc_frame_checksum (body, n_body);
  return twc_gate_check (&lenient, body, n_body, NULL);
}

/* All 65536 codes in all lengths, with ids and without: nothing but the list passes, and all of
 * it does. */
static void
test_every_code (void)
{
  static const guint8 addressed[4] = { 0xA5, 0xA5, 0x18, 0x39 };
  static const guint8 broadcast[4] = { 0xA5, 0xA5, 0x77, 0x00 };
  static const guint8 zero[4] = { 0 };

  for (guint code = 0; code <= 0xFFFF; code++)
    for (gsize n_body = 0; n_body <= TWC_BODY_MAX + 4; n_body++)
      {
        const gboolean may_pass = is_on_the_list (code) && n_body >= 13 && n_body <= 16;

        g_assert_cmpint (passes (code, n_body, addressed) || passes (code, n_body, broadcast) ||
                           passes (code, n_body, zero),
                         ==, may_pass);
      }
}

static void
test_wrong_checksum (void)
{
  g_autoptr(GByteArray) body = seal ("FB E0 A5A5 1839 05 0C80 00 0000000000");
  g_autoptr(GError) error = NULL;

  body->data[body->len - 1]++;
  g_assert_false (twc_gate_check (&lenient, body->data, body->len, &error));
  g_assert_error (error, TWC_GATE_ERROR, TWC_GATE_ERROR_MALFORMED);
}

/* What the builders make passes, so that the gate never stands in the way of a heartbeat. */
static void
test_builders_pass (void)
{
  static const TwcCommand commands[] = { TWC_COMMAND_NONE, TWC_COMMAND_LIMIT,
                                         TWC_COMMAND_LIMIT_STARTING, TWC_COMMAND_LIMIT_CHARGING };
  guint8 body[TWC_BODY_MAX];
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      twc_gate_check (&lenient, body,
                      twc_message_build_heartbeat (MASTER, 0x1839, 2, commands[i], 3200, body),
                      &error);
      g_assert_no_error (error);
      twc_gate_check (&older, body,
                      twc_message_build_heartbeat (MASTER, 0x032E, 1, commands[i], 3200, body),
                      &error);
      g_assert_no_error (error);
    }
  for (guint query = 0; query < TWC_N_QUERIES; query++)
    {
      twc_gate_check (&lenient, body, twc_message_build_query (MASTER, 0x1839, query, body),
                      &error);
      g_assert_no_error (error);
    }
  twc_gate_check (&lenient, body, twc_message_build_start (MASTER, 0x1839, body), &error);
  g_assert_no_error (error);
  twc_gate_check (&lenient, body, twc_message_build_stop (MASTER, 0x1839, body), &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_row);
  g_test_add_func ("/gate/every-code", test_every_code);
  g_test_add_func ("/gate/wrong-checksum", test_wrong_checksum);
  g_test_add_func ("/gate/builders-pass", test_builders_pass);

  return g_test_run ();
}
