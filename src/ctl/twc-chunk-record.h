/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-receiver.h"
#include "ctl/twc-record.h"

G_BEGIN_DECLS

void twc_chunk_record_add_message (TwcRecord *record, const TwcChunk *chunk);
void twc_chunk_record_fill (TwcRecord *record, const TwcChunk *chunk, guint64 line);

G_END_DECLS
