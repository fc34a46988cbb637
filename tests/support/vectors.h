/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "values/twc-bus-health.h"

G_BEGIN_DECLS

/* A row of fixtures/bus/vectors.tsv. */
typedef struct
{
  char *name;
  GBytes *wire;
  char *verdict; /* of the one chunk that the row is about */
  gsize n_body;
  GBytes *payload; /* NULL unless the verdict is ok */
  char *chunks;    /* the verdicts of all chunks in order */
} Vector;

GPtrArray *vectors_load (void);
GBytes *vectors_bytes_from_hex (const char *hex);

G_END_DECLS
