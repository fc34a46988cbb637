/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A body is the unescaped bytes between two delimiters, its checksum included. */
#define TWC_BODY_MIN 13
#define TWC_BODY_MAX 20
/* Every byte escaped, and two delimiters (twc-protocol 1.1). */
#define TWC_WIRE_MAX (2 * TWC_BODY_MAX + 2)

/* No unit has more than 80 A, and what is above may be wrapped by its firmware into no limit at
 * all (twc-protocol 2.3, 3.3). */
#define TWC_OFFER_MAX_CA 8000

#define TWC_WIRE_END 0xC0
#define TWC_WIRE_ESCAPE 0xDB
#define TWC_WIRE_ESCAPED_END 0xDC
#define TWC_WIRE_ESCAPED_ESCAPE 0xDD

#define TWC_TYPE_REQUEST 0xFB
#define TWC_TYPE_COMMAND 0xFC
#define TWC_TYPE_REPLY 0xFD

guint8 twc_frame_checksum (const guint8 *body, gsize n_body);
void twc_frame_seal (guint8 *body, gsize n_body);
gboolean twc_frame_is_type (guint8 type);
gboolean twc_frame_is_legal_length (guint8 type, gsize n_body);
gsize twc_frame_to_wire (const guint8 *body, gsize n_body, guint8 wire[TWC_WIRE_MAX]);

G_END_DECLS
