/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-sim-body.h"

#include <string.h>

#define N_LONG 20
#define SERIAL_LENGTH 11

/* Where the parts of a VIN begin in it (twc-protocol 3.7). */
static const guint vin_offsets[] = { 0, 7, 14, 17 };
static const guint8 vin_codes[] = { 0xEE, 0xEF, 0xF1 };

static void
put_u16 (guint8 *bytes, guint value)
{
  bytes[0] = (guint8) (value >> 8);
  bytes[1] = (guint8) value;
}

static gsize
begin (guint8 code, gsize n_body, guint8 body[TWC_BODY_MAX])
{
  memset (body, 0, TWC_BODY_MAX);
  body[0] = TWC_TYPE_REPLY;
  body[1] = code;
  return n_body;
}

static gsize
get_n_short (const TwcSimSlave *slave)
{
  return slave->profile->protocol == 1 ? 14 : 16;
}

static gsize
begin_with_id (const TwcSimSlave *slave, guint8 code, gsize n_body, guint8 body[TWC_BODY_MAX])
{
  begin (code, n_body, body);
  put_u16 (body + 2, slave->id);
  return n_body;
}

static gsize
seal (guint8 *body, gsize n_body)
{
  twc_frame_seal (body, n_body);
  return n_body;
}

gsize
twc_sim_body_heartbeat (TwcSimSlave *slave, guint16 master, guint8 body[TWC_BODY_MAX])
{
  const gsize n_body = begin_with_id (slave, 0xE0, get_n_short (slave), body);

  put_u16 (body + 4, master);
  body[6] = twc_sim_slave_get_state (slave);
  put_u16 (body + 7, slave->limit_ca);
  put_u16 (body + 9, twc_sim_car_read_ca (&slave->car));
  return seal (body, n_body);
}

gsize
twc_sim_body_link_ready (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX])
{
  const gsize n_body = begin_with_id (slave, 0xE2, get_n_short (slave), body);

  body[4] = slave->sign;
  put_u16 (body + 5, slave->rating_ca);
  return seal (body, n_body);
}

gsize
twc_sim_body_power (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX])
{
  const guint32 counter_kwh = slave->config.counter_kwh + (guint32) (slave->car.energy_ws / 3.6e6);
  const guint half_amps = twc_sim_car_get_draw_ca (&slave->car) / 50;
  const guint n_wired = slave->config.phases > 0 ? slave->config.phases : 1;
  const gsize n_body =
    begin_with_id (slave, 0xEB, slave->profile->is_4_5_3 ? N_LONG : get_n_short (slave), body);

  put_u16 (body + 4, counter_kwh >> 16);
  put_u16 (body + 6, counter_kwh & 0xFFFF);
  for (guint i = 0; i < 3; i++)
    {
      put_u16 (body + 8 + 2 * i, i < n_wired ? slave->car.volts : 0);
      if (n_body == N_LONG && i < slave->car.phases)
        body[14 + i] = (guint8) MIN (half_amps, G_MAXUINT8);
    }
  return seal (body, n_body);
}

gsize
twc_sim_body_firmware (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX])
{
  const gsize n_body = begin_with_id (slave, 0xEC, get_n_short (slave), body);

  memcpy (body + 4, slave->profile->firmware, 4);
  return seal (body, n_body);
}

/* An older unit's id is the binary value of three digits, a newer one's is four digits, one in
 * each nibble (3.1). The label keeps the first id, whatever a conflict made of it. */
static void
print_serial (const TwcSimSlave *slave, guint8 *bytes)
{
  char serial[SERIAL_LENGTH + 1];

  if (slave->profile->protocol == 1)
    g_snprintf (serial, sizeof serial, "A16G%07u", slave->config.id);
  else
    g_snprintf (serial, sizeof serial, "A18D000%04X", slave->config.id);
  memcpy (bytes, serial, SERIAL_LENGTH);
}

gsize
twc_sim_body_serial (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX])
{
  const gsize n_body = begin_with_id (slave, 0xED, N_LONG, body);

  print_serial (slave, body + 4);
  return seal (body, n_body);
}

static gboolean
is_vin_readable (const TwcSimSlave *slave)
{
  if (!slave->plugged || !slave->car.config.is_tesla || slave->car.config.vin[0] == '\0')
    return FALSE;
  if (slave->is_asleep && slave->car.config.forgets_vin_asleep)
    return FALSE;
  return slave->now_us >= slave->vin_us;
}

/**
 * twc_sim_body_vin:
 * @part: 1 to 3
 */
gsize
twc_sim_body_vin (const TwcSimSlave *slave, guint part, guint8 body[TWC_BODY_MAX])
{
  const guint from = vin_offsets[part - 1];
  const gsize n_body = begin_with_id (slave, vin_codes[part - 1], N_LONG, body);

  if (is_vin_readable (slave))
    memcpy (body + 4, slave->car.config.vin + from, vin_offsets[part] - from);
  return seal (body, n_body);
}

gsize
twc_sim_body_ack (const TwcSimSlave *slave, guint8 code, guint8 body[TWC_BODY_MAX])
{
  return seal (body, begin_with_id (slave, code, get_n_short (slave), body));
}

gsize
twc_sim_body_plug_state (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX])
{
  const gsize n_body = begin_with_id (slave, 0xB4, get_n_short (slave), body);

  if (slave->plugged)
    body[4] = twc_sim_car_get_draw_ca (&slave->car) >= 100 ? 0x01 : 0x03;
  return seal (body, n_body);
}

gsize
twc_sim_body_old_serial (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX])
{
  const gsize n_body = begin (0x19, get_n_short (slave), body);

  print_serial (slave, body + 2);
  return seal (body, n_body);
}

gsize
twc_sim_body_model (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX])
{
  const char *model = slave->profile->model;
  const gsize n_body = begin (0x1A, get_n_short (slave), body);

  memset (body + 2, 0xFF, SERIAL_LENGTH);
  memcpy (body + 2, model, strlen (model));
  return seal (body, n_body);
}

gsize
twc_sim_body_old_firmware (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX])
{
  const gsize n_body = begin (0x1B, get_n_short (slave), body);

  memcpy (body + 2, slave->profile->firmware, 3);
  return seal (body, n_body);
}

/* What FC19 answered before the unit locked up (2.1). */
gsize
twc_sim_body_locked (const TwcSimSlave *slave, guint8 body[TWC_BODY_MAX])
{
  const gsize n_body = begin (0x19, get_n_short (slave), body);

  body[2] = 0x01;
  return seal (body, n_body);
}
