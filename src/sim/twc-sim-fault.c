/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-sim-fault.h"

#include <string.h>

typedef enum {
  FAULT_NONE,
  FAULT_FLIP,
  FAULT_DROP,
  FAULT_DELIMITER,
} Fault;

typedef struct
{
  gsize n_bytes;
  guint8 bytes[TWC_SIM_RUNT_MAX];
} Runt;

/* What bad termination and turn-around leave on a line (twc-protocol 1.2, S61). */
static const Runt runts[] = {
  { 1, { 0xC0 } },
  { 2, { 0xFE, 0xC0 } },
  { 2, { 0x02, 0x00 } },
  { 3, { 0x02, 0x00, 0xC0 } },
  { 4, { 0xFC, 0xC0, 0xF0, 0xFF } },
};

gboolean
twc_sim_fault_chance (GRand *random, guint per_million)
{
  return per_million > 0 && g_rand_int_range (random, 0, 1000000) < (gint32) per_million;
}

static Fault
choose (const TwcLineFaults *faults, GRand *random)
{
  if (twc_sim_fault_chance (random, faults->bit_flip))
    return FAULT_FLIP;
  if (twc_sim_fault_chance (random, faults->dropped_byte))
    return FAULT_DROP;
  if (twc_sim_fault_chance (random, faults->lost_delimiter))
    return FAULT_DELIMITER;
  return FAULT_NONE;
}

static gsize
drop_byte (guint8 *bytes, gsize n_bytes, gsize index)
{
  memmove (bytes + index, bytes + index + 1, n_bytes - index - 1);
  return n_bytes - 1;
}

static gsize
damage (Fault fault, GRand *random, guint8 *bytes, gsize n_bytes)
{
  const gsize index = (gsize) g_rand_int_range (random, 0, (gint32) n_bytes);

  switch (fault)
    {
    case FAULT_NONE:
      return n_bytes;
    case FAULT_FLIP:
      bytes[index] ^= (guint8) (1u << g_rand_int_range (random, 0, 8));
      return n_bytes;
    case FAULT_DROP:
      return drop_byte (bytes, n_bytes, index);
    case FAULT_DELIMITER:
      return drop_byte (bytes, n_bytes, index % 2 == 0 ? 0 : n_bytes - 1);
    }
  g_return_val_if_reached (n_bytes);
}

/**
 * twc_sim_fault_apply:
 * @bytes: (out): the frame as it leaves; room for @n_wire + %TWC_SIM_RUNT_MAX
 *
 * Lets at most one of the faults that damage a frame hit @wire, and perhaps puts a runt before
 * it, which damages nothing.
 *
 * Returns: %TRUE when the frame is intact
 */
gboolean
twc_sim_fault_apply (const TwcLineFaults *faults,
                     GRand *random,
                     const guint8 *wire,
                     gsize n_wire,
                     guint8 *bytes,
                     gsize *n_bytes)
{
  const Fault fault = choose (faults, random);
  gsize n_runt = 0;

  if (twc_sim_fault_chance (random, faults->runt))
    {
      const Runt *runt = &runts[g_rand_int_range (random, 0, G_N_ELEMENTS (runts))];

      n_runt = runt->n_bytes;
      memcpy (bytes, runt->bytes, n_runt);
    }

  memcpy (bytes + n_runt, wire, n_wire);
  *n_bytes = n_runt + damage (fault, random, bytes + n_runt, n_wire);
  return fault == FAULT_NONE;
}
