/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-units.h"

/**
 * twc_id_to_text:
 * @id: a Wall Connector's bus id
 * @text: (out): four upper-case hex digits, as every screen and script shows it
 */
void
twc_id_to_text (guint16 id, char text[TWC_ID_TEXT_SIZE])
{
  g_snprintf (text, TWC_ID_TEXT_SIZE, "%04X", id);
}

/**
 * twc_id_from_text:
 * @text: exactly four hex digits, either case
 * @id: (out): the id
 *
 * Returns: %FALSE when @text is not an id that a Wall Connector may have
 *   (0000 and FFFF are never used; twc-protocol 3.1)
 */
gboolean
twc_id_from_text (const char *text, guint16 *id)
{
  guint value = 0;

  for (guint i = 0; i < TWC_ID_TEXT_SIZE - 1; i++)
    {
      const int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        return FALSE;
      value = value * 16 + (guint) digit;
    }

  if (text[TWC_ID_TEXT_SIZE - 1] != '\0' || value == 0x0000 || value == 0xFFFF)
    return FALSE;

  *id = (guint16) value;
  return TRUE;
}
