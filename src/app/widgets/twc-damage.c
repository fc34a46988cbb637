/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-damage.h"

/**
 * twc_damage_new:
 * @content: a hash of what is drawn within @bounds
 *
 * Draws nothing, but differs where its content differs: then all of @bounds is drawn again, a whole
 * rectangle. Without it, GTK cuts what differs into bands along each upper and lower edge of ink;
 * and when there are more than thirty pieces, it gives up and draws the whole page (measured:
 * 2.2 MB over a forwarded display instead of 50 kB).
 *
 * Returns: (transfer full): a node to put before those that draw
 */
GskRenderNode *
twc_damage_new (const graphene_rect_t *bounds, guint content)
{
  /* Three bytes of the hash: if ever two agree, what draws itself differs still. */
  const GdkRGBA invisible = { .red = (float) (content & 0xff) / 0xff,
                              .green = (float) (content >> 8 & 0xff) / 0xff,
                              .blue = (float) (content >> 16 & 0xff) / 0xff,
                              .alpha = 0 };

  return gsk_color_node_new (&invisible, bounds);
}
