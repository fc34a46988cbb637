/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <stdio.h>

#include "ctl/twc-record.h"

G_BEGIN_DECLS

typedef enum {
  TWC_CAPTURE_BINARY, /* bytes as they came from a bus */
  TWC_CAPTURE_HEX,    /* a capture on each line */
} TwcCaptureFormat;

gboolean twc_decode_stream (
  GInputStream *in, TwcCaptureFormat format, TwcRecordStyle style, FILE *out, GError **error);

int twc_decode_run (int argc, char **argv);

G_END_DECLS
