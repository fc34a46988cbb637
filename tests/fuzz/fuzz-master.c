/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>

#include "bus/twc-master.h"
#include "fuzz/fuzz.h"

#define MASTER 0x7777
#define WIRING_CA 2000

/* The input is a row of events on the bus. Frames come without checksum and delimiters, for no
 * mutation finds those. */
enum {
  WAIT,    /* in units of 40 ms */
  BYTES,   /* as they are */
  FRAME,   /* a body of 14, 16 or 20 bytes */
  OFFER,   /* to every slave */
  ADAPTER, /* gone, and back */
  RAW,     /* of an expert */
  N_EVENTS
};

typedef struct
{
  TwcMaster *master;
  gint64 now_us;
  gint64 sent_us;
  const uint8_t *data;
  size_t n_data;
} Bus;

static guint
take_byte (Bus *self)
{
  if (self->n_data == 0)
    return 0;

  self->n_data--;
  return *self->data++;
}

static gsize
take_bytes (Bus *self, guint8 *bytes, gsize n_wanted)
{
  const gsize n_bytes = MIN (n_wanted, self->n_data);

  memcpy (bytes, self->data, n_bytes);
  self->data += n_bytes;
  self->n_data -= n_bytes;
  return n_bytes;
}

static void
check_states (Bus *self)
{
  TwcChargerState states[TWC_MAX_CHARGERS];
  TwcBusHealth health;
  const guint n_states = twc_master_get_chargers (self->master, states);

  twc_master_get_health (self->master, &health);
  g_assert_cmpuint (n_states, <=, TWC_MAX_CHARGERS);
  for (guint i = 0; i < n_states; i++)
    {
      g_assert_cmphex (states[i].id, !=, MASTER);
      g_assert_cmpuint (states[i].offer_ca, <=, WIRING_CA);
      g_assert_true (states[i].offer_ca == 0 || states[i].offer_ca >= 500);
      g_assert_cmpuint (strlen (states[i].vin), <=, 17);
      for (guint j = 0; j < i; j++)
        g_assert_cmphex (states[i].id, !=, states[j].id);
    }
}

static void
step (Bus *self)
{
  guint8 body[TWC_BODY_MAX];
  gsize n_body;

  while ((n_body = twc_master_step (self->master, self->now_us, body)) > 0)
    {
      g_autoptr(GError) error = NULL;
      TwcBusHealth health;

      g_assert_true (twc_gate_check (twc_master_get_gate (self->master), body, n_body, &error));
      twc_master_get_health (self->master, &health);
      g_assert_true (health.state == TWC_BUS_OK || health.state == TWC_BUS_LISTENING);
      g_assert_cmpint (self->now_us, >, self->sent_us);
      self->sent_us = self->now_us;
    }

  g_assert_cmpint (twc_master_get_deadline (self->master), >, self->now_us);
  check_states (self);
}

static void
wait_until (Bus *self, gint64 until_us)
{
  while (self->now_us < until_us)
    {
      self->now_us = MIN (until_us, twc_master_get_deadline (self->master));
      step (self);
    }
}

static void
hear (Bus *self, const guint8 *bytes, gsize n_bytes)
{
  twc_master_receive (self->master, bytes, n_bytes, self->now_us);
  step (self);
}

static gsize
take_body (Bus *self, guint8 *body)
{
  static const gsize lengths[] = { 14, 16, 20, 13 };
  const gsize n_body = lengths[take_byte (self) % G_N_ELEMENTS (lengths)];

  memset (body, 0, TWC_BODY_MAX);
  take_bytes (self, body, n_body - 1);
  twc_frame_seal (body, n_body);
  return n_body;
}

static void
offer_all (Bus *self, guint offer_ca)
{
  TwcChargerState states[TWC_MAX_CHARGERS];
  const guint n_states = twc_master_get_chargers (self->master, states);

  for (guint i = 0; i < n_states; i++)
    {
      twc_master_set_permission (self->master, states[i].id, WIRING_CA, (offer_ca & 1) != 0);
      twc_master_set_offer (self->master, states[i].id, offer_ca, self->now_us);
    }
  step (self);
}

static void
happen (Bus *self, guint event)
{
  guint8 bytes[64], wire[TWC_WIRE_MAX];
  gsize n_bytes;

  switch (event)
    {
    case WAIT:
      wait_until (self, self->now_us + TWC_MILLISECONDS_US (40) * take_byte (self));
      break;
    case BYTES:
      n_bytes = take_bytes (self, bytes, take_byte (self) % sizeof bytes);
      hear (self, bytes, n_bytes);
      break;
    case FRAME:
      n_bytes = take_body (self, bytes);
      hear (self, wire, twc_frame_to_wire (bytes, n_bytes, wire));
      break;
    case OFFER:
      offer_all (self, take_byte (self) * 37);
      break;
    case ADAPTER:
      twc_master_disconnect (self->master, self->now_us);
      wait_until (self, self->now_us + TWC_MILLISECONDS_US (40) * take_byte (self));
      twc_master_connect (self->master, self->now_us);
      step (self);
      break;
    case RAW:
      n_bytes = take_body (self, bytes);
      twc_master_queue_raw (self->master, bytes, n_bytes, NULL);
      step (self);
      break;
    default:
      g_assert_not_reached ();
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_data)
{
  g_autoptr(TwcMaster) master = twc_master_new (MASTER, 1);
  Bus bus = { .master = master, .now_us = 1, .data = data, .n_data = n_data };

  twc_master_connect (master, bus.now_us);
  while (bus.n_data > 0)
    happen (&bus, take_byte (&bus) % N_EVENTS);

  return 0;
}
