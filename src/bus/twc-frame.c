/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-frame.h"

/**
 * twc_frame_checksum:
 * @body: an unescaped body
 * @n_body: its length, the place of the checksum included
 *
 * Returns: what the last byte of @body ought to be. Neither that byte nor the type is summed
 *   (twc-protocol 1.3), so a wrong type must be found by other means.
 */
guint8
twc_frame_checksum (const guint8 *body, gsize n_body)
{
  guint sum = 0;

  for (gsize i = 1; i + 1 < n_body; i++)
    sum += body[i];

  return (guint8) sum;
}

/**
 * twc_frame_seal:
 * @body: a body that is complete but for its checksum
 * @n_body: its length, the place of the checksum included
 *
 * Writes the checksum into the last byte.
 */
void
twc_frame_seal (guint8 *body, gsize n_body)
{
  g_return_if_fail (n_body >= TWC_BODY_MIN && n_body <= TWC_BODY_MAX);

  body[n_body - 1] = twc_frame_checksum (body, n_body);
}

gboolean
twc_frame_is_type (guint8 type)
{
  return type == TWC_TYPE_REQUEST || type == TWC_TYPE_COMMAND || type == TWC_TYPE_REPLY;
}

/**
 * twc_frame_is_legal_length:
 * @type: the first byte of a body
 * @n_body: the body's length
 *
 * Returns: whether a receiver may take a body of that length (twc-protocol 1.4)
 */
gboolean
twc_frame_is_legal_length (guint8 type, gsize n_body)
{
  switch (type)
    {
    case TWC_TYPE_REQUEST:
      return (n_body >= 13 && n_body <= 16) || n_body == 20;
    case TWC_TYPE_COMMAND:
      return n_body >= 13 && n_body <= 16;
    case TWC_TYPE_REPLY:
      return n_body == 14 || n_body == 16 || n_body == 20;
    default:
      return FALSE;
    }
}

/**
 * twc_frame_to_wire:
 * @body: a sealed body
 * @n_body: its length
 * @wire: (out): the frame with escapes and both delimiters
 *
 * A simulated unit sends with this. A master does not: its bytes come from twc_gate_encode().
 *
 * Returns: how many bytes of @wire are used
 */
gsize
twc_frame_to_wire (const guint8 *body, gsize n_body, guint8 wire[TWC_WIRE_MAX])
{
  gsize n_wire = 0;

  g_return_val_if_fail (n_body <= TWC_BODY_MAX, 0);

  wire[n_wire++] = TWC_WIRE_END;
  for (gsize i = 0; i < n_body; i++)
    switch (body[i])
      {
      case TWC_WIRE_END:
        wire[n_wire++] = TWC_WIRE_ESCAPE;
        wire[n_wire++] = TWC_WIRE_ESCAPED_END;
        break;
      case TWC_WIRE_ESCAPE:
        wire[n_wire++] = TWC_WIRE_ESCAPE;
        wire[n_wire++] = TWC_WIRE_ESCAPED_ESCAPE;
        break;
      default:
        wire[n_wire++] = body[i];
      }
  wire[n_wire++] = TWC_WIRE_END;

  return n_wire;
}
